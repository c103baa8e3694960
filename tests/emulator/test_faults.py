"""Trouble on purpose."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notionpress.emulator.faults import Fault, Faults, RateLimit
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import PNG, block, hosted, page, paragraphs, uid
from tests.emulator.served import Served, made

CHILDREN = f"blocks/{uid('Home')}/children"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made(tmp_path, pages=[page("Home", paragraphs(5))])


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (429, "rate_limited"),
        (500, "internal_server_error"),
        (502, "bad_gateway"),
        (503, "service_unavailable"),
        (504, "gateway_timeout"),
        (529, "service_overload"),
    ],
)
def test_an_error_for_chosen_requests(workspace: Workspace, status: int, code: str) -> None:
    faults = Faults([Fault(status, path="/children", first=2, times=2, retry_after=7)])  # type: ignore[arg-type]
    with Served(workspace, faults=faults) as served:
        assert [served.get(CHILDREN).status for _ in range(5)] == [200, status, status, 200, 200]
        assert served.get(f"pages/{uid('Home')}").status == 200
    with Served(workspace, faults=Faults([Fault(status)])) as served:  # type: ignore[arg-type]
        answer = served.get("users/me")
        assert (answer.status, answer.body["status"], answer.body["code"]) == (status, status, code)
        assert answer.keys[-1] == "request_id"
        assert answer.headers.get("Retry-After") == ("1" if status in (429, 529) else None)


def test_a_refusal_at_the_edge_has_no_request_id(workspace: Workspace) -> None:
    with Served(workspace, faults=Faults([Fault("edge", times=None)])) as served:
        for _ in range(2):
            answer = served.get("users/me")
            assert answer.status == 403
            assert "x-notion-request-id" not in answer.headers
            assert answer.headers["Content-Type"].startswith("text/html")
            assert answer.headers["CF-Ray"]
            assert b"<html>" in answer.data


def test_a_connection_that_drops(workspace: Workspace) -> None:
    with Served(workspace, faults=Faults([Fault("drop")])) as served:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            served.get("users/me")
        assert served.get("users/me").status == 200
        assert len(served.emulator.requests) == 2


def test_a_body_that_is_cut_off(workspace: Workspace) -> None:
    with Served(workspace, faults=Faults([Fault("cut")])) as served:
        with pytest.raises(http.client.IncompleteRead) as caught:
            served.get(CHILDREN)
        assert caught.value.partial.startswith(b'{"object":"list"')
        assert served.get(CHILDREN).status == 200


def test_an_answer_that_does_not_come(workspace: Workspace) -> None:
    started = time.monotonic()
    with Served(workspace, faults=Faults([Fault("stall")])) as served:
        with pytest.raises(TimeoutError):
            served.send("GET", "users/me", None, served.headers(), timeout=0.2)
        assert served.get("users/me").status == 200
    assert time.monotonic() - started < 5


def test_a_rate_limit_slides(workspace: Workspace) -> None:
    now = [100.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731
    with Served(workspace, faults=Faults(rate_limit=RateLimit(3, 60), clock=clock)) as served:
        for _ in range(3):
            assert served.get("users/me").status == 200
            now[0] += 10
        answer = served.get("users/me")
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "30"
        assert answer.body["code"] == "rate_limited"
        assert answer.body["additional_data"] == {
            "retry_after": "30",
            "rate_limit_reason": "public_api_request_rate_limit",
        }
        now[0] += 29.5
        assert served.get("users/me").headers["Retry-After"] == "1"
        now[0] += 0.5
        assert served.get("users/me").status == 200
        assert served.get("users/me").headers["Retry-After"] == "10"


def test_latency_is_added_to_every_answer(workspace: Workspace) -> None:
    with Served(workspace, latency=0.1) as served:
        started = time.monotonic()
        assert served.get("users/me").status == 200
        assert time.monotonic() - started >= 0.1


def statuses(served: Served, count: int, path: str = "users/me") -> list[int]:
    return [served.get(path).status for _ in range(count)]


def test_a_fixed_window_is_free_again_all_at_once(workspace: Workspace) -> None:
    now = [100.0]
    limit = RateLimit(3, 60, window="fixed")
    with Served(workspace, faults=Faults(rate_limit=limit, clock=lambda: now[0])) as served:
        assert statuses(served, 3) == [200] * 3
        now[0] = 119.5
        assert served.get("users/me").headers["Retry-After"] == "1"
        now[0] = 120.0
        assert statuses(served, 4) == [200, 200, 200, 429]
        assert served.get("users/me").headers["Retry-After"] == "60"


@pytest.mark.parametrize("window", ["sliding", "fixed"])
def test_other_programs_use_the_quota_for_a_time(workspace: Workspace, window: str) -> None:
    now = [0.0]
    limit = RateLimit(10, 60, window=window, others=6, others_seconds=90)  # type: ignore[arg-type]
    with Served(workspace, faults=Faults(rate_limit=limit, clock=lambda: now[0])) as served:
        counts = []
        for _ in range(4):
            got = 0
            for _ in range(12):
                got += served.get("users/me").status == 200
                now[0] += 5
            counts.append(got)
        assert counts[0] < 8
        assert counts[-1] == 10


def test_retry_after_as_a_date_and_not_at_all(workspace: Workspace) -> None:
    moment = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
    faults = Faults(
        [Fault(429, retry_after=45, retry_after_form="date"), Fault(529, first=2, retry_after_form="none")],
        rate_limit=RateLimit(0, 60, retry_after_form="none"),
    )
    with Served(workspace, faults=faults, now=lambda: moment) as served:
        dated = served.get("users/me")
        assert dated.headers["Date"] == "Sun, 01 Mar 2026 12:00:30 GMT"
        assert dated.headers["Retry-After"] == "Sun, 01 Mar 2026 12:01:15 GMT"
        assert "retry_after" not in dated.body["additional_data"]
        for status in (529, 429):
            answer = served.get("users/me")
            assert answer.status == status
            assert "Retry-After" not in answer.headers
            assert "retry_after" not in answer.body.get("additional_data", {})


def test_answers_tell_the_time_of_the_server(workspace: Workspace) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with Served(workspace, now=lambda: moment, faults=Faults([Fault("edge", "search")])) as served:
        for answer in (served.get("users/me"), served.get("nothing"), served.post("search"), served.get("../file")):
            assert answer.headers["Date"] == "Sun, 01 Mar 2026 12:00:00 GMT"


def test_json_that_ends_in_the_middle_of_a_whole_answer(workspace: Workspace) -> None:
    with Served(workspace, faults=Faults([Fault("truncated", "/children"), Fault("invalid", "users")])) as served:
        answer = served.get(CHILDREN)
        assert answer.status == 200
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.data.startswith(b'{"object":"list"')
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.data)
        answer = served.get("users/me")
        assert answer.status == 200
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.data)
        assert served.ok(CHILDREN)
        assert served.ok("users/me")


def test_cursors_are_refused(workspace: Workspace) -> None:
    with Served(workspace, faults=Faults([Fault("cursor", times=2)])) as served:
        cursor = served.ok(f"{CHILDREN}?page_size=2")["next_cursor"]
        answer = served.get(f"{CHILDREN}?page_size=2&start_cursor={cursor}")
        assert (answer.status, answer.body["code"]) == (400, "validation_error")
        found = served.ok("search", body={"page_size": 1})
        assert served.post("search", {"start_cursor": found["next_cursor"] or uid("Home")}).status == 400
        assert served.ok(f"{CHILDREN}?page_size=2&start_cursor={cursor}")


def test_a_slow_answer_comes_later(workspace: Workspace) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    with Served(workspace, faults=Faults([Fault("slow", seconds=7)]), sleep=sleep) as served:
        assert statuses(served, 2) == [200, 200]
        assert slept == [7]


def picture(served: Served) -> str:
    found = served.ok(CHILDREN)["results"][0]["image"]["file"]["url"]
    assert isinstance(found, str)
    return found


def test_downloads_fail_too(tmp_path: Path) -> None:
    made_of = made(tmp_path, pages=[page("Home", [block("image", hosted("a.png"))])], files={"a.png": PNG})
    faults = [
        Fault("expired", "a.png"),
        Fault(503, first=2, files=True),
        Fault("cut", "a.png", first=3, files=True),
        Fault(429, "a.png", first=4, files=True, retry_after=9),
    ]
    with Served(made_of, faults=Faults(faults)) as served:
        url = picture(served)
        answer = served.send("GET", url)
        assert (answer.status, answer.headers["Content-Type"]) == (403, "application/xml; charset=utf-8")
        assert b"Request has expired" in answer.data
        assert served.send("GET", url).status == 503
        with pytest.raises(http.client.IncompleteRead):
            served.send("GET", url)
        assert served.send("GET", url).headers["Retry-After"] == "9"
        assert served.send("GET", url).data == PNG
    with pytest.raises(ValueError, match="not for files"):
        Fault("truncated", files=True)


def test_shares_are_the_same_in_every_run_whatever_the_order(workspace: Workspace) -> None:
    def met(seed: int, lines: list[str]) -> set[tuple[str, int]]:
        faults, counts, found = Faults([Fault(500, times=None, share=0.3)], seed=seed), dict[str, int](), set()
        for line in lines:
            counts[line] = counts.get(line, 0) + 1
            if faults.next(line):
                found.add((line, counts[line]))
        return found

    lines = [f"GET pages/{number % 50}" for number in range(500)]
    assert met(1, lines) == met(1, lines[::-1])
    assert 100 < len(met(1, lines)) < 200
    assert met(1, lines) != met(2, lines)


def test_a_share_ends_after_so_many_times(workspace: Workspace) -> None:
    faults = Faults([Fault(500, times=3, share=0.5)], seed=1)
    assert sum(faults.next("GET users/me") is not None for _ in range(100)) == 3
