"""Careful reading of JSON that may be anything: each function gives a usable value, whatever it is handed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]

_NOTHING: Raw = {}


def mapping(value: object) -> Raw:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def sequence(value: object) -> Sequence[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object) -> str:
    """The value if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int | float | None:
    """The value if it is a number, else None."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def moment(value: object) -> date | datetime | None:
    """A date (`2026-03-12`) or time (`2026-03-12T09:30:00.000+01:00`) of Notion's, or None when it is neither."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == len("2026-03-12") else datetime.fromisoformat(value)
    except ValueError:
        return None


def time(value: object) -> datetime | None:
    """A point in time, or None; one without an offset is read as UTC, as the API does."""
    found = moment(value)
    if isinstance(found, datetime):
        return found
    return datetime.fromisoformat(f"{found.isoformat()}T00:00:00+00:00") if found else None
