"""Receiving files: from Notion's file servers and from any other, never from a private network."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import IO, Final

import aiohttp
import msgspec
from yarl import URL

from notionpress import __version__
from notionpress.errors import NotionRefused
from notionpress.ids import split_url
from notionpress.notion import events
from notionpress.notion.addresses import PrivateAddress, Reachable, guarded, is_public, refuse_private
from notionpress.notion.refusals import no_answer
from notionpress.notion.retry import backoff

TOO_LARGE: Final = "file_too_large"
TOO_SLOW: Final = "file_too_slow"
PRIVATE: Final = "file_at_private_address"

_RETRIES: Final = 3
_REDIRECTS: Final = 5
_BUSY: Final = (429, 500, 502, 503, 504)
_MOVED: Final = (301, 302, 303, 307, 308)
_HERE: Final = ("localhost", "127.0.0.1", "::1")
_CHUNK: Final = 1 << 16


class Download(msgspec.Struct, frozen=True):
    """What a download was: the media type that its server gave, and its size in bytes."""

    media_type: str
    size: int


class Downloader:
    """Receives files, several at a time, as an asynchronous context manager.

    Connections go to public addresses only (`is_reachable`), but for the server at `base_url`, which may be on this
    machine. Through a `proxy` names are checked before, as far as they can be resolved here: the proxy connects.
    `timeout` are the seconds without a byte after which a try has failed, `retries` how often it is tried again.
    """

    def __init__(
        self,
        *,
        base_url: str,
        concurrency: int = 8,
        timeout: float = 60.0,
        retries: int = _RETRIES,
        proxy: str = "",
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        is_reachable: Reachable = is_public,
    ) -> None:
        self._origin = URL(base_url).origin()
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=timeout, sock_read=timeout)
        self._retries = min(retries, _RETRIES)
        self._proxy = proxy or None
        self._sleep = sleep
        self._chance = chance
        self._is_reachable = is_reachable
        self._concurrency = concurrency
        self._turns = asyncio.Semaphore(concurrency)
        self._own: aiohttp.ClientSession | None = None
        self._foreign: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Be ready to receive."""
        self._own = self._session(None)
        self._foreign = self._session(None if self._proxy else self._is_reachable)

    def _session(self, is_reachable: Reachable | None) -> aiohttp.ClientSession:
        factory = guarded(is_reachable) if is_reachable else None
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._concurrency, ttl_dns_cache=300, socket_factory=factory),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"notionpress/{__version__}", "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        """Close all connections."""
        for session in (self._own, self._foreign):
            if session is not None:
                await session.close()
        self._own = self._foreign = None

    async def download(self, url: str, sink: IO[bytes], *, limit: int, seconds: float) -> Download:
        """Write the file at a URL to `sink`, following redirects; no token and no credentials are sent.

        Raises NotionRefused with the status when the server says no (an expired URL: 403), or with a code: TOO_LARGE
        above `limit` bytes, TOO_SLOW after `seconds` in all, PRIVATE for an address that is not public;
        NotionUnreachable after retries. Errors do not name the signed URL.
        """
        host = _host(url)
        try:
            async with asyncio.timeout(seconds):
                return await self._download(url, host, sink, limit)
        except TimeoutError:
            events.not_downloaded(host, TOO_SLOW, seconds)
            raise NotionRefused(
                f"a file did not come within {seconds:g} s from {host}", status=408, code=TOO_SLOW
            ) from None

    async def _download(self, url: str, host: str, sink: IO[bytes], limit: int) -> Download:
        attempt = 0
        while True:
            sink.seek(0)
            sink.truncate()
            try:
                async with self._turns:
                    return await self._told(_parsed(url), host, sink, limit)
            except (aiohttp.InvalidURL, ValueError):
                raise no_answer(f"the download of a file from {host}", "the address is malformed") from None
            except aiohttp.ClientConnectorError as error:
                if isinstance(error.os_error, PrivateAddress):
                    raise _private(host) from None
                failure: Exception = error
            except (aiohttp.ClientError, aiohttp.ServerTimeoutError, ConnectionError, _Unavailable) as error:
                failure = error
            if attempt >= self._retries:
                raise no_answer(f"the download of a file from {host}", _reason(failure)) from None
            wait = backoff(attempt, self._chance())
            attempt += 1
            events.downloading_again(host, attempt, wait)
            await self._sleep(wait)

    async def _told(self, url: URL, host: str, sink: IO[bytes], limit: int) -> Download:
        """Try once, and tell of it."""
        start = time.perf_counter()
        try:
            found = await self._follow(url, sink, limit)
        except Exception as error:
            events.not_downloaded(host, _reason(error), time.perf_counter() - start)
            raise
        events.downloaded(host, found.size, time.perf_counter() - start)
        return found

    async def _follow(self, url: URL, sink: IO[bytes], limit: int) -> Download:
        for _ in range(_REDIRECTS + 1):
            if url.scheme not in ("http", "https") or not url.host:
                raise NotionRefused("a file is not on the web: its address begins with neither http nor https")
            async with await self._get(url.with_user(None)) as response:
                if response.status in _MOVED and (location := response.headers.get("Location")):
                    url = url.join(_parsed(location))
                    continue
                return await _receive(response, sink, limit)
        raise NotionRefused(f"a file is redirected more than {_REDIRECTS} times", status=310)

    async def _get(self, url: URL) -> aiohttp.ClientResponse:
        own = self._is_own(url)
        session = self._own if own else self._foreign
        if session is None:
            raise RuntimeError("open the downloader first")
        if self._proxy and not own:
            try:
                await refuse_private(url, self._is_reachable)
            except PrivateAddress:
                raise _private(url.host or "") from None
        return await session.get(url, proxy=self._proxy, timeout=self._timeout, allow_redirects=False)

    def _is_own(self, url: URL) -> bool:
        """Whether a URL is one of the server at `base_url`; that of this machine has several names."""
        here = url.host in _HERE and self._origin.host in _HERE and url.port == self._origin.port
        return here or url.origin() == self._origin


async def _receive(response: aiohttp.ClientResponse, sink: IO[bytes], limit: int) -> Download:
    host = response.url.host
    if response.status in _BUSY:
        raise _Unavailable(f"status {response.status}")
    if response.status != 200:
        raise NotionRefused(f"a file was refused with status {response.status} by {host}", status=response.status)
    size = response.content_length or 0
    if size <= limit:
        size = 0
        async for chunk in response.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > limit:
                break
            sink.write(chunk)
    if size > limit:
        raise NotionRefused(f"a file is larger than {limit / 2**20:.0f} MiB", status=413, code=TOO_LARGE)
    return Download(response.content_type, size)


def _host(url: str) -> str:
    """The host of an address for messages, "" where there is none to be found."""
    return split_url(url).hostname or ""


def _parsed(url: str) -> URL:
    """A URL as it was sent where it is in order: signatures hold for its exact spelling."""
    return URL(url, encoded=url.isascii() and " " not in url)


def _reason(failure: Exception) -> str:
    """Why a file did not come, in a word or two that give away nothing of its address."""
    if isinstance(failure, NotionRefused):
        return failure.code or (f"status {failure.status}" if failure.status else failure.message)
    return str(failure) if isinstance(failure, _Unavailable) else type(failure).__name__


def _private(host: str) -> NotionRefused:
    return NotionRefused(
        f"a file lies in a private network ({host})", "Put it where everyone can read it.", status=403, code=PRIVATE
    )


class _Unavailable(Exception):
    """A file server that may be back soon."""
