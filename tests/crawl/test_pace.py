"""How fast a crawl goes under a limit on requests: as fast as it allows, alone and beside other programs.

Clocks are the tests' own, so that minutes pass at once; `tests/bench/throughput.py` measures real time.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from notionpress.crawl.crawler import CrawlOptions, CrawlResult, crawl
from notionpress.emulator.faults import FaultPlan, RateLimit
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Store
from tests.crawl.crawling import NOW, run
from tests.crawl.workspaces import plain, uid
from tests.notion.scripted import Clock


async def crawled(
    folder: Path, plan: FaultPlan, clock: Clock, *, per_minute: int = 180
) -> tuple[CrawlResult, int, int]:
    """Crawl a served workspace; returns the result, the requests that came in, and the pace in the end."""
    async with (
        Emulator.under(plan, Workspace.load(folder / "workspace"), clock=clock) as emulator,
        NotionClient(
            emulator.token,
            base_url=emulator.url,
            requests_per_minute=per_minute,
            clock=clock,
            sleep=lambda seconds: sleep(seconds),  # noqa: PLW0108
        ) as client,
    ):

        async def sleep(seconds: float) -> None:
            """Let what is under way arrive first: no request takes a minute."""
            while any(turn.counted is None for turn in client._limiter._turns):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            await clock.sleep(seconds)

        options = CrawlOptions(roots=(uid("Posts"),))
        result = await crawl(client, Store.open(folder / "cache"), options, Report(), now=lambda: NOW)
        assert result.complete
        return result, len(emulator.requests), client._limiter.allowed


@pytest.mark.parametrize("window", ["sliding", "fixed"])
@pytest.mark.parametrize(("per_minute", "pages"), [(180, 110), (180, 240), (600, 240)])
def test_alone_it_uses_the_limit_and_is_never_refused(tmp_path: Path, window: str, per_minute: int, pages: int) -> None:
    plain(tmp_path / "workspace", pages, nested=2)
    clock = Clock()
    plan = FaultPlan(rate_limit=RateLimit(per_minute, 60, window=window))  # type: ignore[arg-type]
    result, came, _ = run(crawled(tmp_path, plan, clock, per_minute=per_minute))
    assert came == result.requests == 2 + -(-pages // 100) + 3 * pages
    assert clock.time - 1000 == 60 * ((came - 1) // per_minute)


def test_beside_another_program_it_slows_down_and_speeds_up_again(tmp_path: Path) -> None:
    plain(tmp_path / "workspace", 400, nested=2)
    clock = Clock()
    # For five minutes another program uses two thirds of the quota.
    plan = FaultPlan(rate_limit=RateLimit(180, 60, others=120, others_seconds=300))
    result, came, pace = run(crawled(tmp_path, plan, clock))
    asked = 2 + 4 + 3 * 400
    refused = came - asked
    assert result.requests == came
    assert 0 < refused < 0.1 * asked
    assert pace > 150
    seconds = clock.time - 1000
    # With what the other leaves in five minutes, and all of it afterwards; a few windows are spent on finding out.
    assert seconds < 300 + (asked - 5 * 60) / 3 + 3 * 60


def test_a_quota_that_others_use_up_for_minutes_is_waited_for(tmp_path: Path) -> None:
    plain(tmp_path / "workspace", 10, nested=0)
    clock = Clock()
    plan = FaultPlan(rate_limit=RateLimit(180, 60, others=2000, others_seconds=400))
    result, _, _ = run(crawled(tmp_path, plan, clock))
    assert result.pages == 10
    assert clock.time - 1000 < 900
