"""Takes Notion's webhooks: proves them, keeps what they ask for, and answers at once."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from aiohttp import web

from notionpress.errors import NotionPressError
from notionpress.serve.events import Event, read_event
from notionpress.serve.queue import Received
from notionpress.serve.signature import HEADER, is_signature, is_signed

LARGEST: Final = 1024 * 1024
"""The largest body that is read, in bytes. Notion's events hold ids alone: they take a few thousand."""

SLOWEST: Final = 10.0
"""The seconds within which a body must be here."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_\-.~+/=]{16,512}", re.ASCII)
"""What a verification token may look like. Those seen were `secret_` and letters and digits."""


class Receiver:
    """A route that takes webhooks.

    `secret` is the verification token of the subscription, "" before the handshake; `keep_secret` is given it in the
    handshake and called once. `receive` keeps what an event asks for; it is called in a thread, and what it raises is
    told by `refused`. `accepted` is called after each event that is kept.
    """

    def __init__(
        self,
        secret: str,
        *,
        keep_secret: Callable[[str], None],
        receive: Callable[[Event, datetime], Received],
        accepted: Callable[[Event], None],
        refused: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self.counts: Counter[str] = Counter()
        """How many requests ended how: a value of `Received`, `handshake`, or why one was refused."""
        self._secret = secret
        self._keep_secret = keep_secret
        self._receive = receive
        self._accepted = accepted
        self._refused = refused
        self._now = now

    @property
    def is_verified(self) -> bool:
        """Whether there has been a handshake, so that events can be proved."""
        return bool(self._secret)

    def route(self, path: str) -> web.RouteDef:
        """The route under which it is reached."""
        return web.post(path, self.answer)

    async def answer(self, request: web.Request) -> web.Response:
        """The answer to a request: 200 for all that is Notion's, once what it asks for is on the disk.

        400 for no JSON, 401 for no signature or a wrong one, 408 and 413 for a body that takes too long or is too
        large, 409 for another handshake, 503 before the handshake or where the disk refuses.
        """
        given = request.headers.get(HEADER, "")
        if given and not is_signature(given):
            return self._no(401, "no-signature")
        try:
            async with asyncio.timeout(SLOWEST):
                body = await request.read()
        except TimeoutError:
            return self._no(408, "too-slow")
        except web.HTTPRequestEntityTooLarge:
            return self._no(413, "too-large")
        if given and is_signed(body, given, self._secret):
            return await self._take(body)
        if token := _verification_token(body):
            return self._handshake(token, body, given)
        if not self._secret:
            return self._no(503, "no-handshake")
        return self._no(401, "wrong-signature" if given else "no-signature")

    async def _take(self, body: bytes) -> web.Response:
        now = self._now()
        try:
            event = read_event(body, now)
        except ValueError:
            return self._no(400, "no-json")
        try:
            received = await asyncio.to_thread(self._receive, event, now)
        except NotionPressError as error:
            # Notion tries again later.
            self._refused(str(error))
            return self._no(503, "not-kept")
        self.counts[received] += 1
        if received is Received.QUEUED:
            self._accepted(event)
        return web.Response()

    def _handshake(self, token: str, body: bytes, given: str) -> web.Response:
        if given and not is_signed(body, given, token):
            return self._no(401, "wrong-signature")
        if self._secret and token != self._secret:
            if not self.counts["other-handshake"]:  # Nobody can fill the log with it.
                self._refused(
                    "Someone sent another verification token, which was refused: there is one already. If you made a"
                    " new subscription in Notion, take NOTION_WEBHOOK_SECRET away where it is set, and start again."
                )
            return self._no(409, "other-handshake")
        if not self._secret:
            try:
                self._keep_secret(token)
            except NotionPressError as error:
                if not self.counts["not-kept"]:
                    self._refused(str(error))
                return self._no(503, "not-kept")
            self._secret = token
        self.counts["handshake"] += 1
        return web.Response()

    def _no(self, status: int, reason: str) -> web.Response:
        self.counts[reason] += 1
        # Whoever knocks is not told more.
        return web.Response(status=status)


def _verification_token(body: bytes) -> str:
    """The token of a handshake, "" where a body is something else."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return ""
    token = said.get("verification_token") if isinstance(said, dict) and len(said) == 1 else None
    return token if isinstance(token, str) and _TOKEN.fullmatch(token) else ""
