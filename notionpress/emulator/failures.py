"""How faults look to a client: refusals, and connections and bodies that break."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import msgspec
from aiohttp import web

from notionpress.emulator.faults import Fault
from notionpress.emulator.files import FileRefusal
from notionpress.emulator.refusals import Refusal, bad_cursor

Json = dict[str, Any]

_JSON = "application/json; charset=utf-8"
_EDGE_PAGE = (
    "<!DOCTYPE html><html><head><title>Access denied</title></head><body>Sorry, you have been blocked</body></html>"
)
_NO_JSON = b"upstream connect error or disconnect/reset before headers"
_CODES = {
    429: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    502: ("bad_gateway", "Bad gateway."),
    503: ("service_unavailable", "Notion is temporarily unavailable. Please try again later."),
    504: ("gateway_timeout", "Gateway timeout."),
    529: ("service_overload", "Notion is currently overloaded. Please try again later."),
}


def json_answer(status: int, body: Json, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer with its request id in the last key and in a header."""
    request_id = str(uuid.uuid4())
    body["request_id"] = request_id
    headers = {"Content-Type": _JSON, "x-notion-request-id": request_id, **(headers or {})}
    return web.Response(status=status, body=msgspec.json.encode(body), headers=headers)


def file_refusal(refusal: FileRefusal, headers: dict[str, str] | None = None) -> web.Response:
    """What S3 answers instead of a file."""
    return web.Response(status=refusal.status, text=refusal.xml(), content_type="application/xml", headers=headers)


def http_date(moment: datetime) -> str:
    """A moment as HTTP headers have it."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def refused(fault: Fault, now: datetime, cursor: str = "") -> web.Response:
    """The answer of a fault that is one: a status, `edge`, `cursor` or `expired`."""
    if fault.kind == "edge":
        headers = {"CF-Ray": secrets.token_hex(8), "Content-Type": "text/html; charset=UTF-8"}
        return web.Response(status=403, text=_EDGE_PAGE, headers=headers)
    if fault.kind == "expired":
        return file_refusal(FileRefusal(403, "AccessDenied", "Request has expired"))
    if fault.kind == "cursor":
        return json_answer(400, bad_cursor(cursor).body())
    assert isinstance(fault.kind, int)
    headers = _retry_after(fault, now)
    if fault.of_files:
        name = "SlowDown" if headers or fault.kind == 503 else "InternalError"
        return file_refusal(FileRefusal(fault.kind, name, "Please try again."), headers)
    code, message = _CODES[fault.kind]
    data = {}
    if headers and fault.retry_after_form == "seconds":
        data["retry_after"] = str(fault.retry_after)
    if fault.kind == 429:
        data["rate_limit_reason"] = "public_api_request_rate_limit"
    return json_answer(fault.kind, Refusal(fault.kind, code, message, data).body(), headers)


def _retry_after(fault: Fault, now: datetime) -> dict[str, str]:
    if fault.kind not in (429, 529) or fault.retry_after_form == "none":
        return {}
    if fault.retry_after_form == "date":
        return {"Retry-After": http_date(now + timedelta(seconds=fault.retry_after))}
    return {"Retry-After": str(fault.retry_after)}


async def broken(fault: Fault, request: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """An answer that was good, with what a `cut`, `truncated` or `invalid` makes of it."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    if fault.kind == "cut":
        response = web.StreamResponse(status=whole.status, headers=whole.headers)
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        disconnect(request)
        return response
    whole.body = body[: len(body) // 2] if fault.kind == "truncated" else _NO_JSON
    return whole


async def unanswered(fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
    """No answer: the connection closes, at once or only when the client has enough of waiting."""
    if fault.kind == "stall":
        await asyncio.Event().wait()
    return disconnect(request)


def disconnect(request: web.BaseRequest) -> web.StreamResponse:
    """Close the connection under a request."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()
