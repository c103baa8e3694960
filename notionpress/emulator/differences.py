"""What an edit of an object changed, told by comparing it before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notionpress.emulator.property_ids import encoded, property_id
from notionpress.emulator.trees import given_id, stands_for_another

Json = dict[str, Any]
#: The kind of what happened, and its `data`.
Difference = tuple[str, Json]

_VIEW_FIELDS = ("name", "filter", "sorts", "configuration")
_TIMES = ("last_edited_time", "last_edited_by")
_SHOWN = ("title", "description", "icon", "cover", "is_inline")


def page_differences(
    before: Json, after: Json, schema: Mapping[str, Json] | None, source_id: str
) -> Iterator[Difference]:
    """What an edit did to a page; its blocks have their ids written in them.

    `schema` are the properties, by name, of the data source that the page is a row of.
    """
    if before.get("parent") != after.get("parent"):
        yield "page.moved", {}
    if bool(before.get("is_locked")) != bool(after.get("is_locked")):
        yield "page.locked" if after.get("is_locked") else "page.unlocked", {}
    old, new, known = before.get("properties", {}), after.get("properties", {}), schema or {}
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if changed:
        ids = [encoded(property_id(source_id, name, known[name]) if name in known else name) for name in changed]
        yield "page.properties_updated", {"updated_properties": ids}
    blocks = [block_name(block) for block in _changed_blocks(before, after)]
    looks_other = any(before.get(name) != after.get(name) for name in ("icon", "cover"))
    if looks_other or any(known.get(name, {"type": name})["type"] == "title" for name in changed):
        # A title is a property, and Notion tells its edits as edits of the page, too.
        blocks.insert(0, {"id": after["id"], "type": "page"})
    if blocks:
        yield "page.content_updated", {"updated_blocks": blocks}


def object_differences(kind: str, before: Json, after: Json) -> Iterator[Difference]:
    """What an edit did to a database, data source, comment or view."""
    if kind == "comment" and before != after:
        yield "comment.updated", {}
    if kind == "view":
        fields = [name for name in _VIEW_FIELDS if before.get(name) != after.get(name)]
        if fields:
            yield "view.updated", {"updated_fields": fields}
    if kind not in ("database", "data_source"):
        return
    if before.get("parent") != after.get("parent"):
        yield f"{kind}.moved", {}
    properties = _schema_differences(before.get("properties", {}), after.get("properties", {}), after["id"])
    if properties:
        yield f"{kind}.schema_updated", {"updated_properties": properties}
    if any(before.get(name) != after.get(name) for name in _SHOWN):
        yield f"{kind}.content_updated", {"updated_blocks": []}


def block_name(block: Json) -> Json:
    """How a webhook names a block: by its id, and whether it stands for a page or database."""
    kind = str(block["type"]).removeprefix("child_") if stands_for_another(block) else "block"
    return {"id": given_id(block), "type": kind}


def _schema_differences(before: Mapping[str, Json], after: Mapping[str, Json], source_id: str) -> list[Json]:
    """What became of each property that is not as it was; another name is an update."""
    old, new = _by_id(before, source_id), _by_id(after, source_id)
    found = []
    for id, (name, definition) in {**old, **new}.items():
        if id not in old or id not in new:
            found.append({"id": encoded(id), "name": name, "action": "created" if id in new else "deleted"})
        elif old[id] != (name, definition):
            found.append({"id": encoded(id), "name": name, "action": "updated"})
    return found


def _by_id(schema: Mapping[str, Json], source_id: str) -> dict[str, tuple[str, Json]]:
    return {property_id(source_id, name, definition): (name, definition) for name, definition in schema.items()}


def _changed_blocks(before: Json, after: Json) -> list[Json]:
    """The blocks that are gone, changed or elsewhere, in the order of the page as it was, and those that are new."""
    old, new = _placed(before), _placed(after)
    moved = _in_another_order(list(old), list(new))
    return [block for id, (block, _) in {**old, **new}.items() if old.get(id) != new.get(id) or id in moved]


def _placed(page: Json) -> dict[str, tuple[Json, str]]:
    """Every block by its id in reading order, without children and times, and with the id of what holds it."""
    found: dict[str, tuple[Json, str]] = {}

    def look(holder: str, children: list[Json]) -> None:
        for block in children:
            id = given_id(block) or ""
            found[id] = {key: value for key, value in block.items() if key not in ("children", *_TIMES)}, holder
            look(id, block.get("children", []))

    look("", page.get("children", []))
    return found


def _in_another_order(before: list[str], after: list[str]) -> set[str]:
    """The ids of those that were and are there, but stand elsewhere among each other."""
    remaining, gone = set(after), set(before)
    pairs = zip((id for id in before if id in remaining), (id for id in after if id in gone), strict=True)
    return {now for was, now in pairs if was != now}
