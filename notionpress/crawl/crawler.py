"""The crawl: from the roots over databases, rows and child pages into the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.child_lists import ChildLists
from notionpress.crawl.comments import CommentReader
from notionpress.crawl.costs import Costs
from notionpress.crawl.databases import Databases
from notionpress.crawl.external import keep_external
from notionpress.crawl.failures import Failures
from notionpress.crawl.files import Downloads
from notionpress.crawl.options import CrawlOptions, CrawlProgress, CrawlResult
from notionpress.crawl.pages import PageReader
from notionpress.crawl.queue import Queue, Step, repeated
from notionpress.crawl.reach import Reach
from notionpress.crawl.removal import remove_gone, remove_unreached
from notionpress.crawl.roots import find_roots
from notionpress.crawl.stored import Stored, stored_object, stored_title
from notionpress.crawl.users import Users
from notionpress.crawl.verification import crawl_number, pages_in_turn
from notionpress.errors import NotionError, NotShared, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Entry, Kind, Store, Sync
from notionpress.store.files import explained

_EVERY: Final = 1.0
"""Seconds between two times that progress is told while no page is done: one may be large, or the limit be reached."""

__all__ = ["CrawlOptions", "CrawlProgress", "CrawlResult", "crawl"]


async def crawl(
    client: NotionClient,
    store: Store,
    options: CrawlOptions,
    report: Report,
    *,
    now: Callable[[], datetime],
    progress: Callable[[CrawlProgress], None] | None = None,
    stored: Stored | None = None,
) -> CrawlResult:
    """Bring the store up to date with what is below the roots.

    Pages that did not change cost no request. What cannot be read becomes a problem in the report and keeps its last
    version. Raises NotionError when nothing can be done: the token, no root at all, no answers any more; and StoreError
    when the cache cannot be written. The store is consistent whenever this ends, and a next run goes on where it ended.
    `stored` is told the id of each page that was put into the store with other content than before.
    """
    if options.version not in ("", client.version):
        raise ValueError(f"the client speaks version {client.version}, not {options.version}")
    try:
        with explained(store.folder):
            store.begin()
            crawling = _Crawl(client, store, options, report, now, progress, stored)
            async with repeated(crawling.tell, _EVERY):
                result = await crawling.run()
            store.remember_names()
            store.save()
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
        stored: Stored | None,
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._report = report
        self._now = now
        self._progress = progress
        self._sync = store.read_sync()
        self._number = crawl_number(store.entries("page"), self._sync.crawls)
        self._queue = Queue()
        self._costs = Costs()
        self._reach = Reach(self._queue)
        self._failures = Failures(report, store)
        self._downloads = Downloads(
            client, store, limit=options.max_file_size, seconds=options.file_seconds, verify=options.full
        )
        self._pages = PageReader(
            client,
            store,
            self._downloads,
            options,
            report,
            self._time,
            self._note_users,
            in_turn=pages_in_turn(store.entries("page"), self._number, options.reread_within),
            number=self._number,
            costs=self._costs,
            stored=stored,
        )
        self._lists = ChildLists(client, store, stored)
        self._comments = CommentReader(client, store, options, report, self._time, self._note_users)
        self._users = Users(client, store, report, self._time, full=options.full)
        self._pages_done = self._pages_fetched = self._blocks = 0

    def _time(self) -> str:
        """This moment by Notion's clock, if it is behind ours: an edit must not seem older than it is."""
        moment = self._now().astimezone(UTC) - timedelta(seconds=self._client.lag)
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    async def run(self) -> CrawlResult:
        start, waited, sent = self._now(), self._client.waited, Counter(self._client.sent.by_purpose)
        before = self._store.roots
        roots = await find_roots(self._client, self._store, self._options, self._failures)
        self._raise_if_no_root()
        self._store.set_roots(tuple(root for root, _ in roots))
        databases = self._open_databases()
        await databases.select(roots)
        for root, value in roots:
            if root.id not in self._failures.roots:
                self._reach.visit(root.kind, root.id, value)
        for id in self._users.unfinished():
            self._reach.visit("user", id)
        steps: dict[Kind, Step] = {
            "page": self._counted_page,
            "database": databases.database,
            "data_source": databases.data_source,
            "user": self._user,
        }
        await self._queue.work_off(steps, self._client.concurrency)
        self._failures.raise_if_silent()
        self._raise_if_no_root()
        await databases.read_views_of_roots()
        await databases.store_aliases()
        removed: int = 0
        refused: tuple[str, ...] = ()
        if self._failures.complete:
            same_roots = {root.id for root in before} <= {root.id for root in self._store.roots}
            selection = self._options.selection.digest
            meant = not same_roots or selection != self._store.selection
            limit = None if meant else self._options.removals
            removed, refused = remove_unreached(self._store, self._reach.reached, limit)
            self._store.set_selection(selection)
            self._store.forget_pending()
        elif not self._failures.roots:
            removed, refused = await remove_gone(
                self._client,
                self._store,
                self._reach.reached,
                self._options.removals,
                failed_listings=self._failures.listings,
            )
        if self._options.external_files:
            await keep_external(self._store, self._downloads, self._report, anew=self._options.full, tell=self.tell)
        checked = self._time() if databases.looked else self._sync.checked
        self._store.write_sync(Sync(self._number, checked))
        spent = self._client.sent.by_purpose - sent
        return CrawlResult(
            pages=len(self._store.entries("page")),
            pages_fetched=self._pages_fetched,
            pages_removed=removed,
            blocks=self._blocks,
            requests=spent.total(),
            files=self._downloads.received,
            seconds=(self._now() - start).total_seconds(),
            waited=self._client.waited - waited,
            complete=self._failures.complete,
            failed_roots=tuple(self._failures.roots),
            failed_pages=tuple(sorted(self._failures.pages)),
            refused_removals=refused,
            by_purpose=dict(spent),
            by_block=dict(self._costs.by_block),
            costliest=self._costs.costliest,
        )

    def _open_databases(self) -> Databases:
        self._databases = Databases(
            self._client,
            self._store,
            self._options,
            self._report,
            reach=self._reach,
            failures=self._failures,
            downloads=self._downloads,
            row=self._row,
            note=self._note_users,
            now=self._time,
            number=self._number,
            checked=self._sync.checked,
        )
        return self._databases

    def _raise_if_no_root(self) -> None:
        """Raise the first refusal when all roots are refused."""
        refused = self._failures.roots
        if refused and len(refused) == len(set(self._options.roots)):
            raise next(iter(refused.values()))

    def tell(self, title: str = "") -> None:
        """Tell how far the crawl is; `title` is the page that was done just now."""
        waiting, visiting = self._queue.waiting, self._queue.visiting
        left = self._costs.left(
            pages=waiting["page"],
            lists=max(self._pages.lists_left, visiting["page"]),
            listings=sum(waiting[kind] + visiting[kind] for kind in ("database", "data_source")),
            users=waiting["user"] + visiting["user"],
        )
        if self._progress is not None:
            self._progress(
                CrawlProgress(
                    pages_done=self._pages_done,
                    pages_known=self._reach.pages,
                    blocks=self._blocks,
                    requests=self._client.requests,
                    waited=self._client.waited,
                    files=self._downloads.received,
                    title=title,
                    requests_left=left,
                    waiting=self._client.waiting,
                )
            )

    # Pages

    def _row(self, id: str, row: Json) -> None:
        """Take in a row of a listing; one that is as it was needs no visit."""
        if self._reach.has_met("page", id):
            return
        if "properties" not in row:  # a partial object: only its id may be known
            self._reach.visit("page", id)
            return
        entry = self._store.entry(id, "page")
        if entry is None or entry.children or not self._pages.is_current(row) or self._comments.wanted(row):
            self._reach.visit("page", id, row)
            return
        self._reach.meet("page", id)
        self._reach.keep("page", id)
        self._keep_comments(id)
        self._pages_done += 1

    async def _counted_page(self, id: str, value: Json | None) -> None:
        with self._client.sent.counted() as spent:
            await self._page(id, value)
        self._costs.visited(spent.total())

    async def _page(self, id: str, value: Json | None) -> None:
        """Visit a page; `value` is the page, or the block that it stands as."""
        block = value if value is not None and value.get("object") == "block" else None
        page = None if block is not None else value
        children: Iterable[Json] | None = None
        try:
            if page is None and block and self._pages.is_current_at(id, str(block.get("last_edited_time"))):
                children = await self._lists.read(id)
                if children is None:
                    self._pages.wants(id)
            if page is None and children is None:
                page = await self._client.page(id)
        except Unauthorized:
            raise
        except NotShared as error:
            self._failures.gone("page", id, error)
        except NotionError as error:
            self._page_failed(id, page, error)
        else:
            await self._take_page(id, page, children)
        self._pages_done += 1
        self.tell(changes.page_title(page or {}))

    async def _take_page(self, id: str, page: Json | None, children: Iterable[Json] | None) -> None:
        """Read what changed of a page that is there, and visit what is in it.

        Without `page`, its time is as it was, and `children` are the blocks of what stands in it.
        """
        if page is not None and changes.in_trash(page):
            return
        try:
            await self._read_page(id, page, children)
        except Unauthorized:
            raise
        except NotionError as error:
            self._page_failed(id, page, error)

    async def _read_page(self, id: str, page: Json | None, children: Iterable[Json] | None) -> None:
        self._reach.keep("page", id)
        if page is not None:
            if self._pages.is_current(page):
                children = await self._lists.read(id)
                if children is None:
                    self._pages.wants(id)
            if children is None:
                children = await self._read_changed(page)
        self._failures.heard()
        await self._read_comments(id, page)
        for block in children or ():
            self._visit_child(id, block)
        self._visit_children(id)

    async def _read_changed(self, page: Json) -> Iterable[Json]:
        """Read a page that changed; returns the blocks of what stands in it, but for databases that are as they were.

        Pages that were moved into it are left out: their blocks do not tell whether they changed.
        """
        before = self._store.entry(page["id"], "page")
        found = await self._pages.read(page)
        if found.blocks is None:
            children = await self._lists.read(page["id"])
            if children is not None:
                return children
            self._pages.wants(page["id"])
            found = await self._pages.read(page)
        self._pages_fetched += 1
        self._blocks += found.blocks or 0
        stood = {child.id for child in before.children} if before else set()
        return [
            block
            for block in found.children
            if (block["id"] in stood if block["type"] == "child_page" else self._databases.is_told_of(block))
        ]

    def _visit_child(self, page_id: str, block: Json) -> None:
        if block["type"] == "child_page":
            self._reach.visit("page", block["id"], block)
        else:
            self._databases.holds(block["id"], page_id)
            self._reach.visit("database", block["id"], block)

    def _visit_children(self, page_id: str) -> None:
        entry = self._store.entry(page_id, "page")
        for child in entry.children if entry else ():
            if child.kind == "database":
                self._databases.holds(child.id, page_id)
            self._reach.visit(child.kind, child.id)

    async def _read_comments(self, id: str, page: Json | None) -> None:
        if page is None:
            page = stored_object(self._store, "page", id) if self._options.comments else None
        if page and self._comments.wanted(page):
            await self._comments.read(page)
        self._keep_comments(id)

    def _keep_comments(self, page_id: str) -> None:
        if self._options.comments:
            self._reach.keep("comments", page_id)

    def _page_failed(self, id: str, page: Json | None, error: NotionError) -> None:
        self._reach.keep("page", id)
        self._keep_comments(id)
        if page is not None and self._store.entry(id, "page") is not None:
            # What stays is its last version; but its author may have withdrawn it since.
            self._store.put_object(page, Entry("newer", id, page["last_edited_time"], fetched=self._time()))
            self._reach.keep("newer", id)
        title = changes.page_title(page) if page else stored_title(self._store, id)
        self._failures.page(id, title, error)
        self._visit_children(id)

    # Users

    def _note_users(self, users: Iterable[Json]) -> None:
        for id in self._users.note(users):
            self._reach.visit("user", id)

    async def _user(self, id: str, _: Json | None) -> None:
        try:
            await self._users.fetch(id)
        except Unauthorized:
            raise
        except NotionError as error:
            self._users.not_read(error)
            self._failures.user(error)
