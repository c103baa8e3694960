"""The one way from rendering to the site's facts; every answer is noted, so that an output's reads are known."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, Self, cast

from msgspec.structs import replace

from notionpress.config import Config
from notionpress.content.rich_text import FileRef
from notionpress.ids import LOCAL_FILE, linked_id
from notionpress.site.facts import BITS, EVERY, TARGET, ReadPage, Reads, fact, neighbours
from notionpress.site.site import Backlink, Media, PageMeta, Route, Rows, Site, Target


class Reader:
    """Answers questions about a site and records them in `reads`: fields of pages, and facts by name."""

    def __init__(self, site: Site, reads: Reads | None = None) -> None:
        self._site = site
        self.reads = Reads() if reads is None else reads
        self.language = site.config.language
        """The language of what is made, by its tag: the site's, unless `in_language` said otherwise."""

    def in_language(self, language: str) -> Self:
        """The same reader for what is made in another language, given by its tag; "" for the site's."""
        language = language or self._site.config.language
        if language == self.language:
            return self
        other = copy(self)
        other.language = language
        return other

    @property
    def time_zone(self) -> str:
        """The site's time zone."""
        return self._site.config.time_zone

    @property
    def for_html(self) -> Reader:
        """Answers for HTML that stands in another format, which may need other addresses."""
        return self

    @property
    def unsupported(self) -> str:
        """What readers get for a block that cannot be shown: `nothing`, `link` or `text`."""
        return str(self.fact("setting:unsupported"))

    @property
    def preview(self) -> bool:
        """Whether authors look at the site, before it is published."""
        return self._site.config.preview

    def meta(self, page_id: str) -> PageMeta | None:
        """A published page, or None; it notes which of its fields are read."""
        page = self._site.pages.get(page_id)
        if page is None:
            self.reads.note(page_id, TARGET)
            return None
        return cast(PageMeta, ReadPage(page, self.reads))

    def fact(self, name: str) -> Any:
        """A fact of the site by its name (`site.facts`)."""
        self.reads.names.add(name)
        return fact(self._site, name)

    def target(self, id: str) -> Target | None:
        """Where a page or database of the site can be linked, or None when it is not published."""
        self.reads.note(id, TARGET)
        return self._target(id)

    def _target(self, id: str) -> Target | None:
        page = self._site.pages.get(id)
        if page is not None:
            return Target(page.route.url, page.title, page.icon)
        return self._site.databases.get(id)

    def link(self, href: str) -> str | None:
        """Turn a link as Notion sent it into one for the site.

        Links to published pages become their address (with the heading's anchor where one is named), others come
        back as they are; None means that the target is a page, or a file beside a local one, which is not part of the
        site.
        """
        if href.startswith(LOCAL_FILE):
            media = self.file(FileRef(key=href))
            return media.url if media else None
        found = linked_id(href)
        if found is None:
            return href
        page_id, block_id = found
        # The words of a link are its author's: the title does not count.
        self.reads.note(page_id, BITS["route"])
        target = self._target(page_id)
        if target is None:
            # A public notion.site page of somebody else is an ordinary web page, unless it is one of ours held back.
            public = ".notion.site/" in href and not self._is_known(page_id)
            return href if public else None
        anchor = self.anchor(page_id, block_id) if block_id else ""
        return f"{target.url}#{anchor}" if anchor else target.url

    def is_withheld(self, href: str) -> bool:
        """Whether an address leads to a page that was crawled and is not published."""
        found = linked_id(href)
        if found is None or not self._is_known(found[0]):
            return False
        self.reads.note(found[0], BITS["route"])
        return self._target(found[0]) is None

    def _is_known(self, id: str) -> bool:
        self.reads.note(id, BITS["known"])
        return id in self._site.known

    def anchor(self, page_id: str, block_id: str) -> str:
        """The id on its page of a heading, "" for other blocks."""
        self.reads.note(page_id, BITS["anchors"])
        page = self._site.pages.get(page_id)
        return page.anchor(block_id) if page else ""

    def linked_headings(self, page_id: str) -> tuple[str, ...]:
        """The ids on a page of the headings that links in published pages lead to."""
        found: tuple[str, ...] = self.fact(f"linked:{page_id}")
        return found

    def neighbours(self, page_id: str) -> tuple[str, str]:
        """The ids of the next newer and the next older post, "" where there is none."""
        self.reads.note(page_id, BITS["newer"] | BITS["older"])
        return neighbours(self._site, page_id)

    def backlinks(self, page_id: str) -> tuple[Backlink, ...]:
        """The published pages that link to a page or mention it, by title, each with its sentence."""
        found: tuple[Backlink, ...] = self.fact(f"backlinks:{page_id}")
        return found

    def connected(self, page_id: str) -> tuple[str, ...]:
        """The ids of the published pages that link to a page, stand in it, or the other way round."""
        found: tuple[str, ...] = self.fact(f"connected:{page_id}")
        return found

    def breadcrumbs(self, page_id: str) -> tuple[Target, ...]:
        """The published pages above a page, top first, and itself last."""
        self.reads.note(page_id, BITS["parents"])
        page = self._site.pages.get(page_id)
        if page is None:
            return ()
        found = (self.target(above) for above in (*page.parents, page_id))
        return tuple(target for target in found if target)

    def file(self, ref: FileRef) -> Media | None:
        """The download of a file, or None when it is missing, or left on another server."""
        self.reads.names.add(f"file:{ref.kept_as}")
        return self._site.media.get(ref.kept_as)

    def rows(self, database_id: str) -> Rows | None:
        """The published rows of a database in a page, or None when the database is not part of the site."""
        self.reads.names.add(f"rows:{database_id}")
        return self._site.inline.get(database_id)

    def person(self, id: str) -> str:
        """A user's name, or "" when it is not known."""
        self.reads.names.add(f"person:{id}")
        return self._site.people.get(id, "")


class EmptyReader(Reader):
    """A reader of a site without pages, for texts that stand outside of any."""

    def __init__(self, language: str, time_zone: str) -> None:
        super().__init__(Site(config=Config(title="", language=language, time_zone=time_zone), base_path="/"))


class AbsoluteReader(Reader):
    """A reader whose addresses carry scheme and host, for feeds and mails that are read far from the site.

    `origin` is scheme and host without a slash at the end; `reads` is where its answers are noted.
    """

    def __init__(self, site: Site, origin: str, reads: Reads) -> None:
        super().__init__(site, reads)
        self._origin = origin

    def meta(self, page_id: str) -> PageMeta | None:
        """A published page, or None."""
        self.reads.note(page_id, EVERY)
        return self._moved(self._site.pages.get(page_id))

    def _moved(self, page: PageMeta | None) -> PageMeta | None:
        return replace(page, route=Route(self._origin + page.route.url, page.route.path)) if page else None

    def _target(self, id: str) -> Target | None:
        target = super()._target(id)
        return replace(target, url=self._origin + target.url) if target else None

    def file(self, ref: FileRef) -> Media | None:
        """The downloaded file of a Notion-hosted reference, or None when it is missing."""
        media = super().file(ref)
        return replace(media, url=self._origin + media.url) if media else None

    def rows(self, database_id: str) -> Rows | None:
        """The published rows of a database in a page, or None when the database is not part of the site."""
        rows = super().rows(database_id)
        if rows is None:
            return None
        views = tuple(replace(view, rows=self._absolute(view.rows)) for view in rows.views)
        return replace(rows, rows=self._absolute(rows.rows), views=views)

    def _absolute(self, rows: Iterable[PageMeta]) -> tuple[PageMeta, ...]:
        return tuple(page for row in rows if (page := self._moved(row)))
