"""Asking other sites whether links to them still lead somewhere, politely and never in a private network."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import msgspec
from yarl import URL

from notionpress import __version__
from notionpress.ids import split_url
from notionpress.notion.addresses import PrivateAddress, Reachable, guarded, is_public, refuse_private

_AT_ONCE: Final = 16
PAUSE: Final = 0.5
"""Seconds between two requests to one host."""
_TIMEOUT: Final = 20.0
_REDIRECTS: Final = 10
_TRIES: Final = 3
_SILENCES: Final = 2
"""After how many requests in a row without an answer a host is left alone."""

_LONGEST_WAIT: Final = 60.0
"""Seconds that a host may ask to wait for."""
_MOVED: Final = (301, 302, 303, 307, 308)
_FOR_GOOD: Final = (301, 308)
_GONE: Final = (404, 410)
_BUSY: Final = 429


class Answer(msgspec.Struct, frozen=True):
    """What came of a link: the status of the last answer, 0 for none, and then why there was none.

    `reason` is `unknown-host`, `no-connection`, `certificate`, `timeout`, `private`, `redirects`, `address` or "".
    `moved` is where the page has moved for good, "" where it has not.
    """

    status: int = 0
    reason: str = ""
    moved: str = ""

    @property
    def is_right(self) -> bool:
        """Whether something is there."""
        return 200 <= self.status < 400


class Links:
    """Asks for links, one request at a time and with a pause for each host; an asynchronous context manager.

    A host that twice in a row does not answer in time is not asked for its other links.

    Only public addresses are connected to (`is_reachable`): the numeric address is looked at right before. `proxy_for`
    gives the HTTP proxy for an address, "" for none; names are looked up before a proxy is asked. `pause` are the
    seconds between two requests to one host, `timeout` those that an answer may take.
    """

    def __init__(
        self,
        *,
        pause: float,
        is_reachable: Reachable = is_public,
        proxy_for: Callable[[str], str] = lambda _: "",
        timeout: float = _TIMEOUT,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.requests = 0
        self._is_reachable = is_reachable
        self._proxy_for = proxy_for
        self._pause = pause
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._sleep = sleep
        self._all = asyncio.Semaphore(_AT_ONCE)
        self._hosts: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asked: set[str] = set()
        self._refuse_more: set[str] = set()
        self._silences: Counter[str] = Counter()
        self._rests: dict[str, float] = {}
        self._direct: aiohttp.ClientSession | None = None
        self._by_proxy: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Links:
        self._direct = _session(guarded(self._is_reachable))
        self._by_proxy = _session(None)
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in (self._direct, self._by_proxy):
            if session is not None:
                await session.close()

    async def answers(self, urls: Iterable[str], told: Callable[[str, Answer], None]) -> None:
        """Ask for each address once; `told` gets each with its answer as soon as it is there."""

        async def one(url: str) -> None:
            told(url, await self.answer(url))

        async with asyncio.TaskGroup() as tasks:
            for url in urls:
                tasks.create_task(one(url))

    async def answer(self, url: str) -> Answer:
        """Ask for one address: its head alone, and the whole where that is refused."""
        try:
            target = URL(url).with_fragment(None).with_user(None)
        except (ValueError, TypeError):
            return Answer(reason="address")
        found = await self._tried("HEAD", target)
        if not found.is_right and found.status not in (0, _BUSY):
            # Not every server that has a page gives its head.
            found = await self._tried("GET", target)
        return found

    async def _tried(self, method: str, url: URL) -> Answer:
        for attempt in range(_TRIES):
            found, host = await self._followed(method, url)
            is_transient = found.reason in ("timeout", "no-connection") or found.status >= 500
            if found.status == _BUSY:
                if host in self._refuse_more:
                    return found
            elif not is_transient or (method == "HEAD" and found.status >= 500) or attempt == 1:
                return found
        self._refuse_more.add(host)
        return found

    async def _followed(self, method: str, url: URL) -> tuple[Answer, str]:
        """The answer at the end of all redirects, and the host that it is from."""
        first, moved, is_for_good = url, "", True
        for _ in range(_REDIRECTS + 1):
            host = url.host or ""
            if url.scheme not in ("http", "https") or not host:
                return Answer(reason="address"), host
            try:
                status, location = await self._asked_once(method, url, host)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                return Answer(reason=_reason(error)), host
            if status in _MOVED and location:
                try:
                    url = url.join(URL(location)).with_user(None)
                except ValueError:
                    return Answer(reason="address"), host
                is_for_good = is_for_good and status in _FOR_GOOD
                moved = _shown(url, first) if is_for_good else moved
                continue
            return Answer(status, moved=moved), host
        return Answer(reason="redirects"), host

    async def _asked_once(self, method: str, url: URL, host: str) -> tuple[int, str]:
        """The status that a host answers, and where it leads on to."""
        proxy = self._proxy_for(str(url))
        session = self._by_proxy if proxy else self._direct
        if session is None:
            raise RuntimeError("enter the context first")
        async with self._turn(host) as may_ask:
            if not may_ask:
                return _BUSY, ""
            if proxy:
                await refuse_private(url, self._is_reachable)
            if self._silences[host] >= _SILENCES:
                raise TimeoutError
            self.requests += 1
            try:
                async with session.request(
                    method, url, proxy=proxy or None, timeout=self._timeout, allow_redirects=False
                ) as response:
                    self._silences[host] = 0
                    self._hear(host, response.status, _seconds(response.headers.get("Retry-After", "")))
                    return response.status, response.headers.get("Location", "")
            except TimeoutError:
                self._silences[host] += 1
                raise

    def _hear(self, host: str, status: int, wait: float | None) -> None:
        """Do as a host asks that is busy: nobody asks it for so long."""
        if wait is not None and wait <= _LONGEST_WAIT:
            self._rests[host] = wait
        elif status == _BUSY:
            # Where it does not say how long, or for too long, it is left alone.
            self._refuse_more.add(host)

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[bool]:
        """Wait until a host may be asked; gives whether it may be at all, which can change while others ask it."""
        async with self._hosts[host]:
            if host in self._refuse_more:
                yield False
                return
            if host in self._asked and self._silences[host] < _SILENCES:
                await self._sleep(max(self._pause, self._rests.pop(host, 0)))
            self._asked.add(host)
            async with self._all:
                yield True


def _session(factory: Callable[..., socket.socket] | None) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_AT_ONCE, force_close=True, socket_factory=factory),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"notionpress/{__version__} (looks for dead links)", "Accept": "*/*"},
    )


def _shown(url: URL, first: URL) -> str:
    """Where a page has moved, without what may be a signature."""
    return str(url if url.query_string == first.query_string else url.with_query(None))


def _seconds(retry_after: str) -> float | None:
    """How long a host asks to wait (RFC 9110, 10.2.3: seconds or a date), None where it does not say."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _reason(error: Exception) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, PrivateAddress):
        return "private"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return "certificate"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "unknown-host"
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return "address"
    return "timeout" if isinstance(error, TimeoutError) else "no-connection"


def host_of(url: str) -> str:
    """The host of an address, "" where there is none."""
    return split_url(url).hostname or ""
