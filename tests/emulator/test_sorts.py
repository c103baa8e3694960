"""Sorts: every property type, empties last, ties as they were, what Notion refuses and in which words."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.emulator.sorts import check_sorts, sort_pages
from tests.emulator.queries import recorded_queries
from tests.emulator.rows import (
    MAREN,
    OTHER,
    SCHEMA,
    SERIES,
    TOBIAS,
    array,
    day,
    number_formula,
    option,
    person,
    rich,
    row,
)


def by(name: str, direction: str = "ascending") -> list[dict[str, str]]:
    """A sort on one property."""
    return [{"property": name, "direction": direction}]


def ordered(pages: list[dict[str, Any]], sorts: list[dict[str, str]]) -> list[Any]:
    """What the server does with sorts: check them, then put the rows in order."""
    assert check_sorts(sorts, SCHEMA) is None
    return sort_pages(pages, sorts, SCHEMA)


def boolean_formula(value: bool) -> dict[str, Any]:
    """What a formula gave."""
    return {"type": "boolean", "boolean": value}


# Values in ascending order, and what is empty.
ORDERS: list[tuple[str, list[Any], list[Any]]] = [
    ("Name", [rich("anchor"), rich("Beam"), rich("beam"), rich("chart")], [[]]),
    ("Note", [rich("10"), rich("9")], [[]]),
    ("Site", ["https://a.example.org", "https://b.example.org"], [None, ""]),
    ("E-mail", ["a@example.org", "b@example.org"], [None]),
    ("Phone", ["1", "2"], [None]),
    ("Words", [-3, 0, 2.5, 10], [None]),
    ("Number", [{"prefix": "POST", "number": number} for number in (2, 10)], [{"prefix": "POST", "number": None}]),
    ("Featured", [False, True], []),
    ("Level", [option("Gentle"), option("Steady"), option("Deep water"), option("Gone")], [None]),
    ("Status", [option("Idea"), option("Review"), option("Published")], [None]),
    (
        "Tags",
        [[option("Tides")], [option("Tides"), option("Maps")], [option("Tides"), option("Craft")], [option("Maps")]],
        [[]],
    ),
    (
        "Date",
        [
            day("2026-03-03"),
            day("2026-03-04T01:00:00.000+02:00"),  # the evening before in UTC
            day("2026-03-04"),
            day("2026-03-04", "2026-03-05"),
            day("2026-03-04T00:01:00.000+00:00"),
        ],
        [None],
    ),
    ("Authors", [[person(TOBIAS, "Aki")], [person(MAREN, "ines"), person(TOBIAS, "Aki")], [person(MAREN, "Maren")]], [[]]),
    ("Created by", [person(TOBIAS, "Aki"), person(MAREN, "Maren")], []),
    ("Edited by", [person(TOBIAS, "Aki"), person(MAREN, "Maren")], []),
    ("Series", [[{"id": SERIES}], [{"id": OTHER}]], [[]]),
    ("Files", [[{"name": "a.pdf"}], [{"name": "B.pdf"}]], [[]]),
    ("Formula", [number_formula(2), number_formula(10)], [number_formula(None), None]),
    ("Formula", [{"type": "string", "string": "a"}, {"type": "string", "string": "B"}], [{"type": "string", "string": None}]),
    ("Formula", [{"type": "date", "date": day("2026-03-04")}, {"type": "date", "date": day("2026-03-05")}], []),
    ("Formula", [boolean_formula(False), boolean_formula(True)], [{"type": "unsupported", "unsupported": {}}]),
    ("Rollup", [{"type": "number", "number": number, "function": "sum"} for number in (2, 10)], []),
    ("Rollup", [{"type": "date", "date": day(one), "function": "latest_date"} for one in ("2025-01-01", "2026-01-01")], []),
    ("Rollup", [array("select", option("A")), array("select", option("A"), option("B")), array("select", option("B"))], [array("select")]),
    ("Rollup", [array("title", rich("a")), array("title", rich("B"))], []),
    ("Checked", [{"state": state, "verified_by": None, "date": None} for state in ("verified", "expired", "unverified")], [None]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "empties"), ORDERS)
def test_each_type_has_its_order_and_empties_come_last(name: str, values: list[Any], empties: list[Any]) -> None:
    key = name.replace(" ", "_").replace("-", "_")
    pages = [row(**{key: value}) for value in values]
    empty = [row(**{key: value}) for value in empties]
    mixed = [*empty, *pages]
    random.Random(7).shuffle(mixed)
    # Rows that are alike but for nothing keep their order, so empties are compared as a set.
    up, down = ordered(mixed, by(name)), ordered(mixed, by(name, "descending"))
    assert up[: len(pages)] == pages
    assert down[: len(pages)] == pages[::-1]
    assert up[len(pages) :] == down[len(pages) :] == [page for page in mixed if page in empty]


def test_what_cannot_be_sorted_by_keeps_the_order() -> None:
    pages = [row(Words=number, Harbour={"lat": number}) for number in (3, 1, 2)]
    for name in ("Press", "Harbour"):
        assert ordered(pages, by(name)) == ordered(pages, by(name, "descending")) == pages


def test_timestamps_sort_rows_by_their_own_times() -> None:
    pages = [
        row(created=f"2026-03-0{created}T10:00:00.000Z", edited=f"2026-03-0{edited}T10:00:00.000Z")
        for created, edited in ((2, 5), (1, 9), (3, 7))
    ]
    first, second, third = pages
    assert ordered(pages, [{"timestamp": "created_time", "direction": "ascending"}]) == [second, first, third]
    assert ordered(pages, [{"timestamp": "last_edited_time", "direction": "descending"}]) == [second, third, first]
    assert ordered(pages, by("Created")) == [second, first, third]
    assert ordered(pages, by("Edited", "descending")) == [second, third, first]


def test_the_first_sort_weighs_most() -> None:
    pages = [row(Level=option(level), Words=words) for level, words in (("Steady", 1), ("Gentle", 1), ("Steady", 2))]
    one, gentle, two = pages
    sorts = by("Level") + by("Words", "descending")
    assert ordered(pages, sorts) == [gentle, two, one]
    assert ordered(pages, sorts[::-1]) == [two, gentle, one]
    assert ordered(pages, []) == pages


def test_a_property_may_be_given_by_its_id() -> None:
    pages = [row(Words=2), row(Words=1)]
    for reference in ("Words", "%3F02", "?02"):
        assert ordered(pages, by(reference)) == pages[::-1]


@pytest.mark.parametrize(
    ("sorts", "message"),
    [
        (by("Colour"), "Could not find sort property with name or id: Colour"),
        ({}, "body failed validation: body.sorts should be an array, instead was `{}`."),
        ([1], "body failed validation: body.sorts[0] should be an object, instead was `1`."),
        (
            by("Words", "up"),
            'body failed validation: body.sorts[0].direction should be `"ascending"` or `"descending"`, instead was `"up"`.',
        ),
        (
            [*by("Words"), {"property": "Words"}],
            "body failed validation: body.sorts[1].direction should be defined, instead was `undefined`.",
        ),
        (
            [{"direction": "ascending"}],
            "body failed validation. Fix one:\nbody.sorts[0].property should be defined, instead was `undefined`.\n"
            "body.sorts[0].timestamp should be defined, instead was `undefined`.",
        ),
        (
            [{"timestamp": "edited", "direction": "ascending"}],
            'body failed validation: body.sorts[0].timestamp should be `"created_time"` or `"last_edited_time"`, '
            'instead was `"edited"`.',
        ),
        (
            [{"property": "Words", "timestamp": "created_time", "direction": "ascending"}],
            'body failed validation: body.sorts[0].timestamp should be not present, instead was `"created_time"`.',
        ),
        (by(7), "body failed validation: body.sorts[0].property should be a string, instead was `7`."),  # type: ignore[arg-type]
        (by("Words") * 101, "body failed validation: body.sorts.length should be ≤ `100`, instead was `101`."),
    ],
)
def test_wrong_sorts_are_refused_in_notions_words(sorts: Any, message: str) -> None:
    assert check_sorts(sorts, SCHEMA) == message


values = st.tuples(
    st.none() | st.integers(-2, 2),
    st.none() | st.sampled_from(["Gentle", "Steady", "Deep water", "Gone"]),
    st.none() | st.dates(),
)
directions = st.sampled_from(["ascending", "descending"])


def rows(drawn: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Rows with numbers, options and dates, each with its place as id."""
    made = [
        row(Words=number, Level=level and option(level), Date=date and day(date.isoformat()))
        for number, level, date in drawn
    ]
    return [{**page, "id": str(at)} for at, page in enumerate(made)]


