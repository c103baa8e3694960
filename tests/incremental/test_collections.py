"""Collections, taxonomies, series, archive and related posts: a change makes those outputs again that show it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.crawl.workspaces import uid
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, after, check
from tests.incremental.test_minimal import POSTS, html, without_digests

Change = Callable[[ChangingSite], object]

SETTINGS: Final = f"""\
collections:
  - name: log
    root: {uid("Posts")}
    permalink: /{{slug}}/
  - name: guide
    root: {uid("Guide")}
    layout: docs
    template: chapter.html
  - name: notes
    root: notes
    layout: pages
taxonomies:
  - name: authors
  - name: levels
    property: Level
archive:
  by: month
related_posts: 2
home: both
"""
# All chapters show the tree; the front page mentions the one.
BENT: Final = html(
    *("guide", "guide/everything", "guide/knots", "guide/knots/bend", "guide/alfa", "guide/bravo", "guide/charlie", "")
)
SITEMAP: Final = {"sitemap.xml"}


@pytest.fixture(scope="module")
def collected(plain: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with all of these, built."""
    site = plain.copy(tmp_path_factory.mktemp("collected") / "site")
    site.put("site.yaml", site.read("site.yaml").replace("  metadata:", "  series: Level\n  metadata:") + SETTINGS)
    site.put(
        "templates/chapter.html",
        '{% extends "base/page.html" %}{% block main %}{{ site.tree }}{{ super() }}{% endblock %}\n',
    )
    made = site.build()
    check(site, made)
    assert not site.build().result.rendered
    return site


CASES: Final[dict[str, tuple[Change, set[str]]]] = {
    "the end of a body": (lambda site: do.say_at_end(site, "Compass", "No end of Compass."), html("compass")),
    "the title of a chapter": (lambda site: do.retitle(site, "Bowline", "Bend"), BENT | SITEMAP),
    "the body of a chapter": (
        lambda site: do.say_first(site, "Bowline", "Look:"),
        html("guide/knots/bowline", "guide/knots"),
    ),
    "a term": (
        # Drift is the other part of the series; a table in the guide has a column for it.
        lambda site: do.set_property(site, "Ebb", "Level", "Deep"),
        html("ebb", "drift", "guide", "levels", "levels/deep", "series", "series/deep") | SITEMAP,
    ),
    "a month": (
        lambda site: do.set_property(site, "Gull", "Date", "2026-08-20"),
        html("gull", "harbour", "islet", "fathom", "beacon", "", "log", "tags/birds", "tags/light")
        | html("authors/the-keeper", "archive", "archive/2026", "archive/2026/page/2", "archive/2026/page/3")
        | html("archive/2026/08")
        | {"feed.xml", "log/feed.xml"}
        | SITEMAP,
    ),
    "an author": (
        lambda site: do.set_property(site, "Compass", "Authors", [uid("Ben")]),
        html("compass", "guide", "authors", "authors/ada") | SITEMAP,
    ),
    "the front page": (lambda site: do.say_first(site, "About", "Look:"), html("")),
    "a note": (lambda site: site.replace("content/notes/sail.md", "Nobody", "Somebody"), html("notes/sail")),
    "how many posts of an author a page shows": (
        lambda site: site.replace("site.yaml", "  - name: authors\n", "  - name: authors\n    posts_per_page: 20\n"),
        # The other author has one.
        html("authors/the-keeper"),
    ),
    "fewer related posts": (
        lambda site: do.set_setting(site, "related_posts", 1),
        html(*(post for post in POSTS if post != "log"), "log-2"),
    ),
}


IN_SEARCH: Final = frozenset(("a note", "the title of a chapter", "the body of a chapter", "the front page"))
"""What the list of all pages shows too."""


@pytest.mark.parametrize("case", CASES)
def test_what_shows_a_change_is_rendered_again_and_nothing_else(
    collected: ChangingSite, tmp_path: Path, case: str
) -> None:
    change, rendered = CASES[case]
    if case in IN_SEARCH:
        rendered = rendered | html("search")
    site, made = after(change, collected, tmp_path)
    assert without_digests(made.result.rendered) == rendered
    assert not site.build().result.rendered
