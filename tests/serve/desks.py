"""A desk on loopback, with real rounds behind it, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import msgspec
from aiohttp import web

from notionpress.serve.cycle import Ask, Called, Cycle, Round
from notionpress.serve.desk.desk import Desk
from notionpress.serve.guard import Guard


class Rounds:
    """What a preview is to its desk: rounds as they are asked for, one after the other."""

    def __init__(self, path: Path, environment: Mapping[str, str], *, offline: bool = False) -> None:
        self.path = path
        self.environment = environment
        self.cycle = Cycle(path, Called(preview=True, offline=offline, jobs=1), environment)
        self.last: Round | None = None
        self.front = "/"
        self.asked: list[Ask] = []
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def is_busy(self) -> bool:
        return bool(self.tasks)

    def ask(self, ask: Ask) -> None:
        self.asked.append(ask)
        task = asyncio.create_task(self._run(ask))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _run(self, ask: Ask) -> None:
        self.last = await self.cycle.run(ask)


class Answer(msgspec.Struct, frozen=True):
    """Status, headers and text of an answer."""

    status: int
    headers: dict[str, str]
    text: str


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Desked:
    """A desk for `folder/site.yaml`, as a context manager; `rounds` are asked for at its start."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *rounds: Ask,
        host: str = "127.0.0.1",
        offline: bool = False,
    ) -> None:
        self.rounds = Rounds(folder / "site.yaml", environment, offline=offline)
        self._first = rounds
        self._host = host
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies), _NoRedirect())

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Any) -> Any:
        """Run a coroutine in the desk's loop to its end."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def _open(self) -> None:
        self.desk = Desk(self.rounds, Guard(self._host))
        made = web.Application()
        made.router.add_routes(self.desk.routes())
        self._runner = web.AppRunner(made, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, 0).start()
        self.origin = f"http://{self._host}:{self._runner.addresses[0][1]}"
        await self.rounds.cycle.__aenter__()
        for ask in self._first:
            self.rounds.ask(ask)
        await self._rest()

    async def _close(self) -> None:
        await self.desk.close()
        await self._rest()
        await self.rounds.cycle.__aexit__(None, None, None)
        await self._runner.cleanup()

    async def _rest(self) -> None:
        while self.rounds.tasks:
            await asyncio.wait(self.rounds.tasks)

    def settle(self) -> None:
        """Wait until no round is under way."""
        self.run(self._rest())

    def get(self, path: str = "", **headers: str) -> Answer:
        """Ask for a page below the desk's address; headers are named with underscores."""
        return self._send(Request(self._address(path), headers=_headers(headers)))

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form."""
        data = urlencode(dict(fields or {}), doseq=True).encode()
        return self._send(Request(self._address(path), data, headers=_headers(headers)))

    def token(self) -> str:
        """The token of the forms, as a page has it."""
        return self.get("setup/token").text.split('name="form_token" value="')[1].partition('"')[0]

    def send(self, path: str, **fields: Any) -> Answer:
        """Send a form as a browser does that shows our page."""
        return self.post(path, {"form_token": self.token(), **fields}, Origin=self.origin, Sec_Fetch_Site="same-origin")

    def _address(self, path: str) -> str:
        return f"{self.origin}/_notionpress/{path}"

    def _send(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
