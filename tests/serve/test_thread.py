"""Work beside the event loop."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator

import pytest

from notionpress.build.deep import deep_trees
from notionpress.serve.thread import in_thread


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    before = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(before)


def test_work_that_ends_takes_no_room_from_work_beside_it() -> None:
    begun, ended = threading.Event(), threading.Event()

    def first() -> None:
        with deep_trees():
            begun.set()
            assert ended.wait(20)

    def second() -> int:
        with deep_trees():
            assert begun.wait(20)
            ended.set()
        return sys.getrecursionlimit()

    async def both() -> int:
        one, other = asyncio.create_task(in_thread(first)), asyncio.create_task(in_thread(second))
        found = await other
        await one
        return min(found, sys.getrecursionlimit())

    assert asyncio.run(both()) >= 10_000


def test_what_work_raises_is_raised() -> None:
    def work() -> None:
        raise KeyError("nothing")

    with pytest.raises(KeyError, match="nothing"):
        asyncio.run(in_thread(work))
