"""Parsing pages that the cache keeps nothing of yet, in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from notionpress.build.deep import deep_trees
from notionpress.build.maker import plugins_of
from notionpress.build.workers import results_of
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
    """The lines of pages that can be read, from as many processes as are worth it; `jobs`, `start` as in `How`."""
    return results_of(parser, page_ids, jobs=jobs, start=start, worth_a_process=_WORTH_A_PROCESS, together=_TOGETHER)
