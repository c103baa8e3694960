"""What requests are for, in few kinds, and counting them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_BY_FIRST_WORD: Final = {
    "blocks": "blocks",
    "comments": "comments",
    "data_sources": "databases",
    "databases": "databases",
    "pages": "pages",
    "search": "search",
    "users": "users",
    "views": "views",
}


def purpose(path: str) -> str:
    """What a request for a path below `/v1/` is for.

    `listings` of rows, `blocks` of pages, `pages` themselves, `properties` whose values are long, `databases` and data
    sources, `views`, `comments`, `users`, `search`, or `other`.
    """
    words = path.partition("?")[0].split("/")
    if words[-1] == "query":
        return "listings"
    if words[0] == "pages" and words[2:3] == ["properties"]:
        return "properties"
    return _BY_FIRST_WORD.get(words[0], "other")


class Sent:
    """Counts requests: `by_purpose` all of them, and those of single tasks."""

    def __init__(self) -> None:
        self.by_purpose: Counter[str] = Counter()
        self._counting: ContextVar[Counter[str] | None] = ContextVar("counting", default=None)

    def add(self, path: str) -> None:
        """Count one request."""
        kind = purpose(path)
        self.by_purpose[kind] += 1
        if (counter := self._counting.get()) is not None:
            counter[kind] += 1

    @contextmanager
    def counted(self) -> Iterator[Counter[str]]:
        """Count what is sent inside, also by tasks that are started there, by purpose."""
        counter: Counter[str] = Counter()
        token = self._counting.set(counter)
        try:
            yield counter
        finally:
            self._counting.reset(token)
