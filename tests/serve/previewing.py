"""A preview that runs beside a test, in a thread of its own."""

from __future__ import annotations

import asyncio
import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notionpress.serve.cycle import Called
from notionpress.serve.preview import News, Options, Preview
from notionpress.serve.thread import is_working
from notionpress.serve.troubles import Trouble

LOCAL = {
    "site.yaml": "title: Lamp\nbase_url: https://lamp.example.org\npictures: {formats: []}\n",
    "content/index.md": "# Lamp\n\nA light. [More](about.md)\n",
    "content/about.md": "# About\n\nFirst words.\n\nSecond words.\n",
    "content/log.md": "---\ndate: 2026-01-02\n---\n# Log\n\nNothing happened.\n",
}


class Running:
    """A preview and the rounds that it had."""

    def __init__(self, folder: Path, options: Options, called: Called, environment: dict[str, str]) -> None:
        self.folder = folder
        self.rounds: list[News] = []
        self.troubles: list[Trouble] = []
        self._heard = threading.Condition()
        self._preview = Preview(
            folder / "site.yaml", options, called, environment, say=self._hear, tell=self.troubles.append
        )
        self._loop = asyncio.new_event_loop()
        self._main: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run)

    @property
    def url(self) -> str:
        """The address of the front page, without a slash at the end."""
        return self._preview.address.rstrip("/")

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._preview.port

    def start(self) -> None:
        """Serve, and wait for the first round."""
        self._thread.start()
        self.after(0)

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(lambda: self._main and self._main.cancel())
        self._thread.join(20)
        assert not self._thread.is_alive()
        # What is being built when a test ends must not write into the folder of the next.
        while is_working():
            time.sleep(0.01)

    def after(self, count: int) -> News:
        """The first round after so many that changed something, or failed."""
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.rounds) > count, 30), "no further round"
            return self.rounds[count]

    def write(self, name: str, text: str) -> News:
        """Write a file of the project; gives the round that comes of it."""
        count = len(self.rounds)
        self.put(name, text)
        return self.after(count)

    def put(self, name: str, text: str) -> None:
        """Write a file of the project as editors do: nobody sees half of it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.tmp")
        unfinished.write_text(text)
        unfinished.replace(path)

    def _hear(self, news: News) -> None:
        with self._heard:
            done = news.done
            before = str(self.rounds[-1].done.error) if self.rounds else ""
            if not self.rounds or done.changed or str(done.error) != before:
                self.rounds.append(news)
                self._heard.notify_all()

    def _run(self) -> None:
        async def main() -> None:
            async with self._preview as preview:
                await preview.run()

        self._main = self._loop.create_task(main())
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()


@contextmanager
def previewed(
    folder: Path, *, called: Called | None = None, port: int = 0, poll: float = 0, **environment: Any
) -> Iterator[Running]:
    """A preview of the project in a folder."""
    options = Options(port=port, poll=poll)
    running = Running(folder, options, called or Called(preview=True), environment)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def local_project(folder: Path, **files: str) -> Path:
    """A project of local pages."""
    for name, text in {**LOCAL, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


class Answer:
    """What a preview answers."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(running: Running, path: str, connection: http.client.HTTPConnection | None = None, **headers: str) -> Answer:
    """Ask a preview for a path, through a connection if one is given."""
    own = connection or http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    try:
        own.request("GET", path, headers=headers)
        return Answer(own.getresponse())
    finally:
        if connection is None:
            own.close()
