"""A workspace that is served for a test, and plain HTTP requests to it."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec

from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import write

Json = dict[str, Any]
VERSIONS = ("2022-06-28", "2025-09-03", "2026-03-11")
MIDDLE = "2025-09-03"


class Answer(msgspec.Struct, frozen=True):
    """Status, headers and bytes of an answer."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def body(self) -> Any:
        """The JSON in it."""
        return msgspec.json.decode(self.data)

    @property
    def keys(self) -> list[str]:
        """The keys of the JSON object in it, in order."""
        return list(self.body)


class Served:
    """An emulator in a thread of its own, as a context manager; `options` are the emulator's."""

    def __init__(self, workspace: Workspace, **options: Any) -> None:
        self.workspace = workspace
        self.emulator = Emulator(workspace, **options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self.emulator.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self.emulator.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def settle(self) -> None:
        """Let the emulator send every event that is due, without waiting."""
        assert self.emulator.webhook is not None
        self._run(self.emulator.webhook.settle())

    def send(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        timeout: float = 10,
    ) -> Answer:
        """Send a request as it is; `path` is below `/v1/`, or a whole address."""
        target = urlsplit(path if path.startswith("http") else f"{self.emulator.url}/v1/{path}")
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=timeout)
        try:
            connection.request(method, f"{target.path}?{target.query}", data, headers or {})
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def headers(self, version: str = MIDDLE) -> dict[str, str]:
        """The headers of a good request."""
        return {"Authorization": f"Bearer {self.emulator.token}", "Notion-Version": version}

    def get(self, path: str, version: str = MIDDLE) -> Answer:
        """Ask with the right token."""
        return self.send("GET", path, None, self.headers(version))

    def post(self, path: str, body: Any = None, version: str = MIDDLE) -> Answer:
        """Ask with the right token and a JSON body."""
        return self._write("POST", path, body, version)

    def patch(self, path: str, body: Any = None, version: str = MIDDLE) -> Answer:
        """Change something with the right token and a JSON body."""
        return self._write("PATCH", path, body, version)

    def delete(self, path: str, version: str = MIDDLE) -> Answer:
        """Move something to the trash with the right token."""
        return self.send("DELETE", path, None, self.headers(version))

    def _write(self, method: str, path: str, body: Any, version: str) -> Answer:
        headers = {**self.headers(version), "Content-Type": "application/json"}
        return self.send(method, path, msgspec.json.encode({} if body is None else body), headers)

    def ok(self, path: str, version: str = MIDDLE, body: Any = None) -> Any:
        """The body of an answer that must be good; a `body` makes it a POST."""
        answer = self.get(path, version) if body is None else self.post(path, body, version)
        assert answer.status == 200, answer.data
        return answer.body

    def parts(self, path: str, size: int, *, body: Json | None = None) -> Iterator[Json]:
        """Every answer of a list that is asked for in parts."""
        cursor = None
        while True:
            paging = {"page_size": size, **({"start_cursor": cursor} if cursor else {})}
            if body is None:
                join = "&" if "?" in path else "?"
                answer = self.ok(f"{path}{join}{'&'.join(f'{key}={value}' for key, value in paging.items())}")
            else:
                answer = self.ok(path, body={**body, **paging})
            yield answer
            cursor = answer["next_cursor"]
            assert answer["has_more"] is (cursor is not None)
            if cursor is None:
                return


def made(folder: Path, **objects: Any) -> Workspace:
    """A workspace with these objects, written to disk and loaded."""
    return Workspace.load(write(folder / "workspace", **objects))
