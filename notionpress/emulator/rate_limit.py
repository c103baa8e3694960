"""A limit on requests in a window of time, and what is left of it while other programs ask too."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal

import msgspec

RetryAfter = Literal["seconds", "date", "none"]
"""How an answer says when to come again: in seconds, as an HTTP date (RFC 9110, section 10.2.3), or not at all."""


class RateLimit(msgspec.Struct, frozen=True):
    """So many requests in a window of so many seconds.

    A `sliding` window is any span of that length; a `fixed` one ends at the next multiple of `seconds`, and then all
    is free again. Other programs send `others` requests of the same quota in each `seconds`, evenly, for
    `others_seconds` from the first request on (None: for ever).
    """

    requests: int = 180
    seconds: float = 60.0
    window: Literal["sliding", "fixed"] = "sliding"
    others: int = 0
    others_seconds: float | None = None
    retry_after_form: RetryAfter = "seconds"


class Quota:
    """What is left of a rate limit. `clock` gives seconds."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._accepted: deque[float] = deque()
        self._start: float | None = None
        self._others = 0

    def take(self) -> float:
        """Count one request, and return 0; or the seconds after which there is room again, more than 0."""
        now = self._clock()
        self._let_others_ask(now)
        if self._accept(now):
            return 0.0
        return self._leaves(self._accepted[0]) - now if self._accepted else self._limit.seconds

    def _let_others_ask(self, now: float) -> None:
        limit = self._limit
        if self._start is None:
            self._start = now
        if not limit.others:
            return
        end = now if limit.others_seconds is None else min(now, self._start + limit.others_seconds)
        while (moment := self._start + (self._others + 1) * limit.seconds / limit.others) <= end:
            self._others += 1
            self._accept(moment)

    def _accept(self, moment: float) -> bool:
        while self._accepted and self._leaves(self._accepted[0]) <= moment:
            self._accepted.popleft()
        if len(self._accepted) >= self._limit.requests:
            return False
        self._accepted.append(moment)
        return True

    def _leaves(self, moment: float) -> float:
        """When a request of that moment counts no more."""
        seconds = self._limit.seconds
        return moment + seconds if self._limit.window == "sliding" else (moment // seconds + 1) * seconds
