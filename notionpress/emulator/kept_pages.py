"""What is kept in memory of a page that is served, and the page as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from notionpress.emulator.plain import plain_text
from notionpress.emulator.times import LONG_AGO, to_minute

Json = dict[str, Any]


class Page(msgspec.Struct, frozen=True):
    """What is kept in memory of a page: `head` is its JSON without blocks, `body` is where to find it whole."""

    id: str
    parent: Json
    created: str
    edited: str
    author: str
    editor: str
    title: str
    head: bytes
    body: Path | bytes
    has_children: bool


def kept_page(page: Json, parent: Json, schema: Mapping[str, Json] | None, path: Path | None, *, bot_id: str) -> Page:
    """What is kept of a page that has its id, and its parent or the workspace for one.

    `schema` are the properties, by name, of the data source that it is a row of; `path` is the file it was read from,
    None for one that is in no file; `bot_id` is the user who made and edited what names none.
    """
    created = to_minute(page.get("created_time", LONG_AGO))
    return Page(
        id=page["id"],
        parent=parent,
        created=created,
        edited=to_minute(page.get("last_edited_time", created)),
        author=_user_id(page.get("created_by")) or bot_id,
        editor=_user_id(page.get("last_edited_by")) or bot_id,
        title=_title(page.get("properties", {}), schema),
        head=msgspec.json.encode({key: value for key, value in page.items() if key != "children"}),
        body=path if path is not None else msgspec.json.encode(page),
        has_children=bool(page.get("children", [])),
    )


def head_of(page: Page) -> Json:
    """The page as it was written, without its blocks."""
    return cast(Json, msgspec.json.decode(page.head))


def whole_of(page: Page) -> Json:
    """The page as it was written, with its blocks."""
    return cast(Json, msgspec.json.decode(page.body if isinstance(page.body, bytes) else page.body.read_bytes()))


def _user_id(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value or "")


def _title(properties: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
    for name, value in properties.items():
        written = value.get("type") if isinstance(value, dict) else None
        if (schema or {}).get(name, {}).get("type", written or name) == "title":
            return plain_text(value["title"] if isinstance(value, dict) and "title" in value else value)
    return ""
