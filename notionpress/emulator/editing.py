"""What edits through the API have in common: what may be edited, and whose times they move.

Source: developers.notion.com/reference/changes-by-version; how times move is told by recorded answers: an edit moves
the time of the block or page itself, something new that of what it was put into, and nothing that of an ancestor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from notionpress.emulator.calls import Call
from notionpress.emulator.refusals import archived, archived_ancestor
from notionpress.emulator.times import from_moment
from notionpress.emulator.trees import original_of, walk
from notionpress.emulator.validation import boolean, uuid, wrong

Json = dict[str, Any]

_NEWEST = "2026-03-11"


def shared_block(call: Call, id: str) -> str:
    """The id, when it names a shared block, page or database. Raises Refusal."""
    known = call.workspace.kind(id) in ("page", "block", "database")
    if not known or not call.workspace.is_shared(id):
        raise call.missing("block", id)
    return id


def refuse_trashed(id: str, call: Call, *, restored: bool = False) -> None:
    """Refuse to edit what is in the trash, unless it is being `restored`."""
    if call.workspace.is_trashed(id):
        if not restored:
            raise archived()
        return
    if call.workspace.in_trash(id):
        raise archived_ancestor()


def refuse_unseen_originals(blocks: list[Json], call: Call) -> None:
    """Refuse copies of what the connection does not see, at any depth."""
    for block in walk(blocks):
        original = original_of(block)
        if original is not None:
            shared_block(call, original)


def trash_flag(call: Call) -> bool | None:
    """Whether a request wants something in the trash, or out of it; None when it does not say. Raises Refusal."""
    body = call.body
    if "archived" in body and call.reader.version >= _NEWEST:
        raise wrong("body.archived", "not present", body["archived"])
    for name in ("in_trash", "archived"):
        if name in body:
            return boolean(body[name], f"body.{name}")
    return None


def position(call: Call, places: tuple[str, str]) -> tuple[str, str | None]:
    """Where something new goes: `start`, `end`, or `after` with the id of a block. Raises Refusal.

    `places` are the names that the request has for the first two.
    """
    given = call.body.get("position", {"type": places[1]})
    if not isinstance(given, dict):
        raise wrong("body.position", "an object", given)
    kind = given.get("type")
    if kind == "after_block":
        block = given.get(kind)
        id = uuid(block.get("id") if isinstance(block, dict) else block, f"body.position.{kind}.id")
        return "after", id
    if kind not in places:
        raise wrong("body.position.type", f'`"{places[0]}"`, `"{places[1]}"`, or `"after_block"`', kind)
    return ("start", "end")[places.index(kind)], None


def index_of(holder: str, where: str, after: str | None, call: Call) -> int:
    """Where in the list of a page's or block's blocks something new goes. Raises Refusal."""
    node = call.workspace.node(holder)
    ids = node.children if node is not None else []
    if where != "after":
        return 0 if where == "start" else len(ids)
    if after not in ids:
        raise call.missing("block", str(after))
    return ids.index(str(after)) + 1


def edit_page(id: str, change: Callable[[Json], None], call: Call) -> None:
    """Edit a page, whose time moves; when and by whom its blocks were edited stays as it is."""
    before = call.workspace.pages[id]

    def keep_blocks_and_change(page: Json) -> None:
        for block in walk(page["children"]):
            block.setdefault("last_edited_time", before.edited)
            block.setdefault("last_edited_by", {"object": "user", "id": before.editor})
        change(page)

    call.workspace.edit(id, keep_blocks_and_change, at=call.now, by=call.workspace.about.bot_id)


def edit_block(id: str, change: Callable[[Json], None], call: Call) -> None:
    """Edit a block, whose time moves; that of its page does only where edits move pages."""
    bot_id = call.workspace.about.bot_id

    def change_and_sign(block: Json) -> None:
        change(block)
        block["last_edited_time"] = from_moment(call.now)
        block["last_edited_by"] = {"object": "user", "id": bot_id}

    call.workspace.edit(id, change_and_sign, by=bot_id)
    if call.edits_move_pages:
        edit_page(call.workspace.owner(id) or "", lambda _: None, call)


def edit_holder(id: str, change: Callable[[list[Json]], None], call: Call) -> None:
    """Change the list of blocks in a page or block."""

    def change_children(holder: Json) -> None:
        change(holder.setdefault("children", []))

    edit = edit_page if id in call.workspace.pages else edit_block
    edit(id, change_children, call)


def put_in_trash(id: str, call: Call, *, trashed: bool) -> None:
    """Move a page, database or block to the trash or out of it. Its time moves, and that of what a page lies in."""
    workspace, bot_id = call.workspace, call.workspace.about.bot_id
    kind = workspace.kind(id)
    if kind == "block":
        edit_block(id, lambda _: None, call)
    else:
        for one in (id, workspace.parent(id)):
            if one in workspace.pages:
                edit_page(one, lambda _: None, call)
    (workspace.trash if trashed else workspace.restore)(id, by=bot_id)
