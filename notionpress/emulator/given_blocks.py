"""Blocks as requests give them, made into what the workspace keeps.

Source: developers.notion.com/reference/patch-block-children and /update-a-block.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET

from notionpress.emulator.given_text import COLORS, expression, file, icon, rich_text
from notionpress.emulator.languages import LANGUAGES
from notionpress.emulator.refusals import invalid
from notionpress.emulator.times import from_moment
from notionpress.emulator.trees import walk
from notionpress.emulator.validation import (
    boolean,
    choice,
    fields,
    kind_of,
    listed,
    none_of,
    number,
    words,
    wrong,
)
from notionpress.emulator.validation import uuid as checked_id

Json = dict[str, Any]
Check = Callable[[Any, str], Any]

MOST_BLOCKS = 1000
_DEEPEST = 2
_FILES = ("image", "video", "audio", "pdf", "file")
_LINKS = ("page_id", "database_id", "comment_id")
#: What may lie in those that do not hold just any block.
_ONLY: Mapping[str, str] = {"column_list": "column", "table": "table_row", "tab": "paragraph"}


def _color(value: Any, place: str) -> str:
    return choice(value, place, COLORS)


def _language(value: Any, place: str) -> str:
    return choice(value, place, LANGUAGES)


def _expression(value: Any, place: str) -> str:
    return expression(value, place.rpartition(".")[0])


def _width(value: Any, place: str) -> int | float:
    if number(value, place) < 1:
        raise wrong(place, "≥ `1`", value)
    return value  # type: ignore[no-any-return]


def _ratio(value: Any, place: str) -> int | float:
    if not 0 < number(value, place) <= 1:
        raise wrong(place, "> `0` and ≤ `1`", value)
    return value  # type: ignore[no-any-return]


def _cells(value: Any, place: str) -> list[Any]:
    return [rich_text(one, f"{place}[{at}]") for at, one in enumerate(listed(value, place))]


def _synced_from(value: Any, place: str) -> Json | None:
    if value is None:
        return None
    fields(value, place, ("type", "block_id"))
    return {"type": "block_id", "block_id": checked_id(value.get("block_id", UNSET), f"{place}.block_id")}


_TEXT: Mapping[str, Check] = {"rich_text": rich_text, "color": _color}
_HEADING: Mapping[str, Check] = {**_TEXT, "is_toggleable": boolean}
_MEDIA: Mapping[str, Check] = {"caption": rich_text}
_LINK: Mapping[str, Check] = {"url": words, "caption": rich_text}
#: What can be written of each type, in the order in which Notion names the types.
_FIELDS: Mapping[str, Mapping[str, Check]] = MappingProxyType(
    {
        "embed": _LINK,
        "bookmark": _LINK,
        "image": _MEDIA,
        "video": _MEDIA,
        "pdf": _MEDIA,
        "file": {**_MEDIA, "name": words},
        "audio": _MEDIA,
        "code": {"rich_text": rich_text, "language": _language, "caption": rich_text},
        "equation": {"expression": _expression},
        "divider": {},
        "breadcrumb": {},
        "tab": {},
        "table_of_contents": {"color": _color},
        "link_to_page": {},
        "table_row": {"cells": _cells},
        "table": {"table_width": _width, "has_column_header": boolean, "has_row_header": boolean},
        "column_list": {},
        "column": {"width_ratio": _ratio},
        "heading_1": _HEADING,
        "heading_2": _HEADING,
        "heading_3": _HEADING,
        "heading_4": _HEADING,
        "paragraph": {**_TEXT, "icon": icon},
        "bulleted_list_item": _TEXT,
        "numbered_list_item": _TEXT,
        "quote": _TEXT,
        "to_do": {**_TEXT, "checked": boolean},
        "toggle": _TEXT,
        "template": {"rich_text": rich_text},
        "callout": {**_TEXT, "icon": icon},
        "synced_block": {"synced_from": _synced_from},
    }
)
_REQUIRED: Mapping[str, Collection[str]] = {
    "embed": ("url",),
    "bookmark": ("url",),
    "code": ("rich_text", "language"),
    "equation": ("expression",),
    "table_row": ("cells",),
    "table": ("table_width",),
    "synced_block": ("synced_from",),
}
_HOLDERS = (
    *("tab", "table", "column_list", "column", "heading_1", "heading_2", "heading_3", "heading_4", "paragraph"),
    *("bulleted_list_item", "numbered_list_item", "quote", "to_do", "toggle", "template", "callout", "synced_block"),
)


def table_width(block: Json) -> int:
    """How many cells each row of a table that is there already has."""
    return int(block["table"].get("table_width", 1))


def holds_blocks(kind: str, block: Json) -> bool:
    """Whether blocks can be put into one that is there already."""
    if kind.startswith("heading_"):
        return bool(block[kind].get("is_toggleable"))
    return kind in _HOLDERS


def signed(now: datetime, author: str) -> Json:
    """When and by whom something new was made and last edited."""
    time, user = from_moment(now), {"object": "user", "id": author}
    return {"created_time": time, "last_edited_time": time, "created_by": user, "last_edited_by": user}


def new_blocks(value: Any, place: str, holder: str, now: datetime, author: str) -> list[Json]:
    """New blocks with ids and times, to be put into a block of type `holder`, "" for a page. Raises Refusal."""
    blocks = _blocks(value, place, holder, 0)
    count = 0
    for block in walk(blocks):
        count += 1
        block.update(id=str(uuid.uuid4()), **signed(now, author))
    if count > MOST_BLOCKS:
        raise wrong(place, f"an array of at most {MOST_BLOCKS} blocks with those inside them", count)
    return blocks


def changed_payload(kind: str, value: Any, raw: Json) -> Json:
    """What an update makes of the payload of a block: the fields that are named are replaced. Raises Refusal."""
    place = f"body.{kind}"
    given = _payload(kind, value, place, {**_FIELDS[kind], **_own_fields(kind)})
    if given.get("table_width", raw[kind].get("table_width")) != raw[kind].get("table_width"):
        raise wrong(f"{place}.table_width", "not present", given["table_width"])
    if raw.get("children") and given.get("is_toggleable") is False:
        raise wrong(f"{place}.is_toggleable", "`true` for a heading with children", False)
    source = given.get("type")
    kept = {
        key: one for key, one in raw[kind].items() if source is None or key not in ("type", "file", "external", *_LINKS)
    }
    return {**kept, **given}


def can_be_updated(kind: str) -> bool:
    """Whether blocks of a type can be changed at all."""
    return kind in _FIELDS


def _blocks(value: Any, place: str, holder: str, depth: int) -> list[Json]:
    found = [_block(one, f"{place}[{at}]", depth) for at, one in enumerate(listed(value, place))]
    for at, block in enumerate(found):
        wanted = _ONLY.get(holder)
        if wanted is not None and block["type"] != wanted:
            raise none_of([f"{place}[{at}].{wanted}"])
        if wanted is None and block["type"] in ("column", "table_row"):
            home = {"column": "column_list", "table_row": "table"}[block["type"]]
            raise invalid(
                f"body failed validation: {place}[{at}] should be in a `{home}`, instead was a `{block['type']}`."
            )
    return found


def _block(value: Any, place: str, depth: int) -> Json:
    kind = kind_of(value, place, _FIELDS)
    fields(value, place, ("object", "type", kind))
    if "object" in value:
        choice(value["object"], f"{place}.object", ("block",))
    at = f"{place}.{kind}"
    own = _own_fields(kind)
    children = value[kind].get("children", UNSET) if isinstance(value[kind], dict) else UNSET
    payload = _payload(kind, value[kind], at, {**_FIELDS[kind], **own}, with_children=kind in _HOLDERS)
    for name in (*_REQUIRED.get(kind, ()), *(("rich_text",) if "rich_text" in _FIELDS[kind] else ())):
        if name not in payload:
            raise wrong(f"{at}.{name}", "defined", UNSET)
    if own and "type" not in payload:
        raise none_of(f"{at}.{name}" for name in own if name != "type")
    block: Json = {"type": kind, kind: payload}
    inner = _children(kind, children, f"{at}.children", depth)
    if kind == "table":
        check_rows(payload["table_width"], inner, f"{at}.children")
    if inner and payload.get("synced_from"):
        raise wrong(f"{at}.children", "not present", children)
    if inner and kind.startswith("heading_") and not payload.get("is_toggleable"):
        payload["is_toggleable"] = True
    return {**block, "children": inner} if inner else block


def _children(kind: str, value: Any, place: str, depth: int) -> list[Json]:
    needed = {"column_list": 2, "table": 1}.get(kind, 0)
    if value is UNSET:
        if needed or kind == "column":
            raise wrong(place, "defined", UNSET)
        return []
    if depth == _DEEPEST:
        raise wrong(place, "not present", value)
    found = _blocks(value, place, kind, depth + 1)
    if len(found) < needed:
        raise wrong(f"{place}.length", f"≥ `{needed}`", len(found))
    return found


def check_rows(width: int, rows: list[Json], place: str) -> None:
    """Refuse rows of a table that have more or fewer cells than it is wide."""
    for at, row in enumerate(rows):
        check_row(width, row["table_row"]["cells"], f"{place}[{at}].table_row")


def check_row(width: int, cells: list[Any], place: str) -> None:
    """Refuse more or fewer cells than a table is wide."""
    if len(cells) != width:
        raise wrong(f"{place}.cells.length", f"`{width}`", len(cells))


def _payload(kind: str, value: Any, place: str, known: Mapping[str, Check], *, with_children: bool = False) -> Json:
    """The fields of a block, each checked, without its children."""
    fields(value, place, (*known, "children") if with_children else tuple(known))
    payload = {name: check(value[name], f"{place}.{name}") for name, check in known.items() if name in value}
    if kind in _FILES and ("external" in value or "file_upload" in value):
        payload |= file(value, place)
        if kind == "file":
            name = urlsplit(payload["external"]["url"]).path.rpartition("/")[2]
            payload = {**payload, "name": payload.get("name", name)}
    if kind == "link_to_page" and value:
        target = kind_of(value, place, _LINKS)
        payload = {"type": target, target: checked_id(value[target], f"{place}.{target}")}
    return payload


def _as_given(value: Any, _: str) -> Any:
    return value


def _own_fields(kind: str) -> Mapping[str, Check]:
    """The fields that are read together: where a file or a link leads."""
    names = ("external", "file_upload") if kind in _FILES else _LINKS if kind == "link_to_page" else ()
    return dict.fromkeys((*names, "type"), _as_given) if names else {}
