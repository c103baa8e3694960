"""Bodies made Markdown while pages are read: exports find them made."""

from __future__ import annotations

from itertools import islice
from typing import Final

import msgspec

from notionpress.content.blocks import Block
from notionpress.content.walk import walk
from notionpress.render.early_markdown import EarlyMarkdown, early_markdown
from notionpress.store import Entry
from notionpress.store.made import Made

KIND: Final = "markdown"

_MANY: Final = 500
"""Blocks that are made Markdown in a tenth of a second at most: a server reads on meanwhile."""


class EarlyBodies:
    """The Markdown of pages that show nothing of their site, in a cache."""

    def __init__(self, made: Made) -> None:
        self._made = made

    def keep(self, page: Entry, blocks: tuple[Block, ...]) -> None:
        """Make the blocks of a page Markdown, whose tree is as its entry says, and keep it where that can be done.

        Those of long pages are left to exports.
        """
        if next(islice(walk(blocks), _MANY, None), None):
            return
        if body := early_markdown(blocks):
            try:
                self._made.put(KIND, page.id, msgspec.msgpack.encode((page.tree, body)))
            except UnicodeEncodeError:
                return  # Half a character, for which there are no bytes.

    def find(self, page: Entry) -> EarlyMarkdown | None:
        """The Markdown of a page as it was kept, None where it was not, or its tree is another one now."""
        data = self._made.get(KIND, page.id)
        try:
            tree, body = _decode(data) if data else ("", None)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return body if tree == page.tree else None


_decode = msgspec.msgpack.Decoder(tuple[str, EarlyMarkdown]).decode
