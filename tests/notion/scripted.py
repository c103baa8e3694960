"""A server that gives the answers of a script, for what a whole workspace cannot be made to say."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "ntn_SECRET1234567890"
Step = web.StreamResponse | Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer as Notion gives it."""
    return web.Response(
        text=body if isinstance(body, str) else json.dumps(body),
        status=status,
        headers={"x-notion-request-id": f"request-{status}", **(headers or {})},
        content_type="application/json",
    )


def error(status: int, code: str, message: str = "Something.", **more: Any) -> web.Response:
    """An error answer as Notion gives it."""
    headers = more.pop("headers", None)
    return answer({"object": "error", "status": status, "code": code, "message": message, **more}, status, headers)


def listing(*results: Any, cursor: str | None = None, **more: Any) -> web.Response:
    """One page of a list."""
    return answer(
        {"object": "list", "results": list(results), "next_cursor": cursor, "has_more": cursor is not None, **more}
    )


class Scripted:
    """Serves the steps in order and then the last one again; `requests` are what came in."""

    def __init__(self, *steps: Step | Callable[[], web.Response]) -> None:
        self.steps = list(steps)
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._server = TestServer(app)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        self.requests.append((f"{request.method} {request.raw_path}", dict(request.headers), text and json.loads(text)))
        step = self.steps[min(len(self.requests), len(self.steps)) - 1]
        if isinstance(step, web.Response):
            return web.Response(body=step.body, status=step.status, headers=step.headers)
        return await step(request)  # type: ignore[operator]

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self._server.host}:{self._server.port}"


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.slept.append(seconds)
        self.time += seconds
