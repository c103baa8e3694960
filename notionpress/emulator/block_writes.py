"""Blocks that are appended, changed and put into the trash through the API.

Source: developers.notion.com/reference/patch-block-children, /update-a-block and /delete-a-block.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from notionpress.emulator import blocks
from notionpress.emulator.calls import Call, listing
from notionpress.emulator.editing import (
    edit_block,
    edit_holder,
    index_of,
    position,
    put_in_trash,
    refuse_trashed,
    refuse_unseen_originals,
    shared_block,
    trash_flag,
)
from notionpress.emulator.given_blocks import (
    can_be_updated,
    changed_payload,
    check_row,
    check_rows,
    holds_blocks,
    new_blocks,
    table_width,
)
from notionpress.emulator.refusals import invalid
from notionpress.emulator.trees import original_of
from notionpress.emulator.validation import uuid, wrong

Json = dict[str, Any]

_AFTER_UNTIL = "2026-03-11"
_POSITION_SINCE = "2025-09-03"


def append_children(call: Call) -> Json:
    """`PATCH blocks/:id/children`: the new blocks, followed by all that comes after them."""
    version = call.reader.version
    known = [
        name for name, fits in (("after", version < _AFTER_UNTIL), ("position", version >= _POSITION_SINCE)) if fits
    ]
    call.only("children", *known)
    id = _holder(shared_block(call, call.ids["block_id"]), call)
    refuse_trashed(id, call)
    where, after = _where(call)
    index, node = index_of(id, where, after, call), call.workspace.node(id)
    kind = node.raw["type"] if node is not None and id not in call.workspace.pages else ""
    given = call.body.get("children", UNSET)
    new = new_blocks(given, "body.children", kind, call.now, call.workspace.about.bot_id)
    if kind == "table" and node is not None:
        check_rows(table_width(node.raw), new, "body.children")
    refuse_unseen_originals(new, call)

    def change(children: list[Json]) -> None:
        children[index:index] = new

    if new:
        edit_holder(id, change, call)
    shown = call.workspace.children(id)
    first = next((at for at, one in enumerate(shown) if new and one.id == new[0]["id"]), len(shown))
    return listing([blocks.listed_block(one, call.reader) for one in shown[first:]], "block", None)


def update_block(call: Call) -> Json:
    """`PATCH blocks/:id`: the named fields are replaced, or the block goes to the trash or comes back.

    To all but the last, what is in the trash is not there.
    """
    id = shared_block(call, call.ids["block_id"])
    trashed = trash_flag(call)
    if trashed is not False and call.workspace.in_trash(id):
        raise call.missing("block", id)
    refuse_trashed(id, call, restored=trashed is False)
    kind = blocks.block(id, call.reader)["type"]
    call.only("in_trash", "archived", "type", "object", kind)
    node = call.workspace.node(id)
    if call.body.get("type", kind) != kind:
        raise wrong("body.type", f'`"{kind}"`', call.body["type"])
    payload = None
    if kind in call.body:
        if node is None or not can_be_updated(kind):
            raise invalid(f"Blocks of type {kind} cannot be updated.")
        payload = changed_payload(kind, call.body[kind], node.raw)
        table = call.workspace.node(node.parent) if kind == "table_row" else None
        if table is not None:
            check_row(table_width(table.raw), payload["cells"], "body.table_row")
        refuse_unseen_originals([{"type": kind, kind: payload}], call)
    if trashed is not None and trashed != call.workspace.is_trashed(id):
        put_in_trash(id, call, trashed=trashed)
    if payload is not None:
        edit_block(id, lambda block: block.update({kind: payload}), call)
    return blocks.block(id, call.reader)


def delete_block(call: Call) -> Json:
    """`DELETE blocks/:id`: a block, page or database goes to the trash."""
    id = shared_block(call, call.ids["block_id"])
    refuse_trashed(id, call)
    put_in_trash(id, call, trashed=True)
    return blocks.block(id, call.reader)


def _holder(id: str, call: Call) -> str:
    """What blocks are really put into: the original, in place of a copy. Raises Refusal when it holds none."""
    if id in call.workspace.pages:
        return id
    node = call.workspace.node(id)
    if node is None or not holds_blocks(node.raw["type"], node.raw):
        raise invalid("Block does not support children.")
    original = original_of(node.raw)
    return shared_block(call, original) if original is not None and not node.children else id


def _where(call: Call) -> tuple[str, str | None]:
    if "after" not in call.body:
        return position(call, ("start", "end"))
    if "position" in call.body:
        raise wrong("body.position", "not present", call.body["position"])
    return "after", uuid(call.body["after"], "body.after")
