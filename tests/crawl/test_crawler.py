"""The crawl against the emulator: what it stores, what it asks for, and what it does when something fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from notionpress.emulator.faults import Fault, Faults
from notionpress.errors import NotionError, NotionRefused, NotShared, Unauthorized
from notionpress.store import Store
from tests.crawl.crawling import NOW, contents, names, run, serving, stored, tree, words
from tests.crawl.gate import Rule
from tests.crawl.workspaces import (
    PNG,
    block,
    everything,
    hosted,
    page,
    paragraphs,
    plain,
    uid,
    write,
)
from tests.notion.scripted import Clock, answer, error, listing

LATER = NOW + timedelta(hours=1)
ROWS = [f"Post {number:02}" for number in range(40)]
SIDES = ["Left 0", "Left 1", "Left 2", "Right 0", "Right 1"]
SHOWN = ["Shown 0", "Shown 1"]
PAGES = {"Home", "Guide", "Deep", "Hidden deep", *ROWS, *SIDES, *SHOWN}
NAMES = [
    *PAGES,
    "Secret",
    "Elsewhere",
    "Posts",
    "Double",
    "Linked",
    "Shown",
    "posts",
    "left",
    "right",
    "shown",
    "view",
    "Ada",
]
VERSIONS = ("2022-06-28", "2025-09-03", "2026-03-11")


def refusing(part: str, status: int = 500, code: str = "internal_server_error") -> Rule:
    """Answer requests whose line has a part with an error."""

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(status, code) if part in line else None

    return rule


def at(moment: datetime) -> str:
    """A time as Notion writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:00.000Z")


def cache_bytes(cache: Path) -> bytes:
    """Every byte below a cache folder, names included."""
    return b"\n".join(str(path).encode() + path.read_bytes() for path in sorted(cache.rglob("*")) if path.is_file())


# What it holds


def test_everything_below_the_root_is_stored_and_nothing_else(tmp_path: Path) -> None:
    async def crawled() -> tuple[Any, list[str], str]:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            result = await served.crawl("Home")
            return result, served.kinds(), served.emulator.token

    result, kinds, token = run(crawled())
    cache = tmp_path / "cache"
    assert names(cache, "page", NAMES) == PAGES
    assert names(cache, "database", NAMES) == {"Posts", "Double", "Linked"}
    assert names(cache, "data_source", NAMES) == {"posts", "left", "right", "shown"}
    assert names(cache, "view", NAMES) == {"view"}
    assert "Ada" in names(cache, "user", NAMES)
    assert result.complete
    assert (result.pages, result.pages_fetched, result.pages_removed) == (len(PAGES), len(PAGES), 0)
    assert kinds == ["unshared-synced-block"]
    everywhere = cache_bytes(cache)
    for secret in (token, "ada@example.org", "X-Amz-", "expiry_time", "request_id", uid("Elsewhere"), uid("Secret")):
        assert secret.encode() not in everywhere, secret


