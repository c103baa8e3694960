"""How many requests a crawl makes: when there is no cache, when nothing changed, and after an edit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notionpress.config import load_config
from tests.conftest import PROJECT
from tests.crawl.crawling import NOW, run, serving
from tests.crawl.workspaces import below, block, data_source, database, page, paragraphs, plain, row, uid, write

LATER = datetime(2027, 1, 1, tzinfo=UTC)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
VERSIONS = ["2022-06-28", "2025-09-03", "2026-03-11"]


def warm(folder: Path, cache: Path, *roots: str, version: str = "2025-09-03", **options: bool) -> Counter[str]:
    """The requests of a second crawl an hour later by what they ask for."""

    async def crawled() -> list[Counter[str]]:
        found = []
        async with serving(folder, cache) as served:
            for hour in range(2):
                result = await served.crawl(*roots, now=LATER + timedelta(hours=hour), version=version, **options)
                assert result.complete
                found.append(Counter(ID.sub("*", line) for line in served.gate.lines))
        return found

    return run(crawled())[1]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_example_site_asks_for_its_lists(tmp_path: Path, version: str) -> None:
    roots = load_config(PROJECT / "site.yaml").notion.root
    found = warm(PROJECT / "example-site/workspace", tmp_path, *roots, version=version)
    # Two roots are pages, and six lists hold pages; one database is looked at in each crawl.
    pages = {"GET pages/*": 2, "GET blocks/*/children": 6}
    if version == "2022-06-28":
        # A linked database can be told only by the version after, and only by reading it.
        linked = {"GET views": 1, "GET views/*": 2, "GET data_sources/*": 1}
        assert found == {**pages, "GET databases/*": 1, "POST databases/*/query": 6, **linked}
    else:
        assert found == {**pages, "GET data_sources/*": 1, "POST data_sources/*/query": 6}


@pytest.mark.parametrize(("rows", "lists"), [(20, 1), (201, 3)])
def test_rows_cost_no_request_of_their_own(tmp_path: Path, rows: int, lists: int) -> None:
    found = warm(plain(tmp_path / "workspace", rows), tmp_path / "cache", "Posts", comments=True)
    assert found == {"GET data_sources/*": 1, "POST data_sources/*/query": lists}


def test_a_linked_database_that_publishes_by_itself_costs_its_list_of_views_and_each_view(tmp_path: Path) -> None:
    view = json.loads((PROJECT / "example-site/workspace/views/series.json").read_text())
    views = [
        {**view, "id": uid(f"view {number}"), "parent": {"database_id": uid("Linked")}, "data_source_id": uid("far")}
        for number in range(3)
    ]
    folder = write(
        tmp_path / "workspace",
        pages=[page("Home", [{"type": "child_database", "child_database": uid("Linked")}]), row("Far", "far")],
        databases=[database("Linked", "Home"), database("Far away", None, "far")],
        data_sources=[data_source("far", "Far away")],
        views=views,
    )
    assert warm(folder, tmp_path / "cache", "Home") == {
        "GET pages/*": 1,
        "GET views": 1,
        "GET views/*": 3,
        "GET data_sources/*": 1,
        "POST data_sources/*/query": 1,
    }


# Cold, unchanged, and after an edit


def flat(folder: Path) -> Path:
    """A database of 250 posts of one answer each."""
    return plain(folder, 250, nested=0)


def nested(folder: Path) -> Path:
    """A database of 50 posts of 24 blocks, of which four have children."""
    return plain(folder, 50, nested=4, blocks=24)


def many_databases(folder: Path) -> Path:
    """Twelve databases of three posts each."""
    names = [f"Base {number}" for number in range(12)]
    return write(
        folder,
        pages=[
            row(f"Post {number} of {name}", f"{name} source", paragraphs(2)) for name in names for number in range(3)
        ],
        databases=[database(name, None, f"{name} source") for name in names],
        data_sources=[data_source(f"{name} source", name) for name in names],
    )


def page_tree(folder: Path) -> Path:
    """A handbook of four chapters with five sections each; one chapter has its sections in a toggle, one in long text."""

    def link(name: str) -> dict[str, Any]:
        return {"type": "child_page", "child_page": uid(name)}

    pages = [page("Handbook", [*paragraphs(3), *(link(f"Chapter {one}") for one in range(4))])]
    for one in range(4):
        sections = [link(f"Section {one}.{two}") for two in range(5)]
        body = [block("toggle", "Sections", sections)] if one == 0 else [*paragraphs(120 if one == 1 else 2), *sections]
        pages.append(below(f"Chapter {one}", "Handbook", body))
        pages += [
            below(f"Section {one}.{two}", f"Chapter {one}", [block("toggle", "More", paragraphs(2)), *paragraphs(2)])
            for two in range(5)
        ]
    return write(folder, pages=pages)


def requests(
    folder: Path, cache: Path, roots: list[str], edited: list[str], *, version: str = "2025-09-03"
) -> tuple[int, int, int]:
    """How many requests three crawls make: without a cache, with nothing changed, after edits of some pages."""

    def edit(page: dict[str, Any]) -> None:
        page["children"][-1] = block("paragraph", "Changed")

    async def crawled() -> list[int]:
        counts = []
        async with serving(folder, cache) as served:
            for minutes in (0, 3, 4):
                if minutes == 4:
                    for name in edited:
                        served.workspace.edit(uid(name), edit, at=NOW - timedelta(minutes=10))
                result = await served.crawl(*roots, now=NOW + timedelta(minutes=minutes), version=version)
                assert result.complete
                assert result.requests == len(served.gate.lines)
                assert result.pages_fetched == (result.pages, 0, 0, 0, len(edited))[minutes]
                counts.append(result.requests)
        return counts

    cold, unchanged, changed = run(crawled())
    return cold, unchanged, changed


@pytest.mark.parametrize(
    ("make", "roots", "edited", "expected"),
    [
        # The database and its data source; 3 answers for 250 rows; each page.
        (flat, ["Posts"], ["Post 7", "Post 100"], (2 + 3 + 250, 3, 3 + 2)),
        # Five answers for each post.
        (nested, ["Posts"], ["Post 7"], (2 + 1 + 250, 1, 1 + 5)),
        (many_databases, [f"Base {number}" for number in range(12)], ["Post 1 of Base 5"], (24 + 12 + 36, 12, 12 + 1)),
        # What the root is; each page and its lists: of the root one, of the chapters 2, 2, 1 and 1, of the sections two.
        # Unchanged, the root, and the lists that pages stand in: that of the root, one of each chapter, two of the long one.
        (page_tree, ["Handbook"], ["Section 2.3"], (1 + 25 + 1 + 6 + 40, 1 + 1 + 5, 1 + 1 + 5 + 1 + 2)),
    ],
)
def test_requests_are_as_few_as_can_be(
    tmp_path: Path, make: Callable[[Path], Path], roots: list[str], edited: list[str], expected: tuple[int, int, int]
) -> None:
    assert requests(make(tmp_path / "workspace"), tmp_path / "cache", roots, edited) == expected


@pytest.mark.parametrize(("version", "schemas"), [("2022-06-28", 1), ("2026-03-11", 2)])
def test_other_versions_cost_no_more(tmp_path: Path, version: str, schemas: int) -> None:
    expected = (schemas + 1 + 250, 1, 6)
    assert requests(nested(tmp_path / "w"), tmp_path / "cache", ["Posts"], ["Post 7"], version=version) == expected


def test_a_data_source_as_a_root_costs_one_request_less(tmp_path: Path) -> None:
    assert requests(nested(tmp_path / "w"), tmp_path / "cache", ["posts"], ["Post 7"])[1:] == (1, 6)
