"""A site as another generator's pages: which file each page becomes, and how they name each other."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from notionpress.content.rich_text import FileRef
from notionpress.site.facts import EVERY, Reads
from notionpress.site.layouts import Layout, files_of
from notionpress.site.reader import Reader
from notionpress.site.routes import file_url, origin
from notionpress.site.site import Media, PageMeta, Route, Rows, Site, Target


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A site laid out for a generator. `files` are the pages' paths by id, `at` the same by address."""

    site: Site
    layout: Layout
    files: Mapping[str, str]
    at: Mapping[str, str]


def lay_out(site: Site, layout: Layout) -> Export:
    """Decide which file each published page becomes."""
    files = files_of(site, layout)
    at = {site.pages[id].route.url: path for id, path in files.items()}
    return Export(site=site, layout=layout, files=files, at=at)


class ExportReader(Reader):
    """A reader whose addresses are those that the generator wants in the Markdown of one file.

    `file` is that file's path, `reads` where answers are noted.
    """

    def __init__(self, export: Export, file: str, reads: Reads) -> None:
        super().__init__(export.site, reads)
        self._export = export
        self._file = file

    @property
    def for_html(self) -> Reader:
        """The reader whose addresses are for HTML, which generators leave as it is."""
        if not self._export.layout.rewrites:
            return self
        return Reader(self._export.site, self.reads).in_language(self.language)

    def meta(self, page_id: str) -> PageMeta | None:
        """A published page, or None."""
        self.reads.note(page_id, EVERY)
        return self._moved(self._site.pages.get(page_id))

    def _moved(self, page: PageMeta | None) -> PageMeta | None:
        return replace(page, route=Route(self._address(page.route.url), page.route.path)) if page else None

    def _target(self, id: str) -> Target | None:
        target = super()._target(id)
        # A database has no place of its own in Markdown: its page is where it can be seen.
        return replace(target, url=self._address(target.url.partition("#")[0])) if target else None

    def rows(self, database_id: str) -> Rows | None:
        """The published rows of a database in a page, or None when the database is not part of the site."""
        rows = super().rows(database_id)
        if rows is None:
            return None
        found = (self._moved(row) for row in rows.rows)
        return replace(rows, rows=tuple(page for page in found if page))

    def file(self, ref: FileRef) -> Media | None:
        """The downloaded file of a Notion-hosted reference, or None when it is missing."""
        media = super().file(ref)
        if media is None or self._export.layout.links == "address":
            return media
        layout = self._export.layout
        url = file_url("/", media.path) if layout.rooted else self._path_to(layout.files + media.path)
        return replace(media, url=url)

    def _address(self, url: str) -> str:
        if self._export.layout.links == "address":
            return url
        self.reads.add(f"at:{url}")
        file = self._export.at.get(url)
        if file is None:
            # The generator's own page, such as its list of posts: only its address is known.
            return origin(self._export.site.config.base_url) + url
        return self._path_to(file)

    def _path_to(self, file: str) -> str:
        return quote(posixpath.relpath(file, posixpath.dirname(self._file) or "."))
