"""A large site made in a process of its own: the memory that only its making takes is free afterwards."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from notionpress.build.workers import start_method
from notionpress.report import Report
from notionpress.site.site import PageMeta, Site

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Load = Callable[[Report], Site]

LARGE: Final = 20_000
"""So many pages of the cache make a site large: what else is in memory counts for little then."""

_TOGETHER: Final = 1000
"""So many pages are sent at a time: to send one thing takes memory for all that is in it."""


def load_apart(load: Load, report: Report, start: str = "") -> Site | None:
    """The site that `load` makes, from a process that is forked for it and has ended; its problems go to the report.

    What a site is made of takes more memory than the site, and lies among it: Python could not give that back, and all
    processes that are forked later would come to hold copies. None where processes are not forked, or `start` says that
    they are started in another way, and where it fails: then `load` does so here too.
    """
    if (start or start_method()) != "fork":
        return None
    # Most sites are small.
    import multiprocessing  # noqa: PLC0415

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, ours, load))
    process.start()
    theirs.close()
    try:
        site: Site
        site, problems = ours.recv()
        pages: dict[str, PageMeta] = {}
        while some := ours.recv():
            pages.update(some)
    except (EOFError, OSError):
        return None
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()
    report.extend(problems)
    return replace(site, pages=pages)


def _send(connection: Connection[Any, Any], other: Connection[Any, Any], load: Load) -> None:
    """The life of the process."""
    # Ctrl-C reaches all processes of a terminal: the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Else it would wait for itself to read, once the first process is gone.
    other.close()
    report = Report()
    # The first process meets the same error, and tells it.
    with suppress(Exception):
        site = load(report)
        connection.send((replace(site, pages={}), report.problems))
        pages = list(site.pages.items())
        for at in range(0, len(pages), _TOGETHER):
            connection.send(pages[at : at + _TOGETHER])
        connection.send(())
