"""The settings that themes declare: their types, and what a value of each must be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from notionpress.config_file import or_meant

OptionType = Literal["text", "boolean", "integer", "color", "choice", "length", "url", "picture", "list", "links"]

Mistakes: TypeAlias = list[tuple[tuple[str | int, ...], str]]
"""What is wrong, each with the names and positions in lists that lead to it."""

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LENGTH = re.compile(r"(?!0+(?:\.0+)?[a-z])\d{1,4}(?:\.\d{1,3})?(?:rem|em|ch|px)")
_ADDRESS = re.compile(r"(?:https?://[^/\s]|mailto:.|tel:.|/|#)\S*")
_PICTURE = re.compile(r"(?i)[^?#\\:]+\.(?:avif|gif|jpe?g|png|svg|webp)")

_WANTED: Final[Mapping[str, str]] = {
    "text": "must be text",
    "boolean": "must be true or false",
    "integer": "must be a whole number, 0 or more",
    "color": "must be a colour like “#0b5d7a”, in quotation marks",
    "url": "must be an address that begins with https://, http://, mailto:, tel:, / or #",
    "picture": "must be the path of a picture, such as logo.svg",
    "list": "must be a list of words",
    "links": "must be a list of links, each with a `label` and a `url`",
}


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A setting of a theme: its type, default and meaning.

    `choices` are those of the type `choice`, and words that the type `length` takes too. A theme that only begins with
    another value than the theme that it extends says no more than the `default`.
    """

    default: Any
    type: OptionType | None = None
    description: str = ""
    choices: tuple[str, ...] = ()

    def upon(self, parent: Option | None) -> Option:
        """What it is in a theme that extends one with the option `parent`."""
        if parent is None:
            return self
        return Option(
            self.default,
            self.type or parent.type,
            self.description or parent.description,
            self.choices or (() if self.type else parent.choices),
        )

    def declared_wrong(self) -> Mistakes:
        """What is wrong with how it is declared, each with the key that it is about."""
        if self.type is None:
            return [((), "“type” is missing")]
        if not self.description.strip():
            return [((), "“description” is missing")]
        if self.type == "choice" and not self.choices:
            return [((), "“choices” is missing: the words that may be chosen")]
        if self.choices and self.type not in ("choice", "length"):
            return [(("choices",), "“choices” are for the types choice and length")]
        return [(("default", *place), f"the default {wrong}") for place, wrong in self.wrong(self.default)]

    def wrong(self, value: Any) -> Mistakes:
        """What is wrong with a value, nothing when it is right."""
        if self.type in ("list", "links") and isinstance(value, list):
            check = _wrong_link if self.type == "links" else _wrong_word
            return [((at, *place), wrong) for at, one in enumerate(value) for place, wrong in check(one)]
        if self._takes(value):
            return []
        return [((), f"{self._wanted()}, not {_shown(value)}{or_meant(str(value), self.choices)}")]

    def _takes(self, value: Any) -> bool:
        match self.type:
            case "boolean":
                return isinstance(value, bool)
            case "integer":
                return type(value) is int and value >= 0
        if not isinstance(value, str):
            return False
        match self.type:
            case "text":
                return True
            case "color":
                return value == "" or bool(_COLOR.fullmatch(value))
            case "url":
                return value == "" or bool(_ADDRESS.fullmatch(value))
            case "picture":
                return value == "" or bool(_PICTURE.fullmatch(value) and ".." not in value.split("/"))
            case "length":
                return value in self.choices or bool(_LENGTH.fullmatch(value))
        return value in self.choices

    def _wanted(self) -> str:
        match self.type:
            case "choice":
                return f"must be one of {', '.join(self.choices)}"
            case "length":
                words = f"{', '.join(self.choices)}, or " if self.choices else ""
                return f"must be {words}a length like 40rem"
        return _WANTED[self.type or "text"]


def _wrong_word(value: Any) -> Mistakes:
    return [] if isinstance(value, str) else [((), f"must be text, not {_shown(value)}")]


def _wrong_link(value: Any) -> Mistakes:
    if not isinstance(value, dict):
        return [((), f"must have a `label` and a `url`, not be {_shown(value)}")]
    found: Mistakes = [
        ((str(key),), f"has no “{key}”{or_meant(str(key), ('label', 'url'))}")
        for key in value
        if key not in ("label", "url")
    ]
    found += [((), f"has no `{key}`") for key in ("label", "url") if key not in value]
    for key in ("label", "url"):
        word = value.get(key, "/")
        if not isinstance(word, str) or not word.strip():
            found.append(((key,), f"must have some text as its `{key}`"))
        elif key == "url" and not _ADDRESS.fullmatch(word):
            found.append(((key,), f"{_WANTED['url']}, not be {_shown(word)}"))
    return found


def _shown(value: Any) -> str:
    """A value for a message, as it may stand in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a list"
    return "empty" if value is None else f"“{str(value)[:60]}”"
