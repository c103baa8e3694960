"""Parsing pages that the cache keeps nothing of yet, in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from notionpress.build.deep import deep_trees
from notionpress.build.workers import Pool, usable_processors
from notionpress.config import Config
from notionpress.plugins.load import Plugins
from notionpress.site.pages import make_pages
from notionpress.store import Store

_WORTH_A_PROCESS: Final = 200
"""So many pages are parsed in the time that another process takes to begin."""

_TOGETHER: Final = 50
"""So many pages at most are one task of a worker."""


class Parser:
    """Parses pages of a cache; it can be pickled, and is then made anew. `ready` are what it would make of the rest."""

    def __init__(self, config: Config, cache: Path, *, ready: tuple[Store, Plugins] | None = None) -> None:
        from notionpress.build.maker import plugins_of  # noqa: PLC0415

        self._arguments = (config, cache)
        self._store, plugins = ready or (Store.open(cache, create=False), plugins_of(config))
        self._hooks = plugins.hooks

    def __reduce__(self) -> tuple[Any, ...]:
        """For a process that was not forked."""
        return Parser, self._arguments

    def __call__(self, page_ids: Sequence[str]) -> list[bytes]:
        """The lines of some pages, as `make_pages` makes them."""
        with deep_trees():
            return make_pages(self._store, page_ids, self._hooks)

    def finish(self) -> None:
        """Nothing is left to do."""


def parse_pages(parser: Parser, page_ids: Sequence[str], jobs: int, start: str = "") -> Iterable[bytes]:
    """The lines of pages, made in as many of `jobs` processes (0 for one for each processor) as are worth it."""
    jobs = min(jobs or usable_processors(), 1 + len(page_ids) // _WORTH_A_PROCESS)
    size = max(1, min(_TOGETHER, len(page_ids) // (4 * jobs)))
    tasks = [page_ids[at : at + size] for at in range(0, len(page_ids), size)]
    for lines in Pool(parser, jobs, start).results(tasks):
        yield from lines
