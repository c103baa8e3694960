"""Comments that are read by themselves, made, changed and deleted through the API.

Source: developers.notion.com/reference/create-a-comment, /update-a-comment and /delete-a-comment.
"""

from __future__ import annotations

import uuid
from typing import Any

from msgspec import UNSET

from notionpress.emulator import objects
from notionpress.emulator.calls import Call
from notionpress.emulator.editing import refuse_trashed, shared_block
from notionpress.emulator.given_text import rich_text
from notionpress.emulator.refusals import restricted
from notionpress.emulator.times import from_moment
from notionpress.emulator.validation import choice, fields, kind_of, words, wrong
from notionpress.emulator.validation import uuid as checked_id

Json = dict[str, Any]

_NAMES = ("integration", "user", "custom")


def create_comment(call: Call) -> Json:
    """`POST comments`: on a page, a block, or in a discussion. No time moves but the comment's own."""
    call.only("parent", "discussion_id", "rich_text", "display_name")
    if "parent" in call.body and "discussion_id" in call.body:
        raise wrong("body.discussion_id", "not present", call.body["discussion_id"])
    place = _place(call)
    now = from_moment(call.now)
    comment: Json = {
        "object": "comment",
        "id": str(uuid.uuid4()),
        "discussion_id": str(uuid.uuid4()),
        **place,
        "created_time": now,
        "last_edited_time": now,
        "created_by": {"object": "user", "id": call.workspace.about.bot_id},
        "rich_text": rich_text(call.body.get("rich_text", UNSET), "body.rich_text"),
        **_display_name(call),
    }
    call.workspace.add(comment, by=call.workspace.about.bot_id)
    return objects.comment(comment["id"], call.reader)


def comment(call: Call) -> Json:
    """`GET comments/:id`."""
    return objects.comment(_found(call), call.reader)


def update_comment(call: Call) -> Json:
    """`PATCH comments/:id`: one of the connection's own gets other words."""
    call.only("rich_text")
    id = _own(call)
    given = rich_text(call.body.get("rich_text", UNSET), "body.rich_text")
    call.workspace.edit(id, lambda value: value.update(rich_text=given), at=call.now, by=call.workspace.about.bot_id)
    return objects.comment(id, call.reader)


def delete_comment(call: Call) -> Json:
    """`DELETE comments/:id`: one of the connection's own is gone."""
    id = _own(call)
    call.workspace.trash(id, by=call.workspace.about.bot_id)
    return objects.comment(id, call.reader)


def _found(call: Call) -> str:
    id = call.find("comment", call.ids["comment_id"])
    if call.workspace.in_trash(id):
        raise call.missing("comment", id)
    return id


def _own(call: Call) -> str:
    id = _found(call)
    if objects.comment(id, call.reader)["created_by"]["id"] != call.workspace.about.bot_id:
        raise restricted()
    return id


def _place(call: Call) -> Json:
    """Where a comment goes: its parent, and the discussion that it continues. Raises Refusal."""
    if "discussion_id" in call.body:
        discussion_id = checked_id(call.body["discussion_id"], "body.discussion_id")
        for id, raw in call.workspace.objects("comment").items():
            known = discussion_id == raw.get("discussion_id", id) and not call.workspace.in_trash(id)
            if known and call.workspace.is_shared(id):
                return {"parent": raw["parent"], "discussion_id": discussion_id}
        raise call.missing("discussion", discussion_id)
    parent = call.body.get("parent", UNSET)
    kind = kind_of(parent, "body.parent", ("page_id", "block_id"))
    fields(parent, "body.parent", (kind, "type"))
    id = checked_id(parent[kind], f"body.parent.{kind}")
    id = call.find("page", id) if kind == "page_id" else shared_block(call, id)
    refuse_trashed(id, call)
    return {"parent": {"type": kind, kind: id}}


def _display_name(call: Call) -> Json:
    if "display_name" not in call.body:
        return {}
    place = "body.display_name"
    given = fields(call.body["display_name"], place, ("type", "custom"))
    kind = choice(given.get("type", UNSET), f"{place}.type", _NAMES)
    if kind != "custom":
        return {"display_name": {"type": kind, "resolved_name": call.reader.bot()["name"]}}
    inner = fields(given.get("custom", UNSET), f"{place}.custom", ("name",))
    return {"display_name": {"type": kind, "resolved_name": words(inner.get("name", UNSET), f"{place}.custom.name")}}
