"""Rich text, dates, icons and files as requests give them, made into what the workspace keeps.

Source: developers.notion.com/reference/rich-text, /emoji-object, /file-object.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import UNSET

from notionpress.emulator.dates import instant
from notionpress.emulator.refusals import invalid
from notionpress.emulator.validation import (
    MOST_URL,
    boolean,
    choice,
    fields,
    kind_of,
    listed,
    text,
    uuid,
    words,
    wrong,
)

Json = dict[str, Any]

_COLOR_NAMES = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLORS = ("default", *_COLOR_NAMES, "default_background", *(f"{name}_background" for name in _COLOR_NAMES))
_ICON_COLORS = ("gray", "lightgray", "brown", "yellow", "orange", "green", "blue", "purple", "pink", "red")
_MOST_TEXT = 2000
_MOST_EXPRESSION = 1000
_STYLES = ("bold", "italic", "strikethrough", "underline", "code")
_RICH_TEXT = ("text", "mention", "equation")
_MENTIONS = ("user", "date", "page", "database", "template_mention", "custom_emoji", "link_mention", "link_preview")
_TEMPLATES = {"template_mention_date": ("today", "now"), "template_mention_user": ("me",)}
_ICONS = ("emoji", "external", "custom_emoji", "icon", "file_upload")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE = re.compile(rf"{_DAY.pattern}([T ]\d{{2}}:\d{{2}}(:\d{{2}}([.,]\d+)?)?(Z|[+-]\d{{2}}(:?\d{{2}})?)?)?")
_NOTION_ICON = re.compile(r"https://www\.notion\.so/icons/([a-z0-9-]+)_([a-z]+)\.svg")


def rich_text(value: Any, place: str) -> list[Json]:
    """Rich text, without what Notion fills in itself. Raises Refusal."""
    return [_piece(one, f"{place}[{number}]") for number, one in enumerate(listed(value, place))]


def _piece(value: Any, place: str) -> Json:
    kind = kind_of(value, place, _RICH_TEXT)
    fields(value, place, ("type", kind, "annotations", "plain_text", "href"))
    inner, at = value[kind], f"{place}.{kind}"
    if kind == "text":
        content = text(fields(inner, at, ("content", "link")).get("content", UNSET), f"{at}.content", _MOST_TEXT)
        payload: Json = {"content": content, "link": _link(inner.get("link"), f"{at}.link")}
    elif kind == "equation":
        payload = {"expression": expression(fields(inner, at, ("expression",)).get("expression", UNSET), at)}
    else:
        payload = _mention(inner, at)
    annotations = _annotations(value.get("annotations", {}), f"{place}.annotations")
    return {"type": kind, kind: payload, **({"annotations": annotations} if annotations else {})}


def expression(value: Any, place: str) -> str:
    """The TeX source of an equation. Raises Refusal."""
    return words(value, f"{place}.expression", _MOST_EXPRESSION)


def _link(value: Any, place: str) -> Json | None:
    if value is None:
        return None
    return {"url": words(fields(value, place, ("url", "type")).get("url", UNSET), f"{place}.url", MOST_URL)}


def _annotations(value: Any, place: str) -> Json:
    for name, one in fields(value, place, (*_STYLES, "color")).items():
        if name == "color":
            choice(one, f"{place}.color", COLORS)
        else:
            boolean(one, f"{place}.{name}")
    return dict(value)


def _mention(value: Any, place: str) -> Json:
    kind = kind_of(value, place, _MENTIONS)
    fields(value, place, ("type", kind))
    inner, at = value[kind], f"{place}.{kind}"
    if kind == "date":
        found: Json = date(inner, at)
    elif kind == "template_mention":
        what = kind_of(inner, at, tuple(_TEMPLATES))
        found = {"type": what, what: choice(inner[what], f"{at}.{what}", _TEMPLATES[what])}
    elif kind in ("link_mention", "link_preview"):
        key = "href" if kind == "link_mention" else "url"
        text(inner.get(key, UNSET) if isinstance(inner, dict) else UNSET, f"{at}.{key}")
        found = dict(inner)
    else:
        found = {"id": reference(inner, at)}
    return {"type": kind, kind: found}


def reference(value: Any, place: str) -> str:
    """The id of what an object refers to. Raises Refusal."""
    if not isinstance(value, dict):
        raise wrong(place, "an object", value)
    return uuid(value.get("id", UNSET), f"{place}.id")


def date(value: Any, place: str) -> Json:
    """A date as Notion keeps it: floored to the minute, with the offset of its time zone. Raises Refusal."""
    fields(value, place, ("start", "end", "time_zone"))
    name = value.get("time_zone")
    try:
        zone = ZoneInfo(name) if name is not None else None
    except (ValueError, OSError, TypeError, KeyError):
        raise wrong(f"{place}.time_zone", "a valid IANA time zone", name) from None
    start = _moment(value.get("start", UNSET), f"{place}.start", zone)
    end = _moment(value["end"], f"{place}.end", zone) if value.get("end") is not None else None
    return {"start": start, "end": end, "time_zone": None}


def _moment(value: Any, place: str, zone: ZoneInfo | None) -> str:
    given = text(value, place)
    try:
        if not _DATE.fullmatch(given):
            raise ValueError(given)
        moment = datetime.fromisoformat(given)
        if _DAY.fullmatch(given):
            return given
        # With a time zone what is given is local time, whatever offset is written with it.
        moment = moment.replace(tzinfo=zone) if zone is not None else moment
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        kept = moment.replace(second=0, microsecond=0).isoformat(timespec="milliseconds")
        instant(kept)
    except ValueError:
        raise wrong(place, "a valid ISO 8601 date string", value) from None
    return kept


def icon(value: Any, place: str) -> Json | None:
    """An icon, or None to have none. Raises Refusal."""
    if value is None:
        return None
    kind = kind_of(value, place, _ICONS)
    fields(value, place, ("type", kind))
    inner, at = value[kind], f"{place}.{kind}"
    if kind == "emoji":
        return {"type": kind, kind: words(inner, at)}
    if kind == "custom_emoji":
        return {"type": kind, kind: {"id": reference(inner, at)}}
    if kind == "icon":
        name = words(fields(inner, at, ("name", "color")).get("name", UNSET), f"{at}.name")
        return {
            "type": kind,
            kind: {"name": name, "color": choice(inner.get("color", "gray"), f"{at}.color", _ICON_COLORS)},
        }
    found = file(value, place)
    drawn = _NOTION_ICON.fullmatch(found["external"]["url"])
    if drawn and drawn[2] in _ICON_COLORS:
        return {"type": "icon", "icon": {"name": drawn[1], "color": drawn[2]}}
    return found


def cover(value: Any, place: str) -> Json | None:
    """A cover, or None to have none. Raises Refusal."""
    return None if value is None else file(fields(value, place, ("type", "external", "file_upload")), place)


def file(value: Any, place: str) -> Json:
    """A file from elsewhere; the keys around it are not looked at. Raises Refusal."""
    kind = kind_of(value, place, ("external", "file_upload"))
    at = f"{place}.{kind}"
    if kind == "file_upload":
        # Nothing can be uploaded to the emulator, so there is none.
        raise invalid(f"Could not find file_upload with ID: {reference(value[kind], at)}.")
    url = words(fields(value[kind], at, ("url",)).get("url", UNSET), f"{at}.url")
    return {"type": "external", "external": {"url": url}}
