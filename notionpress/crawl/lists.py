"""Reading a list answer by answer, so that a crawl which was stopped goes on where it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from notionpress.crawl.changes import Json
from notionpress.notion.lists import Cursors, ListPage
from notionpress.store import Pending


class Received:
    """The answers of one page that is being read, on disk as soon as a further one is asked for.

    A page that is one answer is stored whole at once, so its answer is not written twice. Without `pending` nothing is
    kept.
    """

    def __init__(self, pending: Pending | None) -> None:
        self.resumed = False
        self._pending = pending
        self._first: tuple[str, Any] | None = None
        self._written = False

    def get(self, key: str) -> Any:
        """An answer of an earlier run, or None."""
        found = self._pending.get(key) if self._pending else None
        self.resumed = self.resumed or found is not None
        return found

    def put(self, key: str, value: Any) -> None:
        """Keep an answer."""
        if self._pending is None:
            return
        if self._first is None and not self._written:
            self._first = (key, value)
            return
        self.write()
        self._pending.put(key, value)

    def write(self) -> None:
        """Write the first answer, because there will be another."""
        if self._pending is not None and self._first is not None:
            self._pending.put(*self._first)
            self._first = None
            self._written = True


async def read_list(
    key: str,
    fetch: Callable[[str | None], Awaitable[ListPage]],
    take: Callable[[list[Json]], Awaitable[None]],
    received: Received,
) -> list[Json]:
    """All results of a list; answers of an earlier run are not asked for again.

    `take` sees the results of each answer before it counts as received: what it downloads is then not lost either.
    """
    results: list[Json] = []
    cursors, cursor, number = Cursors(key), None, 0
    while True:
        name = f"{key}-{number}"
        kept = received.get(name)
        if kept is None:
            received.write()
            page = await fetch(cursor)
            await take(page.results)
            received.put(name, page)
        else:
            page = msgspec.convert(kept, ListPage)
            await take(page.results)
        results += page.results
        cursor, number = cursors.next(page), number + 1
        if cursor is None:
            return results


class SharedLists:
    """The children lists below synced originals: read once in a run, however many copies show them."""

    def __init__(self) -> None:
        self._lists: dict[str, bytes] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def read(self, block_id: str, fetch: Callable[[], Awaitable[list[Json]]]) -> tuple[list[Json], bool]:
        """The list of a block's children as new values, and whether it had to be fetched."""
        async with self._locks.setdefault(block_id, asyncio.Lock()):
            if block_id not in self._lists:
                blocks = await fetch()
                self._lists[block_id] = msgspec.json.encode(blocks)
                return blocks, True
        found: list[Json] = msgspec.json.decode(self._lists[block_id])
        return found, False
