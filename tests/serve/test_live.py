"""`notionpress live` as a whole: from an edit in the served workspace to the bytes of the site and its deployment."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from aiohttp import ClientSession

from notionpress.errors import InUse, NotionPressError
from notionpress.serve.live import Live, Operator, run_live
from notionpress.serve.queue import Queue
from notionpress.serve.signature import HEADER, signature
from notionpress.serve.waiting import Pace
from tests.commands import environment
from tests.conftest import PROJECT
from tests.crawl.workspaces import uid
from tests.emulator.served import Served
from tests.serve.asynchronous import asynchronous
from tests.serve.on_air import SECRET, free_port, on_air, settings, small
from tests.serve.test_events import envelope

COUNT = '{command: "echo $NOTIONPRESS_OUTPUT >> deployed"}'


def write(words: str) -> Any:
    return lambda block: block["paragraph"].update(rich_text=words)


def deployed(project: Path) -> list[str]:
    return (project / "deployed").read_text().splitlines()


@asynchronous
async def test_an_edit_is_on_the_air_after_its_event(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project, deploy=COUNT)
    async with on_air(project, small(tmp_path / "workspace")) as air:
        await air.until_said("deploy command ended well")
        assert "Welcome" in air.public("index.html") + air.public("home/index.html")
        assert air.shown == [f"{SECRET} {project / '.env'}"]
        assert (project / ".env").read_text() == f"NOTION_WEBHOOK_SECRET={SECRET}\n"
        assert (project / ".env").stat().st_mode & 0o777 == 0o600
        said = len(air.said)
        air.workspace.edit(uid("one"), write("Uno"), at=datetime.now(UTC))
        await air.webhook.settle()
        await air.until_said("deploy command ended well", after=said)
        assert "Uno" in air.public("first/index.html")
        assert deployed(project) == [str(project / "public")] * 2
        status, health = await air.health()
        assert (status, health["status"], health["webhook"], health["backlog"]) == (200, "working", "verified", 0)
        metrics = await air.metrics()
        assert 'notionpress_webhooks_total{result="queued"} 1' in metrics
        assert 'notionpress_steps_total{step="deploy",result="done"} 2' in metrics
        assert SECRET not in "".join(air.said) + metrics
    # It is known from now on, and what was deployed too.
    async with on_air(project, small(tmp_path / "workspace again")) as air:
        await air.settled()
        assert air.shown == []
        assert not any("no verification token" in text for text in air.said)


@pytest.mark.skipif(shutil.which("flock") is None, reason="needs the command flock")
@asynchronous
async def test_nobody_builds_into_the_folder_that_is_being_deployed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project, deploy='{command: "flock --nonblock public true && echo free > seen || echo held > seen"}')
    async with on_air(project, small(tmp_path / "workspace")) as air:
        await air.until_said("deploy command ended well")
    assert (project / "seen").read_text() == "held\n"


@asynchronous
async def test_a_deploy_that_fails_is_told_without_secrets_and_shown_again(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project, deploy='{command: "echo upload with $DEPLOY_KEY; exit 9"}')
    project.joinpath(".env").write_text("DEPLOY_KEY=correct-horse")
    async with on_air(project, small(tmp_path / "workspace")) as air:
        text = await air.until_said("exit code 9")
        assert text == (
            "The deploy command failed with exit code 9. It said last:\nupload with [hidden]\nIt is tried again."
        )
        status, health = await air.health()
        assert (status, health["status"], health["failing_at"]) == (200, "failing", "deploy")
        assert "failed" in await air.metrics()
    assert (project / ".env").read_text() == f"DEPLOY_KEY=correct-horse\nNOTION_WEBHOOK_SECRET={SECRET}\n"
    settings(project, deploy=COUNT)
    async with on_air(project, small(tmp_path / "workspace again")) as air:
        await air.until_said("The last failure")
        await air.until_said("deploy command ended well")
        await air.until_said("All is well again.")
    assert "correct-horse" not in "".join(air.said)


@asynchronous
async def test_a_failing_build_keeps_the_site_and_is_mended_by_the_next_event(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project, deploy=COUNT)
    async with on_air(project, small(tmp_path / "workspace")) as air:
        await air.until_said("deploy command ended well")
        before = air.public("first/index.html")
        (project / "templates").mkdir()
        (project / "templates" / "post.html").write_text("{{ nothing.such }}")
        air.workspace.edit(uid("one"), write("Uno"), at=datetime.now(UTC))
        await air.webhook.settle()
        await air.until_said("post.html")
        assert air.public("first/index.html") == before
        assert (await air.health())[1]["failing_at"] == "build"
        (project / "templates" / "post.html").unlink()
        said = len(air.said)
        air.workspace.edit(uid("two"), write("Dos"), at=datetime.now(UTC))
        await air.until_said("All is well again.", after=said)
        await air.until_said("deploy command ended well", after=said)
        assert "Uno" in air.public("first/index.html")
        assert "Dos" in air.public("second/index.html")
        assert len(deployed(project)) == 2


@asynchronous
async def test_a_plugin_that_takes_too_long_after_a_build_is_ended_and_mended_by_the_next_event(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project, plugins="[slow.py]", deploy=f"{COUNT[:-1]}, timeout: 8}}")
    slow = "import time\n\ndef setup(press):\n    press.after_build(lambda result: time.sleep(600))\n"
    (project / "slow.py").write_text(slow)
    async with on_air(project, small(tmp_path / "workspace")) as air:
        text = await air.until_said("took longer than 8 s")
        assert "The plugin slow.py took longer than 8 s in press.after_build, and was ended." in text
        assert (await air.health())[1]["failing_at"] == "build"
        assert not (project / "deployed").exists()
        (project / "slow.py").write_text(slow.replace("600", "0"))
        air.workspace.edit(uid("one"), write("Uno"), at=datetime.now(UTC))
        await air.until_said("deploy command ended well")
        await air.until_said("All is well again.")
        assert "Uno" in air.public("first/index.html")
        assert len(deployed(project)) == 1


@asynchronous
async def test_a_site_is_read_from_the_cache_while_notion_is_away(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project)
    async with on_air(project, small(tmp_path / "workspace")) as air:
        await air.until_said("Reconciliation")
        site = air.public("first/index.html")
    async with on_air(project, small(tmp_path / "other"), environment={"NOTION_TOKEN": "ntn_revoked"}) as air:
        await air.until_said("API token is invalid")
        assert (await air.health())[1]["failing_at"] == "read"
        assert air.public("first/index.html") == site


@asynchronous
async def test_a_page_appears_at_its_time_without_an_edit(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project)
    workspace = small(tmp_path / "workspace")
    at = (datetime.now(UTC) + timedelta(seconds=2)).isoformat(timespec="seconds")

    def schedule(page: dict[str, Any]) -> None:
        page["properties"]["Date"] = {
            "id": "date",
            "type": "date",
            "date": {"start": at, "end": None, "time_zone": None},
        }

    workspace.edit(uid("First"), schedule)
    async with on_air(project, workspace) as air:
        await air.until_said("Reconciliation")
        if datetime.now(UTC) < datetime.fromisoformat(at):
            assert not (project / "public" / "first").exists()
        requests = len(air.emulator.requests)
        await air.until_said("A build: ")
        assert "One" in air.public("first/index.html")
        assert len(air.emulator.requests) == requests


@asynchronous
async def test_notion_can_be_asked_instead(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project, deploy=COUNT)
    async with on_air(project, small(tmp_path / "workspace"), poll=timedelta(seconds=0.05)) as air:
        await air.until_said("deploy command ended well")
        requests = air.emulator.requests
        # The pages were edited long ago: at rest it is one request for the data source, and one for pages in pages.
        first = len(requests)
        while len(requests) < first + 9:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        resting = requests[first + 1 : first + 9]
        assert set(resting) == {f"POST data_sources/{uid('posts')}/query", "POST search"}
        assert [resting.count(line) for line in sorted(set(resting))] == [4, 4]
        air.workspace.edit(uid("one"), write("Uno"), at=datetime.now(UTC))
        await air.until_said("1 change: ")
        await air.until_said("deploy command ended well", after=3)
        assert "Uno" in air.public("first/index.html")
        # Nobody can send it anything.
        assert await asyncio.to_thread(send, int(air.url.rpartition(":")[2]), envelope("page.created")) == 404
        assert (await air.health())[1]["webhook"] is None


@asynchronous
async def test_events_may_only_run_a_command(tmp_path: Path) -> None:
    """Without site.yaml, without a token, without a request."""
    project = tmp_path / "project"
    project.mkdir()
    then = "echo $WHERE ${NOTION_TOKEN-none} >> ran"
    async with on_air(project, small(tmp_path / "workspace"), then=then, environment={"WHERE": "ci"}) as air:
        assert not (project / "ran").exists()
        for words in ("a", "b", "c"):
            air.workspace.edit(uid("one"), write(words), at=datetime.now(UTC))
        air.workspace.trash(uid("Second"))
        await air.settled()
        await air.until_said("The command ended well")
        assert (project / "ran").read_text() == "ci none\n"
        assert air.emulator.requests == []
        assert not (project / "public").exists()


@asynchronous
async def test_a_busy_port_is_named(tmp_path: Path) -> None:
    settings(tmp_path)
    said: list[str] = []
    operator = Operator(said.append, lambda token, file: None)
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    called = Live(config=tmp_path / "site.yaml", host="127.0.0.1", port=port, path="/webhook")
    with pytest.raises(NotionPressError, match=f"cannot listen on port {port} of 127.0.0.1: Address already in use"):
        await run_live(called, {}, operator)
    server.close()


@asynchronous
async def test_only_one_works_with_a_cache(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project)
    async with on_air(project, small(tmp_path / "workspace")) as air:
        await air.until_said("Reconciliation")
        called = Live(config=project / "site.yaml", host="127.0.0.1", port=free_port(), path="/webhook")
        with pytest.raises(InUse, match="another `notionpress live` works with the cache"):
            await run_live(called, {}, Operator(lambda _: None, lambda token, file: None))


@asynchronous
async def test_a_queue_that_cannot_be_read_is_no_good_health(tmp_path: Path) -> None:
    project = tmp_path / "project"
    settings(project)
    async with on_air(project, small(tmp_path / "workspace")) as air:
        await air.until_said("Reconciliation")
        with sqlite3.connect(project / ".notionpress" / "live.sqlite") as connection:
            connection.execute("ALTER TABLE facts RENAME TO others")
        status, health = await air.health()
        assert (status, health["status"], health["failing_at"], health["healthy"]) == (503, "failing", "queue", False)
        assert "cannot be read from the disk" in health["reason"]
        async with ClientSession() as session, session.get(f"{air.url}/metrics") as answer:
            assert answer.status == 503
            assert str(tmp_path) not in await answer.text()
        with sqlite3.connect(project / ".notionpress" / "live.sqlite") as connection:
            connection.execute("ALTER TABLE others RENAME TO facts")
        assert (await air.health())[0] == 200


# As a process


def begin(project: Path, port: int, *arguments: str, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "notionpress", "live", "--port", str(port), *arguments]
    return subprocess.Popen(
        command,
        cwd=project,
        env=environment(**{"NOTION_WEBHOOK_SECRET": SECRET, "PYTHONUNBUFFERED": "1", **more}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def of(served: Served) -> dict[str, str]:
    """The variables for a served workspace."""
    return {"NOTION_BASE_URL": served.emulator.url, "NOTION_TOKEN": served.emulator.token}


def until(process: subprocess.Popen[str], words: str) -> str:
    """What it says until something with these words."""
    assert process.stdout
    said = ""
    while words not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def send(port: int, said: dict[str, Any]) -> int:
    """Send a signed event; the status of the answer."""
    body = json.dumps(said).encode()
    request = Request(f"http://127.0.0.1:{port}/webhook", body, {HEADER: signature(body, SECRET)})
    try:
        with urlopen(request) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_an_event_survives_the_end_of_the_process(tmp_path: Path) -> None:
    settings(tmp_path, live="{debounce: 3}")
    port, event = free_port(), {**envelope("page.content_updated"), "timestamp": datetime.now(UTC).isoformat()}
    with begin(tmp_path, port, "--then", "touch ran; echo touched") as process:
        until(process, "Webhooks are taken")
        assert send(port, event) == 200
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "ran").exists()
    settings(tmp_path, live="{debounce: 0}")
    with begin(tmp_path, port, "--then", "touch ran; echo touched") as process:
        until(process, "From before, 1 change to be read.")
        until(process, "The command ended well")
        assert (tmp_path / "ran").exists()
        assert send(port, event) == 200, "it came again, as its answer may have been lost"
        process.send_signal(signal.SIGTERM)
        assert "Stopped; what waits is kept." in process.communicate(timeout=20)[0]
    assert process.returncode == 0
    queue = Queue(tmp_path / ".notionpress", Pace(timedelta(0), timedelta(0)))
    assert queue.waiting() == []


def test_an_edit_that_only_an_event_tells_of_survives_the_end_of_the_process(tmp_path: Path) -> None:
    project, port = tmp_path / "project", free_port()
    notion = f"{{root: [{uid('Home')}, {uid('Posts')}], requests_per_minute: 10000000, reread_within: 0}}"
    settings(project, notion=notion, live="{debounce: 3}")
    workspace = small(tmp_path / "workspace")
    with Served(workspace) as served:
        variables = of(served)
        with begin(project, port, **variables) as process:
            until(process, "Reconciliation")
            # It moves no time: no look at everything would find it.
            workspace.edit(uid("one"), write("Uno"))
            event = {**envelope("page.content_updated"), "timestamp": datetime.now(UTC).isoformat()}
            assert send(port, {**event, "entity": {"id": uid("First"), "type": "page"}}) == 200
            process.kill()
        assert "One" in (project / "public" / "first" / "index.html").read_text()
        settings(project, notion=notion, live="{debounce: 0}")
        with begin(project, port, **variables) as process:
            until(process, "1 change: 2 requests")
            process.send_signal(signal.SIGTERM)
            assert "Stopped; what waits is kept." in process.communicate(timeout=20)[0]
        assert process.returncode == 0
    assert "Uno" in (project / "public" / "first" / "index.html").read_text()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_runs_gets_its_time(tmp_path: Path, ending: signal.Signals) -> None:
    settings(tmp_path)
    port, event = free_port(), {**envelope("page.content_updated"), "timestamp": datetime.now(UTC).isoformat()}
    command = "touch begun; while [ ! -e go ]; do sleep 0.05; done; touch ended"
    with begin(tmp_path, port, "--then", command) as process:
        until(process, "Webhooks are taken")
        assert send(port, event) == 200
        while not (tmp_path / "begun").exists():
            assert process.poll() is None
        process.send_signal(ending)
        until(process, "Ends when what is under way is done")
        assert not (tmp_path / "ended").exists()
        (tmp_path / "go").touch()
        assert "The command ended well" in process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert (tmp_path / "ended").exists()


WAITS = """
import time
from pathlib import Path