def test_the_tree_of_a_page_is_whole(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home", version="2026-03-11")

    run(crawled())
    cache = tmp_path / "cache"
    found = words(tree(cache, "Home"))
    assert found[0] == "Home"
    assert found[1] == ("One", ("Two", ("Three", "Words 0", "Words 1", "Words 2")))
    assert found[-120:] == [f"Long {number}" for number in range(120)]
    shared = ("synced_block", "Shared 0", "Shared 1")
    assert [one for one in found if one == shared] == [shared, shared]
    assert found.count("synced_block") == 1  # the copy whose original is not shared
    assert shared in words(tree(cache, "Post 01"))
    assert ("meeting_notes", "Summary", ("Notes", "Note 0", "Note 1"), "Transcript") in found
    entry = Store.open(cache).entry(uid("Home"), "page")
    assert entry is not None
    below = [(one.kind, one.id) for one in entry.children]
    assert below == [
        ("page", uid("Guide")),
        ("page", uid("Hidden deep")),
        ("database", uid("Posts")),
        ("database", uid("Double")),
        ("database", uid("Linked")),
    ]


def test_rows_keep_their_order_and_long_relations_are_completed(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            assert served.gate.count(f"pages/{uid('Post 00')}/properties/") == 1

    run(crawled())
    cache = tmp_path / "cache"
    related = stored(cache, "page", "Post 00")["properties"]["Related"]
    assert [one["id"] for one in related["relation"]] == [uid(name) for name in ROWS]
    assert related["has_more"] is False
    entry = Store.open(cache).entry(uid("posts"), "data_source")
    assert entry is not None
    assert sorted(entry.rows) == sorted(uid(name) for name in ROWS)


def test_a_linked_database_brings_the_rows_of_its_view(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")

    run(crawled())
    cache = tmp_path / "cache"
    entry = Store.open(cache).entry(uid("Linked"), "database")
    assert entry is not None
    assert entry.rows == (uid("view"),)
    assert stored(cache, "view", "view")["data_source_id"] == uid("shown")
    assert words(tree(cache, "Shown 0")) == ["Words 0"]


def test_a_view_that_is_not_shared_is_told_and_removes_nothing_else(tmp_path: Path) -> None:
    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(404, "object_not_found") if line.startswith("GET views/") else None

    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache", rule) as served:
            assert (await served.crawl("Home")).complete
            assert served.kinds() == ["view-not-shared", "unshared-synced-block"]

    run(crawled())


def test_a_page_that_is_nested_too_deeply_does_not_end_the_crawl(tmp_path: Path) -> None:
    def toggle(number: int) -> dict[str, Any]:
        return {"object": "block", "id": str(number), "type": "toggle", "has_children": number < 2_000, "toggle": {}}

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        id = line.split("/")[1]
        if not line.endswith("/children") or not (id.isdecimal() or id == uid("Post 0")):
            return None
        return listing(toggle(int(id) + 1 if id.isdecimal() else 0))

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 2), tmp_path / "cache", rule) as served:
            result = await served.crawl("Posts")
            assert result.failed_pages == (uid("Post 0"),)
            assert "too deeply" in served.problems[0].message
            assert names(served.cache, "page", ["Post 0", "Post 1"]) == {"Post 1"}

    run(crawled())


def test_files_are_kept_once_for_each_content(tmp_path: Path) -> None:
    async def crawled() -> int:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            return (await served.crawl("Home")).files

    received = run(crawled())
    store = Store.open(tmp_path / "cache")
    by_name = {file.key.rpartition("/")[2]: file for file in store.files()}
    assert set(by_name) == {"a.png", "copy-of-a.png", "logo.svg", "cover.png"}
    assert received == 4
    assert by_name["a.png"].digest == by_name["copy-of-a.png"].digest
    assert store.file_path(by_name["a.png"]).read_bytes() == PNG
    assert store.file_path(by_name["cover.png"]).read_bytes() == PNG + b"cover"
    assert len(list((tmp_path / "cache" / "files").iterdir())) == 3
    assert by_name["logo.svg"].media_type == "image/svg+xml"
    entry = store.entry(uid("Home"), "page")
    assert entry is not None
    assert set(entry.files) == {file.key for file in store.files()}


def alike(value: Any) -> Any:
    """A value without what the versions name or place differently."""
    if isinstance(value, list):
        return [alike(one) for one in value]
    if not isinstance(value, dict):
        return value
    renamed = {"transcription": "meeting_notes"}
    return {
        renamed.get(key, key): renamed.get(one, one) if key == "type" else alike(one)
        for key, one in value.items()
        if key not in ("archived", "parent")
    }


def test_all_versions_give_the_same_trees(tmp_path: Path) -> None:
    async def crawled() -> dict[str, list[str]]:
        problems = {}
        async with serving(everything(tmp_path / "workspace"), tmp_path) as served:
            for version in VERSIONS:
                served.cache = tmp_path / version
                await served.crawl("Home", version=version)
                problems[version] = served.kinds()
        return problems

    problems = run(crawled())
    assert problems["2025-09-03"] == problems["2026-03-11"] == ["unshared-synced-block"]
    # The oldest version cannot read a database with two data sources.
    assert sorted(problems["2022-06-28"]) == ["database-not-read", "unshared-synced-block"]
    for name in sorted(PAGES - set(SIDES)):
        old, middle, new = (alike(tree(tmp_path / version, name)) for version in VERSIONS)
        assert old == middle == new, name
    for name in SIDES:
        assert alike(tree(tmp_path / "2025-09-03", name)) == alike(tree(tmp_path / "2026-03-11", name))
    assert names(tmp_path / "2022-06-28", "page", NAMES) == PAGES - set(SIDES)


def test_a_cycle_of_pages_and_a_copy_in_its_original_end(tmp_path: Path) -> None:
    copy = block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("original")}})
    original = block("synced_block", {"synced_from": None}, [*paragraphs(1), copy], id=uid("original"))
    folder = write(tmp_path / "workspace", pages=[page("Home", [original, copy])])

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            result = await served.crawl("Home")
            assert result.complete
            assert len(served.gate.lines) < 10

    run(crawled())
    assert words(tree(tmp_path / "cache", "Home"))[0] == ("synced_block", "Words 0", "synced_block")


