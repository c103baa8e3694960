"""A site on the air: a served workspace that sends webhooks, and `run_live` that takes them, in one event loop."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from notionpress.emulator.server import Emulator
from notionpress.emulator.webhook_faults import WebhookPlan
from notionpress.emulator.webhooks import Webhooks
from notionpress.emulator.workspace import Workspace
from notionpress.serve.live import Live, Operator, run_live
from notionpress.serve.queue import Queue
from notionpress.serve.waiting import Pace
from tests.crawl.workspaces import below, block, data_source, database, page, row, uid
from tests.emulator.served import made

SECRET = "secret_uT5ZVKgQ4xGJ8nWyLm2aPd6sFh9eRb1c"


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def small(folder: Path) -> Workspace:
    """A root page with a page below it, and a database of posts."""
    return made(
        folder,
        pages=[
            page(
                "Home",
                [
                    block("paragraph", "Welcome", id=uid("welcome")),
                    {"type": "child_page", "child_page": uid("Below")},
                ],
            ),
            below("Below", "Home", [block("paragraph", "Deep", id=uid("deep"))]),
            row("First", "posts", [block("paragraph", "One", id=uid("one"))]),
            row("Second", "posts", [block("paragraph", "Two", id=uid("two"))]),
        ],
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", Date={"id": "date", "type": "date", "date": {}})],
    )


def settings(folder: Path, **changes: Any) -> Path:
    """Write site.yaml for the small workspace; `changes` are settings, as YAML."""
    whole = {
        "title": "Test",
        "notion": f"{{root: [{uid('Home')}, {uid('Posts')}], requests_per_minute: 10000000}}",
        "properties": "{date: Date}",
        "live": "{debounce: 0}",
        **changes,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "site.yaml"
    path.write_text("".join(f"{name}: {value}\n" for name, value in whole.items()))
    return path


class Air:
    """What is on the air."""

    def __init__(self, project: Path, emulator: Emulator, port: int) -> None:
        self.project = project
        self.emulator = emulator
        self.workspace = emulator.workspace
        self.url = f"http://127.0.0.1:{port}"
        self.said: list[str] = []
        self.shown: list[str] = []
        self._heard = asyncio.Event()

    @property
    def webhook(self) -> Webhooks:
        assert self.emulator.webhook
        return self.emulator.webhook

    def say(self, text: str) -> None:
        self.said.append(text)
        self._heard.set()

    async def until_said(self, words: str, *, after: int = 0) -> str:
        """Wait until something with these words is said, beyond the first texts; returns it."""
        async with asyncio.timeout(30):
            while True:
                for text in self.said[after:]:
                    if words in text:
                        return text
                self._heard.clear()
                await self._heard.wait()

    async def settled(self) -> None:
        """Wait until all events are sent, and nothing waits or is under way."""
        await self.webhook.settle()
        queue = Queue(self.project / ".notionpress", Pace(timedelta(0), timedelta(0)))
        try:
            async with asyncio.timeout(60):
                while queue.waiting():  # noqa: ASYNC110  (another connection, as of another process)
                    await asyncio.sleep(0.02)
        finally:
            queue.close()

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with ClientSession() as session, session.get(f"{self.url}/healthz") as answer:
            return answer.status, json.loads(await answer.read())

    async def metrics(self) -> str:
        async with ClientSession() as session, session.get(f"{self.url}/metrics") as answer:
            return await answer.text()

    def public(self, path: str) -> str:
        """A file of the site."""
        return (self.project / "public" / path).read_text()


@asynccontextmanager
async def on_air(
    project: Path,
    workspace: Workspace,
    *,
    environment: dict[str, str] | None = None,
    plan: WebhookPlan = WebhookPlan(),  # noqa: B008
    seed: int = 0,
    **options: Any,
) -> AsyncIterator[Air]:
    """Serve a workspace that sends webhooks as the plan says, and let `run_live` follow it; `options` are those of `Live`."""
    port = free_port()
    webhook = Webhooks(f"http://127.0.0.1:{port}/webhook", token=SECRET, window=0, plan=plan, seed=seed)
    # The receiver is there before the first handshake.
    async with Emulator(workspace) as emulator:
        air = Air(project, emulator, port)
        operator = Operator(say=air.say, show=lambda token, file: air.shown.append(f"{token} {file}"))
        called = Live(
            **{"config": project / "site.yaml", "host": "127.0.0.1", "port": port, "path": "/webhook", **options}
        )
        variables = {"NOTION_BASE_URL": emulator.url, "NOTION_TOKEN": emulator.token, **(environment or {})}
        task = asyncio.create_task(run_live(called, variables, operator))
        try:
            await asyncio.wait(
                (task, asyncio.create_task(air.until_said("healthz"))), return_when=asyncio.FIRST_COMPLETED
            )
            emulator.webhook = webhook
            if not called.poll:
                await webhook.start(workspace, asyncio.sleep)
            yield air
            assert not task.done(), task
        finally:
            task.cancel()
            await asyncio.wait((task,))
