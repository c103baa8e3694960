"""Backlinks and connections: only between published pages, by title, each page once."""

from __future__ import annotations

from datetime import UTC, datetime

from notionpress.config import PropertySettings
from notionpress.content.pages import Page
from notionpress.content.summary import LinkRef, MentionRef, Summary
from notionpress.site.links import connect
from notionpress.site.site import Backlink, PageMeta, Route
from notionpress.site.tree import Place

NOW = datetime(2026, 6, 15, tzinfo=UTC)


def connected(**links: str) -> tuple[dict[str, tuple[Backlink, ...]], dict[str, tuple[str, ...]]]:
    """What is found of pages by the ids that they link to; an id with `+` is that of a page that stands in it."""
    places, pages = [], {}
    for id, targets in links.items():
        named = [one for one in targets.split() if not one.startswith("+")]
        summary = Summary(
            links=tuple(LinkRef(one, block=str(at)) for at, one in enumerate(named)),
            children=tuple(one[1:] for one in targets.split() if one.startswith("+")),
            mentions=tuple(MentionRef(one, f"of {one} in {id}") for one in dict.fromkeys(named)),
        )
        places.append(
            Place(Page(id=id, created_time=NOW, last_edited_time=NOW), summary, "page", (), False, PropertySettings())
        )
        pages[id] = PageMeta(
            id=id, kind="page", title=id.upper(), route=Route("/", "index.html"), created=NOW, updated=NOW
        )
    return connect(places, pages)


def test_pages_that_link_to_one_are_known_with_their_sentence() -> None:
    backlinks, _ = connected(c="a a", b="a c", a="")
    assert backlinks == {
        "a": (Backlink("b", "of a in b"), Backlink("c", "of a in c")),
        "c": (Backlink("b", "of c in b"),),
    }


def test_pages_are_connected_in_both_directions_also_with_those_that_stand_in_them() -> None:
    backlinks, around = connected(a="b +c", b="a", c="", d="")
    assert around == {"a": ("b", "c"), "b": ("a",), "c": ("a",)}
    assert backlinks == {"a": (Backlink("b", "of a in b"),), "b": (Backlink("a", "of b in a"),)}


def test_links_to_the_page_itself_and_to_what_is_not_published_do_not_count() -> None:
    assert connected(a="a draft +draft", b="draft") == ({}, {})
