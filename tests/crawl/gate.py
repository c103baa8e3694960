"""A door before the emulator: it counts what passes, and can answer in its place or shut at a given request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

Rule = Callable[[str, int], Awaitable[web.StreamResponse | None]]


class Gate:
    """Forwards API requests; `lines` are those that passed or were answered here (`GET blocks/…/children`).

    `rule(line, number)` may give the answer itself; `most` is how many requests were under way at once.
    """

    def __init__(self, target: str, rule: Rule | None = None) -> None:
        self.lines: list[str] = []
        self.rule = rule
        self.most = self._now = 0
        self._target = target
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._server.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self._server.host}:{self._server.port}"

    def count(self, part: str) -> int:
        """How many requests had this in their line."""
        return sum(part in line for line in self.lines)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        line = f"{request.method} {request.path.removeprefix('/v1/')}"
        self.lines.append(line)
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            if self.rule is not None and (answer := await self.rule(line, len(self.lines))) is not None:
                return answer
            data = await request.read()
            headers = {
                name: request.headers[name]
                for name in ("Authorization", "Notion-Version", "Content-Type")
                if name in request.headers
            }
            async with self._session.request(
                request.method, f"{self._target}{request.raw_path}", data=data or None, headers=headers
            ) as response:
                kept = ("Content-Type", "x-notion-request-id", "Retry-After")
                passed = {name: response.headers[name] for name in kept if name in response.headers}
                return web.Response(status=response.status, body=await response.read(), headers=passed)
        finally:
            self._now -= 1


class Shut(Exception):
    """What a test raises to stop a run at a request."""


async def never() -> web.StreamResponse:
    """An answer that does not come."""
    await asyncio.Event().wait()
    raise Shut
