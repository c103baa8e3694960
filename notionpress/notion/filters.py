"""Filters of a query put together, within the two levels of groups that Notion takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

MOST_MEMBERS: Final = 100
"""The size of the largest group that Notion takes (developers.notion.com/reference/request-limits)."""


def conjunction(*filters: Json | None) -> Json | None:
    """The filter that asks for what all of these ask for; None, and a group without members, ask for everything.

    Each is a condition, or groups (`and`, `or`) of at most two levels, and so is the result. Raises ValueError when it
    would need larger groups than Notion takes.
    """
    members = [member for one in filters if one is not None for member in _members(one)]
    if not members:
        return None
    if not any(_is_deep(member) for member in members):
        return _group("and", members)
    ways = [_alternatives(member) for member in members]
    if math.prod(map(len, ways)) > MOST_MEMBERS:
        raise ValueError("these conditions cannot be put together in groups of a hundred")
    return _group("or", [_group("and", [leaf for part in way for leaf in part]) for way in product(*ways)])


def _group(kind: str, members: list[Json]) -> Json:
    if len(members) > MOST_MEMBERS:
        raise ValueError("these conditions cannot be put together in groups of a hundred")
    return members[0] if len(members) == 1 else {kind: members}


def _members(filter: Mapping[str, Any]) -> Iterator[Json]:
    """The conditions and `or` groups that must all be met."""
    if "and" in filter:
        for one in filter["and"]:
            yield from _members(one)
    elif filter.get("or", True):
        yield dict(filter)


def _is_deep(member: Mapping[str, Any]) -> bool:
    return any("and" in one or "or" in one for one in member.get("or", ()))


def _alternatives(member: Json) -> list[list[Json]]:
    """The conditions of each way to meet a member."""
    if member.get("or"):
        return [way for one in member["or"] for way in _alternatives(one)]
    if "or" in member:
        return [[]]
    return [list(member["and"])] if "and" in member else [[member]]
