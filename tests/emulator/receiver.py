"""A receiver of webhooks as the owner of a site would run one: an HTTP server that takes what is posted."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any, Self

import msgspec
from aiohttp import web
from aiohttp.test_utils import TestServer

Json = dict[str, Any]
TOKEN = "secret_of-this-test"


class Received(msgspec.Struct, frozen=True):
    """One POST: its headers, the bytes of its body, and whether its signature is right."""

    headers: dict[str, str]
    body: bytes
    is_signed: bool

    @property
    def json(self) -> Json:
        """The JSON in it."""
        found: Json = msgspec.json.decode(self.body)
        return found


class Receiver:
    """Takes webhooks as an asynchronous context manager, and refuses those that the token does not prove.

    `statuses` are those of its first answers to others, one after another, then 200; None: no answer comes. `posts` are
    those that came whole, `begun` is how many began.
    """

    def __init__(self, *statuses: int | None) -> None:
        self.posts: list[Received] = []
        self.begun = 0
        self._token = ""
        self._statuses = list(statuses)
        self._came = asyncio.Condition()
        application = web.Application()
        application.router.add_post("/hook", self._take)
        self._server = TestServer(application)

    @property
    def url(self) -> str:
        """Where it takes them."""
        return str(self._server.make_url("/hook"))

    @property
    def events(self) -> list[Json]:
        """The events, without the verification token."""
        return [post.json for post in self.posts if "verification_token" not in post.json]

    @property
    def types(self) -> list[str]:
        """The types of the events."""
        return [event["type"] for event in self.events]

    async def until(self, events: int) -> None:
        """Wait until so many events have come."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.events) >= events)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    async def _take(self, request: web.Request) -> web.Response:
        self.begun += 1
        body = await request.read()
        token: str = msgspec.json.decode(body).get("verification_token", "")
        self._token = token or self._token
        right = f"sha256={hmac.new(self._token.encode(), body, hashlib.sha256).hexdigest()}"
        is_signed = request.headers.get("X-Notion-Signature") == right
        async with self._came:
            self.posts.append(Received(dict(request.headers), body, is_signed))
            self._came.notify_all()
        if not token and not is_signed:
            return web.Response(status=401)
        status = self._statuses.pop(0) if self._statuses else 200
        if status is None:
            await asyncio.Event().wait()
        return web.Response(status=status)
