"""Long work beside the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

from notionpress.build.deep import allow_deep_trees

_T = TypeVar("_T")

_STACK: Final = 64 * 2**20
"""Bytes of a thread's stack: deeply nested pages need as much as in the main thread, which has more than others."""


_NAME: Final = "notionpress-work"


def is_working() -> bool:
    """Whether such work is under way. It cannot be stopped, and some libraries abort where Python ends under it."""
    return any(thread.name == _NAME for thread in threading.enumerate())


def end_at_once() -> None:
    """End the process with status 0 where such work is under way: a build may be killed at any time."""
    if is_working():
        sys.stdout.flush()
        os._exit(0)


async def in_thread(work: Callable[[], _T]) -> _T:
    """What `work` gives or raises, done in a thread; unlike those of asyncio it does not keep a process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def run() -> None:
        allow_deep_trees()
        try:
            result = work()
        except BaseException as error:
            tell(done.set_exception, error)
        else:
            tell(done.set_result, result)

    def tell(set_it: Callable[[_T], None] | Callable[[BaseException], None], value: object) -> None:
        with suppress(RuntimeError):  # Nobody waits any more: the loop is closed.
            loop.call_soon_threadsafe(lambda: None if done.done() else set_it(value))  # type: ignore[arg-type]

    before = threading.stack_size(_STACK)
    try:
        threading.Thread(target=run, name=_NAME, daemon=True).start()
    finally:
        threading.stack_size(before)
    return await done
