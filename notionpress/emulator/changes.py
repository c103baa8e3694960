"""What becomes of a workspace in the middle of a crawl: trashed, shared, edited, added, and the token revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from notionpress.emulator.times import from_moment
from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]
Action = Literal["trash", "restore", "unshare", "share", "edit", "add", "revoke"]


class Change(msgspec.Struct, frozen=True):
    """Something that happens before a request is answered: request number `at` of those whose line has `path`.

    `do` says what: an object or block `id` goes to the trash or comes back, is hidden from the connection or shown,
    is edited, an `object` is added, the token is revoked. An edit takes the keys of `object`, in the format of a
    workspace folder: each replaces the one that was there, but of `properties` only those that are given. What is
    edited, a page that is trashed or comes back, and a page that something is put into or taken from, have a new
    `last_edited_time` then, unless `quiet`.
    """

    do: Action
    id: str = ""
    at: int = 1
    path: str = ""
    object: Json | None = None
    quiet: bool = False

    def __post_init__(self) -> None:
        if self.do == "add" and self.object is None:
            raise ValueError("`add` needs an `object`")
        if self.do not in ("add", "revoke") and not self.id:
            raise ValueError(f"`{self.do}` needs an `id`")


def apply(change: Change, workspace: Workspace, now: datetime) -> None:
    """Make a change in a workspace; to revoke the token is none.

    Raises KeyError when there is no object or block of that id, and WorkspaceError when the object is wrong.
    """
    if change.do == "revoke":
        return
    if change.do == "add":
        _add(change, workspace, now)
        return
    if not workspace.kind(change.id):
        raise KeyError(change.id)
    if change.do == "edit":
        workspace.edit(change.id, lambda value: _merge(value, change.object or {}), at=None if change.quiet else now)
        return
    actions = {
        "trash": workspace.trash,
        "restore": workspace.restore,
        "unshare": workspace.unshare,
        "share": workspace.share,
    }
    actions[change.do](change.id)
    if change.do in ("trash", "restore") and not change.quiet:
        _touch_pages(change.id, workspace, now)


def _merge(value: Json, change: Json) -> None:
    # Decoded anew: the workspace writes into what it is given.
    copy = msgspec.json.decode(msgspec.json.encode(change))
    properties = {**value.get("properties", {}), **copy.pop("properties", {})}
    value.update(copy)
    if properties:
        value["properties"] = properties


def _add(change: Change, workspace: Workspace, now: datetime) -> None:
    object: Json = msgspec.json.decode(msgspec.json.encode(change.object))
    if object.get("object") in ("page", "database", "data_source", "comment"):
        object.setdefault("created_time", from_moment(now))
        object.setdefault("last_edited_time", object["created_time"])
    workspace.add(object)
    parent = (object.get("parent") or {}).get("page_id")
    kind = f"child_{object.get('object')}"
    if parent in workspace.pages and kind in ("child_page", "child_database") and "id" in object:

        def place(page: Json) -> None:
            page["children"].append({"type": kind, kind: object["id"]})

        workspace.edit(parent, place, at=None if change.quiet else now)


def _touch_pages(id: str, workspace: Workspace, now: datetime) -> None:
    """Give a page, and the page that a page, database or block lies in, a new time, as Notion does at once."""
    holder = workspace.owner(id) if workspace.kind(id) == "block" else workspace.parent(id)
    for page in (id, holder):
        if page in workspace.pages:
            workspace.edit(page, lambda _: None, at=now)
