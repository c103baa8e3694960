"""Events of one object put together, as Notion does where much happens within a short time.

Source: developers.notion.com/reference/webhooks-events-delivery ("Event aggregation"), and the changelog of 15 October
2026: a new page, and the first change of its properties, are told right away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from notionpress.emulator.events import Event

Json = dict[str, Any]

_ALONE = ("comment", "view")
_NEVER_TOGETHER = ("page.locked", "page.unlocked")
_AT_ONCE = "page.created"
_FIRST_AT_ONCE = "page.properties_updated"
_LIFE = ("created", "deleted", "undeleted")
_MOST_AUTHORS = 100


class Taken(msgspec.Struct, frozen=True):
    """What becomes of an event: whether it is told now, and whether it begins a batch of its object."""

    told_now: bool
    begins: bool


class Batches:
    """The events that wait for others of their objects, by the ids of these objects."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Event]] = {}
        self._with_properties: set[str] = set()

    def take(self, event: Event) -> Taken:
        """Take an event; a batch that begins must be closed some time later."""
        if event.type in _NEVER_TOGETHER or event.type.partition(".")[0] in _ALONE:
            return Taken(told_now=True, begins=False)
        begins = event.id not in self._waiting
        waiting = self._waiting.setdefault(event.id, [])
        told_now = event.type == _AT_ONCE
        if event.type == _FIRST_AT_ONCE and event.id not in self._with_properties:
            self._with_properties.add(event.id)
            told_now = True
        if not told_now:
            waiting.append(event)
        return Taken(told_now, begins)

    def close(self, id: str) -> list[Event]:
        """End the batch of an object: the events that are left of it."""
        self._with_properties.discard(id)
        return together(self._waiting.pop(id, []))


def together(events: Sequence[Event]) -> list[Event]:
    """What is told of events of one object: one of each type, and nothing of what was undone."""
    life = [_what(event) for event in events if _what(event) in _LIFE]
    others = [event for event in events if _what(event) not in _LIFE]
    was_there = not life or life[0] == "deleted"
    is_there = not life or life[-1] != "deleted"
    if not is_there:
        return [_result("deleted", events)] if was_there else []
    if was_there:
        return _by_type(others)
    if life[0] == "created":
        # Nobody has asked for it yet: that it is there tells all.
        return [_result("created", events)]
    return [_result("undeleted", events), *_by_type(others)]


def _what(event: Event) -> str:
    return event.type.rpartition(".")[2]


def _result(what: str, events: Sequence[Event]) -> Event:
    """What came of an object in the end, by all who took part."""
    last = events[-1]
    kind = last.type.rpartition(".")[0]
    data = {"parent": last.data["parent"]}
    return msgspec.structs.replace(last, type=f"{kind}.{what}", authors=_authors(events), data=data)


def _by_type(events: Sequence[Event]) -> list[Event]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.type, []).append(event)
    one_each = [_merged(alike) for alike in found.values()]
    return [event for event in one_each if event.data.get("updated_properties") != []]


def _merged(events: Sequence[Event]) -> Event:
    """One event for several of one type."""
    last = events[-1]
    data = dict(last.data)
    if "updated_blocks" in data:
        blocks = (block for event in events for block in event.data["updated_blocks"])
        data["updated_blocks"] = list({block["id"]: block for block in blocks}.values())
    if "updated_properties" in data:
        properties = [one for event in events for one in event.data["updated_properties"]]
        is_schema = _what(last) == "schema_updated"
        data["updated_properties"] = _schema(properties) if is_schema else list(dict.fromkeys(properties))
    return msgspec.structs.replace(last, authors=_authors(events), data=data)


def _authors(events: Sequence[Event]) -> tuple[Json, ...]:
    authors = {author["id"]: author for event in events for author in event.authors}
    return tuple(authors.values())[:_MOST_AUTHORS]


def _schema(changes: Sequence[Json]) -> list[Json]:
    """What became of each property of a schema, without those that came and went."""
    steps: dict[str, list[Json]] = {}
    for change in changes:
        steps.setdefault(change["id"], []).append(change)
    told = []
    for first, *_, last in ([*found[:1], *found] for found in steps.values()):
        was_there, is_there = first["action"] != "created", last["action"] != "deleted"
        if was_there or is_there:
            action = ("updated" if was_there else "created") if is_there else "deleted"
            told.append({**last, "action": action})
    return told