# What it asks for


@pytest.mark.parametrize(("pages", "nested", "expected"), [(20, 0, 3 + 20), (20, 2, 3 + 20 * 3), (250, 0, 5 + 250)])
def test_a_cold_crawl_asks_for_each_list_once(tmp_path: Path, pages: int, nested: int, expected: int) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", pages, nested=nested), tmp_path / "cache") as served:
            result = await served.crawl("Posts")
            assert result.requests == len(served.gate.lines) == expected
            assert len(set(served.gate.lines)) == expected - (2 if pages > 100 else 0)  # the query has three pages
            assert result.pages_fetched == pages
            assert result.blocks == pages * (6 + 2 * nested)

    run(crawled())


def test_a_second_crawl_asks_only_for_listings(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Posts")
            before = contents(tmp_path / "cache")
            stamp = (tmp_path / "cache" / "index.json").stat().st_mtime_ns
            result = await served.crawl("Posts", now=NOW + timedelta(minutes=4))
            assert served.gate.lines == [f"POST data_sources/{uid('posts')}/query"]
            assert (result.pages, result.pages_fetched, result.blocks) == (20, 0, 0)
            assert contents(tmp_path / "cache") == before
            assert (tmp_path / "cache" / "index.json").stat().st_mtime_ns == stamp

    run(crawled())


def test_a_second_crawl_from_a_page_asks_only_for_lists_with_pages_and_rows(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            before = contents(tmp_path / "cache")
            result = await served.crawl("Home", now=NOW + timedelta(minutes=4))
            children = [f"GET blocks/{uid(name)}/children" for name in ("Home", "Home", "Guide")]
            rows = [f"POST data_sources/{uid(name)}/query" for name in ("posts", "left", "right", "shown")]
            toggle = next(
                one["id"]
                for one in tree(tmp_path / "cache", "Home")
                if one["type"] == "toggle" and words([one])[0][0] == "Holds a page"
            )
            views = ["GET views", f"GET views/{uid('view')}"]
            expected = [f"GET pages/{uid('Home')}", *children, f"GET blocks/{toggle}/children", *rows, *views]
            assert sorted(served.gate.lines) == sorted(expected)
            assert result.pages_fetched == result.files == 0
            assert contents(tmp_path / "cache") == before

    run(crawled())


def test_an_edited_row_costs_only_that_page(tmp_path: Path) -> None:
    def change(page: dict[str, Any]) -> None:
        page["properties"]["Name"] = "Another title"

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.edit(uid("Post 7"), change, at=NOW + timedelta(minutes=10))
            result = await served.crawl("Posts", now=LATER)
            assert result.pages_fetched == 1
            assert served.gate.count("") == 2 + 3
            assert served.gate.count(f"blocks/{uid('Post 7')}/children") == 1
            title = stored(tmp_path / "cache", "page", "Post 7")["properties"]["Name"]["title"]
            assert title[0]["plain_text"] == "Another title"
            await served.crawl("Posts", now=LATER)
            assert served.gate.count("/children") == 0

    run(crawled())


def test_a_changed_property_alone_does_not_ask_for_blocks(tmp_path: Path) -> None:
    """A formula or a name of somebody changes values while the page's time stays."""

    def change(page: dict[str, Any]) -> None:
        page["properties"]["Name"] = "Another title"

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.edit(uid("Post 7"), change)
            result = await served.crawl("Posts", now=LATER)
            assert (result.pages_fetched, len(served.gate.lines)) == (0, 2)
            title = stored(tmp_path / "cache", "page", "Post 7")["properties"]["Name"]["title"]
            assert title[0]["plain_text"] == "Another title"

    run(crawled())


def test_a_page_stays_dirty_until_its_minute_is_over(tmp_path: Path) -> None:
    edited = NOW.replace(second=0)

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 3, nested=0), tmp_path / "cache") as served:
            served.workspace.edit(uid("Post 1"), lambda page: None, at=edited)
            await served.crawl("Posts", now=edited + timedelta(seconds=30))
            await served.crawl("Posts", now=edited + timedelta(seconds=90))
            assert served.gate.count("/children") == 1  # the first reading may have missed an edit
            await served.crawl("Posts", now=edited + timedelta(seconds=150))
            assert served.gate.count("/children") == 1  # and so may have the second
            await served.crawl("Posts", now=edited + timedelta(seconds=200))
            assert served.gate.count("/children") == 0

    run(crawled())