@given(st.lists(values, max_size=12), directions)
def test_sorting_keeps_every_row_and_the_order_of_equals(drawn: list[tuple[Any, ...]], direction: str) -> None:
    pages = rows(drawn)
    found = ordered(pages, by("Words", direction))
    assert sorted(page["id"] for page in found) == sorted(page["id"] for page in pages)
    numbers = [page["properties"]["Words"]["number"] for page in found]
    present = [number for number in numbers if number is not None]
    assert numbers == sorted(present, reverse=direction == "descending") + [None] * (len(numbers) - len(present))
    for before, after in itertools.pairwise(found):
        if before["properties"]["Words"] == after["properties"]["Words"]:
            assert int(before["id"]) < int(after["id"])


@given(st.lists(values, max_size=12), st.lists(st.tuples(st.sampled_from(["Words", "Level", "Date"]), directions)))
def test_sorting_again_changes_nothing(drawn: list[tuple[Any, ...]], sorts: list[tuple[str, str]]) -> None:
    wanted = [{"property": name, "direction": direction} for name, direction in sorts]
    once = ordered(rows(drawn), wanted)
    assert ordered(once, wanted) == once


@given(st.lists(values, max_size=12))
def test_options_come_in_the_order_of_the_schema(drawn: list[tuple[Any, ...]]) -> None:
    found = [page["properties"]["Level"]["select"] for page in ordered(rows(drawn), by("Level"))]
    places = [["Gentle", "Steady", "Deep water", "Gone", None].index(one and one["name"]) for one in found]
    assert places == sorted(places)


def test_the_recorded_sorts_hold() -> None:
    """Notion's answers are in the order that sorting gives their rows, whatever order these come in."""
    told = 0
    for query in recorded_queries():
        if not query.sorts:
            continue
        schema = {name: {"name": name, **value} for name, value in query.results[0]["properties"].items()}
        shuffled = list(query.results)
        random.Random(3).shuffle(shuffled)
        assert check_sorts(query.sorts, schema) is None
        found = sort_pages(shuffled, query.sorts, schema)
        field = query.sorts[0]
        if "timestamp" in field:
            assert [page[field["timestamp"]] for page in found] == [page[field["timestamp"]] for page in query.results]
        else:
            name = field["property"]
            assert [page["properties"][name] for page in found] == [page["properties"][name] for page in query.results]
        told += 1
    assert told >= 4
