"""Whether a property's value meets a condition of a filter.

Where the reference is silent, this reads a condition as the Notion app does: letter case does not count in text, what
is empty meets every negative condition and no comparison, a date range counts by its start.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import msgspec

from notionpress.emulator.conditions import FORMULA_KINDS, KINDS, QUANTIFIERS
from notionpress.emulator.dates import WINDOWS, day_of, instant, window


class Moment(msgspec.Struct, frozen=True):
    """When and as whom a query is made: `now` with a time zone, `me` the user id that "me" stands for."""

    now: datetime
    me: str


def meets(kind: str, value: Any, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Tell whether a value meets a condition that `check_condition` has found right.

    `value` is what stands under its type in the page's property (`null` where it is empty).
    """
    ((name, wanted),) = condition.items()
    if kind == "formula":
        return _formula(value, name, wanted, moment)
    if kind == "rollup":
        return _rollup(value, name, wanted, moment)
    found = _READERS[kind](value)
    if name in ("is_empty", "is_not_empty"):
        return (found is None or found in ("", ())) == (name == "is_empty")
    if kind == "date":
        return found is not None and _date_meets(found, name, wanted, moment)
    return _COMPARISONS[kind](found, name, wanted, moment)


def plain_text(value: Any) -> str:
    """Return the text of a rich-text list or a string."""
    if isinstance(value, list):
        return "".join(part.get("plain_text", "") for part in value)
    return value if isinstance(value, str) else ""


def start_of(value: Any) -> str | None:
    """Return where a date value or a timestamp begins."""
    return value.get("start") if isinstance(value, Mapping) else value


def _names(value: Any) -> tuple[str, ...]:
    return tuple(option["name"] for option in value or ())


def _ids(value: Any) -> tuple[str, ...]:
    found = [value] if isinstance(value, Mapping) else value or ()
    return tuple(one["id"] for one in found)


_READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "text": plain_text,
        "number": lambda value: value.get("number") if isinstance(value, Mapping) else value,
        "checkbox": bool,
        "select": lambda value: value and value["name"],
        "multi_select": _names,
        "date": start_of,
        "people": _ids,
        "relation": _ids,
        "files": lambda value: tuple(value or ()),
        "verification": lambda value: (value or {}).get("state", "unverified"),
    }
)


def _text(found: str, name: str, wanted: str, _: Moment) -> bool:
    left, right = found.casefold(), wanted.casefold()
    match name:
        case "equals":
            return left == right
        case "does_not_equal":
            return left != right
        case "contains":
            return right in left
        case "does_not_contain":
            return right not in left
        case "starts_with":
            return left.startswith(right)
    return left.endswith(right)


_ORDER: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "equals": operator.eq,
        "greater_than": operator.gt,
        "less_than": operator.lt,
        "greater_than_or_equal_to": operator.ge,
        "less_than_or_equal_to": operator.le,
        "before": operator.lt,
        "after": operator.gt,
        "on_or_before": operator.le,
        "on_or_after": operator.ge,
    }
)


def _number(found: float | None, name: str, wanted: float, _: Moment) -> bool:
    if name == "does_not_equal":
        return found != wanted
    return found is not None and _ORDER[name](found, wanted)


def _checkbox(found: bool, name: str, wanted: bool, _: Moment) -> bool:
    return (found == wanted) == (name == "equals")


def _many(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _select(found: str | None, name: str, wanted: str | list[str], _: Moment) -> bool:
    return (found in _many(wanted)) == (name == "equals")


def _multi_select(found: tuple[str, ...], name: str, wanted: str | list[str], _: Moment) -> bool:
    return any(one in found for one in _many(wanted)) == (name == "contains")


def _has_id(found: Iterable[str], name: str, wanted: str) -> bool:
    return (_bare(wanted) in map(_bare, found)) == (name == "contains")


def _bare(id: str) -> str:
    return id.replace("-", "").lower()


def _people(found: tuple[str, ...], name: str, wanted: str, moment: Moment) -> bool:
    return _has_id(found, name, moment.me if wanted == "me" else wanted)


def _relation(found: tuple[str, ...], name: str, wanted: str, _: Moment) -> bool:
    return _has_id(found, name, wanted)


def _verification(found: str, name: str, wanted: str, _: Moment) -> bool:
    state = "none" if found == "unverified" else found
    return (state == wanted) == (name == "status")


_COMPARISONS: Mapping[str, Callable[[Any, str, Any, Moment], bool]] = MappingProxyType(
    {
        "text": _text,
        "number": _number,
        "checkbox": _checkbox,
        "select": _select,
        "multi_select": _multi_select,
        "people": _people,
        "relation": _relation,
        "verification": _verification,
    }
)


def _formula(value: Any, name: str, wanted: Mapping[str, Any], moment: Moment) -> bool:
    kind, result = FORMULA_KINDS[name]
    return meets(kind, (value or {}).get(result), wanted, moment)


def _rollup(value: Any, name: str, wanted: Mapping[str, Any], moment: Moment) -> bool:
    value = value or {}
    if name not in QUANTIFIERS:
        return meets(name, value.get(name), wanted, moment)
    ((key, condition),) = wanted.items()
    met = [_item_meets(item, KINDS[key], condition, moment) for item in value.get("array") or ()]
    if name == "every":
        return all(met)
    return any(met) == (name == "any")


def _item_meets(item: Mapping[str, Any], kind: str, condition: Mapping[str, Any], moment: Moment) -> bool:
    """An item of another kind than is asked for counts as empty."""
    alike = KINDS.get(item["type"]) == kind
    return meets(kind, item[item["type"]] if alike else None, condition, moment)


def _date_meets(found: str, name: str, wanted: Any, moment: Moment) -> bool:
    today = moment.now.astimezone(UTC).date()
    if name in WINDOWS:
        first, last = window(name, today)
        return first <= instant(found).date() <= last
    day = day_of(wanted, today)
    if day is not None:
        return _ORDER[name](instant(found).date(), day)
    return _ORDER[name](instant(found), instant(wanted))
