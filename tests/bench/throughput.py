"""Prints how close a first crawl comes to the fastest that a limit on requests allows.

    python tests/bench/throughput.py --requests 2000 --factor 10

Everything goes faster by `--factor` than at Notion: 180 requests in 60 seconds, answers after 150 ms. The server is
`notionpress emulate` in a process of its own, which refuses what is over the limit.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from notionpress.crawl.crawler import CrawlOptions, crawl
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Store
from tests.bench.synthetic import make
from tests.commands import emulated

PLAN = """\
latency: {latency}
rate_limit: {{requests: {requests}, seconds: {seconds}, window: {window}}}
"""


async def measure(
    server: Mapping[str, str], root: str, cache: Path, per_minute: int, seconds: float
) -> tuple[int, float]:
    """Crawl; returns the requests, refused ones included, and the seconds."""
    async with NotionClient(
        server["NOTION_TOKEN"],
        base_url=server["NOTION_BASE_URL"],
        requests_per_minute=round(per_minute * 60 / seconds),
        window=seconds,
    ) as client:
        began = time.perf_counter()
        options = CrawlOptions(roots=(root,))
        result = await crawl(client, Store.open(cache), options, Report(), now=lambda: datetime.now(UTC))
        assert result.complete
        return result.requests, time.perf_counter() - began


def bench(wanted: int, factor: float, limit: int, window: str) -> None:
    """Make a workspace of about so many requests, serve it under the limit, crawl it, print a line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = make(folder / "workspace", wanted // 2)
        seconds = 60 / factor
        plan = PLAN.format(latency=0.15 / factor, requests=limit, seconds=seconds, window=window)
        (folder / "plan.yaml").write_text(plan)
        with emulated("--faults", str(folder / "plan.yaml"), workspace=folder / "workspace") as server:
            requests, took = asyncio.run(measure(server, root, folder / "cache", limit, seconds))
        least = seconds * ((requests - 1) // limit)
        even = seconds * (requests - limit) / limit
        print(
            f"{requests:,} requests, {limit} in a {window} window: {took / least:.3f} × the least that windows allow,"
            f" {took / even:.3f} × (requests - {limit}) / rate"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the pace of a first crawl.")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--factor", type=float, default=10)
    parser.add_argument("--limit", type=int, default=180)
    parser.add_argument("--window", choices=["sliding", "fixed"], default="sliding")
    arguments = parser.parse_args()
    bench(arguments.requests, arguments.factor, arguments.limit, arguments.window)
