"""Filters and sorts: what the site makes of them is what a query of the data source would answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from notionpress.content.pages import Page, SchemaProperty
from notionpress.content.parse_pages import parse_data_source, parse_page
from notionpress.content.parse_views import parse_filter, parse_view
from notionpress.content.views import Grouping, Sort
from notionpress.emulator.filters import check_filter, matches
from notionpress.emulator.sorts import check_sorts, sort_pages
from notionpress.site.conditions import Clock
from notionpress.site.groups import Grouper
from notionpress.site.query import meets, ordered
from tests.emulator.rows import MAREN, OTHER, SCHEMA, SERIES, TOBIAS, array, day, person, row
from tests.site.filters import FILTERS, ROWS, SORTS

# A Wednesday.
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
CLOCK = Clock(NOW, UTC)
COLUMNS = parse_data_source({"object": "data_source", "id": "s", "properties": SCHEMA}).properties
NOBODY = "00000000-0000-4000-8000-000000000000"


def parsed(raw: dict[str, Any], id: str = "1") -> Page:
    """A row as the site knows it."""
    return parse_page({**raw, "id": id})


def passes(raw: dict[str, Any], filter: Any, clock: Clock = CLOCK) -> bool | None:
    """What the site makes of a filter."""
    return meets(parsed(raw), parse_filter(filter), COLUMNS, clock)


@given(ROWS, FILTERS)
@settings(max_examples=600)
def test_a_filter_lets_pass_what_a_query_answers(raw: dict[str, Any], filter: dict[str, Any]) -> None:
    assert check_filter(filter, SCHEMA) is None
    expected = matches(raw, filter, SCHEMA, now=NOW, me=NOBODY)
    found = passes(raw, filter)
    if found is None:
        # A roll-up that came to one value has no items to ask.
        assert "rollup" in str(filter)
        assert raw["properties"]["Rollup"]["rollup"]["type"] != "array"
    else:
        assert found is expected


@given(st.lists(ROWS, max_size=8), SORTS)
@settings(max_examples=300)
def test_sorts_give_the_order_that_a_query_answers(raws: list[dict[str, Any]], sorts: list[dict[str, Any]]) -> None:
    assert check_sorts(sorts, SCHEMA) is None
    expected = [page["at"] for page in sort_pages([{**raw, "at": at} for at, raw in enumerate(raws)], sorts, SCHEMA)]
    view = parse_view({"sorts": sorts})
    pages = [parsed(raw, str(at)) for at, raw in enumerate(raws)]
    assert [int(page.id) for page in ordered(pages, view.sorts, COLUMNS, lambda _: "")] == expected


UNKNOWN = {"property": "Name", "title": {"sounds_like": "tide"}}
TRUE = {"property": "Featured", "checkbox": {"equals": True}}


@pytest.mark.parametrize(
    "filter",
    [
        UNKNOWN,
        {"property": "Gone", "checkbox": {"equals": True}},
        {"property": "Name", "checkbox": {"equals": True}},
        {"property": "Harbour", "place": {"is_empty": True}},
        {"property": "Name", "title": {"equals": 7}},
        {"property": "Name", "title": {"equals": "a", "contains": "b"}},
        {"property": "Date", "date": {"equals": "next_blue_moon"}},
        {"property": "Rollup", "rollup": {"most": {"number": {"equals": 1}}}},
        {"and": "all of them"},
        {"and": [UNKNOWN], "or": []},
        [],
        "Featured",
    ],
)
def test_a_filter_that_cannot_be_read_lets_nothing_pass(filter: Any) -> None:
    assert passes(row(), filter) is None


def test_what_is_known_decides_where_it_can() -> None:
    shown = row(Featured=True)
    assert passes(shown, {"or": [UNKNOWN, TRUE]}) is True
    assert passes(shown, {"and": [UNKNOWN, TRUE]}) is None
    assert passes(row(), {"and": [UNKNOWN, TRUE]}) is False
    assert passes(row(), {"or": [UNKNOWN, TRUE]}) is None


def test_a_property_is_found_by_its_id_in_either_spelling() -> None:
    for id in ("%3F04", "?04"):
        assert passes(row(Featured=True), {"property": id, "checkbox": {"equals": True}}) is True


def test_nobody_is_me() -> None:
    mine = row(Authors=[person(MAREN)])
    assert passes(mine, {"property": "Authors", "people": {"contains": "me"}}) is False
    assert passes(mine, {"property": "Authors", "people": {"does_not_contain": "me"}}) is True


def test_what_may_lie_beyond_a_cut_list_is_not_denied() -> None:
    related = row(Series=[{"id": SERIES}])
    related["properties"]["Series"]["has_more"] = True
    assert passes(related, {"property": "Series", "relation": {"contains": SERIES}}) is True
    assert passes(related, {"property": "Series", "relation": {"contains": OTHER}}) is None
    assert passes(related, {"property": "Series", "relation": {"does_not_contain": OTHER}}) is None
    many = row(Authors=[person(MAREN)] * 25, Rollup=array("number", *[1] * 25))
    assert passes(many, {"property": "Authors", "people": {"does_not_contain": TOBIAS}}) is None
    assert passes(many, {"property": "Rollup", "rollup": {"none": {"number": {"equals": 2}}}}) is None
    assert passes(many, {"property": "Rollup", "rollup": {"any": {"number": {"equals": 1}}}}) is True


def test_a_day_is_one_of_the_time_zone_of_the_site() -> None:
    # Half past four in the morning of the fifth.
    tokyo = Clock(datetime(2026, 3, 4, 19, 30, tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    today = {"property": "Date", "date": {"equals": "today"}}
    assert passes(row(Date=day("2026-03-05")), today, tokyo) is True
    assert passes(row(Date=day("2026-03-04T16:00:00.000Z")), today, tokyo) is True
    assert passes(row(Date=day("2026-03-04")), today, tokyo) is False
    assert passes(row(Date=day("2026-03-04T14:00:00.000Z")), today, tokyo) is False


def test_dates_at_the_ends_of_the_calendar_are_compared() -> None:
    for edge in ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00.000+14:00", "9999-12-31T23:59:00.000-12:00"):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            found = passes(
                row(Date=day(edge)), {"property": "Date", "date": {"past_week": {}}}, Clock(NOW, ZoneInfo(zone))
            )
            assert found is False


def test_quick_filters_count_with_the_filter() -> None:
    view = parse_view({"filter": TRUE, "quick_filters": {"Words": {"number": {"greater_than": 5}}}})
    assert meets(parsed(row(Featured=True, Words=7)), view.filter, COLUMNS, CLOCK) is True
    assert meets(parsed(row(Featured=True, Words=3)), view.filter, COLUMNS, CLOCK) is False
    assert parse_view({"quick_filters": {}, "filter": None}).filter is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda one: (
            st.lists(one)
            | st.dictionaries(
                st.text(max_size=5) | st.sampled_from(["and", "or", "property", "title", "formula", "rollup", "any"]),
                one,
            )
        ),
    )
)
def test_no_filter_is_too_odd_to_be_read(value: Any) -> None:
    assert passes(row(), value) in (True, False, None)


@given(st.lists(st.tuples(ROWS, st.sampled_from(sorted(SCHEMA))), max_size=6))
def test_values_of_every_class_can_be_sorted_and_grouped_together(mixed: list[tuple[dict[str, Any], str]]) -> None:
    pages = [replace(parsed(raw), properties={"Any": parsed(raw).properties[name]}) for raw, name in mixed]
    column = SchemaProperty(id="a", name="Any", type="status")
    assert len(ordered(pages, (Sort(property="Any"),), {"Any": column}, lambda _: "")) == len(pages)
    for by in ("", "group", "week", "alphabet_prefix"):
        grouper = Grouper(Grouping(property="Any", by=by, size=5), column, CLOCK, {SERIES}, lambda _: "")
        found = grouper.groups([page.properties["Any"] for page in pages])
        assert {at for group in found for at in group.rows} == set(range(len(pages)))
