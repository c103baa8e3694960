"""Notion's refusals as errors that say what to do (API reference: status-codes, request-limits)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from notionpress.errors import (
    Conflict,
    InvalidRequest,
    NotionRefused,
    NotionUnreachable,
    NotShared,
    RateLimited,
    Restricted,
    Unauthorized,
)
from notionpress.ids import notion_url

HOW_TO_CONNECT: Final = (
    "Make a connection at https://www.notion.so/profile/integrations, copy its token (ntn_…) "
    "and set it as NOTION_TOKEN in the environment or in a file .env."
)
_INTEGRATION = re.compile(r'integration "([^"]+)"')
_PATH_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_SUPPORT = "If it stays, tell Notion's support the request id."
_CLASSES: Final[Mapping[int, type[NotionRefused]]] = {
    400: InvalidRequest,
    401: Unauthorized,
    403: Restricted,
    404: NotShared,
    409: Conflict,
    429: RateLimited,
    529: RateLimited,
}


def refusal(status: int, body: Mapping[str, Any], *, request: str, request_id: str) -> NotionRefused:
    """The error for an answer of Notion's own; `request` is its method and path."""
    code = str(body.get("code") or "")
    additional = body.get("additional_data")
    additional = additional if isinstance(additional, dict) else {}
    said = str(body.get("message") or f"status {status}").strip()
    return _CLASSES.get(status, NotionRefused)(
        f"Notion refused {request}: {said} ({_details(status, code, request_id)})",
        _hint(status, code, said, request, additional),
        status=status,
        code=code,
        request_id=request_id,
        additional_data=additional,
    )


def edge_refusal(status: int, *, request: str, ray_id: str) -> NotionRefused:
    """The error for an answer that is not Notion's own: no JSON and no request id, from a gate in front of it."""
    ray = f", ray id {ray_id}" if ray_id else ""
    return NotionRefused(
        f"{request} was answered with status {status} by something in front of Notion (no request id{ray})",
        "The network or its address may be blocked, or `notion.base_url` is not the address of Notion's API: "
        "try from another network, or give Notion's support the ray id.",
        status=status,
        code="edge_block",
    )


def broken_answer(status: int, *, request: str, request_id: str) -> NotionUnreachable:
    """The error for an answer that breaks off or is no JSON, after retries."""
    return NotionUnreachable(
        f"the answer to {request} cannot be read: it is not whole ({_details(status, '', request_id)})",
        "Try again; what was read so far is kept.",
    )


def no_answer(request: str, reason: str) -> NotionUnreachable:
    """The error for a request without an answer, after retries."""
    return NotionUnreachable(
        f"no answer to {request}: {reason}",
        "Check the network (and a proxy or firewall), then run again; what was read so far is kept.",
    )


def _details(status: int, code: str, request_id: str) -> str:
    return ", ".join(filter(None, (f"{status} {code}".strip(), f"request id {request_id}" if request_id else "")))


def _hint(status: int, code: str, said: str, request: str, additional: Mapping[str, Any]) -> str:
    match status:
        case 400:
            return _invalid_hint(code, additional)
        case 401:
            return HOW_TO_CONNECT
        case 403:
            return (
                f"The connection lacks a capability: tick “{_capability(request)}” "
                "at https://www.notion.so/profile/integrations under Capabilities."
            )
        case 404:
            return _share_hint(said, request)
        case 409:
            return f"Someone was changing the same content: run again in a moment. {_SUPPORT}"
        case 429 if additional.get("rate_limit_reason") == "public_api_request_blocked":
            return "Notion has blocked these requests and waiting does not help: ask Notion's support. " + _SUPPORT
        case 429 | 529:
            return "Notion asks to wait: run again later, and see that nothing else uses the same token meanwhile."
        case _:
            return f"Try again; what was read so far is kept. {_SUPPORT}"


def _invalid_hint(code: str, additional: Mapping[str, Any]) -> str:
    if needed := additional.get("minimum_api_version"):
        return f"Set `notion: version: {needed}` in site.yaml."
    if code in ("missing_version", "invalid_request_url"):
        return "Set `notion: version:` in site.yaml to a version that this server knows, and check `notion: base_url:`."
    return f"Check the ids under `notion: root:` in site.yaml. {_SUPPORT}"


def _capability(request: str) -> str:
    if "comments" in request:
        return "Read comments"
    return "Read user information" if "users" in request else "Read content"


def _share_hint(said: str, request: str) -> str:
    if " users/" in request:
        return "Only members and guests of the workspace can be read."
    found, named = _PATH_ID.search(request), _INTEGRATION.search(said)
    where = f"Open {notion_url(found.group())} in Notion" if found else "Open the page in Notion"
    name = f"“{named.group(1)}”" if named else "your connection"
    return f"{where}, choose ••• > Connections and add {name}: pages below it are shared with it."
