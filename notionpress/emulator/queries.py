"""Queries of data sources: which rows they find, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from notionpress.emulator import objects
from notionpress.emulator.calls import Call, listing, one_of
from notionpress.emulator.filters import check_filter, find_property, matches
from notionpress.emulator.properties import schema
from notionpress.emulator.refusals import bad_cursor, invalid
from notionpress.emulator.sorts import check_sorts, sort_pages
from notionpress.emulator.uuids import named_id
from notionpress.emulator.versions import listed_kind

Json = dict[str, Any]

_QUERY_KEYS = ("filter", "sorts", "start_cursor", "page_size", "in_trash", "archived", "result_type")


def query_rows(source_id: str, call: Call) -> Json:
    """The answer to a query of a data source that is known to be shared. Raises Refusal."""
    call.only(*_QUERY_KEYS)
    properties = schema(source_id, call.reader)
    filter, sorts = call.body.get("filter"), call.body.get("sorts", [])
    if "result_type" in call.body:
        one_of("body.result_type", call.body["result_type"], ("page", "data_source"))
    wrong = (check_filter(filter, properties) if filter is not None else None) or check_sorts(sorts, properties)
    if wrong:
        raise invalid(wrong)
    wanted = wanted_properties(call, properties)
    size, cursor = call.paging()
    found = _found(source_id, filter, sorts, call)
    listed = found[: call.query_cap]
    part = call.piece_at(listed, size, _row(cursor, source_id, call))
    after = _cursor(part.next, source_id, call) if part.next else None
    answer = listing(
        [objects.page(id, call.reader, wanted) for id in part.ids], listed_kind(call.reader.version), after
    )
    if after is None and len(found) > call.query_cap:
        answer["request_status"] = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}
    return answer


def wanted_properties(call: Call, properties: Mapping[str, Json]) -> set[str] | None:
    """The names of the properties that `filter_properties` asks for by name or id; None means all. Raises Refusal."""
    asked = [*call.query.get("filter_properties", []), *call.query.get("filter_properties[]", [])]
    names = set()
    for one in asked:
        found = find_property(properties, one)
        if found is None:
            raise invalid(f"Could not find property with name or id: {one}")
        names.add(found[0])
    return names if asked else None


def _found(source_id: str, filter: Json | None, sorts: list[Json], call: Call) -> Sequence[str]:
    """The ids of all rows that a query finds, in order; kept, since they are asked for in many parts."""
    trash = bool(call.body.get("in_trash") or call.body.get("archived"))
    if call.body.get("result_type") == "data_source":
        return []
    minute = call.now.strftime("%Y-%m-%dT%H:%M") if filter else ""
    key = ("query", source_id, msgspec.json.encode([filter, sorts, trash]), minute)
    return call.workspace.cached(key, lambda: _search_rows(source_id, filter, sorts, trash, call))


def _search_rows(source_id: str, filter: Json | None, sorts: list[Json], trash: bool, call: Call) -> Sequence[str]:
    workspace, properties = call.workspace, schema(source_id, call.reader)
    ids = [id for id in workspace.rows(source_id) if workspace.is_shared(id) and workspace.in_trash(id) == trash]
    if filter is None and all("timestamp" in sort for sort in sorts):
        pages = [_times(id, call) for id in ids]
    else:
        pages = [objects.complete_page(id, call.reader) for id in ids]
    if filter is not None:
        me = workspace.about.bot_id
        pages = [page for page in pages if matches(page, filter, properties, now=call.now, me=me)]
    return [page["id"] for page in (sort_pages(pages, sorts, properties) if sorts else pages)]


def _times(id: str, call: Call) -> Json:
    """As much of a page as an order by time needs."""
    page = call.workspace.pages[id]
    return {"object": "page", "id": id, "created_time": page.created, "last_edited_time": page.edited, "properties": {}}


def _cursor(row: str, source_id: str, call: Call) -> str:
    return f"s:{row}:{_query_id(source_id, call)}"


def _row(cursor: str | None, source_id: str, call: Call) -> str | None:
    """The row that a cursor of this very query names. Raises Refusal for any other cursor."""
    if cursor is None:
        return None
    parts = cursor.split(":")
    if len(parts) != 3 or parts[0] != "s" or parts[2] != _query_id(source_id, call):
        raise bad_cursor(cursor)
    return parts[1]


def _query_id(source_id: str, call: Call) -> str:
    asked = [call.body.get(key) for key in ("filter", "sorts", "in_trash", "archived", "result_type")]
    return named_id("query", source_id, msgspec.json.encode(asked).decode())
