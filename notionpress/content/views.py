"""Views of a data source as frozen values: what they filter, sort and group, and how they lay it out."""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of a filter.

    It is asked of a `property` (name or id) or of a `timestamp` (`created_time`, `last_edited_time`). `path` are the
    keys that lead to it: `("number",)`, `("formula", "string")`, `("rollup", "any", "people")`. `name` is the
    comparison, `wanted` what it compares with.
    """

    property: str = ""
    timestamp: str = ""
    path: tuple[str, ...] = ()
    name: str
    wanted: str | int | float | bool | tuple[str, ...] | None = None


class AllOf(msgspec.Struct, frozen=True):
    """A filter that a page passes when it passes all of these."""

    filters: tuple[Filter, ...] = ()


class AnyOf(msgspec.Struct, frozen=True):
    """A filter that a page passes when it passes one of these, or when there are none."""

    filters: tuple[Filter, ...] = ()


class UnknownFilter(msgspec.Struct, frozen=True):
    """A filter that this version cannot read."""


Filter: TypeAlias = Condition | AllOf | AnyOf | UnknownFilter


class Sort(msgspec.Struct, frozen=True, kw_only=True):
    """An order: by a `property` (name or id), or by a `timestamp`."""

    property: str = ""
    timestamp: str = ""
    descending: bool = False


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """How rows are put into groups by a property (name or id).

    `by` is `option` or `group` for a status, `day`, `week`, `month`, `year` or `relative` for dates, `exact` or
    `alphabet_prefix` for text. `order` is `manual`, `ascending` or `descending`. Numbers have ranges of `size` from
    `start` to `end`; without a size each number is a group.
    """

    property: str
    by: str = ""
    order: str = "manual"
    start: int | float | None = None
    end: int | float | None = None
    size: int | float | None = None
    week_begins_on_monday: bool = False


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A view as its author set it up; properties are named by name or by id.

    `layout` is Notion's type of the view: table, board, list, calendar, timeline, gallery, form, chart, map or
    dashboard. `properties` are the visible ones in order, None where the view does not say. `cover` is `page_cover`,
    `page_content`, `page_content_first`, or `property` with `cover_property`. `dashboard` is the view that it is a
    part of.
    """

    id: str
    name: str = ""
    layout: str = "table"
    data_source: str = ""
    filter: Filter | None = None
    sorts: tuple[Sort, ...] = ()
    properties: tuple[str, ...] | None = None
    group_by: Grouping | None = None
    cover: str = ""
    cover_property: str = ""
    date_property: str = ""
    end_date_property: str = ""
    dashboard: str = ""
