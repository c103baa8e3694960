"""Readable names for addresses and headings, made from any text in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

SlugStyle = Literal["unicode", "ascii"]

_LONGEST = 180  # bytes: file systems allow 255 for a name, and `index.html`-less outputs add an ending
_JOINERS = "\u200c\u200d"  # part of words in Persian and in Indic scripts

_WORDS = re.compile("[a-z0-9]+")


@lru_cache(maxsize=65536)
def slug(text: str, style: SlugStyle = "unicode") -> str:
    """Return a lower-case name of letters, digits and hyphens; "" when the text holds neither.

    `unicode` keeps every script's letters with their marks (NFC); `ascii` transliterates. Never longer than
    180 bytes in UTF-8, and never cut inside a character.
    """
    if style == "ascii":
        # It brings many names of letters with it, which most sites have no use for.
        from slugify import slugify  # noqa: PLC0415

        return slugify(text, max_length=_LONGEST)
    if text.isascii():
        return _shorten("-".join(_WORDS.findall(text.lower().replace("'", ""))))
    return _of_any_script(text)


def _of_any_script(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.lower())
    parts: list[str] = []
    for character in composed:
        category = unicodedata.category(character)
        if category[0] in "LN":
            parts.append(character)
        elif parts and parts[-1] != "-" and (category[0] == "M" or character in _JOINERS):
            # A mark belongs to the letter before it; variation selectors after symbols have none.
            parts.append(character)
        elif character in "'’" and parts:
            continue
        elif parts and parts[-1] != "-":
            parts.append("-")
    return _shorten(unicodedata.normalize("NFC", "".join(parts))).strip("-" + _JOINERS)


def _shorten(text: str) -> str:
    encoded = text.encode()
    if len(encoded) <= _LONGEST:
        return text
    cut = encoded[:_LONGEST].decode(errors="ignore")
    head, _, _ = cut.rpartition("-")
    return head or cut


def unique(name: str, taken: dict[str, int]) -> str:
    """Return `name`, or `name-2`, `name-3` … when it is taken, and take it.

    `taken` maps names to the last number that each was given.
    """
    candidate, number = name, taken.get(name, 0)
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken[name] = max(number, 1)
    taken.setdefault(candidate, 1)
    return candidate
