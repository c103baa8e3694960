"""The objects that a crawl has still to visit, and the workers that do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import msgspec

from notionpress.crawl.changes import Json
from notionpress.store import Kind

Step: TypeAlias = Callable[[str, Json | None], Awaitable[None]]
"""Visits the object of an id; given what is known of it already."""

_PRIORITIES: Final[dict[Kind, int]] = {"database": 0, "data_source": 0, "user": 1, "page": 2}
"""Listings first, so that it is known early how much there is."""


class Queue:
    """What waits to be visited; it may grow while it is worked off.

    `waiting` and `visiting` are how many objects of each kind wait, and are being visited.
    """

    def __init__(self) -> None:
        self._waiting: asyncio.PriorityQueue[_Work] = asyncio.PriorityQueue()
        self._order = 0
        self.waiting: Counter[Kind] = Counter()
        self.visiting: Counter[Kind] = Counter()

    def put(self, kind: Kind, id: str, value: Json | None = None) -> None:
        """Add an object; `value` spares asking for it."""
        # Bytes take a tenth of the memory of what they decode to, and ten thousand rows may wait.
        kept = None if value is None else msgspec.json.encode(value)
        self._order += 1
        self.waiting[kind] += 1
        self._waiting.put_nowait(_Work(_PRIORITIES[kind], self._order, kind, id, kept))

    async def work_off(self, steps: Mapping[Kind, Step], concurrency: int) -> None:
        """Visit everything, so many at a time; what a step raises ends it all."""
        workers = [asyncio.create_task(self._work(steps)) for _ in range(concurrency)]
        finished = asyncio.create_task(self._waiting.join())
        try:
            await asyncio.wait([finished, *workers], return_when=asyncio.FIRST_COMPLETED)
            for worker in workers:
                if worker.done():
                    worker.result()
        finally:
            for task in (finished, *workers):
                task.cancel()
            await asyncio.gather(finished, *workers, return_exceptions=True)

    async def _work(self, steps: Mapping[Kind, Step]) -> None:
        while True:
            work = await self._waiting.get()
            value = None if work.value is None else msgspec.json.decode(work.value)
            self.waiting[work.kind] -= 1
            self.visiting[work.kind] += 1
            await steps[work.kind](work.id, value)
            self.visiting[work.kind] -= 1
            self._waiting.task_done()


@asynccontextmanager
async def repeated(call: Callable[[], None], seconds: float) -> AsyncIterator[None]:
    """Call something again and again while what stands below runs."""

    async def repeat() -> None:
        while True:
            await asyncio.sleep(seconds)
            call()

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Work(msgspec.Struct, order=True, frozen=True):
    """One object to visit."""

    priority: int
    order: int
    kind: Kind
    id: str
    value: bytes | None = None
