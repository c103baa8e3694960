"""Whether the pages in a page changed, by the lists of blocks that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from notionpress.crawl.changes import Json, source_of_copy
from notionpress.crawl.stored import Stored, put_page, stored_object
from notionpress.errors import NotShared, StoreError
from notionpress.notion.client import NotionClient
from notionpress.store import Store, object_digest

_CHILDREN: Final = ("child_page", "child_database")


class ChildLists:
    """Asks for the lists of a stored page that hold pages: one request for each hundred blocks of them.

    A page in a page is in no listing of rows, but the block that it stands as carries its time.
    """

    def __init__(self, client: NotionClient, store: Store, stored: Stored | None = None) -> None:
        self._client = client
        self._store = store
        self._stored = stored

    async def read(self, page_id: str) -> list[Json] | None:
        """The blocks that pages and databases stand as, in order; None when the lists tell that the page has changed.

        A database's block is left out where it is as it was. Raises NotionError when the page cannot be read.
        """
        entry = self._store.entry(page_id, "page")
        if entry is None or not any(child.kind == "page" for child in entry.children):
            return []
        try:
            tree = msgspec.json.decode(self._store.read_tree(page_id))
        except (StoreError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        found: list[Json] = []
        renewed = False
        for holder, level in lists_with_pages(page_id, tree):
            try:
                fresh = [block async for block in self._client.children(holder)]
            except NotShared:
                if holder == page_id:
                    raise
                return None
            if _content(fresh) != _content(level):
                return None
            for number, block in enumerate(fresh):
                if block.get("type") not in _CHILDREN:
                    continue
                is_new = object_digest(block) != object_digest(level[number])
                if is_new or block["type"] == "child_page":
                    found.append(block)
                if is_new:
                    level[number] = block
                    renewed = True
        if renewed:
            page = stored_object(self._store, "page", page_id)
            if page is None:
                return None
            put_page(self._store, page, entry, self._stored, tree=tree)
        return found


def lists_with_pages(id: str, blocks: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    """The lists of blocks in a tree that pages stand in, with the id of the block or page whose children they are.

    Copies of synced blocks are left out: their pages stand in the original.
    """
    if any(block.get("type") == "child_page" for block in blocks):
        yield id, blocks
    for block in blocks:
        children = block.get("children")
        if children and not source_of_copy(block):
            yield from lists_with_pages(str(block["id"]), children)


def _content(blocks: list[Json]) -> str:
    """The digest of a list without what is below it, and without what moves with the pages and databases in it."""
    return object_digest(
        [
            {"id": block["id"], "type": block["type"]}
            if block.get("type") in _CHILDREN
            else {key: value for key, value in block.items() if key != "children"}
            for block in blocks
        ]
    )
