"""Trouble on purpose: a rate limit, and faults for chosen requests."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

FaultKind = Literal[429, 500, 502, 503, 504, 529, "edge", "drop", "cut", "stall"]


class RateLimit(msgspec.Struct, frozen=True):
    """So many requests in any window of so many seconds."""

    requests: int = 180
    seconds: float = 60.0


class Fault(msgspec.Struct, frozen=True):
    """What goes wrong, and with which requests.

    `kind` is an HTTP status, or `edge` (a refusal in HTML without a request id), `drop` (the connection closes), `cut`
    (the body ends in the middle), `stall` (no answer comes). `path` is part of a line such as
    `GET blocks/<id>/children`. Of the requests whose line has it, counted from 1, those from `first` on fail, `times`
    of them (None: all).
    """

    kind: FaultKind
    path: str = ""
    first: int = 1
    times: int | None = 1
    retry_after: int = 1


class Faults:
    """Decides what goes wrong with each request. `clock` gives seconds."""

    def __init__(
        self,
        scripted: Sequence[Fault] = (),
        *,
        rate_limit: RateLimit | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scripted = tuple(scripted)
        self._counts = [0] * len(self._scripted)
        self._rate_limit = rate_limit
        self._clock = clock
        self._accepted: deque[float] = deque()

    def next(self, line: str) -> Fault | None:
        """The fault that a request meets, or None."""
        met = None
        for number, fault in enumerate(self._scripted):
            if fault.path not in line:
                continue
            self._counts[number] += 1
            past = self._counts[number] - fault.first
            if past >= 0 and (fault.times is None or past < fault.times):
                met = met or fault
        return met or self._over_limit()

    def _over_limit(self) -> Fault | None:
        limit, now = self._rate_limit, self._clock()
        if limit is None:
            return None
        while self._accepted and self._accepted[0] <= now - limit.seconds:
            self._accepted.popleft()
        if len(self._accepted) < limit.requests:
            self._accepted.append(now)
            return None
        wait = self._accepted[0] + limit.seconds - now
        return Fault(429, retry_after=max(1, -int(-wait // 1)))
