"""Bodies parsed while pages are read: builds find them made."""

from __future__ import annotations

from typing import Final

from notionpress.content.blocks import Block
from notionpress.site.kept import body_data, kept_blocks
from notionpress.store import Entry
from notionpress.store.made import Made

KIND: Final = "blocks"


class ParsedBodies:
    """The blocks of pages as notionpress parses them, in a cache."""

    def __init__(self, made: Made) -> None:
        self._made = made

    def keep(self, page: Entry, blocks: tuple[Block, ...]) -> None:
        """Keep the blocks of a page, whose tree is as its entry says."""
        if data := body_data(page.tree, blocks):
            self._made.put(KIND, page.id, data)

    def find(self, page: Entry) -> tuple[Block, ...] | None:
        """The blocks of a page as they were kept, None where they were not, or its tree is another one now."""
        data = self._made.get(KIND, page.id)
        return kept_blocks(data, page.tree) if data else None