def test_full_reads_everything_again(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 5), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.edit(uid("Post 1"), lambda page: page.update(children=paragraphs(1, "New")))
            await served.crawl("Posts", now=LATER)
            assert words(tree(tmp_path / "cache", "Post 1"))[-1] == "Post 1 3"
            result = await served.crawl("Posts", now=LATER, full=True)
            assert result.pages_fetched == 5
            assert words(tree(tmp_path / "cache", "Post 1")) == ["New 0"]

    run(crawled())


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_so_many_requests_are_under_way_and_no_more(tmp_path: Path, concurrency: int) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 12), tmp_path / "cache", latency=0.005) as served:
            await served.crawl("Posts", concurrency=concurrency)
            assert served.gate.most == concurrency

    run(crawled())


# What fails


def changed(words: str, id: str) -> Any:
    """An edit that replaces a page's blocks by a toggle of two and a paragraph; `id` names the toggle."""
    blocks = [block("toggle", words, paragraphs(2, words), id=uid(id)), *paragraphs(1, words)]
    return lambda page: page.update(children=blocks)


@pytest.mark.parametrize("part", [uid("Post 2"), uid("toggle 2")])
def test_a_page_that_fails_anywhere_keeps_its_old_tree(tmp_path: Path, part: str) -> None:
    broken = {part}

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        if edited and line.endswith("/children") and line.split("/")[1] in broken:
            return error(400, "validation_error", "This cannot be read.")
        return None

    edited: list[str] = []

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 6), tmp_path / "cache", rule) as served:
            await served.crawl("Posts")
            before = contents(tmp_path / "cache")
            for number in (2, 3):
                edited.append(f"Post {number}")
                change = changed("New", f"toggle {number}")
                served.workspace.edit(uid(f"Post {number}"), change, at=NOW + timedelta(minutes=10))
            result = await served.crawl("Posts", now=LATER)
            assert not result.complete
            assert result.failed_pages == (uid("Post 2"),)
            (problem,) = served.problems
            assert (problem.kind, problem.page) == ("page-not-read", "Post 2")
            assert problem.since == "2026-02-01T12:00:00Z"
            assert problem.message.endswith("; it stays as it was read on 2026-02-01 12:00 UTC")
            assert uid("Post 2").replace("-", "") in problem.url
            after = contents(tmp_path / "cache")
            assert after[f"page {uid('Post 2')}"] == before[f"page {uid('Post 2')}"]
            assert words(tree(tmp_path / "cache", "Post 3")) == [("New", "New 0", "New 1"), "New 0"]
            broken.clear()
            result = await served.crawl("Posts", now=LATER)
            assert result.complete
            assert result.pages_fetched == 1
            assert words(tree(tmp_path / "cache", "Post 2")) == [("New", "New 0", "New 1"), "New 0"]

    run(crawled())


