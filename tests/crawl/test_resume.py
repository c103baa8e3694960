"""A crawl that is stopped at any moment goes on where it was, and ends as if it never had been."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sys
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from notionpress.store import Store
from tests.crawl.crawling import NOW, contents, run, serving, tree, words
from tests.crawl.gate import never
from tests.crawl.workspaces import block, everything, paragraphs, plain, uid

PROJECT = Path(__file__).parents[2]


async def stopped_at(served: Any, number: int, *roots: str, concurrency: int) -> list[str]:
    """Crawl until a request, and then stop without finishing anything; returns the requests that were answered."""
    reached = asyncio.Event()

    async def rule(_: str, at: int) -> web.StreamResponse | None:
        if at < number:
            return None
        reached.set()
        return await never()

    served.gate.rule = rule
    crawling = asyncio.create_task(served.crawl(*roots, concurrency=concurrency))
    waiting = asyncio.create_task(reached.wait())
    await asyncio.wait({crawling, waiting}, return_when=asyncio.FIRST_COMPLETED)
    answered = list(served.gate.lines[: number - 1])
    for task in (crawling, waiting):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    served.gate.rule = None
    return answered


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("stops", [5, pytest.param(30, marks=pytest.mark.slow)])
def test_a_crawl_stopped_at_any_request_goes_on_there(tmp_path: Path, stops: int, concurrency: int) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "whole") as served:
            await served.crawl("Home")
            expected, asked = contents(tmp_path / "whole"), Counter(served.gate.lines)
            assert sum(asked.values()) > 100
            for number in random.Random(stops).sample(range(2, sum(asked.values()) + 1), stops):
                served.cache = tmp_path / f"cache-{number}"
                first = await stopped_at(served, number, "Home", concurrency=concurrency)
                result = await served.crawl("Home", concurrency=concurrency)
                assert result.complete
                assert contents(served.cache) == expected, number
                again = Counter(first) + Counter(served.gate.lines) - asked
                lists = [line for line in again.elements() if "/children" in line or "/properties/" in line]
                # What was under way, the first answer of each page that was just begun, and the four lists with pages.
                assert len(lists) <= 2 * concurrency + 4, (number, lists)

    run(crawled())


def test_a_crawl_that_is_stopped_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    folder = plain(tmp_path / "workspace", 12, nested=3)

    async def crawled() -> None:
        async with serving(folder, tmp_path / "whole") as served:
            await served.crawl("Posts")
            expected, whole = contents(tmp_path / "whole"), len(served.gate.lines)
            served.cache = tmp_path / "cache"
            stops, answered = 0, 0
            while True:
                first = await stopped_at(served, 9, "Posts", concurrency=2)
                answered += len(first)
                if len(first) < 8:
                    break
                stops += 1
            assert contents(served.cache) == expected
            assert stops >= 8
            assert answered <= whole + stops * (3 + 2 * 2)

    run(crawled())


def test_what_is_left_of_unfinished_pages_is_cleared_away(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 4, nested=3), tmp_path / "cache") as served:
            await stopped_at(served, 7, "Posts", concurrency=1)
            pending = tmp_path / "cache" / "pending"
            assert [path.name for path in pending.iterdir()]
            # The page that was begun is gone before the crawl goes on.
            for path in list(pending.iterdir()):
                served.workspace.trash(path.name)
            result = await served.crawl("Posts")
            assert result.complete
            assert not pending.exists()

    run(crawled())


def test_a_page_that_was_edited_meanwhile_is_read_anew(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 1, nested=3), tmp_path / "cache") as served:
            await stopped_at(served, 6, "Posts", concurrency=1)
            served.workspace.edit(uid("Post 0"), lambda page: page.update(children=paragraphs(2, "New")), at=NOW)
            await served.crawl("Posts")
            assert words(tree(tmp_path / "cache", "Post 0")) == ["New 0", "New 1"]

    run(crawled())


def test_what_was_received_long_ago_is_asked_for_again(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 1, nested=2), tmp_path / "cache") as served:
            await stopped_at(served, 6, "Posts", concurrency=1)
            # No time tells of it.
            hidden = block("toggle", "Toggle 0", paragraphs(2, "Hidden edit"))
            served.workspace.edit(uid("Post 0"), lambda page: page["children"].__setitem__(0, hidden))
            await served.crawl("Posts", now=NOW + timedelta(days=1))
            assert words(tree(tmp_path / "cache", "Post 0"))[0] == ("Toggle 0", "Hidden edit 0", "Hidden edit 1")

    run(crawled())


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_process_that_is_killed_leaves_a_cache_to_go_on_with(tmp_path: Path) -> None:
    moments = random.Random(7).sample(range(5, 120), 6)

    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "whole") as served:
            await served.crawl("Home")
            expected, asked = contents(tmp_path / "whole"), Counter(served.gate.lines)
            served.cache = tmp_path / "cache"
            kills = 0
            total: Counter[str] = Counter()
            for number in moments:
                total += await killed_at(served, number)
                kills += 1
                # Whoever looks at it now sees whole objects.
                store = Store.open(served.cache)
                for entry in store.entries("page"):
                    assert store.read("page", entry.id)
                    assert store.read_tree(entry.id)
            await served.crawl("Home", concurrency=4)
            total += Counter(served.gate.lines)
            assert contents(served.cache) == expected
            again = [line for line in (total - asked).elements() if "/children" in line]
            assert len(again) <= kills * 2 * 4

    run(crawled())


async def killed_at(served: Any, number: int) -> Counter[str]:
    """Run a crawl in a process and kill it at a request; returns what had been answered."""
    reached = asyncio.Event()

    async def rule(_: str, at: int) -> web.StreamResponse | None:
        if at < number:
            return None
        reached.set()
        return await never()

    served.gate.rule = rule
    served.gate.lines.clear()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crawl.killed", served.gate.url, str(served.cache), uid("Home"),
        cwd=PROJECT,
        env={**os.environ, "NOTION_TOKEN": served.emulator.token},
    )  # fmt: skip
    waiting, ending = asyncio.create_task(reached.wait()), asyncio.create_task(process.wait())
    await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await ending
    served.gate.rule = None
    return Counter(served.gate.lines[: number - 1])


@pytest.mark.slow
def test_a_process_that_is_killed_at_any_step_on_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home", past_gate=True)
            first = contents(served.cache)
            await at_each_step(served, tmp_path / "new", None, first)
            before = tmp_path / "before"
            shutil.copytree(served.cache, before)
            served.workspace.trash(uid("Guide"))
            served.workspace.trash(uid("Post 03"))
            served.workspace.edit(uid("Home"), without_pictures, at=NOW.replace(hour=8))
            await served.crawl("Home", past_gate=True)
            second = contents(served.cache)
            assert len(second["paths"]) < len(first["paths"])
            await at_each_step(served, tmp_path / "old", before, second)

    run(crawled())


def without_pictures(page: dict[str, Any]) -> None:
    """Take the pictures out of a page, so that their files go."""
    page["children"] = [block for block in page["children"] if block["type"] not in ("image", "file")]


async def at_each_step(served: Any, cache: Path, before: Path | None, expected: dict[str, Any]) -> None:
    """Kill crawls at steps at the beginning, in the middle and at the end, and go on: the cache is as expected."""
    served.cache = cache
    steps = await crawl_to_step(served, before, 0)
    for step in {*range(1, 8), *random.Random(3).sample(range(8, steps - 16), 10), *range(steps - 16, steps + 1)}:
        assert await crawl_to_step(served, before, step) == 0
        await served.crawl("Home", past_gate=True)
        assert contents(cache) == expected, step


async def crawl_to_step(served: Any, before: Path | None, step: int) -> int:
    """Crawl in a process that is killed at a step on disk; returns how many there were if it came to its end."""
    shutil.rmtree(served.cache, ignore_errors=True)
    if before is not None:
        shutil.copytree(before, served.cache)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crawl.killed"),
        *(served.emulator.url, str(served.cache), uid("Home"), str(step)),
        cwd=PROJECT,
        env={**os.environ, "NOTION_TOKEN": served.emulator.token},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == (9 if step else 0)
    return int(printed or 0)
