"""What becomes of an error that ends a command: its words, and the code that the command exits with."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Final, NamedTuple

import click

from notionpress import __version__
from notionpress.errors import NotionPressError

DEFECT: Final = 70
"""The exit code of a mistake in notionpress itself (sysexits.h, EX_SOFTWARE)."""

STOPPED: Final = 130
"""The exit code of Ctrl-C."""


class Failure(NamedTuple):
    """How an error is told: what happened, what to do next ("" when nothing can be said), the exit code."""

    message: str
    hint: str
    exit_code: int


def failure(error: BaseException) -> Failure:
    """How an error that ends a command is told."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return Failure("Stopped; what was read is kept.", "", STOPPED)
    if isinstance(error, NotionPressError):
        return Failure(error.message, error.hint, error.exit_code)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        message = f"{place}{error.strerror or type(error).__name__}"
        return Failure(message, "Check the disk's space and who may write there.", NotionPressError.exit_code)
    return _defect(error)


def tell_job(found: Failure) -> None:
    """Tell a job in GitHub Actions what stopped the run; elsewhere, and of what only concerns us, nothing."""
    if os.environ.get("GITHUB_ACTIONS") and found.exit_code not in (DEFECT, STOPPED):
        from notionpress.commands.job_summary import tell_failure

        tell_failure(os.environ, found.message, found.hint)


def _defect(error: BaseException) -> Failure:
    """One line without the error's own words: they may hold a page's text."""
    if os.environ.get("NOTIONPRESS_DEBUG") == "1":
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    message = f"This is a mistake in notionpress {__version__} ({type(error).__name__} in {place}): please report it;"
    return Failure(f"{message} NOTIONPRESS_DEBUG=1 shows more.", "", DEFECT)
