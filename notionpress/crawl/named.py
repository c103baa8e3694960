"""A crawl of what is named: each is looked at, has its place below the roots found, and is read if it has one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.comments import CommentReader
from notionpress.crawl.databases import Databases
from notionpress.crawl.failures import Failures
from notionpress.crawl.graph import Graph, Thing, sources_of, stands_in
from notionpress.crawl.looks import Looks, Seen
from notionpress.crawl.named_rows import NamedRows
from notionpress.crawl.news import News
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.pages import PageReader
from notionpress.crawl.peek import BY_EDIT, recent
from notionpress.crawl.queue import Step
from notionpress.crawl.reach import Reach
from notionpress.crawl.removal import MOST_LOOKS, remove_below
from notionpress.crawl.stored import stored_object, stored_tree
from notionpress.crawl.visits import PageVisits
from notionpress.errors import InvalidRequest, NotionError, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.store import Kind, Looked, Store

_FEW_ROWS: Final = 100
"""So many rows come in one answer: then a listing costs no more than a look at the last ones."""


class NamedCrawl:
    """Looks at what is named, in rounds: `look`, the work on the queue by `steps`, `settle`; until no id is left.

    What has no place below the roots any more is removed at the end. `now` gives the ISO time of a reading.
    """

    def __init__(
        self,
        client: NotionClient,
        store: Store,
        options: CrawlOptions,
        *,
        reach: Reach,
        failures: Failures,
        pages: PageReader,
        databases: Databases,
        comments: CommentReader,
        visits: PageVisits,
        now: Callable[[], str],
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._reach = reach
        self._failures = failures
        self._pages = pages
        self._databases = databases
        self._visits = visits
        self._now = now
        self._looks = Looks(client, store, options, failures, databases, comments, visits)
        self._listing: set[str] = set()
        self._rows = NamedRows(client, store, databases, self._pages, self._listing)
        self._roots = {root.id for root in store.roots}
        self._looked: set[str] = set()
        self._next: dict[str, Json | None] = {}
        self._later: dict[str, Json] = {}
        self._waited: set[str] = set()
        self._taken: dict[Thing, Json] = {}
        self._below: dict[Thing, bool] = {}
        self._graph: Graph
        self._gone: set[Thing] = set()
        self._doubtful: set[Thing] = set()
        self._outside: dict[str, Looked | None] = {}
        self._child_looks = 0
        self.steps: Mapping[Kind, Step] = MappingProxyType(
            {"page": self._page, "database": self._database, "data_source": self._data_source}
        )

    # Rounds

    async def look(self, ids: Iterable[str]) -> None:
        """Look at what ids name, see where each stands, and put on the queue what is to be read."""
        self._graph = Graph(self._store)
        wanted = {id: self._next.pop(id, None) for id in sorted(ids)}
        self._looked.update(wanted)
        found = await self._looks.at(wanted)
        for id in found.leads:
            self._also(id)
        self._taken.update({(one.kind, one.id): one.value for one in found.seen if one.value is not None})
        for one in found.seen:
            await self._take(one)
        for page, belongs in await self._rows.decide():
            await self._take_row(page, belongs=belongs)
        for source_id, error in self._rows.refused.items():
            self._query_refused(source_id, error)
        for page_id in found.comments:
            self._reach.visit("page", page_id)

    def settle(self) -> frozenset[str]:
        """Put rows into their places once they are read; returns the ids to look at in the next round."""
        self._rows.settle()
        self._listing.clear()
        if not self._next:
            # What stands in something that was not known waits until that is read.
            self._next, self._later = dict(self._later), {}
        return frozenset(self._next)

    async def remove(self) -> tuple[int, tuple[str, ...]]:
        """Forget what has no place any more, and what only that led to; returns as `removal.remove_unreached` does."""
        self._remember_outside()
        if not self._gone and not self._doubtful:
            return 0, ()
        graph = Graph(self._store)
        roots: list[Thing] = [(root.kind, root.id) for root in self._store.roots]
        if self._gone and not await self._looks.roots_are_there():
            return 0, ()
        kept = set(graph.below(roots, without=self._gone))
        leaving = [one for one in graph.below([*self._gone, *self._doubtful]) if one not in kept]
        return remove_below(self._store, leaving, self._options.removals)

    def _remember_outside(self) -> None:
        sync = self._store.read_sync()
        outside = {**sync.outside, **self._outside}
        self._store.write_sync(replace(sync, outside={id: one for id, one in outside.items() if one is not None}))

    def _also(self, id: str, value: Json | None = None) -> None:
        """Look at something in the next round, unless it was looked at in this crawl."""
        if id not in self._looked and id not in self._next:
            self._next[id] = value

    # Places

    async def _take(self, seen: Seen) -> None:
        if seen.value is None:
            self._lose(seen.kind, seen.id)
        else:
            await self._place(seen.kind, seen.id, seen.value)

    async def _place(self, kind: Kind, id: str, value: Json) -> bool:
        """See where an object stands, and have it read if that is below a root; returns whether it is, or may be."""
        if id in self._roots or self._stays_in_database(kind, id, value):
            await self._read(kind, id, value)
            return True
        source = self._source_of(value) if kind == "page" else ""
        if source and self._is_there("data_source", source):
            self._leave_all(kind, id, but=("data_source", source))
            self._rows.add(source, value)
            return True
        holder = await self._holder(kind, id, value)
        if holder is None or not await self._is_below(*holder):
            self._below[kind, id] = False
            self._put_outside(kind, id, value)
            return False
        self._leave_all(kind, id, but=holder)
        if holder in self._graph.holders(kind, id) or (kind == "database" and holder[0] != "page"):
            await self._read(kind, id, value)
        else:
            await self._place_anew(kind, id, value, holder)
        return True

    async def _place_anew(self, kind: Kind, id: str, value: Json, holder: Thing) -> None:
        """Have something read that stands where it did not stand before."""
        if self._is_there(*holder):
            self._also(holder[1])
        if not self._is_known(kind, id):
            self._taken[kind, id] = value  # What holds it leads to it.
        elif self._is_there(*holder):
            await self._read(kind, id, value)
        elif id not in self._waited:  # Else what it stands in could not be read, and it stays as it is.
            self._waited.add(id)
            self._later[id] = value

    async def _is_below(self, kind: Kind, id: str) -> bool:
        """Whether what something stands in is below a root, or may be; what was not known is looked at, and read."""
        thing = (kind, id)
        if self._is_known(kind, id):
            return thing not in self._gone and thing not in self._doubtful
        if thing not in self._below:
            self._below[thing] = False  # So that what stands in itself is below nothing.
            value = self._taken.get(thing) or await self._looks.one(kind, id)
            self._looked.add(id)
            self._below[thing] = value is not None and await self._place(kind, id, value)
        return self._below[thing]

    async def _holder(self, kind: Kind, id: str, value: Json) -> Thing | None:
        """What an object stands in, by what it says itself: a page, database or data source, or None."""
        parent = changes.parent(value)
        if page := parent.get("page_id"):
            return "page", str(page)
        if block := parent.get("block_id"):
            page = self._page_with_block(kind, id, str(block)) or await self._looks.page_of_block(str(block))
            return ("page", page) if page else None
        if kind != "data_source" and self._client.has_data_sources and (source := parent.get("data_source_id")):
            return "data_source", str(source)
        if database := parent.get("database_id"):
            return "database", str(database)
        return None

    def _page_with_block(self, kind: Kind, id: str, block_id: str) -> str:
        """The page of which is stored that something stands below a block of it."""
        for holder, page_id in self._graph.holders(kind, id):
            if holder == "page" and stands_in(stored_tree(self._store, page_id), block_id, id):
                return page_id
        return ""

    def _source_of(self, page: Json) -> str:
        """The id of the data source that a page is a row of: before 2025-09-03 that of its database, "" for none."""
        key = "data_source_id" if self._client.has_data_sources else "database_id"
        return str(changes.parent(page).get(key) or "")

    def _stays_in_database(self, kind: Kind, id: str, value: Json) -> bool:
        """Whether a data source is in the same database as before, which may be none below the roots: views show it."""
        if kind != "data_source" or not self._is_known(kind, id):
            return False
        stored = stored_object(self._store, "data_source", id) or {}
        return changes.database_of(value) == changes.database_of(stored)

    def _is_known(self, kind: Kind, id: str) -> bool:
        return self._store.entry(id, kind) is not None

    def _is_there(self, kind: Kind, id: str) -> bool:
        return self._is_known(kind, id) and (kind, id) not in self._gone

    # What leaves its place

    def _lose(self, kind: Kind, id: str) -> None:
        """Something is in the trash, or not shared any more."""
        database = self._own_database(id) if kind == "data_source" else ""
        if database:
            self._also(database)  # It tells which data sources it has yet, if it is there itself.
        elif self._is_known(kind, id):
            self._gone.add((kind, id))
            self._leave_all(kind, id)
            self._doubt_children(kind, id)

    def _own_database(self, source_id: str) -> str:
        """The database of a stored data source, where that is known too, else ""."""
        database = changes.database_of(stored_object(self._store, "data_source", source_id) or {})
        return database if self._is_known("database", database) else ""

    def _put_outside(self, kind: Kind, id: str, value: Json) -> None:
        """Something stands below no root, or is a row that is not published."""
        if kind == "page":
            self._outside[id] = Looked(str(value.get("last_edited_time")), self._now())
        if self._is_known(kind, id):
            self._doubtful.add((kind, id))
            self._leave_all(kind, id)
            self._doubt_children(kind, id)

    def _leave_all(self, kind: Kind, id: str, but: Thing | None = None) -> None:
        """Let what something stood in, `but` for one, be looked at, or go without it."""
        for holder in self._graph.holders(kind, id):
            if holder == but:
                continue
            if holder[0] == "data_source" and kind == "page":
                self._rows.drop(holder[1], id)
            else:
                self._also(holder[1])

    def _doubt_children(self, kind: Kind, id: str) -> None:
        """See whether pages in a page that leaves were moved elsewhere before; where they are many, they go with it."""
        children = self._graph.inside(kind, id) if kind == "page" else []
        self._child_looks += len(children)
        if self._child_looks <= MOST_LOOKS:
            for _, child in children:
                self._also(child)

    # Rows

    def _query_refused(self, source_id: str, error: NotionError) -> None:
        """Let a data source be looked at whose rows are refused: its schema may have changed."""
        if isinstance(error, InvalidRequest) and source_id not in self._looked:
            self._also(source_id)
        else:
            self._failures.listing("data_source", source_id, error)

    async def _take_row(self, page: Json, *, belongs: bool) -> None:
        if not belongs:
            self._below["page", page["id"]] = False
            self._put_outside("page", page["id"], page)
            return
        await self._read("page", page["id"], page)

    # Reading

    async def _read(self, kind: Kind, id: str, value: Json) -> None:
        """Have an object read anew, of which this was received."""
        if kind == "page":
            self._outside[id] = None
            self._pages.wants(id)
        self._doubtful.discard((kind, id))
        if kind == "data_source" and not self._is_to_be_listed(id, value):
            await self._databases.renew(value)
            await self._look_at_recent_rows(id)
            return
        if kind == ("data_source" if self._client.has_data_sources else "database"):
            self._listing.add(id)
        self._reach.visit(kind, id, value)

    async def _look_at_recent_rows(self, source_id: str) -> None:
        try:
            async for _, found in recent(self._client.query_pages(source_id, sorts=BY_EDIT), News(self._store)):
                for row in found:
                    self._also(str(row["id"]), row)
        except Unauthorized:
            raise
        except NotionError as error:
            self._failures.listing("data_source", source_id, error)

    def _is_to_be_listed(self, id: str, value: Json) -> bool:
        """Whether all rows of a data source are to be listed: they may be others than they were, or are few."""
        entry = self._store.entry(id, "data_source")
        stored = stored_object(self._store, "data_source", id)
        return (
            entry is None
            or stored is None
            or len(entry.rows) <= _FEW_ROWS
            or stored.get("properties") != value.get("properties")
        )

    async def _page(self, id: str, value: Json | None) -> None:
        before = self._children(id)
        await self._visits.page(id, self._taken.pop(("page", id), value))
        after = self._children(id)
        for thing in before ^ after:
            # What is new in it and was not known is on the queue.
            if self._is_known(*thing) and (thing in before or not self._reach.has_met(*thing)):
                self._also(thing[1])

    def _children(self, page_id: str) -> set[Thing]:
        entry = self._store.entry(page_id, "page")
        return {(child.kind, child.id) for child in entry.children} if entry else set()

    async def _database(self, id: str, value: Json | None) -> None:
        before = set(sources_of(self._store, id))
        await self._databases.database(id, self._taken.pop(("database", id), value))
        lost = before - set(sources_of(self._store, id))
        self._doubtful.update(("data_source", source) for source in lost)

    async def _data_source(self, id: str, value: Json | None) -> None:
        before = self._row_ids(id)
        await self._databases.data_source(id, self._taken.pop(("data_source", id), value))
        self._doubtful.update(("page", row) for row in before - self._row_ids(id))

    def _row_ids(self, source_id: str) -> set[str]:
        entry = self._store.entry(source_id, "data_source")
        return set(entry.rows) if entry else set()
