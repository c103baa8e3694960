"""A client of Notion's REST API that reads: paced, retried, and clear about what went wrong."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Final, Self, TypeAlias
from urllib.parse import urlencode, urlsplit

import aiohttp
import msgspec
from yarl import URL

from notionpress import __version__
from notionpress.errors import NotionError, NotionRefused, NotionUnreachable, Unauthorized
from notionpress.notion import events
from notionpress.notion.addresses import Reachable, is_public
from notionpress.notion.downloads import Download, Downloader
from notionpress.notion.limiter import Limiter
from notionpress.notion.lists import ListPage, all_pages, list_page
from notionpress.notion.purposes import Sent
from notionpress.notion.queries import read_rows
from notionpress.notion.refusals import HOW_TO_CONNECT, broken_answer, edge_refusal, no_answer, refusal
from notionpress.notion.retry import backoff, clock_lag, is_shared, retries, retry_after

Json: TypeAlias = dict[str, Any]

DATA_SOURCES_SINCE: Final = "2025-09-03"
"""The first version in which a database is a container of data sources."""

_FIRST_CONTACT_RETRIES: Final = 2
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class _Failed(msgspec.Struct, frozen=True):
    """A try that failed: the error it would be, how often one may retry, and for how long to wait (None: back off)."""

    error: NotionError
    retries: int
    wait: float | None = None
    shared: bool = False


class NotionClient:
    """Asks Notion with a token, as an asynchronous context manager.

    `requests_per_minute` is the plan's limit (180, or 600 on the larger plans), `window` the seconds in which its share
    may be spent, `concurrency` how many requests may be under way at once, `timeout` the seconds for one, `retries` how
    often a failing one is tried again, `longest_wait` the seconds that one waits at most, in all, because Notion says
    so (429, 529), `proxy` the address of an HTTP proxy to go through, `is_reachable` which addresses files may be
    fetched from. `requests` counts what was sent, retries included; `waited` is the seconds spent waiting for a turn.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://api.notion.com",
        version: str = "2025-09-03",
        requests_per_minute: int = 180,
        window: float = 60.0,
        concurrency: int = 8,
        timeout: float = 60.0,
        retries: int = 6,
        longest_wait: float = 900.0,
        proxy: str = "",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        is_reachable: Reachable = is_public,
    ) -> None:
        self._token = token.strip()
        if not self._token or not self._token.isascii() or not self._token.isprintable():
            raise Unauthorized("there is no usable Notion token", HOW_TO_CONNECT)
        self.base_url = base_url.rstrip("/")
        self.version = version
        self.concurrency = concurrency
        self.requests = 0
        self.sent = Sent()
        self._timeout = timeout
        self._retries = retries
        self._longest_wait = longest_wait
        self._proxy = proxy or None
        self._limiter = Limiter(round(requests_per_minute * window / 60), window, clock=clock, sleep=sleep)
        self._sleep = sleep
        self._chance = chance
        self._calls = asyncio.Semaphore(concurrency)
        self._downloader = Downloader(
            base_url=self.base_url,
            concurrency=concurrency,
            timeout=timeout,
            retries=retries,
            proxy=proxy,
            sleep=sleep,
            chance=chance,
            is_reachable=is_reachable,
        )
        self._session: aiohttp.ClientSession | None = None
        self._answered = False
        self.lag = 0.0
        """Seconds by which Notion's clock is behind this machine's, as far as its answers tell."""

    @property
    def has_data_sources(self) -> bool:
        """Whether databases are containers of data sources in the version that is sent."""
        return self.version >= DATA_SOURCES_SINCE

    @property
    def waited(self) -> float:
        """Seconds spent waiting for a turn."""
        return self._limiter.waited

    @property
    def spent(self) -> int:
        """Requests that count in the present window of the limit."""
        return self._limiter.spent

    @property
    def allowed(self) -> int:
        """Requests that a window may hold: those of the limit, or fewer while others use it too."""
        return self._limiter.allowed

    @property
    def waiting(self) -> float:
        """Seconds until the next request may go out; 0 when none waits."""
        return self._limiter.waiting

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=2 * self.concurrency, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"notionpress/{__version__}"},
            middlewares=(_send_once,),
        )
        await self._downloader.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._downloader.close()

    # Requests

    async def get(self, path: str, params: Mapping[str, str] | None = None, *, version: str | None = None) -> Json:
        """The JSON object at a path below `/v1/`."""
        return await self.request("GET", f"{path}?{urlencode(params)}" if params else path, version=version)

    async def post(self, path: str, body: Json, *, version: str | None = None) -> Json:
        """The answer to a JSON object that is sent to a path below `/v1/`."""
        return await self.request("POST", path, body=body, version=version)

    async def request(self, method: str, path: str, *, body: Json | None = None, version: str | None = None) -> Json:
        """Send one request and return its JSON object, trying again what may pass.

        `path` is below `/v1/` and encoded already. Raises NotionUnreachable or the fitting NotionRefused.
        """
        attempt, failed, waited = 0, 0, 0.0
        while True:
            answer = await self._try(method, path, body, version or self.version)
            if not isinstance(answer, _Failed):
                return answer
            # While others use up the quota, being refused says nothing of the request: its waits count, not its tries.
            failed += not answer.shared
            if failed > answer.retries or answer.retries == 0:
                raise answer.error
            # A wait of nothing would use up all retries in an instant.
            wait = answer.wait or backoff(attempt, self._chance())
            waited += wait
            if waited > self._longest_wait and (answer.shared or answer.wait):
                raise answer.error
            attempt += 1
            events.retrying(method, path, attempt, wait)
            if answer.shared:
                self._limiter.refused(wait)
            else:
                await self._sleep(wait)

    async def _try(self, method: str, path: str, body: Json | None, version: str) -> Json | _Failed:
        headers = {"Authorization": f"Bearer {self._token}", "Notion-Version": version}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request, data = _request(method, path), None if body is None else _encode(body)
        async with self._calls:
            turn = await self._limiter.turn()
            self.requests += 1
            self.sent.add(path)
            start = time.perf_counter()
            try:
                async with self._open().request(
                    method,
                    URL(f"{self.base_url}/v1/{path}", encoded=True),
                    headers=headers,
                    data=data,
                    proxy=self._proxy,
                    timeout=aiohttp.ClientTimeout(total=self._timeout),
                    allow_redirects=False,
                ) as response:
                    raw = await response.read()
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                events.unanswered(method, path, version, time.perf_counter() - start, type(error).__name__)
                return self._unanswered(request, error, reads=_reads(method, path))
            finally:
                self._limiter.answered(turn)
        self._answered = True
        self.lag = clock_lag(response.headers, time.time())
        request_id = response.headers.get("x-notion-request-id", "")
        events.answered(method, path, version, response.status, time.perf_counter() - start, request_id)
        return self._judge(method, path, response.status, response.headers, raw)

    def _judge(self, method: str, path: str, status: int, headers: Mapping[str, str], raw: bytes) -> Json | _Failed:
        reads, request = _reads(method, path), _request(method, path)
        request_id = headers.get("x-notion-request-id", "")
        body = _decoded(raw)
        # What something in front of Notion says must not be taken for Notion's word that a page is not there.
        if body is None or (status != 200 and body.get("object") != "error"):
            if status == 200:
                return _Failed(broken_answer(status, request=request, request_id=request_id), self._retries * reads)
            allowed = retries(status, limit=self._retries, reads=reads, blocked=False)
            error: NotionError = edge_refusal(status, request=request, ray_id=headers.get("CF-Ray", ""))
            if allowed:
                error = NotionUnreachable(error.message, "Try again later; what was read so far is kept.")
            return _Failed(error, allowed, retry_after(headers, {}), is_shared(status))
        if status == 200:
            return body
        refused = self._without_token(refusal(status, body, request=request, request_id=request_id))
        allowed = retries(
            status,
            limit=self._retries,
            reads=reads,
            blocked=refused.additional_data.get("rate_limit_reason") == "public_api_request_blocked",
        )
        return _Failed(refused, allowed, retry_after(headers, refused.additional_data), is_shared(status))

    def _unanswered(self, request: str, error: Exception, *, reads: bool) -> _Failed:
        if isinstance(error, aiohttp.InvalidURL | ValueError):
            return _Failed(no_answer(request, "the address is malformed; check `notion: base_url:` in site.yaml"), 0)
        if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
            return _Failed(no_answer(request, f"the connection is not secure ({type(error).__name__})"), 0)
        unsent = isinstance(error, aiohttp.ClientConnectorError)
        allowed = self._retries if reads or unsent else 0
        if not self._answered:
            # A wrong address or a missing network should be told soon, not after a minute of patience.
            allowed = min(allowed, _FIRST_CONTACT_RETRIES)
        if isinstance(error, TimeoutError):
            return _Failed(no_answer(request, f"nothing came within {self._timeout:g} s"), allowed)
        reason = "the connection failed" if unsent else "the connection broke"
        host = urlsplit(self.base_url).netloc
        return _Failed(no_answer(request, f"{reason} ({host}, {type(error).__name__})"), allowed)

    def _without_token(self, error: NotionRefused) -> NotionRefused:
        error.message = error.message.replace(self._token, "•••")
        error.args = (error.message,)
        return error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("use the client as a context manager: async with NotionClient(…)")
        return self._session

    # Endpoints

    async def me(self) -> Json:
        """The bot that the token belongs to."""
        return await self.get("users/me")

    async def page(self, id: str, *, version: str | None = None) -> Json:
        """A page with its properties, without its blocks."""
        return await self.get(f"pages/{id}", version=version)

    async def block(self, id: str) -> Json:
        """A block, without its children."""
        return await self.get(f"blocks/{id}")

    async def database(self, id: str, *, version: str | None = None) -> Json:
        """A database: the container of data sources (before 2025-09-03: with the schema)."""
        return await self.get(f"databases/{id}", version=version)

    async def data_source(self, id: str, *, version: str | None = None) -> Json:
        """A data source with its schema."""
        return await self.get(f"data_sources/{id}", version=version)

    async def user(self, id: str) -> Json:
        """A user."""
        return await self.get(f"users/{id}")

    async def comment(self, id: str) -> Json:
        """A comment."""
        return await self.get(f"comments/{id}")

    async def view(self, id: str, *, version: str | None = None) -> Json:
        """A view of a data source: its filter, sorts and layout."""
        return await self.get(f"views/{id}", version=version)

    async def children_page(self, block_id: str, cursor: str | None = None) -> ListPage:
        """Up to a hundred children of a block or page, from a cursor on."""
        return await self._list(f"blocks/{block_id}/children", cursor)

    async def property_page(self, page_id: str, property_id: str, cursor: str | None = None) -> ListPage:
        """Up to a hundred items of a property value; `property_id` is encoded, as the page gives it."""
        path = f"pages/{page_id}/properties/{property_id}"
        body = await self.get(path, _paging(cursor))
        return list_page(body, path) if body.get("object") == "list" else ListPage([body])

    async def children(self, block_id: str) -> AsyncIterator[Json]:
        """All children of a block or page, first level only."""
        async for one in self._items(f"blocks/{block_id}/children"):
            yield one

    async def page_property(self, page_id: str, property_id: str) -> AsyncIterator[Json]:
        """All items of a property value; a value that is no list is one item."""
        request = f"pages/{page_id}/properties/{property_id}"
        async for page in all_pages(lambda cursor: self.property_page(page_id, property_id, cursor), request):
            for one in page.results:
                yield one

    async def users(self) -> AsyncIterator[Json]:
        """All members of the workspace and its bots."""
        async for one in self._items("users"):
            yield one

    async def views(self, database_id: str, *, version: str | None = None) -> AsyncIterator[Json]:
        """The views of a database: object and id only."""
        async for one in self._items("views", {"database_id": database_id}, version):
            yield one

    async def comments(self, block_id: str) -> AsyncIterator[Json]:
        """The unresolved comments on a page or block."""
        async for one in self._items("comments", {"block_id": block_id}):
            yield one

    async def search(self, query: str = "", *, kind: str = "") -> AsyncIterator[Json]:
        """Pages and data sources (before 2025-09-03: databases) whose title matches. Not exhaustive, by design.

        `kind` is `page`, `data_source` or `database`, "" for all. What was edited last comes first.
        """
        async for page in self.search_pages(query, kind=kind):
            for one in page.results:
                yield one

    def search_pages(self, query: str = "", *, kind: str = "") -> AsyncIterator[ListPage]:
        """The same answer by answer, each asked for when it is taken."""
        body: Json = {"query": query, **({"filter": {"property": "object", "value": kind}} if kind else {})}
        return self._answers("search", body)

    def query(
        self,
        data_source_id: str,
        *,
        filter: Json | None = None,
        sorts: list[Json] | None = None,
        version: str | None = None,
        cut: Callable[[], None] = lambda: None,
        answered: Callable[[], None] = lambda: None,
    ) -> AsyncIterator[Json]:
        """The rows of a data source that pass a filter, in the order of sorts, by default the oldest first.

        All of them, however many there are. `cut` is called when the sorts cannot hold for those beyond 10,000; see
        `queries.read_rows`. `answered` is called with each answer that the list came in.
        """
        return self._query(f"data_sources/{data_source_id}/query", filter, sorts, version, cut, answered)

    def query_database(
        self,
        database_id: str,
        *,
        filter: Json | None = None,
        sorts: list[Json] | None = None,
        cut: Callable[[], None] = lambda: None,
        answered: Callable[[], None] = lambda: None,
    ) -> AsyncIterator[Json]:
        """The rows of a database, for versions before 2025-09-03; otherwise as `query`."""
        return self._query(f"databases/{database_id}/query", filter, sorts, None, cut, answered)

    def query_pages(
        self,
        id: str,
        *,
        filter: Json | None = None,
        sorts: list[Json] | None = None,
        properties: Sequence[str] = (),
    ) -> AsyncIterator[ListPage]:
        """The rows of a data source (before 2025-09-03: of a database), one answer after the other as they are taken.

        At most 10,000. `properties` are the names or ids of those that come with each row, all if none is named.
        """
        kind = "data_sources" if self.has_data_sources else "databases"
        body = {**({"filter": filter} if filter else {}), **({"sorts": sorts} if sorts else {})}
        wanted = urlencode([("filter_properties", one) for one in properties])
        return self._answers(f"{kind}/{id}/query{f'?{wanted}' if wanted else ''}", body)

    def _answers(self, path: str, body: Json) -> AsyncIterator[ListPage]:
        async def fetch(cursor: str | None) -> ListPage:
            return list_page(await self.post(path, {**body, **_paging(cursor, whole=True)}), request)

        request = path.partition("?")[0]
        return all_pages(fetch, request)

    def _query(
        self,
        path: str,
        filter: Json | None,
        sorts: list[Json] | None,
        version: str | None,
        cut: Callable[[], None],
        answered: Callable[[], None],
    ) -> AsyncIterator[Json]:
        def ask(body: Json) -> AsyncIterator[ListPage]:
            async def fetch(cursor: str | None) -> ListPage:
                whole = {**body, **_paging(cursor, whole=True)}
                answer = await self.post(path, whole, version=version)
                answered()
                return list_page(answer, path)

            return all_pages(fetch, path)

        return read_rows(ask, path, filter=filter, sorts=sorts, cut=cut)

    async def _items(
        self, path: str, params: Mapping[str, str] | None = None, version: str | None = None
    ) -> AsyncIterator[Json]:
        async for page in all_pages(lambda cursor: self._list(path, cursor, params, version), path):
            for one in page.results:
                yield one

    async def _list(
        self, path: str, cursor: str | None, params: Mapping[str, str] | None = None, version: str | None = None
    ) -> ListPage:
        return list_page(await self.get(path, {**(params or {}), **_paging(cursor)}, version=version), path)

    # Files

    async def download(self, url: str, sink: IO[bytes], *, limit: int, seconds: float = 600.0) -> Download:
        """Write the file at a URL to `sink`; see `Downloader.download`."""
        return await self._downloader.download(url, sink, limit=limit, seconds=seconds)


class ConnectionDropped(aiohttp.ClientError):
    """A connection that ended before the answer came."""


async def _send_once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending a GET again by itself, past the pace and the count, when a connection was dropped."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise ConnectionDropped(str(error)) from error


def _decoded(raw: bytes) -> Json | None:
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _reads(method: str, path: str) -> bool:
    """Whether a request changes nothing, so that it may be repeated freely."""
    return method == "GET" or (method == "POST" and (path == "search" or path.partition("?")[0].endswith("/query")))


def _request(method: str, path: str) -> str:
    return f"{method} {path.partition('?')[0]}"


def _paging(cursor: str | None, *, whole: bool = False) -> dict[str, Any]:
    paging: dict[str, Any] = {"page_size": 100 if whole else "100"}
    if cursor is not None:
        paging["start_cursor"] = cursor
    return paging
