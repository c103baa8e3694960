"""From the roots down: which pages are public, in what order, and what stands above each of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Final

import msgspec
from msgspec.structs import replace

from notionpress.config import CollectionSettings, Config, PropertySettings
from notionpress.content.pages import Database, Page
from notionpress.content.properties import Checkbox, Property
from notionpress.content.summary import Summary
from notionpress.content.views import View
from notionpress.errors import PluginError
from notionpress.ids import notion_url
from notionpress.report import Held, Problem
from notionpress.site.collections import name_of, names_in_collections
from notionpress.site.fields import public_words, words
from notionpress.site.front_matter import LOCAL_NAMES, PUBLISHED
from notionpress.site.hooks import plugin_problem
from notionpress.site.publish import aware, has_come, meets_rule, moment_of

PROPERTY_MISSING: Final = "publish-property-missing"
"""The kind of the problem that pages lack the property of the publish rule."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """A published page with its body's summary and where it was found.

    `kind` is `post` for the rows of a root database, `page` otherwise; `parents` are the ids above it, top first.
    `names` says which of its properties is what, `path` are the names of a local page below its parent, or below the
    folder of its `collection`. `is_front` marks a page that the collection begins with.
    """

    page: Page
    summary: Summary
    kind: str
    parents: tuple[str, ...]
    root: bool
    names: PropertySettings
    path: tuple[str, ...] = ()
    collection: str = ""
    is_front: bool = False

    @property
    def title(self) -> str:
        """The title that readers see."""
        return words(self.property(self.names.title)) or public_words(self.page.title)

    def property(self, name: str) -> Property | None:
        """The value of a property, None where it has none or no name is given."""
        return self.page.properties.get(name) if name else None


class LocalPlace(msgspec.Struct, frozen=True):
    """Where a local page lies: id and kind of the page, "" for what fits; its parents and its path as in `Place`."""

    id: str
    kind: str
    parents: tuple[str, ...]
    path: tuple[str, ...]
    is_index: bool = False
    """Whether it is the page of the folder that it lies in."""


class Content(msgspec.Struct, frozen=True):
    """What the tree is found in: pages and databases by id, rows by data source, and how to get a summary."""

    pages: Mapping[str, Page]
    databases: Mapping[str, Database]
    rows: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, tuple[str, ...]]
    """Data sources shown by a database, its own or through the views of a linked one."""
    summary: Callable[[str], Summary | None]
    views: Mapping[str, tuple[View, ...]] = {}
    """The views of each database in Notion's order, as far as they are known."""
    withheld: frozenset[str] = frozenset()
    """Pages that plugins hold back, whatever the publish rule says."""
    unread: frozenset[str] = frozenset()
    """Pages that cannot be read."""
    newer: Mapping[str, Page] = {}
    """Pages as they are now, of which an older version is shown because their blocks cannot be read."""
    local: tuple[LocalPlace, ...] = ()
    """The local pages, parents before what is below them."""
    outlines: Mapping[str, str] = {}
    """What `site.edits` tells pages by, of those that are kept."""


