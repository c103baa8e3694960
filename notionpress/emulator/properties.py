"""Property schemas and values as Notion gives them, from the short way in which they are written.

Source: developers.notion.com/reference/property-object and /page-property-values.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from notionpress.emulator.checks import given_value
from notionpress.emulator.property_ids import encoded, property_id
from notionpress.emulator.reader import Reader
from notionpress.emulator.rich_text import without_late_mentions
from notionpress.emulator.uuids import token
from notionpress.emulator.versions import relation

Json = dict[str, Any]

#: How many references, people, mentions and rolled-up items a page shows of a property.
SHOWN = 25
_LISTS = ("title", "rich_text", "multi_select", "people", "files", "relation")
_GROUPS = (("To-do", "gray"), ("In progress", "blue"), ("Complete", "green"))
_DATES = ("earliest_date", "latest_date", "date_range")
_ARRAYS = ("show_original", "show_unique", "unique")
_EMPTY: Mapping[str, Any] = MappingProxyType(
    {"checkbox": False, "verification": {"state": "unverified", "verified_by": None, "date": None}}
)


def schema(source_id: str, reader: Reader) -> Json:
    """The properties of a data source in the newest shape; those that lead to what is not shared are left out."""
    return reader.workspace.cached(("schema", source_id), lambda: _schema(source_id, reader))


def shown_schema(source_id: str, reader: Reader) -> Json:
    """The properties of a data source as the version shows them."""
    shown = {}
    for name, one in schema(source_id, reader).items():
        related = one["type"] == "relation"
        shown[name] = {**one, "relation": relation(one["relation"], reader.version)} if related else one
    return shown


def _schema(source_id: str, reader: Reader) -> Json:
    written = reader.workspace.object("data_source", source_id).get("properties", {})
    ids = {name: property_id(source_id, name, one) for name, one in written.items()}
    definitions: Json = {}
    for name, one in written.items():
        kind = one["type"]
        configuration = _configuration(source_id, name, one, ids, reader)
        if configuration is not None:
            definitions[name] = {
                "id": encoded(ids[name]),
                "name": name,
                "description": one.get("description"),
                "type": kind,
                kind: configuration,
            }
    return {
        name: one
        for name, one in definitions.items()
        if one["type"] != "rollup" or one["rollup"]["relation_property_name"] in definitions
    }


def _configuration(source_id: str, name: str, definition: Json, ids: Mapping[str, str], reader: Reader) -> Json | None:
    """What a property type has of its own; None when it leads to what is not shared."""
    kind = definition["type"]
    given = definition.get(kind) or {}
    if kind == "number":
        return {"format": "number", **given}
    if kind in ("select", "multi_select"):
        return {"options": _options(source_id, name, given)}
    if kind == "status":
        options = _options(source_id, name, given)
        return {"options": options, "groups": given.get("groups") or _groups(source_id, name, options)}
    if kind == "relation":
        return _relation(given, reader)
    if kind == "rollup":
        ours = _rollup_ids(given, ids, reader.workspace.object("data_source", source_id)["properties"], reader)
        keys = ("rollup_property_name", "relation_property_name", "rollup_property_id", "relation_property_id")
        return {**{key: given.get(key, ours.get(key, "")) for key in keys}, "function": given.get("function", "count")}
    if kind == "unique_id":
        return {"prefix": given.get("prefix")}
    return dict(given)


def _rollup_ids(given: Json, ids: Mapping[str, str], written: Json, reader: Reader) -> Json:
    """The ids, not encoded, of the relation that a rollup follows and of the property that it finds there."""
    name, target = given.get("relation_property_name", ""), given.get("rollup_property_name", "")
    related = (written.get(name) or {}).get("relation", {}).get("data_source_id", "")
    there = reader.workspace.objects("data_source").get(related, {}).get("properties", {})
    found = property_id(related, target, there[target]) if target in there else ""
    return {"relation_property_id": ids.get(name, ""), "rollup_property_id": found}


def _options(source_id: str, name: str, given: Json) -> list[Json]:
    return [
        {
            "id": option.get("id") or token(source_id, name, option["name"]),
            "name": option["name"],
            "color": option.get("color", "default"),
            "description": option.get("description"),
        }
        for option in given.get("options", [])
    ]


def _groups(source_id: str, name: str, options: list[Json]) -> list[Json]:
    """The groups that Notion gives to a status; all options are still to do."""
    return [
        {
            "id": token(source_id, name, "group", group),
            "name": group,
            "color": color,
            "option_ids": [option["id"] for option in options] if number == 0 else [],
        }
        for number, (group, color) in enumerate(_GROUPS)
    ]


def _relation(given: Json, reader: Reader) -> Json | None:
    workspace = reader.workspace
    database_id = given.get("database_id")
    source_id = given.get("data_source_id") or (workspace.source_of_row(given) if database_id else None)
    database_id = database_id or workspace.parent(source_id or "")
    if source_id is not None and not workspace.is_shared(source_id):
        return None
    kind = given.get("type", "single_property")
    return {"database_id": database_id, "data_source_id": source_id, "type": kind, kind: given.get(kind, {})}


def values(page_id: str, reader: Reader) -> Json:
    """All property values of a page, complete: what has no value is that type's empty one."""
    workspace = reader.workspace
    written = workspace.head(page_id).get("properties", {})
    source_id = workspace.source_of_row(workspace.pages[page_id].parent)
    if source_id is None or source_id not in workspace.objects("data_source"):
        return _values_without_schema(page_id, written, reader)
    return {
        name: _whole_value(page_id, one["id"], one["type"], one[one["type"]], written.get(name), reader)
        for name, one in schema(source_id, reader).items()
    }


