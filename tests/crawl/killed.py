"""A crawl in a process of its own, to be killed: `python -m tests.crawl.killed URL CACHE ROOT` (token from NOTION_TOKEN)."""

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
        os.environ["NOTION_TOKEN"], base_url=url, concurrency=4, requests_per_minute=1_000_000
    ) as client:
        store, options = Store.open(Path(cache)), CrawlOptions(roots=(root,))
        await crawl(client, store, options, Report(), now=lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
