"""The desk's list of pages: states, filters, order, parts; and problems by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from notionpress.config import Config
from notionpress.report import Held, Problem
from notionpress.serve.desk.listing import PART, Listed, Wanted, grouped, listed_pages, part_of, wanted_part
from notionpress.site.site import PageMeta, Route, Site, Withheld
from tests.crawl.workspaces import uid

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def listed(title: str, **more: object) -> Listed:
    return Listed(id=uid(title), title=title, source=f"https://www.notion.so/{title}", **{"state": "published", **more})  # type: ignore[arg-type]


def test_every_page_has_its_state() -> None:
    meta = PageMeta(
        id=uid("a"), kind="post", title="A", route=Route("/a/", "a/index.html"), created=DAY, updated=DAY, words=7
    )
    failed = PageMeta(id=uid("f"), kind="page", title="F", route=Route("/f/", "f/index.html"), created=DAY, updated=DAY)
    shown, due = (replace(meta, id=uid(name), title=name) for name in ("drafts", "future"))
    site = Site(
        config=Config(title=""),
        base_path="/",
        pages={one.id: one for one in (meta, failed, shown, due)},
        held={shown.id: Held(), due.id: Held(DAY)},
        withheld={
            uid("d"): Withheld("D", "https://d", DAY, 3),
            uid("s"): Withheld("S", "https://s", DAY, 4, DAY + timedelta(days=2)),
            uid("b"): Withheld("B", "https://b", DAY),
            uid("database"): Withheld("Rows", "https://database"),
        },
        unread=frozenset((uid("u"),)),
    )
    problems = [
        Problem("missing-alt", "No caption.", "A", f"{meta.source}#block"),
        Problem("dead-link", "A link.", "A", meta.source),
        Problem("output-failed", "No.", "F", failed.source),
        Problem("page-without-body", "No.", "B", "https://b"),
    ]
    found = {one.title: one for one in listed_pages(site, problems, {meta.id: DAY})}
    states = {title: one.state for title, one in found.items()}
    assert states == {
        "A": "published",
        "F": "problem",
        "D": "draft",
        "S": "scheduled",
        "B": "problem",
        "": "problem",
        "drafts": "draft",
        "future": "scheduled",
    }
    assert (found["A"].problems, found["A"].synced, found["A"].words, found["A"].address) == (2, DAY, 7, "/a/")
    assert found["S"].scheduled == DAY + timedelta(days=2)


def test_filters_and_order() -> None:
    pages = [
        listed("b", words=2, address="/x/"),
        listed("A", words=1, state="draft", problems=1),
        listed("c", words=2, address="/a/"),
    ]

    def titles(**wanted: object) -> str:
        return "".join(one.title for one in part_of(pages, Wanted(**wanted)).pages)  # type: ignore[arg-type]

    assert titles(sort="title", descending=False) == "Abc"
    assert titles(sort="words", descending=True) == "bcA"
    assert titles(sort="words", descending=False) == "Abc"
    assert titles(sort="problems", descending=True)[0] == "A"
    assert titles(state="draft") == "A"
    assert titles(words="A") in ("Ac", "cA")
    assert part_of(pages, Wanted(words="a", state="published")).states == {
        "published": 1,
        "draft": 1,
        "scheduled": 0,
        "problem": 0,
    }


@pytest.mark.parametrize(("part", "first", "shown"), [(1, 0, PART), (2, PART, 1), (9, PART, 1), (0, 0, PART)])
def test_long_lists_come_in_parts(part: int, first: int, shown: int) -> None:
    pages = [listed(f"{number:05}") for number in range(PART + 1)]
    found = part_of(pages, Wanted(sort="title", descending=False, part=part))
    assert [one.title for one in found.pages] == [one.title for one in pages[first : first + shown]]
    assert (found.total, found.parts) == (PART + 1, 2)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Wanted()),
        ({"sort": "title"}, Wanted(sort="title", descending=False)),
        ({"sort": "title", "order": "descending"}, Wanted(sort="title", descending=True)),
        ({"sort": "x", "state": "<b>", "part": "-1"}, Wanted()),
        ({"part": "²"}, Wanted()),
        ({"part": "3", "words": " a ", "state": "draft"}, Wanted(part=3, words="a", state="draft")),
    ],
)
def test_an_address_says_what_is_wanted(query: dict[str, str], expected: Wanted) -> None:
    assert wanted_part(query) == expected


def test_problems_go_by_page_those_of_the_site_first() -> None:
    problems = [
        Problem("a", "One.", "Old title", "https://b#block"),
        Problem("b", "Two.", "", "https://b"),
        Problem("c", "Three.", "A", "https://a"),
        Problem("d", "Four."),
    ]
    groups = grouped(problems, {"https://b": "B"})
    assert [(one.title, one.source, len(one.problems)) for one in groups] == [
        ("", "", 1),
        ("A", "https://a", 1),
        ("B", "https://b", 2),
    ]
