"""Work that nobody waits for before the end of a build, in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from notionpress.build.workers import start_method, usable_processors


@contextmanager
def aside(work: Callable[[], object], *, jobs: int, start: str) -> Iterator[None]:
    """Do some work while what stands in the block is done; it has been done, too, when the block is left.

    It is done by a process that is forked for it, so that only what it writes is left of it. Where `jobs` or `start`,
    as in `How`, want no other process, or that one fails, it is done here in the end, and raises what it raises.
    """
    if jobs == 1 or (start or start_method()) != "fork" or usable_processors() == 1:
        yield
        work()
        return
    process = os.fork()
    if not process:
        _do(work)
    try:
        yield
        has_failed = os.waitpid(process, 0)[1] != 0
    except BaseException:
        # It does nothing that must not be left undone.
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        raise
    if has_failed:
        work()


def _do(work: Callable[[], object]) -> None:
    """The life of the process."""
    code = 1
    try:
        # Ctrl-C reaches all processes of a terminal: the first one ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        work()
        code = 0
    finally:
        # What waits to be printed, or to be done at the end, is the first one's.
        os._exit(code)
