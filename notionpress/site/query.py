"""Filters and sorts of views: which pages pass, and in which order they come.

Source: developers.notion.com/reference/filter-data-source-entries and /sort-data-source-entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from notionpress.content.adapters import Key, NameOf, sort_key
from notionpress.content.pages import Page, SchemaProperty
from notionpress.content.properties import Formula, Property, Rollup
from notionpress.content.rich_text import DateValue
from notionpress.content.views import AllOf, AnyOf, Condition, Filter, Sort, UnknownFilter
from notionpress.site.conditions import (
    CUT_AT,
    Clock,
    checkbox_meets,
    date_meets,
    item_meets,
    number_meets,
    text_meets,
    value_meets,
)

Columns = Mapping[str, SchemaProperty]
"""A data source's properties by name."""


def find_column(columns: Columns, reference: str) -> SchemaProperty | None:
    """The property that a name, or an id that is encoded or not, refers to."""
    if reference in columns:
        return columns[reference]
    wanted = unquote(reference)
    return next((one for one in columns.values() if one.id and wanted == unquote(one.id)), None)


# Filters


def meets(page: Page, filter: Filter | None, columns: Columns, clock: Clock) -> bool | None:
    """Whether a page passes a filter; None when that cannot be known.

    It cannot be known where the filter is of a newer kind than this version, names a property that is not there, or
    asks for what may lie beyond the values that Notion gave out. "me" is nobody: a site's reader is no user.
    """
    match filter:
        case None:
            return True
        case AllOf(filters=members):
            return _all([meets(page, one, columns, clock) for one in members])
        case AnyOf(filters=()):
            return True
        case AnyOf(filters=members):
            return _any([meets(page, one, columns, clock) for one in members])
        case UnknownFilter():
            return None
        case Condition(timestamp="created_time"):
            return date_meets(filter, page.created_time, clock)
        case Condition(timestamp="last_edited_time"):
            return date_meets(filter, page.last_edited_time, clock)
    column = find_column(columns, filter.property)
    value = page.properties.get(column.name) if column else None
    return None if value is None else _meets(value, filter.path, filter, clock)


def _all(found: list[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _any(found: list[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def _meets(value: Property, path: tuple[str, ...], condition: Condition, clock: Clock) -> bool | None:
    match path:
        case ("formula", result):
            return _formula(value, result, condition, clock) if isinstance(value, Formula) else None
        case ("rollup", *rest):
            return _rollup(value, tuple(rest), condition, clock) if isinstance(value, Rollup) else None
        case (key,):
            return value_meets(value, key, condition, clock)
    return None


def _formula(value: Formula, result: str, condition: Condition, clock: Clock) -> bool | None:
    """A result of another type than is asked for counts as empty."""
    found = value.value
    match result:
        case "string":
            return text_meets(condition, found if isinstance(found, str) else "", clock)
        case "checkbox":
            return checkbox_meets(condition, found is True, clock)
        case "number":
            return number_meets(condition, _as_number(found), clock)
        case "date":
            return date_meets(condition, found.start if isinstance(found, DateValue) else None, clock)
    return None


def _rollup(value: Rollup, path: tuple[str, ...], condition: Condition, clock: Clock) -> bool | None:
    found = value.value
    match path:
        case ("number",):
            return None if isinstance(found, tuple) else number_meets(condition, _as_number(found), clock)
        case ("date",):
            if isinstance(found, tuple):
                return None
            return date_meets(condition, found.start if isinstance(found, DateValue) else None, clock)
        case (quantifier, key) if isinstance(found, tuple):
            met = [_item(one, key, condition, clock) for one in found]
            if len(found) >= CUT_AT:
                met.append(None)
            return _all(met) if quantifier == "every" else _any(met) if quantifier == "any" else _not(_any(met))
    return None


def _as_number(value: object) -> int | float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _item(item: Property, key: str, condition: Condition, clock: Clock) -> bool | None:
    """What a formula that was gathered came to is not compared, as that is not known to be done in Notion."""
    if isinstance(item, (Formula, Rollup)):
        return None
    return item_meets(item, key, condition, clock)


# Sorts


def ordered(pages: Iterable[Page], sorts: Sequence[Sort], columns: Columns, name_of: NameOf) -> list[Page]:
    """The pages in the order of the sorts, the first of which weighs most; what is empty comes last."""
    found = list(pages)
    for sort in reversed(sorts):
        keyed = [(_key(page, sort, columns, name_of), page) for page in found]
        there = [(key, page) for key, page in keyed if key is not None]
        there.sort(key=lambda one: one[0], reverse=sort.descending)
        found = [page for _, page in there] + [page for key, page in keyed if key is None]
    return found


def _key(page: Page, sort: Sort, columns: Columns, name_of: NameOf) -> Key | None:
    if sort.timestamp:
        return (page.created_time if sort.timestamp == "created_time" else page.last_edited_time,)
    column = find_column(columns, sort.property)
    value = page.properties.get(column.name) if column else None
    key = sort_key(value, column, name_of) if value is not None else None
    # A property has one class; should an answer mix them, they stand apart.
    return None if key is None else (type(value).__name__, *key)
