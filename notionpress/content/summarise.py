"""The summary of a body: headings, links, files, first words, counts."""

from __future__ import annotations

import re
from typing import Final

from notionpress.content.blocks import (
    Block,
    Breadcrumb,
    BulletedList,
    BulletedListItem,
    Callout,
    Code,
    Column,
    ColumnList,
    Divider,
    Equation,
    Footnote,
    Footnotes,
    Heading,
    MeetingNotes,
    NumberedList,
    NumberedListItem,
    Paragraph,
    Quote,
    SyncedBlock,
    Tab,
    Table,
    TableOfContents,
    TableRow,
    TabPane,
    Template,
    ToDo,
    ToDoList,
    Toggle,
    Unsupported,
)
from notionpress.content.mentions import mentions
from notionpress.content.rich_text import InlineEquation, own_words, plain
from notionpress.content.summary import HeadingRef, MentionRef, Summary
from notionpress.content.walk import children, files, links, loads, pictures, rich_texts, walk

EXCERPT_LENGTH = 200
"""Characters, about what search engines show."""

_ONLY_WORDS: Final = frozenset(
    (
        *(Paragraph, Heading, BulletedListItem, NumberedListItem, ToDo, BulletedList, NumberedList, ToDoList, Toggle),
        *(
            Quote,
            Callout,
            Code,
            Divider,
            Breadcrumb,
            TableOfContents,
            ColumnList,
            Column,
            Tab,
            TabPane,
            Table,
            TableRow,
        ),
        *(SyncedBlock, Template, MeetingNotes, Footnotes, Footnote),
    )
)
"""Blocks that show nothing but their words, and what is below them."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_CHARACTERS = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]"
)
"""Characters of Chinese, Japanese and Korean, whose texts have no spaces between words, or count by syllables."""


def summarise(blocks: tuple[Block, ...]) -> Summary:
    """Gather what the site needs to know of a body without rendering it."""
    every = list(walk(blocks))
    texts = [words for block in every for words in rich_texts(block)]
    prose = " ".join(plain(words) for block in every if not isinstance(block, Code) for words in rich_texts(block))
    characters = count_characters(prose)
    linking = [(block, found) for block in every if (found := tuple(links(block)))]
    return Summary(
        headings=tuple(
            HeadingRef(block.level, " ".join(own_words(block.rich_text).split()), block.anchor, block.id)
            for block in every
            if isinstance(block, Heading) and block.rich_text
        ),
        links=tuple(dict.fromkeys(link for _, found in linking for link in found)),
        children=tuple(dict.fromkeys(children(blocks))),
        files=tuple(dict.fromkeys(file for block in every for file in files(block))),
        excerpt=excerpt(every),
        words=count_words(prose, characters),
        characters=characters,
        has_code=any(isinstance(block, Code) for block in every),
        has_equation=any(isinstance(block, Equation) for block in every)
        or any(isinstance(span, InlineEquation) for words in texts for span in words),
        unsupported=tuple(sorted({block.type for block in every if isinstance(block, Unsupported)})),
        pictures=tuple(picture for block in every for picture in pictures(block)),
        is_empty=not any(_shows(block) for block in every),
        loads=tuple(dict.fromkeys(load for block in every for load in loads(block))),
        mentions=_first_mentions([block for block, found in linking if any(link.target for link in found)]),
    )


def _first_mentions(blocks: list[Block]) -> tuple[MentionRef, ...]:
    first: dict[str, MentionRef] = {}
    for block in blocks:
        for mention in mentions(block):
            first.setdefault(mention.target, mention)
    return tuple(first.values())


def _shows(block: Block) -> bool:
    """Whether readers see anything of a block itself."""
    # What a plugin makes of a block of its own is not known.
    return type(block) not in _ONLY_WORDS or any(plain(words).strip() for words in rich_texts(block))


def excerpt(blocks: list[Block]) -> str:
    """The first words of the running text, whole words only, about 200 characters."""
    found = ""
    for block in blocks:
        if isinstance(block, (Paragraph, Quote)) and block.rich_text:
            found = f"{found} {own_words(block.rich_text)}".strip()
            if len(found) > EXCERPT_LENGTH:
                break
    found = " ".join(found.split())
    if len(found) <= EXCERPT_LENGTH:
        return found
    cut = found[:EXCERPT_LENGTH]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > EXCERPT_LENGTH // 2 else cut).rstrip(" ,;:–—-") + "…"


def count_characters(text: str) -> int:
    """How many Chinese, Japanese and Korean characters a reader meets."""
    return 0 if text.isascii() else len(_CHARACTERS.findall(text))


def count_words(text: str, characters: int | None = None) -> int:
    """How many words a reader meets; two CJK characters count as one. `characters` is their number, where known."""
    found = count_characters(text) if characters is None else characters
    return len(_WORD.findall(_CHARACTERS.sub(" ", text) if found else text)) + (found + 1) // 2
