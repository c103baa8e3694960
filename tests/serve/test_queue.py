"""What events ask for: told once, calm after floods, later after failures, and there after the end of the process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notionpress.errors import StoreError
from notionpress.serve.events import SOMETHING, Event
from notionpress.serve.queue import Failure, Queue, Received, Stage
from notionpress.serve.waiting import Pace, Waiting, failed, retry, told

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
PACE = Pace(timedelta(seconds=2), timedelta(seconds=30))
PAGE = "0d0e5b7c-2f8a-4c1e-9a53-1b5f0a7c2d41"
OTHER = "1d0e5b7c-2f8a-4c1e-9a53-1b5f0a7c2d41"


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def event(id: str, *wanted: str, at: float = 0) -> Event:
    return Event(id=id, type="page.content_updated", time=after(at), wanted=frozenset(wanted))


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path, PACE)


def test_one_event_waits_for_calm() -> None:
    assert told(None, PAGE, NOON, PACE).due == after(2)


def test_each_further_event_waits_anew_but_not_for_ever() -> None:
    waiting = told(None, PAGE, NOON, PACE)
    dues = []
    for second in range(1, 40):
        waiting = told(waiting, PAGE, after(second), PACE)
        dues.append((waiting.due - NOON).total_seconds())
    assert dues[:3] == [3, 4, 5]
    assert dues[-1] == 30
    assert max(dues) == 30


def test_a_failure_waits_longer_each_time_up_to_ten_minutes() -> None:
    waits = [(retry(failures, NOON) - NOON).total_seconds() for failures in range(1, 9)]
    assert waits == [10, 20, 40, 80, 160, 320, 600, 600]
    assert retry(10_000, NOON) == after(600)


def test_an_event_does_not_let_a_failed_reading_wait_longer_than_it_would() -> None:
    waiting = failed(failed(told(None, PAGE, NOON, PACE), NOON), NOON)
    assert waiting.due == after(20)
    assert told(waiting, PAGE, after(5), PACE) == Waiting(PAGE, after(5), after(5), after(7), 2)
    assert told(waiting, PAGE, after(19), PACE).due == after(20)


def test_many_events_of_a_page_are_one_reading(queue: Queue) -> None:
    for number in range(5):
        assert queue.receive(event(f"e{number}", PAGE, at=number), after(number)) is Received.QUEUED
    assert queue.waiting() == [Waiting(PAGE, NOON, after(4), after(6))]


def test_an_event_counts_once_however_often_it_comes(queue: Queue) -> None:
    assert queue.receive(event("e", PAGE), NOON) is Received.QUEUED
    assert queue.receive(event("e", PAGE), after(1)) is Received.DUPLICATE
    queue.done(queue.waiting(), after(3))
    assert queue.receive(event("e", PAGE), after(86_400)) is Received.DUPLICATE
    assert queue.waiting() == []


def test_what_was_read_since_is_not_read_again(queue: Queue) -> None:
    queue.receive(event("e", PAGE), NOON)
    queue.done(queue.waiting(), after(300))
    assert queue.receive(event("late", PAGE, at=100), after(400)) is Received.STALE
    # The clocks may differ.
    assert queue.receive(event("close", PAGE, at=200), after(400)) is Received.QUEUED
    # One of two was read.
    queue.done(queue.waiting(), after(500))
    assert queue.receive(event("both", PAGE, OTHER, at=100), after(600)) is Received.QUEUED
    assert [one.id for one in queue.waiting()] == [OTHER]


def test_an_event_that_is_older_than_what_is_remembered_is_refused(queue: Queue) -> None:
    assert queue.receive(event("old", PAGE, at=-3 * 86_400 - 1), NOON) is Received.STALE
    assert queue.receive(event("old enough", PAGE, at=-3 * 86_400 + 1), NOON) is Received.QUEUED


def test_an_event_of_nothing_that_is_shown_asks_for_nothing(queue: Queue) -> None:
    assert queue.receive(event("e"), NOON) is Received.NOTHING
    assert queue.receive(event("e"), NOON) is Received.DUPLICATE
    assert queue.waiting() == []


def test_what_is_told_again_while_it_is_read_goes_on_waiting(queue: Queue) -> None:
    queue.receive(event("e", PAGE, OTHER), NOON)
    taken = queue.waiting()
    queue.receive(event("f", PAGE, at=3), after(3))
    queue.done(taken, after(2))
    assert [(one.id, one.last) for one in queue.waiting()] == [(PAGE, after(3))]


def test_what_failed_waits_on_unless_it_was_told_again(queue: Queue) -> None:
    queue.receive(event("e", PAGE, OTHER), NOON)
    taken = queue.waiting()
    queue.receive(event("f", PAGE, at=3), after(3))
    queue.failed(taken, after(4))
    assert {one.id: (one.due, one.failures) for one in queue.waiting()} == {PAGE: (after(5), 0), OTHER: (after(14), 1)}


def test_all_is_there_in_another_process(queue: Queue, tmp_path: Path) -> None:
    queue.receive(event("e", PAGE, SOMETHING), NOON)
    queue.keep_fact("deployed", "abc")
    failures = [Failure(after(number), Stage.DEPLOY, f"It failed {number}.", "Look.") for number in range(25)]
    for failure in failures:
        queue.keep_failure(failure)
    # Another connection sees only what is on the disk: this one was never closed.
    other = Queue(tmp_path, PACE)
    assert {one.id for one in other.waiting()} == {PAGE, SOMETHING}
    assert other.receive(event("e", PAGE), NOON) is Received.DUPLICATE
    assert (other.fact("deployed"), other.fact("nothing")) == ("abc", "")
    assert other.failures() == failures[:4:-1]


def test_a_full_disk_is_named_and_once_there_is_space_it_goes_on(queue: Queue) -> None:
    queue.keep_fact("name", "value")
    (pages,) = queue._connection.execute("PRAGMA page_count").fetchone()
    queue._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="is full"):
        queue.keep_fact("large", "x" * 100_000)
    queue._connection.execute("PRAGMA max_page_count = 1000000")
    queue.keep_fact("large", "x" * 100_000)
    assert queue.fact("name") == "value"


def test_a_commit_that_fails_does_not_keep_the_queue_from_going_on(queue: Queue) -> None:
    # What is found wrong only at the commit: a reference that leads nowhere, checked there.
    queue._connection.executescript(
        "PRAGMA foreign_keys = ON;"
        "CREATE TABLE child (name TEXT REFERENCES facts (name) DEFERRABLE INITIALLY DEFERRED);"
        "CREATE TRIGGER lead_nowhere AFTER INSERT ON facts WHEN new.name = 'bad'"
        " BEGIN INSERT INTO child VALUES ('nowhere'); END;"
    )
    with pytest.raises(StoreError):
        queue.keep_fact("bad", "value")
    queue.keep_fact("good", "value")
    assert (queue.fact("bad"), queue.fact("good")) == ("", "value")


def test_events_count_also_after_a_clock_that_was_ahead_is_set_right(queue: Queue) -> None:
    queue.receive(event("a", PAGE, at=86_400), after(86_400))
    queue.done(queue.waiting(), after(86_402))
    assert queue.receive(event("b", PAGE), NOON) is Received.QUEUED


def test_a_damaged_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "live.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match=r"live\.sqlite cannot be read"):
        Queue(tmp_path, PACE)
