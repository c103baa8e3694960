"""What the site needs to know of a page's body without its blocks."""

from __future__ import annotations

from notionpress.content.rich_text import FileRef
from notionpress.content.value import Value


class HeadingRef(Value, frozen=True):
    """A heading of a page: level 1 to 4, words, id on the page, Notion's block id."""

    level: int
    text: str
    anchor: str
    block: str


class Summary(Value, frozen=True):
    """Facts of one body.

    `links` are ids of pages and databases that it links to or mentions, `children` the pages and databases that
    stand in it, in order, `files` all files, `pictures` those that it shows, `excerpt` its first words (about 200
    characters), `words` a count that takes a CJK character as half a word, `unsupported` the block types that Notion
    keeps back, `anchors` what links in it name on a page: ids of blocks, or `#` and an id on the page itself.
    """

    headings: tuple[HeadingRef, ...] = ()
    links: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    excerpt: str = ""
    words: int = 0
    has_code: bool = False
    has_equation: bool = False
    unsupported: tuple[str, ...] = ()
    pictures: tuple[FileRef, ...] = ()
    anchors: tuple[str, ...] = ()
