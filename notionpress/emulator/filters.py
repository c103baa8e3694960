"""Filters of a query: whether Notion would accept one, and which pages pass it.

Source: developers.notion.com/reference/filter-data-source-entries; the words of the messages are those of recorded
answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from notionpress.emulator.comparisons import Moment, meets
from notionpress.emulator.conditions import KINDS, check_condition, failed, should_be, should_be_defined

Schema = Mapping[str, Mapping[str, Any]]

TIMESTAMPS = ("created_time", "last_edited_time")
_COMPOUND = ("or", "and")
_LEVELS = 2
_MEMBERS = 100
#: Property types that a key may be asked of beside the one of its name.
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rich_text": ("title", "url", "email", "phone_number"),
        "date": ("created_time", "last_edited_time"),
        "people": ("created_by", "last_edited_by"),
    }
)


def find_property(schema: Schema, reference: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return (name, definition) of the property that a name or an id, encoded or not, refers to."""
    if reference in schema:
        return reference, schema[reference]
    for name, definition in schema.items():
        if unquote(definition.get("id", "")) in (reference, unquote(reference)):
            return name, definition
    return None


def check_filter(filter: object, schema: Schema, *, path: str = "body.filter") -> str | None:
    """Return the message of the `validation_error` that a filter earns, or None when it is right.

    `schema` is the `properties` of the data source: name to `{id, name, type, …}`.
    """
    complaints = _shape(filter, path, _LEVELS)
    if complaints or not isinstance(filter, Mapping):
        return failed(complaints)
    return next((wrong for leaf in _leaves(filter) if (wrong := _mismatch(leaf, schema))), None)


def matches(page: Mapping[str, Any], filter: Mapping[str, Any], schema: Schema, *, now: datetime, me: str) -> bool:
    """Tell whether a page passes a filter that `check_filter` has found right.

    `page` has its complete property values; `now` carries a time zone; `me` is the user id that "me" stands for.
    """
    return _passes(page, filter, schema, Moment(now, me))


def _passes(page: Mapping[str, Any], filter: Mapping[str, Any], schema: Schema, moment: Moment) -> bool:
    if "and" in filter:
        return all(_passes(page, one, schema, moment) for one in filter["and"])
    if "or" in filter:
        return not filter["or"] or any(_passes(page, one, schema, moment) for one in filter["or"])
    key = _key(filter)
    return meets(KINDS[key], _value(page, filter, schema), filter[key], moment)


def _value(page: Mapping[str, Any], filter: Mapping[str, Any], schema: Schema) -> Any:
    if "timestamp" in filter:
        return page[filter["timestamp"]]
    found = find_property(schema, filter["property"])
    value = page["properties"].get(found[0]) if found else None
    return value and value.get(value["type"])


def _key(filter: Mapping[str, Any]) -> str:
    return next(key for key in filter if key in KINDS)


def _leaves(filter: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    members = [one for key in _COMPOUND for one in filter.get(key, ())]
    if not any(key in filter for key in _COMPOUND):
        yield filter
    for one in members:
        yield from _leaves(one)


def _mismatch(filter: Mapping[str, Any], schema: Schema) -> str | None:
    if "timestamp" in filter:
        return None
    found = find_property(schema, filter["property"])
    if found is None:
        return f"Could not find property with name or id: {filter['property']}"
    key, type = _key(filter), found[1]["type"]
    if type == key or type in _ALSO.get(key, ()):
        return None
    return (
        "The property type in the database does not match the property type of the filter provided: "
        f"database property {type} does not match filter {key}"
    )


def _shape(filter: object, path: str, levels: int) -> list[str]:
    """Return what is wrong with the form of a filter; `levels` is how deep compounds may still go."""
    if not isinstance(filter, Mapping):
        return should_be(path, "an object", filter)
    if levels and (compound := [key for key in filter if key in _COMPOUND]):
        return _compound(filter, compound[0], path, levels)
    if "timestamp" in filter:
        return _timestamp(filter, path)
    keys = [key for key in filter if key in KINDS]
    if not keys:
        return should_be_defined(f"{path}.{key}" for key in (*(_COMPOUND if levels else ()), *KINDS))
    if "property" not in filter:
        return should_be_defined([f"{path}.property"])
    if not isinstance(filter["property"], str):
        return should_be(f"{path}.property", "a string", filter["property"])
    return _leaf(filter, keys[0], {"property"}, path)


def _compound(filter: Mapping[str, Any], key: str, path: str, levels: int) -> list[str]:
    for other in filter:
        if other != key:
            return should_be(f"{path}.{other}", "not present", filter[other])
    members = filter[key]
    if not isinstance(members, list):
        return should_be(f"{path}.{key}", "an array", members)
    if len(members) > _MEMBERS:
        return [f"{path}.{key}.length should be ≤ `{_MEMBERS}`, instead was `{len(members)}`."]
    shapes = (_shape(one, f"{path}.{key}[{at}]", levels - 1) for at, one in enumerate(members))
    return next((complaints for complaints in shapes if complaints), [])


def _timestamp(filter: Mapping[str, Any], path: str) -> list[str]:
    key = filter["timestamp"]
    if key not in TIMESTAMPS:
        return should_be(f"{path}.timestamp", '`"created_time"` or `"last_edited_time"`', key)
    if key not in filter:
        return should_be_defined([f"{path}.{key}"])
    return _leaf(filter, key, {"timestamp"}, path)


def _leaf(filter: Mapping[str, Any], key: str, subject: set[str], path: str) -> list[str]:
    for other in filter:
        if other not in {key, "type"} | subject:
            return should_be(f"{path}.{other}", "not present", filter[other])
    if filter.get("type", key) != key:
        return should_be(f"{path}.type", f'`"{key}"`', filter["type"])
    return check_condition(KINDS[key], filter[key], f"{path}.{key}")
