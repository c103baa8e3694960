"""The sentences in which a body links to pages or mentions them, kept as text from which their rich text comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

import msgspec
from msgspec.structs import replace

from notionpress.content.blocks import Block
from notionpress.content.raw import moment
from notionpress.content.rich_text import PageMention, RichText, Span, Text, tells_of_page
from notionpress.content.summary import MentionRef
from notionpress.content.walk import links_of, rich_texts

LONGEST: Final = 280
"""Characters of a sentence that are kept, about four lines."""

_AROUND: Final = 110
"""So many characters are kept on either side of a link in a sentence that is longer."""

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|[。！？]+[”’」』）]*|\n+")
_ABBREVIATION = re.compile(r"(?:^|[\s(.])(?:\w|bzw|ca|cf|dr|etc|mr|mrs|ms|nr|prof|st|vgl|vs)\.\s+$", re.IGNORECASE)
_WORD = re.compile(r"\w")

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(RichText, dec_hook=lambda _, value: moment(value)).decode


def mentions(block: Block) -> Iterator[MentionRef]:
    """For each page that the words of one block itself link to or mention, the sentence in which they first do."""
    for words in rich_texts(block):
        for at, span in enumerate(words):
            for link in links_of((span,)):
                if link.target:
                    yield MentionRef(link.target, _kept(_sentence(words, at, link.target)))


def sentence_of(mention: str) -> RichText:
    """The rich text of a sentence that was kept."""
    return _decode(mention) if mention else ()


def leads_to(span: Span, page_id: str) -> bool:
    """Whether a span links to a page or mentions it."""
    return any(link.target == page_id for link in links_of((span,)))


def _kept(words: RichText) -> str:
    # A page is shown by the title that it has then. Its title now would make this another sentence with each new one.
    bare = [replace(span, text="", href="") if type(span) is PageMention else span for span in words]
    try:
        return _encode(bare).decode() if words else ""
    except UnicodeEncodeError:
        return ""  # Half of a character, which no text file can hold.


def _sentence(words: RichText, at: int, target: str) -> RichText:
    """The sentence around a link that begins with a span, empty where it says nothing besides."""
    text = "".join(map(_shown, words))
    start = sum(len(span.text) for span in words[:at])
    link = takewhile(lambda span: leads_to(span, target), words[at:])
    end = start + sum(len(span.text) for span in link)
    first, last = _bounds(text, start, end)
    if not _WORD.search(text[first:start] + text[end:last]):
        return ()
    before: RichText = ()
    after: RichText = ()
    if last - first > LONGEST:
        if start - first > _AROUND:
            first, before = _word_after(text, start - _AROUND, start), (Text("… "),)
        if last - end > _AROUND:
            last, after = _word_before(text, end, end + _AROUND), (Text(" …"),)
    return (*before, *_slice(words, first, last), *after)


def _shown(span: Span) -> str:
    """The words of a span, without signs that would end a sentence where they belong to no sentence."""
    is_text = type(span) is Text and not tells_of_page(span)
    return span.text if is_text else "x" * len(span.text)


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a piece of text begins and ends."""
    first = 0
    for found in _END.finditer(text):
        if not _is_end(text, found):
            continue
        if found.end() <= start:
            first = found.end()
        elif found.start() >= end:
            return first, len(text[: found.end()].rstrip())
    return first, len(text.rstrip())


def _is_end(text: str, found: re.Match[str]) -> bool:
    if not found[0].startswith("."):
        return True
    goes_on = text[found.end() : found.end() + 1].islower()
    return not goes_on and not _ABBREVIATION.search(text, max(0, found.start() - 6), found.end())


def _word_after(text: str, first: int, last: int) -> int:
    """Where the first whole word begins in a piece of text; the piece itself does where words have no spaces."""
    return text.find(" ", first, last) + 1 or first


def _word_before(text: str, first: int, last: int) -> int:
    """Where the last whole word ends in a piece of text."""
    space = text.rfind(" ", first, last)
    return last if space < 0 else space


def _slice(words: RichText, first: int, last: int) -> Iterator[Span]:
    """The spans between two places; only text is cut."""
    place = 0
    for span in words:
        start, place = max(first - place, 0), place + len(span.text)
        end = len(span.text) - max(place - last, 0)
        if start >= end:
            continue
        if type(span) is Text and not tells_of_page(span) and (start or end < len(span.text)):
            yield replace(span, text=span.text[start:end])
        else:
            yield span
