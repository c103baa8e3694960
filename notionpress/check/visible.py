"""What a token can see: databases and pages, as Notion's search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from notionpress.check.ancestors import Ancestors
from notionpress.crawl.changes import page_title
from notionpress.errors import NotionRefused, Unauthorized
from notionpress.ids import notion_url
from notionpress.notion.client import NotionClient

Json: TypeAlias = dict[str, Any]

_LOOKUPS: Final = 40
"""Requests that may be spent on telling where what was found lies."""


class Source(msgspec.Struct, frozen=True):
    """A data source of a database, which can be published by itself."""

    id: str
    title: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A database or page that can be a root of a site.

    `path` are the titles above it, from the top. `data_sources` are those of a database that has several, or the only
    one; none before version 2025-09-03. `last_edited_time` is ISO 8601, "" when it is not told.
    """

    object: Literal["database", "page"]
    id: str
    title: str
    url: str
    last_edited_time: str
    path: tuple[str, ...] = ()
    data_sources: tuple[Source, ...] = ()


class Visible(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: databases, then pages, each in the order of their places in the workspace.

    `schemas` are the objects that hold the properties of each database's rows, by the id of the data source (of the
    database before version 2025-09-03). `rows` is how many rows of databases were left out; `complete` is false when
    there was more than was looked at.
    """

    places: tuple[Place, ...]
    schemas: Mapping[str, Json]
    rows: int
    complete: bool
    requests: int


async def visible(client: NotionClient, words: str = "", *, rows: bool = False, limit: int = 1000) -> Visible:
    """Search for databases and pages whose title has the words, all of them for none.

    Rows of databases are pages too, of which there may be thousands: they are told only with `rows`. At most `limit`
    pages are looked at, those that were edited last. Raises NotionError.
    """
    before = client.requests
    kind = "data_source" if client.has_data_sources else "database"
    schemas = {str(one["id"]): one async for one in client.search(words, kind=kind)}
    pages: dict[str, Json] = {}
    complete = True
    async for page in client.search(words, kind="page"):
        if len(pages) == limit:
            complete = False
            break
        pages[str(page["id"])] = page
    shown = {id: page for id, page in pages.items() if rows or not _is_row(page)}
    databases = await _databases(client, schemas, anew=bool(words))
    ancestors = Ancestors(client, {**pages, **schemas, **databases}, _LOOKUPS)
    found = [
        *[await _database(one, schemas, ancestors) for one in databases.values()],
        *[_place("page", page, await ancestors.above(page)) for page in shown.values()],
    ]
    return Visible(
        places=tuple(sorted(found, key=_order)),
        schemas=schemas,
        rows=len(pages) - len(shown),
        complete=complete,
        requests=client.requests - before,
    )


async def _databases(client: NotionClient, schemas: Mapping[str, Json], *, anew: bool) -> dict[str, Json]:
    """The databases of data sources by id; `anew` when not all of their data sources may have been found.

    A database with one data source is called as that is, and need not be asked for; nor are more than forty.
    """
    if not client.has_data_sources:
        return dict(schemas)
    sources: dict[str, list[str]] = {}
    for id, source in schemas.items():
        sources.setdefault(_database_id(source), []).append(id)
    found: dict[str, Json] = {}
    for id, listed in sources.items():
        only = schemas[listed[0]]
        found[id] = {**only, "id": id, "data_sources": [{"id": one, "name": ""} for one in listed]}
        if (len(listed) > 1 or anew) and len(found) <= _LOOKUPS:
            try:
                found[id] = await client.database(id)
            except Unauthorized:
                raise
            except NotionRefused:
                continue  # It was found by its data sources, and is shown as far as they tell.
    return found


def _database_id(source: Mapping[str, Any]) -> str:
    parent = source.get("parent")
    return str((parent if isinstance(parent, dict) else {}).get("database_id") or source["id"])


async def _database(value: Json, schemas: Mapping[str, Json], ancestors: Ancestors) -> Place:
    listed = value.get("data_sources") or ()
    sources = tuple(Source(str(one["id"]), _source_title(one, schemas)) for one in listed)
    return _place("database", value, await ancestors.above(value), sources)


def _source_title(listed: Mapping[str, Any], schemas: Mapping[str, Json]) -> str:
    found = schemas.get(str(listed["id"]))
    return page_title(found) if found else str(listed.get("name") or "Untitled")


def _place(
    kind: Literal["database", "page"], value: Json, path: tuple[str, ...], sources: Iterable[Source] = ()
) -> Place:
    id = str(value["id"])
    return Place(
        object=kind,
        id=id,
        title=page_title(value),
        url=str(value.get("url") or notion_url(id)),
        last_edited_time=str(value.get("last_edited_time") or ""),
        path=path,
        data_sources=tuple(sources),
    )


def _is_row(page: Mapping[str, Any]) -> bool:
    parent = page.get("parent")
    return isinstance(parent, dict) and ("data_source_id" in parent or "database_id" in parent)


def _order(place: Place) -> tuple[bool, list[str], str]:
    return place.object == "page", [title.casefold() for title in (*place.path, place.title)], place.id
