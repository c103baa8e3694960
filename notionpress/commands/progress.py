"""What is shown while a command runs: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

import click

from notionpress.commands.request_log import tell
from notionpress.text import without_controls

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

    from notionpress.crawl.options import CrawlProgress

_EVERY: Final = 15.0
"""Seconds between two lines where there is no terminal."""

_WIDE: Final = 130
"""Columns from which a terminal has room for a title beside the bar and the figures."""

_MARGIN: Final = 2
"""Columns at the end of a line that stay free."""

_GAPS: Final = 4
"""Columns for the spinner, and between it, the words, the bar and the figures."""

_MOST: Final = 0.99
"""How much of the work is done at most before the end: what is left is an estimate."""

_PAUSE: Final = 2.0
"""Seconds from which a wait for the rate limit is counted down."""


class Progress(Protocol):
    """Is told how far a command is."""

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged."""

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""


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
        BarColumn(bar_width=_bar_width(console.width)),
        TextColumn("{task.fields[facts]}", markup=False),
    )

    class Bar(RichProgress):
        def get_renderables(self) -> Iterator[RenderableType]:
            # The terminal writes ^C at the end of the line: a full one would break, and a part of it would stay.
            yield Constrain(self.make_tasks_table(self.tasks), console.width - _MARGIN)

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
        """A page was read, or found unchanged; or a second has passed."""
        if self._now.is_due("crawl"):
            elapsed = self._now.elapsed()
            left = time_left(state, self._limit, elapsed)
            share = waiting_share(state, elapsed)
            facts = [
                f"{state.pages_done:,} of {state.pages_known:,} pages so far",
                f"requests: {shown_requests(state)}",
                *([f"{100 * share:.0f} % of the time waited for the rate limit"] if share else []),
                *([f"about {shown_time(left)} left"] if left else []),
            ]
            self._write(f"Reading from Notion: {', '.join(facts)}.")

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
        """A page was read, or found unchanged; or a second has passed."""
        if self._now.is_due("crawl"):
            tell(
                "progress",
                pages_done=state.pages_done,
                pages_known=state.pages_known,
                requests=state.requests,
                requests_left=state.requests_left,
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
        self._now = _Now(clock)
        self._tasks: dict[str, Any] = {}
        self._done = Share()

    def crawled(self, state: CrawlProgress) -> None:
        """A page was read, or found unchanged; or a second has passed."""
        elapsed, width = self._now.elapsed(), self._rich.console.width
        left, share = time_left(state, self._limit, elapsed), waiting_share(state, elapsed)
        wide = width >= _WIDE
        doing = "Reading from Notion" if wide else "Reading"
        facts = [
            f"{shown_requests(state, ' of about ' if wide else '/')} requests",
            f"{state.pages_done:,}/{state.pages_known:,} pages",
            f"{shown_time(left)} left" if left else "",
            f"{share:.0%} waiting" if share else "",
            f"next in {shown_time(state.waiting)}" if wide and state.waiting >= _PAUSE else "",
            without_controls(state.title)[:40] if wide else "",
        ]
        done = self._done.of(state)
        room = width - _MARGIN - len(doing) - _bar_width(width) - _GAPS
        self._move(doing, done, 1.0 if done else None, fitting(facts, room))

    def rendered(self, what: str, done: int, total: int) -> None:
        """So many of the site's files are made."""
        if what not in self._tasks:
            for task in self._tasks.values():
                self._rich.update(task, total=1.0, completed=1.0)
        self._move(what, done, total, f"{done:,}/{total:,} files")

    def _move(self, what: str, done: float, total: float | None, facts: str) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._rich.add_task(what, total=total, facts=facts)
        self._rich.update(self._tasks[what], completed=done, total=total, facts=facts)


def fitting(facts: Sequence[str], room: int) -> str:
    """As many of the first facts as so many characters have room for; the rest is left out, rather than broken."""
    shown = ""
    for fact in filter(None, facts):
        longer = f"{shown} · {fact}" if shown else fact
        if len(longer) > room:
            break
        shown = longer
    return shown


def _bar_width(width: int) -> int:
    return 16 if width >= _WIDE else 5


class Share:
    """The share of a crawl's requests that is done: it never falls, and is never whole, since the rest is estimated."""

    def __init__(self) -> None:
        self._most = 0.0

    def of(self, state: CrawlProgress) -> float:
        """The share as it is shown, from 0 to less than 1; 0 while nobody can tell."""
        if state.requests_left is not None:
            done = state.requests / max(1, state.requests + state.requests_left)
            self._most = max(self._most, min(done, _MOST))
        return self._most


def time_left(state: CrawlProgress, requests_per_minute: int, elapsed: float) -> float:
    """An estimate of the seconds until a crawl ends; 0 when it is too early to say.

    The requests that are left go out at the pace so far, and no faster than the limit lets them: so many in the first
    minute, so many in the next.
    """
    if not state.requests_left or not state.requests:
        return 0.0
    by_limit = (state.requests + state.requests_left) // requests_per_minute * 60 - elapsed
    return max(by_limit, elapsed * state.requests_left / state.requests, state.waiting)


def waiting_share(state: CrawlProgress, elapsed: float) -> float:
    """The share of the time so far that went by waiting for the rate limit; 0 where it is none to speak of."""
    share = state.waited / elapsed if elapsed >= 1 else 0.0
    return min(share, 1.0) if share >= 0.01 else 0.0


def shown_requests(state: CrawlProgress, of: str = " of about ") -> str:
    """How many requests were sent, of how many as far as one can know."""
    if state.requests_left is None:
        return f"{state.requests:,}"
    return f"{state.requests:,}{of}{state.requests + state.requests_left:,}"


def shown_time(seconds: float) -> str:
    """A length of time in round figures."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
