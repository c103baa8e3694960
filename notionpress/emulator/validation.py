"""What a request carries, checked piece by piece and refused in Notion's words with the place of the mistake.

Source: developers.notion.com/reference/request-limits and /status-codes; the texts are those of recorded answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from msgspec import UNSET

from notionpress.emulator.refusals import Refusal, invalid
from notionpress.emulator.uuids import dashed

Json = dict[str, Any]

MOST_ITEMS = 100
MOST_URL = 2000
_MOST_SHOWN = 55


def shown(value: Any) -> str:
    """A value as an error tells it: JSON, cut when it is long; `undefined` for what is not there."""
    if value is UNSET:
        return "undefined"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def wrong(place: str, wanted: str, value: Any) -> Refusal:
    """The refusal of one value: it should be something else."""
    part = place.partition(".")[0]
    return invalid(f"{part} failed validation: {place} should be {wanted}, instead was `{shown(value)}`.")


def none_of(places: Iterable[str]) -> Refusal:
    """The refusal of an object that has none of the keys that make it one thing or another."""
    lines = [f"{place} should be defined, instead was `undefined`." for place in places]
    return invalid("\n".join(["body failed validation. Fix one:", *lines]))


def fields(value: Any, place: str, known: Collection[str]) -> Json:
    """An object without other keys than these. Raises Refusal."""
    if not isinstance(value, dict):
        raise wrong(place, "defined" if value is UNSET else "an object", value)
    for name, one in value.items():
        if name not in known:
            raise wrong(f"{place}.{name}", "not present", one)
    return value


def listed(value: Any, place: str, most: int = MOST_ITEMS) -> list[Any]:
    """A list that is not too long. Raises Refusal."""
    if not isinstance(value, list):
        raise wrong(place, "defined" if value is UNSET else "an array", value)
    if len(value) > most:
        raise wrong(f"{place}.length", f"≤ `{most}`", len(value))
    return value


def text(value: Any, place: str, most: int = MOST_URL) -> str:
    """A string that is not too long. Raises Refusal."""
    if not isinstance(value, str):
        raise wrong(place, "defined" if value is UNSET else "a string", value)
    if len(value) > most:
        raise wrong(f"{place}.length", f"≤ `{most}`", len(value))
    return value


def words(value: Any, place: str, most: int = MOST_URL, *, or_null: str = "") -> str:
    """A string that is neither empty nor too long. Raises Refusal."""
    if text(value, place, most) == "":
        raise wrong(place, f"populated{or_null}", value)
    return str(value)


def boolean(value: Any, place: str) -> bool:
    """True or false. Raises Refusal."""
    if not isinstance(value, bool):
        raise wrong(place, "defined" if value is UNSET else "a boolean", value)
    return value


def number(value: Any, place: str, *, or_null: str = "") -> int | float:
    """A number. Raises Refusal."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(place, "defined" if value is UNSET else f"a number{or_null}", value)
    return value


def uuid(value: Any, place: str) -> str:
    """An id, with dashes. Raises Refusal."""
    id = dashed(value) if isinstance(value, str) else None
    if id is None:
        raise wrong(place, "defined" if value is UNSET else "a valid uuid", value)
    return id


def choice(value: Any, place: str, allowed: Collection[str]) -> str:
    """One of a few strings. Raises Refusal."""
    if value is UNSET:
        raise wrong(place, "defined", value)
    if not isinstance(value, str) or value not in allowed:
        known = [f'`"{one}"`' for one in allowed]
        raise wrong(place, known[0] if len(known) == 1 else f"{', '.join(known[:-1])}, or {known[-1]}", value)
    return value


def kind_of(value: Any, place: str, kinds: Collection[str]) -> str:
    """Which of its keys makes an object one thing or another; its `type` may tell it too. Raises Refusal."""
    if not isinstance(value, dict):
        raise wrong(place, "defined" if value is UNSET else "an object", value)
    kind = value.get("type") or next((name for name in value if name in kinds), None)
    if not isinstance(kind, str) or kind not in kinds or kind not in value:
        raise none_of(f"{place}.{name}" for name in kinds)
    return kind
