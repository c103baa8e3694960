"""Telling plugins that a site is written; within a time if need be, in a process that can be ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from notionpress.build.maker import plugins_of
from notionpress.config import Config
from notionpress.errors import NotionPressError
from notionpress.plugins.load import Plugins
from notionpress.report import PLUGIN_FAILED, BuildResult, Problem

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_GRACE: Final = 10.0
"""The seconds between asking a process to end and ending it."""

_LOOK: Final = 0.05
"""The seconds between two looks at whether what a process started has ended."""


def tell(plugins: Plugins, result: BuildResult, begins: Callable[[str], object] = str) -> list[Problem]:
    """Call what plugins registered with `press.after_build`, one after the other; what fails is a problem.

    `begins` is told the name of each plugin before it is called.
    """
    problems = []
    for name, function in plugins.after_build:
        begins(name)
        try:
            function(result)
        except NotionPressError as error:
            problems.append(Problem(PLUGIN_FAILED, error.message, hint=error.hint))
    return problems


def tell_in_time(config: Config, result: BuildResult, seconds: float) -> list[Problem]:
    """The same in a process of its own, which is ended after so many seconds, with all that it started.

    It ends with this process too, however that ends.
    """
    # It takes sockets, and most builds need none.
    import multiprocessing  # noqa: PLC0415
    from multiprocessing.connection import wait  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_tell_apart, args=(theirs, config, result))
    process.start()
    theirs.close()
    end = time.monotonic() + seconds
    name, problems = "", None
    with ours:
        while problems is None and ours in wait((ours, process.sentinel), max(end - time.monotonic(), 0)):
            try:
                said = ours.recv()
            except EOFError:
                break
            name, problems = (said, None) if isinstance(said, str) else (name, said)
    # What it left to threads of its own gets its time too.
    process.join(max(end - time.monotonic(), 0))
    failure = _failure(process, name, is_done=problems is not None, seconds=seconds)
    return [*(problems or ()), *failure]


def _failure(process: BaseProcess, name: str, *, is_done: bool, seconds: float) -> list[Problem]:
    plugin = f"The plugin {name}" if name else "A plugin"
    if process.is_alive():
        _end(process)
        message = f"{plugin} took longer than {seconds:g} s in press.after_build, and was ended."
        return [Problem(PLUGIN_FAILED, message, hint="Make it faster, or raise `deploy: timeout:` in site.yaml.")]
    if process.exitcode or not is_done:
        message = f"{plugin} ended its process in press.after_build, with exit code {process.exitcode}."
        return [Problem(PLUGIN_FAILED, message, hint="Let it return, or raise an error that says what failed.")]
    return []


def _tell_apart(connection: Connection[Any, Any], config: Config, result: BuildResult) -> None:
    """The life of the process: it sends the name of each plugin that begins, and in the end the problems."""
    if sys.platform != "win32":
        # Ctrl-C is for notionpress, which lets it end; and what it starts ends with it.
        os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        problems = tell(plugins_of(config), result, connection.send)
    except NotionPressError as error:
        problems = [Problem(PLUGIN_FAILED, error.message, hint=error.hint)]
    connection.send(problems)


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415

    parent: Any = parent_process()
    parent.join()
    if sys.platform == "win32":
        os._exit(1)
    os.killpg(os.getpid(), signal.SIGKILL)


def _end(process: BaseProcess) -> None:
    """End a process with all that it started: first politely."""
    assert process.pid is not None
    end = time.monotonic() + _GRACE
    # It may have no group of its own yet.
    process.terminate()
    if sys.platform != "win32" and group_is_left(process.pid):
        os.killpg(process.pid, signal.SIGTERM)
    process.join(_GRACE)
    while group_is_left(process.pid) and time.monotonic() < end:
        time.sleep(_LOOK)
    process.kill()
    if sys.platform != "win32" and group_is_left(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def group_is_left(group: int) -> bool:
    """Whether something of a group of processes is still there; on Windows there are none."""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True
