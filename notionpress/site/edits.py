"""A site in which only the words of some pages are others than before: told without putting it together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from notionpress.content.pages import Page
from notionpress.content.properties import Property, Title
from notionpress.content.summary import Summary
from notionpress.site.site import PageMeta, Site

if TYPE_CHECKING:
    from notionpress.site.kept import ParsedPage

_encode: Final = msgspec.json.Encoder().encode
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_HALF: Final = 24
"""So many characters of an outline are about the title, and as many before them about the rest."""


def outline(page: Page, summary: Summary) -> str:
    """A digest of all that a site takes of a page, but for its words, their number, and the time of the last edit."""
    rest = replace(summary, excerpt="", words=0, characters=0, has_code=False, has_equation=False)
    untitled = {name: _untitled(value) for name, value in page.properties.items()}
    # Notion's own address has words of the title.
    bare = replace(page, last_edited_time=_NEVER, properties=untitled, url="")
    try:
        return f"{_digest((bare, rest))}{_digest((page.title, page.url))}"
    except UnicodeEncodeError:
        return ""  # Half of a pair of surrogates: such a page is not kept either.


def frame(outline: str) -> str:
    """What an outline tells of all but the title; "" where it tells nothing."""
    return outline[:_HALF]


def _untitled(value: Property) -> Property:
    return replace(value, rich_text=()) if type(value) is Title else value


def _digest(value: object) -> str:
    return sha256(_encode(value)).hexdigest()[:_HALF]


def with_edits(site: Site, pages: Iterable[ParsedPage]) -> Site | None:
    """The site with these pages as they are now, whose outlines have stayed the same, but perhaps for their titles.

    None where something else of it may be another than their words. Titles are left as they were.
    """
    found: dict[str, PageMeta] = {}
    for one in pages:
        before = site.pages.get(one.id)
        if before is None or one.summary is None:
            return None
        page = _edited(before, one, one.summary)
        if not _stays_in_place(site, one.page, before, page):
            return None
        found[one.id] = page
    newest = max((page.updated for page in found.values()), default=_NEVER)
    return replace(site, pages=_Edited(site.pages, found), updated=max(newest, site.updated or _NEVER))


class _Edited(Mapping[str, PageMeta]):
    """Pages, of which some are others; none is asked for before somebody wants it."""

    def __init__(self, before: Mapping[str, PageMeta], edited: Mapping[str, PageMeta]) -> None:
        self._before = before
        self._edited = edited

    def __getitem__(self, id: str) -> PageMeta:
        return self._edited[id] if id in self._edited else self._before[id]

    def __contains__(self, id: object) -> bool:
        return id in self._before

    def __iter__(self) -> Iterator[str]:
        return iter(self._before)

    def __len__(self) -> int:
        return len(self._before)


def _edited(before: PageMeta, now: ParsedPage, summary: Summary) -> PageMeta:
    return replace(
        before,
        updated=now.page.last_edited_time,
        excerpt=summary.excerpt,
        words=summary.words,
        characters=summary.characters,
        has_code=summary.has_code,
        has_equation=summary.has_equation,
        body=now.body,
    )


def _stays_in_place(site: Site, page: Page, before: PageMeta, now: PageMeta) -> bool:
    """Whether other pages do not become others by an edit: in what they show, or in their order."""
    # Views of databases may ask for the time of the last edit.
    is_row_in_page = not {page.parent.id, page.parent.database_id}.isdisjoint(site.sources_in_pages)
    # Posts are compared by their first words.
    is_as_related = not site.config.related_posts or before.excerpt == now.excerpt
    return not is_row_in_page and is_as_related and now.updated >= before.updated
