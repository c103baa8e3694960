"""Progress: what is known of the work that is left, how it is shown, and that it does not promise too much."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress as RichProgress
from rich.progress import TextColumn

from notionpress.commands.progress import Bars, Lines, Share, shown_requests, shown_time, time_left, waiting_share
from notionpress.crawl.crawler import crawl
from notionpress.crawl.options import CrawlOptions, CrawlProgress, CrawlResult
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Store
from tests.crawl.crawling import NOW, run
from tests.crawl.workspaces import below, block, page, paragraphs, plain, uid, write


def state(done: int, known: int, requests: int, left: int | None = None, **more: Any) -> CrawlProgress:
    facts: dict[str, Any] = {"blocks": 0, "waited": 0.0, "files": 0, "title": "“[red]”", **more}
    return CrawlProgress(pages_done=done, pages_known=known, requests=requests, requests_left=left, **facts)


# What a crawl tells


def told(folder: Path, root: str, **options: Any) -> tuple[list[CrawlProgress], CrawlResult]:
    """All that a crawl told while it ran, and its result."""
    states: list[CrawlProgress] = []

    async def ask() -> CrawlResult:
        async with (
            Emulator(Workspace.load(folder)) as emulator,
            NotionClient(emulator.token, base_url=emulator.url, requests_per_minute=1_000_000) as client,
        ):
            wanted = CrawlOptions(roots=(uid(root),), **options)
            store = Store.open(folder / "cache")
            return await crawl(client, store, wanted, Report(), now=lambda: NOW, progress=states.append)

    return states, run(ask())


def tree(folder: Path, width: int) -> Path:
    """A root page with so many pages in it, each with as many."""
    pages = []
    for number in range(width):
        names = [f"Page {number}.{one}" for one in range(width)]
        pages.append(
            below(f"Page {number}", "Home", [{"type": "child_page", "child_page": uid(name)} for name in names])
        )
        pages.extend(below(name, f"Page {number}", paragraphs(2)) for name in names)
    children = [{"type": "child_page", "child_page": uid(f"Page {number}")} for number in range(width)]
    return write(folder, pages=[page("Home", children), *pages])


@pytest.mark.parametrize("nested", [0, 3])
def test_the_rest_of_like_pages_is_foreseen(nested: int, tmp_path: Path) -> None:
    states, result = told(plain(tmp_path / "workspace", 60, nested=nested), "Posts")
    assert result.requests == 3 + 60 * (1 + nested)
    known = [one for one in states if one.requests_left is not None]
    assert len(known) > 40
    for one in known:
        assert one.requests_left is not None
        # Up to eight pages are under way, of which only the lists that are missing for sure are counted.
        assert abs(one.requests + one.requests_left - result.requests) <= 8 * (1 + nested)
    assert states[-1].requests == result.requests
    assert states[-1].requests_left is not None and states[-1].requests_left <= 1


def test_nothing_is_foreseen_before_the_rows_are_listed(tmp_path: Path) -> None:
    states, _ = told(plain(tmp_path / "workspace", 30), "Posts")
    assert states[0].requests_left is None


def test_a_page_of_many_lists_is_foreseen_while_it_is_read(tmp_path: Path) -> None:
    from notionpress.crawl.costs import Costs

    costs = Costs()
    assert costs.left(pages=0, lists=1, listings=0, users=0) is None
    assert costs.left(pages=0, lists=400, listings=0, users=2) == 402
    assert costs.left(pages=0, lists=1, listings=0, users=0) == 1
    assert costs.left(pages=3, lists=400, listings=0, users=0) is None
    for _ in range(10):
        costs.visited(5)
    assert costs.left(pages=3, lists=4, listings=0, users=0) == 19
    # A database that is found in a page does not make unknown what was known.
    assert costs.left(pages=3, lists=4, listings=1, users=0) == 21


@pytest.mark.parametrize("kind", ["flat", "nested", "tree"])
def test_the_share_that_is_done_never_falls_and_is_never_whole(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    if kind == "tree":
        states, _ = told(tree(folder, 8), "Home")
    else:
        states, _ = told(plain(folder, 60, nested=3 if kind == "nested" else 0), "Posts")
    share = Share()
    shown = [share.of(one) for one in states]
    assert shown == sorted(shown)
    assert shown[0] == 0 and 0.9 < shown[-1] < 1


def test_it_is_told_while_a_page_takes_long(tmp_path: Path) -> None:
    from notionpress.crawl.queue import repeated

    async def count() -> tuple[int, int]:
        calls: list[None] = []
        async with repeated(lambda: calls.append(None), 0):
            while len(calls) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0)
        before = len(calls)
        for _ in range(10):
            await asyncio.sleep(0)
        return before, len(calls)

    before, after = run(count())
    assert before == after >= 3


# How it is shown


def test_the_time_left_keeps_to_the_limit() -> None:
    assert time_left(state(0, 10, 1), 180, 1) == 0
    assert time_left(state(10, 10, 20, 0), 180, 1) == 0
    # 1,800 requests in all, of which the last goes out in the eleventh minute.
    assert time_left(state(50, 900, 100, 1700), 180, 10) == 600 - 10
    # 60 requests in a minute of 180: the crawl is slower than the limit.
    assert time_left(state(30, 60, 60, 60), 180, 60) == 60
    # Nothing is sent before Notion allows it again.
    assert time_left(state(30, 31, 170, 5, waiting=55.0), 180, 20) == 55


def test_the_limits_share_of_the_time_is_told() -> None:
    assert waiting_share(state(1, 2, 3, waited=45.0), 60) == 0.75
    assert waiting_share(state(1, 2, 3, waited=0.2), 60) == 0
    assert waiting_share(state(1, 2, 3, waited=70.0), 60) == 1


def test_lines_are_few() -> None:
    lines: list[str] = []
    now = [0.0]
    shown = Lines(180, lines.append, lambda: now[0])
    for done in range(1, 61):
        now[0] += 1
        shown.crawled(state(done, 60, done, 60 - done if done > 10 else None, waited=now[0] / 4))
    for done in range(5):
        shown.rendered("Rendering", done, 5)
    waited = "25 % of the time waited for the rate limit"
    assert lines[0] == f"Reading from Notion: 1 of 60 pages so far, requests: 1, {waited}."
    assert lines[1] == (
        f"Reading from Notion: 16 of 60 pages so far, requests: 16 of about 60, {waited}, about 44 s left."
    )
    assert len(lines) == 5
    assert lines[-1] == "Rendering 5 files."
    shown.rendered("Preparing", 0, 1)
    assert lines[-1] == "Preparing 1 file."
    # A benchmark reads this figure from the summary alone.
    assert not any(re.search("[0-9] request", line) for line in lines)


@pytest.mark.parametrize("width", [80, 130])
def test_a_bar_fits_on_its_line(width: int) -> None:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    now = [0.0]
    with RichProgress(TextColumn("{task.fields[facts]}", markup=False), console=console, auto_refresh=False) as rich:
        shown = Bars(180, rich, lambda: now[0])
        now[0] = 600.0
        shown.crawled(state(1234, 5678, 12345, 45678, waited=590.0, waiting=43.0, title="A page [bold]"))
        (task,) = rich.tasks
        assert not task.finished and 0.2 < task.percentage / 100 < 0.22
        facts = task.fields["facts"]
        # Spinner, word and bar take the rest.
        assert len(facts) <= (62 if width == 80 else 89)
        assert "1,234/5,678 pages · 5.2 h left" in facts
        assert (" · 98% waiting" in facts) == (width == 130)
        shown.crawled(state(120, 900, 412, 1598, waited=590.0, waiting=43.0, title="A page [bold]"))
        assert task.fields["facts"].endswith("98% waiting · next in 43 s" if width == 130 else "98% waiting")
        shown.rendered("Rendering", 1, 4)
        assert rich.tasks[0].finished and not rich.tasks[1].finished


def test_what_is_not_known_is_not_shown() -> None:
    assert shown_requests(state(0, 0, 5)) == "5"
    assert shown_requests(state(0, 0, 5, 1000), "/") == "5/1,005"


def test_lengths_of_time_are_round() -> None:
    assert [shown_time(one) for one in (0.2, 59.6, 300, 9000)] == ["1 s", "60 s", "5 min", "2.5 h"]


# What was slow


def test_a_crawl_tells_what_it_spent_and_on_which_pages(tmp_path: Path) -> None:
    toggles = [block("toggle", f"Toggle {one}", paragraphs(1)) for one in range(150)]
    columns = block("column_list", {}, [block("column", {}, paragraphs(1)) for _ in range(2)])
    pages = [below(f"Page {one}", "Home", paragraphs(1)) for one in range(9)]
    links = [{"type": "child_page", "child_page": uid(f"Page {one}")} for one in range(9)]
    _, result = told(write(tmp_path / "workspace", pages=[page("Home", [*toggles, columns, *links]), *pages]), "Home")
    # The root is asked for as a database first.
    assert result.by_purpose == {"databases": 1, "pages": 10, "blocks": 2 + 150 + 1 + 2 + 9}
    assert sum(result.by_purpose.values()) == result.requests
    assert result.by_block == {"page": 2 + 9, "toggle": 150, "column_list": 1, "column": 2}
    assert len(result.costliest) == 5
    most = result.costliest[0]
    assert (most.id, most.title, most.requests) == (uid("Home"), "Home", 155)
    assert most.by_block == {"page": 2, "toggle": 150, "column_list": 1, "column": 2}


def test_a_crawl_that_reads_nothing_spends_nothing_on_pages(tmp_path: Path) -> None:
    folder = plain(tmp_path / "workspace", 12)
    told(folder, "Posts")
    states, result = told(folder, "Posts")
    assert (result.by_block, result.costliest) == ({}, ())
    assert sum(result.by_purpose.values()) == result.requests == result.by_purpose["listings"]
    assert all(one.requests_left in (None, 0) for one in states)
