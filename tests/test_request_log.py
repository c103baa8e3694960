"""`-v` and `--log-json`: what they tell of a crawl, in which form, and what they never tell."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.commands import ABOUT, environment, notionpress, site_yaml
from tests.conftest import PROJECT
from tests.crawl.crawling import run, serving
from tests.crawl.workspaces import PNG, block, data_source, database, hosted, page, paragraphs, row, uid, write

SECRET = "HUSHHUSH"
TOKEN = f"ntn_{SECRET}"
ID = "[0-9a-f]{8}-[0-9a-f-]{27}"
LINE = rf"[\d:.]{{12}} (GET|POST) [a-z_]+[/?]((database_id=)?{ID}|me)(/[a-z]+)? 2025-09-03 \d\d\d \d+ ms {ID}"


def objects(text: str) -> list[dict[str, Any]]:
    """The objects of JSON lines; fails where a line is none."""
    return [json.loads(line) for line in text.splitlines()]


def documented() -> dict[str, set[str]]:
    """The keys of each event, as docs/commands.md has them."""
    table = (PROJECT / "docs" / "commands.md").read_text().partition("| event | other keys |")[2].partition("\n\n")[0]
    rows = re.findall(r"(?m)^\| `(\w+)` \| (.*) \|$", table)
    return {event: set(re.findall("`([a-z_]+)`", keys)) for event, keys in rows}


# What is told


def test_each_request_is_a_line(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "crawl", "-v")
    assert done.returncode == 0, done.stderr
    sent = re.search(r"(\d+) requests", done.stdout)
    lines = [line for line in done.stderr.splitlines() if re.fullmatch(LINE, line)]
    assert sent and len(lines) == int(sent[1]) > 5
    others = [line for line in done.stderr.splitlines() if line not in lines]
    assert any(re.fullmatch(r"[\d:.]{12} file from 127\.0\.0\.1 [\d,]+ bytes \d+ ms", line) for line in others)
    assert " ms " not in done.stdout


def test_json_lines_have_the_documented_keys(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "build", "--log-json")
    assert done.returncode == 0, done.stderr
    found, keys = objects(done.stderr), documented()
    assert {one["event"] for one in found} == {"request", "download", "progress", "files"}
    for one in found:
        assert datetime.fromisoformat(one["time"]).utcoffset() is not None
        assert set(one) == {"time", "event"} | keys[one["event"]]
    sent = re.search(r"(\d+) requests", done.stdout)
    assert sent and sum(one["event"] == "request" for one in found) == int(sent[1])


@pytest.mark.parametrize("option", ["-v", "--log-json"])
def test_the_summary_stays_alone_on_stdout(option: str, tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "export", "out", "--to", "plain", "--json", option)
    assert done.returncode == 0, done.stderr
    crawled = json.loads(done.stdout)["crawl"]
    assert sum(crawled["requests_for"].values()) == crawled["requests"] > 5
    assert 5 < sum(crawled["lists_below"].values()) <= crawled["requests_for"]["blocks"]
    most = crawled["costliest"][0]
    assert (most["requests"], most["page"]) == (sum(most["lists_below"].values()), "About")
    assert done.stderr.count(" 200 ") > 5 or done.stderr.count('"status":200') > 5
    assert "Reading" not in done.stderr


def test_nothing_is_told_unasked(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "crawl")
    assert done.stderr.splitlines() == ["Reading from Notion: 0 of 1 pages so far."] or len(done.stderr) < 200
    assert "GET" not in done.stderr


# Errors


def test_an_error_is_an_object_too(tmp_path: Path) -> None:
    site_yaml(tmp_path, pages="wrong")
    for arguments, code in ((("build",), 2), (("crawl", "--config", "nowhere.yaml"), 2)):
        plain = notionpress(tmp_path, *arguments)
        done = notionpress(tmp_path, *arguments, "--log-json")
        (found,) = objects(done.stderr)
        assert set(found) == {"time", "event"} | documented()["error"]
        assert done.returncode == plain.returncode == found["exit_code"] == code
        hint = "".join(f"  {line}\n" for line in found["hint"].splitlines())
        assert plain.stderr == f"{found['message']}\n{hint}"


def test_ctrl_c_is_an_object_too(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site_yaml(tmp_path, notion=f"{{root: {ABOUT}}}")
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            [sys.executable, "-m", "notionpress", "crawl", "--log-json"],
            cwd=tmp_path,
            env=environment(NOTION_BASE_URL=url, NOTION_TOKEN="ntn_x"),
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            silent.accept()
            process.send_signal(signal.SIGINT)
            _, shown = process.communicate(timeout=20)
    assert process.returncode == objects(shown)[-1]["exit_code"] == 130


def test_a_reader_that_leaves_does_not_stop_the_crawl(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "notionpress", "crawl", "--log-json"],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=writing,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stdout.startswith("Read ")


# On a terminal


def test_the_bar_and_the_lines_do_not_garble_each_other(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "notionpress", "crawl", "-v"],
        cwd=tmp_path,
        env=environment(TERM="xterm-256color", COLUMNS="160", LINES="40"),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 1 << 16)
            except OSError:  # Linux says so when the other side has closed.
                break
            if not part:
                break
            shown += part
    os.close(ours)
    assert process.returncode == 0
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).replace("\r", "\n").split("\n")
    whole = [line for line in lines if re.fullmatch(LINE, line)]
    assert len(whole) > 5
    assert len(whole) == sum(" 2025-09-03 " in line for line in lines)


# What is never told


def hushed(folder: Path) -> Path:
    """A workspace in which everything but ids is secret."""
    toggles = [block("toggle", f"{SECRET} toggle {one}", paragraphs(3, SECRET)) for one in range(3)]
    picture = block("image", {"caption": [SECRET], **hosted(f"{SECRET}.png")})
    mail = block("paragraph", {"rich_text": [{"text": {"content": SECRET, "link": {"url": f"mailto:{SECRET}@x.org"}}}]})
    home = page(
        f"{SECRET} home",
        [*toggles, picture, mail, *paragraphs(120, SECRET), {"type": "child_database", "child_database": uid("db")}],
        cover=hosted(f"{SECRET}-cover.png"),
        icon=hosted(f"{SECRET}-gone.png"),
    )
    rows = [
        row(
            f"{SECRET} {number}",
            "source",
            [*toggles, picture],
            properties={"Mail": f"{SECRET}@example.org", SECRET: SECRET},
        )
        for number in range(8)
    ]
    people = {"object": "user", "id": uid("ada"), "name": SECRET, "type": "person"}
    return write(
        folder,
        workspace={"name": SECRET},
        pages=[home, *rows],
        databases=[{**database("db", f"{SECRET} home", "source"), "title": SECRET}],
        data_sources=[
            {
                **data_source(
                    "source",
                    "db",
                    Mail={"type": "email", "email": {}},
                    **{SECRET: {"type": "rich_text", "rich_text": {}}},
                ),
                "title": SECRET,
            }
        ],
        users=[{**people, "person": {"email": f"{SECRET}@example.org"}}],
        files={f"{SECRET}.png": PNG, f"{SECRET}-cover.png": PNG},
    )


async def trouble(_: str, number: int) -> web.StreamResponse | None:
    """Some requests fail, in one way or another, with secrets in what comes back."""
    status = {5: 500, 20: 429, 50: 404}.get(number)
    if status is None:
        return None
    body = {"object": "error", "status": status, "code": "internal_server_error", "message": f"{TOKEN} {SECRET}"}
    headers = {"x-notion-request-id": uid("request"), "Retry-After": "1"}
    return web.json_response(body, status=status, headers=headers)


@pytest.mark.parametrize("option", ["-v", "--log-json"])
def test_the_log_holds_no_secret(option: str, tmp_path: Path) -> None:
    async def crawl() -> tuple[str, list[str]]:
        async with serving(hushed(tmp_path / "workspace"), tmp_path / "cache", trouble, token=TOKEN) as served:
            site = tmp_path / "site"
            site.mkdir()
            root = uid(f"{SECRET} home")
            (site / "site.yaml").write_text(
                f"title: Test\ncomments: true\nnotion: {{root: {root}, requests_per_minute: 600}}\n"
            )
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "notionpress", "crawl", option),
                cwd=site,
                env=environment(NOTION_TOKEN=TOKEN, NOTION_BASE_URL=served.gate.url, PYTHONDEVMODE="1"),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            _, shown = await process.communicate()
            return shown.decode(), served.gate.lines

    shown, lines = run(crawl())
    assert len(lines) > 100
    assert shown.count("/children") > 30
    assert all(word in shown for word in ("retry", "429", "500", "404", "127.0.0.1"))
    for secret in (SECRET, "X-Amz", "Signature", "cursor", "mailto", "Bearer", "page_size"):
        assert secret not in shown, secret
