"""Feeds in all formats and of tags: made again when, and only when, they show what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.crawl.workspaces import uid
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, after

OF_SITE: Final = {"feed.xml", "rss.xml", "feed.json"}


def of_tags(*names: str) -> set[str]:
    """The feeds of tags."""
    return {f"tags/{name}/feed.xml" for name in names}


@pytest.fixture(scope="module")
def site(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with all feeds, each of the three newest posts."""
    site = built.copy(tmp_path_factory.mktemp("feeds") / "site")
    do.set_setting(site, "feed", {"posts": 3})
    made = site.build()
    assert feeds(made.result.rendered) == OF_SITE - {"feed.xml"} | of_tags("sea", "light", "birds", "craft")
    return site


def feeds(paths: tuple[str, ...]) -> set[str]:
    """The feeds among outputs."""
    return {path for path in paths if path.rpartition("/")[2] in OF_SITE}


CASES: Final[dict[str, tuple[Callable[[ChangingSite], object], set[str]]]] = {
    "the text of a new post": (lambda site: do.say_at_end(site, "Jetty", "No end."), OF_SITE),
    "the text of an old post": (lambda site: do.say_at_end(site, "Gull", "No end."), of_tags("light", "birds")),
    "a description": (lambda site: do.set_property(site, "Ebb", "Description", "Low."), of_tags("sea")),
    "a title": (lambda site: do.retitle(site, "Islet", "Isle"), OF_SITE | of_tags("craft")),
    "a cover": (lambda site: do.set_cover(site, "Harbour", "wave.png"), OF_SITE),
    "a cover of a post with tags": (
        lambda site: do.set_cover(site, "Gull", "wave.png"),
        of_tags("light", "birds"),
    ),
    "a new tag": (
        lambda site: do.set_property(site, "Gull", "Tags", ["Storm"]),
        of_tags("light", "storm"),
    ),
    "an author": (lambda site: do.set_property(site, "Drift", "Authors", [uid("Ben")]), of_tags("sea")),
    "a date that reorders posts": (
        lambda site: do.set_property(site, "Gull", "Date", "2026-09-20"),
        # In full, the post of "craft" shows a list of posts.
        OF_SITE | of_tags("light", "birds", "craft"),
    ),
    "the site's title": (
        lambda site: do.set_setting(site, "title", "The Book"),
        OF_SITE | of_tags("sea", "light", "birds", "craft"),
    ),
    "the site's description": (lambda site: do.set_setting(site, "description", "Of the sea."), OF_SITE),
    "the text in feeds of tags": (
        lambda site: do.set_setting(site, "feed.terms", "summary"),
        of_tags("sea", "light", "birds", "craft"),
    ),
    "another format for tags": (
        lambda site: do.set_setting(site, "feed.formats", ["rss", "json"]),
        {f"tags/{name}/rss.xml" for name in ("sea", "light", "birds", "craft")},
    ),
    "a page that is in no feed": (lambda site: do.say_first(site, "Guide", "Look:"), set()),
    "a post that no feed has": (lambda site: do.say_first(site, "Anchor", "Look:"), set()),
}


@pytest.mark.parametrize("case", CASES)
def test_feeds_that_show_a_change_are_made_again_and_no_other(site: ChangingSite, tmp_path: Path, case: str) -> None:
    change, rendered = CASES[case]
    _, made = after(change, site, tmp_path)
    assert feeds(made.result.rendered) == rendered
