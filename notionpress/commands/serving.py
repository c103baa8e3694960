"""What a preview says in the terminal: a line for each round that changed something, problems below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import click

from notionpress.commands.progress import Progress, shown_progress
from notionpress.commands.summary import of_problems, shown_path
from notionpress.crawl.options import CrawlProgress
from notionpress.report import Problem
from notionpress.serve.cycle import Round, Told
from notionpress.serve.preview import News
from notionpress.serve.troubles import Trouble
from notionpress.text import counted, inert, one_line

_NAMED: Final = 3
"""So many of the files that changed are named."""


class Terminal:
    """Says what a preview does, as a context manager; `here` is the folder from where paths are shown.

    `told` is for the rounds: the first one, which may take long, shows how far it is.
    """

    def __init__(self, here: Path) -> None:
        self._here = here
        self._open = ExitStack()
        self._progress: Progress | None = None
        self._problems: Sequence[Problem] = ()
        self._trouble = ""
        self._told_of: set[Trouble] = set()
        self._is_away = False
        self._address: Callable[[], str] = str
        self._desk = ""
        self._opens: Callable[[str], object] = str
        self.told = Told(crawled=self._crawled, rendered=self._rendered)

    def __enter__(self) -> Self:
        self._progress = self._open.enter_context(shown_progress(180))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def begin(self, address: Callable[[], str], desk: str, opens: Callable[[str], object]) -> None:
        """The preview listens: `address` gives the one of the front page, which `opens` may show."""
        self._address, self._desk, self._opens = address, desk, opens
        click.echo(f"The preview is at {address()} (Ctrl-C ends it), its desk at {desk}")

    def say(self, news: News) -> None:
        """Say what a round did, where there is something to say."""
        done = news.done
        if news.is_first:
            self._progress = None
            self._open.close()
            self._opens(self._address())
        self._say_away(done)
        if done.error:
            self._say_error(f"{inert(done.error.message)}\n{inert(done.error.hint)}".strip(), news)
            return
        if self._trouble:
            self._trouble = ""
            self._line("Mended.")
        if done.changed or news.is_first:
            self._line(f"{self._reason(news)}: {self._counts(done)} in {done.seconds:.1f} s, {self._address()}")
        problems = done.report.problems
        if problems != list(self._problems):
            self._problems = problems
            click.echo(of_problems(problems) or "\nNo problems any more.\n", nl=False)

    def tell(self, trouble: Trouble) -> None:
        """Say once what is wrong with watching files."""
        if trouble not in self._told_of:
            self._told_of.add(trouble)
            self._line(inert(trouble.message), inert(trouble.hint))

    def _crawled(self, state: CrawlProgress) -> None:
        if self._progress:
            self._progress.crawled(state)

    def _rendered(self, what: str, done: int, total: int) -> None:
        if self._progress:
            self._progress.rendered(what, done, total)

    def _say_away(self, done: Round) -> None:
        """Say once that Notion does not answer, and once that it does again."""
        if done.unread and not self._is_away:
            self._line(f"Notion could not be read: {inert(done.unread.message)}", "What was read before is shown.")
        if self._is_away and done.crawled:
            self._line("Notion answers again.")
        self._is_away = bool(done.unread) or (self._is_away and not done.crawled)

    def _say_error(self, words: str, news: News) -> None:
        if words == self._trouble:
            return
        self._trouble = words
        first, *rest = words.splitlines()
        last = f"The desk helps to set a site up: {self._desk}" if news.is_first else "The last good version is shown."
        self._line(click.style(first, fg="red"), *rest, last)

    def _reason(self, news: News) -> str:
        if news.is_first:
            return "Built"
        if not news.because:
            return "Notion" if news.done.crawled else "Built"
        names = [one_line(shown_path(path, self._here)) for path in news.because[:_NAMED]]
        more = len(news.because) - _NAMED
        return ", ".join(names) + (f" and {more} more" if more > 0 else "")

    def _counts(self, done: Round) -> str:
        read = f"{counted(done.crawled.pages_fetched, 'page')} read, " if done.crawled else ""
        return f"{read}{counted(len(done.changed), 'file')} changed"

    def _line(self, first: str, *rest: str) -> None:
        click.echo(f"{datetime.now().astimezone():%H:%M:%S}  {first}")
        for line in rest:
            click.echo(f"          {line}")
