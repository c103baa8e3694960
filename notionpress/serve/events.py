"""Webhook events as values: what of Notion each says is to be looked at again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from notionpress.ids import parse_id

SOMETHING: Final = ""
"""Stands in for an id where an event does not say what changed: all listings are to be looked at."""

_NOTHING_SHOWN: Final = frozenset(
    (
        "page.locked",
        "page.unlocked",
        "file_upload.created",
        "file_upload.completed",
        "file_upload.expired",
        "file_upload.upload_failed",
    )
)
"""Events of what no page shows."""

_LISTS_CHANGE: Final = frozenset(("created", "deleted", "undeleted", "moved"))
"""What happens to the list of blocks that something stands in too."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What a signed body says.

    `id` is its own, the same for each attempt to deliver it; `type` is Notion's word; `time` is when it happened;
    `wanted` are the ids of what is to be read again, `SOMETHING` among them where that is not told, none where nothing
    that is shown has changed.
    """

    id: str
    type: str
    time: datetime
    wanted: frozenset[str]


def read_event(body: bytes, now: datetime) -> Event:
    """The event that a body tells of, however Notion's events look by then.

    Where it has no id, the digest of its bytes is one; where it has no time, it happened `now`. Raises ValueError for
    what is no JSON object.
    https://developers.notion.com/reference/webhooks-events-delivery has the types and their shapes.
    """
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("the body is no JSON object") from error
    type = _text(said, "type")
    return Event(
        id=_text(said, "id") or hashlib.sha256(body).hexdigest(),
        type=type,
        time=_time(_text(said, "timestamp")) or now,
        wanted=_wanted(type, _inside(said, "entity"), _inside(said, "data")),
    )


def _wanted(type: str, entity: Mapping[str, Any], data: Mapping[str, Any]) -> frozenset[str]:
    kind, _, verb = type.partition(".")
    if type in _NOTHING_SHOWN:
        return frozenset()
    parent = _inside(data, "parent")
    match kind:
        case "page":
            # What stands in a page is a block of it; rows of databases are found by themselves.
            stands_in = verb in _LISTS_CHANGE and parent.get("type") in ("page", "block")
            return _ids(entity, parent) if stands_in else _ids(entity)
        case "database" | "data_source" if verb == "content_updated":
            updated = data.get("updated_blocks")
            rows = [one for one in updated if isinstance(one, dict)] if isinstance(updated, list) else []
            return _ids(*rows) if rows else _ids(entity)
        case "database" | "data_source":
            stands_in = verb in _LISTS_CHANGE and parent.get("type") in ("page", "block")
            return _ids(entity, parent) if stands_in else _ids(entity)
        case "comment":
            return _ids({"id": data.get("page_id")} if data.get("page_id") else parent)
        case "view":
            return _ids(parent)
    return frozenset((SOMETHING,))


def _ids(*objects: Mapping[str, Any]) -> frozenset[str]:
    """Their ids with dashes; `SOMETHING` for one without."""
    return frozenset(_all_ids(objects))


def _all_ids(objects: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in objects:
        try:
            yield parse_id(_text(one, "id"))
        except ValueError:
            yield SOMETHING


def _inside(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
