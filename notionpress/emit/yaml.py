"""Plain data as YAML: what front matter mostly is, written at once, and everything else by PyYAML, alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import yaml

_LONGEST_KEY: Final = 100
"""Longer ones, and empty ones, may need YAML's notation for keys that are not simple."""

_WORDS: Final = ("null", "true", "false", "yes", "no", "on", "off")
_NOT_WORDS: Final = frozenset(form for word in _WORDS for form in (word, word.capitalize(), word.upper()))
"""What YAML 1.1 takes for something else than a word: yaml.org/type/bool.html, yaml.org/type/null.html."""

_ENDS_PLAIN = re.compile(r":(?: |$)| #| $")
_FLOAT = re.compile(r"-?\d+\.\d+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d)?)?")


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper, with strings that every version of YAML reads as strings."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out wherever it stands."""
        return True

    def string(self, value: str) -> yaml.ScalarNode:
        """A string on one line, in quotes unless it begins with a letter: versions of YAML differ in numbers."""
        # Between single quotes line breaks would be folded.
        quotes = '"' if not value.isprintable() else None if value[:1].isalpha() else "'"
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=quotes)


_Dumper.add_representer(str, _Dumper.string)


class _Uncommon(Exception):
    """There is something for which only PyYAML knows the notation."""


def yaml_text(facts: Mapping[str, Any]) -> str:
    """A mapping as YAML of the block style, in its own order; each string stands on one line."""
    lines: list[str] = []
    try:
        _write_mapping(facts, "", lines)
    except _Uncommon:
        return by_library(facts)
    return "".join(lines)


def by_library(facts: Mapping[str, Any]) -> str:
    """The same by PyYAML, which takes ten times as long."""
    made: str = yaml.dump(facts, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    return made


def _write_mapping(facts: Mapping[str, Any], indent: str, lines: list[str]) -> None:
    if not facts:
        raise _Uncommon
    for name, value in facts.items():
        if not 0 < len(name) <= _LONGEST_KEY:
            raise _Uncommon
        key = f"{indent}{_string(name)}:"
        if isinstance(value, dict):
            lines.append(f"{key}\n")
            _write_mapping(value, f"{indent}  ", lines)
        elif isinstance(value, list):
            if not value:
                raise _Uncommon
            lines.append(f"{key}\n")
            lines.extend(f"{indent}- {_scalar(one)}\n" for one in value)
        else:
            lines.append(f"{key} {_scalar(value)}\n")


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and _FLOAT.fullmatch(text := repr(value)):
        return text
    if isinstance(value, date):
        text = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        if _MOMENT.fullmatch(text):
            return text
    raise _Uncommon


def _string(text: str) -> str:
    if not text.isprintable():
        raise _Uncommon
    if text[:1].isalpha() and text not in _NOT_WORDS and not _ENDS_PLAIN.search(text):
        return text
    return f"""'{text.replace("'", "''")}'"""
