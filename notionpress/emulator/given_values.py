"""Property values as requests give them, checked against the schema and made into what the workspace keeps.

Source: developers.notion.com/reference/page-property-values and /post-page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import UNSET

from notionpress.emulator.filters import find_property
from notionpress.emulator.given_text import date, file, reference, rich_text
from notionpress.emulator.refusals import invalid
from notionpress.emulator.validation import (
    boolean,
    choice,
    fields,
    kind_of,
    listed,
    number,
    words,
    wrong,
)

Json = dict[str, Any]
Schema = Mapping[str, Json]
KeepFile = Callable[[str], Json | None]

_MOST_SHORT = 200
_MOST_NAME = 100
_OR_NULL = " or `null`"
_PLACE_KEYS = ("lat", "lon", "name", "address", "aws_place_id", "google_place_id")


class Values(msgspec.Struct, frozen=True):
    """Values by the name of their property, and the options that have to be made for them, by property."""

    values: Json
    new_options: Mapping[str, list[str]]


class Property(msgspec.Struct, frozen=True):
    """The property that a value is for, and what tells which hosted file an address belongs to."""

    name: str
    options: list[Json]
    keep_file: KeepFile


Make = Callable[[Any, str, Property], Any]


def given_values(value: Any, schema: Schema, keep_file: KeepFile) -> Values:
    """The values of `body.properties`, whose keys are names or ids of properties. Raises Refusal.

    `schema` is as the API shows it; `keep_file` tells which hosted file an address that was given out belongs to.
    """
    found, refused = {}, []
    new_options: dict[str, list[str]] = {}
    if not isinstance(value, dict):
        raise wrong("body.properties", "an object", value)
    for key, given in value.items():
        place = f"body.properties.{key}"
        kind, inner = _kind_and_value(given, place)
        known = find_property(schema, key)
        if known is None:
            refused.append(f"{key} is not a property that exists.")
        elif known[1]["type"] != kind:
            refused.append(f"{key} is expected to be {known[1]['type']}.")
        else:
            name, definition = known
            target = Property(name, definition[kind].get("options", []), keep_file)
            found[name] = _MAKE[kind](inner, f"{place}.{kind}", target)
            if kind in ("select", "multi_select"):
                new_options[name] = _unknown_options(found[name], target)
    if refused:
        raise invalid(" ".join(refused))
    return Values(found, {name: names for name, names in new_options.items() if names})


def _kind_and_value(given: Any, place: str) -> tuple[str, Any]:
    """The type that a value is of, and what it holds; a list alone is rich text."""
    if isinstance(given, list):
        return "title", given
    kind = kind_of(given, place, _MAKE)
    fields(given, place, ("id", "name", "type", kind, "has_more"))
    return kind, given[kind]


def _text(value: Any, place: str, _: Property) -> list[Json]:
    return rich_text(value, place)


def _number(value: Any, place: str, _: Property) -> int | float | None:
    return None if value is None else number(value, place, or_null=_OR_NULL)


def _string(most: int) -> Make:
    def make(value: Any, place: str, _: Property) -> str | None:
        return None if value is None else words(value, place, most, or_null=_OR_NULL)

    return make


def _checkbox(value: Any, place: str, _: Property) -> bool:
    return boolean(value, place)


def _option(value: Any, place: str, target: Property) -> Json:
    """An option by its id or its name."""
    fields(value, place, ("id", "name", "color", "description"))
    if "id" in value:
        known = next((one for one in target.options if one["id"] == value["id"]), None)
        if known is None:
            raise invalid(f'{target.name} option with id "{value["id"]}" does not exist.')
        return {"name": known["name"]}
    name = words(value.get("name", UNSET), f"{place}.name", _MOST_NAME)
    if "," in name:
        raise invalid(f"Invalid select option, commas not allowed: {name}")
    return {"name": name}


def _select(value: Any, place: str, target: Property) -> Json | None:
    return None if value is None else _option(value, place, target)


def _status(value: Any, place: str, target: Property) -> Json | None:
    if value is None:
        return None
    found = _option(value, place, target)
    if all(one["name"] != found["name"] for one in target.options):
        raise invalid(f'Invalid status option. Status option "{found["name"]}" does not exist".')
    return found


def _multi_select(value: Any, place: str, target: Property) -> list[Json]:
    return [_option(one, f"{place}[{at}]", target) for at, one in enumerate(listed(value, place))]


def _unknown_options(value: Any, target: Property) -> list[str]:
    known = {one["name"] for one in target.options}
    chosen = value if isinstance(value, list) else [value] if value else []
    return list(dict.fromkeys(one["name"] for one in chosen if one["name"] not in known))


def _people(value: Any, place: str, _: Property) -> list[Json]:
    found = []
    for at, one in enumerate(listed(value, place)):
        id = reference(one, f"{place}[{at}]")
        found.append(
            {"object": choice(one.get("object", "user"), f"{place}[{at}].object", ("user", "group")), "id": id}
        )
    return found


def _date(value: Any, place: str, _: Property) -> Json | None:
    return None if value is None else date(value, place)


def _relation(value: Any, place: str, _: Property) -> list[Json]:
    return [{"id": reference(one, f"{place}[{at}]")} for at, one in enumerate(listed(value, place))]


def _files(value: Any, place: str, target: Property) -> list[Json]:
    return [_file(one, f"{place}[{at}]", target) for at, one in enumerate(listed(value, place))]


def _file(value: Any, place: str, target: Property) -> Json:
    kind = kind_of(value, place, ("external", "file", "file_upload"))
    fields(value, place, ("type", "name", kind))
    if kind != "file":
        found = file(value, place)
        name = found["external"]["url"]
    else:
        inner = fields(value["file"], f"{place}.file", ("url", "expiry_time"))
        kept = target.keep_file(words(inner.get("url", UNSET), f"{place}.file.url"))
        if kept is None:
            raise invalid(
                f"body failed validation: {place}.file.url should be the address of a file of this workspace."
            )
        found, name = kept, kept["file"]["url"].rpartition("/")[2]
    return {"name": words(value["name"], f"{place}.name", _MOST_NAME) if "name" in value else name, **found}


def _place(value: Any, place: str, _: Property) -> Json | None:
    if value is None:
        return None
    given = fields(value, place, _PLACE_KEYS)
    for name in ("lat", "lon"):
        number(given.get(name, UNSET), f"{place}.{name}")
    return {name: given.get(name) for name in _PLACE_KEYS}


def _verification(value: Any, place: str, _: Property) -> Json:
    given = fields(value, place, ("state", "date"))
    state = choice(given.get("state", UNSET), f"{place}.state", ("verified", "unverified"))
    until = date(given["date"], f"{place}.date") if given.get("date") is not None else None
    return {"state": state, "verified_by": None, "date": until if state == "verified" else None}


#: How each type that can be written is read, in the order in which Notion names them.
_MAKE: Mapping[str, Make] = MappingProxyType(
    {
        "title": _text,
        "rich_text": _text,
        "number": _number,
        "url": _string(2000),
        "select": _select,
        "multi_select": _multi_select,
        "people": _people,
        "email": _string(_MOST_SHORT),
        "phone_number": _string(_MOST_SHORT),
        "date": _date,
        "checkbox": _checkbox,
        "relation": _relation,
        "files": _files,
        "status": _status,
        "place": _place,
        "verification": _verification,
    }
)
