"""Trouble on purpose."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from notionpress.emulator.faults import Fault, Faults, RateLimit
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import page, paragraphs, uid
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
