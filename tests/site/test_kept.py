"""What is kept of pages comes back as it was, whatever they hold."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notionpress.content.pages import Page
from notionpress.content.parse_pages import parse_page
from notionpress.content.properties import Formula, Number, Property, Rollup, Title
from notionpress.content.rich_text import Icon, Span, Text
from notionpress.content.summary import Summary
from notionpress.content.value import Moment, Value
from notionpress.site.kept import LocalFacts, ParsedPage, facts_line, local_facts, page_id, page_line, parsed_page
from notionpress.site.local import Facts
from tests.recordings import bodies, objects

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# Which of two times a clock showed when it was set back is told by the offset, where there is one.
TIMES = st.datetimes(timezones=st.none() | OFFSETS).map(lambda time: time.replace(fold=0))
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: TIMES,
    Moment: TIMES | st.dates(),
}


@cache
def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type, however it is put together."""
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(values(one) for one in get_args(hint)))
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) is Mapping:
        return st.dictionaries(st.text(max_size=5), values(get_args(hint)[1]), max_size=2)
    assert issubclass(hint, msgspec.Struct), hint
    return st.deferred(lambda: made(hint))


@cache
def made(struct: type[Any]) -> st.SearchStrategy[Any]:
    """Values of a class with any values in its fields."""
    return st.builds(struct, **{name: values(hint) for name, hint in get_type_hints(struct).items()})


def page(**more: Any) -> ParsedPage:
    return ParsedPage(
        "id", "digest", "body", Page(id="id", created_time=MOMENT, last_edited_time=MOMENT, **more), Summary()
    )


MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
VARIANTS = [*get_args(Property), *get_args(Span), *get_args(Icon)]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
@settings(max_examples=15)
@given(data=st.data())
def test_every_class_comes_back_as_it_was(variant: type[Any], data: st.DataObject) -> None:
    value = data.draw(made(variant))
    if variant in get_args(Span):
        given = page(properties={"a": Title(rich_text=(value,))})
    elif variant in get_args(Icon):
        given = page(icon=value)
    else:
        given = page(properties={"a": value, "b": Rollup(value=(value,))})
    line = page_line(given)
    assert line is not None
    # Not only equal: 1, 1.0 and True are, too.
    assert repr(parsed_page(line)) == repr(given)


@settings(max_examples=15)
@given(given=made(ParsedPage))
def test_whole_pages_come_back_as_they_were(given: ParsedPage) -> None:
    line = page_line(given)
    assert line is not None
    assert repr(parsed_page(line)) == repr(given)
    assert page_id(line) == given.id
    assert b"\n" not in line


@settings(max_examples=15)
@given(facts=made(Facts))
def test_facts_of_local_pages_come_back_as_they_were(facts: Facts) -> None:
    given = LocalFacts("a.md-0", facts)
    assert local_facts(facts_line(given)) == given


@pytest.mark.corpus
def test_recorded_pages_come_back_as_they_were() -> None:
    count = 0
    for _, body in bodies():
        for raw in objects(body, "page"):
            given = ParsedPage(raw["id"], "digest", "", parse_page(raw))
            line = page_line(given)
            assert line is not None
            assert repr(parsed_page(line)) == repr(given)
            count += 1
    assert count > 300


@pytest.mark.parametrize(
    "properties",
    [
        {"a": Title(rich_text=(Text("\ud800"),))},
        {"a": Number(number=float("inf"))},
        {"a": Formula(value=float("nan"))},
    ],
    ids=["text", "number", "formula"],
)
def test_what_would_not_come_back_is_not_kept(properties: dict[str, Property]) -> None:
    assert page_line(page(properties=properties)) is None


def test_a_time_that_would_not_come_back_is_not_kept() -> None:
    odd = datetime(2026, 1, 1, tzinfo=timezone(timedelta(seconds=30)))
    value = Page(id="a", created_time=odd, last_edited_time=odd)
    assert page_line(ParsedPage("a", "digest", "", value)) is None


@pytest.mark.parametrize(
    "line",
    [b"", b"[", b"{}", b"[]", b"[1]", b'["a","b","c",{}]', b"\xff", b'["a","b","c",' + b'{"a":' * 5000],
)
def test_a_line_of_something_else_is_none(line: bytes) -> None:
    assert parsed_page(line) is None
    assert local_facts(line) is None
    assert page_id(line) in ("", "a")


def test_a_date_that_is_none_is_not_taken_for_one() -> None:
    line = page_line(page(properties={"a": Formula(value="2026-01-01")}))
    assert line is not None
    assert (
        parsed_page(line.replace(b"Formula", b"Date").replace(b'"value":"2026-01-01"', b'"date":{"start":"x"}')) is None
    )


def test_dates_and_times_are_moments_and_nothing_else_is() -> None:
    kind: Any = Moment
    assert isinstance(date(2026, 1, 1), kind)
    assert isinstance(MOMENT, kind)
    assert not isinstance("2026-01-01", kind)
    assert issubclass(Page, Value)
