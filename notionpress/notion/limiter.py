"""The pace of requests: so many in any window of time, and nobody before the moment that Notion asked for."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable


class Limiter:
    """Lets `requests` through in any `seconds` seconds, as a burst or spread, and pauses for all callers at once.

    A leaky bucket would let twice as many through in the first window; Notion counts every window.
    """

    def __init__(
        self,
        requests: int,
        seconds: float = 60.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.waited = 0.0
        self._seconds = seconds
        self._turns: deque[float] = deque(maxlen=max(1, requests))
        self._not_before = 0.0
        self._clock = clock
        self._sleep = sleep
        self._queue = asyncio.Lock()

    async def turn(self) -> None:
        """Return when the next request may be sent; callers are served in order."""
        async with self._queue:
            while (delay := self._delay()) > 0:
                self.waited += delay
                await self._sleep(delay)
            self._turns.append(self._clock())

    def pause(self, seconds: float) -> None:
        """Let nobody through for so many seconds from now; a longer pause that is under way stays."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def _delay(self) -> float:
        moment = self._not_before
        if len(self._turns) == self._turns.maxlen:
            moment = max(moment, self._turns[0] + self._seconds)
        return moment - self._clock()
