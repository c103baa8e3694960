"""One body in the parsing: the ids of its headings, and what plugins parse in their own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from msgspec.structs import replace

from notionpress.content.blocks import Block, Heading
from notionpress.content.raw import Raw
from notionpress.content.rich_text import own_words
from notionpress.content.walk import walk
from notionpress.slugs import slug, unique

BlockParser: TypeAlias = Callable[[Raw], Block | None]
"""A plugin's function for a block type: the block, or None where notionpress is to parse it."""

PAGE_IDS = frozenset(("main", "content", "top", "menu", "header", "footer", "comments", "search", "contents"))
"""Ids that themes use for the page itself; no heading gets one of them."""


class Body:
    """Gives every heading of a page an id that is readable, stable and unique there.

    `parsers` are plugins' functions by block type; `taken` are ids that are not free any more.
    """

    def __init__(self, parsers: Mapping[str, BlockParser], taken: Iterable[str] = ()) -> None:
        self.parsers = parsers
        self._taken = dict.fromkeys((*PAGE_IDS, *taken), 1)

    def anchor(self, words: str) -> str:
        """The id for a heading of these words."""
        return unique(slug(words) or "section", self._taken)

    def with_anchor(self, block: Block) -> Block:
        """The block, with an id if it is a heading that has none."""
        if isinstance(block, Heading) and not block.anchor:
            return replace(block, anchor=self.anchor(own_words(block.rich_text)))
        return block


def with_anchors(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with an id for each heading that has none."""
    headings = [block for block in walk(blocks) if isinstance(block, Heading)]
    if all(heading.anchor for heading in headings):
        return blocks
    body = Body({}, taken=(heading.anchor for heading in headings))
    return tuple(_anchored(block, body) for block in blocks)


def _anchored(block: Block, body: Body) -> Block:
    block = body.with_anchor(block)
    return replace(block, children=tuple(_anchored(one, body) for one in block.children)) if block.children else block
