"""Does what is due for a site on the air, one thing after the other, and again where it failed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from notionpress.errors import NotionPressError
from notionpress.serve.agenda import Agenda, Build, Deploy, Peek, Read, Reconcile, Step, Wait
from notionpress.serve.health import Health
from notionpress.serve.queue import Failure, Queue
from notionpress.serve.waiting import RETRY_MOST, Pace, Waiting, retry

_DEPLOYED: Final = "deployed"
_DEPLOYED_AT: Final = "deployed at"
_REREAD_AT: Final = "read everything at"
_SUCCESS_AT: Final = "success at"
_FAILING_SINCE: Final = "failing since"
_INDEX_PACE: Final = Pace(quiet=timedelta(seconds=10), longest=timedelta(minutes=2))
"""When the search index follows edits that were built without it."""

_LONGEST_WAIT: Final = 60.0
"""The seconds after which it looks at the clock again, which may have been set."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """How a step went.

    `failure` is what went wrong; `was_read` says that nevertheless what was to be read is; `digest` is that of the site
    as it is now, "" where it is not fit for the air; `next_change` is when it will be another without an edit. `said`
    is what happened, for the operator, "" where that is no news or the failure says all; `requests` is how many it
    took; `found` are the ids of what a peek says has changed; `index_is_behind` says that the search index is of pages
    as they were before, None where nothing was built.
    """

    failure: Failure | None = None
    was_read: bool = True
    digest: str = ""
    next_change: datetime | None = None
    said: str = ""
    requests: int = 0
    found: frozenset[str] = frozenset()
    index_is_behind: bool | None = False


class Doing(Protocol):
    """Who does the steps."""

    async def do(self, step: Step) -> Done:
        """Do a step; what goes wrong is told in the result, and not raised."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How often what is done without being asked for, None for never."""

    reconcile: timedelta | None = None
    reread: timedelta | None = None
    peek: timedelta | None = None


