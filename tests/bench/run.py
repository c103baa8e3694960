"""Prints what a synthetic site costs: requests of the crawl, time and peak memory of the crawl and of builds.

Times are the processor's, which other work on the machine changes least.

    python tests/bench/run.py --pages 1000 --pages 10000

The workspace is served by `notionpress emulate` in a process of its own; each step is a process too, so that time
and memory are a whole run's, start-up included.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from synthetic import make

SITE = """\
title: Synthetic
base_url: https://example.org
notion:
  root: {root}
  requests_per_minute: 10000000
properties:
  date: Date
  tags: Tags
publish:
  property: Published
"""


def measure(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float, str]:
    """Run a command; returns the processor's seconds, peak memory in MB, and what it printed."""
    log = folder / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, log.read_text()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bench(pages: int, runs: int) -> None:
    """Make, serve, crawl, build and build again; prints a line for each."""
    notionpress = [sys.executable, "-m", "notionpress"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = make(folder / "workspace", pages)
        (folder / "site.yaml").write_text(SITE.format(root=root))
        port = free_port()
        token = "ntn_benchmark"
        environment = {
            **os.environ,
            "NOTION_TOKEN": token,
            "NOTION_BASE_URL": f"http://127.0.0.1:{port}",
            "SOURCE_DATE_EPOCH": "1790000000",
            "CI": "1",
        }
        server = subprocess.Popen(
            [*notionpress, "emulate", str(folder / "workspace"), "--port", str(port), "--token", token],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port, server)
            for label in ("crawl, cold", "crawl, nothing changed"):
                seconds, memory, text = measure([*notionpress, "crawl"], folder, environment)
                line(pages, label, seconds, memory, f"{requests(text)} requests")
        finally:
            server.terminate()
            server.wait()
        build = [*notionpress, "build", "--offline"]
        cold = []
        for _ in range(runs):
            for folder_name in ("public", ".notionpress/summaries"):
                shutil.rmtree(folder / folder_name, ignore_errors=True)
            (folder / ".notionpress" / "manifest.json").unlink(missing_ok=True)
            cold.append(measure(build, folder, environment)[:2])
        again = [measure(build, folder, environment)[:2] for _ in range(runs)]
        for label, results in (("build, cold", cold), ("build, nothing changed", again)):
            seconds = sorted(one[0] for one in results)[runs // 2]
            line(pages, label, seconds, max(one[1] for one in results), f"{1000 * seconds / pages:.2f} ms a page")


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    for _ in range(1200):
        if server.poll() is not None:
            raise SystemExit("the embedded server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the embedded server did not answer")


def requests(text: str) -> str:
    """The number of requests that the summary states."""
    found = re.search(r"([\d,]+) requests?", text)
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
