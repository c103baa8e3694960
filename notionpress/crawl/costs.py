"""What the requests of a crawl are spent on, and how many more it will take."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

_KEPT: Final = 5
"""Pages that are named in the end; ten thousand need not be remembered for it."""

_ENOUGH: Final = 10
"""Visited pages after which the cost of the others can be told."""

_LISTING: Final = 2
"""Requests that a database or data source takes at least: itself, and its views or rows."""

PAGE: Final = "page"
"""What the lists of a page's own blocks are counted under; those below a block, under its type."""


class PageCost(msgspec.Struct, frozen=True, kw_only=True):
    """What the blocks of a page took: `requests` in all, and for the children `by_block` type (`page`: its own)."""

    id: str
    title: str
    requests: int
    by_block: Mapping[str, int]


class Costs:
    """Counts what is spent: `by_block` type in all, and the pages that took most."""

    def __init__(self) -> None:
        self.by_block: Counter[str] = Counter()
        self._costliest: list[tuple[int, str, PageCost]] = []
        self._visited = self._spent = 0
        self._foreseeable = self._long_page = False

    def read(self, id: str, title: str, by_block: Mapping[str, int]) -> None:
        """Count the lists of blocks that a page took."""
        self.by_block.update(by_block)
        total = sum(by_block.values())
        heapq.heappush(
            self._costliest, (total, id, PageCost(id=id, title=title, requests=total, by_block=dict(by_block)))
        )
        if len(self._costliest) > _KEPT:
            heapq.heappop(self._costliest)

    def visited(self, requests: int) -> None:
        """Count a page that was visited, whatever that took."""
        self._visited += 1
        self._spent += requests

    @property
    def costliest(self) -> tuple[PageCost, ...]:
        """The few pages that took most, the first one most of all."""
        return tuple(cost for *_, cost in sorted(self._costliest, key=lambda one: one[:2], reverse=True))

    def left(self, *, pages: int, lists: int, listings: int, users: int) -> int | None:
        """How many requests will still be needed, as far as one can know; None while that is too little.

        `pages` wait to be visited, which take as many as those before; `lists` of blocks are known in the pages that
        are being read; `listings` and `users` are databases, data sources and people that are not read yet.
        """
        if not listings and self._visited >= _ENOUGH:
            self._foreseeable = True
        self._long_page = self._long_page or lists >= _ENOUGH
        few = not listings and self._visited >= pages and (self._visited > 0 or self._long_page)
        if not (few or self._foreseeable):
            return None
        of_pages = -(-pages * self._spent // self._visited) if pages else 0
        return of_pages + lists + _LISTING * listings + users