class Worker:
    """Works off the queue and the plan until it is told to end; `say` tells the operator what happens.

    Before everything else it reconciles, if that is planned: nobody knows what was missed.
    """

    def __init__(
        self, queue: Queue, doing: Doing, plan: Plan, *, say: Callable[[str], None], now: Callable[[], datetime]
    ) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        """How many steps of each kind ended how, `done` or `failed`."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        """How long the steps of each kind took."""
        self.requests = 0
        """How many requests to Notion they made."""
        self._queue = queue
        self._doing = doing
        self._plan = plan
        self._say = say
        self._now = now
        self._started = now()
        self._next_change: datetime | None = None
        self._behind_since: datetime | None = None
        self._digest = ""
        self._failures: Counter[str] = Counter()
        self._woken = asyncio.Event()
        self._ending = False
        self._agenda = Agenda(
            reconcile=self._started if plan.reconcile else None,
            reread=self._next_reread(),
            peek=self._started + plan.peek if plan.peek else None,
        )

    def wake(self) -> None:
        """Look at the queue: something was put into it."""
        self._woken.set()

    def end(self) -> None:
        """Begin no other step."""
        self._ending = True
        self._woken.set()

    async def run(self) -> None:
        """Work until the end; what goes wrong with a step is kept, told and tried again."""
        while not self._ending:
            self._woken.clear()
            try:
                if wait := await self.work():
                    await self._wait(wait.until)
            except NotionPressError as error:
                # The disk refuses what the queue wants to keep.
                self._say(str(error))
                await self._wait(retry(1, self._now()))

    async def work(self) -> Wait | None:
        """Do what is due, or tell how long to wait."""
        waiting, now = await self._waiting(), self._now()
        self._agenda = _no_later(self._agenda, self._plan, now)
        step = replace(self._agenda, waiting=tuple(_due_in_time(one, now) for one in waiting)).next(now)
        if isinstance(step, Wait):
            return step
        await self._take(step)
        return None

    def health(self) -> Health:
        """How things stand."""
        waiting = self._queue.waiting()
        failures = self._queue.failures()
        since = _time(self._queue.fact(_FAILING_SINCE))
        return Health(
            started=self._started,
            last_success=_time(self._queue.fact(_SUCCESS_AT)),
            last_deploy=_time(self._queue.fact(_DEPLOYED_AT)),
            failing_since=since,
            failing_at=failures[0].stage if since and failures else "",
            backlog=len(waiting),
            oldest=min((one.first for one in waiting), default=None),
            next_change=self._next_change,
        )

    async def _waiting(self) -> list[Waiting]:
        return await asyncio.to_thread(self._queue.waiting)

    async def _wait(self, until: datetime | None) -> None:
        seconds = _LONGEST_WAIT if until is None else min((until - self._now()).total_seconds(), _LONGEST_WAIT)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await self._woken.wait()

    async def _take(self, step: Step) -> None:
        kind, start = type(step).__name__.lower(), time.perf_counter()
        done = await self._do(step)
        self.seconds[kind] += time.perf_counter() - start
        self.counts[kind, "failed" if done.failure else "done"] += 1
        self.requests += done.requests
        is_well_again = await asyncio.to_thread(self._keep, done)
        if said := done.said or (done.failure.text if done.failure else ""):
            self._say(said)
        if is_well_again:
            self._say("All is well again.")

    async def _do(self, step: Step) -> Done:
        began = self._now()
        if isinstance(step, Deploy):
            # While it is under way, and where it fails, nobody knows what is on the air.
            await asyncio.to_thread(self._queue.keep_fact, _DEPLOYED, "")
        done = await self._doing.do(step)
        if isinstance(step, Read | Reconcile):
            await self._answer(step.taken, done, began)
        await asyncio.to_thread(self._plan_next, step, done, began)
        return done

    def _plan_next(self, step: Step, done: Done, began: datetime) -> None:
        """Note when what was done is due again."""
        match step:
            case Reconcile(afresh=afresh):
                self._reconciled(done, began, afresh=afresh)
            case Peek():
                self._queue.ask(done.found, self._now())
                wait = self._plan.peek or timedelta(0)
                self._agenda = replace(self._agenda, peek=self._again("peek", done, self._now() + wait))
            case Deploy():
                self._agenda = replace(self._agenda, deploy=self._again("deploy", done, None))
                if not done.failure:
                    self._deployed()
        if isinstance(step, Read | Reconcile | Build):
            self._built(done)

    async def _answer(self, taken: Iterable[Waiting], done: Done, began: datetime) -> None:
        """Take what was read out of the queue."""
        if done.was_read:
            await asyncio.to_thread(self._queue.done, taken, began)
        else:
            await asyncio.to_thread(self._queue.failed, taken, self._now())

    def _reconciled(self, done: Done, began: datetime, *, afresh: bool) -> None:
        now = self._now()
        kind, every = ("reread", self._plan.reread) if afresh else ("reconcile", self._plan.reconcile)
        unread = replace(done, failure=None) if done.was_read else done
        due = self._again(kind, unread, now + every if every else None)
        self._agenda = replace(self._agenda, reread=due) if afresh else replace(self._agenda, reconcile=due)
        if afresh and done.was_read:
            self._queue.keep_fact(_REREAD_AT, began.isoformat())

    def _built(self, done: Done) -> None:
        """Note when to build again, and whether what was built is news."""
        if not done.digest:
            # What lies there may be another site now: whatever is deployed of it, the next good one is news.
            self._digest = ""
        due = self._due_by_itself(done)
        if done.failure and not done.was_read:
            if due and not self._failures["build"]:
                self._agenda = replace(self._agenda, build=due)
            return
        if done.failure or not done.index_is_behind:
            due = self._again("build", done, due)
        # Otherwise only the build that makes the index too tells whether what failed before is well again.
        self._agenda = replace(self._agenda, build=due)
        self._next_change = done.next_change
        if done.digest and done.digest != self._digest:
            self._digest = done.digest
            is_news = done.digest != self._queue.fact(_DEPLOYED)
            # The newest state wins: it does not wait for what is to be tried again.
            self._agenda = replace(self._agenda, deploy=self._now() if is_news else None)

    def _due_by_itself(self, done: Done) -> datetime | None:
        """When to build without an edit: for a date that comes, or for the search index, once edits pause."""
        if not done.index_is_behind:
            if done.index_is_behind is not None:
                self._behind_since = None
            return done.next_change
        now = self._now()
        self._behind_since = self._behind_since or now
        index = min(now + _INDEX_PACE.quiet, self._behind_since + _INDEX_PACE.longest)
        return min(index, done.next_change or index)

    def _again(self, kind: str, done: Done, otherwise: datetime | None) -> datetime | None:
        """When something is due that went as it went: later each time where it failed."""
        if not done.failure:
            del self._failures[kind]
            return otherwise
        self._failures[kind] += 1
        return retry(self._failures[kind], self._now())

    def _deployed(self) -> None:
        self._queue.keep_fact(_DEPLOYED, self._digest)
        self._queue.keep_fact(_DEPLOYED_AT, self._now().isoformat())

    def _keep(self, done: Done) -> bool:
        """Remember how the step went, and since when something is failing; whether nothing is any more."""
        now = self._now()
        if done.failure:
            self._queue.keep_failure(done.failure)
        else:
            self._queue.keep_fact(_SUCCESS_AT, now.isoformat())
        is_failing = bool(self._failures) or any(one.failures for one in self._queue.waiting())
        since = self._queue.fact(_FAILING_SINCE)
        if is_failing != bool(since):
            self._queue.keep_fact(_FAILING_SINCE, now.isoformat() if is_failing else "")
        return bool(since) and not is_failing

    def _next_reread(self) -> datetime | None:
        if self._plan.reread is None:
            return None
        return (_time(self._queue.fact(_REREAD_AT)) or self._started) + self._plan.reread


def _no_later(agenda: Agenda, plan: Plan, now: datetime) -> Agenda:
    """The agenda with nothing later than it can be planned: a clock that was ahead has been set right."""

    def at_latest(due: datetime | None, every: timedelta | None) -> datetime | None:
        wait = every or RETRY_MOST
        return now + wait if due and due > now + max(wait, RETRY_MOST) else due

    return replace(
        agenda,
        reconcile=at_latest(agenda.reconcile, plan.reconcile),
        reread=at_latest(agenda.reread, plan.reread),
        peek=at_latest(agenda.peek, plan.peek),
        deploy=at_latest(agenda.deploy, None),
    )


def _due_in_time(waiting: Waiting, now: datetime) -> Waiting:
    """What waits, due now where it would wait longer than anything does, for the same reason."""
    return replace(waiting, due=now) if waiting.due > now + RETRY_MOST else waiting


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
