"""Asterisks and tildes around words where CommonMark takes them for emphasis, HTML tags where it does not."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from notionpress.render.dialects import Dialect


class Pair(NamedTuple):
    """Where among the strings of a text the start and the end of a mark stand: `bold`, `italic`, `both`, `strike`."""

    kind: str
    start: int
    end: int


_DELIMITERS: Final = MappingProxyType({"bold": "**", "italic": "*", "both": "***", "strike": "~~"})
TAGS: Final = MappingProxyType(
    {
        "bold": ("<strong>", "</strong>"),
        "italic": ("<em>", "</em>"),
        "both": ("<strong><em>", "</em></strong>"),
        "strike": ("<del>", "</del>"),
        "underline": ("<u>", "</u>"),
        "code": ("<code>", "</code>"),
    }
)
"""The start and the end tag of each kind of mark."""


def choose_delimiters(texts: list[str], pairs: Sequence[Pair], dialect: Dialect) -> None:
    """Put delimiters or tags in the places of each pair, which are "" so far; outer pairs come first."""
    places = {at for pair in pairs for at in (pair.start, pair.end)}
    outer = -1
    for kind, start, end in pairs:
        delimiter = _DELIMITERS[kind]
        usable = dialect.strikethrough if kind == "strike" else dialect.nested_emphasis or start > outer
        usable = usable and _works(texts, places, start, end, delimiter[0])
        if usable and kind == "strike":
            # Not every parser looks for code first.
            usable = not any("~~" in text for text in texts[start:end])
        elif usable:
            outer = max(outer, end)
        texts[start], texts[end] = (delimiter, delimiter) if usable else TAGS[kind]


def _works(texts: Sequence[str], places: AbstractSet[int], start: int, end: int, delimiter: str) -> bool:
    """Whether delimiters there would be the start and the end of emphasis (CommonMark 0.31.2, 6.2)."""
    for beside in (start - 1, start + 1, end - 1, end + 1):
        if beside in places and texts[beside].startswith(delimiter):
            return False
    outside, inside = _before(texts, places, start), _after(texts, places, start)
    inside_end, outside_end = _before(texts, places, end), _after(texts, places, end)
    # One that only stands for itself right beside is counted in by some parsers.
    if delimiter in (outside, inside, inside_end, outside_end):
        return False
    return _flanking(outside, inside) and _flanking(outside_end, inside_end)


def _flanking(outside: str, inside: str) -> bool:
    """Whether a delimiter between these characters faces inwards.

    Parsers differ in whether symbols are punctuation: the answer is yes only where it does not matter.
    """
    if inside.isspace():
        return False
    return not _is_symbol(inside) or _is_space(outside) or _is_punctuation(outside)


def _before(texts: Sequence[str], places: AbstractSet[int], at: int) -> str:
    """The character before a place; that of a delimiter or tag is taken for punctuation."""
    for before in range(at - 1, -1, -1):
        if before in places:
            return "<"
        if texts[before]:
            return texts[before][-1]
    return "\n"


def _after(texts: Sequence[str], places: AbstractSet[int], at: int) -> str:
    for after in range(at + 1, len(texts)):
        if after in places:
            return "<"
        if text := texts[after]:
            return text.removeprefix("\\")[:1] or "\\"
    return "\n"


def _is_space(character: str) -> bool:
    return character in "\t\n\f\r" or unicodedata.category(character) == "Zs"


@lru_cache(maxsize=4096)
def _is_symbol(character: str) -> bool:
    return _is_punctuation(character) or unicodedata.category(character)[0] == "S"


@lru_cache(maxsize=4096)
def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"
