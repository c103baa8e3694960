"""Looks at what ids name: the object itself, or what it leads to where a block, a view or a comment is named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.comments import CommentReader
from notionpress.crawl.databases import Databases
from notionpress.crawl.failures import Failures
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.queue import Queue
from notionpress.crawl.roots import find_root
from notionpress.crawl.visits import PageVisits
from notionpress.errors import InvalidRequest, NotionError, NotionRefused, NotShared, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.store import Kind, Store

_ABSENT: Final = (NotShared, InvalidRequest)
"""What Notion answers where an id names nothing, nothing that is shared, or an object of another kind."""


class Seen(msgspec.Struct, frozen=True):
    """What an id names now; without `value` it is in the trash, or not shared."""

    kind: Kind
    id: str
    value: Json | None


class Found:
    """What looks at several ids found: objects, ids that those of blocks and views lead to, and pages of comments."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.leads: list[str] = []
        self.comments: list[str] = []


class Looks:
    """Asks for what is named: one request for what is known, and as many as there are kinds for what is not."""

    def __init__(
        self,
        client: NotionClient,
        store: Store,
        options: CrawlOptions,
        failures: Failures,
        databases: Databases,
        comments: CommentReader,
        visits: PageVisits,
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._failures = failures
        self._databases = databases
        self._comments = comments
        self._visits = visits
        self._roots = {root.id: root.kind for root in store.roots}
        self._roots_there: set[str] = set()
        self._pages_of_blocks: dict[str, str] = {}

    async def at(self, ids: Mapping[str, Json | None]) -> Found:
        """Look at ids, some of which come with the object that they name."""
        found, queue = Found(), Queue()

        async def look(id: str, value: Json | None) -> None:
            await self._look(id, value, found)

        for id, value in ids.items():
            view = self._store.entry(id, "view")
            if view is not None:
                found.leads += self._databases.with_view(id)
            else:
                queue.put(self._kind(id) or "page", id, value)
        await queue.work_off(dict.fromkeys(("page", "database", "data_source"), look), self._client.concurrency)
        found.seen.sort(key=lambda one: one.id)
        return found

    def _kind(self, id: str) -> Kind | None:
        if id in self._roots:
            return self._roots[id]
        kinds: tuple[Kind, ...] = ("page", "database", "data_source")
        return next((kind for kind in kinds if self._store.entry(id, kind)), None)

    async def _look(self, id: str, value: Json | None, found: Found) -> None:
        kind = self._kind(id)
        try:
            if value is not None:
                found.seen.append(Seen("page", id, value))
            elif id in self._roots:
                await self._look_at_root(id, found)
            elif kind is not None:
                found.seen.append(Seen(kind, id, await self.one(kind, id)))
            else:
                await self._look_at_unknown(id, found)
        except Unauthorized:
            raise
        except NotionError as error:
            self._failed(kind or "page", id, error)
        else:
            self._failures.heard()

    def _failed(self, kind: Kind, id: str, error: NotionError) -> None:
        if kind == "page":
            self._visits.failed(id, None, error)
        else:
            self._failures.listing(kind, id, error)

    async def _look_at_root(self, id: str, found: Found) -> None:
        try:
            root, value = await find_root(self._client, self._store, id)
        except Unauthorized:
            raise
        except NotionRefused as error:
            self._failures.root(id, error)
            return
        self._roots_there.add(id)
        if root.kind == self._roots[id]:  # Else it was turned into a database, or a page: a listing of all sees to it.
            found.seen.append(Seen(root.kind, id, value))

    async def roots_are_there(self) -> bool:
        """Whether no root is gone itself, which would take everything below it along; tells of those that are."""
        for id in set(self._roots) - self._roots_there:
            await self._look(id, None, Found())
        return not self._failures.roots

    async def one(self, kind: Kind, id: str) -> Json | None:
        """An object of a kind, None when it is in the trash or not shared. Raises NotionError where nobody can tell."""
        gets: dict[Kind, Callable[[str], Awaitable[Json]]] = {
            "page": self._client.page,
            "database": self._databases.get,
            "data_source": self._client.data_source if self._client.has_data_sources else self._client.database,
        }
        try:
            value = await gets[kind](id)
        except NotShared:
            return None
        return None if changes.in_trash(value) else value

    # What is not known

    async def _look_at_unknown(self, id: str, found: Found) -> None:
        """Ask what an id names, what is most likely first."""
        if (page := await self._get(self._client.page, id)) is not None:
            if not changes.in_trash(page):
                found.seen.append(Seen("page", id, page))
        elif (block := await self._get(self._client.block, id)) is not None:
            if block.get("type") == "child_database":
                found.seen.append(Seen("database", id, await self.one("database", id)))
            elif page_id := await self._page_of(block):
                found.leads.append(page_id)
        elif self._client.has_data_sources and (source := await self._get(self._client.data_source, id)) is not None:
            if not changes.in_trash(source):
                found.seen.append(Seen("data_source", id, source))
        elif self._client.has_data_sources and (view := await self._get(self._client.view, id)) is not None:
            found.leads += self._databases.with_view(id, view)
        elif self._options.comments and (comment := await self._get(self._client.comment, id)) is not None:
            page_id = await self._page_of(comment)
            if self._store.entry(page_id, "page"):
                self._comments.wants(page_id)
                found.comments.append(page_id)

    async def _get(self, get: Callable[[str], Awaitable[Json]], id: str) -> Json | None:
        try:
            return await get(id)
        except _ABSENT:
            return None

    async def _page_of(self, value: Json) -> str:
        """The id of the page that a block or comment is on, "" where that cannot be told."""
        parent = changes.parent(value)
        if block_id := parent.get("block_id"):
            return await self.page_of_block(str(block_id))
        return str(parent.get("page_id") or "")

    async def page_of_block(self, block_id: str) -> str:
        """The id of the page that a block is on, whatever it stands below, "" where that cannot be told."""
        seen: set[str] = set()
        page_id, at = "", block_id
        while at and at not in seen and not page_id:
            seen.add(at)
            if at in self._pages_of_blocks:
                page_id = self._pages_of_blocks[at]
                break
            block = await self._get(self._client.block, at) or {}
            parent = changes.parent(block)
            page_id, at = str(parent.get("page_id") or ""), str(parent.get("block_id") or "")
        self._pages_of_blocks.update(dict.fromkeys(seen, page_id))
        return page_id
