"""The views of databases: read when something about them may have changed, else taken from the store."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.failures import as_it_was
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.stored import stored_object
from notionpress.errors import InvalidRequest, NotShared, Restricted
from notionpress.ids import notion_url
from notionpress.notion.client import DATA_SOURCES_SINCE, NotionClient
from notionpress.report import Problem, Report
from notionpress.store import Kind, Store


class StoredViews(msgspec.Struct, frozen=True):
    """The views of a database that are in the store now, and when they were read.

    `sources` are the data sources that they show.
    """

    ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    fetched: str = ""


class ViewReader:
    """Brings the views of databases into the store.

    `put` stores a view that was read; `keep` is told of one that is stored and still there.
    """

    def __init__(
        self,
        client: NotionClient,
        store: Store,
        options: CrawlOptions,
        report: Report,
        now: Callable[[], str],
        put: Callable[[Json], None],
        keep: Callable[[str], None],
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._report = report
        self._now = now
        self._put = put
        self._keep = keep
        self._wanted: set[str] = set()

    def wants(self, database_id: str) -> None:
        """Say that the views of a database are to be read though nothing tells that they changed."""
        self._wanted.add(database_id)

    async def of(self, database: Json, holder: str) -> StoredViews:
        """The views of a database. Raises NotionError when they must be read and cannot be listed.

        Notion has no time that every edit of a view moves. They are read again when the database changed, and when
        `holder`, the page that it stands in ("" when unknown), did: who edits a view is at work on its page.
        """
        if not self._is_current(database, holder):
            return await self._read(database["id"])
        return self.last(database["id"])

    async def of_linked(self, database: Json, holder: str) -> StoredViews:
        """The views of a linked database.

        Those that make rows of a database public which is not below the roots are read each time: their filter is all
        that decides, and one that was added must not be missed. So are those of versions before 2025-09-03, which do
        not tell the two apart.
        """
        has_data_sources = self._client.has_data_sources
        if has_data_sources and self._is_current(database, holder):
            views = self.last(database["id"])
            if all(self._is_owned(source) for source in views.sources):
                return views
        return await self._read(database["id"])

    def last(self, database_id: str) -> StoredViews:
        """The views as they were last read."""
        entry = self._store.entry(database_id, "database")
        ids = entry.rows if entry else ()
        for id in ids:
            self._keep(id)
        views = [self._stored("view", id) for id in ids]
        return StoredViews(ids, _sources(views), entry.views_fetched if entry else "")

    def _is_current(self, database: Json, holder: str) -> bool:
        entry = self._store.entry(database["id"], "database")
        page = self._store.entry(holder, "page") if holder else None
        return (
            entry is not None
            and not self._options.full
            and database["id"] not in self._wanted
            and bool(entry.views_fetched)
            and entry.last_edited_time == database.get("last_edited_time")
            and changes.settled(entry.last_edited_time, entry.views_fetched)
            and (page is None or page.tree_fetched <= entry.views_fetched)
            and all(self._stored("view", id) for id in entry.rows)
        )

    def _is_owned(self, source: str) -> bool:
        """Whether a data source is one of a database below the roots, whose rows are public by themselves."""
        parent = self._stored("data_source", source).get("parent") or {}
        return self._store.entry(str(parent.get("database_id") or ""), "database") is not None

    def _stored(self, kind: Kind, id: str) -> Json:
        """A stored object, empty when it is not there or not whole."""
        return stored_object(self._store, kind, id) or {}

    async def _read(self, database_id: str) -> StoredViews:
        """Read the views in the order of their tabs."""
        version = None if self._client.has_data_sources else DATA_SOURCES_SINCE
        fetched, views = self._now(), []
        async for stub in self._client.views(database_id, version=version):
            if view := await self._one(str(stub["id"]), version):
                views.append(view)
        return StoredViews(tuple(str(view["id"]) for view in views), _sources(views), fetched)

    async def _one(self, id: str, version: str | None) -> Json:
        """Read and store a view; as it was before where Notion refuses it, empty where there is none."""
        try:
            view = await self._client.view(id, version=version)
        except NotShared as error:
            message = "a view is left out because it is not shared with the connection"
            self._report.add(Problem("view-not-shared", message, "", notion_url(id), error.hint))
            return {}
        except (InvalidRequest, Restricted) as error:
            view, entry = self._stored("view", id), self._store.entry(id, "view")
            since = entry.fetched if view and entry else ""
            done = as_it_was(since) if since else "it is left out"
            message = f"a view cannot be read; {done} ({error.message})"
            self._report.add(Problem("view-not-read", message, "", notion_url(id), error.hint, since=since))
            if view:
                self._keep(id)
            return view
        self._put(view)
        return view


def stands_in_page(database: Json) -> bool:
    """Whether a database stands in a page, where its views are shown."""
    parent = database.get("parent")
    return isinstance(parent, dict) and parent.get("type") in ("page_id", "block_id")


def _sources(views: list[Json]) -> tuple[str, ...]:
    found = (str(view.get("data_source_id") or "") for view in views)
    return tuple(dict.fromkeys(source for source in found if source))
