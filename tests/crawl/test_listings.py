"""Listings of rows that shift, break off or come back empty: nothing is missed, and nothing is removed by mistake."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from notionpress.errors import NotShared, Unauthorized
from notionpress.store import Store
from tests.crawl.crawling import NOW, Served, run, serving, tree
from tests.crawl.workspaces import below, data_source, database, page, paragraphs, plain, row, uid, write
from tests.notion.scripted import error, listing

SOON = NOW + timedelta(minutes=1)
QUERY = f"POST data_sources/{uid('posts')}/query"


async def rows_left(served: Served, *roots: str, **options: Any) -> tuple[int, list[str]]:
    """How many pages a crawl leaves in the store, and the pages that it asked for."""
    result = await served.crawl(*roots, now=SOON, **options)
    assert result.complete
    return result.pages, [line for line in served.gate.lines if line.startswith("GET pages/")]


class Shifting:
    """A door that leaves rows out of the answers to so many of the next queries.

    Notion's lists do so when rows before them are deleted while they are paged.
    """

    def __init__(self, cache: Path, dropped: list[str], answers: int) -> None:
        store = Store.open(cache)
        entry = store.entry(uid("posts"), "data_source")
        self._rows = {id: json.loads(store.read("page", id)) for id in (entry.rows if entry else ())}
        self._dropped = {uid(name) for name in dropped}
        self._answers = answers
        self._start = 0

    async def __call__(self, line: str, _: int) -> web.StreamResponse | None:
        if line != QUERY or self._answers <= 0:
            return None
        self._answers -= 1
        ids = list(self._rows)[self._start : self._start + 100]
        self._start = (self._start + 100) % 300
        found = [self._rows[id] for id in ids if id not in self._dropped]
        return listing(*found, cursor=f"cursor {self._start}" if self._start else None)


@pytest.mark.parametrize(
    "dropped", [["Post 150"], ["Post 101", "Post 249"], [f"Post {one}" for one in range(120, 130)]]
)
def test_rows_that_a_shifting_list_skips_are_not_removed(tmp_path: Path, dropped: list[str]) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 250, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.gate.rule = Shifting(served.cache, dropped, 3)
            pages, asked = await rows_left(served, "Posts")
            assert pages == 250
            # A look at each where they are few, a second listing where they are many.
            looks, listings = (len(dropped), 3) if len(dropped) < 3 else (0, 6)
            assert (len(asked), served.gate.count(QUERY)) == (looks, listings)
            entry = Store.open(served.cache).entry(uid("posts"), "data_source")
            assert entry is not None and len(entry.rows) == 250

    run(crawled())


def test_a_row_that_is_skipped_between_short_answers_is_not_removed(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 20, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            store = Store.open(served.cache)
            entry = store.entry(uid("posts"), "data_source")
            rows = [json.loads(store.read("page", id)) for id in (entry.rows if entry else ())]

            async def rule(line: str, _: int) -> web.StreamResponse | None:
                first = served.gate.count(QUERY) == 1
                answer = listing(*rows[:9], cursor="cursor") if first else listing(*rows[10:])
                return answer if line == QUERY else None

            served.gate.rule = rule
            assert await rows_left(served, "Posts") == (20, [f"GET pages/{rows[9]['id']}"])

    run(crawled())


def test_rows_that_are_gone_for_good_go(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 250, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.trash(uid("Post 3"))
            served.workspace.unshare(uid("Post 4"))
            pages, asked = await rows_left(served, "Posts")
            assert (pages, len(asked)) == (248, 2)
            for number in range(100, 120):
                served.workspace.trash(uid(f"Post {number}"))
            pages, asked = await rows_left(served, "Posts")
            assert (pages, len(asked), served.gate.count(QUERY)) == (228, 0, 6)

    run(crawled())


def test_a_row_that_was_moved_elsewhere_goes(tmp_path: Path) -> None:
    rows = [row(f"Post {number}", "posts", paragraphs(1)) for number in range(120)]
    folder = write(
        tmp_path / "workspace",
        pages=[*rows, page("Attic")],
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts")],
    )

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            await served.crawl("Posts")

            def move(page: dict[str, Any]) -> None:
                page.update(parent={"page_id": uid("Attic")}, properties={"title": "Moved"})

            served.workspace.edit(uid("Post 5"), move)
            assert await rows_left(served, "Posts") == (119, [f"GET pages/{uid('Post 5')}"])

    run(crawled())


def test_one_answer_is_believed_without_a_look(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 20), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.trash(uid("Post 3"))
            assert await rows_left(served, "Posts") == (19, [])

    run(crawled())


def test_rows_beyond_the_cap_are_listed_in_windows_and_count_once(tmp_path: Path) -> None:
    folder = plain(tmp_path / "workspace", 250, nested=0)
    for number, path in enumerate(sorted((folder / "pages").iterdir())):
        value = {
            **json.loads(path.read_text()),
            "created_time": f"2025-12-01T{number // 60:02}:{number % 60:02}:00.000Z",
        }
        path.write_text(json.dumps(value))

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache", query_cap=120) as served:
            # Each window begins with the minute in which the last one ended.
            for fetched in (250, 0):
                result = await served.crawl("Posts", now=SOON)
                assert (result.pages, result.pages_fetched, result.complete) == (250, fetched, True)
                assert served.gate.count(QUERY) == 2 + 2 + 1

    run(crawled())


# Databases that go


@pytest.mark.parametrize("version", ["2022-06-28", "2025-09-03"])
@pytest.mark.parametrize("how", ["trash", "unshare"])
def test_a_root_that_goes_removes_nothing(tmp_path: Path, how: str, version: str) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 4), tmp_path / "cache") as served:
            await served.crawl("Posts", version=version)
            getattr(served.workspace, how)(uid("Posts"))
            with pytest.raises(NotShared) as refused:
                await served.crawl("Posts", now=SOON, version=version)
            assert ("trash" if how == "trash" else "share") in f"{refused.value.message} {refused.value.hint}"
            assert len(Store.open(served.cache).entries("page")) == 4

    run(crawled())


@pytest.mark.parametrize("how", ["trash", "unshare"])
def test_one_root_of_two_that_goes_is_told_and_removes_nothing(tmp_path: Path, how: str) -> None:
    folder = write(
        tmp_path / "workspace",
        pages=[row("One", "first"), row("Two", "second")],
        databases=[database("First", None, "first"), database("Second", None, "second")],
        data_sources=[data_source("first", "First"), data_source("second", "Second")],
    )

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            await served.crawl("First", "Second")
            getattr(served.workspace, how)(uid("First"))
            result = await served.crawl("First", "Second", now=SOON)
            assert served.kinds() == ["root-not-read"]
            assert (result.complete, result.failed_roots, result.pages) == (False, (uid("First"),), 2)

    run(crawled())


def test_an_emptied_database_is_empty(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 3), tmp_path / "cache") as served:
            await served.crawl("Posts")
            for number in range(3):
                served.workspace.trash(uid(f"Post {number}"))
            result = await served.crawl("Posts", now=SOON)
            assert (result.complete, result.pages) == (True, 0)
            # Its root was looked at, and its data source: a database in the trash lists no rows either.
            assert [line.partition("/")[0] for line in served.gate.lines] == [
                "POST data_sources",
                "GET databases",
                "GET data_sources",
                "GET data_sources",
            ]

    run(crawled())


def test_a_token_that_is_revoked_removes_nothing(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 3), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.emulator.revoke()
            with pytest.raises(Unauthorized):
                await served.crawl("Posts", now=SOON)
            assert len(Store.open(served.cache).entries("page")) == 3

    run(crawled())


@pytest.mark.parametrize(("status", "code"), [(400, "validation_error"), (500, "internal_server_error")])
@pytest.mark.parametrize("answers", [0, 1])
def test_a_listing_that_breaks_off_removes_nothing(tmp_path: Path, status: int, code: str, answers: int) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 150, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            asked = 0

            async def rule(line: str, _: int) -> web.StreamResponse | None:
                nonlocal asked
                asked += line == QUERY
                return error(status, code) if line == QUERY and asked > answers else None

            served.gate.rule = rule
            served.workspace.trash(uid("Post 1"))
            if status == 500:
                # Nothing at all was answered.
                with pytest.raises(Exception, match="500"):
                    await served.crawl("Posts", now=SOON)
            else:
                result = await served.crawl("Posts", now=SOON)
                assert (result.complete, served.kinds()) == (False, ["data-source-not-read"])
            assert len(Store.open(served.cache).entries("page")) == 150

    run(crawled())


@pytest.mark.parametrize("root", ["Base", "Home"])
def test_one_of_several_data_sources_that_goes_leaves_the_others(tmp_path: Path, root: str) -> None:
    folder = write(
        tmp_path / "workspace",
        pages=[
            page("Home", [{"type": "child_database", "child_database": uid("Base")}]),
            row("One", "first"),
            row("Two", "second"),
        ],
        databases=[database("Base", "Home", "first", "second")],
        data_sources=[data_source("first", "Base"), data_source("second", "Base")],
    )

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            await served.crawl(root)
            served.workspace.trash(uid("first"))
            result = await served.crawl(root, now=SOON)
            assert (served.kinds(), result.complete, result.pages_removed) == ([], True, 1)
            store = Store.open(served.cache)
            assert [one["id"] for one in json.loads(store.read("database", uid("Base")))["data_sources"]] == [
                uid("second")
            ]

    run(crawled())


def test_a_page_that_is_moved_to_another_page_knows_its_new_place(tmp_path: Path) -> None:
    link = {"type": "child_page", "child_page": uid("Child")}
    other = {"type": "child_page", "child_page": uid("Other")}
    pages = [page("Home", [*paragraphs(1), link, other]), below("Child", "Home", paragraphs(1)), below("Other", "Home")]

    async def crawled() -> None:
        async with serving(write(tmp_path / "workspace", pages=pages), tmp_path / "cache") as served:
            await served.crawl("Home")
            served.workspace.edit(uid("Home"), lambda page: page["children"].pop(1))
            served.workspace.edit(uid("Other"), lambda page: page["children"].append(link), at=NOW - timedelta(hours=1))
            served.workspace.edit(uid("Child"), lambda page: page.update(parent={"page_id": uid("Other")}))
            assert (await served.crawl("Home", now=SOON)).complete
            parent = json.loads(Store.open(served.cache).read("page", uid("Child")))["parent"]
            assert parent["page_id"] == uid("Other")

    run(crawled())


def test_a_page_that_goes_to_the_trash_while_it_is_read_does_not_come_back_empty(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 3, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.edit(uid("Post 1"), lambda _: None, at=NOW - timedelta(hours=1))

            async def rule(line: str, _: int) -> web.StreamResponse | None:
                if line == f"GET blocks/{uid('Post 1')}/children":
                    served.workspace.trash(uid("Post 1"))
                    return listing()
                return None

            served.gate.rule = rule
            result = await served.crawl("Posts", now=SOON)
            assert result.failed_pages == (uid("Post 1"),)
            served.gate.rule = None
            served.workspace.restore(uid("Post 1"))
            assert (await served.crawl("Posts", now=SOON)).complete
            assert len(tree(served.cache, "Post 1")) == 6

    run(crawled())
