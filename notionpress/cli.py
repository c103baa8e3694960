"""The command line: the commands, and what becomes of their errors."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Sequence
from typing import Final, NoReturn

import click

from notionpress import __version__
from notionpress.commands.build import build
from notionpress.commands.check import check
from notionpress.commands.crawl import crawl
from notionpress.commands.emulate import emulate
from notionpress.commands.export import export
from notionpress.commands.failures import STOPPED, failure, tell_job
from notionpress.commands.find import find
from notionpress.commands.live import live
from notionpress.commands.new import new
from notionpress.commands.serve import serve
from notionpress.commands.theme import theme
from notionpress.text import inert

_RARELY: Final = 100_000
"""So many things more are made than are gone before Python looks for garbage."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def notionpress() -> None:
    """Publish from Notion: read a workspace, make a static website of it."""


for command in (build, check, crawl, emulate, export, find, live, new, serve, theme):
    notionpress.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line (by default of this process), and exit with its code."""
    # What a command makes is in use until its end, for the most part, and its modules are: to look for garbage as often
    # as Python does would take a twelfth of the time until it begins.
    gc.set_threshold(_RARELY)
    code = run(arguments)
    if any(not one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
        sys.exit(code)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process without taking apart what it has in memory: that takes a tenth of a second after large builds."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)  # Python tells that nobody reads any more.
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; returns its exit code. Errors are explained on stderr."""
    try:
        return int(notionpress.main(arguments, prog_name="notionpress", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (Exception, KeyboardInterrupt) as error:
        found = failure(error)
        _say(click.style(inert(found.message), fg=None if found.exit_code == STOPPED else "red"))
        for line in inert(found.hint).splitlines():
            _say(f"  {line}")
        tell_job(found)
        return found.exit_code


def _say(text: str) -> None:
    click.echo(text, err=True, color=False if os.environ.get("NO_COLOR") else None)
