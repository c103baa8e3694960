"""The ids of properties: as they are written, made up, and encoded in answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from notionpress.emulator.uuids import token

_UNESCAPED = "-_.!~*'()"


def encoded(id: str) -> str:
    """A property's id as it stands in answers: encoded for a URL, once."""
    return quote(unquote(id), safe=_UNESCAPED)


def property_id(source_id: str, name: str, definition: Mapping[str, Any]) -> str:
    """The id, not encoded, of a property of a data source; one without an id gets it from its name."""
    if definition["type"] == "title":
        return "title"
    return unquote(definition.get("id") or token(source_id, name))
