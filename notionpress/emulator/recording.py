"""Recorded answers of whole sites, made into objects of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notionpress.emulator.trees import original_of
from notionpress.emulator.uuids import named_id

Json = dict[str, Any]


def source_id(database_id: str) -> str:
    """The id of the data source of a database that was recorded before there were data sources."""
    return named_id("data source", database_id)


def objects(recorded: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Kind and object of everything in a recording; pages come last, with their blocks nested in them."""
    for database in recorded["databases"].values():
        yield from _database(_without_request(database))
    for source in recorded["data_sources"].values():
        yield "data_source", _without_request(source)
    for id, page in recorded["pages"].items():
        yield "page", {**_without_request(page), "children": _nested(id, recorded["children"], frozenset())}
    yield from _originals(recorded["children"])


def _database(database: Json) -> Iterator[tuple[str, Json]]:
    properties = database.pop("properties", None)
    if properties is not None:
        id = source_id(database["id"])
        database["data_sources"] = [{"id": id, "name": ""}]
        times = {key: database[key] for key in ("created_time", "last_edited_time", "created_by", "last_edited_by")}
        parent = {"type": "database_id", "database_id": database["id"]}
        yield "data_source", {"id": id, "parent": parent, "properties": properties, **times}
    yield "database", database


def _originals(children: Mapping[str, list[Json]]) -> Iterator[tuple[str, Json]]:
    """A page of the originals that only copies of were recorded: Notion gives a copy's blocks under both ids."""
    blocks = [block for listed in children.values() for block in listed]
    known = {block["id"] for block in blocks}
    found: dict[str, Json] = {}
    for block in blocks:
        original = original_of(block)
        if original is not None and original not in known and block["id"] in children:
            nested = _nested(block["id"], children, frozenset())
            times: Json = {key: block[key] for key in ("created_time", "last_edited_time") if key in block}
            synced = {"type": "synced_block", "synced_block": {"synced_from": None}, "children": nested}
            found.setdefault(original, {"id": original, **times, **synced})
    if found:
        yield "page", {"id": named_id("page", "originals"), "properties": {}, "children": list(found.values())}


def _nested(id: str, children: Mapping[str, list[Json]], above: frozenset[str]) -> list[Json]:
    """The blocks below a page or block; a copy stays empty where its original was recorded."""
    if id in above:
        return []
    blocks = []
    for block in children.get(id, []):
        original = original_of(block)
        inner = [] if original in children else _nested(block["id"], children, above | {id})
        # A child page's blocks belong to it, not to the page that it lies in.
        own = block["type"] not in ("child_page", "child_database")
        blocks.append({**block, "children": inner} if inner and own else block)
    return blocks


def _without_request(object: Json) -> Json:
    return {key: value for key, value in object.items() if key != "request_id"}
