"""Trouble on purpose: a rate limit, faults for chosen requests, and changes in the middle of a crawl."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from notionpress.emulator.chance import Meetings
from notionpress.emulator.changes import Change
from notionpress.emulator.rate_limit import Quota, RateLimit, RetryAfter
from notionpress.emulator.webhook_faults import WebhookFault, WebhookFaultKind, WebhookPlan

__all__ = [
    "Change",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Faults",
    "RateLimit",
    "RetryAfter",
    "WebhookFault",
    "WebhookFaultKind",
    "WebhookPlan",
]

FaultKind = Literal[
    429, 500, 502, 503, 504, 529,
    "edge", "drop", "cut", "stall", "slow", "truncated", "invalid", "cursor", "expired",
]  # fmt: skip
FOR_REQUESTS: tuple[FaultKind, ...] = ("truncated", "invalid", "cursor")
"""What can go wrong with requests of the API alone; `expired` is for files alone, and all else for both."""


class Fault(msgspec.Struct, frozen=True):
    """What goes wrong, and with which requests.

    `kind` is an HTTP status, or `edge` (a refusal in HTML without a request id), `drop` (the connection closes), `cut`
    (the body ends in the middle), `stall` (no answer comes), `slow` (it comes `seconds` later), `truncated` (the JSON
    ends in the middle, the answer is whole), `invalid` (the answer is no JSON), `cursor` (a cursor is refused),
    `expired` (the address of a file holds no more).

    `path` is part of a line such as `GET blocks/<id>/children`; with `files` of the line of a download,
    `GET /<workspace id>/<file id>/<name>`. Of the requests whose line has it, counted from 1, those from `first` on
    fail, `times` of them (None: all); with a `share` below 1 each of them only with that chance. `retry_after` is in
    seconds, for 429 and 529.
    """

    kind: FaultKind
    path: str = ""
    first: int = 1
    times: int | None = 1
    retry_after: int = 1
    retry_after_form: RetryAfter = "seconds"
    share: float = 1.0
    seconds: float = 1.0
    files: bool = False

    def __post_init__(self) -> None:
        if self.files and self.kind in FOR_REQUESTS:
            raise ValueError(f"`{self.kind}` is for requests of the API, not for files")

    @property
    def of_files(self) -> bool:
        """Whether downloads fail instead of requests of the API."""
        return self.files or self.kind == "expired"


class FaultPlan(msgspec.Struct, frozen=True):
    """All that can go wrong at a served workspace.

    `seed` decides what the shares of faults meet, `latency` is the seconds that each answer takes longer, `query_cap`
    how many rows a query gives at most, `part_size` how many objects one answer of a list, `file_lifetime` how many
    seconds the address of a file holds. With `positional_cursors` a cursor names a place in a list and not what stood
    there, so that a list which grows or shrinks while it is paged repeats or skips something. With `edits_move_pages`
    every edit of a block through the API moves the time of its page, as edits in Notion's own app do.
    """

    seed: int = 0
    latency: float = 0.0
    query_cap: int = 10_000
    part_size: int = 100
    file_lifetime: float = 3600.0
    positional_cursors: bool = False
    edits_move_pages: bool = False
    rate_limit: RateLimit | None = None
    faults: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()
    webhook: WebhookPlan = WebhookPlan()


class Faults:
    """Decides what goes wrong with each request, and what changes before it is answered. `clock` gives seconds.

    Shares depend on the `seed`, on the request's line and on how often that was asked for, but not on the order of
    requests: what goes wrong with several requests at once is the same in every run.
    """

    def __init__(
        self,
        scripted: Sequence[Fault] = (),
        *,
        rate_limit: RateLimit | None = None,
        changes: Sequence[Change] = (),
        seed: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scripted = tuple(scripted)
        self._meetings = Meetings(seed, len(self._scripted))
        self._asked: Counter[str] = Counter()
        self._changes = tuple(changes)
        self._change_counts = [0] * len(self._changes)
        self._limit = rate_limit
        self._quota = Quota(rate_limit, clock) if rate_limit else None

    def next(self, line: str, *, has_cursor: bool = False, is_file: bool = False) -> Fault | None:
        """The fault that a request meets, or None."""
        met = None
        self._asked[line] += 1
        for number, fault in enumerate(self._scripted):
            if fault.path not in line or fault.of_files != is_file or (fault.kind == "cursor" and not has_cursor):
                continue
            if self._meetings.meets(number, fault, line, self._asked[line]):
                met = met or fault
        return met if met or is_file else self._over_limit()

    def changes(self, line: str) -> list[Change]:
        """What changes before a request of the API is answered."""
        due = []
        for number, change in enumerate(self._changes):
            if change.path in line:
                self._change_counts[number] += 1
                if self._change_counts[number] == change.at:
                    due.append(change)
        return due

    def _over_limit(self) -> Fault | None:
        wait = self._quota.take() if self._quota else 0.0
        if not wait or self._limit is None:
            return None
        return Fault(429, retry_after=max(1, -int(-wait // 1)), retry_after_form=self._limit.retry_after_form)
