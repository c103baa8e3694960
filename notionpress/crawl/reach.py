"""What a crawl has met below the roots, and what it has still to visit."""

from __future__ import annotations

from collections.abc import Callable

from notionpress.crawl.changes import Json
from notionpress.crawl.queue import Queue
from notionpress.store import Kind


class Reach:
    """Keeps each object from being visited twice. `reached` is what belongs to the site; `pages` counts the met.

    `is_known` says what is left alone though something that is read leads to it: nothing, unless a crawl is of named
    pages.
    """

    def __init__(self, queue: Queue, is_known: Callable[[Kind, str], bool]) -> None:
        self.reached: set[tuple[Kind, str]] = set()
        self.pages = 0
        self._queue = queue
        self._is_known = is_known
        self._met: set[tuple[Kind, str]] = set()

    def visit(self, kind: Kind, id: str, value: Json | None = None) -> None:
        """Put an object on the queue, once; `value` is what is known of it: the object, or the block it stands as."""
        if self.meet(kind, id):
            self._queue.put(kind, id, value)

    def follow(self, kind: Kind, id: str, value: Json | None = None) -> None:
        """The same for what something else leads to, where that is not left alone."""
        if not self._is_known(kind, id):
            self.visit(kind, id, value)

    def meet(self, kind: Kind, id: str) -> bool:
        """Count an object as met; returns whether it was not before."""
        if (kind, id) in self._met:
            return False
        self._met.add((kind, id))
        self.pages += kind == "page"
        return True

    def has_met(self, kind: Kind, id: str) -> bool:
        """Whether an object was met before."""
        return (kind, id) in self._met

    def keep(self, kind: Kind, id: str) -> None:
        """Say that an object belongs to the site."""
        self.reached.add((kind, id))

    def drop(self, kind: Kind, id: str) -> None:
        """Say that an object does not belong to the site after all."""
        self.reached.discard((kind, id))
