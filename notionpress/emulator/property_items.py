"""A single property of a page, whole: one item, or a list that is given in parts.

Source: developers.notion.com/reference/retrieve-a-page-property.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import unquote

from notionpress.emulator.calls import Call, listing
from notionpress.emulator.properties import schema, values
from notionpress.emulator.property_ids import encoded
from notionpress.emulator.refusals import Refusal, bad_cursor

Json = dict[str, Any]

_LISTS = ("title", "rich_text", "people", "relation", "rollup")


def property_item(page_id: str, property_id: str, call: Call) -> Json:
    """The answer for one property of a shared page, asked for by its id, encoded or not. Raises Refusal."""
    wanted = unquote(property_id)
    found = next((one for one in values(page_id, call.reader).values() if unquote(one["id"]) == wanted), None)
    if found is None:
        raise Refusal(404, "object_not_found", f"Could not find property with ID: {property_id}.")
    kind = found["type"]
    if kind not in _LISTS:
        return {"object": "property_item", "type": kind, "id": found["id"], kind: found[kind]}
    size, cursor = call.paging()
    items = _items(page_id, found, call)
    start = 0 if cursor is None else _offset(cursor, len(items))
    end = start + min(size, call.part_size)
    after = _cursor(end) if end < len(items) else None
    about = {
        "id": found["id"],
        "next_url": _next_url(page_id, found["id"], after, size, call) if after else None,
        "type": kind,
        kind: {**found[kind], "array": []} if kind == "rollup" and "array" in found[kind] else _summary(found),
    }
    return listing(items[start:end], "property_item", after, about)


def _summary(found: Json) -> Json:
    return dict(found["rollup"]) if found["type"] == "rollup" else {}


def _items(page_id: str, found: Json, call: Call) -> list[Json]:
    if found["type"] != "rollup":
        return [_item(found["type"], found["id"], one) for one in found[found["type"]]]
    target = _rolled_up_id(page_id, found["id"], call)
    return [_item(one["type"], target, one[one["type"]]) for one in found["rollup"].get("array", [])]


def _item(kind: str, id: str, value: Any) -> Json:
    return {"object": "property_item", "type": kind, "id": id, kind: value}


def _rolled_up_id(page_id: str, rollup_id: str, call: Call) -> str:
    """The id of the property that a rollup collects."""
    source_id = call.workspace.source_of_row(call.workspace.pages[page_id].parent)
    if source_id not in call.workspace.objects("data_source"):
        return rollup_id
    for one in schema(source_id or "", call.reader).values():
        if one["id"] == rollup_id:
            return encoded(one["rollup"]["rollup_property_id"])
    return rollup_id


def _next_url(page_id: str, property_id: str, cursor: str, size: int, call: Call) -> str:
    path = f"{call.reader.links.base_url}/v1/pages/{page_id}/properties/{property_id}"
    return f"{path}?start_cursor={cursor}&page_size={size}"


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode((offset * 1_000_003 % 2**32).to_bytes(4, "big")).decode().rstrip("=")


def _offset(cursor: str, length: int) -> int:
    for offset in range(1, length):
        if _cursor(offset) == cursor:
            return offset
    raise bad_cursor(cursor)
