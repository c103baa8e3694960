"""The browsers that show the preview, and what they are told: server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import msgspec
from aiohttp import web

_ALIVE: Final = 15.0
"""Seconds after which something is sent, so that it is noticed when a browser is gone."""


class Browser:
    """A page that is open somewhere: its `address`, and the `version` of it that is shown."""

    def __init__(self, address: str, version: str) -> None:
        self.address = address
        self.version = version
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message soon."""
        self._waiting.put_nowait(message)

    async def send(self, response: web.StreamResponse) -> None:
        """Send what there is to tell until the browser is gone."""
        while True:
            try:
                async with asyncio.timeout(_ALIVE):
                    message = await self._waiting.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
            else:
                await response.write(b"data: " + msgspec.json.encode(message) + b"\n\n")


class Browsers:
    """All of them. `version(address)` gives the version in which a page is served now."""

    def __init__(self, version: Callable[[str], str]) -> None:
        self._version = version
        self._open: set[Browser] = set()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses of the pages that are open."""
        return frozenset(one.address for one in self._open)

    @contextmanager
    def joined(self, address: str, version: str) -> Iterator[Browser]:
        """One that has come, for as long as it stays; if its page is another by now, it is told so."""
        browser = Browser(address, version)
        self._open.add(browser)
        try:
            self._tell_version(browser)
            yield browser
        finally:
            self._open.discard(browser)

    def tell_changes(self, files: Iterable[str] = ()) -> None:
        """Tell those whose page is another now, and all of them which other `files` changed, by their addresses."""
        changed = sorted(files)
        for browser in self._open:
            self._tell_version(browser)
            if changed:
                browser.tell({"type": "files", "files": changed})

    def tell_all(self, message: dict[str, Any]) -> None:
        """Tell every one of them."""
        for browser in self._open:
            browser.tell(message)

    def _tell_version(self, browser: Browser) -> None:
        now = self._version(browser.address)
        if now != browser.version:
            browser.version = now
            browser.tell({"type": "page"})


async def stream(request: web.Request, browser: Browser) -> web.StreamResponse:
    """Answer with the events of a browser, until it is gone."""
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    # It comes back soon after the preview was started again.
    await response.write(b"retry: 500\n\n")
    with suppress(ConnectionError):
        await browser.send(response)
    return response