def test_a_page_that_never_could_be_read_is_not_stored(tmp_path: Path) -> None:
    rule = refusing(f"blocks/{uid('Post 2')}/children", 400, "validation_error")

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 6), tmp_path / "cache", rule) as served:
            result = await served.crawl("Posts")
            assert (result.pages, result.failed_pages) == (5, (uid("Post 2"),))
            assert served.problems[0].since == ""
            assert served.problems[0].message.endswith("; it was never read before")
            assert Store.open(tmp_path / "cache").entry(uid("Post 2"), "page") is None

    run(crawled())


def test_a_listing_that_fails_removes_nothing(tmp_path: Path) -> None:
    broken: list[str] = []

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(400, "validation_error") if broken and line.endswith("/query") else None

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 4), tmp_path / "cache", rule) as served:
            await served.crawl("Posts")
            broken.append("now")
            served.workspace.trash(uid("Post 1"))
            result = await served.crawl("Posts", now=LATER)
            assert served.kinds() == ["data-source-not-read"]
            assert served.problems[0].since == "2026-02-01T12:00:00Z"
            assert (result.pages, result.pages_removed, result.complete) == (4, 0, False)

    run(crawled())


@pytest.mark.parametrize("how", ["trash", "unshare"])
def test_pages_and_databases_that_are_gone_leave_the_store(tmp_path: Path, how: str) -> None:
    gone = {"Guide", "Deep", *SIDES}

    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            for name in ("Guide", "Double"):
                getattr(served.workspace, how)(uid(name))
            result = await served.crawl("Home", now=LATER)
            assert result.complete
            assert served.kinds() == ["unshared-synced-block"]  # the page that they stood in was read anew
            assert result.pages_removed == len(gone)
            assert names(tmp_path / "cache", "page", NAMES) == PAGES - gone
            assert names(tmp_path / "cache", "database", NAMES) == {"Posts", "Linked"}
            assert names(tmp_path / "cache", "data_source", NAMES) == {"posts", "shown"}
            assert not (tmp_path / "cache" / "blocks" / f"{uid('Deep')}.json").exists()

    run(crawled())


def test_a_row_in_the_trash_goes_and_comes_back(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 6), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.trash(uid("Post 1"))
            result = await served.crawl("Posts", now=LATER)
            assert (result.pages, result.pages_removed) == (5, 1)
            served.workspace.restore(uid("Post 1"))
            result = await served.crawl("Posts", now=LATER)
            assert (result.pages, result.pages_fetched) == (6, 1)

    run(crawled())


def test_files_that_no_page_shows_leave_the_store(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "workspace",
        pages=[page("Home", [block("image", {"caption": [], **hosted("a.png")})])],
        files={"a.png": PNG},
    )

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            await served.crawl("Home")
            assert len(Store.open(tmp_path / "cache").files()) == 1
            served.workspace.edit(uid("Home"), lambda page: page.update(children=[]), at=NOW + timedelta(minutes=10))
            await served.crawl("Home", now=LATER)
            assert Store.open(tmp_path / "cache").files() == []
            assert list((tmp_path / "cache" / "files").iterdir()) == []

    run(crawled())


