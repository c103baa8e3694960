"""The crawl: from the roots over databases, rows and child pages into the store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from notionpress.crawl import changes
from notionpress.crawl.answers import GIVE_UP_AFTER, is_linked_database, is_unanswered
from notionpress.crawl.changes import Findings, HostedFile, Json
from notionpress.crawl.comments import CommentReader
from notionpress.crawl.external import keep_external
from notionpress.crawl.files import Again, Downloads
from notionpress.crawl.options import CrawlOptions, CrawlProgress, CrawlResult
from notionpress.crawl.pages import PageReader
from notionpress.crawl.queue import Queue, Step
from notionpress.crawl.removal import remove_unreached, stored_title
from notionpress.crawl.roots import DATA_SOURCES_SINCE, find_roots
from notionpress.crawl.tree import report_file
from notionpress.crawl.users import Users
from notionpress.crawl.views import StoredViews, ViewReader, stands_in_page
from notionpress.errors import (
    InvalidRequest,
    NotionError,
    NotShared,
    Restricted,
    StoreError,
    Unauthorized,
)
from notionpress.ids import notion_url
from notionpress.notion.client import NotionClient
from notionpress.report import Problem, Report
from notionpress.store import Entry, Kind, Store

__all__ = ["CrawlOptions", "CrawlProgress", "CrawlResult", "crawl"]


async def crawl(
    client: NotionClient,
    store: Store,
    options: CrawlOptions,
    report: Report,
    *,
    now: Callable[[], datetime],
    progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlResult:
    """Bring the store up to date with what is below the roots.

    Pages that did not change cost no request for blocks. What cannot be read becomes a problem in the report and keeps
    its last version. Raises NotionError when nothing can be done: the token, no root at all, no answers any more; and
    StoreError when the cache cannot be written. The store is consistent whenever this ends, and a next run goes on
    where it ended.
    """
    if options.version not in ("", client.version):
        raise ValueError(f"the client speaks version {client.version}, not {options.version}")
    run = _Crawl(client, store, options, report, now, progress)
    try:
        result = await run.run()
        store.remember_names()
        store.save()
    except OSError as error:
        place = error.filename or store.folder
        raise StoreError(
            f"the cache cannot be written: {place}: {error.strerror or type(error).__name__}",
            "Check the disk's space and who may write there; what was read so far is kept.",
        ) from error
    finally:
        store.close()
    return result


class _Crawl:
    def __init__(
        self,
        client: NotionClient,
        store: Store,
        options: CrawlOptions,
        report: Report,
        now: Callable[[], datetime],
        progress: Callable[[CrawlProgress], None] | None,
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._report = report
        self._now = now
        self._progress = progress
        self._downloads = Downloads(
            client, store, limit=options.max_file_size, seconds=options.file_seconds, verify=options.full
        )
        self._pages = PageReader(client, store, self._downloads, options, report, self._time, self._note_users)
        self._comments = CommentReader(client, store, options, report, self._time, self._note_users)
        self._views = ViewReader(client, store, options, report, self._time, self._put_view, self._keep_view)
        self._holders: dict[str, str] = {}
        self._users = Users(client, store, report, self._time, full=options.full)
        self._queue = Queue()
        self._seen: set[tuple[Kind, str]] = set()
        self._reached: set[tuple[Kind, str]] = set()
        self._aliases: list[tuple[Json, str]] = []
        self._complete = True
        self._failed_pages: list[str] = []
        self._unanswered = 0
        self._pages_known = self._pages_done = self._pages_fetched = self._blocks = 0

    def _time(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    async def run(self) -> CrawlResult:
        start, sent, waited = self._now(), self._client.requests, self._client.waited
        self._store.begin()
        before = self._store.roots
        roots, failed = await find_roots(self._client, self._store, self._options, self._report)
        self._complete = not failed
        self._store.set_roots(tuple(root for root, _ in roots))
        for root, value in roots:
            if value is not None:
                self._visit(root.kind, root.id, value)
        for id in self._users.unfinished():
            self._visit("user", id)
        steps: dict[Kind, Step] = {
            "page": self._page,
            "database": self._database,
            "data_source": self._data_source,
            "user": self._user,
        }
        await self._queue.work_off(steps, self._client.concurrency)
        self._store_aliases()
        removed: int = 0
        refused: tuple[str, ...] = ()
        if self._complete:
            same_roots = {root.id for root in before} <= {root.id for root in self._store.roots}
            limit = self._options.removals if same_roots else None
            removed, refused = remove_unreached(self._store, self._reached, limit)
            self._store.forget_pending()
        if self._options.external_files:
            await keep_external(
                self._store, self._downloads, self._report, anew=self._options.full, tell=lambda: self._tell("")
            )
        return CrawlResult(
            pages=len(self._store.entries("page")),
            pages_fetched=self._pages_fetched,
            pages_removed=removed,
            blocks=self._blocks,
            requests=self._client.requests - sent,
            files=self._downloads.received,
            seconds=(self._now() - start).total_seconds(),
            waited=self._client.waited - waited,
            complete=self._complete,
            failed_roots=failed,
            failed_pages=tuple(sorted(self._failed_pages)),
            refused_removals=refused,
        )

    def _visit(self, kind: Kind, id: str, value: Json | None = None) -> None:
        """Put an object on the queue, once; `value` spares asking for it."""
        if (kind, id) in self._seen:
            return
        self._seen.add((kind, id))
        self._pages_known += kind == "page"
        self._queue.put(kind, id, value)

    def _tell(self, title: str) -> None:
        if self._progress is not None:
            self._progress(
                CrawlProgress(
                    pages_done=self._pages_done,
                    pages_known=self._pages_known,
                    blocks=self._blocks,
                    requests=self._client.requests,
                    waited=self._client.waited,
                    files=self._downloads.received,
                    title=title,
                )
            )

    # Pages

    async def _page(self, id: str, page: Json | None) -> None:
        try:
            page = page or await self._client.page(id)
            if not changes.in_trash(page):
                await self._read_page(page)
        except Unauthorized:
            raise
        except NotionError as error:
            if page is None and isinstance(error, NotShared):
                self._gone("page", id, error)
            else:
                self._page_failed(id, page, error)
        self._pages_done += 1
        self._tell(changes.page_title(page or {}))

    async def _read_page(self, page: Json) -> None:
        id = page["id"]
        self._reached.add(("page", id))
        if not self._pages.is_current(page):
            found = await self._pages.read(page)
            if found.blocks is not None:
                self._pages_fetched += 1
                self._blocks += found.blocks
            self._unanswered = 0
        if self._comments.wanted(page):
            await self._comments.read(page)
        self._keep_comments(id)
        self._visit_children(id)

    def _keep_comments(self, page_id: str) -> None:
        if self._options.comments:
            self._reached.add(("comments", page_id))

    def _visit_children(self, page_id: str) -> None:
        entry = self._store.entry(page_id, "page")
        for child in entry.children if entry else ():
            self._holders.setdefault(child.id, page_id)
            self._visit(child.kind, child.id)

    def _page_failed(self, id: str, page: Json | None, error: NotionError) -> None:
        self._complete = False
        self._failed_pages.append(id)
        self._reached.add(("page", id))
        self._keep_comments(id)
        title = changes.page_title(page) if page else stored_title(self._store, id)
        self._report.add(Problem("page-not-read", error.message, title, notion_url(id), error.hint))
        self._count_unanswered(error)
        self._visit_children(id)

    def _count_unanswered(self, error: NotionError) -> None:
        if is_unanswered(error):
            self._unanswered += 1
            if self._unanswered >= GIVE_UP_AFTER:
                raise error

    def _gone(self, kind: Kind, id: str, error: NotionError) -> None:
        """A page, database or view stands in a page, but may not be read: it is not published any more."""
        name = kind.replace("_", " ")
        message = f"a {name} is left out because it is not shared with the connection"
        self._report.add(Problem(f"{name.replace(' ', '-')}-not-shared", message, "", notion_url(id), error.hint))

    # Databases

    async def _database(self, id: str, database: Json | None) -> None:
        try:
            if database is None:
                database = await self._get_database(id)
            if changes.in_trash(database):
                return
            self._reached.add(("database", id))
            if "data_sources" in database:
                await self._container(database)
            else:
                await self._legacy_database(database)
        except NotShared as error:
            if database is None:
                self._gone("database", id, error)
            else:
                self._listing_failed("database", id, error)
        except Unauthorized:
            raise
        except NotionError as error:
            self._listing_failed("database", id, error)

    async def _get_database(self, id: str) -> Json:
        try:
            return await self._client.database(id)
        except InvalidRequest as error:
            # Before 2025-09-03 linked databases are refused; the version after tells what they show.
            if self._has_data_sources or not is_linked_database(error):
                raise
            return await self._client.database(id, version=DATA_SOURCES_SINCE)

    @property
    def _has_data_sources(self) -> bool:
        return self._client.version >= DATA_SOURCES_SINCE

    async def _container(self, database: Json) -> None:
        sources = [str(one["id"]) for one in database["data_sources"]]
        if not sources:
            await self._linked(database)
            return
        await self._put_container("database", database, **await self._own_views(database))
        for source in sources:
            self._visit("data_source", source)

    async def _linked(self, database: Json) -> None:
        """Store a linked database with its views, and visit what they show."""
        id = database["id"]
        try:
            views = await self._views.of_linked(database, self._holders.get(id, ""))
        except (NotShared, InvalidRequest, Restricted) as error:
            views = self._views_refused(id, "it is empty", error)
        await self._put_container("database", database, rows=views.ids, views_fetched=views.fetched)
        for source in views.sources:
            if self._has_data_sources:
                self._visit("data_source", source)
            else:
                await self._legacy_source(source)

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
                "views_fetched": self._time(),
            }
        except NotionError as error:
            self._listing_failed("database", id, error)
            return {"rows": self._views.last(id).ids}
        return {"rows": views.ids, "views_fetched": views.fetched}

    def _views_refused(self, database_id: str, without: str, error: NotionError) -> StoredViews:
        """The views as they were last read, after telling so; `without` says what becomes of one that has none."""
        last = self._views.last(database_id)
        done = "they stay as they were" if last.ids else without
        message = f"the views of a database cannot be read; {done} ({error.message})"
        self._report.add(Problem("views-not-read", message, "", notion_url(database_id), error.hint))
        return last

    async def _legacy_source(self, id: str) -> None:
        """Under an old version, the rows of a view's data source are those of its database."""
        try:
            source = await self._client.data_source(id, version=DATA_SOURCES_SINCE)
        except NotShared as error:
            self._gone("data_source", id, error)
            return
        database_id = str((source.get("parent") or {}).get("database_id") or "")
        if database_id:
            self._aliases.append((source, database_id))
            self._visit("database", database_id)

    def _store_aliases(self) -> None:
        for source, database_id in self._aliases:
            rows = self._store.entry(database_id, "data_source")
            self._put("data_source", source, rows=rows.rows if rows else ())

    async def _legacy_database(self, database: Json) -> None:
        """Before 2025-09-03 a database is its own data source: it is stored as both."""
        await self._put_container("database", database, **await self._own_views(database))
        rows = await self._rows(self._client.query_database(database["id"]))
        self._put("data_source", database, rows=rows)

    async def _data_source(self, id: str, source: Json | None) -> None:
        try:
            source = source or await self._client.data_source(id)
            if changes.in_trash(source):
                return
            self._reached.add(("data_source", id))
            rows = await self._rows(self._client.query(id))
            await self._put_container("data_source", source, rows=rows)
        except NotShared as error:
            if source is None:
                self._gone("data_source", id, error)
            else:
                self._listing_failed("data_source", id, error)
        except Unauthorized:
            raise
        except NotionError as error:
            self._listing_failed("data_source", id, error)

    async def _rows(self, listing: AsyncIterator[Json]) -> tuple[str, ...]:
        """Visit the rows of a listing; returns the ids of the pages among them."""
        rows = []
        async for row in listing:
            if changes.in_trash(row):
                continue
            id = str(row["id"])
            if row.get("object") == "page":
                rows.append(id)
                self._row(id, row)
            elif row.get("object") == "database":
                self._visit("database", id)
            elif row.get("object") == "data_source":
                database = (row.get("parent") or {}).get("database_id")
                self._visit(*("database", str(database)) if database else ("data_source", id))
        return tuple(rows)

    def _row(self, id: str, row: Json) -> None:
        if ("page", id) in self._seen:
            return
        if "properties" not in row:  # a partial object: only its id may be known
            self._visit("page", id)
            return
        if not self._pages.is_current(row) or self._comments.wanted(row):
            self._visit("page", id, row)
            return
        self._seen.add(("page", id))
        self._reached.add(("page", id))
        self._keep_comments(id)
        self._pages_known += 1
        self._pages_done += 1
        self._visit_children(id)

    def _listing_failed(self, kind: Kind, id: str, error: NotionError) -> None:
        """Nothing may be removed now: what is not seen may still be there."""
        self._complete = False
        name = kind.replace("_", " ")
        self._report.add(Problem(f"{name.replace(' ', '-')}-not-read", error.message, "", notion_url(id), error.hint))
        self._count_unanswered(error)

    # Objects

    async def _put_container(self, kind: Kind, value: Json, **facts: Any) -> None:
        """Store a database or data source with the files that it shows."""
        findings = Findings()
        findings.look_at_page(value)

        async def read_again() -> dict[str, HostedFile]:
            read = self._client.database if kind == "database" else self._client.data_source
            fresh = Findings()
            fresh.look_at_page(await read(value["id"]))
            return fresh.files

        def again(_: HostedFile) -> Again:
            return read_again

        incomplete, title, url = False, changes.page_title(value), notion_url(value["id"])
        if findings.files:
            for key, outcome in (await self._downloads.keep(findings.files.values(), again)).items():
                incomplete |= report_file(self._report, findings.files[key], outcome, title, url)
        self._note_users(findings.users.values())
        self._put(kind, value, files=tuple(sorted(findings.keys)), incomplete=incomplete, **facts)

    def _put(self, kind: Kind, value: Json, **facts: Any) -> None:
        self._reached.add((kind, value["id"]))
        time = str(value.get("last_edited_time") or "")
        self._store.put_object(value, Entry(kind, value["id"], time, fetched=self._time(), **facts))

    def _put_view(self, view: Json) -> None:
        self._put("view", view)

    def _keep_view(self, id: str) -> None:
        self._reached.add(("view", id))

    def _note_users(self, users: Iterable[Json]) -> None:
        for id in self._users.note(users):
            self._visit("user", id)

    async def _user(self, id: str, _: Json | None) -> None:
        try:
            await self._users.fetch(id)
        except Unauthorized:
            raise
        except NotionError as error:
            self._users.not_read(error)
            self._count_unanswered(error)
