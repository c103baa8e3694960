"""Block trees out of the JSON that the cache keeps: without what no page is made of, and rich text in one go."""

from __future__ import annotations

from typing import Any, Final, TypedDict

import msgspec

from notionpress.content.parse_rich_text import SentSpan


class _Words(TypedDict, total=False):
    """What the blocks of text say, all of them together."""

    rich_text: list[SentSpan]
    text: list[SentSpan]
    caption: list[SentSpan]
    color: str
    icon: Any
    checked: Any
    is_toggleable: Any
    language: str
    list_start_index: Any
    list_format: Any


class _Row(TypedDict, total=False):
    """What a row of a table says."""

    cells: list[list[SentSpan]]


class Block(TypedDict, total=False):
    """A block; of what is not text, all that Notion sends."""

    id: str
    type: str
    children: list[Block]
    paragraph: _Words
    heading_1: _Words
    heading_2: _Words
    heading_3: _Words
    heading_4: _Words
    bulleted_list_item: _Words
    numbered_list_item: _Words
    to_do: _Words
    toggle: _Words
    quote: _Words
    callout: _Words
    code: _Words
    template: _Words
    table_row: _Row
    audio: Any
    bookmark: Any
    breadcrumb: Any
    child_database: Any
    child_page: Any
    column: Any
    column_list: Any
    divider: Any
    embed: Any
    equation: Any
    file: Any
    image: Any
    link_preview: Any
    link_to_page: Any
    meeting_notes: Any
    pdf: Any
    synced_block: Any
    tab: Any
    table: Any
    table_of_contents: Any
    transcription: Any
    unsupported: Any
    video: Any


_DECODER: Final = msgspec.json.Decoder(list[Block])


def decode_tree(data: bytes) -> object:
    """The block tree of a page for `parse_blocks`: what it does not look at is left out, rich text is `SentSpan`s.

    A tree that holds anything else than Notion's reference says comes back as it is. Raises msgspec.DecodeError.
    """
    try:
        return _DECODER.decode(data)
    except msgspec.ValidationError:
        return msgspec.json.decode(data)
