"""What a language's tag tells: the direction that it is written in, and the tags that it falls back to."""

from __future__ import annotations

from typing import Final

RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
"""Languages that are written from right to left, by their BCP 47 subtag."""


def fallbacks(language: str) -> tuple[str, ...]:
    """A BCP 47 tag and those that it falls back to (RFC 4647, 3.4): zh-Hant-TW, zh-Hant, zh."""
    subtags = language.replace("_", "-").split("-")
    subtags[0] = subtags[0].lower()
    return tuple("-".join(subtags[:count]) for count in range(len(subtags), 0, -1))


def direction_of(language: str) -> str:
    """How a language is written, `ltr` or `rtl`, by its BCP 47 tag."""
    subtags = language.split("-")
    if "Latn" in subtags:
        return "ltr"
    return "rtl" if subtags[0].lower() in RIGHT_TO_LEFT or {"Arab", "Hebr"} & set(subtags) else "ltr"