def test_many_pages_that_vanish_at_once_are_kept(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 20, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            for number in range(6):
                served.workspace.trash(uid(f"Post {number}"))
            result = await served.crawl("Posts", now=LATER)
            assert set(result.refused_removals) == {uid(f"Post {number}") for number in range(6)}
            assert (result.pages, result.pages_removed) == (20, 0)
            served.workspace.restore(uid("Post 0"))
            result = await served.crawl("Posts", now=LATER)
            assert (result.pages, result.pages_removed) == (15, 5)
            for number in range(6, 16):
                served.workspace.trash(uid(f"Post {number}"))
            result = await served.crawl("Posts", now=LATER, removals=None)
            assert (result.pages, result.pages_removed) == (5, 10)

    run(crawled())


def test_other_roots_may_remove_as_many_as_they_do(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            result = await served.crawl("Guide", now=LATER)
            assert names(tmp_path / "cache", "page", NAMES) == {"Guide", "Deep"}
            assert result.refused_removals == ()

    run(crawled())


def test_a_root_that_is_not_shared_is_told_and_keeps_its_last_version(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            with pytest.raises(NotShared):
                await served.crawl("Secret")
            await served.crawl("Guide", "Posts")
            served.workspace.unshare(uid("Guide"))
            result = await served.crawl("Guide", "Posts", now=LATER)
            assert result.failed_roots == (uid("Guide"),)
            assert "Guide" in names(tmp_path / "cache", "page", NAMES)
            assert "root-not-read" in served.kinds()
            assert "Share" in served.problems[0].hint or "share" in served.problems[0].hint

    run(crawled())


def test_a_server_that_is_not_notion_is_told(tmp_path: Path) -> None:
    async def rule(_: str, __: int) -> web.StreamResponse:
        return answer({"message": "Welcome."})

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 2), tmp_path / "cache", rule) as served:
            with pytest.raises(NotionError, match="is no database of Notion's") as problem:
                await served.crawl("Posts")
            assert "base_url" in problem.value.hint

    run(crawled())


def test_a_data_source_as_root_needs_a_version_that_knows_it(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 2), tmp_path / "cache") as served:
            with pytest.raises(NotShared) as problem:
                await served.crawl("posts", version="2022-06-28")
            assert "version: 2025-09-03" in problem.value.hint
            assert (await served.crawl("posts")).pages == 2

    run(crawled())


def test_a_token_that_is_revoked_midway_ends_the_crawl_and_keeps_what_is_there(tmp_path: Path) -> None:
    async def rule(line: str, number: int) -> web.StreamResponse | None:
        if number == 12:
            emulators[0].revoke()
        return None

    emulators: list[Any] = []

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache", rule) as served:
            emulators.append(served.emulator)
            with pytest.raises(Unauthorized) as refused:
                await served.crawl("Posts", concurrency=1)
            assert served.emulator.token not in f"{refused.value}{refused.value.hint}"
            assert len(served.gate.lines) == 12
            kept = Store.open(tmp_path / "cache").entries("page")
            assert len(kept) == (12 - 1 - 3) // 3
            assert all(json.loads(Store.open(tmp_path / "cache").read_tree(entry.id)) for entry in kept)

    run(crawled())


@pytest.mark.parametrize("kind", [429, 503, 504, 529, "drop", "cut"])
def test_when_nobody_answers_any_more_the_crawl_ends(tmp_path: Path, kind: Any) -> None:
    faults = Faults([Fault(kind, first=13, times=None)])

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache", faults=faults) as served:
            with pytest.raises(NotionError) as ended:
                await served.crawl("Posts", concurrency=1, past_gate=True)
            assert not isinstance(ended.value, NotShared | Unauthorized)
            assert len(served.emulator.requests) <= 12 + 2 * 5
            assert len(Store.open(tmp_path / "cache").entries("page")) == (12 - 3) // 3

    run(crawled())


# Files


def pictures(folder: Path, count: int = 1) -> Path:
    """A page with so many different pictures."""
    return write(
        folder,
        pages=[page("Home", [block("image", {"caption": [], **hosted(f"{one}.png")}) for one in range(count)])],
        files={f"{one}.png": PNG + bytes([one]) for one in range(count)},
    )


def test_a_url_that_expired_is_read_again(tmp_path: Path) -> None:
    """Two hours pass after the first reading of the page and of its blocks, and URLs are good for one."""
    folder = write(
        tmp_path / "workspace",
        pages=[page("Home", [block("image", {"caption": [], **hosted("a.png")})], cover=hosted("cover.png"))],
        files={"a.png": PNG, "cover.png": PNG + b"cover"},
    )
    clock = [NOW]
    passed: list[str] = []

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        if line in passed or not (line.startswith("GET pages/") or line.endswith("/children")):
            return None
        passed.append(line)
        emulator = servers[0]
        headers = {"Authorization": f"Bearer {emulator.token}", "Notion-Version": "2025-09-03"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{emulator.url}/v1/{line.removeprefix('GET ')}") as response,
        ):
            found = answer(await response.json(), response.status)
        clock[0] += timedelta(hours=2)
        return found

    servers: list[Any] = []

    async def crawled() -> None:
        cache = tmp_path / "cache"
        async with serving(folder, cache, rule, now=lambda: clock[0], file_lifetime=3600) as served:
            servers.append(served.emulator)
            result = await served.crawl("Home")
            assert served.problems == []
            assert (result.complete, result.files) == (True, 2)
            image = tree(cache, "Home")[0]["id"]
            assert served.gate.lines[-1] == f"GET blocks/{image}"
            assert served.gate.count(f"GET pages/{uid('Home')}") == 2

    run(crawled())


