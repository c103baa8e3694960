"""Pages, databases, data sources, views and comments as Notion gives them, in the order of its keys.

Source: the API reference of each object, and the keys of recorded answers.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from notionpress.emulator.parents import database_parent, page_parent, typed
from notionpress.emulator.plain import plain_text
from notionpress.emulator.properties import shown_schema, shown_values, values
from notionpress.emulator.reader import Reader
from notionpress.emulator.refusals import no_sources, several_sources
from notionpress.emulator.times import LONG_AGO, to_millisecond, to_minute
from notionpress.emulator.versions import has_data_sources, with_trash_flags

Json = dict[str, Any]


def page(id: str, reader: Reader, wanted: Collection[str] | None = None) -> Json:
    """A page as it is answered; `wanted` are the names of the properties to show, None for all."""
    value = complete_page(id, reader)
    properties = shown_values(value["properties"])
    if wanted is not None:
        properties = {name: one for name, one in properties.items() if name in wanted}
    return {**value, "properties": properties}


def complete_page(id: str, reader: Reader) -> Json:
    """A page with complete property values, more than an answer shows."""
    entry, head = reader.workspace.pages[id], reader.workspace.head(id)
    value = {
        "object": "page",
        "id": id,
        "created_time": entry.created,
        "last_edited_time": entry.edited,
        "created_by": reader.partial_user(entry.author),
        "last_edited_by": reader.partial_user(entry.editor),
        "cover": reader.icon(head.get("cover")),
        "icon": reader.icon(head.get("icon")),
        "parent": page_parent(id, reader),
        "in_trash": reader.workspace.in_trash(id),
        "is_archived": head.get("is_archived", False),
        "is_locked": head.get("is_locked", False),
        "properties": values(id, reader),
        "url": head.get("url") or reader.url(id),
        "public_url": head.get("public_url"),
    }
    return with_trash_flags(value, reader.version)


def database(id: str, reader: Reader) -> Json:
    """A database: a container of data sources, in old versions one with the schema. Raises Refusal."""
    if not has_data_sources(reader.version):
        return _old_database(id, reader)
    raw = reader.workspace.object("database", id)
    created: str = raw.get("created_time", LONG_AGO)
    value = {
        "object": "database",
        "id": id,
        "title": reader.rich_text(raw.get("title", "")),
        "description": reader.rich_text(raw.get("description", "")),
        "parent": database_parent(id, reader),
        "is_inline": raw.get("is_inline", False),
        "in_trash": reader.workspace.in_trash(id),
        "is_locked": raw.get("is_locked", False),
        "created_time": to_millisecond(created),
        "last_edited_time": to_millisecond(raw.get("last_edited_time", created)),
        "data_sources": [{"id": one, "name": _source_name(one, raw, reader)} for one in reader.workspace.sources(id)],
        "icon": reader.icon(raw.get("icon")),
        "cover": reader.icon(raw.get("cover")),
        "url": raw.get("url") or reader.url(id),
        "public_url": raw.get("public_url"),
    }
    return with_trash_flags(value, reader.version)


def only_source(database_id: str, reader: Reader) -> str:
    """The one data source that an old version takes a database for. Raises Refusal when there is not one."""
    sources = reader.workspace.sources(database_id)
    if len(sources) > 1:
        raise several_sources(database_id, sources)
    if not sources or sources[0] not in reader.workspace.objects("data_source"):
        raise no_sources(database_id)
    return sources[0]


def _old_database(id: str, reader: Reader) -> Json:
    raw = reader.workspace.object("database", id)
    value = _with_schema(only_source(id, reader), raw, reader)
    value |= {"object": "database", "id": id, "parent": database_parent(id, reader)}
    value |= {"cover": reader.icon(raw.get("cover")), "icon": reader.icon(raw.get("icon"))}
    value |= {"title": reader.rich_text(raw.get("title", "")), "in_trash": reader.workspace.in_trash(id)}
    value.pop("database_parent")
    return with_trash_flags(value, reader.version)


def data_source(id: str, reader: Reader) -> Json:
    """A data source with its schema."""
    database_id = reader.workspace.parent(id) or ""
    raw = reader.workspace.objects("database").get(database_id, {})
    return with_trash_flags(_with_schema(id, raw, reader), reader.version)


def _with_schema(id: str, database: Json, reader: Reader) -> Json:
    raw = reader.workspace.object("data_source", id)
    created: str = raw.get("created_time") or database.get("created_time", LONG_AGO)
    edited = raw.get("last_edited_time") or database.get("last_edited_time", created)
    database_id = reader.workspace.parent(id) or ""
    return {
        "object": "data_source",
        "id": id,
        "cover": reader.icon(raw.get("cover", database.get("cover"))),
        "icon": reader.icon(raw.get("icon", database.get("icon"))),
        "created_time": to_minute(created),
        "created_by": reader.partial_user(raw.get("created_by") or database.get("created_by")),
        "last_edited_by": reader.partial_user(raw.get("last_edited_by") or database.get("last_edited_by")),
        "last_edited_time": to_minute(edited),
        "title": reader.rich_text(raw.get("title", database.get("title", ""))),
        "description": reader.rich_text(raw.get("description", database.get("description", ""))),
        "is_inline": raw.get("is_inline", database.get("is_inline", False)),
        "properties": shown_schema(id, reader),
        "parent": typed(raw.get("parent")),
        "database_parent": typed(database.get("parent") or raw.get("database_parent")),
        "url": database.get("url") or reader.url(database_id),
        "public_url": database.get("public_url"),
        "in_trash": reader.workspace.in_trash(id),
    }


def _source_name(id: str, database: Json, reader: Reader) -> str:
    listed = next((one.get("name", "") for one in database.get("data_sources", []) if one["id"] == id), "")
    source = reader.workspace.objects("data_source").get(id, {})
    return plain_text(source.get("title", "")) or listed or plain_text(database.get("title", ""))


def view(id: str, reader: Reader) -> Json:
    """A view of a data source."""
    raw = reader.workspace.object("view", id)
    parent = typed(raw.get("parent"))
    created: str = raw.get("created_time", LONG_AGO)
    kind = raw.get("type", "table")
    return {
        "object": "view",
        "id": id,
        "parent": parent,
        "data_source_id": raw.get("data_source_id"),
        "name": raw.get("name", ""),
        "type": kind,
        "created_time": to_millisecond(created),
        "created_by": reader.partial_user(raw.get("created_by")),
        "last_edited_time": to_millisecond(raw.get("last_edited_time", created)),
        "last_edited_by": reader.partial_user(raw.get("last_edited_by")),
        "url": f"{reader.url(parent.get('database_id', ''))}?v={id.replace('-', '')}",
        "filter": raw.get("filter"),
        "sorts": raw.get("sorts"),
        "quick_filters": raw.get("quick_filters"),
        "configuration": raw.get("configuration") or {"type": kind},
        **({"dashboard_view_id": raw["dashboard_view_id"]} if raw.get("dashboard_view_id") else {}),
    }


def comment(id: str, reader: Reader) -> Json:
    """A comment."""
    raw = reader.workspace.object("comment", id)
    author = reader.user(raw.get("created_by"))
    created: str = raw.get("created_time", LONG_AGO)
    name = {"type": "integration" if author.get("type") == "bot" else "user", "resolved_name": author.get("name")}
    value = {
        "object": "comment",
        "id": id,
        "parent": typed(raw.get("parent")),
        "discussion_id": raw.get("discussion_id") or id,
        "created_time": to_minute(created),
        "last_edited_time": to_minute(raw.get("last_edited_time", created)),
        "created_by": reader.partial_user(raw.get("created_by")),
        "rich_text": reader.rich_text(raw.get("rich_text", "")),
        "display_name": raw.get("display_name") or name,
    }
    if raw.get("attachments"):
        value["attachments"] = raw["attachments"]
    return value
