"""What is wrong with the small pieces of objects: rich text, files, icons, references to people and pages."""

from __future__ import annotations

from typing import Any

from notionpress.emulator.uuids import dashed

_RICH_TEXT = ("text", "mention", "equation")
_MENTIONS = (
    "user",
    "page",
    "database",
    "date",
    "link_preview",
    "link_mention",
    "template_mention",
    "custom_emoji",
)


def wrong_rich_text(value: Any) -> str | None:
    """What is wrong with rich text, or None."""
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return "must be a string, or a list of strings and rich text objects"
    for number, one in enumerate(value):
        if not isinstance(one, str) and (wrong := _wrong_piece(one)):
            return f"[{number}] {wrong}"
    return None


def _wrong_piece(value: Any) -> str | None:
    kind = next((name for name in _RICH_TEXT if isinstance(value, dict) and isinstance(value.get(name), dict)), None)
    if kind is None or value.get("type", kind) != kind:
        return "must be a string, or an object with `text`, `mention` or `equation`"
    if kind == "mention":
        return _wrong_mention(value["mention"])
    name = "content" if kind == "text" else "expression"
    return None if isinstance(value[kind].get(name), str) else f"must have `{name}` in its `{kind}`"


def _wrong_mention(value: dict[str, Any]) -> str | None:
    kind = value.get("type") or next(iter(value), "")
    inner = value.get(kind)
    if not isinstance(inner, dict):
        return f"must mention one of {', '.join(_MENTIONS)}"
    if kind in ("user", "page", "database", "custom_emoji"):
        return wrong_reference(inner)
    needed = {"date": "start", "link_preview": "url", "link_mention": "href", "template_mention": "type"}.get(kind)
    return f"must have `{needed}` in its `{kind}`" if needed and needed not in inner else None


def wrong_reference(value: Any) -> str | None:
    """What is wrong with an id, or an object with one, or None."""
    id = value.get("id") if isinstance(value, dict) else value
    return None if isinstance(id, str) and dashed(id) == id else f"{id!r} is no id with dashes that Notion would accept"


def wrong_file(value: Any) -> str | None:
    """What is wrong with a file of the workspace or from elsewhere, or None."""
    if isinstance(value, dict):
        kind = value.get("type") or ("external" if "external" in value else "file")
        inner = value.get(kind)
        if kind in ("file", "external") and isinstance(inner, dict) and isinstance(inner.get("url"), str):
            return None
    return "must have a `url` in `file` or `external`"


def wrong_icon(value: Any) -> str | None:
    """What is wrong with an icon or a cover, or None."""
    if value is None:
        return None
    kind = value.get("type") or next(iter(value), "") if isinstance(value, dict) else ""
    if kind in ("file", "external"):
        return wrong_file(value)
    if kind == "custom_emoji" and isinstance(value.get(kind), dict):
        return wrong_reference(value[kind])
    right = kind in ("emoji", "icon") and value.get(kind)
    return None if right else "must have `emoji`, `icon`, `custom_emoji`, `file` or `external`"
