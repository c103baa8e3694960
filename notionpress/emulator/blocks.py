"""Blocks as Notion gives them, from the short way in which they are written.

Source: developers.notion.com/reference/block, and the keys of recorded answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from notionpress.emulator.parents import database_parent, page_parent
from notionpress.emulator.plain import plain_text
from notionpress.emulator.reader import Reader
from notionpress.emulator.times import LONG_AGO, to_minute
from notionpress.emulator.trees import Node, original_of
from notionpress.emulator.versions import block_type, with_trash_flags

Json = dict[str, Any]

_TEXT: Mapping[str, Any] = {"rich_text": [], "color": "default"}
_HEADING: Mapping[str, Any] = {"rich_text": [], "is_toggleable": False, "color": "default"}
_MEDIA: Mapping[str, Any] = {"caption": []}
_LINK: Mapping[str, Any] = {"caption": [], "url": ""}
_FILES = ("image", "video", "audio", "pdf", "file")
#: The keys that each payload always has, with their values when they are left out.
PAYLOADS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "paragraph": {"rich_text": [], "icon": None, "color": "default"},
        "heading_1": _HEADING,
        "heading_2": _HEADING,
        "heading_3": _HEADING,
        "heading_4": _HEADING,
        "bulleted_list_item": _TEXT,
        "numbered_list_item": _TEXT,
        "to_do": {"rich_text": [], "checked": False, "color": "default"},
        "toggle": _TEXT,
        "quote": _TEXT,
        "callout": {"rich_text": [], "icon": None, "color": "default"},
        "code": {"caption": [], "rich_text": [], "language": "plain text"},
        "equation": {"expression": ""},
        "table_of_contents": {"color": "default"},
        "table": {"table_width": 1, "has_column_header": False, "has_row_header": False},
        "table_row": {"cells": []},
        "synced_block": {"synced_from": None},
        "template": {"rich_text": []},
        "image": _MEDIA,
        "video": _MEDIA,
        "audio": _MEDIA,
        "pdf": _MEDIA,
        "file": _MEDIA,
        "embed": _LINK,
        "bookmark": _LINK,
    }
)


def block(id: str, reader: Reader) -> Json:
    """A block by its id; a page or a database is seen as the block that stands for it. Raises KeyError."""
    workspace = reader.workspace
    if id in workspace.pages:
        return _child_page(id, {}, page_parent(id, reader), reader)
    if id in workspace.objects("database"):
        return _child_database(id, {}, database_parent(id, reader), reader)
    node = workspace.node(id)
    if node is None:
        raise KeyError(id)
    return listed_block(node, reader)


def listed_block(node: Node, reader: Reader) -> Json:
    """A block as it stands in the list of a page's or block's children."""
    kind = node.raw["type"]
    parent = node.raw.get("parent") or _container(node, reader)
    if kind == "child_page":
        return _child_page(node.id, node.raw, parent, reader)
    if kind == "child_database":
        return _child_database(node.id, node.raw, parent, reader)
    kind = block_type(kind, reader.version)
    page = reader.workspace.pages[node.page]
    value = {
        "object": "block",
        "id": node.id,
        "parent": parent,
        "created_time": to_minute(node.raw.get("created_time", page.created)),
        "last_edited_time": to_minute(node.raw.get("last_edited_time", page.edited)),
        "created_by": reader.partial_user(node.raw.get("created_by") or page.author),
        "last_edited_by": reader.partial_user(node.raw.get("last_edited_by") or page.editor),
        "has_children": bool(original_of(node.raw) or node.raw.get("has_children"))
        or reader.workspace.has_children(node.id),
        "in_trash": reader.workspace.in_trash(node.id),
        "type": kind,
        kind: _payload(node.raw, reader),
    }
    return with_trash_flags(value, reader.version)


def _child_page(id: str, raw: Json, parent: Json, reader: Reader) -> Json:
    page = reader.workspace.pages.get(id)
    if page is None:
        return _stand_in(id, raw, parent, reader)
    value = {
        **_envelope(id, parent, page.created, page.edited),
        "created_by": reader.partial_user(page.author),
        "last_edited_by": reader.partial_user(page.editor),
        "has_children": reader.workspace.has_children(id),
        "in_trash": reader.workspace.in_trash(id),
        "type": "child_page",
        "child_page": {"title": page.title},
    }
    return with_trash_flags(value, reader.version)


def _child_database(id: str, raw: Json, parent: Json, reader: Reader) -> Json:
    database = reader.workspace.objects("database").get(id)
    if database is None:
        return _stand_in(id, raw, parent, reader)
    created: str = database.get("created_time", LONG_AGO)
    value = {
        **_envelope(id, parent, created, database.get("last_edited_time", created)),
        "created_by": reader.partial_user(database.get("created_by")),
        "last_edited_by": reader.partial_user(database.get("last_edited_by")),
        "has_children": False,
        "in_trash": reader.workspace.in_trash(id),
        "type": "child_database",
        "child_database": {"title": plain_text(database.get("title", "")) or "Untitled"},
    }
    return with_trash_flags(value, reader.version)


def _stand_in(id: str, raw: Json, parent: Json, reader: Reader) -> Json:
    """A page or database that is not in the workspace: as the block itself says."""
    kind = raw["type"]
    written = raw.get(kind)
    created: str = raw.get("created_time", LONG_AGO)
    value = {
        **_envelope(id, parent, created, raw.get("last_edited_time", created)),
        "created_by": reader.partial_user(raw.get("created_by")),
        "last_edited_by": reader.partial_user(raw.get("last_edited_by")),
        "has_children": raw.get("has_children", False),
        "in_trash": False,
        "type": kind,
        kind: written if isinstance(written, dict) else {"title": ""},
    }
    return with_trash_flags(value, reader.version)


def _envelope(id: str, parent: Json, created: str, edited: str) -> Json:
    return {
        "object": "block",
        "id": id,
        "parent": parent,
        "created_time": to_minute(created),
        "last_edited_time": to_minute(edited),
    }


def _container(node: Node, reader: Reader) -> Json:
    if node.parent in reader.workspace.pages:
        return {"type": "page_id", "page_id": node.parent}
    return {"type": "block_id", "block_id": node.parent}


def _payload(raw: Json, reader: Reader) -> Json:
    kind = raw["type"]
    given = dict(raw[kind])
    payload = {name: _field(name, given.pop(name, empty), reader) for name, empty in PAYLOADS.get(kind, {}).items()}
    if kind in _FILES:
        source = given.pop("type", None) or ("external" if "external" in given else "file")
        payload = reader.file({"type": source, source: given.pop(source)}, payload)
    # Children are blocks of their own, except for the three parts that meeting notes name.
    if not isinstance(given.get("children"), dict):
        given.pop("children", None)
    return {**payload, **given}


def _field(name: str, value: Any, reader: Reader) -> Any:
    if name in ("rich_text", "caption"):
        return reader.rich_text(value)
    if name == "cells":
        return [reader.rich_text(cell) for cell in value]
    if name == "icon":
        return reader.icon(value)
    if name == "synced_from" and value:
        return {"type": "block_id", **value}
    return value
