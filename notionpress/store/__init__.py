"""The cache on disk: Notion's objects as received, block trees, downloads, and the index of what is there."""

from notionpress.store.entries import Derived, Entry, Kind, Looked, Root, RootKind, StoredFile, Sync
from notionpress.store.names import SchemaNames
from notionpress.store.pending import Pending
from notionpress.store.sealed import object_digest
from notionpress.store.store import ADDRESSES, Store, read_traces

__all__ = [
    "ADDRESSES",
    "Derived",
    "Entry",
    "Kind",
    "Looked",
    "Pending",
    "Root",
    "RootKind",
    "SchemaNames",
    "Store",
    "StoredFile",
    "Sync",
    "object_digest",
    "read_traces",
]