class Tree:
    """Walks from the roots through what is published; what an unpublished page holds is never reached.

    `publishes(database, data source)` gives the rows that a linked view makes public, None for all.
    """

    def __init__(
        self,
        content: Content,
        config: Config,
        now: datetime,
        zone: tzinfo,
        publishes: Callable[[str, str], Collection[str] | None],
    ) -> None:
        self._content = content
        self._config = config
        self._now = now
        self._zone = zone
        self._publishes = publishes
        self._seen: set[str] = set()
        self._fronts: set[str] = set()
        self._root_sources: frozenset[str] = frozenset()
        self._owned = frozenset(source for one in content.databases.values() for source in one.data_sources)
        self._rule_fits = self._fits()
        self._collections = {root: one for one in config.collections for root in one.root}
        self._names_in = names_in_collections(config)
        self.problems: list[Problem] = []
        self.scheduled: dict[str, datetime] = {}
        """When pages appear that only their dates hold back, by id."""
        self.held: dict[str, Held] = {}
        """Pages that are not public and are shown all the same, since a preview asks for them."""

    def places(self, roots: tuple[tuple[str, str], ...]) -> Iterator[Place]:
        """Every published page once, parents before what is below them; `roots` are (id, kind)."""
        self._root_sources = frozenset(source for id, kind in roots for source in self._sources(id, kind))
        if not self._rule_fits and any(_is_row(page) for page in self._content.pages.values()):
            self.problems.append(
                Problem(
                    PROPERTY_MISSING,
                    f"No page has the property “{self._config.publish.property}” that publish.property names;"
                    " no row of a database is published.",
                    hint="Name a property of the database in site.yaml, or share it with the connection.",
                )
            )
        for id, kind in roots:
            collection = self._collections.get(id)
            if kind == "page":
                yield from self._page(id, "page", (), collection, root=True)
            else:
                yield from self._root_database(id, kind, collection)
        yield from self._local()

    def _local(self) -> Iterator[Place]:
        collected: dict[str, CollectionSettings | None] = {}
        for one in self._content.local:
            page = self._content.pages[one.id]
            collection, below = self._collection_of(page, one.is_index)
            names = self._names(page, collection)
            if not self._is_public(page, names) or not all(above in self._seen for above in one.parents):
                continue
            try:
                summary = self._content.summary(one.id)
            except PluginError as error:
                self.problems.append(plugin_problem(error, page))
                continue
            if summary is None:
                continue
            self._seen.add(one.id)
            collected[one.id] = collection
            above = one.parents[-1] if one.parents else ""
            is_top = collection is not None and collected.get(above) != collection
            path = below if is_top and below else one.path
            kind = one.kind or self._local_kind(page, collection, names, is_top=is_top, above=above)
            is_front = is_top and not below
            if is_front:
                kind = "page"
                self._fronts.add(one.id)
            yield Place(page, summary, kind, one.parents, not one.parents, names, path, name_of(collection), is_front)

    def _local_kind(
        self, page: Page, collection: CollectionSettings | None, names: PropertySettings, *, is_top: bool, above: str
    ) -> str:
        """What a local page is whose front matter does not say it."""
        if collection is None:
            return "post" if moment_of(page.properties.get(names.date)) else "page"
        return "post" if collection.layout == "posts" and (is_top or above in self._fronts) else "page"

    def _collection_of(self, page: Page, is_index: bool) -> tuple[CollectionSettings | None, tuple[str, ...]]:
        """The collection whose folder a local page lies in, and the names of folders and file below that."""
        if not self._collections:
            return None, ()
        parts = PurePosixPath(page.file).relative_to(PurePosixPath(self._config.content)).with_suffix("").parts
        if is_index:
            parts = parts[:-1]
        for depth in range(len(parts), -1, -1):
            found = self._collections.get("/".join(parts[:depth]) or ".")
            if found:
                return found, parts[depth:]
        return None, ()

    def _names(self, page: Page, collection: CollectionSettings | None) -> PropertySettings:
        names = self._names_in[name_of(collection)]
        return replace(LOCAL_NAMES, metadata=names.metadata) if page.file else names

    def _fits(self) -> bool:
        """Whether any page has the property of the publish rule; a name that none has is misspelt or was changed."""
        name = self._config.publish.property
        return not name or any(name in page.properties for page in self._content.pages.values())

    def _sources(self, id: str, kind: str) -> tuple[str, ...]:
        if kind == "page":
            return ()
        return (id,) if kind == "data_source" else self._content.sources.get(id, ())

    def _root_database(self, id: str, kind: str, collection: CollectionSettings | None) -> Iterator[Place]:
        rule = self._config.publish
        kind_of_rows = "post" if collection is None or collection.layout == "posts" else "page"
        for source in self._sources(id, kind):
            rows = [
                self._content.pages[row] for row in self._content.rows.get(source, ()) if row in self._content.pages
            ]
            if (
                self._rule_fits
                and rule.property
                and rows
                and not any(rule.property in page.properties for page in rows)
            ):
                self.problems.append(
                    Problem(
                        PROPERTY_MISSING,
                        f"No page of this database has the property “{rule.property}” that publish.property names;"
                        " none of them is published.",
                        page="",
                        url=notion_url(id),
                        hint="Name a property of the database in site.yaml, or share it with the connection.",
                    )
                )
            for page in sorted(rows, key=lambda page: (page.created_time, page.id)):
                if not rule.property or rule.property in page.properties:
                    yield from self._page(page.id, kind_of_rows, (), collection, root=True)

    def _page(
        self,
        id: str,
        kind: str,
        parents: tuple[str, ...],
        collection: CollectionSettings | None,
        *,
        root: bool = False,
    ) -> Iterator[Place]:
        page = self._content.pages.get(id)
        if page is None or id in self._seen:
            return
        names = self._names(page, collection)
        if not self._is_public(page, names):
            return
        self._seen.add(id)
        try:
            summary = self._content.summary(id)
        except PluginError as error:
            self.problems.append(plugin_problem(error, page))
            return
        if summary is None:
            self.problems.append(
                Problem(
                    "page-without-body",
                    "The body of this page could not be fetched yet; the page is left out.",
                    page.plain_title,
                    notion_url(id),
                    "Run notionpress crawl again.",
                )
            )
            return
        # A root page of a collection is its front: what stands in it is what the collection holds.
        is_front = root and kind == "page" and collection is not None and id in self._collections
        yield Place(page, summary, kind, parents, root, names, (), name_of(collection), is_front)
        below = (*parents, id)
        kind_below = "post" if is_front and collection and collection.layout == "posts" else "page"
        for child in summary.children:
            if child in self._content.pages:
                yield from self._page(child, kind_below, below, collection)
            else:
                for row in self._rows_below(child):
                    yield from self._page(row, kind_below, below, collection)

    def _rows_below(self, database: str) -> Iterator[str]:
        found = self._content.databases.get(database)
        own = found.data_sources if found else ()
        for source in self._content.sources.get(database, ()):
            if source in self._root_sources or (source not in own and source in self._owned):
                # Rows have one place: that of the database that owns them. A linked view only shows them.
                continue
            rows = self._content.rows.get(source, ())
            # Their own database is not part of the crawl: public is what the view lets readers see.
            public = None if source in own else self._publishes(database, source)
            yield from (row for row in rows if public is None or row in public)

    def _is_public(self, page: Page, names: PropertySettings) -> bool:
        """Whether a page is shown: where an older version of it is, it must be public then and now."""
        if self._is_public_at(page, self._now, names.date):
            return True
        self._note_time(page, names.date)
        moment = self.scheduled.get(page.id)
        is_asked_for = self._config.drafts and self._is_draft(page) if moment is None else self._config.future
        if is_asked_for:
            self.held[page.id] = Held(moment)
        return is_asked_for

    def _is_draft(self, page: Page) -> bool:
        """Whether only its author holds a page back, now and in the version that is shown."""
        newer = self._content.newer.get(page.id)
        return self._may_be_public(page) and (newer is None or self._may_be_public(newer))

    def _may_be_public(self, page: Page) -> bool:
        is_dropped = page.in_trash or page.id in self._content.withheld
        return not is_dropped and (self._rule_fits or not _is_row(page))

    def _note_time(self, page: Page, date: str) -> None:
        """Note when a page appears that only its dates hold back."""
        moments = [moment_of(page.properties.get(name)) for name in (date, self._config.publish.property)]
        times = [aware(one, self._zone) for one in moments if one and not has_come(one, self._now, self._zone)]
        if times and self._is_public_at(page, max(times), date):
            self.scheduled[page.id] = max(times).astimezone(self._zone)

    def _is_public_at(self, page: Page, now: datetime, date: str) -> bool:
        newer = self._content.newer.get(page.id)
        return self._meets_rules(page, now, date) and (newer is None or self._meets_rules(newer, now, date))

    def _meets_rules(self, page: Page, now: datetime, date: str) -> bool:
        rule = self._config.publish
        if not self._may_be_public(page):
            return False
        if rule.property in page.properties and not meets_rule(page.properties[rule.property], rule, now, self._zone):
            return False
        if page.file and page.properties.get(PUBLISHED) != Checkbox(checked=True):
            return False
        moment = moment_of(page.properties.get(date))
        return moment is None or has_come(moment, now, self._zone)


def _is_row(page: Page) -> bool:
    return page.parent.kind in ("database", "data_source")
