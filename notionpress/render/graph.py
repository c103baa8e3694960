"""A page and the pages around it as a drawing: SVG that needs no script, the same for the same pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import cos, pi, sin
from typing import Final, TypeAlias
from unicodedata import east_asian_width

from notionpress.render.markup import NOTHING, Html, element, escape, join
from notionpress.site.site import Target

MOST_NEAR: Final = 12
"""So many pages are drawn next to the page at most: more than these cannot be told apart."""

_WIDTH, _HEIGHT = 420, 340
_CENTRE: Final = (_WIDTH / 2, _HEIGHT / 2)
_NEAR: Final = (104.0, 96.0)
_FAR: Final = (174.0, 144.0)
"""How far from the centre pages stand, across and up: next to the page, and one step away from it."""

_LABEL: Final = 14
"""How wide a title may be, in letters of the Latin alphabet; those of Chinese and the like count for two."""

_EDGE: Final = 32
"""How much room is left above and below the dots, for titles."""

_LESS_STEEP: Final = 0.4
"""The cosine below which a title stands above or below its dot, so that it does not leave the drawing."""

_Point: TypeAlias = tuple[float, float]


def room_for(near: int) -> int:
    """How many pages one step away may stand next to each of so many pages.

    A finger needs 24 pixels for each, also on a phone that shows the drawing at five sixths of its size (WCAG 2.2,
    2.5.8).
    """
    return 6 if near <= 4 else 4 if near == 5 else 2


def graph_svg(
    here: str, near: Sequence[Target], edges: Iterable[tuple[int, int]], far: Mapping[int, Sequence[Target]]
) -> Html:
    """The drawing: the title of the page, the pages next to it, and those one step away by the place of one in `near`.

    `edges` are pairs of places in `near` of pages that are connected with each other. Titles that are too long are cut
    in the drawing and whole for who cannot see it; all pages are links. "" where nothing is next to the page.
    """
    if not near:
        return NOTHING
    step = 2 * pi / len(near)
    # Two stand on both sides, where their titles have room and the drawing is low.
    angles = [at * step - (pi if len(near) == 2 else pi / 2) for at in range(len(near))]
    points = [_place(angle, _NEAR) for angle in angles]
    lines = [_line(points[one], points[other], "edge") for one, other in edges]
    lines += [_line(_CENTRE, point, "edge") for point in points]
    dots: list[Html] = []
    drawn = [_CENTRE, *points]
    for at, pages in far.items():
        for page, angle in zip(pages, _around(angles[at], step, len(pages)), strict=True):
            point = _place(angle, _FAR)
            drawn.append(point)
            lines.append(_line(points[at], point, "edge far"))
            dots.append(_far(page, point))
    dots += [_near(*one) for one in zip(near, points, angles, strict=True)]
    below = _label(here, (_CENTRE[0], _CENTRE[1] + 25), "middle")
    centre = element("g", join([_dot(_CENTRE, 9), below]), class_="here")
    top, bottom = min(y for _, y in drawn) - _EDGE, max(y for _, y in drawn) + _EDGE
    return element(
        "svg",
        join([*lines, *dots, centre], "\n"),
        class_="graph",
        viewBox=f"0 {top:.0f} {_WIDTH} {bottom - top:.0f}",
        # Where a title begins does not depend on the language around the drawing.
        direction="ltr",
    )


def _place(angle: float, radii: _Point) -> _Point:
    return _CENTRE[0] + radii[0] * cos(angle), _CENTRE[1] + radii[1] * sin(angle)


def _around(angle: float, step: float, count: int) -> Iterator[float]:
    """The angles of some pages on both sides of the one that they are next to, whose title stands between them."""
    on_a_side = (count + 1) // 2
    between = min(step * 0.27 if on_a_side == 1 else step / (2 * on_a_side + 1), pi / 8)
    for at in range(count):
        yield angle + (at // 2 + 1) * between * (1 if at % 2 else -1)


def _near(page: Target, point: _Point, angle: float) -> Html:
    x, y = point
    if abs(cos(angle)) < _LESS_STEEP:
        label = _label(page.title, (x, y - 13 if sin(angle) < 0 else y + 22), "middle")
    elif cos(angle) > 0:
        label = _label(page.title, (x + 12, y + 4), "start")
    else:
        label = _label(page.title, (x - 12, y + 4), "end")
    return _link(page, [_target(point), _dot(point, 6), label])


def _far(page: Target, point: _Point) -> Html:
    return _link(page, [_target(point), _dot(point, 4)], "far")


def _link(page: Target, parts: Iterable[Html], kind: str | None = None) -> Html:
    title = element("title", escape(page.title))
    return element("a", join([title, *parts]), href=page.url, class_=kind)


def _label(title: str, point: _Point, anchor: str) -> Html:
    x, y = point
    return element("text", escape(_short(title)), x=f"{x:.0f}", y=f"{y:.0f}", text_anchor=anchor)


def _short(title: str) -> str:
    """A title, cut where it would be too wide."""
    room = _LABEL
    for at, character in enumerate(title):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 0:
            return title[: at - 1].rstrip() + "…"
    return title


def _dot(point: _Point, radius: int) -> Html:
    return element("circle", cx=f"{point[0]:.0f}", cy=f"{point[1]:.0f}", r=radius)


def _target(point: _Point) -> Html:
    """What takes a finger's touch around a dot."""
    return element("circle", cx=f"{point[0]:.0f}", cy=f"{point[1]:.0f}", r=16, fill="none", pointer_events="all")


def _line(one: _Point, other: _Point, kind: str) -> Html:
    return element(
        "line",
        class_=kind,
        x1=f"{one[0]:.0f}",
        y1=f"{one[1]:.0f}",
        x2=f"{other[0]:.0f}",
        y2=f"{other[1]:.0f}",
        stroke="currentColor",
    )
