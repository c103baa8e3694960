"""Walking a block tree, and the rich texts, files and links that stand in its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from notionpress.content.blocks import (
    Audio,
    Block,
    ChildDatabase,
    ChildPage,
    Code,
    Embed,
    Equation,
    Image,
    LinkToPage,
    MeetingNotes,
    SyncedBlock,
    TableRow,
    Video,
)
from notionpress.content.rich_text import (
    CustomEmojiMention,
    FileIcon,
    FileRef,
    InlineEquation,
    LinkMention,
    PageMention,
    RichText,
    Span,
    link_of,
    plain,
)
from notionpress.content.summary import LinkRef, LoadRef, PictureRef
from notionpress.ids import LOCAL_FILE, linked_id

_HREF: Final = re.compile(r"\\href\s*\{([^{}]*)\}")


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, in reading order, parents before their children."""
    for block in blocks:
        yield block
        if block.children:
            yield from walk(block.children)
        for part in block.parts:
            yield from walk(getattr(block, part))


def rich_texts(block: Block) -> Iterator[RichText]:
    """The rich texts of one block itself: its words, cells, title, then its caption."""
    words = getattr(block, "rich_text", None)
    if words:
        yield words
    if isinstance(block, TableRow):
        yield from block.cells
    elif isinstance(block, MeetingNotes):
        yield block.title
    elif caption := getattr(block, "caption", None):
        yield caption


def files(block: Block) -> Iterator[FileRef]:
    """The files of one block itself: media, icon, in its words custom emoji and local files."""
    # By their names: a plugin's own class of block may have them too.
    file, icon = getattr(block, "file", None), getattr(block, "icon", None)
    if isinstance(file, FileRef):
        yield file
    if isinstance(icon, FileIcon):
        yield icon.file
    for words in rich_texts(block):
        for span in words:
            if isinstance(span, CustomEmojiMention) and span.file.hosted:
                yield span.file
            elif link_of(span).startswith(LOCAL_FILE):
                yield FileRef(key=link_of(span))


def pictures(block: Block) -> Iterator[PictureRef]:
    """The picture that one block shows, if it shows one."""
    if isinstance(block, Image):
        is_told = block.is_decoration or bool(block.alt or plain(block.caption).strip())
        yield PictureRef(block.file, block.id, is_told)


def loads(block: Block) -> Iterator[LoadRef]:
    """What of one block itself lies elsewhere, and is shown in the page."""
    match block:
        case Embed(url=url) if url:
            yield LoadRef("embed", url)
        case Image(file=FileRef(url=url, key="")) if url:
            yield LoadRef("picture", url)
        case Video(file=FileRef(url=url, key="")) if url:
            yield LoadRef("film", url)
        case Audio(file=FileRef(url=url, key="")) if url:
            yield LoadRef("sound", url)
    match getattr(block, "icon", None):
        case FileIcon(file=FileRef(url=url, key="")) if url:
            yield LoadRef("picture", url)


def links(block: Block) -> Iterator[LinkRef]:
    """What one block itself links to or mentions: pages, databases, and places on its own page."""
    if isinstance(block, LinkToPage) and block.target and block.kind != "comment_id":
        yield LinkRef(block.target, block=block.id)
    if isinstance(block, Equation):
        yield from _links_of_formula(block.expression, block.id)
    for words in rich_texts(block):
        yield from links_of(words, block.id)


def links_of(words: RichText, block: str = "") -> Iterator[LinkRef]:
    """The same of one rich text, which stands in a block or in none."""
    for span in words:
        if isinstance(span, PageMention):
            yield LinkRef(span.id, block=block)
            continue
        if isinstance(span, InlineEquation):
            yield from _links_of_formula(span.expression, block)
        if link := _link(_href(span), block):
            yield link


def web_links(block: Block) -> Iterator[str]:
    """Addresses of other sites that one block itself leads to or shows something of."""
    file = getattr(block, "file", None)
    own = file.url if isinstance(file, FileRef) and not file.hosted else getattr(block, "url", "")
    if isinstance(own, str) and _is_elsewhere(own):
        yield own
    for words in rich_texts(block):
        yield from web_links_of(words)


def web_links_of(words: RichText) -> Iterator[str]:
    """The same of one rich text."""
    for span in words:
        href = _href(span)
        if _is_elsewhere(href):
            yield href


def _href(span: Span) -> str:
    """Where a span leads, also by a mention of a link."""
    return span.url if isinstance(span, LinkMention) else link_of(span)


def _is_elsewhere(href: str) -> bool:
    # A signed address is soon of no use to anybody, and must not be shown.
    is_web = href.startswith(("https://", "http://")) and "x-amz-signature=" not in href.lower()
    return is_web and linked_id(href) is None


def _links_of_formula(expression: str, block: str) -> Iterator[LinkRef]:
    for href in _HREF.findall(expression):
        if link := _link(href, block):
            yield link


def _link(href: str, block: str) -> LinkRef | None:
    if href.startswith("#"):
        return LinkRef("", href[1:], block)
    found = linked_id(href) if href else None
    return LinkRef(*found, block, is_site=".notion.site/" in href) if found else None


def children(blocks: Iterable[Block]) -> Iterator[str]:
    """Ids of the pages and databases that stand in these blocks at any depth, in order.

    Synced copies are left out: what stands in them belongs to the page of the original, which may not be public.
    """
    for block in blocks:
        if isinstance(block, (ChildPage, ChildDatabase)):
            yield block.id
        elif not (isinstance(block, SyncedBlock) and block.synced_from):
            yield from children(block.children)
            for part in block.parts:
                yield from children(getattr(block, part))


def snippets(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The code in blocks and below them, each with the language that its author chose."""
    for block in walk(blocks):
        if type(block) is Code:
            yield plain(block.rich_text), block.language
