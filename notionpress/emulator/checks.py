"""Whether the objects of a workspace folder are as they should be, told with the place of the first mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from notionpress.emulator.check_pieces import wrong_file, wrong_icon, wrong_reference, wrong_rich_text
from notionpress.emulator.uuids import dashed
from notionpress.errors import NotionPressError

Json = dict[str, Any]

_KINDS = ("user", "database", "data_source", "view", "comment", "page", "custom_emoji")
_FILES = ("image", "video", "audio", "pdf", "file")
_STRINGS = ("url", "email", "phone_number")
_COMPUTED = ("created_time", "last_edited_time", "created_by", "last_edited_by", "button")
#: Property types whose value may only be written as Notion gives it.
_AS_GIVEN = ("formula", "rollup", "place", "verification")


class WorkspaceError(NotionPressError):
    """An object of the workspace folder is wrong; the message names file and place."""

    def within(self, path: Path) -> WorkspaceError:
        """The same error with the file in which it is."""
        return WorkspaceError(f"{path}: {self.message}", self.hint or "example-site/workspace shows what is expected.")


def check(kind: str, value: Json) -> None:
    """Check an object by itself. Raises WorkspaceError; the message begins with the place in the object."""
    if kind not in _KINDS:
        raise WorkspaceError(f"`object` must be one of {', '.join(_KINDS)}, not `{kind}`")
    if value.get("object", kind) != kind:
        raise WorkspaceError(f"`object` must be `{kind}` here, not `{value['object']}`")
    if "id" in value:
        _check_id(value["id"], "id")
    for name in ("created_time", "last_edited_time"):
        if name in value:
            _check_time(value[name], name)
    for name in ("icon", "cover"):
        _refuse(wrong_icon(value.get(name)), name)
    for name in ("title", "description"):
        if kind in ("database", "data_source") and name in value:
            _refuse(wrong_rich_text(value[name]), name)
    if kind == "page":
        _check_properties_object(value)
        _check_blocks(value.get("children", []), "children")
    elif kind == "data_source":
        _check_schema(value)
    elif kind == "comment":
        _refuse(wrong_rich_text(value.get("rich_text", [])), "rich_text")


def check_row(page: Json, parent: Mapping[str, Any], schema: Mapping[str, Json] | None, *, has_source: bool) -> None:
    """Check a page's property values against the schema of its data source. Raises WorkspaceError."""
    if not has_source and ("data_source_id" in parent or "database_id" in parent):
        raise WorkspaceError(f"parent: there is no data source {_named(parent)}")
    for name, value in page.get("properties", {}).items():
        if schema is None:
            continue
        if name not in schema:
            raise WorkspaceError(f"properties.{name}: the data source has no such property: {', '.join(schema)}")
        if wrong := wrong_value(schema[name], value):
            raise WorkspaceError(f"properties.{name}: {wrong}")


def wrong_value(definition: Json, value: Any) -> str | None:
    """What is wrong with a property value, or None."""
    kind = definition["type"]
    value = given_value(kind, value)
    if value is None or kind in _COMPUTED:
        return None
    if kind in ("title", "rich_text"):
        return wrong_rich_text(value)
    if kind in _STRINGS:
        return None if isinstance(value, str) else "must be a string"
    if kind == "number":
        return None if isinstance(value, int | float) and not isinstance(value, bool) else "must be a number"
    if kind == "checkbox":
        return None if isinstance(value, bool) else "must be true or false"
    if kind in ("select", "status"):
        return _wrong_option(definition, value)
    if kind in ("multi_select", "people", "files", "relation"):
        if not isinstance(value, list):
            return "must be a list"
        return next((wrong for one in value if (wrong := _wrong_item(definition, one))), None)
    if kind == "date":
        return _wrong_date(value)
    if kind in _AS_GIVEN and not isinstance(value, dict):
        return f'must be written as Notion gives it: {{"{kind}": …}}'
    return None


