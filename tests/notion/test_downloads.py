"""Receiving files over HTTP: what is followed, what is refused, and when it is given up."""

from __future__ import annotations

import asyncio
import io
import socket
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from notionpress import errors
from notionpress.notion.addresses import is_public
from notionpress.notion.downloads import PRIVATE, TOO_LARGE, TOO_SLOW, Downloader
from tests.notion.scripted import Scripted, Step

ELSEWHERE = "http://api.invalid"


async def at_once(_: float) -> None:
    """A wait that takes no time."""


def fetch(
    *steps: Step,
    url: Callable[[str], str] = lambda server: f"{server}/a.png",
    limit: int = 1000,
    seconds: float = 5,
    **options: Any,
) -> tuple[Any, bytes, list[str]]:
    """Download from a script: the result or error, the bytes, and the lines of the requests."""
    sink = io.BytesIO()

    async def run() -> tuple[Any, list[str]]:
        async with Scripted(*steps) as server:
            downloader = Downloader(**{"base_url": ELSEWHERE, "sleep": at_once, **options})
            await downloader.open()
            try:
                found: Any = await downloader.download(url(server.url), sink, limit=limit, seconds=seconds)
            except errors.NotionError as error:
                found = error
            finally:
                await downloader.close()
            return found, [line for line, _, _ in server.requests]

    found, lines = asyncio.run(run())
    return found, sink.getvalue(), lines


def moved(to: str) -> web.Response:
    """A redirect."""
    return web.Response(status=302, headers={"Location": to})


def anywhere(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "017700000001", "127.1"]
)
def test_nothing_is_fetched_from_this_machine(host: str) -> None:
    found, data, lines = fetch(
        web.Response(body=b"x"), url=lambda server: f"http://{host}:{server.rpartition(':')[2]}/"
    )
    assert isinstance(found, errors.NotionError)
    assert (data, lines) == (b"", [])


def test_a_private_address_is_told_as_such() -> None:
    found, _, _ = fetch(web.Response(body=b"x"))
    assert found.code == PRIVATE
    assert "private network" in found.message


def test_each_hop_of_a_redirect_is_checked() -> None:
    """The first server may be reached, the second may not: it lies at another address of this machine."""

    def first_only(address: str) -> bool:
        return address == "127.0.0.1"

    found, data, lines = fetch(moved("http://127.0.0.2/secret"), is_reachable=first_only)
    assert (found.code, data, lines) == (PRIVATE, b"", ["GET /a.png"])


def test_a_redirect_from_the_own_server_is_checked_too() -> None:
    async def run() -> Any:
        async with Scripted(web.Response(body=b"secret")) as inner, Scripted(moved(f"{inner.url}/")) as server:
            downloader = Downloader(base_url=server.url)
            await downloader.open()
            try:
                with pytest.raises(errors.NotionRefused) as refused:
                    await downloader.download(f"{server.url}/a", io.BytesIO(), limit=10, seconds=5)
                return refused.value.code, len(server.requests), len(inner.requests)
            finally:
                await downloader.close()

    assert asyncio.run(run()) == (PRIVATE, 1, 0)


def test_a_name_that_resolves_to_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer of the resolver is not trusted twice: what is connected to is what is checked."""
    asked = []

    async def getaddrinfo(self: Any, host: str, port: Any, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    found, _, lines = fetch(
        web.Response(body=b"x"), url=lambda server: f"http://rebound.example.org:{server.rpartition(':')[2]}/"
    )
    assert (found.code, lines) == (PRIVATE, [])
    assert "rebound.example.org" in asked


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_what_grows_when_it_is_unpacked_is_given_up_in_little_memory(packed: str) -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31 if packed == "gzip" else 15)
    bomb = b"".join(pack.compress(bytes(2**20)) for _ in range(200)) + pack.flush()
    tracemalloc.start()
    try:
        found, data, _ = fetch(
            web.Response(body=bomb, headers={"Content-Encoding": packed}), limit=2**20, is_reachable=anywhere
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.code == TOO_LARGE
    assert len(data) <= 2**20
    assert peak < 20 * 2**20


def test_a_proxy_is_not_asked_for_a_private_address() -> None:
    async def run() -> Any:
        async with Scripted(web.Response(body=b"x")) as proxy:
            downloader = Downloader(base_url=ELSEWHERE, proxy=proxy.url)
            await downloader.open()
            try:
                found = await downloader.download("http://files.invalid/", io.BytesIO(), limit=10, seconds=5)
                with pytest.raises(errors.NotionRefused) as refused:
                    await downloader.download("http://169.254.169.254/latest", io.BytesIO(), limit=10, seconds=5)
                return found.size, refused.value.code, len(proxy.requests)
            finally:
                await downloader.close()

    assert asyncio.run(run()) == (1, PRIVATE, 1)


def test_only_the_web_is_followed() -> None:
    for target in ("file:///etc/passwd", "ftp://example.org/a", "gopher://example.org/"):
        found, data, lines = fetch(moved(target), is_reachable=anywhere)
        assert isinstance(found, errors.NotionRefused)
        assert "neither http nor https" in found.message
        assert (data, len(lines)) == (b"", 1)


def test_redirects_end() -> None:
    found, _, lines = fetch(moved("/again"), is_reachable=anywhere)
    assert "redirected more than 5 times" in found.message
    assert len(lines) == 6


def test_no_credentials_are_sent() -> None:
    seen: list[Any] = []

    async def look(request: web.Request) -> web.StreamResponse:
        seen.append((request.headers.get("Authorization"), request.headers.get("Cookie")))
        if len(seen) == 1:
            return web.Response(status=302, headers={"Location": "/b", "Set-Cookie": "a=b"})
        return web.Response(body=b"ok")

    found, _, _ = fetch(
        look, url=lambda server: server.replace("http://", "http://user:secret@") + "/a", is_reachable=anywhere
    )
    assert found.size == 2
    assert seen == [(None, None), (None, None)]


def test_a_file_that_says_it_is_too_large_is_not_read() -> None:
    found, data, _ = fetch(web.Response(body=b"x" * 5000), is_reachable=anywhere)
    assert (found.code, data) == (TOO_LARGE, b"")


def test_a_file_that_grows_without_end_is_cut_off() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 500)

    found, _, _ = fetch(endless, is_reachable=anywhere)
    assert found.code == TOO_LARGE


def trickle(seconds: float) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """An answer that goes on for ever, one byte at a time."""

    async def serve(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(seconds)

    return serve


def test_a_file_that_trickles_is_given_up() -> None:
    found, _, lines = fetch(trickle(0.02), limit=10**9, seconds=0.2, is_reachable=anywhere)
    assert (found.code, len(lines)) == (TOO_SLOW, 1)


def test_a_malformed_address_is_an_error_like_others() -> None:
    for url in ("http://", "https://[::1", "http://a b/", "nonsense", "http://example.org:99999/"):
        found, _, _ = fetch(web.Response(), url=lambda _, url=url: url, is_reachable=is_public, retries=0)
        assert isinstance(found, errors.NotionError), url
