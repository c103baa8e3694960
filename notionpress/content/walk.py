"""Walking a block tree, and the rich texts, files and links that stand in its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from notionpress.content.blocks import (
    Block,
    ChildDatabase,
    ChildPage,
    Image,
    LinkToPage,
    MeetingNotes,
    SyncedBlock,
    TableRow,
)
from notionpress.content.rich_text import (
    CustomEmojiMention,
    FileIcon,
    FileRef,
    PageMention,
    RichText,
    link_of,
)
from notionpress.ids import LOCAL_FILE, linked_id


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


def pictures(block: Block) -> Iterator[FileRef]:
    """The picture that one block shows, if it shows one."""
    if isinstance(block, Image):
        yield block.file


def links(block: Block) -> Iterator[str]:
    """Ids of pages and databases that one block itself links to or mentions."""
    if isinstance(block, LinkToPage) and block.target:
        yield block.target
    for words in rich_texts(block):
        for span in words:
            if isinstance(span, PageMention):
                yield span.id
            elif (href := link_of(span)) and (found := linked_id(href)):
                yield found[0]


def anchors(block: Block) -> Iterator[str]:
    """What the links of one block name on a page: ids of blocks, or `#` and an id on the same page."""
    for words in rich_texts(block):
        for span in words:
            href = link_of(span)
            if href.startswith("#"):
                yield href
            elif href and (found := linked_id(href)) and found[1]:
                yield found[1]


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
