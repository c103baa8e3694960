"""Taking out of the store what is no longer below the roots, unless too much of it vanished at once."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from notionpress.crawl.changes import page_title
from notionpress.errors import PagesVanished, StoreError
from notionpress.ids import notion_url
from notionpress.removals import RemovalLimit, pages_vanished
from notionpress.store import Kind, Store

_KINDS: Final[tuple[Kind, ...]] = ("page", "database", "data_source", "view", "comments")


def remove_unreached(
    store: Store, reached: AbstractSet[tuple[Kind, str]], limit: RemovalLimit | None
) -> tuple[int, tuple[str, ...]]:
    """Forget what a complete crawl did not reach; returns how many pages went, and the ids of those that must not.

    With a `limit` that forbids it nothing goes at all.
    """
    unreached = [entry for kind in _KINDS for entry in store.entries(kind) if (entry.kind, entry.id) not in reached]
    pages = [entry.id for entry in unreached if entry.kind == "page"]
    if limit is not None and limit.forbids(len(pages), len(store.entries("page"))):
        return 0, tuple(pages)
    for entry in unreached:
        store.forget(entry.id, entry.kind)
    store.forget_unused_files()
    store.sweep()
    return len(pages), ()


def refused(store: Store, page_ids: Sequence[str]) -> PagesVanished:
    """The error that says which pages are not below the roots any more, and were kept because they are so many."""
    pages = [(stored_title(store, id), notion_url(id)) for id in page_ids]
    return pages_vanished(
        pages, len(store.entries("page")), "the cache", "Notion's trash, and at what is shared with the connection"
    )


def stored_title(store: Store, page_id: str) -> str:
    """The title of a page as it was last read, "" where that is lost."""
    try:
        return page_title(msgspec.json.decode(store.read("page", page_id)))
    except (StoreError, msgspec.DecodeError, UnicodeDecodeError):
        return ""
