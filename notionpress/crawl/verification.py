"""Which objects a crawl reads again although nothing says that they changed: a share of all, in turn. Pure.

Notion does not move the time of a page with every edit of a nested block, of a synced original or of a mentioned title
(API reference: block, page), so each object is read anew once in so many crawls.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from notionpress.store import Entry

LOOK_AGAIN_AFTER: Final = timedelta(minutes=5)
"""A database is not looked at twice within this time: who builds again at once waits for nothing."""


def pages_in_turn(entries: Iterable[Entry], crawl: int, within: int) -> frozenset[str]:
    """The ids of the pages that the crawl of this number reads anew, those first that were not read for longest.

    Each is read once in `within` crawls at the latest (0: never). The first half of them a page rests, so that crawls
    which follow a change cost no more than the change; the other half share the pages evenly.
    """
    if within <= 0:
        return frozenset()
    pages = [entry for entry in entries if entry.tree]
    rest = within // 2
    resting_since = crawl - rest
    due = sorted((entry.verified, entry.id) for entry in pages if entry.verified < resting_since)
    share = -(-len(pages) // (within - rest))
    return frozenset(id for _, id in due[:share])


def crawl_number(entries: Iterable[Entry], crawls: int) -> int:
    """The number of the crawl that follows so many.

    Where the count was lost, it goes on from the pages: they would rest for long until it came to them again. A crawl
    that was stopped is not counted, and the next one has its number.
    """
    return max(crawls, *(entry.verified - 1 for entry in entries), 0) + 1


def container_in_turn(entries: Iterable[Entry], checked: str, now: str) -> Entry | None:
    """The database or data source that is looked at in this crawl: the one that was not for longest.

    None when one was looked at less than five minutes ago. `checked` and `now` are ISO times.
    """
    # A clock that was set back must not put the next look off for long.
    if checked and timedelta(0) <= datetime.fromisoformat(now) - datetime.fromisoformat(checked) < LOOK_AGAIN_AFTER:
        return None
    return min(entries, key=lambda entry: (entry.verified, entry.kind != "data_source", entry.id), default=None)
