"""Worker processes: tasks in order, several at a time; results in the same order, errors as they were."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar, cast

from notionpress.errors import BuildError, NotionPressError, explained

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_DEARER: Final = 10
"""How much longer it takes to start a process that is no fork: it imports everything anew."""

_LEAST_AHEAD, _MOST_AHEAD = 2, 16
"""So many tasks a worker is given at a time: none is to wait while this process does one that takes long."""

_SHARES: Final = 4
"""What is left is given away in so many shares for each process, so that all of them end at the same time."""

_T = TypeVar("_T")
_R = TypeVar("_R")
_T_contra = TypeVar("_T_contra", contravariant=True)
_R_co = TypeVar("_R_co", covariant=True)


class Worker(Protocol[_T_contra, _R_co]):
    """Does tasks, one after the other."""

    def __call__(self, task: _T_contra, /) -> _R_co:
        """Do one task."""

    def finish(self) -> None:
        """Do what is left to do when there are no more tasks."""


def usable_processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def start_method() -> str:
    """`fork` where that is safe and cheap, else `spawn`: a fork of a process with threads can hang."""
    threads = [one for one in threading.enumerate() if not _is_harmless(one)]
    return "fork" if sys.platform == "linux" and not threads else "spawn"


def _is_harmless(thread: threading.Thread) -> bool:
    """The bar of a terminal is redrawn by a thread that holds nothing which a worker needs."""
    return thread is threading.main_thread() or type(thread).__module__.startswith("rich.")


def results_of(
    worker: Worker[Sequence[_T], Sequence[_R]],
    work: Sequence[_T],
    *,
    jobs: int,
    start: str,
    worth_a_process: int,
    together: int,
) -> Iterator[_R]:
    """What a worker makes of each piece of work, in order; it is given several at a time.

    Arguments: `jobs` and `start` are those of `How`; another process is started for each `worth_a_process` pieces at
    most, and for more of them where `start` does not say how and it cannot be forked; a task holds at most so many
    `together`.
    """
    if not start and start_method() != "fork":
        worth_a_process *= _DEARER
    jobs = min(jobs or usable_processors(), 1 + len(work) // worth_a_process)
    for results in Pool(worker, jobs, start).results(list(_tasks(work, jobs, together))):
        yield from results


def _tasks(work: Sequence[_T], jobs: int, together: int) -> Iterator[Sequence[_T]]:
    """The work in pieces, which become smaller towards the end."""
    at = 0
    while at < len(work):
        size = max(1, min(together, (len(work) - at) // (_SHARES * jobs)))
        yield work[at : at + size]
        at += size


class Pool(Generic[_T, _R]):
    """Lets a worker do tasks in `jobs` processes: this one and others, which end with it.

    This one would only wait for the others, and hold as much as they do. When all is done, the worker's `finish` is
    called in each process. Where processes cannot be forked the worker is pickled, and makes anew what cannot cross.
    `method` is how they are started, as in multiprocessing.
    """

    def __init__(self, worker: Worker[_T, _R], jobs: int, method: str = "") -> None:
        self._worker = worker
        self._jobs = jobs
        self._method = method or start_method()

    def results(self, tasks: Sequence[_T]) -> Iterator[_R]:
        """The result of each task in order. Raises what the first task that fails raised."""
        jobs = min(self._jobs, len(tasks))
        if jobs < 2:
            yield from (self._worker(task) for task in tasks)
            self._worker.finish()
            return
        # It takes sockets, and most builds have nothing to do for several processes.
        import multiprocessing  # noqa: PLC0415

        context: Any = multiprocessing.get_context(self._method)
        processes: dict[Any, Any] = {}
        try:
            for _ in range(jobs - 1):
                ours, theirs = context.Pipe()
                others = (*processes, ours) if self._method == "fork" else ()
                process = context.Process(target=_serve, args=(theirs, self._worker, tasks, others), daemon=True)
                process.start()
                theirs.close()
                processes[ours] = process
            yield from _in_order(list(processes), len(tasks), lambda number: _answer(self._worker, tasks[number]))
            for connection in processes:
                with suppress(OSError):  # One that has ended has nothing left to do.
                    connection.send(None)
            self._worker.finish()
            for process in processes.values():
                process.join()
        finally:
            for connection, process in processes.items():
                # What they have done is here; what they have not is not wanted any more.
                connection.close()
                process.kill()
            for process in processes.values():
                process.join()
                process.close()


def _in_order(connections: list[Any], count: int, own: Callable[[int], tuple[bool, Any]]) -> Iterator[Any]:
    """The results of so many tasks in order, from the other processes and, by `own`, from this one."""
    from multiprocessing.connection import wait  # noqa: PLC0415

    done: dict[int, tuple[bool, Any]] = {}
    # The next task waits where the last one ends. Its number fits into any pipe, so that nobody waits to send it while
    # the other side waits to send a result.
    under_way: dict[Any, deque[int]] = {connection: deque() for connection in connections}
    sent = given = 0
    while given < count:
        ahead = max(_LEAST_AHEAD, min(_MOST_AHEAD, (count - sent) // (_SHARES * (len(connections) + 1))))
        for _ in range(ahead):
            for connection, numbers in under_way.items():
                if len(numbers) < ahead and sent < count:
                    with _explained_end():
                        connection.send(sent)
                    numbers.append(sent)
                    sent += 1
        busy = [one for one, numbers in under_way.items() if numbers]
        # While there is something to do here, nobody is waited for.
        for connection in cast(list[Any], wait(busy, 0 if sent < count else None)):
            with _explained_end():
                done[under_way[connection].popleft()] = connection.recv()
        if sent < count:
            sent += 1
            done[sent - 1] = own(sent - 1)
        while given in done:
            succeeded, result = done.pop(given)
            if not succeeded:
                raise result
            given += 1
            yield result


@contextmanager
def _explained_end() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError) as error:
        raise BuildError(
            "A worker process ended before its work was done; the site stays as it was.",
            "The machine may be short of memory: try again, with --jobs 1 if it happens again.",
        ) from error


def _serve(
    connection: Connection[Any, Any],
    worker: Worker[Any, Any],
    tasks: Sequence[Any],
    others: tuple[Connection[Any, Any], ...],
) -> None:
    """The life of a worker process: it ends when nobody sends numbers of tasks any more."""
    # Ctrl-C reaches all processes of a terminal: the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        # A fork holds them too, and would keep the others alive after the first process is gone.
        other.close()
    while True:
        try:
            number = connection.recv()
        except (EOFError, OSError):
            return
        if number is None:
            worker.finish()
            return
        try:
            connection.send(_answer(worker, tasks[number]))
        except ConnectionError:
            return


def _answer(worker: Worker[_T, _R], task: _T) -> tuple[bool, Any]:
    """Whether a task was done, and its result, or what went wrong."""
    try:
        return True, worker(task)
    except NotionPressError as error:
        return False, error
    except Exception as error:
        # Its own words may hold a page's text, and it may not be able to cross.
        return False, BuildError(*explained(error))
