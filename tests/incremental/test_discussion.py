"""Pages with comments of readers: made again when who keeps the comments changes, or whether a page has any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, after
from tests.incremental.test_minimal import PAGES, PLUGIN, POSTS, html, without_digests

HEADERS: Final = {"_headers"}


@pytest.fixture(scope="module")
def site(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with comments of readers, kept by an Isso server."""
    site = built.copy(tmp_path_factory.mktemp("discussion") / "site")
    do.set_setting(site, "discussion", {"provider": "isso", "url": "https://talk.example.org"})
    site.build()
    return site


CASES: Final[dict[str, tuple[Callable[[ChangingSite], object], set[str]]]] = {
    "another server": (
        lambda site: do.set_setting(site, "discussion.url", "https://words.example.org"),
        html(*POSTS, *PAGES) | HEADERS | PLUGIN,
    ),
    "another provider": (
        lambda site: do.set_setting(site, "discussion.provider", "remark42"),
        html(*POSTS, *PAGES) | HEADERS | PLUGIN,
    ),
    "a page that is opened": (
        lambda site: site.replace("content/notes/sail.md", "title: Sail", "title: Sail\ndiscussion: true"),
        html("notes/sail") | PLUGIN,
    ),
    "a property that decides": (
        # Only rows in the guide have it, and it is ticked in two of them.
        lambda site: do.set_setting(site, "properties.discussion", "Kept"),
        html("guide/alfa", "guide/charlie") | PLUGIN,
    ),
    "a word of the theme": (
        lambda site: site.put(
            "themes/harbour/theme.yaml",
            site.read("themes/harbour/theme.yaml") + "texts:\n  en:\n    show_comments: What do they say?\n",
        ),
        html(*POSTS) | PLUGIN,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_shows_a_change_is_rendered_again_and_nothing_else(site: ChangingSite, tmp_path: Path, case: str) -> None:
    change, rendered = CASES[case]
    _, made = after(change, site, tmp_path)
    assert without_digests(made.result.rendered) == rendered
