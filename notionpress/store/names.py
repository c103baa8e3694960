"""The names that properties and choices of databases had, with their ids, which survive a rename in Notion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import msgspec

Json: TypeAlias = Mapping[str, Any]

_WITH_CHOICES: Final = ("select", "multi_select", "status")


class SchemaNames(msgspec.Struct, frozen=True, omit_defaults=True):
    """The names that the properties of one data source have and had.

    `digest` is that of the object that they were last seen in, `properties` holds ids by name, and `choices` ids by
    name for each property, by its id.
    """

    digest: str = ""
    properties: Mapping[str, str] = {}
    choices: Mapping[str, Mapping[str, str]] = {}


def with_schema(known: SchemaNames, source: Json, digest: str) -> SchemaNames:
    """What is known after a data source was read; a name that is used anew belongs to what has it now."""
    properties = dict(known.properties)
    choices = {id: dict(names) for id, names in known.choices.items()}
    for name, definition in (source.get("properties") or {}).items():
        id, kind = str(definition.get("id") or ""), definition.get("type")
        properties[name] = id
        if kind in _WITH_CHOICES:
            names = choices.setdefault(id, {})
            for choice in (definition.get(kind) or {}).get("options") or ():
                names[str(choice.get("name"))] = str(choice.get("id") or "")
    return SchemaNames(digest, properties, choices)
