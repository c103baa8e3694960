"""The embedded Notion server: HTTP around a workspace."""

from __future__ import annotations

import asyncio
import mimetypes
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from aiohttp import web

from notionpress.emulator.calls import Call, read_body
from notionpress.emulator.changes import apply
from notionpress.emulator.endpoints import find_endpoint
from notionpress.emulator.failures import broken, file_refusal, http_date, json_answer, refused, unanswered
from notionpress.emulator.faults import FaultPlan, Faults
from notionpress.emulator.files import FileLinks, FileRefusal
from notionpress.emulator.reader import Reader
from notionpress.emulator.refusals import (
    Refusal,
    invalid_json,
    invalid_url,
    restricted,
    unauthorized,
    wrong_version,
)
from notionpress.emulator.versions import VERSIONS
from notionpress.emulator.webhooks import Webhooks
from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


class Emulator:
    """Serves a workspace as an asynchronous context manager; `url` is known once it is entered.

    Arguments: `port` 0 takes a free one; `token` None makes one up; `now` is the clock for edits, expiry, relative
    dates and the header `Date`; `file_lifetime`, `query_cap`, `part_size`, `latency`, `positional_cursors` and
    `edits_move_pages` are told in `FaultPlan`; `sleep` waits so many seconds; `webhook` is sent what happens.
    `requests` are the lines of the API requests so far, such as `GET blocks/<id>/children`.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        faults: Faults | None = None,
        now: Callable[[], datetime] = _now,
        file_lifetime: float = 3600,
        query_cap: int = 10_000,
        part_size: int = 100,
        latency: float = 0.0,
        positional_cursors: bool = False,
        edits_move_pages: bool = False,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        webhook: Webhooks | None = None,
    ) -> None:
        self.workspace = workspace
        workspace.now = now
        self.token = token or f"ntn_{secrets.token_hex(23)}"
        self.requests: list[str] = []
        self.webhook = webhook
        self._host = host
        self._port = port
        self._faults = faults or Faults()
        self._now = now
        self._query_cap = query_cap
        self._part_size = part_size
        self._latency = latency
        self._positional_cursors = positional_cursors
        self._edits_move_pages = edits_move_pages
        self._sleep = sleep
        self._revoked = False
        self._links = FileLinks("", now, file_lifetime)
        self._runner: web.ServerRunner | None = None

    @classmethod
    def under(
        cls, plan: FaultPlan, workspace: Workspace, *, clock: Callable[[], float] = time.monotonic, **options: Any
    ) -> Self:
        """A server on which the faults of a plan fall; `clock` gives the seconds of its rate limit."""
        faults = Faults(plan.faults, rate_limit=plan.rate_limit, changes=plan.changes, seed=plan.seed, clock=clock)
        return cls(
            workspace,
            faults=faults,
            file_lifetime=plan.file_lifetime,
            query_cap=plan.query_cap,
            part_size=plan.part_size,
            latency=plan.latency,
            positional_cursors=plan.positional_cursors,
            edits_move_pages=plan.edits_move_pages,
            **options,
        )

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return self._links.base_url

    def revoke(self) -> None:
        """Refuse the token from now on."""
        self._revoked = True

    async def __aenter__(self) -> Self:
        self._runner = runner = web.ServerRunner(web.Server(self._serve), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, self._host, self._port).start()
        port = runner.addresses[0][1]
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._links.base_url = f"http://{host}:{port}"
        if self.webhook is not None:
            await self.webhook.start(self.workspace, self._sleep)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.webhook is not None:
            await self.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            path = urlsplit(request.raw_path).path
        except ValueError:
            return self._dated(json_answer(400, invalid_url().body()))
        if not path.startswith("/v1/"):
            return await self._meet_faults(request, f"{request.method} {path}", b"", is_file=True)
        line = f"{request.method} {path.removeprefix('/v1/')}"
        self.requests.append(line)
        data = await request.read()
        if self._latency:
            await self._sleep(self._latency)
        for change in self._faults.changes(line):
            if change.do == "revoke":
                self.revoke()
            apply(change, self.workspace, self._now())
        return await self._meet_faults(request, line, data, is_file=False)

    async def _meet_faults(
        self, request: web.BaseRequest, line: str, data: bytes, *, is_file: bool
    ) -> web.StreamResponse:
        cursor = "" if is_file else _cursor(request, data)
        fault = self._faults.next(line, has_cursor=bool(cursor), is_file=is_file)
        if fault is not None and fault.kind in ("drop", "stall"):
            return await unanswered(fault, request)
        if fault is not None and fault.kind not in ("cut", "truncated", "invalid", "slow"):
            return self._dated(refused(fault, self._now(), cursor))
        if fault is not None and fault.kind == "slow":
            await self._sleep(fault.seconds)
        response = self._dated(await self._file(request) if is_file else self._answer(request, data))
        return response if fault is None or fault.kind == "slow" else await broken(fault, request, response)

    def _dated(self, response: web.Response) -> web.Response:
        """The answer with the time at which it is given, by this server's clock."""
        response.headers["Date"] = http_date(self._now())
        return response

    def _answer(self, request: web.BaseRequest, data: bytes) -> web.Response:
        try:
            return json_answer(200, self._result(request, data))
        except Refusal as refusal:
            return json_answer(refusal.status, refusal.body())
        except RecursionError:
            return json_answer(400, invalid_json().body())

    def _result(self, request: web.BaseRequest, data: bytes) -> Json:
        given = _header(request, "Authorization") or ""
        right = f"Bearer {self.token}"
        if self._revoked or not secrets.compare_digest(given.encode(), right.encode()):
            raise unauthorized()
        version = _header(request, "Notion-Version")
        if version not in VERSIONS:
            raise wrong_version(version)
        parts = urlsplit(request.raw_path)
        segments = [unquote(segment) for segment in parts.path.removeprefix("/v1/").rstrip("/").split("/")]
        endpoint, ids = find_endpoint(request.method, segments, version)
        reader = Reader(self.workspace, version, self._links)
        if endpoint.capability and not reader.can(endpoint.capability):
            raise restricted()
        body = read_body(data) if request.method in ("POST", "PATCH") else {}
        query = parse_qs(parts.query, keep_blank_values=True)
        call = Call(
            reader=reader,
            ids=ids,
            query=query,
            body=body,
            now=self._now(),
            query_cap=self._query_cap,
            positional_cursors=self._positional_cursors,
            part_size=self._part_size,
            edits_move_pages=self._edits_move_pages,
        )
        return endpoint.answer(call)

    async def _file(self, request: web.BaseRequest) -> web.Response:
        try:
            path = self.workspace.hosted(self._links.file_id(request.raw_path))
            if path is None:
                raise FileRefusal(404, "NoSuchKey", "The specified key does not exist.")
        except FileRefusal as refusal:
            return file_refusal(refusal)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return web.Response(body=await asyncio.to_thread(path.read_bytes), content_type=kind)


def _header(request: web.BaseRequest, name: str) -> str | None:
    """A header as text; bytes that are none are replaced."""
    given = request.headers.get(name)
    return None if given is None else given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _cursor(request: web.BaseRequest, data: bytes) -> str:
    """The cursor that a request carries, in its query or its body; "" when it has none or cannot be read."""
    try:
        body = read_body(data) if request.method == "POST" else {}
    except (Refusal, RecursionError):
        return ""
    given = body.get("start_cursor") or parse_qs(urlsplit(request.raw_path).query).get("start_cursor", [""])[0]
    return given if isinstance(given, str) else ""
