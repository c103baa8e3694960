"""The worker with a clock and steps of the test's own: what it does when, and after which failures again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from notionpress.errors import StoreError
from notionpress.serve.agenda import Build, Deploy, Peek, Read, Reconcile, Step, Wait
from notionpress.serve.events import SOMETHING, Event
from notionpress.serve.health import Health
from notionpress.serve.queue import Failure, Queue, Stage
from notionpress.serve.waiting import Pace
from notionpress.serve.worker import Done, Plan, Worker
from tests.serve.asynchronous import asynchronous

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
PLAN = Plan(reconcile=timedelta(minutes=15))
WELL = Done(digest="one")


class Bench:
    """A worker whose steps end as the test says, by default well, and a clock that moves only when it is told."""

    def __init__(self, folder: Path, plan: Plan = PLAN) -> None:
        self.now = NOON
        self.folder = folder
        self.plan = plan
        self.steps: list[Step] = []
        self.said: list[str] = []
        self.ends: list[Done] = []
        self.during: Callable[[], object] = lambda: None
        self.start()

    def start(self) -> None:
        """Begin as after the end of the process."""
        self.queue = Queue(self.folder, Pace(timedelta(seconds=2), timedelta(seconds=30)))
        self.worker = Worker(self.queue, self, self.plan, say=self.said.append, now=lambda: self.now)

    async def do(self, step: Step) -> Done:
        self.steps.append(step)
        self.during()
        return self.ends.pop(0) if self.ends else WELL

    async def until_wait(self) -> float | None:
        """Work until nothing is due; the seconds until something will be, None for never."""
        for _ in range(50):
            if (wait := await self.worker.work()) is not None:
                return (wait.until - self.now).total_seconds() if wait.until else None
        raise AssertionError("it works for ever")

    async def die_at_work(self) -> None:
        """Take the next step, in which the process ends; the steps so far are not told any more."""

        def die() -> None:
            raise KeyboardInterrupt

        self.during = die
        with suppress(KeyboardInterrupt):
            await self.worker.work()
        self.during = lambda: None
        self.kinds()

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def kinds(self) -> list[str]:
        """The names of the steps since the last time it was asked."""
        found = [type(step).__name__ for step in self.steps]
        self.steps.clear()
        return found

    def event(self, id: str, *wanted: str) -> None:
        self.queue.receive(Event(id=id, type="page.content_updated", time=self.now, wanted=frozenset(wanted)), self.now)

    def health(self) -> Health:
        return self.worker.health()


def failing(stage: Stage, *, was_read: bool = False, digest: str = "", **more: Any) -> Done:
    return Done(failure=Failure(NOON, stage, f"{stage} failed."), was_read=was_read, digest=digest, **more)


@asynchronous
async def test_it_reconciles_first_and_deploys_what_is_news(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert await bench.until_wait() == 900
    assert bench.kinds() == ["Reconcile", "Deploy"]
    bench.later(900)
    assert await bench.until_wait() == 900
    assert bench.kinds() == ["Reconcile"], "the same site is not deployed again"
    bench.start()
    await bench.until_wait()
    assert bench.kinds() == ["Reconcile"], "nor after another start"
    bench.ends = [Done(digest="two")]
    bench.start()
    await bench.until_wait()
    assert bench.kinds() == ["Reconcile", "Deploy"]


@asynchronous
async def test_an_event_is_read_when_it_is_calm(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    bench.kinds()
    bench.event("e", "page")
    assert await bench.until_wait() == 2
    bench.later(1)
    bench.event("f", "page")
    bench.event("g", "other")
    assert await bench.until_wait() == 2
    bench.later(2)
    bench.ends = [Done(digest="two")]
    assert await bench.until_wait() == 900 - 3
    assert [{one.id for one in step.taken} for step in bench.steps if isinstance(step, Read)] == [{"page", "other"}]
    assert bench.kinds() == ["Read", "Deploy"]
    assert bench.health().backlog == 0


@asynchronous
async def test_what_cannot_be_read_is_read_later_and_later(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    bench.kinds()
    bench.event("e", "page")
    bench.later(2)
    bench.ends = [failing(Stage.READ)]
    assert await bench.until_wait() == 10
    assert bench.health().failing_since == bench.now
    assert bench.health().backlog == 1
    since = bench.now
    bench.later(10)
    bench.ends = [failing(Stage.READ)]
    assert await bench.until_wait() == 20
    bench.later(20)
    await bench.until_wait()
    assert bench.kinds() == ["Read", "Read", "Read"]
    assert bench.health().failing_since is None
    assert bench.said == ["read failed.", "read failed.", "All is well again."]
    assert bench.worker.counts == {
        ("reconcile", "done"): 1,
        ("deploy", "done"): 1,
        ("read", "failed"): 2,
        ("read", "done"): 1,
    }
    assert (since - NOON).total_seconds() == 2


@asynchronous
async def test_a_failing_build_does_not_read_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    bench.kinds()
    bench.event("e", "page")
    bench.later(2)
    bench.ends = [failing(Stage.BUILD, was_read=True), failing(Stage.BUILD, was_read=True), Done(digest="two")]
    assert await bench.until_wait() == 10
    assert bench.health().backlog == 0
    assert bench.health().failing_at == "build"
    bench.later(10)
    assert await bench.until_wait() == 20
    bench.later(20)
    await bench.until_wait()
    assert bench.kinds() == ["Read", "Build", "Build", "Deploy"]
    assert bench.health().failing_since is None


@asynchronous
async def test_a_failing_deploy_is_repeated_and_the_newest_state_wins(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.ends = [WELL, failing(Stage.DEPLOY), failing(Stage.DEPLOY)]
    assert await bench.until_wait() == 10
    bench.later(10)
    assert await bench.until_wait() == 20
    # Another site does not wait for the repetition.
    bench.event("e", "page")
    bench.later(2)
    bench.ends = [Done(digest="two"), failing(Stage.DEPLOY)]
    assert await bench.until_wait() == 40
    assert bench.kinds() == ["Reconcile", "Deploy", "Deploy", "Read", "Deploy"]
    bench.later(40)
    await bench.until_wait()
    assert bench.kinds() == ["Deploy"]
    assert (bench.health().last_deploy, bench.health().failing_since) == (bench.now, None)
    bench.start()
    bench.ends = [Done(digest="two")]
    await bench.until_wait()
    assert bench.kinds() == ["Reconcile"]


@asynchronous
async def test_what_was_deployed_after_a_failed_build_is_replaced_by_the_next_good_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.ends = [WELL, failing(Stage.DEPLOY)]
    await bench.until_wait()
    bench.event("e", "page")
    bench.later(2)
    bench.ends = [failing(Stage.BUILD, was_read=True)]
    await bench.until_wait()
    bench.later(8)
    await bench.until_wait()
    assert bench.kinds() == ["Reconcile", "Deploy", "Read", "Deploy"], "what the failed build left is on the air"
    bench.event("f", "page")
    bench.later(2)
    await bench.until_wait()
    kinds = bench.kinds()
    assert (kinds[-1], len(kinds)) == ("Deploy", len({*kinds}))


@asynchronous
async def test_a_clock_that_was_ahead_does_not_put_off_what_is_planned(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.event("e", "page")
    await bench.until_wait()
    bench.later(-86_400)
    assert await bench.until_wait() == 900
    assert bench.kinds() == ["Reconcile", "Deploy", "Read"]


@asynchronous
async def test_a_deploy_that_was_cut_off_is_repeated(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    bench.ends = [Done(digest="two")]
    bench.event("e", "page")
    bench.later(2)
    assert await bench.worker.work() is None
    await bench.die_at_work()
    # By then the pages are as they were when they were deployed last: what is on the air is not known.
    bench.start()
    await bench.until_wait()
    assert bench.kinds() == ["Reconcile", "Deploy"]


@asynchronous
async def test_what_was_under_way_when_it_was_killed_is_read_again(tmp_path: Path) -> None:
    bench = await edited(tmp_path)
    await bench.die_at_work()
    bench.start()
    await bench.until_wait()
    assert sorted(bench.kinds()) == ["Read", "Reconcile"]


@asynchronous
async def test_events_that_come_while_it_reads_are_read_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    bench.kinds()
    bench.event("e", "page")
    bench.later(2)
    bench.during = lambda: bench.event("f", "page")
    await bench.worker.work()
    bench.during = lambda: None
    assert await bench.until_wait() == 2
    bench.later(2)
    await bench.until_wait()
    assert bench.kinds() == ["Read", "Read"]


@asynchronous
async def test_a_page_appears_at_its_time(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    at = NOON + timedelta(seconds=77)
    bench.ends = [Done(digest="one", next_change=at)]
    assert await bench.until_wait() == 77
    assert bench.health().next_change == at
    bench.later(77)
    bench.ends = [Done(digest="two")]
    bench.kinds()
    assert await bench.until_wait() == 900 - 77
    assert bench.kinds() == ["Build", "Deploy"]


def behind(digest: str, **more: Any) -> Done:
    """A build that leaves the search index behind."""
    return Done(digest=digest, index_is_behind=True, **more)


async def edited(folder: Path) -> Bench:
    """A worker at rest that has been told of an edit, which it is about to read."""
    bench = Bench(folder)
    await bench.until_wait()
    bench.event("e", "page")
    bench.later(2)
    return bench


@asynchronous
async def test_the_search_index_follows_when_edits_pause(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    bench.kinds()
    for number in range(3):
        bench.event(f"e{number}", "page")
        bench.later(2)
        bench.ends = [behind(f"two {number}")]
        assert await bench.until_wait() == 10
        bench.later(7)
    assert bench.kinds() == ["Read", "Deploy"] * 3
    bench.later(3)
    bench.ends = [Done(digest="three")]
    assert await bench.until_wait() == 900 - 30
    assert bench.kinds() == ["Build", "Deploy"]


@asynchronous
async def test_the_search_index_is_never_behind_for_longer_than_two_minutes(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.until_wait()
    start, number = bench.now, 0
    while "Build" not in bench.kinds():
        number += 1
        bench.event(f"e{number}", "page")
        bench.later(2)
        bench.ends = [behind(f"{number}")]
        bench.during = lambda: bench.ends.clear() if isinstance(bench.steps[-1], Build) else None
        await bench.until_wait()
    assert (bench.now - start).total_seconds() == 2 + 120


@asynchronous
async def test_a_reading_that_fails_does_not_put_the_search_index_off(tmp_path: Path) -> None:
    bench = await edited(tmp_path)
    bench.ends = [behind("two")]
    await bench.until_wait()
    start = bench.now
    for number in range(29):
        bench.later(2)
        bench.event(f"f{number}", "page")
        bench.later(2)
        bench.ends = [failing(Stage.READ, index_is_behind=None)] if number == 5 else [behind(f"three {number}")]
        wait = await bench.until_wait()
    assert (bench.now - start).total_seconds() == 116
    assert wait == 4
    assert "Build" not in bench.kinds()


@asynchronous
async def test_a_date_that_comes_before_edits_pause_has_the_index_made_too(tmp_path: Path) -> None:
    bench = await edited(tmp_path)
    bench.ends = [behind("two", next_change=bench.now + timedelta(seconds=4))]
    assert await bench.until_wait() == 4


@asynchronous
async def test_an_index_that_fails_is_tried_again_and_an_edit_does_not_say_that_all_is_well(tmp_path: Path) -> None:
    bench = await edited(tmp_path)
    bench.ends = [behind("two")]
    await bench.until_wait()
    bench.later(10)
    bench.ends = [failing(Stage.BUILD, was_read=True)]
    assert await bench.until_wait() == 10
    bench.event("f", "page")
    bench.later(2)
    bench.ends = [behind("three")]
    bench.kinds()
    assert await bench.until_wait() == 10
    assert bench.kinds() == ["Read", "Deploy"]
    assert bench.health().failing_since is not None
    bench.later(10)
    bench.ends = [Done(digest="four")]
    await bench.until_wait()
    assert bench.kinds() == ["Build", "Deploy"]
    assert bench.health().failing_since is None
    assert bench.said == ["build failed.", "All is well again."]


@asynchronous
async def test_a_page_appears_at_its_time_while_notion_is_away(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    away = Done(failure=Failure(NOON, Stage.READ, "Away."), was_read=False, next_change=NOON + timedelta(seconds=5))
    bench.ends = [away]
    assert await bench.until_wait() == 5
    bench.later(5)
    assert await bench.until_wait() == 5
    assert bench.kinds() == ["Reconcile", "Build", "Deploy"]


@asynchronous
async def test_a_reconciliation_that_fails_is_repeated_soon(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.ends = [failing(Stage.READ), failing(Stage.READ)]
    assert await bench.until_wait() == 10
    bench.later(10)
    assert await bench.until_wait() == 20
    bench.later(20)
    assert await bench.until_wait() == 900
    assert bench.kinds() == ["Reconcile", "Reconcile", "Reconcile", "Deploy"]


@asynchronous
async def test_everything_is_read_anew_rarely_and_that_is_remembered(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Plan(reconcile=timedelta(hours=1), reread=timedelta(hours=3)))
    for _ in range(7):
        await bench.until_wait()
        bench.later(3600)
    kinds = [
        (type(step).__name__, getattr(step, "afresh", False)) for step in bench.steps if not isinstance(step, Deploy)
    ]
    assert kinds.count(("Reconcile", True)) == 2
    last = bench.now
    bench.start()
    bench.steps.clear()
    await bench.until_wait()
    assert Reconcile(afresh=True) not in bench.steps
    assert bench.now == last


@asynchronous
async def test_a_peek_asks_for_what_it_found(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Plan(reconcile=timedelta(minutes=15), peek=timedelta(seconds=30)))
    assert await bench.until_wait() == 30
    bench.kinds()
    bench.later(30)
    bench.ends = [Done(found=frozenset(("page", SOMETHING)))]
    assert await bench.until_wait() == 2
    assert bench.steps == [Peek()]
    bench.later(2)
    bench.kinds()
    assert await bench.until_wait() == 28
    assert sorted(bench.kinds()) == ["Read", "Reconcile"]
    bench.later(28)
    bench.ends = [failing(Stage.READ)]
    assert await bench.until_wait() == 10
    assert bench.kinds() == ["Peek"]


@asynchronous
async def test_without_a_plan_it_does_only_what_events_ask_for(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Plan())
    assert await bench.until_wait() is None
    bench.event("e", SOMETHING)
    bench.later(2)
    bench.ends = [Done()]
    assert await bench.until_wait() is None
    assert bench.kinds() == ["Reconcile"]


@asynchronous
async def test_a_disk_that_refuses_does_not_end_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    waits: list[object] = []

    async def refuse() -> Wait:
        raise StoreError("The queue cannot be written.", "Check the disk's space.")

    async def wait(until: datetime | None) -> None:
        waits.append(until)
        bench.worker.end()

    bench.worker.work = refuse  # type: ignore[method-assign]
    bench.worker._wait = wait  # type: ignore[method-assign]
    await bench.worker.run()
    assert bench.said == ["The queue cannot be written.\n  Check the disk's space."]
    assert waits == [NOON + timedelta(seconds=10)]


@asynchronous
async def test_failures_are_kept_with_their_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.ends = [failing(Stage.BUILD, was_read=True)]
    await bench.until_wait()
    bench.start()
    assert [one.message for one in bench.queue.failures()] == ["build failed."]
    assert bench.health().failing_since == NOON
    assert Build() not in bench.steps
