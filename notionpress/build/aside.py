"""Work that nobody waits for before the end of a build, in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from notionpress.build.workers import start_method, usable_processors

_PR_SET_PDEATHSIG: Final = 1
_AFTER_STANDARD: Final = 3
"""The first number of an open file that is none of the standard ones."""


@contextmanager
def aside(work: Callable[[], object], *, jobs: int, start: str) -> Iterator[None]:
    """Do some work while what stands in the block is done; it has been done, too, when the block is left.

    It is done by a process that is forked for it, so that only what it writes is left of it. Where `jobs` or `start`,
    as in `How`, want no other process, or that one fails, it is done here in the end, and raises what it raises. Where
    this process is killed, so is the other one.
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
    """The process that does it, and holds nothing that this one has locked; 0 where none can be had."""
    first = os.getpid()
    try:
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as left, os.fdopen(writing, "wb") as held:
            process = os.fork()
            if not process:
                _do(work, first)
            held.close()
            # It closes all that it has of this one, and this end of the pipe among it.
            left.read()
    except OSError:
        return 0
    return process


def _has_succeeded(process: int) -> bool:
    """Wait for a process; where the system does not tell what became of it, it has not."""
    try:
        return os.waitpid(process, 0)[1] == 0
    except ChildProcessError:
        return False


def _do(work: Callable[[], object], first: int) -> None:
    """The life of the process, which ends with the `first` one."""
    code = 1
    try:
        # Ctrl-C reaches all processes of a terminal: the first one ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # What the first one has locked is free as soon as it is gone, so this one must be gone then, too.
        os.closerange(_AFTER_STANDARD, os.sysconf("SC_OPEN_MAX"))
        if _ends_with(first):
            work()
            code = 0
    finally:
        # What waits to be printed, or to be done at the end, is the first one's.
        os._exit(code)


def _ends_with(first: int) -> bool:
    """Have the system kill this process when the first one ends; whether it will. Source: prctl(2), Linux 2.1.57."""
    import ctypes  # noqa: PLC0415  (the first process does not wait for it)

    if ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
        return False
    return os.getppid() == first
