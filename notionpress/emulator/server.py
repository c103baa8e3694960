"""The embedded Notion server: HTTP around a workspace."""

from __future__ import annotations

import asyncio
import mimetypes
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from aiohttp import web

from notionpress.emulator.calls import Call, read_body
from notionpress.emulator.endpoints import find_endpoint
from notionpress.emulator.faults import Fault, Faults
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
from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]

_JSON = "application/json; charset=utf-8"
_EDGE_PAGE = (
    "<!DOCTYPE html><html><head><title>Access denied</title></head><body>Sorry, you have been blocked</body></html>"
)
_CODES = {
    429: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    502: ("bad_gateway", "Bad gateway."),
    503: ("service_unavailable", "Notion is temporarily unavailable. Please try again later."),
    504: ("gateway_timeout", "Gateway timeout."),
    529: ("service_overload", "Notion is currently overloaded. Please try again later."),
}


def _now() -> datetime:
    return datetime.now(UTC)


class Emulator:
    """Serves a workspace as an asynchronous context manager; `url` is known once it is entered.

    Arguments: `port` 0 takes a free one; `token` None makes one up; `now` is the clock for expiry and relative dates;
    `file_lifetime` is how many seconds the address of a hosted file holds; `query_cap` how many rows a query gives at
    most; `latency` the seconds that each answer takes longer. `requests` are the lines of the API requests so far,
    such as `GET blocks/<id>/children`.
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
        latency: float = 0.0,
    ) -> None:
        self.workspace = workspace
        self.token = token or f"ntn_{secrets.token_hex(23)}"
        self.requests: list[str] = []
        self._host = host
        self._port = port
        self._faults = faults
        self._now = now
        self._query_cap = query_cap
        self._latency = latency
        self._revoked = False
        self._links = FileLinks("", now, file_lifetime)
        self._runner: web.ServerRunner | None = None

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
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            path = urlsplit(request.raw_path).path
        except ValueError:
            return _json(400, invalid_url().body())
        if not path.startswith("/v1/"):
            return await self._file(request)
        line = f"{request.method} {path.removeprefix('/v1/')}"
        self.requests.append(line)
        data = await request.read()
        if self._latency:
            await asyncio.sleep(self._latency)
        fault = self._faults.next(line) if self._faults else None
        if fault is not None and fault.kind != "cut":
            return await _fail(request, fault)
        response = self._answer(request, data)
        return response if fault is None else await _cut(request, response)

    def _answer(self, request: web.BaseRequest, data: bytes) -> web.Response:
        try:
            return _json(200, self._result(request, data))
        except Refusal as refusal:
            return _json(refusal.status, refusal.body())
        except RecursionError:
            return _json(400, invalid_json().body())

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
        body = read_body(data) if request.method == "POST" else {}
        query = parse_qs(parts.query, keep_blank_values=True)
        return endpoint.answer(Call(reader, ids, query, body, self._now(), self._query_cap))

    async def _file(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            path = self.workspace.hosted(self._links.file_id(request.raw_path))
            if path is None:
                raise FileRefusal(404, "NoSuchKey", "The specified key does not exist.")
        except FileRefusal as refusal:
            return web.Response(status=refusal.status, text=refusal.xml(), content_type="application/xml")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return web.Response(body=await asyncio.to_thread(path.read_bytes), content_type=kind)


def _header(request: web.BaseRequest, name: str) -> str | None:
    """A header as text; bytes that are none are replaced."""
    given = request.headers.get(name)
    return None if given is None else given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _json(status: int, body: Json, request_id: str = "", headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer with its request id in the last key and in a header."""
    request_id = request_id or str(uuid.uuid4())
    body["request_id"] = request_id
    headers = {"Content-Type": _JSON, "x-notion-request-id": request_id, **(headers or {})}
    return web.Response(status=status, body=msgspec.json.encode(body), headers=headers)


async def _fail(request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
    if fault.kind == "edge":
        headers = {"CF-Ray": secrets.token_hex(8), "Content-Type": "text/html; charset=UTF-8"}
        return web.Response(status=403, text=_EDGE_PAGE, headers=headers)
    if isinstance(fault.kind, int):
        code, message = _CODES[fault.kind]
        headers, data = {}, None
        if fault.kind in (429, 529):
            headers = {"Retry-After": str(fault.retry_after)}
            data = {"retry_after": str(fault.retry_after)}
        if fault.kind == 429 and data is not None:
            data["rate_limit_reason"] = "public_api_request_rate_limit"
        return _json(fault.kind, Refusal(fault.kind, code, message, data).body(), headers=headers)
    if fault.kind == "stall":
        await asyncio.Event().wait()
    return _disconnect(request)


async def _cut(request: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """Announce the whole body and send half of it."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    response = web.StreamResponse(status=whole.status, headers={"Content-Type": _JSON})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    _disconnect(request)
    return response


def _disconnect(request: web.BaseRequest) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return web.Response()
