"""Prints how long an edit takes from its webhook to the files of a site on the air, beyond the debounce.

On a machine that does other things too, the processor's time tells more.

    python tests/bench/synthetic.py FOLDER/workspace --pages 10000 --linking 20
    python tests/bench/live.py FOLDER --root ID --edits 5

FOLDER gets a site.yaml if it has none; what is in its cache and its `public` already need not be read and made again. The
served workspace is `notionpress emulate` in a process of its own, which sends an event at once; an edit changes one
paragraph through the API.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.commands import emulated, environment
from tests.serve.on_air import SECRET, free_port

DEBOUNCE = 1
SETTINGS = """\
title: Synthetic
notion: {{root: {root}, requests_per_minute: 10000000}}
properties: {{date: Date, tags: Tags}}
publish: {{property: Published}}
live: {{debounce: {debounce}}}
"""


def call(server: Mapping[str, str], method: str, path: str, body: Any = None) -> Any:
    """Ask the server."""
    headers = {
        "Authorization": f"Bearer {server['NOTION_TOKEN']}",
        "Notion-Version": "2025-09-03",
        "Content-Type": "application/json",
    }
    data = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(f"{server['NOTION_BASE_URL']}/v1/{path}", data, headers, method=method)) as answer:
        return json.loads(answer.read())


@contextmanager
def live(folder: Path, port: int, server: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`notionpress live` as a process; it is ended as systemd does."""
    variables = environment(PYTHONUNBUFFERED="1", **{**server, "NOTION_WEBHOOK_SECRET": SECRET})
    # The time is that of the clock.
    variables.pop("SOURCE_DATE_EPOCH", None)
    with subprocess.Popen(
        [sys.executable, "-m", "notionpress", "live", "--port", str(port)],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def until(process: subprocess.Popen[str], words: str) -> str:
    """The line with these words."""
    assert process.stdout
    for line in process.stdout:
        if words in line:
            return line.strip()
    raise SystemExit("it has ended")


def rows(server: Mapping[str, str], root: str) -> list[Any]:
    """The first hundred pages of the root database."""
    source = call(server, "GET", f"databases/{root}")["data_sources"][0]["id"]
    found: list[Any] = call(server, "POST", f"data_sources/{source}/query", {})["results"]
    return found


def edit(server: Mapping[str, str], page: str, words: str) -> None:
    """Write words into the first paragraph of a page."""
    for block in call(server, "GET", f"blocks/{page}/children")["results"]:
        if block["type"] == "paragraph":
            text = {"rich_text": [{"type": "text", "text": {"content": words}}]}
            call(server, "PATCH", f"blocks/{block['id']}", {"paragraph": text})
            return
    raise SystemExit(f"{page} has no paragraph")


def seconds_until(folder: Path, words: str, paths: list[Path]) -> float:
    """How long it takes until a file holds these words; those are looked at whose time has changed."""
    began = time.perf_counter()
    known = {path: path.stat().st_mtime_ns for path in paths}
    while time.perf_counter() < began + 60:
        for path, stamp in known.items():
            if path.stat().st_mtime_ns != stamp and words in path.read_text():
                return time.perf_counter() - began
        time.sleep(0.005)
    raise SystemExit(f"{words!r} is in no file of {folder} after a minute")


def processor_seconds(process: subprocess.Popen[str]) -> float:
    """The processor's time that a process has used so far, as Linux tells it."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bench(folder: Path, root: str, edits: int) -> None:
    """Put the site on the air, edit pages one after the other, print a line for each."""
    if not (folder / "site.yaml").exists():
        (folder / "site.yaml").write_text(SETTINGS.format(root=root, debounce=DEBOUNCE))
    port = free_port()
    hook = ("--webhook", f"http://127.0.0.1:{port}/webhook", "--webhook-token", SECRET, "--webhook-window", "0")
    with emulated(*hook, workspace=folder / "workspace") as server, live(folder, port, server) as process:
        print(until(process, "Reconciliation"))
        # The server tells once a second until the receiver is there.
        time.sleep(2)
        for number, row in enumerate(rows(server, root)[:edits]):
            words = f"edited at {time.time_ns()}"
            title = "".join(part["plain_text"] for part in row["properties"]["Name"]["title"])
            paths = list((folder / "public").glob("*/index.html"))
            edit(server, row["id"], words)
            before = processor_seconds(process)
            took = seconds_until(folder, words, paths)
            said = until(process, "change")
            used = processor_seconds(process) - before
            print(
                f"{number + 1}. {title}: {took - DEBOUNCE:.2f} s beyond the debounce, {used:.2f} s of processor; {said}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--root", required=True, help="the id of the root database")
    parser.add_argument("--edits", type=int, default=5)
    given = parser.parse_args()
    bench(given.folder, given.root, given.edits)