def given_value(kind: str, value: Any) -> Any:
    """The value itself, whether it was written plainly or as Notion gives it: `{"type": …, <type>: value}`."""
    return value[kind] if isinstance(value, dict) and kind in value else value


def _wrong_item(definition: Json, value: Any) -> str | None:
    if definition["type"] == "multi_select":
        return _wrong_option(definition, value)
    return wrong_file(value) if definition["type"] == "files" else wrong_reference(value)


def _wrong_option(definition: Json, value: Any) -> str | None:
    if isinstance(value, dict):
        return None
    options = [option["name"] for option in definition.get(definition["type"], {}).get("options", [])]
    return None if value in options else f"there is no option {value!r}: {', '.join(options)}"


def _wrong_date(value: Any) -> str | None:
    parts: list[Any] = [value]
    if isinstance(value, dict):
        parts = [value.get("start"), value.get("end") or value.get("start")]
    for part in parts:
        try:
            datetime.fromisoformat(part)
        except (TypeError, ValueError):
            return f"{part!r} is no date"
    return None


def _check_id(value: Any, place: str) -> None:
    if not isinstance(value, str) or dashed(value) != value:
        raise WorkspaceError(f"{place}: {value!r} is no id with dashes that Notion would accept")


def _check_time(value: Any, place: str) -> None:
    try:
        if datetime.fromisoformat(value).tzinfo is not None:
            return
    except (TypeError, ValueError):
        pass
    raise WorkspaceError(f"{place}: {value!r} is no time with a zone")


def _check_properties_object(value: Json) -> None:
    if not isinstance(value.get("properties", {}), dict):
        raise WorkspaceError("properties: must be an object")
    if not isinstance(value.get("parent", {}), dict):
        raise WorkspaceError("parent: must be an object")


def _check_schema(value: Json) -> None:
    _check_properties_object(value)
    titles = 0
    for name, definition in value.get("properties", {}).items():
        if not isinstance(definition, dict) or not isinstance(definition.get("type"), str):
            raise WorkspaceError(f"properties.{name}: must be an object with a `type`")
        titles += definition["type"] == "title"
    if titles != 1:
        raise WorkspaceError(f"properties: there must be one of type `title`, not {titles}")


def _check_blocks(value: Any, place: str) -> None:
    if not isinstance(value, list):
        raise WorkspaceError(f"{place}: must be a list")
    for number, block in enumerate(value):
        where = f"{place}[{number}]"
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            raise WorkspaceError(f"{where}: must be an object with a `type`")
        kind = block["type"]
        payload = block.get(kind)
        shorthand = isinstance(payload, str) and kind in ("child_page", "child_database")
        if shorthand:
            _check_id(payload, f"{where}.{kind}")
        elif not isinstance(payload, dict):
            raise WorkspaceError(f"{where}.{kind}: must be an object")
        else:
            _check_payload(kind, payload, f"{where}.{kind}")
        if "id" in block:
            _check_id(block["id"], f"{where}.id")
        if block.get("children"):
            _check_blocks(block["children"], f"{where}.children")


def _check_payload(kind: str, payload: Json, place: str) -> None:
    for name in ("rich_text", "caption"):
        if name in payload:
            _refuse(wrong_rich_text(payload[name]), f"{place}.{name}")
    if "icon" in payload:
        _refuse(wrong_icon(payload["icon"]), f"{place}.icon")
    if kind in _FILES:
        _refuse(wrong_file(payload), place)
    if payload.get("synced_from"):
        _refuse(wrong_reference(payload["synced_from"].get("block_id")), f"{place}.synced_from.block_id")
    cells = payload.get("cells", [])
    if not isinstance(cells, list):
        raise WorkspaceError(f"{place}.cells: must be a list")
    for number, cell in enumerate(cells):
        _refuse(wrong_rich_text(cell), f"{place}.cells[{number}]")


def _refuse(wrong: str | None, place: str) -> None:
    if wrong:
        raise WorkspaceError(f"{place}: {wrong}")


def _named(parent: Mapping[str, Any]) -> Any:
    return parent.get("data_source_id") or parent.get("database_id")
