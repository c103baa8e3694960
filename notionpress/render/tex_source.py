"""Reading TeX: groups, arguments and lengths in its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_STEP = re.compile(r"\\.|[{}$\[\]]|%[^\n]*", re.DOTALL)
_STEP_OF_URL = re.compile(r"\\.|[{}]", re.DOTALL)
_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[^{}\s]", re.DOTALL)
_LENGTH = re.compile(r"\s*([-+]?\s*(?:\d+\.?\d*|\.\d+))\s*([a-z]{2})\s*")
_EMS: Mapping[str, float] = MappingProxyType(
    {
        "em": 1,
        "ex": 0.431,
        "mu": 1 / 18,
        "pt": 0.1,
        "bp": 0.10037,
        "px": 0.10037,
        "pc": 1.2,
        "dd": 0.107,
        "cc": 1.2841,
        "mm": 0.28453,
        "cm": 2.8453,
        "in": 7.227,
    }
)
"""Units in terms of an em, in a text whose letters are of 10 points, as KaTeX has them."""


def group(source: str, start: int, brackets: str = "{}") -> str | None:
    """What stands in the braces (or other brackets) that open at `start`, or None where none open or they do not close.

    Inside square brackets, braces hold together.
    """
    opening, closing = brackets[0], brackets[1]
    if source[start : start + 1] != opening:
        return None
    depth = braces = 0
    for found in _STEP.finditer(source, start):
        if opening != "{":
            braces += {"{": 1, "}": -1}.get(found[0], 0)
        if not braces:
            depth += {opening: 1, closing: -1}.get(found[0], 0)
        if depth == 0:
            return source[start + 1 : found.start()]
    return None


def after_space(source: str, start: int) -> int:
    """The place of what follows, past white space."""
    found = _SPACE.match(source, start)
    return found.end() if found else start


def argument(source: str, start: int) -> tuple[str, int] | None:
    """The argument at `start` and the place behind it: a group, a command or a single character."""
    start = after_space(source, start)
    inside = group(source, start)
    if inside is not None:
        return inside, start + len(inside) + 2
    found = _TOKEN.match(source, start)
    return (found[0], found.end()) if found else None


def url_argument(source: str, start: int) -> tuple[str, int] | None:
    """An address in braces, where a % begins no comment, and the place behind it."""
    start, depth = after_space(source, start), 0
    if source[start : start + 1] != "{":
        return None
    for found in _STEP_OF_URL.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return re.sub(r"\\([%#&_~{}$])", r"\1", source[start + 1 : found.start()]), found.end()
    return None


def optional(source: str, start: int) -> tuple[str, int]:
    """The argument in square brackets at `start`, "" if there is none, and the place behind it."""
    at = after_space(source, start)
    inside = group(source, at, "[]")
    return ("", start) if inside is None else (inside, at + len(inside) + 2)


def math_end(source: str, start: int) -> int | None:
    """The place behind the dollar that closes the one at `start`; mathematics may hold text with some of its own."""
    depth = 0
    for found in _STEP.finditer(source, start + 1):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == "$" and depth == 0:
            return found.end()
    return None


def ems(length: str) -> float | None:
    """A length such as `3pt`, in em; None where it is none."""
    found = _LENGTH.fullmatch(length)
    if found is None or found[2] not in _EMS:
        return None
    return round(float(found[1].replace(" ", "")) * _EMS[found[2]], 4)
