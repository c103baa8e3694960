"""What happens to a workspace, told in the words of Notion's webhooks.

Source: developers.notion.com/reference/webhooks-events-delivery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]

#: What webhooks tell of; what happens to a block happened to its page.
_TOLD = ("page", "database", "data_source", "comment", "view")
_PARENTS = {"page_id": "page", "block_id": "block", "database_id": "database"}


class Happened(msgspec.Struct, frozen=True):
    """One thing that happened.

    `kind` is a webhook's type of the newest version, such as `page.content_updated`; `id` and `entity` name what it
    happened to: a `page`, `database`, `data_source`, `comment` or `view`. `parent` is where that lies, as a webhook's
    `data.parent` has it: `{id, type}` with a type of `space`, `page`, `block` or `database`, and the `data_source_id`
    of a row. `at` is when, `authors` are the ids of users, `data` what a webhook's `data` has besides the parent:
    `updated_blocks` (`[{id, type}]`), `updated_properties` (the encoded ids of a page's; `[{id, name, action}]` of a
    data source's), `page_id` (of a comment), `updated_fields` and `view_type` (of a view).
    """

    kind: str
    id: str
    entity: str
    parent: Json
    at: datetime
    authors: tuple[str, ...]
    data: Json


#: A kind, the id of what it happened to, and `data`.
News = tuple[str, str, Json]


def news_of_new(kind: str, id: str, workspace: Workspace) -> Iterator[News]:
    """What there is to tell of an object that was added."""
    if kind in _TOLD:
        yield f"{kind}.created", id, {"view_type": workspace.object(kind, id).get("type")} if kind == "view" else {}
    if kind == "page":
        yield from news_of_rows(id, _source_of(id, workspace), workspace)


def news_of_trash(id: str, what: str, workspace: Workspace) -> Iterator[News]:
    """What there is to tell when something was put into the trash (`deleted`) or taken out of it (`undeleted`)."""
    kind = workspace.kind(id)
    if kind in _TOLD:
        yield f"{kind}.{what}", id, {}
    holder = workspace.owner(id) if kind == "block" else workspace.parent(id)
    if kind in ("page", "database", "block") and holder is not None and holder in workspace.pages:
        yield "page.content_updated", holder, {"updated_blocks": [{"id": id, "type": kind}]}
    if kind == "page":
        yield from news_of_rows(id, _source_of(id, workspace), workspace)


def news_of_sharing(id: str, workspace: Workspace) -> Iterator[News]:
    """What there is to tell when something was shown to the connection or hidden from it: only pages have a word."""
    if id in workspace.pages:
        yield "page.permissions_updated", id, {}


def news_of_rows(id: str, source_id: str | None, workspace: Workspace) -> Iterator[News]:
    """That a page is now among the rows of a data source, or is no longer."""
    if source_id is not None and source_id in workspace.objects("data_source"):
        yield "data_source.content_updated", source_id, {"updated_blocks": [{"id": id, "type": "page"}]}


def _source_of(id: str, workspace: Workspace) -> str | None:
    return workspace.source_of_row(workspace.pages[id].parent)


def whole(kind: str, id: str, data: Json, workspace: Workspace, at: datetime, by: str) -> Happened:
    """The whole of what happened; `by` is the id of the user who did it, by default the last one known."""
    entity = kind.partition(".")[0]
    author = by or workspace.about.bot_id
    if entity == "page":
        author = by or workspace.pages[id].editor
    elif entity == "comment":
        holder = workspace.parent(id) or ""
        data = {**data, "page_id": workspace.owner(holder) or holder}
    return Happened(kind, id, entity, place_of(id, entity, workspace), at, (author,), data)


def place_of(id: str, kind: str, workspace: Workspace) -> Json:
    """Where a page or another object lies, as a webhook tells it."""
    if kind == "page":
        parent: Mapping[str, Any] = workspace.pages[id].parent
        source_id = workspace.source_of_row(parent)
        if source_id is not None:
            database_id = parent.get("database_id") or workspace.parent(source_id)
            return {"id": database_id, "type": "database", "data_source_id": source_id}
    else:
        parent = workspace.object(kind, id).get("parent") or {}
    for key, type in _PARENTS.items():
        if key in parent:
            return {"id": parent[key], "type": type}
    return {"id": workspace.about.space_id, "type": "space"}
