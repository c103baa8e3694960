"""What an object is in, as each version says it."""

from __future__ import annotations

from typing import Any

from notionpress.emulator.reader import Reader
from notionpress.emulator.versions import parent_of_row

Json = dict[str, Any]

_WORKSPACE: Json = {"type": "workspace", "workspace": True}


def page_parent(id: str, reader: Reader) -> Json:
    """The parent of a page: a page, a block, the workspace, or what it is a row of."""
    parent = reader.workspace.pages[id].parent
    source_id = reader.workspace.source_of_row(parent)
    if source_id is None:
        return typed(parent)
    database_id = parent.get("database_id") or reader.workspace.parent(source_id) or ""
    return parent_of_row(database_id, source_id, reader.version)


def database_parent(id: str, reader: Reader) -> Json:
    """The parent of a database."""
    return typed(reader.workspace.object("database", id).get("parent"))


def typed(parent: Json | None) -> Json:
    """A parent with its `type` first."""
    if not parent:
        return dict(_WORKSPACE)
    kind = parent.get("type") or next(iter(parent))
    return {"type": kind, **{key: value for key, value in parent.items() if key != "type"}}
