"""Random rows with a value of every type, and random filters and sorts that Notion would accept."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.emulator.rows import MAREN, OTHER, SERIES, TOBIAS, TYPES, array, day, option, person, rich, row

Json = dict[str, Any]

WORDS = st.sampled_from(["", "tide", "The Tide Clock", "Maps", "ÉTÉ", "été", "a  b"])
NUMBERS = st.sampled_from([-3, 0, 1, 7, 7.5, 1200])
DAYS = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3, 4) for day in (1, 3, 4, 5, 11, 28)] + ["2025-03-04"]
TIMES = [
    "2026-03-04T00:00:00.000Z",
    "2026-03-04T23:59:00.000+00:00",
    "2026-03-03T22:30:00.000-05:00",
    "2026-02-01T09:00:00.000+13:00",
]
MOMENTS = st.sampled_from([*DAYS, *TIMES])
STAMPS = st.sampled_from([f"2026-03-{day:02}T{hour:02}:00:00.000Z" for day in (1, 3, 4, 9) for hour in (0, 10, 23)])
LEVELS, STATUSES, TAGS = ("Gentle", "Steady", "Deep water"), ("Review", "Idea", "Published"), ("Tides", "Maps", "Craft")
PEOPLE, PAGES = (MAREN, TOBIAS), (SERIES, OTHER)


def chosen(names: tuple[str, ...]) -> st.SearchStrategy[Json | None]:
    """A choice, or none."""
    return st.none() | st.sampled_from(names).map(option)


def some(values: tuple[str, ...], make: Any) -> st.SearchStrategy[list[Any]]:
    """Some of the values, each once."""
    return st.lists(st.sampled_from(values), unique=True).map(lambda found: [make(one) for one in found])


DATES = st.none() | st.builds(day, MOMENTS, st.none() | MOMENTS)
FORMULAS = st.one_of(
    st.builds(lambda text: {"type": "string", "string": text}, st.none() | WORDS),
    st.builds(lambda number: {"type": "number", "number": number}, st.none() | NUMBERS),
    st.builds(lambda yes: {"type": "boolean", "boolean": yes}, st.booleans()),
    st.builds(lambda date: {"type": "date", "date": date}, DATES),
)
ROLLUPS = st.one_of(
    st.builds(lambda number: {"type": "number", "number": number, "function": "sum"}, st.none() | NUMBERS),
    st.builds(lambda date: {"type": "date", "date": date, "function": "latest_date"}, DATES),
    st.lists(NUMBERS, max_size=3).map(lambda values: array("number", *values)),
    st.lists(WORDS.map(rich), max_size=3).map(lambda values: array("rich_text", *values)),
    st.lists(chosen(STATUSES), max_size=3).map(lambda values: array("status", *values)),
    st.lists(some(TAGS, option), max_size=3).map(lambda values: array("multi_select", *values)),
    st.lists(some(PEOPLE, person), max_size=3).map(lambda values: array("people", *values)),
    st.lists(DATES, max_size=3).map(lambda values: array("date", *values)),
    st.lists(st.booleans(), max_size=3).map(lambda values: array("checkbox", *values)),
)
ROWS = st.builds(
    row,
    created=STAMPS,
    edited=STAMPS,
    Name=WORDS.map(rich),
    Note=WORDS.map(rich),
    Words=st.none() | NUMBERS,
    Number=st.builds(lambda number: {"prefix": "POST", "number": number}, st.none() | st.integers(1, 9)),
    Featured=st.booleans(),
    Level=chosen(LEVELS),
    Status=chosen(STATUSES),
    Tags=some(TAGS, option),
    Date=DATES,
    Authors=some(PEOPLE, person),
    Created_by=st.sampled_from(PEOPLE).map(person),
    Edited_by=st.sampled_from(PEOPLE).map(person),
    Series=some(PAGES, lambda page: {"id": page}),
    Files=some(("a.pdf", "b.pdf"), lambda name: {"name": name, "type": "external", "external": {"url": f"/{name}"}}),
    Site=st.none() | WORDS,
    E_mail=st.none() | WORDS,
    Phone=st.none() | WORDS,
    Formula=FORMULAS,
    Rollup=ROLLUPS,
    Checked=st.sampled_from(("verified", "unverified", "expired")).map(
        lambda state: {"state": state, "verified_by": None, "date": None}
    ),
)

EXISTENCE = st.sampled_from(("is_empty", "is_not_empty")).map(lambda name: {name: True})
RELATIVE = (
    "today",
    "tomorrow",
    "yesterday",
    "one_week_ago",
    "one_week_from_now",
    "one_month_ago",
    "one_month_from_now",
)
WINDOWS = ("this_week", "past_week", "past_month", "past_year", "next_week", "next_month", "next_year")


def compare(names: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """One of the comparisons with a value."""
    return st.builds(lambda name, value: {name: value}, st.sampled_from(names.split()), values)


def one_or_many(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """A choice, or a list of them."""
    return st.sampled_from(names) | st.lists(st.sampled_from(names), max_size=2)


EQUAL, HOLDS = "equals does_not_equal", "contains does_not_contain"
TEXT = EXISTENCE | compare(f"{EQUAL} {HOLDS} starts_with ends_with", WORDS)
NUMBER = EXISTENCE | compare(f"{EQUAL} greater_than less_than greater_than_or_equal_to less_than_or_equal_to", NUMBERS)
DATE = st.one_of(
    EXISTENCE,
    compare("equals before after on_or_before on_or_after", st.sampled_from([*DAYS, *TIMES, *RELATIVE])),
    st.sampled_from(WINDOWS).map(lambda name: {name: {}}),
)
CHECKBOX = compare(EQUAL, st.booleans())
PERSON = EXISTENCE | compare(HOLDS, st.sampled_from(PEOPLE))
CONDITIONS = {
    **dict.fromkeys(("title", "rich_text", "url", "email", "phone_number"), TEXT),
    **dict.fromkeys(("number", "unique_id"), NUMBER),
    "checkbox": CHECKBOX,
    "select": EXISTENCE | compare(EQUAL, one_or_many((*LEVELS, "Gone"))),
    "status": EXISTENCE | compare(EQUAL, one_or_many(STATUSES)),
    "multi_select": EXISTENCE | compare(HOLDS, one_or_many(TAGS)),
    **dict.fromkeys(("date", "created_time", "last_edited_time"), DATE),
    **dict.fromkeys(("people", "created_by", "last_edited_by"), PERSON),
    "relation": EXISTENCE | compare(HOLDS, st.sampled_from([*PAGES, SERIES.replace("-", "").upper()])),
    "files": EXISTENCE,
    "verification": compare("status does_not_equal", st.sampled_from(("verified", "expired", "none"))),
}
OF_ITEMS = ("rich_text", "number", "checkbox", "select", "multi_select", "date", "people", "status")
OWN_KEYS = [(name, kind) for name, (kind, _) in TYPES.items() if kind in CONDITIONS]
OTHER_KEYS = [("Name", "rich_text"), ("Site", "rich_text"), ("Created", "date"), ("Edited by", "people")]


@st.composite
def leaf(draw: st.DrawFn) -> Json:
    """One condition of a property or of a timestamp."""
    match draw(st.sampled_from(("property", "property", "property", "timestamp", "formula", "rollup"))):
        case "property":
            name, key = draw(st.sampled_from([*OWN_KEYS, *OTHER_KEYS]))
            return {"property": name, key: draw(CONDITIONS[key])}
        case "timestamp":
            key = draw(st.sampled_from(("created_time", "last_edited_time")))
            return {"timestamp": key, key: draw(DATE)}
        case "formula":
            kinds = {"string": TEXT, "checkbox": CHECKBOX, "number": NUMBER, "date": DATE}
            kind = draw(st.sampled_from(sorted(kinds)))
            return {"property": "Formula", "formula": {kind: draw(kinds[kind])}}
    quantifier, key = draw(st.sampled_from(("any", "every", "none"))), draw(st.sampled_from(OF_ITEMS))
    return {"property": "Rollup", "rollup": {quantifier: {key: draw(CONDITIONS[key])}}}


def compound(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """All or any of some filters."""
    return st.builds(lambda key, members: {key: members}, st.sampled_from(("and", "or")), st.lists(inner, max_size=3))


FILTERS = st.one_of(leaf(), compound(leaf()), compound(leaf() | compound(leaf())))
SORTED = ("Name", "Words", "Number", "Featured", "Level", "Status", "Tags", "Date", "Created", "Site", "Formula")
SORTS = st.lists(
    st.builds(
        lambda subject, direction: {**subject, "direction": direction},
        st.sampled_from(SORTED).map(lambda name: {"property": name})
        | st.sampled_from(("created_time", "last_edited_time")).map(lambda name: {"timestamp": name}),
        st.sampled_from(("ascending", "descending")),
    ),
    max_size=3,
)