def setup(press):
    @press.page
    def wait(page):
        Path("begun").touch()
        while not Path("go").exists():
            time.sleep(0.05)
        return page
"""


@contextmanager
def building(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has begun to build, and waits in it for a file `go`."""
    project = folder / "project"
    settings(project, plugins="[slow.py]")
    (project / "slow.py").write_text(WAITS)
    with Served(small(folder / "workspace")) as served, begin(project, free_port(), **of(served)) as process:
        while not (project / "begun").exists():
            assert process.poll() is None
        yield process


def test_a_build_gets_its_time(tmp_path: Path) -> None:
    with building(tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        until(process, "Ends when what is under way is done")
        (tmp_path / "project" / "go").touch()
        assert "Reconciliation: " in process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert (tmp_path / "project" / "public" / "first" / "index.html").exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_a_build_at_once(tmp_path: Path, ending: signal.Signals) -> None:
    with building(tmp_path) as process:
        process.send_signal(ending)
        until(process, "Ends when what is under way is done")
        # Who presses a key more often than twice is not told more than once.
        for _ in range(3):
            process.send_signal(ending)
        assert process.communicate(timeout=20)[0][9:] == "Stopped; what waits is kept.\n"
    assert process.returncode == 0


def test_reading_stops_at_once(tmp_path: Path) -> None:
    settings(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        notion = {"NOTION_BASE_URL": f"http://127.0.0.1:{deaf.getsockname()[1]}", "NOTION_TOKEN": "ntn_any"}
        with begin(tmp_path, free_port(), **notion) as process:
            until(process, "Webhooks are taken")
            # It asks, and nobody answers.
            deaf.accept()
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert said.splitlines()[-1].endswith("Stopped; what waits is kept.")
    assert "Ends when" not in said and "Traceback" not in said


def test_no_log_holds_the_verification_token(tmp_path: Path) -> None:
    settings(tmp_path)
    port = free_port()
    with begin(tmp_path, port, "--then", "true", NOTION_WEBHOOK_SECRET="") as process:
        said = until(process, "There is no verification token yet.")
        body = json.dumps({"verification_token": SECRET}).encode()
        with urlopen(Request(f"http://127.0.0.1:{port}/webhook", body)) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        said += process.communicate(timeout=20)[0]
    assert f"It stands in {tmp_path / '.env'}" in said
    assert SECRET not in said
    assert (tmp_path / ".env").read_text() == f"NOTION_WEBHOOK_SECRET={SECRET}\n"


def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    settings(tmp_path)
    port, event = free_port(), {**envelope("page.content_updated"), "timestamp": datetime.now(UTC).isoformat()}
    with begin(tmp_path, port, "--then", "touch begun; sleep 600") as process:
        until(process, "Webhooks are taken")
        assert send(port, event) == 200
        while not (tmp_path / "begun").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        until(process, "Ends when what is under way is done")
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in process.communicate(timeout=20)[0]
    assert process.returncode == 0
    # It was not done, and is tried after the next start.
    assert len(Queue(tmp_path / ".notionpress", Pace(timedelta(0), timedelta(0))).waiting()) == 1


def test_what_it_says_can_be_json(tmp_path: Path) -> None:
    settings(tmp_path)
    with begin(tmp_path, free_port(), "--then", "true", "--log-json") as process:
        said = until(process, "Webhooks are taken")
        process.send_signal(signal.SIGTERM)
        said += process.communicate(timeout=20)[0]
    messages = [json.loads(line) for line in said.splitlines()]
    assert {one["event"] for one in messages} == {"message"}
    assert messages[-1]["message"] == "Stopped; what waits is kept."


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "notionpress", "live", "--then", "true", "--poll", "30"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--then waits for webhooks, and --poll asks Notion: choose one." in done.stderr
