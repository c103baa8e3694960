"""Rows in groups: by every kind of property, in the schema's order, and never by what is not public."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import (
    Checkbox,
    CreatedBy,
    CreatedTime,
    Date,
    Formula,
    MultiSelect,
    Number,
    Option,
    People,
    Property,
    Relation,
    RichTextValue,
    Select,
    Status,
    Title,
    Url,
)
from notionpress.content.rich_text import DateValue, PageMention, Person, Text
from notionpress.content.views import Grouping
from notionpress.site.conditions import Clock
from notionpress.site.groups import Grouper
from notionpress.site.site import Group
from tests.render.worlds import ADA, HERE, SECRET

CLOCK = Clock(datetime(2026, 3, 4, 12, tzinfo=UTC), UTC)
OPTIONS = (Option("Wave", group="To-do"), Option("Rock", group="Complete"), Option("Ash", group="Complete"))
COLUMN = SchemaProperty(id="p", name="Kind", type="select", options=OPTIONS)
WAVE, ROCK, ASH = (Option(one.name) for one in OPTIONS)


def groups(*values: Property | None, **grouping: Any) -> tuple[Group, ...]:
    names = {ADA: "Ada", HERE: "Here", SECRET: "The secret title"}
    grouper = Grouper(Grouping(property="Kind", **grouping), COLUMN, CLOCK, {HERE}, lambda page: names.get(page, ""))
    return grouper.groups(values)


def day(text: str, end: str = "") -> Date:
    return Date(date=DateValue(date.fromisoformat(text), date.fromisoformat(end) if end else None))


def shape(found: tuple[Group, ...]) -> list[tuple[Any, tuple[int, ...]]]:
    """The value of each group, without its class, and its rows."""
    return [(_bare(group.value), group.rows) for group in found]


def _bare(value: Any) -> Any:
    match value:
        case Select(option=option) | Status(option=option):
            return option.name if option else None
        case People(people=(person,)):
            return person.name
        case Number(number=number):
            return number
        case Checkbox(checked=checked):
            return checked
        case Date(date=DateValue(start=start)):
            return start.isoformat()
        case RichTextValue(rich_text=(Text(text=text),)):
            return text
        case Relation(pages=(id,)):
            return id
    return value


def test_options_come_in_the_order_of_the_schema_and_what_is_empty_last() -> None:
    rows = (Select(), Select(option=ASH), None, Select(option=WAVE), Select(option=ASH))
    assert shape(groups(*rows)) == [("Wave", (3,)), ("Ash", (1, 4)), (None, (0, 2))]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("manual", ["Wave", "Rock", "Ash"]),
        ("ascending", ["Ash", "Rock", "Wave"]),
        ("descending", ["Wave", "Rock", "Ash"]),
    ],
)
def test_options_can_come_by_name(order: str, expected: list[str]) -> None:
    rows = [Select(option=one) for one in (ASH, WAVE, ROCK)]
    assert [one for one, _ in shape(groups(*rows, order=order))] == expected


def test_a_row_is_in_the_group_of_each_of_its_options() -> None:
    assert shape(groups(MultiSelect(options=(WAVE, ASH)), MultiSelect(options=(ASH,)))) == [
        ("Wave", (0,)),
        ("Ash", (0, 1)),
    ]


def test_a_status_is_grouped_by_its_option_or_by_its_group() -> None:
    rows = [Status(option=one) for one in (ASH, WAVE, ROCK)]
    assert shape(groups(*rows, by="option")) == [("Wave", (1,)), ("Rock", (2,)), ("Ash", (0,))]
    assert shape(groups(*rows, by="group")) == [("To-do", (1,)), ("Complete", (0, 2))]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", [("2026-02-28", (1,)), ("2026-03-01", (0,)), ("2027-03-04", (2,))]),
        ("week", [("2026-02-22", (1,)), ("2026-03-01", (0,)), ("2027-02-28", (2,))]),
        ("month", [("2026-02-01", (1,)), ("2026-03-01", (0,)), ("2027-03-01", (2,))]),
        ("relative", [("2026-02-01", (1,)), ("2026-03-01", (0,)), ("2027-03-01", (2,))]),
        ("year", [("2026-01-01", (0, 1)), ("2027-01-01", (2,))]),
    ],
)
def test_dates_are_grouped_by_the_period_that_they_begin_in(by: str, expected: Any) -> None:
    rows = (day("2026-03-01"), day("2026-02-28", "2026-03-02"), day("2027-03-04"))
    assert shape(groups(*rows, by=by)) == expected
    assert shape(groups(*(Formula(value=row.date) for row in rows), by=by)) == expected


def test_a_week_may_begin_on_monday_and_a_time_falls_on_the_day_of_its_zone() -> None:
    assert shape(groups(day("2026-03-01"), by="week", week_begins_on_monday=True)) == [("2026-02-23", (0,))]
    assert shape(groups(day("0001-01-01"), day("9999-12-31"), by="week")) == [
        ("0001-01-01", (0,)),
        ("9999-12-26", (1,)),
    ]
    late = CreatedTime(time=datetime.fromisoformat("2026-03-01T23:30:00-05:00"))
    assert shape(groups(late, by="day")) == [("2026-03-02", (0,))]


def test_numbers_are_grouped_by_ranges_or_each_by_itself() -> None:
    rows = [Number(number=one) for one in (5, 12, -1, 40, 10)]
    ranges = groups(*rows, Number(), start=0, end=30, size=10)
    assert [(group.unit, _bare(group.value), _bare(group.last), group.rows) for group in ranges] == [
        ("below", 0, None, (2,)),
        ("range", 0, 10, (0,)),
        ("range", 10, 20, (1, 4)),
        ("above", 30, None, (3,)),
        ("", None, None, (5,)),
    ]
    assert shape(groups(*rows[:2], rows[0])) == [(5, (0, 2)), (12, (1,))]


def test_people_are_grouped_by_name_however_they_are_told() -> None:
    rows = (People(people=(Person(ADA),)), CreatedBy(person=Person(ADA, "Ada")), People(people=(Person("x", "Bo"),)))
    assert shape(groups(*rows)) == [("Ada", (0, 1)), ("Bo", (2,))]


def test_pages_that_are_held_back_are_no_group_and_name_none() -> None:
    assert shape(groups(Relation(pages=(SECRET, HERE)), Relation(pages=(SECRET,)))) == [(HERE, (0,)), (None, (1,))]
    mention = Title(rich_text=(Text("See "), PageMention(SECRET, "The secret title")))
    address = Url(url=f"https://www.notion.so/The-secret-title-{SECRET.replace('-', '')}")
    for by in ("exact", "alphabet_prefix"):
        assert "secret" not in repr([_bare(group.value) for group in groups(mention, address, by=by)])


def test_text_is_grouped_by_itself_or_by_its_first_letter() -> None:
    rows = [Title(rich_text=(Text(one),)) for one in ("beacon", "Bell", "anchor", "")]
    assert shape(groups(*rows, by="alphabet_prefix")) == [("A", (2,)), ("B", (0, 1)), (None, (3,))]
    assert [one for one, _ in shape(groups(*rows, by="exact"))] == ["anchor", "beacon", "Bell", None]


def test_yes_and_no_are_groups() -> None:
    assert shape(groups(Checkbox(checked=True), Checkbox(), Formula(value=True))) == [(False, (1,)), (True, (0, 2))]
