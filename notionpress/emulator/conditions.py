"""The conditions of a filter, by the kind of value they are asked of: which there are and what they take."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from notionpress.emulator.dates import RELATIVE_DATES, WINDOWS, instant
from notionpress.emulator.uuids import dashed

Check = Callable[[object, str], list[str]]

#: The kind of value behind each key of a filter, in the order in which Notion lists the keys.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "text",
        "rich_text": "text",
        "number": "number",
        "checkbox": "checkbox",
        "select": "select",
        "multi_select": "multi_select",
        "status": "select",
        "date": "date",
        "people": "people",
        "files": "files",
        "url": "text",
        "email": "text",
        "phone_number": "text",
        "relation": "relation",
        "created_by": "people",
        "created_time": "date",
        "last_edited_by": "people",
        "last_edited_time": "date",
        "formula": "formula",
        "unique_id": "number",
        "rollup": "rollup",
        "verification": "verification",
    }
)
#: What a formula may be asked as, and the name of that result in its value.
FORMULA_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "string": ("text", "string"),
        "checkbox": ("checkbox", "boolean"),
        "number": ("number", "number"),
        "date": ("date", "date"),
    }
)
QUANTIFIERS = ("any", "every", "none")
_OF_ITEMS = (
    "rich_text",
    "number",
    "checkbox",
    "select",
    "multi_select",
    "relation",
    "date",
    "people",
    "files",
    "status",
)


def shown(value: object) -> str:
    """Return a wrong value as Notion's messages quote it: JSON between backticks, long ones cut."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"`{text if len(text) <= 58 else text[:55] + '...'}`"


def should_be(path: str, what: str, value: object) -> list[str]:
    """Return the complaint that the value at a path is not what it should be."""
    return [f"{path} should be {what}, instead was {shown(value)}."]


def should_be_defined(paths: Iterable[str]) -> list[str]:
    """Return the complaints that one of these keys is missing."""
    return [f"{path} should be defined, instead was `undefined`." for path in paths]


def failed(complaints: list[str]) -> str:
    """Return Notion's message for what is wrong with a body."""
    if len(complaints) == 1:
        return f"body failed validation: {complaints[0]}"
    return "\n".join(["body failed validation. Fix one:", *complaints])


def check_condition(kind: str, condition: object, path: str) -> list[str]:
    """Return what is wrong with the condition at a path, e.g. `{"contains": "tide"}` for the kind `text`."""
    return _only_one(_CONDITIONS[kind], condition, path)


def _only_one(checks: Mapping[str, Check], value: object, path: str) -> list[str]:
    if not isinstance(value, Mapping):
        return should_be(path, "an object", value)
    known = [name for name in value if name in checks]
    if not known:
        return should_be_defined(f"{path}.{name}" for name in checks)
    for name in value:
        if name != known[0]:
            return should_be(f"{path}.{name}", "not present", value[name])
    return checks[known[0]](value[known[0]], f"{path}.{known[0]}")


def _string(value: object, path: str) -> list[str]:
    return [] if isinstance(value, str) else should_be(path, "a string", value)


def _strings(value: object, path: str) -> list[str]:
    if not isinstance(value, list):
        return [] if isinstance(value, str) else should_be(path, "a string or an array", value)
    if len(value) > 100:
        return [f"{path}.length should be ≤ `100`, instead was `{len(value)}`."]
    return [wrong for at, one in enumerate(value) for wrong in _string(one, f"{path}[{at}]")]


def _number(value: object, path: str) -> list[str]:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    return [] if right else should_be(path, "a number", value)


def _boolean(value: object, path: str) -> list[str]:
    return [] if isinstance(value, bool) else should_be(path, "a boolean", value)


def _true(value: object, path: str) -> list[str]:
    return [] if value is True else should_be(path, "`true`", value)


def _empty_object(value: object, path: str) -> list[str]:
    return [] if isinstance(value, Mapping) and not value else should_be(path, "an empty object", value)


def _date(value: object, path: str) -> list[str]:
    if isinstance(value, str) and (value in RELATIVE_DATES or _is_iso_date(value)):
        return []
    return should_be(path, "a valid ISO 8601 date string", value)


def _is_iso_date(text: str) -> bool:
    try:
        instant(text)
    except ValueError:
        return False
    return True


def _id(value: object, path: str) -> list[str]:
    right = isinstance(value, str) and dashed(value) is not None
    return [] if right else should_be(path, "a valid uuid", value)


def _person(value: object, path: str) -> list[str]:
    return [] if value == "me" else _id(value, path)


def _verification(value: object, path: str) -> list[str]:
    if value in ("verified", "expired", "none"):
        return []
    return should_be(path, '`"verified"`, `"expired"`, or `"none"`', value)


def _nested(kind: str) -> Check:
    def check(value: object, path: str) -> list[str]:
        return check_condition(kind, value, path)

    return check


def _of_items(value: object, path: str) -> list[str]:
    return _only_one({key: _nested(KINDS[key]) for key in _OF_ITEMS}, value, path)


def _conditions() -> dict[str, Mapping[str, Any]]:
    existence: dict[str, Check] = {"is_empty": _true, "is_not_empty": _true}

    def same(names: Iterable[str], check: Check) -> dict[str, Check]:
        return dict.fromkeys(names, check)

    equality, containment = ("equals", "does_not_equal"), ("contains", "does_not_contain")
    sizes = ("greater_than", "less_than", "greater_than_or_equal_to", "less_than_or_equal_to")
    dates = ("equals", "before", "after", "on_or_before", "on_or_after")
    return {
        "text": same((*equality, *containment, "starts_with", "ends_with"), _string) | existence,
        "number": same((*equality, *sizes), _number) | existence,
        "checkbox": same(equality, _boolean),
        "select": same(equality, _strings) | existence,
        "multi_select": same(containment, _strings) | existence,
        "date": same(dates, _date) | same(WINDOWS, _empty_object) | existence,
        "people": same(containment, _person) | existence,
        "relation": same(containment, _id) | existence,
        "files": existence,
        "formula": {name: _nested(kind) for name, (kind, _) in FORMULA_KINDS.items()},
        "rollup": same(QUANTIFIERS, _of_items) | {"date": _nested("date"), "number": _nested("number")},
        "verification": same(("status", "does_not_equal"), _verification),
    }


_CONDITIONS: Mapping[str, Mapping[str, Check]] = MappingProxyType(_conditions())
