"""Whether the time that is told of a page calls for a look at it, by what the cache knows of that page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from notionpress.crawl.changes import Json, has_own_children, in_trash, settled, source_of_copy
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.stored import stored_tree
from notionpress.store import Looked, Store

_MINUTE: Final = timedelta(minutes=1)
_LATE: Final = timedelta(minutes=5)
"""So long before the last crawl of everything something may have changed that its listings did not show yet."""

_MOST_AT_ONCE: Final = 20
"""Where so many pages were edited just now, they wait until their times tell that nothing is hidden behind them."""

_OUTSIDE_COSTS: Final = 2
"""Requests for a page that is not part of the site: itself, and a query whether it is a row that is now."""


def is_crawled(store: Store, options: CrawlOptions) -> bool:
    """Whether everything below these roots was listed once, so that it is enough to look at what changed."""
    sync = store.read_sync()
    return (
        bool(sync.listed)
        and sync.selection == options.selection.digest
        and {root.id for root in store.roots} == set(options.roots)
        and all(store.entry(root.id, root.kind) for root in store.roots)
    )


class News:
    """Tells news from what is known."""

    def __init__(self, store: Store) -> None:
        self._store = store
        sync = store.read_sync()
        self._outside = sync.outside
        self._since = datetime.fromisoformat(sync.listed) - _LATE if sync.listed else None

    def is_in(self, page: Json) -> bool:
        """Whether a page has another time than the one that is known, or is not known at all."""
        if in_trash(page) or page.get("object") != "page":
            return False
        id, time = str(page["id"]), str(page.get("last_edited_time"))
        entry = self._store.entry(id, "page")
        if entry is not None:
            return entry.last_edited_time != time
        if id in self._outside:
            return self._outside[id].last_edited_time != time
        # What is older than the listing of everything was seen by it, and left out.
        return self._since is None or datetime.fromisoformat(time) >= self._since

    def hidden(self, now: str) -> Iterator[str]:
        """The pages that are to be read again because edits may hide behind their times, which are whole minutes.

        `now` is an ISO time (UTC) by Notion's clock.
        """
        unsettled = [
            (entry.id, Looked(entry.last_edited_time, entry.tree_fetched))
            for entry in self._store.entries("page")
            if entry.tree and not settled(entry.last_edited_time, entry.tree_fetched)
        ]
        outside = [one for one in self._outside.items() if not settled(one[1].last_edited_time, one[1].fetched)]
        many = len(unsettled) + len(outside) > _MOST_AT_ONCE
        spent = sum(1 + lists_in(stored_tree(self._store, id)) for id, _ in unsettled) if not many else 0
        cost = None if many else timedelta(seconds=spent + _OUTSIDE_COSTS * len(outside))
        for id, looked in (*unsettled, *outside):
            if is_due(looked, now, cost):
                yield id


def is_due(looked: Looked, now: str, cost: timedelta | None) -> bool:
    """Whether it is time to look again at a page that was read while more edits could come within the same minute.

    So it is once nothing can hide any more. Before, while the minute of the edit was not over when it was read, it is
    each time that the requests for all such pages (`cost`, a second for each; None: too many) are a small share of the
    limit since. Times are ISO (UTC).
    """
    try:
        edited = datetime.fromisoformat(looked.last_edited_time).replace(second=0, microsecond=0)
        read, moment = datetime.fromisoformat(looked.fetched), datetime.fromisoformat(now)
    except ValueError:
        return True
    if moment >= edited + 2 * _MINUTE:
        return True
    return cost is not None and read < edited + _MINUTE and moment - read >= cost


def lists_in(blocks: list[Json]) -> int:
    """How many requests the lists of blocks in a tree take."""
    below = (
        lists_in(block.get("children") or []) for block in blocks if has_own_children(block) or source_of_copy(block)
    )
    return max(1, -(-len(blocks) // 100)) + sum(below)
