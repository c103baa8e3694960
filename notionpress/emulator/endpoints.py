"""What each endpoint answers, and the table of their paths.

Source: developers.notion.com/reference, one page for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from notionpress.emulator import blocks, objects
from notionpress.emulator.block_writes import append_children, delete_block, update_block
from notionpress.emulator.calls import Call, listing
from notionpress.emulator.comment_writes import comment, create_comment, delete_comment, update_comment
from notionpress.emulator.editing import shared_block
from notionpress.emulator.page_writes import create_page, move_page, update_page
from notionpress.emulator.properties import values
from notionpress.emulator.property_items import property_item
from notionpress.emulator.queries import query_rows, wanted_properties
from notionpress.emulator.refusals import invalid, invalid_url, no_user, no_uuid
from notionpress.emulator.search import search
from notionpress.emulator.trees import Node, original_of
from notionpress.emulator.uuids import dashed
from notionpress.emulator.versions import VERSIONS

Json = dict[str, Any]


def me(call: Call) -> Json:
    """`GET users/me`."""
    return call.reader.bot()


def list_users(call: Call) -> Json:
    """`GET users`."""
    users = {user["id"]: user for user in call.reader.users()}
    part = call.piece(list(users))
    return listing([users[id] for id in part.ids], "user", part.next)


def user(call: Call) -> Json:
    """`GET users/:id`."""
    found = [one for one in call.reader.users() if one["id"] == call.ids["user_id"]]
    if not found:
        raise no_user(call.ids["user_id"])
    return found[0]


def page(call: Call) -> Json:
    """`GET pages/:id`."""
    id = call.find("page", call.ids["page_id"])
    return objects.page(id, call.reader, wanted_properties(call, values(id, call.reader)))


def page_property(call: Call) -> Json:
    """`GET pages/:id/properties/:id`."""
    return property_item(call.find("page", call.ids["page_id"]), call.ids["property_id"], call)


def database(call: Call) -> Json:
    """`GET databases/:id`."""
    return objects.database(call.find("database", call.ids["database_id"]), call.reader)


def query_database(call: Call) -> Json:
    """`POST databases/:id/query`."""
    id = call.find("database", call.ids["database_id"])
    return query_rows(objects.only_source(id, call.reader), call)


def data_source(call: Call) -> Json:
    """`GET data_sources/:id`."""
    return objects.data_source(call.find("data_source", call.ids["data_source_id"]), call.reader)


def query_data_source(call: Call) -> Json:
    """`POST data_sources/:id/query`."""
    return query_rows(call.find("data_source", call.ids["data_source_id"]), call)


def block(call: Call) -> Json:
    """`GET blocks/:id`."""
    return blocks.block(shared_block(call, call.ids["block_id"]), call.reader)


def block_children(call: Call) -> Json:
    """`GET blocks/:id/children`."""
    id = shared_block(call, call.ids["block_id"])
    node = call.workspace.node(id)
    original = original_of(node.raw) if node is not None else None
    if original is not None and node is not None and not node.children:
        shared_block(call, original)
    nodes = {node.id: node for node in call.workspace.children(id) if _is_visible(node, call)}
    part = call.piece(list(nodes))
    return listing([blocks.listed_block(nodes[id], call.reader) for id in part.ids], "block", part.next)


def _is_visible(node: Node, call: Call) -> bool:
    """Whether a block stands in the list that a connection is given: of pages and databases, those it may read."""
    return node.raw["type"] not in ("child_page", "child_database") or call.workspace.is_shared(node.id)


def list_comments(call: Call) -> Json:
    """`GET comments`."""
    block_id = shared_block(call, _id_parameter(call, "block_id"))
    raw = call.workspace.objects("comment")
    ids = [id for id in raw if call.workspace.parent(id) == block_id and not call.workspace.in_trash(id)]
    part = call.piece(ids)
    return listing([objects.comment(id, call.reader) for id in part.ids], "comment", part.next)


def list_views(call: Call) -> Json:
    """`GET views`."""
    kind = "data_source" if call.parameter("database_id") is None else "database"
    id = call.find(kind, _id_parameter(call, f"{kind}_id"))
    ids = [view for view in call.workspace.objects("view") if id in _view_of(view, call, kind)]
    part = call.piece(ids)
    return listing([{"object": "view", "id": view} for view in part.ids], "view", part.next)


def _view_of(id: str, call: Call, kind: str) -> tuple[str | None]:
    raw = call.workspace.object("view", id)
    return (call.workspace.parent(id) if kind == "database" else raw.get("data_source_id"),)


def view(call: Call) -> Json:
    """`GET views/:id`."""
    return objects.view(call.find("view", call.ids["view_id"]), call.reader)


def list_custom_emojis(call: Call) -> Json:
    """`GET custom_emojis`."""
    name = call.parameter("name")
    known = call.workspace.objects("custom_emoji")
    ids = [id for id, emoji in known.items() if name is None or emoji.get("name") == name]
    part = call.piece(ids)
    return {
        "object": "list",
        "type": "custom_emoji",
        "results": [call.reader.custom_emoji(known[id]) for id in part.ids],
        "has_more": part.next is not None,
        "next_cursor": part.next,
    }


def _id_parameter(call: Call, name: str) -> str:
    given = call.parameter(name)
    if given is None:
        raise invalid(f"query failed validation: query.{name} should be defined, instead was `undefined`.")
    id = dashed(given)
    if id is None:
        raise no_uuid(name, given, part="query")
    return id


class Endpoint(msgspec.Struct, frozen=True):
    """A path with the versions that know it, the capability that it needs, and the function that answers."""

    answer: Callable[[Call], Json]
    capability: str = ""
    since: str = VERSIONS[0]
    before: str = ""

    def known_to(self, version: str) -> bool:
        """Whether a version has this path."""
        return self.since <= version and (not self.before or version < self.before)


_WITH_SOURCES = "2025-09-03"
ENDPOINTS: Mapping[tuple[str, str], Endpoint] = MappingProxyType(
    {
        ("GET", "users/me"): Endpoint(me),
        ("GET", "users"): Endpoint(list_users, "read_users"),
        ("GET", "users/:user_id"): Endpoint(user, "read_users"),
        ("POST", "search"): Endpoint(search, "read_content"),
        ("POST", "pages"): Endpoint(create_page, "insert_content"),
        ("GET", "pages/:page_id"): Endpoint(page, "read_content"),
        ("PATCH", "pages/:page_id"): Endpoint(update_page, "update_content"),
        ("POST", "pages/:page_id/move"): Endpoint(move_page, "update_content", _WITH_SOURCES),
        ("GET", "pages/:page_id/properties/:property_id"): Endpoint(page_property, "read_content"),
        ("GET", "databases/:database_id"): Endpoint(database, "read_content"),
        ("POST", "databases/:database_id/query"): Endpoint(query_database, "read_content", before=_WITH_SOURCES),
        ("GET", "data_sources/:data_source_id"): Endpoint(data_source, "read_content", _WITH_SOURCES),
        ("POST", "data_sources/:data_source_id/query"): Endpoint(query_data_source, "read_content", _WITH_SOURCES),
        ("GET", "blocks/:block_id"): Endpoint(block, "read_content"),
        ("PATCH", "blocks/:block_id"): Endpoint(update_block, "update_content"),
        ("DELETE", "blocks/:block_id"): Endpoint(delete_block, "update_content"),
        ("GET", "blocks/:block_id/children"): Endpoint(block_children, "read_content"),
        ("PATCH", "blocks/:block_id/children"): Endpoint(append_children, "insert_content"),
        ("GET", "comments"): Endpoint(list_comments, "read_comments"),
        ("POST", "comments"): Endpoint(create_comment, "insert_comments"),
        ("GET", "comments/:comment_id"): Endpoint(comment, "read_comments"),
        ("PATCH", "comments/:comment_id"): Endpoint(update_comment, "insert_comments"),
        ("DELETE", "comments/:comment_id"): Endpoint(delete_comment, "insert_comments"),
        ("GET", "views"): Endpoint(list_views, "read_content", _WITH_SOURCES),
        ("GET", "views/:view_id"): Endpoint(view, "read_content", _WITH_SOURCES),
        ("GET", "custom_emojis"): Endpoint(list_custom_emojis, "read_content"),
    }
)


def find_endpoint(method: str, segments: list[str], version: str) -> tuple[Endpoint, dict[str, str]]:
    """The endpoint of a path below `/v1/`, and the ids in the path, dashed. Raises Refusal."""
    for (known_method, pattern), endpoint in ENDPOINTS.items():
        if known_method == method and endpoint.known_to(version):
            given = _match(pattern.split("/"), segments)
            if given is not None:
                return endpoint, {name: _path_id(name, value) for name, value in given.items()}
    raise invalid_url()


def _match(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    """The values of the named parts of a path, or None when it is another path."""
    if len(pattern) != len(segments):
        return None
    given = {}
    for part, segment in zip(pattern, segments, strict=True):
        if part.startswith(":"):
            given[part[1:]] = segment
        elif part != segment:
            return None
    return given


def _path_id(name: str, given: str) -> str:
    if name == "property_id":
        return given
    id = dashed(given)
    if id is None:
        raise no_uuid(name, given)
    return id
