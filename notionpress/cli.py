"""The command line: the commands, and what becomes of their errors."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from notionpress import __version__
from notionpress.commands.build import build
from notionpress.commands.check import check
from notionpress.commands.crawl import crawl
from notionpress.commands.emulate import emulate
from notionpress.commands.export import export
from notionpress.commands.find import find
from notionpress.commands.new import new
from notionpress.errors import NotionPressError
from notionpress.text import inert

DEFECT = 70
"""The exit code of a mistake in notionpress itself (sysexits.h, EX_SOFTWARE)."""

STOPPED = 130
"""The exit code of Ctrl-C."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def notionpress() -> None:
    """Publish from Notion: read a workspace, make a static website of it."""


for command in (build, check, crawl, emulate, export, find, new):
    notionpress.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line (by default of this process), and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; returns its exit code. Errors are explained on stderr."""
    try:
        return int(notionpress.main(arguments, prog_name="notionpress", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped; what was read is kept.")
        return STOPPED
    except NotionPressError as error:
        _explain(error.message, error.hint)
        return error.exit_code
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _explain(f"{place}{error.strerror or type(error).__name__}", "Check the disk's space and who may write there.")
        return NotionPressError.exit_code
    except Exception as error:
        _report_defect(error)
        return DEFECT


def _explain(message: str, hint: str) -> None:
    _say(click.style(inert(message), fg="red"))
    for line in inert(hint).splitlines():
        _say(f"  {line}")
    if os.environ.get("GITHUB_ACTIONS"):
        from notionpress.commands.job_summary import tell_failure  # noqa: PLC0415 - start-up time

        tell_failure(os.environ, message, hint)


def _report_defect(error: Exception) -> None:
    """One line without the error's own words: they may hold a page's text."""
    if os.environ.get("NOTIONPRESS_DEBUG") == "1":
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    _say(
        f"This is a mistake in notionpress {__version__} ({type(error).__name__} in {place}): please report it;"
        " NOTIONPRESS_DEBUG=1 shows more."
    )


def _say(text: str) -> None:
    click.echo(text, err=True, color=False if os.environ.get("NO_COLOR") else None)
