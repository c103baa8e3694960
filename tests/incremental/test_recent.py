"""The pages that were edited last: where they are told, they are told anew when they change, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, after
from tests.incremental.test_minimal import FRONT, LISTS, PLUGIN, html, without_digests

TEMPLATE: Final = """\
{% extends "journal/index.html" %}
{% block main %}
{{ super() }}
{% for note in site.recently_updated %}<a href="{{ note.url }}">{{ note.title }}</a> {{ note.updated | date }}{% endfor %}
{% endblock %}
"""


@pytest.fixture(scope="module")
def site(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with the pages that were edited last on its front page and that page's further pages."""
    site = built.copy(tmp_path_factory.mktemp("recent") / "site")
    site.put("templates/index.html", TEMPLATE)
    made = site.build()
    assert without_digests(made.result.rendered) == html(*FRONT) | PLUGIN
    return site


CASES: Final[dict[str, tuple[Callable[[ChangingSite], object], set[str]]]] = {
    "a page that gets among them": (
        lambda site: do.touch(site, "Bowline"),
        html(*FRONT, "guide/knots/bowline", "guide/knots") | PLUGIN,
    ),
    "the order of two of them": (lambda site: do.touch(site, "Gull"), html(*FRONT, "gull") | PLUGIN),
    "the day on which the first of them was edited": (
        lambda site: do.touch_later(site, "Gull"),
        html(*FRONT, "gull") | LISTS,
    ),
    "one that is withdrawn": (
        lambda site: do.set_property(site, "Compass", "Status", "Draft"),
        html(*FRONT, "search", "tags", "tags/sea", "drift", "anchor", "guide") | LISTS,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_pages_that_tell_of_them_are_made_again(site: ChangingSite, tmp_path: Path, case: str) -> None:
    change, rendered = CASES[case]
    _, made = after(change, site, tmp_path)
    assert without_digests(made.result.rendered) == rendered
