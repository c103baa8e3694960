"""When what waits is due: calm after a flood of events, later and later after failures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

RETRY_FIRST: Final = timedelta(seconds=10)
"""The wait after the first failure; each further one doubles it."""

RETRY_MOST: Final = timedelta(minutes=10)
"""The longest wait after a failure."""


class Pace(msgspec.Struct, frozen=True):
    """How long events are collected: until none came for `quiet`, and no longer than `longest` after the first."""

    quiet: timedelta
    longest: timedelta


class Waiting(msgspec.Struct, frozen=True):
    """What is to be looked at again, by its id in Notion: when events told of it `first` and `last`.

    `due` is when it is to be read, `failures` how often that went wrong.
    """

    id: str
    first: datetime
    last: datetime
    due: datetime
    failures: int = 0


def told(known: Waiting | None, id: str, now: datetime, pace: Pace) -> Waiting:
    """What waits after an event told of `id`: one reading, however many events there are.

    What failed before does not wait longer than it would without that.
    """
    if known is None:
        return Waiting(id, now, now, now + min(pace.quiet, pace.longest))
    if known.failures:
        return Waiting(id, now, now, min(known.due, now + pace.quiet), known.failures)
    return Waiting(id, known.first, now, min(now + pace.quiet, known.first + pace.longest))


def retry(failures: int, now: datetime) -> datetime:
    """When to try again what has gone wrong so many times (1 or more)."""
    return now + min(RETRY_FIRST * (1 << min(failures - 1, 30)), RETRY_MOST)


def failed(waiting: Waiting, now: datetime) -> Waiting:
    """What waits after its reading went wrong."""
    failures = waiting.failures + 1
    return Waiting(waiting.id, waiting.first, waiting.last, retry(failures, now), failures)
