"""What the cache holds of an object, as far as it is there and whole; and pages on their way there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from notionpress.crawl.changes import Json, is_external, page_title
from notionpress.errors import StoreError
from notionpress.store import Entry, Kind, Store

Stored: TypeAlias = Callable[[str], None]
"""Told the id of a page that was put into the store with other content than before."""


def put_page(
    store: Store, page: Json, entry: Entry, stored: Stored | None, *, tree: Sequence[Json] | None = None
) -> Entry:
    """Put a page into the store, with its block tree if given, and tell `stored`; returns its entry."""
    old = store.entry(entry.id, "page")
    new = store.put_object(page, entry, tree=tree)
    if stored and (old is None or (old.digest, old.tree) != (new.digest, new.tree)):
        stored(new.id)
    return new


def stored_object(store: Store, kind: Kind, id: str) -> Json | None:
    """An object as it was last read, or None when it is not there or not whole."""
    try:
        found = msgspec.json.decode(store.read(kind, id))
    except (StoreError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if isinstance(found, dict) else None


def stored_tree(store: Store, page_id: str) -> list[Json]:
    """The block tree of a page as it was last read, empty when it is not there or not whole."""
    try:
        found = msgspec.json.decode(store.read_tree(page_id))
    except (StoreError, msgspec.DecodeError, UnicodeDecodeError):
        return []
    return found if isinstance(found, list) else []


def stored_title(store: Store, id: str, kind: Kind = "page") -> str:
    """The title of an object as it was last read, "" where that is lost."""
    found = stored_object(store, kind, id)
    return "" if found is None else page_title(found)


def files_are_whole(store: Store, entry: Entry) -> bool:
    """Whether the downloads that an object shows are still there; those that never came are another matter."""
    known = (store.file(key) for key in entry.files if not is_external(key))
    return all(file is None or store.holds(file) for file in known)