def test_a_file_that_is_missing_is_a_problem_and_tried_again_next_time(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "workspace", 3)
    lost = folder / "files" / "1.png"
    data = lost.read_bytes()

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            lost.unlink()
            result = await served.crawl("Home")
            (problem,) = served.problems
            assert (problem.kind, problem.page) == ("missing-file", "Home")
            assert "1.png" in problem.message
            assert "X-Amz" not in f"{problem}"
            assert (result.complete, result.files, result.pages) == (True, 2, 1)
            assert len(tree(tmp_path / "cache", "Home")) == 3
            lost.write_bytes(data)
            result = await served.crawl("Home", now=LATER)
            assert (served.problems, result.files) == ([], 1)
            result = await served.crawl("Home", now=LATER)
            assert (result.pages_fetched, result.files) == (0, 0)

    run(crawled())


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"half")])
def test_a_download_that_was_lost_or_cut_is_fetched_again(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    async def crawled() -> None:
        async with serving(pictures(tmp_path / "workspace", 3), tmp_path / "cache") as served:
            await served.crawl("Home")
            before = contents(tmp_path / "cache")
            damage(sorted((tmp_path / "cache" / "files").iterdir())[1])
            result = await served.crawl("Home", now=LATER)
            assert (served.problems, result.files) == ([], 1)
            assert contents(tmp_path / "cache") == before

    run(crawled())


def test_a_file_that_is_too_large_stays_in_notion(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(pictures(tmp_path / "workspace"), tmp_path / "cache") as served:
            result = await served.crawl("Home", max_file_size=100)
            assert served.kinds() == ["missing-file"]
            assert "too large" in served.problems[0].message
            assert result.files == 0
            result = await served.crawl("Home", now=LATER, max_file_size=100)
            assert result.pages_fetched == 0

    run(crawled())


# What is hostile


def test_a_list_that_goes_in_circles_is_left(tmp_path: Path) -> None:
    async def rule(line: str, _: int) -> web.StreamResponse | None:
        if line == f"GET blocks/{uid('Post 2')}/children":
            return answer({"object": "list", "results": [], "next_cursor": "again", "has_more": True})
        return None

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 4), tmp_path / "cache", rule) as served:
            result = await served.crawl("Posts")
            assert (result.pages, result.failed_pages) == (3, (uid("Post 2"),))
            assert "circles" in served.problems[0].message
            assert served.gate.count(f"blocks/{uid('Post 2')}/children") == 2

    run(crawled())


@pytest.mark.parametrize("kind", [429, 500, 502, 503, 504, 529, "drop", "cut"])
def test_trouble_that_passes_leaves_no_trace(tmp_path: Path, kind: Any) -> None:
    faults = Faults([Fault(kind, first=number, times=2) for number in (1, 5, 10, 14)])
    clock = Clock()

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 4), tmp_path / "cache", faults=faults) as served:
            result = await served.crawl(
                "Posts", retries=6, concurrency=2, sleep=clock.sleep, clock=clock, past_gate=True
            )
            assert result.complete
            assert (result.pages, served.problems) == (4, [])
            assert len(served.emulator.requests) == 3 + 4 * 3 + 8
            # A connection that drops is tried once more below the client, which does not count that.
            assert kind == "drop" or result.requests == len(served.emulator.requests)
            assert sum(clock.slept) >= 2

    run(crawled())


