"""What is shown while a command runs: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

import click

from notionpress.commands.request_log import tell
from notionpress.text import without_controls

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

    from notionpress.config import Config
    from notionpress.crawl.options import CrawlProgress

_EVERY: Final = 15.0
"""Seconds between two lines where there is no terminal."""

_WIDE: Final = 130
"""Columns from which a terminal has room for a title beside the bar and the figures."""

_ENOUGH: Final = 10
"""Pages after which it can be told how long the rest will take."""

_UNLIMITED: Final = 10_000_000
"""Requests a minute: as good as no limit."""


class Progress(Protocol):
    """Is told how far a command is."""

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged."""

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""


def request_limit(config: Config) -> int:
    """How many requests a minute the server allows that the site is read from; the embedded one has no limit."""
    return _UNLIMITED if config.notion.emulator else config.notion.requests_per_minute


@contextmanager
def shown_progress(requests_per_minute: int, *, as_json: bool = False) -> Iterator[Progress]:
    """Show progress on stderr, or log it `as_json`; `requests_per_minute` is the limit, for the time that is left."""
    if as_json:
        yield Logged(requests_per_minute, time.monotonic)
        return
    if not sys.stderr.isatty():
        yield Lines(requests_per_minute, lambda line: click.echo(line, err=True), time.monotonic)
        return
    from rich.console import Console, RenderableType
    from rich.constrain import Constrain
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as RichProgress

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[facts]}", markup=False),
    )

    class Bar(RichProgress):
        def get_renderables(self) -> Iterator[RenderableType]:
            # The terminal writes ^C at the end of the line: a full one would break, and a part of it would stay.
            yield Constrain(self.make_tasks_table(self.tasks), console.width - 2)

    with Bar(*columns, console=console, transient=True) as rich:
        yield Bars(requests_per_minute, rich, time.monotonic)


@contextmanager
def no_progress() -> Iterator[Progress]:
    """Show nothing."""
    yield Silence()


class Silence:
    """Says nothing, however far a command is."""

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged."""

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""


class _Now:
    """Says whether to speak of something now: when it begins, and then every few seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._start = self._last = clock()
        self._doing = ""

    def elapsed(self) -> float:
        """Seconds since the command began."""
        return self._clock() - self._start

    def is_due(self, doing: str) -> bool:
        """Whether it is time to speak of what is being done."""
        now = self._clock()
        if doing == self._doing and now - self._last < _EVERY:
            return False
        self._doing, self._last = doing, now
        return True


class Lines:
    """Writes a line when something begins, and then every few seconds."""

    def __init__(self, requests_per_minute: int, write: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._limit = requests_per_minute
        self._write = write
        self._now = _Now(clock)

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged."""
        if self._now.is_due("crawl"):
            left = time_left(state, self._limit, self._now.elapsed())
            facts = f"Reading from Notion: {state.pages_done:,} of {state.pages_known:,} pages so far"
            self._write(f"{facts}, about {shown_time(left)} left." if left else f"{facts}.")

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""
        if self._now.is_due(what):
            files = f"{total:,} file{'' if total == 1 else 's'}"
            self._write(f"{what}: {done:,} of {files} so far." if done else f"{what} {files}.")


class Logged:
    """Logs what `Lines` writes, for programs: `progress` of the crawl and `files` of the build."""

    def __init__(self, requests_per_minute: int, clock: Callable[[], float]) -> None:
        self._limit = requests_per_minute
        self._now = _Now(clock)

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged."""
        if self._now.is_due("crawl"):
            tell(
                "progress",
                pages_done=state.pages_done,
                pages_known=state.pages_known,
                requests=state.requests,
                waited=round(state.waited, 3),
                seconds_left=round(time_left(state, self._limit, self._now.elapsed())) or None,
            )

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""
        if self._now.is_due(what):
            tell("files", doing=what, done=done, total=total)


class Bars:
    """Moves a bar of `rich` for the crawl, and one for the build."""

    def __init__(self, requests_per_minute: int, rich: RichProgress, clock: Callable[[], float]) -> None:
        self._limit = requests_per_minute
        self._rich = rich
        self._clock = clock
        self._start = clock()
        self._tasks: dict[str, Any] = {}

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged."""
        left = time_left(state, self._limit, self._clock() - self._start)
        facts = [
            f"{state.pages_done:,}/{state.pages_known:,} pages",
            f"{state.blocks:,} blocks",
            f"{state.requests:,} requests",
            *([f"{shown_time(left)} left"] if left else []),
            *([without_controls(state.title)[:40]] if self._rich.console.width >= _WIDE else []),
        ]
        self._move("Reading from Notion", state.pages_done, state.pages_known, " · ".join(filter(None, facts)))

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""
        self._move(what, done, total, f"{done:,}/{total:,} files")

    def _move(self, what: str, done: int, total: int, facts: str) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._rich.add_task(what, total=total, facts=facts)
        self._rich.update(self._tasks[what], completed=done, total=total, facts=facts)


def time_left(state: CrawlProgress, requests_per_minute: int, elapsed: float) -> float:
    """An estimate of the seconds until a crawl ends; 0 when it is too early to say.

    What is left takes as many requests a page as what is done. They go out at the pace so far, and no faster than the
    limit lets them: so many in the first minute, so many in the next.
    """
    left = state.pages_known - state.pages_done
    if state.pages_done < _ENOUGH or left <= 0:
        return 0.0
    requests = state.requests * left / state.pages_done
    by_limit = (state.requests + requests) // requests_per_minute * 60 - elapsed
    return max(by_limit, elapsed * left / state.pages_done)


def shown_time(seconds: float) -> str:
    """A length of time in round figures."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
