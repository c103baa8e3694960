"""`-v` and `--log-json`: what the client does, told on stderr while a command runs."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final

import click

from notionpress.commands.failures import failure, tell_job
from notionpress.text import inert

_LOGGER: Final = "notionpress"


def log_options(*, passed: bool) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command `-v` and `--log-json`, and log while it runs; `passed` says that it takes `log_json`."""

    def options(command: Callable[..., int]) -> Callable[..., int]:
        @click.option("-v", "--verbose", is_flag=True, help="Tell each request on stderr, with its status and time.")
        @click.option("--log-json", is_flag=True, help="Tell the same and more as JSON on stderr, an object per line.")
        @functools.wraps(command)
        def logged(*arguments: Any, verbose: bool, log_json: bool, **values: Any) -> int:
            if passed:
                values["log_json"] = log_json
            call = functools.partial(command, *arguments, **values)
            if not (verbose or log_json):
                return call()
            with _log_on_stderr(as_json if log_json else as_text):
                return _errors_as_json(call) if log_json else call()

        return logged

    return options


def tell(event: str, **facts: Any) -> None:
    """Log what is there for programs alone; `facts` are JSON values."""
    logging.getLogger(f"{_LOGGER}.{event}").info("%s", event, extra={"facts": {"event": event, **facts}})


def as_text(record: logging.LogRecord) -> str:
    """A log record as a line for people, at the time of this machine."""
    moment = datetime.fromtimestamp(record.created).strftime("%H:%M:%S.%f")[:-3]
    return f"{moment} {inert(record.getMessage())}"


def as_json(record: logging.LogRecord) -> str:
    """A log record as a JSON object on one line, at the time of the world (docs/commands.md has its keys)."""
    import msgspec

    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    facts = getattr(record, "facts", None) or {"event": "message", "message": record.getMessage()}
    # GitHub's runner would take what follows `##[` for a command.
    return msgspec.json.encode({"time": moment, **facts}).decode().replace("##[", "##\\u005b")


class _OnStderr(logging.Handler):
    """Writes a line for each record. Where `rich` shows a bar, it has taken over stderr and puts lines above it."""

    def __init__(self, line: Callable[[logging.LogRecord], str]) -> None:
        super().__init__()
        self._line = line

    def emit(self, record: logging.LogRecord) -> None:
        # Who reads the log may have left, and the disk that it goes to may be full: the command goes on.
        with suppress(OSError):
            # Not by click.echo, which would write past `rich`, into the bar.
            sys.stderr.write(f"{self._line(record)}\n")
            sys.stderr.flush()


@contextmanager
def _log_on_stderr(line: Callable[[logging.LogRecord], str]) -> Iterator[None]:
    logger, handler = logging.getLogger(_LOGGER), _OnStderr(line)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def _errors_as_json(call: Callable[[], int]) -> int:
    """Tell what ends the command as an object too, so that stderr holds nothing else; returns the exit code."""
    try:
        return call()
    except (click.ClickException, click.exceptions.Exit):
        raise
    except (Exception, KeyboardInterrupt) as error:
        found = failure(error)
        tell("error", message=found.message, hint=found.hint, exit_code=found.exit_code)
        tell_job(found)
        return found.exit_code
