"""The crawl of databases: containers, data sources, listings of rows, and what views show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from notionpress.crawl import changes
from notionpress.crawl.answers import is_linked_database
from notionpress.crawl.changes import Findings, HostedFile, Json
from notionpress.crawl.failures import Failures, shown_moment
from notionpress.crawl.files import Again, Downloads
from notionpress.crawl.graph import sources_of
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.reach import Reach
from notionpress.crawl.root_queries import RootQueries
from notionpress.crawl.roots import find_root
from notionpress.crawl.rows import Rows
from notionpress.crawl.selection import Query
from notionpress.crawl.stored import files_are_whole, stored_object
from notionpress.crawl.tree import report_file
from notionpress.crawl.verification import container_in_turn
from notionpress.crawl.views import StoredViews, ViewReader, stands_in_page
from notionpress.errors import InvalidRequest, NotionError, NotShared, Restricted, Unauthorized
from notionpress.ids import notion_url
from notionpress.notion.client import DATA_SOURCES_SINCE, NotionClient
from notionpress.report import Problem, Report
from notionpress.store import Entry, Kind, Root, Store

_CONTAINERS: Final[tuple[Kind, ...]] = ("data_source", "database")


class Databases:
    """Lists the rows of databases, and reads the databases themselves where they are new, changed or in turn.

    A listing tells everything of its rows and nothing of its database. So one database or data source is read again in
    each crawl, in turn, and others where their rows or the block that they stand as show a change.

    `row` is given each row that is listed, `note` the users that a database names, `number` is that of the crawl, and
    `checked` the ISO time at which a database was last looked at in turn.
    """

    def __init__(
        self,
        client: NotionClient,
        store: Store,
        options: CrawlOptions,
        report: Report,
        *,
        reach: Reach,
        failures: Failures,
        downloads: Downloads,
        row: Callable[[str, Json], None],
        note: Callable[[Iterable[Json]], None],
        now: Callable[[], str],
        number: int,
        checked: str,
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._report = report
        self._reach = reach
        self._failures = failures
        self._downloads = downloads
        self._note = note
        self._now = now
        self._number = number
        self._views = ViewReader(client, store, options, report, now, self._put_view, self._keep_view)
        self._rows = Rows(client, reach, row)
        self._roots = {root.id for root in store.roots}
        self._queries = RootQueries(options.selection, store.read_names(), self._stored, self._get)
        self._holders: dict[str, str] = {}
        self._views_to_come: list[Json] = []
        self._aliases: list[tuple[Json, str]] = []
        self._anew: set[tuple[Kind, str]] = set()
        if options.pages is None:
            kinds = _CONTAINERS if self._client.has_data_sources else ("database",)
            in_turn = container_in_turn((entry for kind in kinds for entry in store.entries(kind)), checked, now())
            self._anew |= {(in_turn.kind, in_turn.id)} if in_turn else set()
        self.looked = False
        """Whether a database or data source was read itself, and not only its rows."""

    async def select(self, roots: Sequence[tuple[Root, Json | None]]) -> None:
        """See whether `filter`, `sorts` and `where` fit all root databases, before any row is read.

        `roots` come with their objects where these were read. Raises WrongSelection with all mistakes.
        """
        await self._queries.select(roots, self._failures.roots, legacy=not self._client.has_data_sources)
        if self._options.pages is not None:
            for root, _ in roots:
                self._queries.add(sources_of(self._store, root.id) if root.kind == "database" else ())

    def query(self, source: Json) -> Query:
        """What the rows of a data source are asked for. Raises WrongSelection when the settings do not fit it."""
        return self._queries.of(source)

    def with_view(self, view_id: str, view: Json | None = None) -> list[str]:
        """The databases that a view is one of, whose views are then read anew; `view` is its object where that came."""
        found = {entry.id for entry in self._store.entries("database") if view_id in entry.rows}
        found |= changes.parents(view or {})
        for database_id in found:
            self._views.wants(database_id)
        return sorted(found)

    def holds(self, database_id: str, page_id: str) -> None:
        """Say in which page a database stands."""
        self._holders.setdefault(database_id, page_id)

    def is_told_of(self, block: Json) -> bool:
        """Whether the block that a database stands as has another title than the database that is stored."""
        stored = self._stored("database", block["id"])
        if stored is None or not stored.get("data_sources", True):
            return False
        return bool(changes.page_title(stored) != (block["child_database"].get("title") or "Untitled"))

    # Databases

    async def database(self, id: str, value: Json | None) -> None:
        """Visit a database; `value` is the object, or the block that it stands as if that tells of a change."""
        value = value or self._queries.taken(id)
        given = value if value is not None and value.get("object") == "database" else None
        stored = None if value is not None else self._stored("database", id)
        try:
            database = given or stored or await self.get(id)
            if changes.in_trash(database):
                return
            self._reach.keep("database", id)
            if "data_sources" in database:
                await self._container(database, is_new=stored is None)
            else:
                await self._legacy_database(database, is_new=stored is None)
        except Unauthorized:
            raise
        except NotionError as error:
            self._failed("database", id, error, known=given is not None or stored is not None)

    async def get(self, id: str) -> Json:
        """A database, whatever version has to be asked for it. Raises NotionError when it cannot be read."""
        if id in self._roots:
            return (await find_root(self._client, self._store, id))[1]
        try:
            return await self._client.database(id)
        except InvalidRequest as error:
            # Before 2025-09-03 linked databases are refused; the version after tells what they show.
            if self._client.has_data_sources or not is_linked_database(error):
                raise
            return await self._client.database(id, version=DATA_SOURCES_SINCE)

    def _failed(self, kind: Kind, id: str, error: NotionError, *, known: bool) -> None:
        if id in self._roots and not known:
            self._failures.root(id, error)
        elif isinstance(error, NotShared) and not known:
            self._failures.gone(kind, id, error)
        else:
            self._failures.listing(kind, id, error)

    async def _container(self, database: Json, *, is_new: bool) -> None:
        sources = [str(one["id"]) for one in database["data_sources"]]
        if not sources:
            await self._linked(database, is_new=is_new)
            return
        if database["id"] in self._roots:
            self._queries.add(sources)
        await self._put("database", database, is_new=is_new, **await self._view_facts(database))
        for source in sources:
            self._reach.follow("data_source", source)

    async def _linked(self, database: Json, *, is_new: bool) -> None:
        """Store a linked database with its views, and visit what they show."""
        id = database["id"]
        try:
            views = await self._views.of_linked(database, self._holders.get(id, ""))
        except (NotShared, InvalidRequest, Restricted) as error:
            views = self._views_refused(id, "it is empty", error)
        await self._put("database", database, is_new=is_new, rows=views.ids, views_fetched=views.fetched)
        if id in self._roots:
            self._queries.add(views.sources)
        for source in views.sources:
            if self._client.has_data_sources:
                self._reach.follow("data_source", source)
            else:
                await self._legacy_source(source)

    async def _view_facts(self, database: Json) -> dict[str, Any]:
        """The same as `_own_views`; later for a root, since the page that it stands in may not have been read yet."""
        if database["id"] not in self._roots:
            return await self._own_views(database)
        self._views_to_come.append(database)
        return self._facts_of(database["id"])

    async def read_views_of_roots(self) -> None:
        """Read the views of root databases that stand in pages, once it is known whether these pages changed."""
        for database in self._views_to_come:
            if ("database", database["id"]) in self._reach.reached:
                await self._put("database", database, is_new=False, **await self._own_views(database))

    async def _own_views(self, database: Json) -> dict[str, Any]:
        """What an entry says of the views of a database with rows of its own, which are shown without them too."""
        id = database["id"]
        if not stands_in_page(database):
            return {}
        try:
            views = await self._views.of(database, self._holders.get(id, ""))
        except Unauthorized:
            raise
        except (NotShared, InvalidRequest, Restricted) as error:
            return {
                "rows": self._views_refused(id, "it is shown as a table", error).ids,
                "views_fetched": self._now(),
            }
        except NotionError as error:
            self._failures.listing("database", id, error)
            return {"rows": self._views.last(id).ids}
        return {"rows": views.ids, "views_fetched": views.fetched}

    def _views_refused(self, database_id: str, without: str, error: NotionError) -> StoredViews:
        """The views as they were last read, after telling so; `without` says what becomes of one that has none."""
        last = self._views.last(database_id)
        since = min((entry.fetched for id in last.ids if (entry := self._store.entry(id, "view"))), default="")
        done = f"they stay as they were read on {shown_moment(since)}" if since else without
        message = f"the views of a database cannot be read; {done} ({error.message})"
        self._report.add(Problem("views-not-read", message, "", notion_url(database_id), error.hint, since=since))
        return last

    # Versions before 2025-09-03

    async def _legacy_source(self, id: str) -> None:
        """Under an old version, the rows of a view's data source are those of its database."""
        try:
            source = await self._client.data_source(id, version=DATA_SOURCES_SINCE)
        except NotShared as error:
            self._failures.gone("data_source", id, error)
            return
        database_id = str((source.get("parent") or {}).get("database_id") or "")
        if database_id:
            self._queries.add([database_id] if id in self._queries else [])
            self._aliases.append((source, database_id))
            self._reach.follow("database", database_id)

    async def store_aliases(self) -> None:
        """Store the data sources whose rows are known now as those of their databases."""
        for source, database_id in self._aliases:
            rows = self._store.entry(database_id, "data_source")
            await self._put("data_source", source, is_new=True, rows=rows.rows if rows else ())

    async def _legacy_database(self, database: Json, *, is_new: bool) -> None:
        """Before 2025-09-03 a database is its own data source: it is stored as both."""
        await self._put("database", database, is_new=is_new, **await self._view_facts(database))
        await self._list("database", database, is_new=is_new)

    # Data sources

    async def data_source(self, id: str, value: Json | None) -> None:
        """Visit a data source; `value` is the object."""
        value = value or self._queries.taken(id)
        stored = None if value is not None else self._stored("data_source", id)
        source = value or stored
        try:
            if source is None:
                source = await self._get_source(id)
            if changes.in_trash(source):
                await self._is_root_gone(source)
                return
            self._reach.keep("data_source", id)
            await self._list("data_source", source, is_new=stored is None)
        except Unauthorized:
            raise
        except NotionError as error:
            last = (
                stored_object(self._store, "data_source", id)
                if source is None and isinstance(error, NotShared)
                else None
            )
            if last is None or not await self._is_root_gone(last):
                self._failed("data_source", id, error, known=source is not None)

    async def renew(self, source: Json) -> None:
        """Store a data source that was read, with the rows that are known."""
        entry = self._store.entry(source["id"], "data_source")
        known = {"rows": entry.rows, "shape": entry.shape} if entry else {}
        await self._put("data_source", source, is_new=True, **known)

    async def _is_root_gone(self, source: Json) -> bool:
        """Whether a data source that cannot be read is one of a root that cannot be either; tells of it."""
        return changes.database_of(source) in self._roots and await self._is_gone("data_source", source)

    async def _get(self, kind: Kind, id: str) -> Json:
        return await (self.get(id) if kind == "database" else self._get_source(id))

    async def _get_source(self, id: str) -> Json:
        if id in self._roots:
            return (await find_root(self._client, self._store, id))[1]
        return await self._client.data_source(id)

    async def _list(self, kind: Kind, source: Json, *, is_new: bool) -> None:
        """List the rows of a data source, or of a database of the old versions, and store it with them."""
        id = source["id"]
        entry = self._store.entry(id, "data_source")
        if not is_new and self._queries.mistakes(source):
            source, is_new = await self._again(kind, id), True
            if changes.in_trash(source) and await self._is_gone(kind, source):
                return
        query = self._queries.of(source)
        try:
            found = await self._rows.read(id, partial(self._query, kind, id, query), entry, filtered=bool(query.filter))
        except (NotShared, InvalidRequest):
            if is_new:
                raise
            if await self._is_gone(kind, source):
                return
            if not query:
                raise
            # A refusal may come of a change in the schema, which is then told, or taken into account.
            source = await self._again(kind, id)
            if self._queries.of(source) == query:
                raise
            await self._list(kind, source, is_new=True)
            return
        self._failures.heard()
        vanished = entry is not None and bool(entry.rows) and not found.ids
        left = bool(query.filter) and entry is not None and not set(entry.rows) <= set(found.ids)
        # Nothing in a listing says whether a database was emptied, is in the trash, or calls an option otherwise.
        if vanished and await self._is_gone(kind, source):
            return
        if not is_new and entry is not None and (vanished or left or found.tells_of_change(source, entry.shape)):
            source, is_new = await self._again(kind, id), True
            self._queries.of(source)
            if kind == "database":
                await self._put("database", source, is_new=True, **self._facts_of(id))
        await self._put("data_source", source, is_new=is_new, rows=found.ids, shape=found.shape)

    def _query(self, kind: Kind, id: str, query: Query, answered: Callable[[], None]) -> AsyncIterator[Json]:
        ask = self._client.query_database if kind == "database" else self._client.query

        def tell() -> None:
            message = (
                "Notion gives no more than 10,000 rows in the order of `sorts`; the others follow as they were made"
            )
            hint = "Sort by `timestamp: created_time` first, which has no such limit, or read fewer rows."
            self._report.add(Problem("sorts-cut", message, "", notion_url(id), hint))

        return ask(id, filter=query.filter, sorts=query.sorts, cut=tell, answered=answered)

    async def _again(self, kind: Kind, id: str) -> Json:
        return await (self._client.database(id) if kind == "database" else self._client.data_source(id))

    async def _is_gone(self, kind: Kind, source: Json) -> bool:
        """Whether a data source that was there is not any more, since its rows are refused or none; tells of it.

        What is gone below a page leaves the site; a root that is gone is a failure.
        """
        id, database_id = source["id"], changes.database_of(source)
        root = next((one for one in (id, database_id) if one in self._roots), "")
        if root:
            try:
                _, found = await find_root(self._client, self._store, root)
            except (NotShared, InvalidRequest) as error:
                self._failures.root(root, error)
                return True
            if root == id:
                return False
            # One of several data sources was deleted, it may be.
            await self._put("database", found, is_new=True, **self._facts_of(root))
        try:
            gone = changes.in_trash(await self._again(kind, id))
        except (NotShared, InvalidRequest) as error:
            self._failures.gone(kind, id, error)
            gone = True
        if gone:
            self._reach.drop("data_source", id)
            if not root:
                await self._look_at_rest(database_id if kind == "data_source" else id)
        return gone

    async def _look_at_rest(self, database_id: str) -> None:
        """Keep the database of a data source that is gone where others are left in it."""
        if ("database", database_id) not in self._reach.reached:
            return
        try:
            database = await self._client.database(database_id)
            is_left = bool(database.get("data_sources")) and not changes.in_trash(database)
        except (NotShared, InvalidRequest):
            is_left = False
        if is_left:
            await self._put("database", database, is_new=True, **self._facts_of(database_id))
        else:
            self._reach.drop("database", database_id)

    def _facts_of(self, database_id: str) -> dict[str, Any]:
        """What the entry of a database says of its views."""
        entry = self._store.entry(database_id, "database")
        return {"rows": entry.rows, "views_fetched": entry.views_fetched} if entry else {}

    # Objects

    def _stored(self, kind: Kind, id: str) -> Json | None:
        """What is known of a database or data source, or None when it is to be read now."""
        entry = self._store.entry(id, kind)
        if entry is None or self._options.full or entry.incomplete or (kind, id) in self._anew:
            return None
        if not files_are_whole(self._store, entry):
            return None
        found = stored_object(self._store, kind, id)
        return found if found is not None and self._is_of_this_version(found) else None

    def _is_of_this_version(self, found: Json) -> bool:
        """Whether a crawl with this version stores such objects: before 2025-09-03 databases hold the schema."""
        if found.get("object") != "database":
            return True
        return "data_sources" in found if self._client.has_data_sources else not found.get("data_sources")

    async def _put(self, kind: Kind, value: Json, *, is_new: bool, **facts: Any) -> None:
        """Store a database or data source with what is known of it, and if it `is_new` with the files that it shows."""
        id = value["id"]
        self._reach.keep(kind, id)
        entry = self._store.entry(id, kind)
        if not is_new and entry is not None:
            self._store.put_entry(msgspec.structs.replace(entry, **facts))
            return
        self.looked = True
        self._anew.discard((kind, id))
        findings, incomplete = await self._files(kind, value)
        time = str(value.get("last_edited_time") or "")
        entry = Entry(
            kind,
            id,
            time,
            fetched=self._now(),
            verified=self._number,
            files=tuple(sorted(findings.keys)),
            incomplete=incomplete,
            **facts,
        )
        self._note(findings.users.values())
        self._store.put_object(value, entry)

    async def _files(self, kind: Kind, value: Json) -> tuple[Findings, bool]:
        """What a database shows, once its files are here, and whether some of them could not be had."""
        findings = Findings()
        findings.look_at_page(value)

        async def read_again() -> dict[str, HostedFile]:
            fresh = Findings()
            fresh.look_at_page(await self._again(kind, value["id"]))
            return fresh.files

        def again(_: HostedFile) -> Again:
            return read_again

        incomplete, title, url = False, changes.page_title(value), notion_url(value["id"])
        if findings.files:
            for key, outcome in (await self._downloads.keep(findings.files.values(), again)).items():
                incomplete |= report_file(self._report, findings.files[key], outcome, title, url)
        return findings, incomplete

    def _put_view(self, view: Json) -> None:
        self._reach.keep("view", view["id"])
        time = str(view.get("last_edited_time") or "")
        self._store.put_object(view, Entry("view", view["id"], time, fetched=self._now()))

    def _keep_view(self, id: str) -> None:
        self._reach.keep("view", id)
