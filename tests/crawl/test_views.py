"""When the views of databases are read, and what becomes of those that cannot be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from notionpress.store import Store
from tests.crawl.crawling import NOW, run, serving
from tests.crawl.workspaces import data_source, database, page, row, uid, write
from tests.notion.scripted import error

LATER = NOW + timedelta(hours=2)


def view(name: str, database: str, source: str, **more: Any) -> dict[str, Any]:
    """A view."""
    return {
        "object": "view",
        "id": uid(name),
        "parent": {"type": "database_id", "database_id": uid(database)},
        "data_source_id": uid(source),
        "name": name,
        "type": "board",
        "created_time": "2026-01-01T10:00:00.000+00:00",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
        **more,
    }


def workspace(folder: Path, *, linked: str = "") -> Path:
    """A page with a database of two views and, if asked for, a linked one that shows that data source."""
    databases = [database("Shelf", "Home", "shelf"), database("Posts", None, "posts")]
    views = [view("Board", "Shelf", "shelf"), view("Gallery", "Shelf", "shelf"), view("Root", "Posts", "posts")]
    children = [{"type": "child_database", "child_database": uid("Shelf")}]
    if linked:
        databases.append(database("Linked", "Home"))
        views.append(view("Linked view", "Linked", linked))
        children.append({"type": "child_database", "child_database": uid("Linked")})
    return write(
        folder,
        pages=[page("Home", children), row("Sextant", "shelf"), row("Post", "posts"), row("Far", "far")],
        databases=[*databases, database("Far away", None, "far")],
        data_sources=[data_source("shelf", "Shelf"), data_source("posts", "Posts"), data_source("far", "Far away")],
        views=views,
    )


def view_ids(cache: Path, name: str) -> tuple[str, ...]:
    """The ids of the views that the store has of a database."""
    entry = Store.open(cache).entry(uid(name), "database")
    assert entry is not None
    assert all(Store.open(cache).entry(id, "view") for id in entry.rows)
    return entry.rows


def test_the_views_of_a_database_in_a_page_are_read_once(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home", "Posts")
            # One listing and two views; nobody sees those of a root.
            assert served.gate.count("GET views") == 3
            await served.crawl("Home", "Posts", now=LATER)
            assert served.gate.count("GET views") == 0
            assert len(Store.open(tmp_path / "cache").entries("view")) == 2
            await served.crawl("Home", "Posts", now=LATER, full=True)
            assert served.gate.count("GET views") == 3

    run(crawled())
    assert set(view_ids(tmp_path / "cache", "Shelf")) == {uid("Board"), uid("Gallery")}


def test_views_are_read_again_when_their_page_changed(tmp_path: Path) -> None:
    def touch(_: dict[str, Any]) -> None:
        """An edit of something."""

    async def crawled() -> None:
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home", now=LATER)
            served.workspace.edit(uid("Home"), touch, at=LATER + timedelta(hours=1))
            await served.crawl("Home", now=LATER + timedelta(hours=2))
            assert served.gate.count("GET views") == 3
            await served.crawl("Home", now=LATER + timedelta(hours=3))
            assert served.gate.count("GET views") == 0

    run(crawled())


@pytest.mark.parametrize("version", ["2022-06-28", "2025-09-03"])
def test_so_are_those_of_a_root_that_stands_in_a_page_that_changed(tmp_path: Path, version: str) -> None:
    async def crawled() -> None:
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache") as served:
            found = []
            for minutes in (0, 1, 2):
                await served.crawl("Home", "Shelf", now=LATER + timedelta(minutes=minutes), version=version)
                found.append(served.gate.count("GET views"))
                if not minutes:
                    served.workspace.edit(uid("Home"), lambda _: None, at=NOW)
            assert found == [3, 3, 0]

    run(crawled())
    assert set(view_ids(tmp_path / "cache", "Shelf")) == {uid("Board"), uid("Gallery")}


@pytest.mark.parametrize(("linked", "again"), [("shelf", 0), ("far", 2)])
def test_only_linked_views_that_publish_by_themselves_are_read_each_time(
    tmp_path: Path, linked: str, again: int
) -> None:
    async def crawled() -> None:
        async with serving(workspace(tmp_path / "workspace", linked=linked), tmp_path / "cache") as served:
            await served.crawl("Home")
            await served.crawl("Home", now=LATER)
            assert served.gate.count("GET views") == again

    run(crawled())
    assert view_ids(tmp_path / "cache", "Linked") == (uid("Linked view"),)


def test_a_database_whose_views_are_refused_keeps_its_rows(tmp_path: Path) -> None:
    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(400, "invalid_request_url") if line == "GET views" else None

    async def crawled() -> None:
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache", rule) as served:
            assert (await served.crawl("Home")).complete
            assert served.kinds() == ["views-not-read"]
            await served.crawl("Home", now=LATER)
            assert served.gate.count("GET views") == 0

    run(crawled())
    assert view_ids(tmp_path / "cache", "Shelf") == ()
    assert Store.open(tmp_path / "cache").entry(uid("Sextant"), "page")


def test_views_that_get_no_answer_stay_as_they_were(tmp_path: Path) -> None:
    broken = False

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(500, "internal_server_error") if broken and line.startswith("GET views") else None

    async def crawled() -> None:
        nonlocal broken
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache", rule) as served:
            await served.crawl("Home")
            broken = True
            assert not (await served.crawl("Home", now=LATER, full=True)).complete
            assert served.kinds() == ["database-not-read"]
            broken = False
            await served.crawl("Home", now=LATER)
            assert served.gate.count("GET views") == 3

    run(crawled())
    assert len(view_ids(tmp_path / "cache", "Shelf")) == 2


@pytest.mark.parametrize("line", ["GET views", f"GET views/{uid('Linked view')}", f"GET views/{uid('Board')}"])
@pytest.mark.parametrize(
    ("status", "code"), [(400, "validation_error"), (403, "restricted_resource"), (404, "object_not_found"), (500, "x")]
)
def test_a_page_is_published_whatever_becomes_of_views(tmp_path: Path, line: str, status: int, code: str) -> None:
    """Before they were ever read, and afterwards: then what was published by a view stays, unless that is gone."""
    broken = True

    async def rule(asked: str, _: int) -> web.StreamResponse | None:
        return error(status, code) if broken and asked == line else None

    async def crawled() -> None:
        nonlocal broken
        folder = workspace(tmp_path / "workspace", linked="far")
        async with serving(folder, tmp_path / "cache", rule) as served:
            for full in (False, True):
                result = await served.crawl("Home", now=LATER, full=full)
                assert result.complete == (status != 500)
                assert len(served.kinds()) >= 1
                store = Store.open(tmp_path / "cache")
                assert store.entry(uid("Home"), "page") and store.entry(uid("Sextant"), "page")
            broken = False
            assert (await served.crawl("Home", now=LATER, full=True)).complete
            assert Store.open(tmp_path / "cache").entry(uid("Far"), "page")
            broken = True
            await served.crawl("Home", now=LATER, full=True)

    run(crawled())
    is_gone = (status, line) == (404, f"GET views/{uid('Linked view')}")
    assert (Store.open(tmp_path / "cache").entry(uid("Far"), "page") is None) == is_gone
    boards = 1 if (status, line) == (404, f"GET views/{uid('Board')}") else 2
    assert len(view_ids(tmp_path / "cache", "Shelf")) == boards
