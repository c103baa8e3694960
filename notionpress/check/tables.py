"""The data sources that a site is made of, as they are now, with the names that their properties had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias
from urllib.parse import unquote

import msgspec

from notionpress.content.pages import DataSource, SchemaProperty
from notionpress.content.parse_pages import parse_data_source
from notionpress.crawl.changes import page_title
from notionpress.ids import notion_url
from notionpress.store import SchemaNames

Json: TypeAlias = dict[str, Any]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A data source with its schema; `is_root` says that its rows are posts, `names` are those of earlier crawls.

    `properties` is the schema as Notion gives it.
    """

    title: str
    url: str
    schema: DataSource
    properties: Mapping[str, Json]
    names: SchemaNames
    is_root: bool


def table(source: Json, names: SchemaNames, *, is_root: bool) -> Table:
    """A table out of a data source, or a database of the versions before 2025-09-03."""
    url = str(source.get("url") or notion_url(str(source["id"])))
    return Table(
        title=page_title(source),
        url=url,
        schema=parse_data_source(source),
        properties=source.get("properties") or {},
        names=names,
        is_root=is_root,
    )


def names_of(source: Json, known: Mapping[str, SchemaNames]) -> SchemaNames:
    """The names of earlier crawls, also of those with a version that knew only the database."""
    parent = source.get("parent")
    database = str(parent.get("database_id")) if isinstance(parent, dict) else ""
    return known.get(str(source["id"])) or known.get(database) or SchemaNames()


def by_id(one: Table, id: str) -> SchemaProperty | None:
    """The property with an id, encoded for a URL or not."""
    return next((found for found in one.schema.properties.values() if id and unquote(found.id) == unquote(id)), None)


def renamed(one: Table, name: str) -> SchemaProperty | None:
    """The property that had a name when the table was crawled, and has another one now."""
    return None if name in one.schema.properties else by_id(one, one.names.properties.get(name, ""))


def renamed_choice(one: Table, column: SchemaProperty, name: str) -> str:
    """What a choice is called now that had a name when the table was crawled; "" when that is not known."""
    id = one.names.choices.get(column.id, {}).get(name, "")
    return next((option.name for option in column.options if id and option.id == id), "")


def nearest(name: str, known: Iterable[str]) -> str:
    """The name that was most likely meant, "" when none is like it."""
    folded = {one.casefold(): one for one in known}
    close = get_close_matches(name.casefold(), list(folded), 1)
    return folded[close[0]] if close else ""
