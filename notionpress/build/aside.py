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
    as in `How`, want no other process, or that one fails, it is done here in the end, and raises what it raises. Where
    this process is killed the other one goes on to its end, and holds what this one has locked for so long.
    """
    process = _fork(work) if jobs != 1 and (start or start_method()) == "fork" and usable_processors() > 1 else 0
    try:
        yield
        is_done = bool(process) and _has_succeeded(process)
    except BaseException:
        # It does nothing that must not be left undone.
        with suppress(OSError):
            if process:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
        raise
    if not is_done:
        work()


def _fork(work: Callable[[], object]) -> int:
    """The process that does it, 0 where none can be had."""
    try:
        process = os.fork()
    except OSError:
        return 0
    if not process:
        _do(work)
    return process


def _has_succeeded(process: int) -> bool:
    """Wait for a process; where the system does not tell what became of it, it has not."""
    try:
        return os.waitpid(process, 0)[1] == 0
    except ChildProcessError:
        return False


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
