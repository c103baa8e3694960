"""The pace of requests: so many in any window of time, fewer while others use the quota too, none before its time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from notionpress.notion import events

_FEWEST: Final = 10
"""Requests in a window that are tried however often Notion refuses: who asks for less starves."""

_RECOVERY: Final = 0.25
"""The share of the whole limit by which the pace grows again with each window without a refusal."""


_LONGEST_WAY: Final = 5.0
"""Seconds that a request is at most under way to Notion; what it takes longer is spent on the answer."""


class Turn:
    """The right to send one request. It counts from when the answer came: Notion saw it some time before that."""

    __slots__ = ("counted", "sent")

    def __init__(self, sent: float) -> None:
        self.sent = sent
        self.counted: float | None = None


class Limiter:
    """Lets `requests` through in any `seconds` seconds, as a burst or spread, and pauses for all callers at once.

    Notion counts the requests of a window of 60 seconds and says nothing of where it begins (API reference: request
    limits), so none may hold more than the limit; a leaky bucket would let twice as many through in the first one.
    Where Notion refuses all the same, another program uses the quota too: then only as many are sent in a window as got
    through, or half as many as before, and a quarter of the limit more after each window without a refusal.
    """

    def __init__(
        self,
        requests: int,
        seconds: float = 60.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._waited = 0.0
        self.allowed = self._most = max(1, requests)
        self._seconds = seconds
        self._turns: deque[Turn] = deque()
        self._not_before = 0.0
        self._grow_at = 0.0
        self._pause: tuple[float, float] | None = None
        self._clock = clock
        self._sleep = sleep
        self._queue = asyncio.Lock()

    @property
    def waited(self) -> float:
        """Seconds spent waiting for a turn, those of a wait that is under way included."""
        return self._waited + (self._clock() - self._pause[0] if self._pause else 0.0)

    @property
    def waiting(self) -> float:
        """Seconds until the next turn; 0 when nobody waits for one."""
        return max(0.0, self._pause[1] - self._clock()) if self._pause else 0.0

    @property
    def spent(self) -> int:
        """Requests that count in the present window."""
        self._forget(self._clock())
        return len(self._turns)

    async def turn(self) -> Turn:
        """Return when the next request may be sent; callers are served in order."""
        async with self._queue:
            while (delay := self._delay()) > 0:
                events.waiting(delay)
                await self._wait(delay)
            turn = Turn(self._clock())
            self._turns.append(turn)
            return turn

    async def _wait(self, seconds: float) -> None:
        now = self._clock()
        self._pause = (now, now + seconds)
        try:
            await self._sleep(seconds)
        finally:
            self._waited, self._pause = self.waited, None

    def answered(self, turn: Turn) -> None:
        """Say that a request was answered, or never will be."""
        turn.counted = min(self._clock(), turn.sent + _LONGEST_WAY)

    def refused(self, seconds: float) -> None:
        """Let nobody through for so many seconds from now, and fewer from then on; a longer pause that runs stays."""
        now = self._clock()
        self._forget(now)
        if now >= self._not_before:
            # The refused request is among the turns; of several that were under way, the first one tells.
            through = len(self._turns) - 1
            self.allowed = max(min(_FEWEST, self._most), min(self.allowed, max(through, self.allowed // 2)))
        self._not_before = max(self._not_before, now + seconds)
        self._grow_at = self._not_before + self._seconds

    def _delay(self) -> float:
        now = self._clock()
        self._forget(now)
        if self.allowed < self._most and now >= self._grow_at:
            self.allowed = min(self._most, self.allowed + max(1, int(self._most * _RECOVERY)))
            self._grow_at = now + self._seconds
        moment = self._not_before
        if len(self._turns) >= self.allowed:
            moment = max(moment, self._leaves(self._turns[-self.allowed]))
        return moment - now

    def _forget(self, now: float) -> None:
        while self._turns and self._leaves(self._turns[0]) <= now:
            self._turns.popleft()

    def _leaves(self, turn: Turn) -> float:
        """When a request is in no window any more that a next one is in."""
        return (turn.sent if turn.counted is None else turn.counted) + self._seconds
