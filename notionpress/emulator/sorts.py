"""Sorts of a query: whether Notion would accept them, and the order that they put pages in.

Source: developers.notion.com/reference/sort-data-source-entries. Where it is silent: letter case counts last, what is
empty comes last in both directions, select options keep the order of the schema, a date range counts by its start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from notionpress.emulator.comparisons import plain_text, start_of
from notionpress.emulator.conditions import failed, should_be, should_be_defined
from notionpress.emulator.dates import instant
from notionpress.emulator.filters import TIMESTAMPS, Schema, find_property

Key = tuple[Any, ...]
Page = Mapping[str, Any]

_VERIFICATION = ("verified", "expired", "unverified")


def check_sorts(sorts: object, schema: Schema) -> str | None:
    """Return the message of the `validation_error` that the sorts of a query earn, or None when they are right.

    `schema` is the `properties` of the data source: name to `{id, name, type, …}`.
    """
    if not isinstance(sorts, list):
        return failed(should_be("body.sorts", "an array", sorts))
    if len(sorts) > 100:
        return failed([f"body.sorts.length should be ≤ `100`, instead was `{len(sorts)}`."])
    for at, sort in enumerate(sorts):
        if complaints := _shape(sort, f"body.sorts[{at}]"):
            return failed(complaints)
    for sort in sorts:
        if "property" in sort and find_property(schema, sort["property"]) is None:
            return f"Could not find sort property with name or id: {sort['property']}"
    return None


def sort_pages(pages: Sequence[Page], sorts: Sequence[Mapping[str, Any]], schema: Schema) -> list[Page]:
    """Return the pages in the order of sorts that `check_sorts` has found right; the first sort weighs most.

    `pages` have their complete property values. Pages that the sorts do not tell apart keep their order.
    """
    ordered = list(pages)
    for sort in reversed(sorts):
        keyed = [(_key(page, sort, schema), page) for page in ordered]
        present = [(key, page) for key, page in keyed if key is not None]
        present.sort(key=lambda one: one[0], reverse=sort["direction"] == "descending")
        ordered = [page for _, page in present] + [page for key, page in keyed if key is None]
    return ordered


def _shape(sort: object, path: str) -> list[str]:
    if not isinstance(sort, Mapping):
        return should_be(path, "an object", sort)
    subjects = [key for key in ("property", "timestamp") if key in sort]
    if not subjects:
        return should_be_defined([f"{path}.property", f"{path}.timestamp"])
    for other in sort:
        if other not in (subjects[0], "direction"):
            return should_be(f"{path}.{other}", "not present", sort[other])
    if subjects == ["property"] and not isinstance(sort["property"], str):
        return should_be(f"{path}.property", "a string", sort["property"])
    if subjects == ["timestamp"] and sort["timestamp"] not in TIMESTAMPS:
        return should_be(f"{path}.timestamp", '`"created_time"` or `"last_edited_time"`', sort["timestamp"])
    if "direction" not in sort:
        return should_be_defined([f"{path}.direction"])
    if sort["direction"] not in ("ascending", "descending"):
        return should_be(f"{path}.direction", '`"ascending"` or `"descending"`', sort["direction"])
    return []


def _key(page: Page, sort: Mapping[str, Any], schema: Schema) -> Key | None:
    """Return what a page is sorted by, None where that is empty; keys of one property can all be compared."""
    if "timestamp" in sort:
        return _date_key(page[sort["timestamp"]])
    found = find_property(schema, sort["property"])
    value = page["properties"].get(found[0]) if found else None
    if found is None or value is None:
        return None
    type = value["type"]
    return _value_key(type, value.get(type), found[1].get(type))


def _value_key(type: str, value: Any, configuration: Any) -> Key | None:
    if type in ("select", "status", "multi_select"):
        return _option_key(value, configuration)
    if type in ("formula", "rollup"):
        return _result_key(value)
    return _KEYS[type](value) if type in _KEYS else None


def _text_key(value: Any) -> Key | None:
    text = plain_text(value)
    return (text.casefold(), text) if text else None


def _number_key(value: Any) -> Key | None:
    number = value.get("number") if isinstance(value, Mapping) else value
    return None if number is None else (number,)


def _date_key(value: Any) -> Key | None:
    start = start_of(value)
    if start is None:
        return None
    end = value.get("end") if isinstance(value, Mapping) else None
    return (instant(start), instant(end or start))


def _people_key(value: Any) -> Key | None:
    people = [value] if isinstance(value, Mapping) else value or []
    return tuple((person.get("name") or "").casefold() + person["id"] for person in people) or None


def _files_key(value: Any) -> Key | None:
    return tuple(file.get("name", "").casefold() for file in value or ()) or None


def _relation_key(value: Any) -> Key | None:
    return tuple(page["id"] for page in value or ()) or None


def _verification_key(value: Any) -> Key | None:
    return (_VERIFICATION.index(value["state"]),) if value else None


_KEYS: Mapping[str, Callable[[Any], Key | None]] = MappingProxyType(
    {
        "title": _text_key,
        "rich_text": _text_key,
        "url": _text_key,
        "email": _text_key,
        "phone_number": _text_key,
        "string": _text_key,
        "number": _number_key,
        "unique_id": _number_key,
        "checkbox": lambda value: (bool(value),),
        "boolean": lambda value: None if value is None else (value,),
        "date": _date_key,
        "created_time": _date_key,
        "last_edited_time": _date_key,
        "people": _people_key,
        "created_by": _people_key,
        "last_edited_by": _people_key,
        "files": _files_key,
        "relation": _relation_key,
        "verification": _verification_key,
    }
)


def _option_key(value: Any, configuration: Any) -> Key | None:
    """Return the places of the chosen options in the schema; a status counts by its group first."""
    chosen = [value] if isinstance(value, Mapping) else value or []
    options = [option["name"] for option in (configuration or {}).get("options", ())]
    groups = _groups(configuration or {})
    key = [
        (
            groups.get(one["name"], 0),
            options.index(one["name"]) if one["name"] in options else len(options),
            one["name"],
        )
        for one in chosen
    ]
    return tuple(key) or None


def _groups(configuration: Mapping[str, Any]) -> dict[str, int]:
    names = {option["id"]: option["name"] for option in configuration.get("options", ()) if "id" in option}
    return {
        names[id]: place
        for place, group in enumerate(configuration.get("groups", ()))
        for id in group.get("option_ids", ())
        if id in names
    }


def _result_key(value: Any) -> Key | None:
    """Return the key of a formula's or rollup's result; results of different types stand apart."""
    type = (value or {}).get("type")
    if type == "array":
        items = (_value_key(item["type"], item.get(item["type"]), None) for item in value["array"])
        keys = tuple(("", *key) for key in items if key is not None)
        return ("array", keys) if keys else None
    key = _value_key(type, value.get(type), None) if type else None
    return None if key is None else (type, key)
