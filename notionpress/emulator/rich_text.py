"""Rich text as Notion gives it, from the short way in which it is written.

Source: developers.notion.com/reference/rich-text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from notionpress.emulator.plain import plain_text

if TYPE_CHECKING:
    from notionpress.emulator.reader import Reader

Json = dict[str, Any]

_TYPES = ("text", "mention", "equation")
_ANNOTATIONS: Mapping[str, Any] = {
    "bold": False,
    "italic": False,
    "strikethrough": False,
    "underline": False,
    "code": False,
    "color": "default",
}
_TEMPLATES: Mapping[str, str] = {"today": "@Today", "now": "@Now", "me": "@Me"}


def rich_text(value: Any, reader: Reader) -> list[Json]:
    """A list of complete rich text objects from a string, or a list of strings and objects."""
    if isinstance(value, str):
        value = [value] if value else []
    return [_piece({"text": {"content": one}} if isinstance(one, str) else one, reader) for one in value or []]


def _piece(raw: Json, reader: Reader) -> Json:
    kind = raw.get("type") or next(name for name in _TYPES if name in raw)
    if kind == "mention":
        payload, words, href = _mention(raw["mention"], reader)
    elif kind == "text":
        link = raw["text"].get("link")
        payload = {"content": raw["text"]["content"], "link": link}
        words, href = payload["content"], link["url"] if link else None
    else:
        payload, words, href = dict(raw[kind]), plain_text(raw), None
    return {
        "type": kind,
        kind: payload,
        "annotations": {**_ANNOTATIONS, **raw.get("annotations", {})},
        "plain_text": raw.get("plain_text", words),
        "href": raw.get("href", href),
    }


def _mention(raw: Json, reader: Reader) -> tuple[Json, str, str | None]:
    """The mention, its words, and where it leads."""
    kind = raw.get("type") or next(iter(raw))
    value = raw[kind]
    words, href = "", None
    if kind == "user":
        value = reader.user(value)
        words = f"@{value.get('name') or 'Anonymous'}"
    elif kind in ("page", "database"):
        value = {"id": value["id"]}
        words, href = reader.title(value["id"]) or "Untitled", reader.url(value["id"])
    elif kind == "date":
        value = {"start": value["start"], "end": value.get("end"), "time_zone": value.get("time_zone")}
        words = " → ".join(part for part in (value["start"], value["end"]) if part)
    elif kind == "template_mention":
        words = _TEMPLATES.get(value[value["type"]], "")
    elif kind == "custom_emoji":
        value = reader.custom_emoji(value)
        words = f":{value['name']}:"
    elif kind in ("link_preview", "link_mention"):
        words = href = value.get("url") or value.get("href")
    return {"type": kind, kind: value}, words, href


def without_late_mentions(pieces: list[Json], limit: int) -> list[Json]:
    """The pieces with the mentions after the first `limit` made anonymous, as in the properties of a page."""
    seen = 0
    result = []
    for piece in pieces:
        kind = piece["mention"]["type"] if piece["type"] == "mention" else ""
        seen += kind in ("user", "page", "database")
        result.append(_anonymous(piece) if kind in ("user", "page", "database") and seen > limit else piece)
    return result


def _anonymous(piece: Json) -> Json:
    mention = piece["mention"]
    if mention["type"] == "user":
        user = {key: mention["user"][key] for key in ("object", "id")}
        return {**piece, "mention": {"type": "user", "user": user}, "plain_text": "@Anonymous"}
    return {**piece, "plain_text": "Untitled"}
