"""The crawl: from the roots over databases, rows and child pages into the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from notionpress.crawl.changes import Json, by_notion
from notionpress.crawl.child_lists import ChildLists
from notionpress.crawl.comments import CommentReader
from notionpress.crawl.costs import Costs
from notionpress.crawl.databases import Databases
from notionpress.crawl.external import keep_external
from notionpress.crawl.failures import Failures
from notionpress.crawl.files import Downloads
from notionpress.crawl.named import NamedCrawl
from notionpress.crawl.news import is_crawled
from notionpress.crawl.options import CrawlOptions, CrawlProgress, CrawlResult
from notionpress.crawl.pages import PageReader
from notionpress.crawl.queue import Queue, Step, repeated
from notionpress.crawl.reach import Reach
from notionpress.crawl.removal import remove_gone, remove_unreached
from notionpress.crawl.roots import find_roots
from notionpress.crawl.stored import Stored
from notionpress.crawl.users import Users
from notionpress.crawl.verification import crawl_number, pages_in_turn
from notionpress.crawl.visits import PageVisits
from notionpress.errors import NotionError, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Kind, Store
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
    version. Where only some pages are named, but not everything was ever read, it is now. Raises NotionError when
    nothing can be done: the token, no root at all, no answers any more; and StoreError when the cache cannot be
    written. The store is consistent whenever this ends, and a next run goes on where it ended.
    `stored` is told the id of each page that was put into the store with other content than before.
    """
    if options.version not in ("", client.version):
        raise ValueError(f"the client speaks version {client.version}, not {options.version}")
    try:
        with explained(store.folder):
            store.begin()
            if options.pages is not None and not is_crawled(store, options):
                options = replace(options, pages=None)
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
        self._reach = Reach(self._queue, self._is_left_alone)
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
            in_turn=self._in_turn(),
            number=self._number,
            costs=self._costs,
            stored=stored,
        )
        self._comments = CommentReader(client, store, options, report, self._time, self._note_users)
        self._users = Users(client, store, report, self._time, full=options.full)
        self._databases = self._open_databases()
        self._visits = PageVisits(
            client,
            store,
            options,
            reach=self._reach,
            failures=self._failures,
            pages=self._pages,
            lists=ChildLists(client, store, stored),
            comments=self._comments,
            databases=self._databases,
            costs=self._costs,
            now=self._time,
            tell=self.tell,
        )

    def _is_left_alone(self, kind: Kind, id: str) -> bool:
        """Whether something is not visited by a crawl of named pages though a page leads to it: it is known."""
        return self._options.pages is not None and self._store.entry(id, kind) is not None

    def _in_turn(self) -> frozenset[str]:
        if self._options.pages is not None:
            return frozenset()
        return pages_in_turn(self._store.entries("page"), self._number, self._options.reread_within)

    def _time(self) -> str:
        """This moment by Notion's clock."""
        return self._by_notion(self._now())

    def _by_notion(self, moment: datetime) -> str:
        """A moment by Notion's clock, if it is behind ours: an edit must not seem older than it is."""
        return by_notion(moment, self._client.lag)

    async def run(self) -> CrawlResult:
        start, waited, sent = self._now(), self._client.waited, Counter(self._client.sent.by_purpose)
        named = self._options.pages
        removed, refused = await (self._all(start) if named is None else self._named(named))
        if self._options.external_files:
            among = None if named is None else self._reach.reached
            full = self._options.full
            await keep_external(self._store, self._downloads, self._report, anew=full, tell=self.tell, among=among)
        spent = self._client.sent.by_purpose - sent
        return CrawlResult(
            pages=len(self._store.entries("page")),
            pages_fetched=self._visits.fetched,
            pages_removed=removed,
            blocks=self._visits.blocks,
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

    async def _all(self, start: datetime) -> tuple[int, tuple[str, ...]]:
        """Look at everything below the roots; returns how many pages were removed, and ids as `remove_unreached`."""
        before = self._store.roots
        roots = await find_roots(self._client, self._store, self._options, self._failures)
        self._raise_if_no_root()
        found = tuple(root for root, _ in roots)
        if found != before:
            self._store.write_sync(replace(self._sync, listed="", outside={}))
        self._store.set_roots(found)
        await self._databases.select(roots)
        for root, value in roots:
            if root.id not in self._failures.roots:
                self._reach.visit(root.kind, root.id, value)
        for id in self._users.unfinished():
            self._reach.visit("user", id)
        await self._queue.work_off(self._steps(), self._client.concurrency)
        self._failures.raise_if_silent()
        self._raise_if_no_root()
        await self._read_what_waited()
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
        checked = self._time() if self._databases.looked else self._sync.checked
        sync = replace(self._store.read_sync(), crawls=self._number, checked=checked)
        if not self._failures.roots and not self._failures.listings:
            selection = self._options.selection.digest
            sync = replace(sync, listed=self._by_notion(start), selection=selection, outside={})
        self._store.write_sync(sync)
        return removed, refused

    async def _named(self, ids: frozenset[str]) -> tuple[int, tuple[str, ...]]:
        """Look at what is named; returns the same."""
        await self._databases.select([(root, None) for root in self._store.roots])
        crawl = NamedCrawl(
            self._client,
            self._store,
            self._options,
            reach=self._reach,
            failures=self._failures,
            pages=self._pages,
            databases=self._databases,
            comments=self._comments,
            visits=self._visits,
            now=self._time,
        )
        while ids:
            await crawl.look(ids)
            await self._queue.work_off({**self._steps(), **crawl.steps}, self._client.concurrency)
            ids = crawl.settle()
        self._failures.raise_if_silent()
        await self._read_what_waited()
        return await crawl.remove()

    def _steps(self) -> dict[Kind, Step]:
        return {
            "page": self._visits.page,
            "database": self._databases.database,
            "data_source": self._databases.data_source,
            "user": self._user,
        }

    async def _read_what_waited(self) -> None:
        await self._databases.read_views_of_roots()
        await self._databases.store_aliases()

    def _open_databases(self) -> Databases:
        return Databases(
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

    def _row(self, id: str, row: Json) -> None:
        self._visits.row(id, row)

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
                    pages_done=self._visits.done,
                    pages_known=self._reach.pages,
                    blocks=self._visits.blocks,
                    requests=self._client.requests,
                    waited=self._client.waited,
                    files=self._downloads.received,
                    title=title,
                    requests_left=left,
                    waiting=self._client.waiting,
                )
            )

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
