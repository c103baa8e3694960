"""A crawl in a process of its own, to be killed: `python -m tests.crawl.killed URL CACHE ROOT [STEP]`.

The token comes from NOTION_TOKEN. With STEP it ends itself at that one of its steps on disk in the cache, counted from
1; without, or when there are fewer, it prints how many there were.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from notionpress.crawl.crawler import CrawlOptions, crawl
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Store


async def main(url: str, cache: str, root: str) -> None:
    """Crawl one root into a cache, four requests at a time."""
    async with NotionClient(
        os.environ["NOTION_TOKEN"],
        base_url=url,
        concurrency=4,
        requests_per_minute=1_000_000,
        is_reachable=lambda _: True,
    ) as client:
        store, options = Store.open(Path(cache)), CrawlOptions(roots=(root,))
        await crawl(client, store, options, Report(), now=lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))


def die_at(step: int, cache: str) -> list[str]:
    """End this process, as if it were killed, at a step on disk; returns the steps before it, which grow."""
    steps: list[str] = []

    def look(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir") and cache in str(arguments[0]):
            steps.append(event)
            if len(steps) == step:
                os._exit(9)

    sys.addaudithook(look)
    return steps


if __name__ == "__main__":
    steps = die_at(int(sys.argv[4]) if len(sys.argv) > 4 else 0, sys.argv[2])
    asyncio.run(main(*sys.argv[1:4]))
    print(len(steps))
