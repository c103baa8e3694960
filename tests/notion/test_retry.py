"""When a request is tried again, and the pace of all requests."""

from __future__ import annotations

import asyncio

import pytest

from notionpress.notion.limiter import Limiter
from notionpress.notion.retry import backoff, clock_lag, retries, retry_after
from tests.notion.scripted import Clock


@pytest.mark.parametrize(
    ("status", "reads", "blocked", "expected"),
    [
        (429, True, False, 6),
        (529, False, False, 6),
        (429, True, True, 0),
        (500, True, False, 6),
        (502, True, False, 6),
        (503, True, False, 6),
        (504, True, False, 6),
        (522, True, False, 6),
        (503, False, False, 0),
        (409, True, False, 3),
        (400, True, False, 0),
        (401, True, False, 0),
        (403, True, False, 0),
        (404, True, False, 0),
        (501, True, False, 0),
    ],
)
def test_which_answers_may_be_asked_for_again(status: int, reads: bool, blocked: bool, expected: int) -> None:
    assert retries(status, limit=6, reads=reads, blocked=blocked) == expected


def test_backoff_doubles_with_chance_and_has_a_cap() -> None:
    assert [backoff(attempt, 0.0) for attempt in range(4)] == [0.5, 1, 2, 4]
    assert [backoff(attempt, 0.999999) for attempt in range(3)] == pytest.approx([1, 2, 4], rel=1e-3)
    assert backoff(50, 0.999) <= 60


@pytest.mark.parametrize(
    ("headers", "data", "expected"),
    [
        ({"Retry-After": "7"}, {}, 7.0),
        ({"Retry-After": "0"}, {}, 0.0),
        ({"Retry-After": "-3"}, {}, 0.0),
        ({}, {"retry_after": "12"}, 12.0),
        ({"Retry-After": "soon"}, {"retry_after": 3}, 3.0),
        ({"Retry-After": "soon"}, {}, None),
        ({}, {}, None),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, {}, 30.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, {}, 0.0),
    ],
)
def test_the_wait_that_an_answer_asks_for(
    headers: dict[str, str], data: dict[str, object], expected: float | None
) -> None:
    assert retry_after(headers, data) == expected


def test_the_limiter_lets_a_burst_through_and_then_waits_for_the_window() -> None:
    async def run() -> None:
        clock = Clock()
        limiter = Limiter(3, 60, clock=clock, sleep=clock.sleep)
        times = []
        for _ in range(7):
            await limiter.turn()
            times.append(clock() - 1000)
        assert times == [0, 0, 0, 60, 60, 60, 120]
        assert limiter.waited == 120

    asyncio.run(run())


def test_no_window_holds_more_than_the_limit() -> None:
    async def run() -> None:
        clock = Clock()
        limiter = Limiter(5, 60, clock=clock, sleep=clock.sleep)
        times = []
        for number in range(60):
            await limiter.turn()
            times.append(clock())
            clock.time += (number * 7) % 13
        assert all(sum(start <= time < start + 60 for time in times) <= 5 for start in times)

    asyncio.run(run())


def test_a_refusal_holds_back_all_callers_and_the_longest_wins() -> None:
    async def run() -> None:
        clock = Clock()
        limiter = Limiter(100, clock=clock, sleep=clock.sleep)
        limiter.refused(10)
        limiter.refused(4)
        times = []

        async def call() -> None:
            await limiter.turn()
            times.append(clock() - 1000)

        await asyncio.gather(*(call() for _ in range(5)))
        assert times == [10.0] * 5
        assert clock.slept == [10.0]

    asyncio.run(run())


def test_a_request_counts_from_its_answer_but_not_for_longer_than_it_was_under_way() -> None:
    async def run() -> None:
        clock = Clock()
        limiter = Limiter(1, 60, clock=clock, sleep=clock.sleep)
        times = []
        for taken in (2, 50, 0):
            turn = await limiter.turn()
            times.append(clock() - 1000)
            clock.time += taken
            limiter.answered(turn)
        assert times == [0, 62, 62 + 65]

    asyncio.run(run())


def test_after_refusals_the_pace_falls_to_what_got_through_and_grows_again() -> None:
    async def run() -> None:
        clock = Clock()
        limiter = Limiter(100, 60, clock=clock, sleep=clock.sleep)
        for _ in range(61):
            await limiter.turn()
        limiter.refused(20)  # the last of them; others under way are refused at the same time
        limiter.refused(20)
        assert limiter.allowed == 60
        allowed = []
        for _ in range(400):
            await limiter.turn()
            if not allowed or allowed[-1] != limiter.allowed:
                allowed.append(limiter.allowed)
        assert allowed == [60, 85, 100]

    asyncio.run(run())


def test_the_pace_never_falls_to_nothing() -> None:
    async def run() -> None:
        clock = Clock()
        limiter = Limiter(100, 60, clock=clock, sleep=clock.sleep)
        for _ in range(20):
            await limiter.turn()
            limiter.refused(30)
        assert limiter.allowed == 10

    asyncio.run(run())


def test_a_clock_that_is_ahead_of_the_server_is_found_by_its_answers() -> None:
    headers = {"Date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    then = 1445412480
    assert clock_lag(headers, then + 300) == 300
    assert clock_lag(headers, then + 2) == clock_lag(headers, then - 300) == clock_lag({}, then) == 0
    assert clock_lag(headers, then + 86400) == 0
