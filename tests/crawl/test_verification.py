"""Rolling verification: what is read again although nothing says that it changed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.crawl.verification import container_in_turn, crawl_number, pages_in_turn
from notionpress.store import Entry
from tests.crawl.crawling import NOW, contents, run, serving, tree, words
from tests.crawl.workspaces import block, paragraphs, plain, uid


def entries(count: int) -> list[Entry]:
    return [Entry("page", f"{number:04}", tree="digest", verified=1) for number in range(count)]


@given(st.integers(1, 60), st.integers(1, 40))
def test_every_page_is_read_within_so_many_crawls_and_a_bounded_share_in_each(pages: int, within: int) -> None:
    verified = {entry.id: 1 for entry in entries(pages)}
    most = 0
    for crawl in range(2, 3 * within + 3):
        known = [Entry("page", id, tree="digest", verified=number) for id, number in verified.items()]
        turn = pages_in_turn(known, crawl, within)
        most = max(most, len(turn))
        verified.update(dict.fromkeys(turn, crawl))
        assert all(crawl - number < within for number in verified.values())
    assert most <= -(-pages // (within - within // 2))


def test_pages_rest_for_half_of_the_crawls_and_the_oldest_come_first() -> None:
    known = [Entry("page", "new", tree="digest", verified=9), Entry("page", "old", tree="digest", verified=2)]
    known.append(Entry("page", "without a tree", verified=0))
    assert pages_in_turn(known, 6, 8) == frozenset()
    assert pages_in_turn(known, 7, 8) == {"old"}
    assert pages_in_turn(known, 7, 0) == frozenset()


def test_a_count_of_crawls_that_was_lost_is_taken_from_the_pages() -> None:
    pages = [Entry("page", "old", tree="digest", verified=40), Entry("page", "new", tree="digest", verified=47)]
    assert crawl_number([], 0) == 1
    assert crawl_number(pages, 47) == 48
    assert crawl_number(pages, 46) == 47  # It was stopped after it had read a page.
    assert crawl_number(pages, 0) == 47


def test_databases_take_turns_but_not_within_minutes() -> None:
    known = [
        Entry("database", "a", verified=3),
        Entry("data_source", "b", verified=3),
        Entry("database", "c", verified=4),
    ]
    now = "2026-02-01T12:00:00Z"
    found = container_in_turn(known, "", now)
    assert found and found.id == "b"
    assert container_in_turn(known, "2026-02-01T11:56:00Z", now) is None
    assert container_in_turn(known, "2026-02-01T11:55:00Z", now) is found
    assert container_in_turn(known, "2026-02-01T12:30:00Z", now) is found  # the clock was set back
    assert container_in_turn([], "", now) is None


def new_words(page: dict[str, Any]) -> None:
    page["children"][0] = block("toggle", "Toggle 0", paragraphs(2, "Hidden edit"))


def test_a_nested_edit_that_moves_no_time_is_found_within_so_many_crawls(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 10), tmp_path / "cache") as served:
            await served.crawl("Posts", reread_within=8)
            for number in range(10):
                served.workspace.edit(uid(f"Post {number}"), new_words)
            read: Counter[int] = Counter()
            for crawl in range(2, 10):
                result = await served.crawl("Posts", reread_within=8)
                read[crawl] = result.pages_fetched
                assert len(served.gate.lines) == 1 + 3 * result.pages_fetched
            assert read == {2: 0, 3: 0, 4: 0, 5: 0, 6: 3, 7: 3, 8: 3, 9: 1}
            for number in range(10):
                assert words(tree(tmp_path / "cache", f"Post {number}"))[0] == (
                    "Toggle 0",
                    "Hidden edit 0",
                    "Hidden edit 1",
                )
            before = contents(tmp_path / "cache")
            assert (await served.crawl("Posts", full=True)).complete
            assert contents(tmp_path / "cache") == before

    run(crawled())


def test_a_failed_reading_keeps_the_page_in_turn(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 1, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts", reread_within=1)
            served.workspace.edit(uid("Post 0"), lambda page: page.update(children=paragraphs(1, "New")))
            served.gate.rule = refuse
            assert not (await served.crawl("Posts", reread_within=1)).complete
            served.gate.rule = None
            assert (await served.crawl("Posts", reread_within=1)).complete
            assert words(tree(tmp_path / "cache", "Post 0")) == ["New 0"]

    async def refuse(line: str, _: int) -> Any:
        from tests.notion.scripted import error

        return error(400, "validation_error") if line.endswith("/children") else None

    run(crawled())


def test_it_can_be_left_to_full_crawls(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 2), tmp_path / "cache") as served:
            for _ in range(6):
                await served.crawl("Posts", reread_within=0)
            assert served.gate.count("/children") == 0

    run(crawled())


# Databases


def rename(object: dict[str, Any]) -> None:
    object["title"] = "Another name"


@pytest.mark.parametrize(("kind", "name"), [("data_source", "posts"), ("database", "Posts")])
def test_a_database_that_was_renamed_is_found_when_its_turn_comes(tmp_path: Path, kind: str, name: str) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 2), tmp_path / "cache") as served:
            await served.crawl("Posts")
            served.workspace.edit(uid(name), rename)
            lines = []
            for minutes in (6, 7, 13):
                await served.crawl("Posts", now=NOW + timedelta(minutes=minutes))
                lines.append([line for line in served.gate.lines if line.startswith("GET")])
            assert lines == [[f"GET data_sources/{uid('posts')}"], [], [f"GET databases/{uid('Posts')}"]]
            found = contents(tmp_path / "cache")[f"{kind} {uid(name)}"]
            assert found[1]["title"][0]["plain_text"] == "Another name"

    run(crawled())


def add_property(source: dict[str, Any]) -> None:
    source["properties"]["Extra"] = {"type": "number", "number": {"format": "euro"}}


def rename_option(source: dict[str, Any]) -> None:
    source["properties"]["Kind"]["select"]["options"][0]["name"] = "Novel"


def chosen(name: str) -> dict[str, str]:
    return {"id": "abcd", "name": name, "color": "red"}


@pytest.mark.parametrize("change", [add_property, rename_option])
@pytest.mark.parametrize("version", ["2022-06-28", "2025-09-03"])
def test_rows_tell_of_a_change_of_their_schema(tmp_path: Path, change: Any, version: str) -> None:
    async def crawled() -> None:
        async with serving(posts_with_kinds(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Posts", version=version)
            served.workspace.edit(uid("posts"), change)
            if change is rename_option:
                served.workspace.edit(uid("Post"), lambda page: page["properties"].update(Kind=chosen("Novel")))
            await served.crawl("Posts", version=version)
            assert served.gate.count("GET data") == 1
            await served.crawl("Posts", version=version)
            assert served.gate.count("GET data") == 0
            await served.crawl("Posts", version=version, full=True)
            after = contents(tmp_path / "cache")
            id = uid("Posts" if version == "2022-06-28" else "posts")
            schema = after[f"data_source {id}"][1]["properties"]
            assert "Extra" in schema or schema["Kind"]["select"]["options"][0]["name"] == "Novel"

    run(crawled())


def posts_with_kinds(folder: Path) -> Path:
    from tests.crawl.workspaces import data_source, database, row, write

    kinds = {"type": "select", "select": {"options": [chosen("Book")]}}
    return write(
        folder,
        pages=[row("Post", "posts", paragraphs(1), properties={"Kind": chosen("Book")})],
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", Kind=kinds)],
    )


def test_a_clock_that_is_ahead_hides_no_edit(tmp_path: Path) -> None:
    """A page is read in the minute of its edit; this machine's clock says that the minute is long over."""

    async def crawled() -> None:
        real = datetime.now(UTC).replace(microsecond=0)
        behind = real - timedelta(minutes=10)
        async with serving(plain(tmp_path / "workspace", 1), tmp_path / "cache", now=lambda: behind) as served:
            served.workspace.edit(uid("Post 0"), lambda _: None, at=behind)
            await served.crawl("Posts", now=real, past_gate=True)
            served.workspace.edit(uid("Post 0"), new_words, at=behind)
            await served.crawl("Posts", now=real, past_gate=True)
            assert words(tree(tmp_path / "cache", "Post 0"))[0] == ("Toggle 0", "Hidden edit 0", "Hidden edit 1")

    run(crawled())