def test_a_refusal_by_something_in_front_of_notion_is_not_asked_again(tmp_path: Path) -> None:
    faults = Faults([Fault("edge", f"blocks/{uid('Post 2')}/", times=None)])

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 4), tmp_path / "cache", faults=faults) as served:
            result = await served.crawl("Posts", retries=6, past_gate=True)
            assert result.failed_pages == (uid("Post 2"),)
            assert "in front of Notion" in served.problems[0].message
            assert len(served.emulator.requests) == 3 + 3 * 3 + 1

    run(crawled())


def test_a_copy_that_is_blocked_on_the_way_does_not_count_as_unshared(tmp_path: Path) -> None:
    original = block("synced_block", {"synced_from": None}, paragraphs(1), id=uid("original"))
    copy = block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("original")}})
    folder = write(tmp_path / "workspace", pages=[page("Origin", [original]), page("Copy", [copy])])
    faults = Faults([Fault("edge", f"blocks/{uid('original')}/")])

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache", faults=faults) as served:
            result = await served.crawl("Copy", past_gate=True)
            assert result.failed_pages == (uid("Copy"),)
            assert served.kinds() == ["page-not-read"]
            assert (await served.crawl("Copy")).failed_pages == ()
            assert words(tree(served.cache, "Copy")) == [("synced_block", "Words 0")]

    run(crawled())


def test_a_wall_in_front_of_notion_ends_the_crawl(tmp_path: Path) -> None:
    faults = Faults([Fault("edge", "blocks/", times=None)])

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 40), tmp_path / "cache", faults=faults) as served:
            with pytest.raises(NotionRefused, match="in front of Notion"):
                await served.crawl("Posts", past_gate=True)
            assert len(served.emulator.requests) < 20

    run(crawled())


def test_people_who_cannot_be_read_are_told_and_asked_for_again(tmp_path: Path) -> None:
    ada = {"object": "user", "id": uid("Ada")}
    mention = {"type": "mention", "mention": {"type": "user", "user": ada}}
    folder = write(tmp_path / "workspace", pages=[page("Home", [block("paragraph", {"rich_text": ["By ", mention]})])])
    answers = [error(500, "internal_server_error"), answer({**ada, "name": "Ada", "type": "person", "person": {}})]

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return answers.pop(0) if line == f"GET users/{uid('Ada')}" else None

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache", rule) as served:
            result = await served.crawl("Home")
            assert (result.complete, served.kinds()) == (True, ["users-not-readable"])
            await served.crawl("Home", now=LATER)
            assert served.kinds() == []
            assert stored(tmp_path / "cache", "user", "Ada")["name"] == "Ada"
            await served.crawl("Home", now=LATER)
            assert served.gate.count("users/") == 0

    run(crawled())


def test_nobody_asks_while_notion_said_to_wait(tmp_path: Path) -> None:
    times: list[tuple[float, str]] = []
    clock = Clock()

    async def rule(line: str, number: int) -> web.StreamResponse | None:
        times.append((clock.time, line))
        await asyncio.sleep(0.01)
        return error(429, "rate_limited", headers={"Retry-After": "7"}) if number == 9 else None

    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 8), tmp_path / "cache", rule) as served:
            result = await served.crawl("Posts", retries=3, concurrency=4, sleep=clock.sleep, clock=clock)
            assert result.complete
            assert result.waited >= 7
            before, after = {1000.0}, {1007.0}
            assert {time for time, _ in times} == before | after
            # The refused request comes again; only those that were under way then were sent before.
            assert len(times) == 3 + 8 * 3 + 1
            assert sum(time == 1000.0 for time, _ in times) <= 9 + 3

    run(crawled())


def test_a_cache_of_another_version_is_gone_on_with(tmp_path: Path) -> None:
    async def crawls() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            served.workspace.trash(uid("Double"))  # Old versions cannot read a database of several data sources.
            for version in ("2022-06-28", "2026-03-11", "2022-06-28", "2025-09-03"):
                result = await served.crawl("Home", version=version)
                assert result.complete, (version, served.problems)
                assert set(served.kinds()) <= {"unshared-synced-block"}
                assert set(ROWS) <= names(tmp_path / "cache", "page", PAGES)

    run(crawls())
