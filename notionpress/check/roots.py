"""Whether the roots are shared and can be read, and the data sources that the site is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import msgspec

from notionpress.check.findings import Finding, failed, note, well
from notionpress.check.tables import Table, names_of, table
from notionpress.crawl.changes import in_trash, page_title
from notionpress.crawl.roots import find_root
from notionpress.crawl.stored import stored_object
from notionpress.errors import (
    InvalidRequest,
    NotionError,
    NotionUnreachable,
    NotShared,
    Restricted,
    Unauthorized,
)
from notionpress.ids import notion_url
from notionpress.notion.client import DATA_SOURCES_SINCE, NotionClient
from notionpress.store import SchemaNames, Store

Json: TypeAlias = dict[str, Any]

MOST_DATABASES: Final = 20
"""Databases in pages that are looked at: each costs a request."""


class Roots(msgspec.Struct, frozen=True, kw_only=True):
    """What was found at the roots: `readable` are the ids of those that can be, pages first, `refused` the rest."""

    findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    readable: tuple[str, ...]
    refused: tuple[str, ...]


async def check_roots(
    client: NotionClient, store: Store, ids: Iterable[str], names: Mapping[str, SchemaNames]
) -> Roots:
    """Read each root, and the schema of each of its data sources.

    A root costs one request, three at most where no cache tells what it is, and one more for each data source. Raises
    NotionError when there is no answer any more.
    """
    findings: list[Finding] = []
    tables: list[Table] = []
    readable: list[str] = []
    refused: list[str] = []
    for at, id in enumerate(ids):
        setting = f"notion.root.{at}"
        try:
            root, value = await find_root(client, store, id)
            sources = await _sources(client, root.kind, value)
        except (Unauthorized, NotionUnreachable):
            raise
        except Restricted as error:
            # What it may not do with one root, it may do with none.
            findings.append(failed("capabilities", error))
            refused.append(id)
            break
        except NotionError as error:
            findings.append(failed("root", error, url=notion_url(id), setting=setting))
            refused.append(id)
            continue
        readable.insert(0 if root.kind == "page" else len(readable), id)
        tables += [table(one, names_of(one, names), is_root=True) for one in sources]
        findings.append(_described(root.kind, value, sources, setting))
    return Roots(findings=tuple(findings), tables=tuple(tables), readable=tuple(readable), refused=tuple(refused))


async def _sources(client: NotionClient, kind: str, value: Json) -> list[Json]:
    """The objects that hold the schemas of a root."""
    if kind == "data_source" or ("properties" in value and kind == "database"):
        return [value]
    if kind == "page":
        return []
    return [await client.data_source(str(one["id"])) for one in value.get("data_sources") or ()]


def _described(kind: str, value: Json, sources: list[Json], setting: str) -> Finding:
    title, url = page_title(value), str(value.get("url") or notion_url(str(value["id"])))
    if kind == "page":
        return well("root", f"The page “{title}” can be read.", url)
    if not sources:
        return note(
            "root",
            f"“{title}” is a linked database: what it shows belongs to another one, which decides over its properties.",
            "Name the database itself as the root, if all of its rows are meant.",
            url=url,
            setting=setting,
        )
    several = f", with {len(sources)} data sources" if len(sources) > 1 else ""
    return well("root", f"The {kind.replace('_', ' ')} “{title}” can be read{several}.", url)


async def check_databases_in_pages(
    client: NotionClient, store: Store, roots: Roots, names: Mapping[str, SchemaNames]
) -> tuple[list[Finding], list[Table]]:
    """Read the schemas of the databases that the last crawl found in pages, twenty at most.

    Raises NotionError when there is no answer any more.
    """
    known = {one.schema.id for one in roots.tables}
    ids = [id for id in crawled_sources(store, client.version) if id not in known]
    findings: list[Finding] = []
    tables: list[Table] = []
    for id in ids[:MOST_DATABASES]:
        try:
            source = await _source(client, id)
        except (Unauthorized, NotionUnreachable):
            raise
        except (NotShared, InvalidRequest) as error:
            findings.append(_lost(error, id))
            continue
        if in_trash(source):
            findings.append(_lost(None, id))
            continue
        tables.append(table(source, names_of(source, names), is_root=False))
    if tables:
        titles = ", ".join(f"“{one.title}”" for one in tables)
        findings.insert(0, well("databases", f"The databases in pages can be read: {titles}."))
    if len(ids) > MOST_DATABASES:
        message = f"{len(ids) - MOST_DATABASES} more databases in pages were not looked at, to save requests."
        findings.append(note("databases", message))
    if hidden := _hidden(store):
        findings.append(hidden)
    return findings, tables


def crawled_sources(store: Store, version: str) -> list[str]:
    """The data sources that a crawl with this version left in the cache: one with an old version has databases."""
    old = version < DATA_SOURCES_SINCE
    ids = (entry.id for entry in store.entries("data_source"))
    return [id for id in ids if (store.entry(id, "database") is not None) == old]


async def _source(client: NotionClient, id: str) -> Json:
    return await (client.data_source(id) if client.has_data_sources else client.database(id))


def _lost(error: NotionError | None, id: str) -> Finding:
    reason = "is not shared any more" if error else "is in Notion's trash"
    return note(
        "databases",
        f"A database in a page {reason}: the next crawl takes it from the site.",
        error.hint if error else "Restore it, if it is to stay.",
        url=notion_url(id),
    )


def _hidden(store: Store) -> Finding | None:
    """Views in pages that show rows of a database which the last crawl could not read."""
    for entry in store.entries("view"):
        view = stored_object(store, "view", entry.id) or {}
        source = str(view.get("data_source_id") or "")
        if source and store.entry(source, "data_source") is None:
            database = str((view.get("parent") or {}).get("database_id") or entry.id)
            return note(
                "databases",
                "A view in a page shows rows of a database that is not shared with the connection: it is left empty.",
                "Open the view's database in Notion, and share it with the connection: ••• > Connections.",
                url=notion_url(database),
            )
    return None