def _values_without_schema(page_id: str, written: Json, reader: Reader) -> Json:
    """A page that stands by itself has a title; a recorded row tells the types of its values."""
    found = {}
    for name, value in written.items():
        kind = value.get("type", name) if isinstance(value, dict) else name
        id = value.get("id", name) if isinstance(value, dict) else name
        found[name] = _whole_value(page_id, encoded(id), kind, {}, value, reader)
    return found or {"title": {"id": "title", "type": "title", "title": []}}


def _whole_value(page_id: str, id: str, kind: str, configuration: Json, written: Any, reader: Reader) -> Json:
    value = _value(page_id, kind, configuration, given_value(kind, written), reader)
    whole = {"id": id, "type": kind, kind: value}
    return {**whole, "has_more": False} if kind == "relation" else whole


def _value(page_id: str, kind: str, configuration: Json, given: Any, reader: Reader) -> Any:
    page = reader.workspace.pages[page_id]
    if kind in ("created_time", "last_edited_time"):
        return page.created if kind == "created_time" else page.edited
    if kind in ("created_by", "last_edited_by"):
        return reader.user(given or (page.author if kind == "created_by" else page.editor))
    if kind == "button":
        return {}
    if kind == "unique_id":
        return {"prefix": configuration.get("prefix"), "number": given} if not isinstance(given, dict) else given
    if kind == "formula":
        return given or {"type": "string", "string": None}
    if kind == "rollup":
        return _rollup(given, configuration, reader)
    if given is None:
        return [] if kind in _LISTS else _EMPTY.get(kind)
    return _filled(kind, configuration, given, reader)


def _filled(kind: str, configuration: Json, given: Any, reader: Reader) -> Any:
    if kind in ("title", "rich_text"):
        return reader.rich_text(given)
    if kind in ("select", "status"):
        return _option(given, configuration)
    if kind == "multi_select":
        return [_option(one, configuration) for one in given]
    if kind == "date":
        date = given if isinstance(given, dict) else {"start": given}
        return {"start": date["start"], "end": date.get("end"), "time_zone": date.get("time_zone")}
    if kind == "people":
        return [reader.user(one) for one in given]
    if kind == "files":
        return [reader.file(one, {"name": one.get("name", "")}) for one in given]
    if kind == "relation":
        return [{"id": one["id"] if isinstance(one, dict) else one} for one in given]
    if kind == "verification" and given.get("verified_by"):
        return {**given, "verified_by": reader.user(given["verified_by"])}
    return given


def _option(given: Any, configuration: Json) -> Json:
    name = given.get("name") if isinstance(given, dict) else given
    known = next((one for one in configuration.get("options", []) if one["name"] == name), given)
    return {"id": known.get("id", ""), "name": known.get("name", ""), "color": known.get("color", "default")}


def _rollup(given: Json | None, configuration: Json, reader: Reader) -> Json:
    function = configuration.get("function", "count")
    if given is None:
        kind = "date" if function in _DATES else "array" if function in _ARRAYS else "number"
        return {"type": kind, kind: [] if kind == "array" else None, "function": function}
    kind = given["type"]
    value = given.get(kind)
    if kind == "array":
        value = [_rolled_up(one, reader) for one in given["array"]]
    return {"type": kind, kind: value, "function": given.get("function", function)}


def _rolled_up(item: Json, reader: Reader) -> Json:
    kind = item["type"]
    return {"type": kind, kind: _filled(kind, {}, item[kind], reader) if item[kind] is not None else None}


def shown_values(complete: Json) -> Json:
    """The values as a page shows them: no more than 25 references, people, mentions and rolled-up items."""
    return {name: _shown(value) for name, value in complete.items()}


def _shown(value: Json) -> Json:
    kind = value["type"]
    if kind == "relation":
        return {**value, "relation": value["relation"][:SHOWN], "has_more": len(value["relation"]) > SHOWN}
    if kind == "people":
        return {**value, "people": value["people"][:SHOWN]}
    if kind in ("title", "rich_text"):
        return {**value, kind: without_late_mentions(value[kind], SHOWN)}
    if kind == "rollup" and value["rollup"]["type"] == "array":
        return {**value, "rollup": {**value["rollup"], "array": value["rollup"]["array"][:SHOWN]}}
    return value
