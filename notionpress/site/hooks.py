"""What plugins do to pages and blocks before the site is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from notionpress.content.blocks import Block
from notionpress.content.body import BlockParser, with_anchors
from notionpress.content.decode import decode_tree
from notionpress.content.pages import Page
from notionpress.content.parse import parse_blocks
from notionpress.content.parse_pages import parse_page
from notionpress.content.raw import Raw
from notionpress.errors import PluginError
from notionpress.report import PLUGIN_FAILED, Problem

Blocks: TypeAlias = tuple[Block, ...]


class Hooks(msgspec.Struct, frozen=True, kw_only=True):
    """The functions of plugins, in the order of their calling; each raises PluginError where it fails.

    `parsers` go by block type, `parse_page` is asked first for every page, `page` changes one or drops it with None,
    `publish_if` may hold it back, `body` changes its blocks. `digest` is that of the plugins' sources.
    """

    parsers: Mapping[str, BlockParser] = MappingProxyType({})
    parse_page: Callable[[Raw], Page | None] | None = None
    page: tuple[Callable[[Page], Page | None], ...] = ()
    publish_if: tuple[Callable[[Page], bool], ...] = ()
    body: tuple[Callable[[Blocks, Page], Blocks], ...] = ()
    digest: str = ""

    @property
    def reads_bodies(self) -> bool:
        """Whether a page's blocks are not only what Notion sent."""
        return bool(self.parsers or self.body)

    def page_of(self, raw: Raw, parsed: Page | None = None) -> Page | None:
        """The page as plugins want it, None where they drop or hold it back; `parsed` is notionpress's own reading."""
        return self.changed((self.parse_page(raw) if self.parse_page else None) or parsed or parse_page(raw))

    def changed(self, parsed: Page) -> Page | None:
        """The same of a page that is parsed already."""
        page: Page | None = parsed
        for change in self.page:
            page = change(page) if page else None
        return page if page and all(is_public(page) for is_public in self.publish_if) else None

    def decode(self, data: bytes) -> object:
        """The tree of a page for `parsed`, as Notion sent it where plugins parse blocks. Raises DecodeError."""
        return msgspec.json.decode(data) if self.parsers else decode_tree(data)

    def parsed(self, raw: object) -> Blocks:
        """The blocks of a page's tree, some of them as plugins parse them."""
        return parse_blocks(raw, self.parsers)

    def changed_blocks(self, blocks: Blocks, page: Page) -> Blocks:
        """The blocks of a page as plugins want them."""
        for change in self.body:
            blocks = change(blocks, page)
        return with_anchors(blocks) if self.body else blocks


NO_HOOKS: Final = Hooks()


def plugin_problem(error: PluginError, page: Page) -> Problem:
    """What the author learns of a plugin that failed on a page."""
    return Problem(
        PLUGIN_FAILED,
        f"{error.message} The page is left out.",
        page.plain_title,
        page.source,
        error.hint,
    )
