"""The blocks of a page as the workspace holds them: found by id, with their children."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from notionpress.emulator.uuids import block_id

Json = dict[str, Any]


class Node(msgspec.Struct, frozen=True):
    """A block as it stands in the file, the page that it is on, what holds it, and the ids of its children."""

    id: str
    page: str
    raw: Json
    parent: str
    children: list[str]


def given_id(block: Json) -> str | None:
    """The id that a block has of its own: written out, or that of the page or database which it stands for."""
    if isinstance(block.get("id"), str):
        return str(block["id"])
    shorthand = block.get(str(block.get("type")))
    return shorthand if isinstance(shorthand, str) else None


def make_tree(page_id: str, children: list[Json]) -> dict[str, Node]:
    """Every block of a page by its id; the page itself is the first node."""
    nodes: dict[str, Node] = {}

    def put(id: str, raw: Json, parent: str, place: str, below: list[Json]) -> None:
        node = Node(id, page_id, raw, parent, [])
        nodes.setdefault(id, node)
        for number, child in enumerate(below):
            where = f"{place}/{number}"
            child_id = given_id(child) or block_id(page_id, where)
            node.children.append(child_id)
            put(child_id, child, id, where, child.get("children", []))

    put(page_id, {}, "", "", children)
    return nodes


def fill_ids(page_id: str, children: list[Json], mark: str = "") -> None:
    """Write the ids of blocks into them. A `mark` keeps the ids of new blocks apart from those that were there."""

    def fill(place: str, below: list[Json]) -> None:
        for number, child in enumerate(below):
            where = f"{place}/{number}"
            child["id"] = given_id(child) or block_id(page_id, f"{where}{mark}")
            fill(where, child.get("children", []))

    fill("", children)


def walk(children: list[Json]) -> Iterator[Json]:
    """Every block at any depth, parents first."""
    for child in children:
        yield child
        yield from walk(child.get("children", []))


def change_block(children: list[Json], id: str, change: Callable[[Json], None]) -> None:
    """Change every occurrence of a block."""
    for block in [block for block in walk(children) if block.get("id") == id]:
        change(block)


def stands_for_another(block: Json) -> bool:
    """Whether a block is a page or database of its own, seen from where it lies."""
    return block.get("type") in ("child_page", "child_database")


def original_of(block: Json) -> str | None:
    """The id of the original that a synced copy shows, or None for everything else."""
    source = (block.get("synced_block") or {}).get("synced_from") if block.get("type") == "synced_block" else None
    return str(source["block_id"]) if source else None
