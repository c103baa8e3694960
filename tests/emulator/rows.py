"""A schema with every property type and rows made from plain values, as the API gives them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

MAREN, TOBIAS = "200ebfd5-53df-43cf-ab5e-d8f6ddb78e98", "3719a265-5e98-4c1a-990b-0fa04a24bab6"
SERIES, OTHER = "4e3f104b-8580-4483-a19b-5524c0cbe986", "f2ed6b6c-5641-4e07-8921-3f716cc4e5cd"


def options(*names: str) -> Json:
    """The options of a select, in this order, with ids."""
    return {"options": [{"id": name[:4], "name": name, "color": "default"} for name in names]}


STATUS = {
    **options("Review", "Idea", "Published"),
    "groups": [
        {"id": "g1", "name": "To-do", "color": "gray", "option_ids": ["Idea"]},
        {"id": "g2", "name": "In progress", "color": "blue", "option_ids": ["Revi"]},
        {"id": "g3", "name": "Complete", "color": "green", "option_ids": ["Publ"]},
    ],
}
TYPES: dict[str, tuple[str, Json]] = {
    "Name": ("title", {}),
    "Note": ("rich_text", {}),
    "Words": ("number", {"format": "number"}),
    "Number": ("unique_id", {"prefix": "POST"}),
    "Featured": ("checkbox", {}),
    "Level": ("select", options("Gentle", "Steady", "Deep water")),
    "Status": ("status", STATUS),
    "Tags": ("multi_select", options("Tides", "Maps", "Craft")),
    "Date": ("date", {}),
    "Created": ("created_time", {}),
    "Edited": ("last_edited_time", {}),
    "Authors": ("people", {}),
    "Created by": ("created_by", {}),
    "Edited by": ("last_edited_by", {}),
    "Series": ("relation", {}),
    "Files": ("files", {}),
    "Site": ("url", {}),
    "E-mail": ("email", {}),
    "Phone": ("phone_number", {}),
    "Formula": ("formula", {}),
    "Rollup": ("rollup", {}),
    "Checked": ("verification", {}),
    "Press": ("button", {}),
    "Harbour": ("place", {}),
}
SCHEMA: dict[str, Json] = {
    name: {"id": "title" if kind == "title" else f"%3F{at:02}", "name": name, "type": kind, kind: configuration}
    for at, (name, (kind, configuration)) in enumerate(TYPES.items())
}
EMPTY: Json = {
    "title": [],
    "rich_text": [],
    "multi_select": [],
    "people": [],
    "relation": [],
    "files": [],
    "checkbox": False,
    "unique_id": {"prefix": "POST", "number": None},
    "button": {},
}


def rich(text: str) -> list[Json]:
    """Rich text of two parts, so that nothing looks at the first part alone."""
    half = len(text) // 2
    parts = [part for part in (text[:half], text[half:]) if part]
    return [{"type": "text", "text": {"content": part, "link": None}, "plain_text": part} for part in parts]


def option(name: str) -> Json:
    """A chosen option."""
    return {"id": name[:4], "name": name, "color": "default"}


def day(start: str, end: str | None = None) -> Json:
    """A date value."""
    return {"start": start, "end": end, "time_zone": None}


def person(id: str, name: str = "Somebody") -> Json:
    """A full user."""
    return {"object": "user", "id": id, "name": name, "avatar_url": None, "type": "person", "person": {}}


def row(created: str = "2026-03-04T10:00:00.000Z", edited: str = "2026-03-04T10:00:00.000Z", **values: Any) -> Json:
    """A page; `values` by property name (`_` for blanks and hyphens) stand as they are, the others are empty."""
    given = {name.replace("_", " "): value for name, value in values.items()}
    properties = {}
    for name, definition in SCHEMA.items():
        kind = definition["type"]
        value = {"created_time": created, "last_edited_time": edited}.get(kind, EMPTY.get(kind))
        properties[name] = {
            "id": definition["id"],
            "type": kind,
            kind: given.pop(name.replace("-", " "), value),
        }
    assert not given, given
    return {"object": "page", "created_time": created, "last_edited_time": edited, "properties": properties}


def number_formula(number: float | None) -> Json:
    """What a formula gave."""
    return {"type": "number", "number": number}


def array(kind: str, *values: Any) -> Json:
    """A rollup that shows its items."""
    return {"type": "array", "array": [{"type": kind, kind: value} for value in values], "function": "show_original"}
