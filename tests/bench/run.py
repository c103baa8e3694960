"""Prints what a synthetic site costs: requests of the crawl, time and peak memory of the crawl and of builds.

Times are the processor's, which other work on the machine changes least.

    python tests/bench/run.py --pages 1000 --pages 10000

The workspace is served by `notionpress emulate` in a process of its own; each step is a process too, so that time
and memory are a whole run's, start-up included.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.measuring import Cost
from tests.bench.our_site import OurSite


def bench(pages: int, runs: int) -> None:
    """Make, serve, crawl, build and build again; prints a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        site = OurSite(Path(folder) / "site", pages)
        crawls = {"crawl, cold": site.prepare(), "crawl, nothing changed": site.crawl()}
        for label, cost in crawls.items():
            assert cost
            line(pages, label, cost.processor, cost.resident, f"{requests(cost)} requests")
        cold = [site.build_cold(watch_memory=True) for _ in range(runs)]
        again = [site.build_again(watch_memory=True) for _ in range(runs)]
        for label, costs in (("build, cold", cold), ("build, nothing changed", again)):
            seconds = median(cost.processor for cost in costs)
            line(pages, label, seconds, max(cost.resident for cost in costs), f"{1000 * seconds / pages:.2f} ms a page")


def requests(cost: Cost) -> str:
    """The number of requests that the summary states."""
    found = re.search(r"(\d[\d,]*) requests?", cost.said)
    return found.group(1) if found else "?"


def line(pages: int, label: str, seconds: float, memory: float, more: str) -> None:
    """One line of figures."""
    print(f"{pages:>7} pages  {label:<24} {seconds:>8.2f} s  {memory:>6.0f} MB  {more}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure crawl and build of synthetic sites.")
    parser.add_argument("--pages", type=int, action="append")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    for count in arguments.pages or [1000]:
        bench(count, arguments.runs)
