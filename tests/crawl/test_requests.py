"""How many requests a crawl makes when nothing changed: the lists, and each page that stands in no list."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notionpress.config import load_config
from tests.conftest import PROJECT
from tests.crawl.crawling import run, serving
from tests.crawl.workspaces import data_source, database, page, plain, row, uid, write

LATER = datetime(2027, 1, 1, tzinfo=UTC)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def warm(folder: Path, cache: Path, *roots: str, version: str = "2025-09-03", **options: bool) -> Counter[str]:
    """The requests of a second crawl by what they ask for."""

    async def crawled() -> list[Counter[str]]:
        found = []
        async with serving(folder, cache) as served:
            for hour in range(2):
                result = await served.crawl(*roots, now=LATER + timedelta(hours=hour), version=version, **options)
                assert result.complete
                found.append(Counter(ID.sub("*", line) for line in served.gate.lines))
        return found

    return run(crawled())[1]


@pytest.mark.parametrize("version", ["2022-06-28", "2025-09-03", "2026-03-11"])
def test_the_example_site_asks_for_its_lists_and_the_pages_in_pages(tmp_path: Path, version: str) -> None:
    roots = load_config(PROJECT / "site.yaml").notion.root
    found = warm(PROJECT / "example-site/workspace", tmp_path, *roots, version=version)
    if version == "2022-06-28":
        # A linked database can be told only by the version after, and only by reading it.
        linked = {"GET views": 1, "GET views/*": 2, "GET data_sources/*": 1}
        assert found == {"GET pages/*": 14, "GET databases/*": 8, "POST databases/*/query": 6, **linked}
    else:
        sources = {"GET data_sources/*": 6, "POST data_sources/*/query": 6}
        assert found == {"GET pages/*": 14, "GET databases/*": 7, **sources}


@pytest.mark.parametrize(("rows", "lists"), [(20, 1), (201, 3)])
def test_rows_cost_no_request_of_their_own(tmp_path: Path, rows: int, lists: int) -> None:
    found = warm(plain(tmp_path / "workspace", rows), tmp_path / "cache", "Posts", comments=True)
    assert found == {"GET databases/*": 1, "GET data_sources/*": 1, "POST data_sources/*/query": lists}


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
        "GET databases/*": 1,
        "GET pages/*": 1,
        "GET views": 1,
        "GET views/*": 3,
        "GET data_sources/*": 1,
        "POST data_sources/*/query": 1,
    }
