"""The characters that the matches of a regular expression can begin with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeAlias

Item: TypeAlias = tuple[Any, Any]
"""A part of a parsed expression: an operation of `re._constants`, and what belongs to it."""


def first_character(pattern: re.Pattern[str]) -> Callable[[str], object] | None:
    """What tells by a character whether a match may begin with it: something false where none can.

    None says that it cannot be told, or that a match may be empty.
    """
    try:
        parser, compiler = import_module("re._parser"), import_module("re._compiler")
        parsed = parser.parse(pattern.pattern, pattern.flags)
        found, consumes = _first(parsed)
        if not consumes:
            return None
        items = {repr(item): parser.SubPattern(parsed.state, [item]) for item in found}
        branch = parser.SubPattern(parsed.state, [(parser.BRANCH, (None, list(items.values())))])
        test: Callable[[str], object] = compiler.compile(branch).match
    except Exception:
        # The parser is Python's own affair, and another version may have another one.
        return None
    return test


def _first(items: Iterable[Item]) -> tuple[list[Item], bool]:
    """Single characters that a match of these items can begin with, and whether it begins with one in any case.

    Raises LookupError where it cannot be told.
    """
    found: list[Item] = []
    for operation, argument in items:
        begins, consumes = _first_of(operation.name, argument, (operation, argument))
        found += begins
        if consumes:
            return found, True
    return found, False


def _first_of(name: str, argument: Any, item: Item) -> tuple[list[Item], bool]:
    match name:
        case "LITERAL" | "NOT_LITERAL" | "IN" | "ANY":
            return [item], True
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, repeated = argument
            found, consumes = _first(repeated)
            return found, consumes and least > 0
        case "SUBPATTERN" if not argument[1] and not argument[2]:  # No flags of its own.
            return _first(argument[3])
        case "ATOMIC_GROUP":
            return _first(argument)
        case "BRANCH":
            branches = [_first(branch) for branch in argument[1]]
            return [one for found, _ in branches for one in found], all(consumes for _, consumes in branches)
        case "ASSERT" if argument[0] > 0:
            # What must follow here is what a match begins with, and if it may be nothing, anything can.
            found, consumes = _first(argument[1])
            return (found, True) if consumes else ([], False)
        case "ASSERT" | "ASSERT_NOT" | "AT":
            return [], False
    raise LookupError(name)
