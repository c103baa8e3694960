"""Whether and when a request is tried again. Pure: statuses, headers and chances come in as arguments."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

LONGEST_BACKOFF: Final = 60.0
CONFLICT_TRIES: Final = 3
_BUSY: Final = (429, 529)
_UNCERTAIN: Final = 3.0
_ANOTHER_TIME: Final = 86400.0
_BROKEN: Final = (500, 502, 503, 504, 520, 521, 522, 523, 524)
"""From 520 on: the gate in front of Notion got no proper answer from it."""


def retries(status: int, *, limit: int, reads: bool, blocked: bool) -> int:
    """How often an answer of this status may be asked for again.

    `reads` says that the request changes nothing: a write that ended in a server error may have been done.
    `blocked` is Notion's `public_api_request_blocked`, which no retry helps.
    """
    if status in _BUSY:
        return 0 if blocked else limit
    if status in _BROKEN:
        return limit if reads else 0
    if status == 409:
        return min(CONFLICT_TRIES, limit)
    return 0


def is_shared(status: int) -> bool:
    """Whether the wait is for every caller, not only for this request."""
    return status in _BUSY


def backoff(attempt: int, chance: float) -> float:
    """Seconds to wait before retry number `attempt` (from 0); `chance` in [0, 1) spreads the callers."""
    return min(LONGEST_BACKOFF, 2.0**attempt) * (0.5 + chance / 2)


def retry_after(headers: Mapping[str, str], additional_data: Mapping[str, Any]) -> float | None:
    """The seconds that an answer asks to wait: from Retry-After (seconds or HTTP date) or its body, or None."""
    for value in (headers.get("Retry-After"), additional_data.get("retry_after")):
        if value is None:
            continue
        try:
            return max(0.0, float(value))
        except (TypeError, ValueError):
            pass
        try:
            until = parsedate_to_datetime(str(value)).timestamp()
        except ValueError:
            continue
        return max(0.0, until - _answered(headers))
    return None


def _answered(headers: Mapping[str, str]) -> float:
    """When the answer was given, by the server's own clock if it tells."""
    try:
        return parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except ValueError:
        return time.time()


def clock_lag(headers: Mapping[str, str], now: float) -> float:
    """Seconds by which the server's clock is behind one that says `now` (Unix time); 0 when it is not, or untold.

    A day and more is no difference of clocks, but a server that lives in another time: one of a test.
    """
    try:
        answered = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except ValueError:
        return 0.0
    lag = now - answered
    # The header has whole seconds, and the answer took its time.
    return lag if _UNCERTAIN < lag < _ANOTHER_TIME else 0.0
