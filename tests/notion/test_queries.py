"""Queries of more rows than Notion gives for one, and filters put together for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notionpress.emulator.filters import check_filter, matches
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.errors import NotionError
from notionpress.notion.client import NotionClient
from notionpress.notion.filters import conjunction
from tests.crawl.workspaces import Json, data_source, database, row, uid, write

SCHEMA = {name: {"id": name, "name": name, "type": "checkbox", "checkbox": {}} for name in "ABCD"}
LEAF = st.builds(
    lambda name, on: {"property": name, "checkbox": {"equals": on}}, st.sampled_from("ABCD"), st.booleans()
)


def groups(members: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.builds(lambda kind, found: {kind: found}, st.sampled_from(["and", "or"]), st.lists(members, max_size=3))


FILTER = st.one_of(LEAF, groups(LEAF), groups(st.one_of(LEAF, groups(LEAF))))


def passes(filter: Json | None, values: dict[str, bool]) -> bool:
    properties = {name: {"id": name, "type": "checkbox", "checkbox": on} for name, on in values.items()}
    return filter is None or matches({"properties": properties}, filter, SCHEMA, now=datetime.now(UTC), me="")


@example([{"or": [{"or": []}, {"property": "A", "checkbox": {"equals": True}}]}], dict.fromkeys("ABCD", False))
@given(st.lists(FILTER, max_size=3), st.fixed_dictionaries({name: st.booleans() for name in "ABCD"}))
def test_filters_together_ask_for_what_each_asks_for(filters: list[Json], values: dict[str, bool]) -> None:
    try:
        found = conjunction(None, *filters)
    except ValueError:
        assert len(filters) > 1
        return
    assert found is None or check_filter(found, SCHEMA) is None
    assert passes(found, values) == all(passes(one, values) for one in filters)


def test_filters_that_are_too_many_together() -> None:
    leaf: Json = {"property": "A", "checkbox": {"equals": True}}
    with pytest.raises(ValueError, match="a hundred"):
        conjunction({"and": [leaf] * 100}, leaf)
    deep = {"or": [{"and": [leaf, leaf]}] * 11}
    with pytest.raises(ValueError, match="a hundred"):
        conjunction(deep, deep)
    assert conjunction({"and": [leaf] * 99}, leaf) == {"and": [leaf] * 100}


# Rows


def many(folder: Path, count: int = 130) -> Workspace:
    """Rows that were made a minute apart, every second one ticked, with numbers that fall."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        row(
            f"Row {number:03}",
            "rows",
            created_time=f"{start + timedelta(minutes=number):%Y-%m-%dT%H:%M}:00.000Z",
            properties={"Odd": number % 2 == 1, "Number": -number},
        )
        for number in range(count)
    ]
    schema = {"Odd": {"type": "checkbox", "checkbox": {}}, "Number": {"type": "number", "number": {}}}
    return Workspace.load(
        write(
            folder,
            pages=rows,
            databases=[database("Rows", None, "rows")],
            data_sources=[data_source("rows", "Rows", **schema)],
        )
    )


def queried(folder: Path, *, cap: int = 20, **query: Any) -> tuple[list[int], int, int]:
    """The numbers of the rows that a query gives, how often the order was cut, and the requests."""
    cuts = []

    async def numbers(items: AsyncIterator[Json]) -> list[int]:
        return [-one["properties"]["Number"]["number"] async for one in items]

    async def run() -> tuple[list[int], int, int]:
        async with (
            Emulator(many(folder), query_cap=cap) as emulator,
            NotionClient(emulator.token, base_url=emulator.url, requests_per_minute=100_000) as client,
        ):
            found = await numbers(client.query(uid("rows"), cut=lambda: cuts.append(1), **query))
            return found, len(cuts), client.requests

    return asyncio.run(run())


ODD = {"property": "Odd", "checkbox": {"equals": True}}
FILTERS: list[Json] = [
    ODD,
    {"and": [ODD]},
    {"or": [ODD, {"and": [ODD, ODD]}]},
    {"and": [ODD, {"or": [ODD, {"property": "Number", "number": {"greater_than": 5}}]}]},
]


@pytest.mark.parametrize("filter", FILTERS)
def test_a_filter_gets_past_the_cap(filter: Json, tmp_path: Path) -> None:
    found, cuts, requests = queried(tmp_path / "w", filter=filter)
    assert found == list(range(1, 130, 2))
    # Windows of twenty that share one row with the one before.
    assert (cuts, requests) == (0, 4)


def test_an_order_by_creation_holds_past_the_cap(tmp_path: Path) -> None:
    sorts = [{"timestamp": "created_time", "direction": "descending"}]
    found, cuts, _ = queried(tmp_path / "w", filter=ODD, sorts=sorts)
    assert found == list(range(129, 0, -2))
    assert cuts == 0


def test_another_order_holds_as_far_as_notion_gives_it(tmp_path: Path) -> None:
    sorts = [{"property": "Number", "direction": "ascending"}]
    found, cuts, _ = queried(tmp_path / "w", sorts=sorts)
    assert found[:20] == list(range(129, 109, -1))
    assert found[20:] == list(range(110))
    assert cuts == 1
    found, cuts, requests = queried(tmp_path / "v", cap=130, sorts=sorts)
    assert found == list(range(129, -1, -1))
    assert (cuts, requests) == (0, 2)


def test_a_filter_without_room_for_a_window(tmp_path: Path) -> None:
    with pytest.raises(NotionError, match="leaves no room"):
        queried(tmp_path / "w", filter={"and": [ODD] * 100})
    found, _, _ = queried(tmp_path / "v", filter={"and": [ODD] * 99})
    assert all(one < other for one, other in pairwise(found))
