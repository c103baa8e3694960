"""Views out of Notion's JSON, with the grammar of their filters.

Sources: developers.notion.com/reference/view and /filter-data-source-entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from notionpress.content.raw import Raw, mapping, number, sequence, text
from notionpress.content.views import AllOf, AnyOf, Condition, Filter, Grouping, Sort, UnknownFilter, View

_TEXT = frozenset(
    ("equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with", "is_empty", "is_not_empty")
)
_NUMBER = frozenset(
    (
        "equals",
        "does_not_equal",
        "greater_than",
        "less_than",
        "greater_than_or_equal_to",
        "less_than_or_equal_to",
        "is_empty",
        "is_not_empty",
    )
)
_CHECKBOX = frozenset(("equals", "does_not_equal"))
_CHOICE = frozenset(("equals", "does_not_equal", "is_empty", "is_not_empty"))
_LIST = frozenset(("contains", "does_not_contain", "is_empty", "is_not_empty"))
_EMPTY = frozenset(("is_empty", "is_not_empty"))
WINDOWS = frozenset(("this_week", "past_week", "past_month", "past_year", "next_week", "next_month", "next_year"))
"""Comparisons of dates that need nothing to compare with."""
_DATE = frozenset(("equals", "before", "after", "on_or_before", "on_or_after")) | WINDOWS | _EMPTY

CONDITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "title": _TEXT,
        "rich_text": _TEXT,
        "url": _TEXT,
        "email": _TEXT,
        "phone_number": _TEXT,
        "number": _NUMBER,
        "unique_id": _NUMBER,
        "checkbox": _CHECKBOX,
        "select": _CHOICE,
        "status": _CHOICE,
        "multi_select": _LIST,
        "date": _DATE,
        "created_time": _DATE,
        "last_edited_time": _DATE,
        "people": _LIST,
        "created_by": _LIST,
        "last_edited_by": _LIST,
        "relation": _LIST,
        "files": _EMPTY,
        "verification": frozenset(("status", "does_not_equal")),
    }
)
"""The comparisons of each key of a filter, but for formulas and roll-ups, which lead to one of these."""

_FORMULA: Mapping[str, str] = MappingProxyType(
    {"string": "rich_text", "checkbox": "checkbox", "number": "number", "date": "date"}
)
_QUANTIFIERS = ("any", "every", "none")
_TIMESTAMPS = ("created_time", "last_edited_time")


def parse_view(value: object) -> View:
    """Parse a view object, whole or partial."""
    raw = mapping(value)
    configuration = mapping(raw.get("configuration"))
    cover = mapping(configuration.get("cover"))
    return View(
        id=text(raw.get("id")),
        name=" ".join(text(raw.get("name")).split()),
        layout=text(raw.get("type")) or "table",
        data_source=text(raw.get("data_source_id")),
        filter=_whole_filter(raw),
        sorts=tuple(one for sort in sequence(raw.get("sorts")) if (one := _sort(mapping(sort)))),
        properties=_visible(configuration),
        group_by=_grouping(mapping(configuration.get("group_by"))),
        cover=text(cover.get("type")),
        cover_property=_reference(cover, "property"),
        date_property=_reference(configuration, "date_property"),
        end_date_property=_reference(configuration, "end_date_property"),
        dashboard=text(raw.get("dashboard_view_id")),
    )


def _reference(raw: Raw, name: str) -> str:
    """The property that a configuration names; its id stays when it is renamed."""
    return text(raw.get(f"{name}_id")) or text(raw.get(f"{name}_name"))


def _sort(raw: Raw) -> Sort | None:
    property, timestamp = text(raw.get("property")), text(raw.get("timestamp"))
    if not property and timestamp not in _TIMESTAMPS:
        return None
    return Sort(property=property, timestamp=timestamp, descending=raw.get("direction") == "descending")


def _visible(configuration: Raw) -> tuple[str, ...] | None:
    properties = sequence(configuration.get("properties"))
    if not properties:
        return None
    shown = (mapping(one) for one in properties)
    return tuple(_reference(one, "property") for one in shown if one.get("visible") is not False)


def _grouping(raw: Raw) -> Grouping | None:
    property = _reference(raw, "property")
    if not property:
        return None
    # A formula says below how its results are grouped.
    inner = raw.get("group_by")
    how = mapping(inner) if isinstance(inner, dict) else raw
    return Grouping(
        property=property,
        by=text(how.get("group_by")),
        order=text(mapping(how.get("sort")).get("type")) or "manual",
        start=number(how.get("range_start")),
        end=number(how.get("range_end")),
        size=number(how.get("range_size")),
        week_begins_on_monday=how.get("start_day_of_week") == 1,
    )


# Filters


def _whole_filter(raw: Raw) -> Filter | None:
    """A view's filter with its quick filters, which are set for everybody who sees the view."""
    own = raw.get("filter")
    quick = raw.get("quick_filters")
    found = [parse_filter(own)] if own else []
    if isinstance(quick, dict):
        found += [parse_filter({"property": name, **mapping(one)}) for name, one in quick.items()]
    elif quick:
        found.append(UnknownFilter())
    return found[0] if len(found) == 1 else AllOf(tuple(found)) if found else None


def parse_filter(value: object) -> Filter:
    """Parse a filter of a query; what is not in the grammar comes back as `UnknownFilter`."""
    raw = mapping(value)
    for key, kind in (("and", AllOf), ("or", AnyOf)):
        if key in raw:
            if len(raw) > 1 or not isinstance(raw[key], list):
                return UnknownFilter()
            return kind(tuple(parse_filter(one) for one in raw[key]))
    property, timestamp = text(raw.get("property")), text(raw.get("timestamp"))
    keys = [key for key in raw if key not in ("property", "timestamp", "type")]
    if len(keys) != 1 or bool(property) == bool(timestamp) or (timestamp and timestamp != keys[0]):
        return UnknownFilter()
    return _condition(keys, raw[keys[0]], property, timestamp)


def _condition(path: Iterable[str], value: object, property: str, timestamp: str) -> Filter:
    """The condition at the end of a path of keys, each of which has one key below it."""
    raw = mapping(value)
    if len(raw) != 1:
        return UnknownFilter()
    ((name, wanted),) = raw.items()
    path = tuple(path)
    match path:
        case ("formula",) if name in _FORMULA:
            return _condition((*path, name), wanted, property, timestamp)
        case ("rollup",) if name in (*_QUANTIFIERS, "number", "date"):
            return _condition((*path, name), wanted, property, timestamp)
        case ("rollup", quantifier) if quantifier in _QUANTIFIERS and name in CONDITIONS:
            return _condition((*path, name), wanted, property, timestamp)
        case ("formula", result):
            known = CONDITIONS[_FORMULA[result]]
        case _:
            known = CONDITIONS.get(path[-1], frozenset())
    if name not in known or (path[-1] == "rollup"):
        return UnknownFilter()
    return _leaf(path, name, wanted, property, timestamp)


def _leaf(path: tuple[str, ...], name: str, value: object, property: str, timestamp: str) -> Filter:
    wanted: str | int | float | bool | tuple[str, ...] | None
    if name in _EMPTY or name in WINDOWS:
        if name in _EMPTY and value is not True:
            return UnknownFilter()
        wanted = None
    elif isinstance(value, list):
        if not all(isinstance(one, str) for one in value):
            return UnknownFilter()
        wanted = tuple(value)
    elif isinstance(value, (str, int, float, bool)):
        wanted = value
    else:
        return UnknownFilter()
    return Condition(property=property, timestamp=timestamp, path=path, name=name, wanted=wanted)
