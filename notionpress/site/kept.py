"""What is made of pages once and kept from build to build: facts as lines of JSON, and their blocks as JSON too."""

from __future__ import annotations

from typing import Final

import msgspec

from notionpress.content.blocks import AnyBlock, Block
from notionpress.content.pages import Page
from notionpress.content.raw import moment
from notionpress.content.summary import Summary
from notionpress.content.value import Value
from notionpress.site.local import Facts

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading JSON raises where it is damaged, or says something else than is expected."""


class ParsedPage(Value, frozen=True, array_like=True):
    """A page out of the cache with the summary of its body.

    `digest` is that of the page's object and `body` that of all that its body is made of: they tell whether page and
    summary are still the right ones. Where there is no body, or it cannot be read, `body` is "" and `summary` None.
    `outline` is as `site.edits` has it, "" without a summary.
    """

    id: str
    digest: str
    body: str
    page: Page
    summary: Summary | None = None
    outline: str = ""


class LocalFacts(Value, frozen=True, array_like=True):
    """What is known of the text of a local page, under the key of its name and content."""

    key: str
    facts: Facts


class ParsedBody(Value, frozen=True, array_like=True):
    """The blocks of a page, and the digest of the tree that they were parsed from."""

    tree: str
    blocks: tuple[AnyBlock, ...]


class _PageId(msgspec.Struct, array_like=True):
    id: str


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ParsedPage, dec_hook=lambda _, value: moment(value)).decode
_decode_body = msgspec.json.Decoder(ParsedBody, dec_hook=lambda _, value: moment(value)).decode
_decode_id = msgspec.json.Decoder(_PageId).decode
_decode_facts = msgspec.json.Decoder(LocalFacts).decode


def page_line(page: ParsedPage) -> bytes | None:
    """The line for a page; None where it would not come back as it is, because JSON holds not all that Python does."""
    try:
        line = _encode(page)
        return line if _decode(line) == page else None
    except (UnicodeEncodeError, *UNREADABLE):
        return None


def parsed_page(line: bytes) -> ParsedPage | None:
    """The page of a line, None where it is no such line."""
    try:
        return _decode(line)
    except UNREADABLE:
        return None


def page_id(line: bytes) -> str:
    """The id of the page of a line, "" where it is no such line."""
    try:
        return _decode_id(line).id
    except UNREADABLE:
        return ""


def body_data(tree: str, blocks: tuple[Block, ...]) -> bytes | None:
    """What is kept of a body; None where it would not come back as it is."""
    try:
        data = _encode(ParsedBody(tree, blocks))
        # Also 1 and 1.0, which are equal, are two things to whoever writes them.
        return data if _encode(_decode_body(data)) == data else None
    except (UnicodeEncodeError, *UNREADABLE):
        return None


def kept_blocks(data: bytes, tree: str) -> tuple[Block, ...] | None:
    """The blocks of what was kept of a body; None where it cannot be read, or was parsed from another tree."""
    try:
        body = _decode_body(data)
    except UNREADABLE:
        return None
    return body.blocks if body.tree == tree else None


def facts_line(facts: LocalFacts) -> bytes:
    """The line for what is known of a local page."""
    return _encode(facts)


def local_facts(line: bytes) -> LocalFacts | None:
    """The facts of a line, None where it is no such line."""
    try:
        return _decode_facts(line)
    except UNREADABLE:
        return None
