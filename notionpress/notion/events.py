"""What the client tells of its work: log records with words for people, and `facts` for programs."""

from __future__ import annotations

import logging
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

_LONG: Final = 1.0
"""Seconds from which a wait for the rate limit is told: at the limit, nearly each request waits a little."""

_log = logging.getLogger("notionpress.notion")


def answered(method: str, path: str, version: str, status: int, seconds: float, request_id: str) -> None:
    """A request was answered with a status after so many seconds."""
    path, milliseconds = shown_path(path), _milliseconds(seconds)
    _tell(
        "request",
        f"{method} {path} {version} {status} {milliseconds} ms {request_id}",
        method=method,
        path=path,
        version=version,
        status=status,
        milliseconds=milliseconds,
        request_id=request_id,
    )


def unanswered(method: str, path: str, version: str, seconds: float, reason: str) -> None:
    """A request got no answer; `reason` is the kind of error."""
    path, milliseconds = shown_path(path), _milliseconds(seconds)
    _tell(
        "no_answer",
        f"{method} {path} {version} no answer {milliseconds} ms {reason}",
        method=method,
        path=path,
        version=version,
        milliseconds=milliseconds,
        reason=reason,
    )


def retrying(method: str, path: str, retry: int, seconds: float) -> None:
    """A request that failed is sent again in so many seconds, for the nth time."""
    path = shown_path(path)
    words = f"trying {method} {path} again in {seconds:.1f} s (retry {retry})"
    _tell("retry", words, method=method, path=path, retry=retry, seconds=round(seconds, 3))


def downloading_again(host: str, retry: int, seconds: float) -> None:
    """A file from a host is asked for again in so many seconds, for the nth time."""
    words = f"trying a file from {host} again in {seconds:.1f} s (retry {retry})"
    _tell("retry", words, host=host, retry=retry, seconds=round(seconds, 3))


def waiting(seconds: float) -> None:
    """The next request waits so many seconds for the rate limit."""
    if seconds >= _LONG:
        _tell("wait", f"waiting {seconds:.1f} s for the rate limit", seconds=round(seconds, 3))


def downloaded(host: str, size: int, seconds: float) -> None:
    """A file of so many bytes came from a host; its address may be signed, and is not told."""
    milliseconds = _milliseconds(seconds)
    _tell(
        "download",
        f"file from {host} {size:,} bytes {milliseconds} ms",
        host=host,
        bytes=size,
        milliseconds=milliseconds,
    )


def not_downloaded(host: str, reason: str, seconds: float) -> None:
    """A file did not come from a host; `reason` is a status, a code or the kind of error."""
    milliseconds = _milliseconds(seconds)
    words = f"file from {host} did not come: {reason} {milliseconds} ms"
    _tell("no_download", words, host=host, reason=reason, milliseconds=milliseconds)


def shown_path(path: str) -> str:
    """A path below `/v1/` as it may be told: of its query only ids, since cursors hold what nobody promises."""
    bare, _, query = path.partition("?")
    ids = [(name, value) for name, value in parse_qsl(query) if name.endswith("_id")]
    return f"{bare}?{urlencode(ids)}" if ids else bare


def _milliseconds(seconds: float) -> int:
    return round(1000 * seconds)


def _tell(event: str, words: str, **facts: Any) -> None:
    _log.info("%s", words, extra={"facts": {"event": event, **facts}})
