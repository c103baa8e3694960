"""The drawing of the pages around one: every page a link with its whole title, nothing on top of anything else."""

from __future__ import annotations

import re
from itertools import combinations
from math import dist

import pytest

from notionpress.render.graph import MOST_NEAR, graph_svg, room_for
from notionpress.site.site import Target


def targets(count: int, start: int = 0) -> list[Target]:
    return [Target(f"/{at}/", f"Page {at}") for at in range(start, start + count)]


def dots(svg: str) -> list[tuple[float, float]]:
    """Where the dots stand; each but the one in the centre is below what takes a touch."""
    found = re.findall(r'cx="([-\d]+)" cy="([-\d]+)" r="(?:4|6|9)"', svg)
    return [(float(x), float(y)) for x, y in found]


@pytest.mark.parametrize("count", range(1, MOST_NEAR + 1))
def test_dots_are_far_enough_from_each_other_for_a_finger(count: int) -> None:
    far = {at: targets(room_for(count), 100 * (at + 1)) for at in range(count)}
    svg = graph_svg("Here", targets(count), [], far)
    found = dots(svg)
    assert len(found) == 1 + count + count * room_for(count)
    # At five sixths of its size, on a phone, 24 pixels are 29 units.
    assert min(dist(one, other) for one, other in combinations(found, 2)) >= 29
    left, top, width, height = map(int, re.findall(r'viewBox="(\d+) (-?\d+) (\d+) (\d+)"', svg)[0])
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in found)


def test_titles_are_escaped_and_whole_for_who_cannot_see_them() -> None:
    near = [Target("/a/?x=1&y=2", 'The <long> & "winding" road'), Target("/b/", "潮の満ち引きについての覚え書き")]
    svg = graph_svg("<Here>", near, [(0, 1)], {0: [Target("/c/", "Far & away")]})
    assert '<a href="/a/?x=1&amp;y=2"><title>The &lt;long&gt; &amp; &quot;winding&quot; road</title>' in svg
    assert re.findall(r"<text[^>]*>([^<]*)</text>", svg) == [
        "The &lt;long&gt; &amp;…",
        "潮の満ち引き…",
        "&lt;Here&gt;",
    ]
    assert "<title>Far &amp; away</title>" in svg
    assert svg.count("<line") == 4
    assert "style=" not in svg


def test_a_page_that_stands_alone_has_no_drawing() -> None:
    assert graph_svg("Here", [], [], {}) == ""
