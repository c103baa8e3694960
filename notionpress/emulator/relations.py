"""Relations that go both ways: what is written on one side stands on the other too.

Source: developers.notion.com/reference/property-object#relation. The time of the page on the other side stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notionpress.emulator.calls import Call
from notionpress.emulator.checks import given_value
from notionpress.emulator.properties import schema

Json = dict[str, Any]


def mirror(page_id: str, source_id: str, before: Mapping[str, Any], after: Mapping[str, Any], call: Call) -> None:
    """Write a row into the pages that it now refers to, and take it out of those that it did.

    `before` are all its values, `after` those that were written.
    """
    known = schema(source_id, call.reader)
    for name, value in after.items():
        synced = known[name].get("relation", {}).get("dual_property", {}).get("synced_property_name")
        if not synced:
            continue
        old, new = _ids(before.get(name)), _ids(value)
        for other in [*(id for id in old if id not in new), *(id for id in new if id not in old)]:
            if other in call.workspace.pages:
                _write(other, synced, page_id, call, refers=other in new)


def _write(other: str, name: str, page_id: str, call: Call, *, refers: bool) -> None:
    def change(page: Json) -> None:
        ids = [id for id in _ids(page.setdefault("properties", {}).get(name)) if id != page_id]
        page["properties"][name] = [{"id": id} for id in (*ids, *((page_id,) if refers else ()))]

    call.workspace.edit(other, change, by=call.workspace.about.bot_id)


def _ids(written: Any) -> list[str]:
    return [one["id"] if isinstance(one, dict) else one for one in given_value("relation", written) or ()]
