"""Workspaces that are written to through the API: a crawl finds exactly what was written."""

from __future__ import annotations

import asyncio
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.crawl.crawling import NOW, Served, contents, names, run, serving, stored, tree, words
from tests.crawl.workspaces import plain, uid
from tests.emulator.writing import paragraph, text

POSTS = [f"Post {number}" for number in range(20)]


class Clock:
    """The clock of the server, which the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self) -> datetime:
        self.now += timedelta(minutes=10)
        return self.now


async def write(served: Served, method: str, path: str, body: Any = None) -> Any:
    """The answer to a request that writes."""
    headers = {"Authorization": f"Bearer {served.emulator.token}", "Notion-Version": "2025-09-03"}
    data = msgspec.json.encode(body) if body is not None else None
    request = urllib.request.Request(f"{served.emulator.url}/v1/{path}", data, headers, method=method)

    def send() -> bytes:
        with urllib.request.urlopen(request) as answer:
            return bytes(answer.read())

    return msgspec.json.decode(await asyncio.to_thread(send))


def read_trees(served: Served) -> set[str]:
    """The pages and blocks whose lists the last crawl asked for."""
    return {line.split("/")[1] for line in served.gate.lines if line.startswith("GET blocks/") and "/children" in line}


def test_what_was_written_is_found_and_nothing_else_is_read(tmp_path: Path) -> None:
    async def check() -> None:
        clock = Clock()
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache", now=clock) as served:
            await served.crawl("Posts")
            clock.later()
            await write(served, "PATCH", f"pages/{uid('Post 3')}", {"properties": {"Name": {"title": text("Renamed")}}})
            await write(served, "PATCH", f"blocks/{uid('Post 5')}/children", {"children": [paragraph("Appended")]})
            await write(served, "DELETE", f"blocks/{uid('Post 7')}")
            new = {"parent": {"data_source_id": uid("posts")}, "properties": {"Name": {"title": text("New")}}}
            made = await write(served, "POST", "pages", {**new, "children": [paragraph("Words", paragraph("Inside"))]})
            await served.crawl("Posts", now=clock.later())
            top = {uid("Post 3"), uid("Post 5"), made["id"]}
            assert {one for one in read_trees(served) if served.workspace.kind(one) == "page"} == top
            pages = names(served.cache, "page", POSTS)
            assert pages == {*POSTS, made["id"]} - {"Post 7"}
            assert stored(served.cache, "page", "Post 3")["properties"]["Name"]["title"][0]["plain_text"] == "Renamed"
            assert words(tree(served.cache, "Post 5"))[-1] == "Appended"
            found = contents(served.cache)
            served.cache = tmp_path / "afresh"
            await served.crawl("Posts", now=clock.now)
            assert found == contents(served.cache)

    run(check())


async def edit_inside(served: Served, clock: Clock) -> None:
    """Crawl, change a paragraph in a toggle, and crawl again."""
    await served.crawl("Posts")
    clock.later()
    toggle = tree(served.cache, "Post 3")[0]
    block = {"paragraph": {"rich_text": text("Changed inside")}}
    await write(served, "PATCH", f"blocks/{toggle['children'][0]['id']}", block)
    await served.crawl("Posts", now=clock.later())


def test_an_edit_that_moves_no_page_is_not_seen_by_times(tmp_path: Path) -> None:
    async def check() -> None:
        clock = Clock()
        async with serving(plain(tmp_path / "workspace"), tmp_path / "cache", now=clock) as served:
            await edit_inside(served, clock)
            assert uid("Post 3") not in read_trees(served)
            await served.crawl("Posts", now=clock.later(), full=True)
            assert words(tree(served.cache, "Post 3"))[0] == ("Toggle 0", "Changed inside", "Words 1")

    run(check())


def test_an_edit_that_moves_its_page_is(tmp_path: Path) -> None:
    async def check() -> None:
        clock = Clock()
        folder = plain(tmp_path / "workspace")
        async with serving(folder, tmp_path / "cache", now=clock, edits_move_pages=True) as served:
            await edit_inside(served, clock)
            assert {one for one in read_trees(served) if served.workspace.kind(one) == "page"} == {uid("Post 3")}
            assert words(tree(served.cache, "Post 3"))[0] == ("Toggle 0", "Changed inside", "Words 1")

    run(check())
