"""The visits of pages: what changed of each is read, and what is in it is visited in its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.child_lists import ChildLists
from notionpress.crawl.comments import CommentReader
from notionpress.crawl.costs import Costs
from notionpress.crawl.databases import Databases
from notionpress.crawl.failures import Failures
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.pages import PageReader
from notionpress.crawl.reach import Reach
from notionpress.crawl.stored import stored_object, stored_title
from notionpress.errors import NotionError, NotShared, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.store import Entry, Store


class PageVisits:
    """Visits pages, one by one. `done`, `fetched` and `blocks` count those visited, those read, and what came of it.

    `now` gives the ISO time of a reading, and `tell` is called with the title of each page that is done.
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
        lists: ChildLists,
        comments: CommentReader,
        databases: Databases,
        costs: Costs,
        now: Callable[[], str],
        tell: Callable[[str], None],
    ) -> None:
        self.done = self.fetched = self.blocks = 0
        self._client = client
        self._store = store
        self._options = options
        self._reach = reach
        self._failures = failures
        self._pages = pages
        self._lists = lists
        self._comments = comments
        self._databases = databases
        self._costs = costs
        self._now = now
        self._tell = tell

    def row(self, id: str, row: Json) -> None:
        """Take in a row of a listing; one that is as it was needs no visit."""
        if self._reach.has_met("page", id):
            return
        if "properties" not in row:  # a partial object: only its id may be known
            self._reach.follow("page", id)
            return
        entry = self._store.entry(id, "page")
        if entry is None or entry.children or not self._pages.is_current(row) or self._comments.wanted(row):
            self._reach.visit("page", id, row)
            return
        self._reach.meet("page", id)
        self._reach.keep("page", id)
        self._keep_comments(id)
        self.done += 1

    async def page(self, id: str, value: Json | None) -> None:
        """Visit a page; `value` is the page, or the block that it stands as."""
        with self._client.sent.counted() as spent:
            await self._page(id, value)
        self._costs.visited(spent.total())

    async def _page(self, id: str, value: Json | None) -> None:
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
            self.failed(id, page, error)
        else:
            await self._take_page(id, page, children)
        self.done += 1
        self._tell(changes.page_title(page or {}))

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
            self.failed(id, page, error)

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
        self.fetched += 1
        self.blocks += found.blocks or 0
        stood = {child.id for child in before.children} if before else set()
        return [
            block
            for block in found.children
            if (block["id"] in stood if block["type"] == "child_page" else self._databases.is_told_of(block))
        ]

    def _visit_child(self, page_id: str, block: Json) -> None:
        if block["type"] == "child_page":
            self._reach.follow("page", block["id"], block)
        else:
            self._databases.holds(block["id"], page_id)
            self._reach.visit("database", block["id"], block)

    def _visit_children(self, page_id: str) -> None:
        entry = self._store.entry(page_id, "page")
        for child in entry.children if entry else ():
            if child.kind == "database":
                self._databases.holds(child.id, page_id)
            self._reach.follow(child.kind, child.id)

    async def _read_comments(self, id: str, page: Json | None) -> None:
        if page is None:
            page = stored_object(self._store, "page", id) if self._options.comments else None
        if page and self._comments.wanted(page):
            await self._comments.read(page)
        self._keep_comments(id)

    def _keep_comments(self, page_id: str) -> None:
        if self._options.comments:
            self._reach.keep("comments", page_id)

    def failed(self, id: str, page: Json | None, error: NotionError) -> None:
        """Tell of a page that cannot be read, and keep its last version; `page` is its object where that came."""
        self._reach.keep("page", id)
        self._keep_comments(id)
        if page is not None and self._store.entry(id, "page") is not None:
            # What stays is its last version; but its author may have withdrawn it since.
            self._store.put_object(page, Entry("newer", id, page["last_edited_time"], fetched=self._now()))
            self._reach.keep("newer", id)
        title = changes.page_title(page) if page else stored_title(self._store, id)
        self._failures.page(id, title, error)
        self._visit_children(id)
