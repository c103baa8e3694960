"""`where`, `filter` and `sorts` of site.yaml against a schema: what Notion is asked for, and what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.crawl.selection import Selection, WrongSelection, find_mistakes, query_for
from notionpress.emulator.filters import check_filter, matches
from notionpress.emulator.sorts import check_sorts
from notionpress.store import SchemaNames
from tests.crawl.workspaces import uid

Json = dict[str, Any]
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


def choices(kind: str, *names: str) -> Json:
    options = [{"id": f"id of {name}", "name": name, "color": "default"} for name in names]
    return {"type": kind, kind: {"options": options}}


TYPES: dict[str, Json] = {
    "Name": {"type": "title", "title": {}},
    "Text": {"type": "rich_text", "rich_text": {}},
    "Address": {"type": "url", "url": {}},
    "Number": {"type": "number", "number": {}},
    "Number of post": {"type": "unique_id", "unique_id": {"prefix": "POST"}},
    "Public": {"type": "checkbox", "checkbox": {}},
    "Kind": choices("select", "Essay", "Note", "No"),
    "Status": choices("status", "Draft", "Published", "Updated"),
    "Tags": choices("multi_select", "sea", "sky", "land"),
    "Date": {"type": "date", "date": {}},
    "Made": {"type": "created_time", "created_time": {}},
    "By": {"type": "people", "people": {}},
    "Made by": {"type": "created_by", "created_by": {}},
    "Series": {"type": "relation", "relation": {}},
    "Picture": {"type": "files", "files": {}},
    "Result": {"type": "formula", "formula": {}},
    "Count": {"type": "rollup", "rollup": {"function": "count"}},
    "Latest": {"type": "rollup", "rollup": {"function": "latest_date"}},
    "Names": {"type": "rollup", "rollup": {"function": "show_original"}},
    "Checked": {"type": "verification", "verification": {}},
    "Press": {"type": "button", "button": {}},
}
SCHEMA = {name: {"id": f"%3A{at}", "name": name, **one} for at, (name, one) in enumerate(TYPES.items())}
PAGE, PERSON = uid("a page"), uid("a person")


def asked(name: str, key: str, *path: Any) -> Json:
    """A condition on a property: `asked("Date", "date", "before", "today")`."""
    condition: Any = path[-1]
    for word in reversed((key, *path[:-1])):
        condition = {word: condition}
    return {"property": name, **condition}


def filter_of(**settings: Any) -> Any:
    """The filter that Notion is asked for, once it was found to be one that Notion takes."""
    found = query_for(Selection(**settings), SCHEMA).filter
    assert check_filter(found, SCHEMA) is None
    return found


def mistakes(known: SchemaNames | None = None, **settings: Any) -> dict[str, str]:
    """Messages by place, `where.Status`."""
    found = find_mistakes(Selection(**settings), SCHEMA, known)
    return {".".join(map(str, one.place)): one.message for one in found}


# where

SHORT: list[tuple[Any, Any, Json]] = [
    ("Name", "Tides", asked("Name", "title", "equals", "Tides")),
    ("Name", {"contains": "tide"}, asked("Name", "title", "contains", "tide")),
    ("Address", "https://a.example", asked("Address", "url", "equals", "https://a.example")),
    ("Number", "5", asked("Number", "number", "equals", 5)),
    ("Number", 2.5, asked("Number", "number", "equals", 2.5)),
    ("Number of post", "POST-12", asked("Number of post", "unique_id", "equals", 12)),
    ("Public", "true", asked("Public", "checkbox", "equals", True)),
    ("Public", "No", asked("Public", "checkbox", "equals", False)),
    ("Kind", "No", asked("Kind", "select", "equals", "No")),
    ("Status", ["Published", "Updated"], asked("Status", "status", "equals", ["Published", "Updated"])),
    ("Status", {"does_not_equal": "Draft"}, asked("Status", "status", "does_not_equal", "Draft")),
    ("Tags", "sea", asked("Tags", "multi_select", "contains", "sea")),
    ("Tags", ["sea", "sky"], asked("Tags", "multi_select", "contains", ["sea", "sky"])),
    ("Date", "2026-01-31", asked("Date", "date", "equals", "2026-01-31")),
    ("Date", "past_week", asked("Date", "date", "past_week", {})),
    ("Date", {"before": "today"}, asked("Date", "date", "before", "today")),
    ("Date", {"after": "2026-01-31 10:00"}, asked("Date", "date", "after", "2026-01-31T10:00:00")),
    ("Date", {"next_month": None}, asked("Date", "date", "next_month", {})),
    ("Date", None, asked("Date", "date", "is_empty", True)),
    ("Date", {"is_not_empty": "true"}, asked("Date", "date", "is_not_empty", True)),
    ("Made", {"after": "one_week_ago"}, asked("Made", "created_time", "after", "one_week_ago")),
    ("By", PERSON, asked("By", "people", "contains", PERSON)),
    ("Made by", "me", asked("Made by", "created_by", "contains", "me")),
    ("Series", f"https://www.notion.so/Tides-{PAGE.replace('-', '')}", asked("Series", "relation", "contains", PAGE)),
    ("Picture", {"is_not_empty": "true"}, asked("Picture", "files", "is_not_empty", True)),
    ("Result", "true", asked("Result", "formula", "checkbox", "equals", True)),
    ("Result", "12", asked("Result", "formula", "number", "equals", 12)),
    ("Result", "ready", asked("Result", "formula", "string", "equals", "ready")),
    ("Result", "2026-01-31", asked("Result", "formula", "date", "equals", "2026-01-31")),
    ("Result", {"greater_than": "3"}, asked("Result", "formula", "number", "greater_than", 3)),
    ("Result", {"before": "today"}, asked("Result", "formula", "date", "before", "today")),
    ("Result", {"string": {"equals": "12"}}, asked("Result", "formula", "string", "equals", "12")),
    ("Result", {"number": {"is_empty": "true"}}, asked("Result", "formula", "number", "is_empty", True)),
    ("Count", "3", asked("Count", "rollup", "number", "equals", 3)),
    ("Count", {"greater_than": "0"}, asked("Count", "rollup", "number", "greater_than", 0)),
    ("Latest", {"after": "2026-01-01"}, asked("Latest", "rollup", "date", "after", "2026-01-01")),
    ("Names", {"any": {"rich_text": {"contains": "x"}}}, asked("Names", "rollup", "any", "rich_text", "contains", "x")),
    ("Checked", "verified", asked("Checked", "verification", "status", "verified")),
    ("%3A7", "Published", asked("Status", "status", "equals", "Published")),
    ("created_time", {"before": "today"}, {"timestamp": "created_time", "created_time": {"before": "today"}}),
]


@pytest.mark.parametrize(("name", "written", "expected"), SHORT)
def test_a_property_is_asked_for_by_its_type(name: str, written: Any, expected: Json) -> None:
    assert filter_of(where={name: written}) == expected


def test_all_properties_must_be_so() -> None:
    assert filter_of(where={"Public": "true", "Date": {"on_or_after": "2026-01-01", "before": "today"}}) == {
        "and": [
            asked("Public", "checkbox", "equals", True),
            asked("Date", "date", "on_or_after", "2026-01-01"),
            asked("Date", "date", "before", "today"),
        ]
    }


def test_a_list_is_any_of_its_values_and_none_of_them_where_it_is_denied() -> None:
    one, other = asked("Name", "title", "contains", "sea"), asked("Name", "title", "contains", "sky")
    assert filter_of(where={"Name": {"contains": ["sea", "sky"]}}) == {"or": [one, other]}
    assert filter_of(where={"Name": {"does_not_contain": ["sea", "sky"]}}) == {
        "and": [asked("Name", "title", "does_not_contain", "sea"), asked("Name", "title", "does_not_contain", "sky")]
    }
    assert filter_of(where={"Status": ["Published", None]}) == {
        "or": [asked("Status", "status", "equals", "Published"), asked("Status", "status", "is_empty", True)]
    }


def test_where_and_filter_must_both_be_met() -> None:
    public, sea = asked("Public", "checkbox", "equals", True), asked("Tags", "multi_select", "contains", "sea")
    assert filter_of(where={"Public": "true"}, filter={"and": [sea]}) == {"and": [public, sea]}
    either = {"or": [{"and": [sea, public]}, asked("Number", "number", "equals", 1)]}
    found = filter_of(where={"Public": ["true"]}, filter=either)
    assert found == {"or": [{"and": [public, sea, public]}, {"and": [public, asked("Number", "number", "equals", 1)]}]}
    assert not query_for(Selection(), SCHEMA)


WRONG: list[tuple[str, Any, str, str]] = [
    ("Stauts", "Published", "", "there is no property “Stauts”; did you mean “Status”?"),
    ("Status", "Publisched", "", "“Status” has no option “Publisched”; did you mean “Published”?"),
    ("Status", ["Published", "x"], "", "“Status” has no option “x”; there is “Draft”, “Published”, “Updated”"),
    ("Status", {"contains": "Draft"}, ".contains", "“Status” has no condition “contains”"),
    ("Status", {"equal": "Draft"}, ".equal", "“Status” has no condition “equal”; did you mean “equals”?"),
    ("Tags", [], "", "this list is empty"),
    ("Tags", {}, "", "{} says nothing"),
    ("Tags", {"contains": []}, ".contains", "this must be the name of an option"),
    ("Name", {"contains": []}, ".contains", "this list is empty"),
    ("Name", {"contains": {"x": "y"}}, ".contains", "this must be text"),
    ("Number", "many", "", "this must be a number"),
    ("Number", "nan", "", "this must be a number"),
    ("Number", ["1", "many"], ".1", "this must be a number"),
    ("Public", "perhaps", "", "this must be true or false"),
    ("Public", None, "", "“Public” is of type checkbox, which is never empty"),
    ("Date", "soon", "", "“soon” is no date such as 2026-01-31"),
    ("Date", "one week ago", "", "did you mean “one_week_ago”?"),
    ("Date", {"is_empty": "false"}, ".is_empty", "the opposite of is_empty is is_not_empty"),
    ("Date", {"past_week": "5"}, ".past_week", "this takes no value"),
    ("By", "Ada", "", "this must be the id of a person"),
    ("Series", "Tides", "", "this must be a page"),
    ("Picture", "cat.png", "", "can only be asked whether it is_empty or is_not_empty"),
    ("Press", "true", "", "“Press” is of type button, which Notion cannot filter by"),
    ("Result", None, "", "say what its result is (string, checkbox, number, date)"),
    ("Names", "x", "", "say what is meant, as in {any: "),
    ("Checked", "maybe", "", "this must be one of verified, expired and none"),
    ("last_edited_time", {"above": "x"}, ".above", "has no condition “above”"),
]


@pytest.mark.parametrize(("name", "written", "place", "message"), WRONG)
def test_what_is_wrong_with_a_property(name: str, written: Any, place: str, message: str) -> None:
    ((found, told),) = mistakes(where={name: written}).items()
    assert found == f"where.{name}{place}"
    assert message in told


def test_all_mistakes_are_told_at_once() -> None:
    found = mistakes(
        where={"Nmae": "x", "Number": "x"},
        filter={"or": [asked("Kind", "status", "equals", "Note"), asked("Number", "number", "equals", "x")]},
        sorts=({"property": "Dat", "direction": "ascending"},),
    )
    assert list(found) == [
        "where.Nmae",
        "where.Number",
        "filter.or.0.status",
        "filter.or.1.number.equals",
        "sorts.0.property",
    ]
    with pytest.raises(WrongSelection, match=r"notion\.where\.Nmae: there is no property “Nmae”; did you mean “Name”"):
        query_for(Selection(where={"Nmae": "x"}), SCHEMA)


def test_a_name_that_was_changed_in_notion() -> None:
    status = SCHEMA["Status"]["id"]
    known = SchemaNames(properties={"State": status}, choices={status: {"Live": "id of Published"}})
    assert mistakes(known, where={"State": "Published"}) == {
        "where.State": "the property “State” is called “Status” in Notion now"
    }
    assert mistakes(known, filter=asked("Status", "status", "equals", "Live")) == {
        "filter.status.equals": "the option “Live” of “Status” is called “Published” in Notion now"
    }


# filter and sorts

LONG: list[tuple[Any, str, str]] = [
    ({}, "", ""),
    ({"Status": "x"}, ".Status", "a condition names a “property”"),
    ({"property": "Status"}, "", "this must say one thing of “Status”, as in `status: {equals: …}`"),
    (asked("Status", "select", "equals", "Draft"), ".select", "ask for `status:`, not `select:`"),
    (asked("Status", "stauts", "equals", "Draft"), ".stauts", "ask for `status:`, not `stauts:`"),
    (asked("Status", "status", "equals", "x"), ".status.equals", "has no option “x”"),
    (asked("Status", "status", {}), ".status", "this must be a condition"),
    (asked("Status", "status", {"equals": "Draft", "is_empty": True}), ".status", "this must be one condition"),
    ({"and": []}, ".and", "“and” is a list of conditions"),
    ({"and": {}}, ".and", "“and” is a list of conditions"),
    ({"and": ["x"]}, ".and.0", "this must be a condition, or a group"),
    ({"and": [asked("Number", "number", "equals", 1)], "or": []}, ".or", "beside “and” nothing can stand"),
    ({"and": [{"or": [{"and": []}]}]}, ".and.0.or.0.and", "this “and” is a third level"),
    ({"and": [asked("Number", "number", "equals", 1)] * 101}, ".and", "a group has 100 members at most"),
    ({"timestamp": "made", "created_time": {}}, ".timestamp", "a timestamp is created_time or last_edited_time"),
    ({"timestamp": "created_time", "date": {}}, ".date", "ask for `created_time:`, not `date:`"),
    (asked("Names", "rollup", "any", "title", {}), ".rollup.any.title", "there is no condition “title” here"),
    (asked("Press", "button", {}), "", "which Notion cannot filter by"),
    (asked("Tags", "multi_select", "contains", ["sea"] * 101), ".multi_select.contains", "100 options at most"),
]


@pytest.mark.parametrize(("filter", "place", "message"), LONG)
def test_what_is_wrong_with_a_filter(filter: Any, place: str, message: str) -> None:
    if not filter:
        assert not query_for(Selection(filter=filter), SCHEMA)
        return
    ((found, told),) = mistakes(filter=filter).items()
    assert found == f"filter{place}"
    assert message in told


def test_values_of_a_filter_become_those_of_their_type() -> None:
    either = {"or": [asked("Public", "checkbox", "equals", "true"), asked("Number", "number", "less_than", "5")]}
    assert filter_of(filter=either) == {
        "or": [asked("Public", "checkbox", "equals", True), asked("Number", "number", "less_than", 5)]
    }
    assert filter_of(filter={**asked("Text", "rich_text", "contains", "12"), "type": "rich_text"}) == asked(
        "Text", "rich_text", "contains", "12"
    )


def test_sorts() -> None:
    good: tuple[Json, ...] = (
        {"property": "Status", "direction": "descending"},
        {"property": "Name"},
        {"timestamp": "last_edited_time", "direction": "ascending"},
    )
    found = query_for(Selection(sorts=good), SCHEMA).sorts
    assert found == [good[0], {"property": "Name", "direction": "ascending"}, good[2]]
    assert check_sorts(found, SCHEMA) is None
    bad = (
        {"direction": "ascending"},
        {"property": "Name", "direction": "up"},
        {"property": "Name", "order": "ascending"},
        {"timestamp": "made"},
        "Name",
    )
    assert list(mistakes(sorts=bad)) == [
        "sorts.0",
        "sorts.1.direction",
        "sorts.2.order",
        "sorts.3.timestamp",
        "sorts.4",
    ]
    assert mistakes(sorts=({"property": "Name"},) * 101) == {
        "sorts": "Notion takes 100 sorts at most, and these are 101"
    }


# Whatever is asked


SCALARS = st.sampled_from(
    [None, "", "true", "no", "5", "x", "today", "past_week", "2026-01-31", "Draft", "sea", "me", PAGE, True, 3, "any"]
)
WORDS = st.sampled_from(
    [
        "equals",
        "does_not_equal",
        "contains",
        "before",
        "past_week",
        "is_empty",
        "greater_than",
        "any",
        "string",
        "status",
    ]
)
WRITTEN = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=2), max_leaves=6
)
KEYS = st.sampled_from(sorted({str(one["type"]) for one in SCHEMA.values()}))
CONDITIONS = st.builds(
    lambda name, key, condition: {"property": name, key: condition}, st.sampled_from(sorted(SCHEMA)), KEYS, WRITTEN
)
FILTERS = st.recursive(
    CONDITIONS,
    lambda inner: st.builds(
        lambda kind, members: {kind: members}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*SCHEMA, "created_time", "nothing"]), WRITTEN, max_size=3), st.none() | FILTERS)
def test_what_is_found_right_is_what_notion_takes(where: Json, filter: Json | None) -> None:
    try:
        found = query_for(Selection(where=where, filter=filter or {}), SCHEMA)
    except WrongSelection as wrong:
        assert wrong.mistakes
        return
    assert found.filter is None or check_filter(found.filter, SCHEMA) is None


@given(FILTERS)
def test_what_notion_takes_is_found_right(filter: Json) -> None:
    if check_filter(filter, SCHEMA) is not None:
        return
    told = [one.message for one in find_mistakes(Selection(filter=filter), SCHEMA)]
    # The emulator does not look whether an option exists, and takes groups without members.
    assert all("has no option" in one or "is a list of conditions" in one or "must be text" in one for one in told)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))
ROWS = st.fixed_dictionaries(
    {
        "Status": st.none() | st.sampled_from(["Draft", "Published", "Updated"]),
        "Tags": st.lists(st.sampled_from(["sea", "sky", "land"]), unique=True),
        "Public": st.booleans(),
        "Number": st.none() | st.integers(0, 5),
        "Date": st.none() | DAYS,
        "Name": st.text("abc", max_size=4),
    }
)


@given(
    ROWS,
    st.lists(st.sampled_from(["Draft", "Published", "Updated", None]), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(["sea", "sky", "land"]), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    DAYS,
    st.text("abc", min_size=1, max_size=2),
    st.sets(st.sampled_from(["Status", "Tags", "Public", "Number", "Date", "Name"])),
)
def test_where_finds_the_rows_that_it_names(
    row: Json, status: list[Any], tags: list[str], numbers: list[int], day: date, part: str, used: set[str]
) -> None:
    where = {
        "Status": status,
        "Tags": tags,
        "Public": "yes",
        "Number": [str(one) for one in numbers],
        "Date": {"on_or_after": day.isoformat(), "before": (day + timedelta(days=5)).isoformat()},
        "Name": {"does_not_contain": [part, "cc"]},
    }
    met = {
        "Status": row["Status"] in status,
        "Tags": bool(set(row["Tags"]) & set(tags)),
        "Public": row["Public"],
        "Number": row["Number"] in numbers,
        "Date": row["Date"] is not None and day <= row["Date"] < day + timedelta(days=5),
        "Name": part not in row["Name"] and "cc" not in row["Name"],
    }
    found = filter_of(where={name: where[name] for name in where if name in used}) if used else None
    values = {
        "Status": row["Status"] and {"name": row["Status"]},
        "Tags": [{"name": one} for one in row["Tags"]],
        "Public": row["Public"],
        "Number": row["Number"],
        "Date": row["Date"] and {"start": row["Date"].isoformat()},
        "Name": [{"plain_text": row["Name"]}],
    }
    properties = {name: {"type": SCHEMA[name]["type"], SCHEMA[name]["type"]: value} for name, value in values.items()}
    passes = found is None or matches({"properties": properties}, found, SCHEMA, now=NOW, me="")
    assert passes == all(met[name] for name in used)
