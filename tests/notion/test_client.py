"""The client against a scripted server: what it sends, retries, refuses, says and hides."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from notionpress import errors
from notionpress.notion.client import NotionClient
from tests.notion.scripted import TOKEN, Clock, Scripted, Step, answer, error, listing

ID = "11111111-1111-4111-8111-111111111111"


def ask(
    *steps: Step,
    call: Callable[[NotionClient], Awaitable[Any]] = lambda client: client.page(ID),
    clock: Clock | None = None,
    **options: Any,
) -> tuple[Any, Scripted, NotionClient]:
    """Run one call against a script; returns its result or NotionPressError, the server and the client."""
    clock = clock or Clock()

    async def run() -> tuple[Any, Scripted, NotionClient]:
        async with (
            Scripted(*steps) as server,
            NotionClient(TOKEN, base_url=server.url, clock=clock, sleep=clock.sleep, **options) as client,
        ):
            try:
                return await call(client), server, client
            except errors.NotionPressError as problem:
                return problem, server, client

    return asyncio.run(run())


async def collect(items: Any) -> list[Any]:
    return [one async for one in items]


def test_sends_token_version_and_body() -> None:
    _, server, _ = ask(listing({"id": "a"}), call=lambda client: collect(client.query(ID)))
    line, headers, body = server.requests[0]
    assert line == f"POST /v1/data_sources/{ID}/query"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Notion-Version"] == "2025-09-03"
    assert headers["User-Agent"].startswith("notionpress/")
    assert body == {"sorts": [{"timestamp": "created_time", "direction": "ascending"}], "page_size": 100}


def test_the_version_can_be_named_for_one_call() -> None:
    _, server, _ = ask(answer({}), call=lambda client: client.get("views/x", version="2026-03-11"))
    assert server.requests[0][1]["Notion-Version"] == "2026-03-11"


def test_property_ids_go_into_the_path_as_they_are() -> None:
    _, server, _ = ask(
        answer({"object": "property_item", "type": "checkbox", "checkbox": True}),
        call=lambda client: collect(client.page_property(ID, "%3FB%3AW")),
    )
    assert server.requests[0][0] == f"GET /v1/pages/{ID}/properties/%3FB%3AW?page_size=100"


# Lists


def test_follows_cursors_to_the_end() -> None:
    found, server, _ = ask(
        listing(1, 2, cursor="s:a:b/+"),
        listing(cursor="second"),
        listing(3),
        call=lambda client: collect(client.children(ID)),
    )
    assert found == [1, 2, 3]
    assert [line.partition("?")[2] for line, _, _ in server.requests] == [
        "page_size=100",
        "page_size=100&start_cursor=s%3Aa%3Ab%2F%2B",
        "page_size=100&start_cursor=second",
    ]


def test_refuses_a_cursor_that_comes_twice() -> None:
    found, server, _ = ask(
        listing(1, cursor="a"), listing(2, cursor="b"), listing(3, cursor="a"), call=lambda c: collect(c.children(ID))
    )
    assert "the same cursor twice" in str(found)
    assert f"blocks/{ID}/children" in str(found)
    assert len(server.requests) == 3


def test_stops_where_there_is_no_more_even_with_a_cursor() -> None:
    body = {"object": "list", "results": [1], "next_cursor": "x", "has_more": False}
    assert ask(answer(body), call=lambda client: collect(client.users()))[0] == [1]


def test_refuses_a_list_that_breaks_off_and_what_is_no_list() -> None:
    body = {"object": "list", "results": [1], "next_cursor": None, "has_more": True}
    assert "breaks off" in str(ask(answer(body), call=lambda client: collect(client.users()))[0])
    assert "is not a list" in str(ask(answer({"object": "page"}), call=lambda client: collect(client.users()))[0])


def test_reads_more_than_ten_thousand_rows_in_windows() -> None:
    cut = {"request_status": {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}}
    row = lambda number: {"id": f"r{number}", "created_time": f"2026-01-0{number}T00:00:00.000Z"}  # noqa: E731
    found, server, _ = ask(
        listing(row(1), row(2), cursor="x"),
        listing(row(3), **cut),
        listing(row(3), row(4)),
        call=lambda client: collect(client.query(ID)),
    )
    assert [one["id"] for one in found] == ["r1", "r2", "r3", "r4"]
    assert server.requests[2][2]["filter"] == {
        "timestamp": "created_time",
        "created_time": {"on_or_after": "2026-01-03T00:00:00.000Z"},
    }
    stuck = ask(listing(row(3), **cut), call=lambda client: collect(client.query(ID)))[0]
    assert "10,000" in str(stuck) and "one minute" in str(stuck)


# Retries


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def cut_short(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"object":')
    assert request.transport is not None
    request.transport.close()
    return response


async def stall(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(0.5)
    return web.Response()


@pytest.mark.parametrize(
    "fault",
    [
        error(429, "rate_limited"),
        error(500, "internal_server_error"),
        error(502, "bad_gateway"),
        error(503, "service_unavailable"),
        error(504, "gateway_timeout"),
        error(529, "service_overload"),
        web.Response(status=502, text="<html>Bad gateway</html>"),
        error(409, "conflict_error"),
        answer('{"object": "pag'),
        answer("[]"),
        drop,
        cut_short,
        stall,
    ],
)
def test_tries_again_what_may_pass(fault: Step) -> None:
    found, server, client = ask(fault, fault, answer({"object": "page"}), timeout=0.15)
    assert found == {"object": "page"}
    assert client.requests == 3
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("status", "code", "kind", "hint"),
    [
        (400, "validation_error", errors.InvalidRequest, "root"),
        (401, "unauthorized", errors.Unauthorized, "NOTION_TOKEN"),
        (403, "restricted_resource", errors.Restricted, "Read content"),
        (404, "object_not_found", errors.NotShared, "Connections"),
        (418, "teapot", errors.NotionRefused, "support"),
    ],
)
def test_tells_at_once_what_stays(status: int, code: str, kind: type, hint: str) -> None:
    found, server, _ = ask(error(status, code))
    assert type(found) is kind
    assert (found.status, found.code, found.request_id) == (status, code, f"request-{status}")
    assert hint in found.hint
    assert f"GET pages/{ID}" in found.message and f"request-{status}" in found.message
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "tries"),
    [
        (error(503, "service_unavailable"), errors.NotionRefused, 7),
        (error(409, "conflict_error"), errors.Conflict, 4),
        (web.Response(status=503, text="<html>"), errors.NotionUnreachable, 7),
        (answer("{"), errors.NotionUnreachable, 7),
        (drop, errors.NotionUnreachable, 3),
    ],
)
def test_gives_up_in_the_end(fault: Step, kind: type, tries: int) -> None:
    clock = Clock()
    found, _, client = ask(fault, clock=clock)
    assert type(found) is kind
    assert found.hint
    assert client.requests == tries
    assert all(seconds <= 60 for seconds in clock.slept)


@pytest.mark.parametrize("busy", [error(429, "rate_limited"), error(529, "service_overload")])
def test_waits_while_others_use_up_the_quota_but_not_for_ever(busy: web.Response) -> None:
    clock = Clock()
    found, _, client = ask(busy, clock=clock)
    assert type(found) is errors.RateLimited
    assert client.requests > 15
    assert 800 < sum(clock.slept) <= 900
    found, _, client = ask(*[busy] * 12, answer({"ok": 1}), clock=Clock())
    assert found == {"ok": 1}


def test_being_put_off_uses_up_no_retry() -> None:
    busy, broken = error(429, "rate_limited", headers={"Retry-After": "1"}), error(500, "internal_server_error")
    found, _, _ = ask(*[busy, broken] * 6, answer({"ok": 1}), clock=Clock())
    assert found == {"ok": 1}


def test_a_write_is_not_repeated_where_it_may_have_been_done() -> None:
    found, server, _ = ask(error(503, "service_unavailable"), call=lambda client: client.post("pages", {}))
    assert isinstance(found, errors.NotionRefused)
    assert len(server.requests) == 1
    busy = error(429, "rate_limited")
    found, _, _ = ask(busy, answer({"ok": 1}), call=lambda client: client.post("pages", {}))
    assert found == {"ok": 1}
    assert len(ask(drop, call=lambda client: client.post("pages", {}))[1].requests) == 1


def test_what_is_blocked_is_not_tried_again() -> None:
    blocked = error(429, "rate_limited", additional_data={"rate_limit_reason": "public_api_request_blocked"})
    found, server, _ = ask(blocked)
    assert isinstance(found, errors.RateLimited)
    assert "waiting does not help" in found.hint
    assert len(server.requests) == 1


def test_an_answer_from_in_front_of_notion_is_explained() -> None:
    wall = web.Response(status=403, text="<html>Sorry, you have been blocked", headers={"CF-Ray": "8f-FRA"})
    found, server, _ = ask(wall)
    assert type(found) is errors.NotionRefused  # not Restricted: that is a capability that is missing
    assert found.code == "edge_block"
    assert "in front of Notion" in found.message and "8f-FRA" in found.message
    assert "network" in found.hint
    assert len(server.requests) == 1


def test_does_not_follow_redirects_with_the_token() -> None:
    found, server, _ = ask(web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}))
    assert isinstance(found, errors.NotionRefused)
    assert len(server.requests) == 1


def test_an_address_where_nothing_listens_is_told_soon() -> None:
    clock = Clock()

    async def run() -> None:
        client = NotionClient(TOKEN, base_url="http://127.0.0.1:9", clock=clock, sleep=clock.sleep)
        async with client:
            with pytest.raises(errors.NotionUnreachable, match=r"127\.0\.0\.1:9"):
                await client.me()
            assert client.requests == 3

    asyncio.run(run())
    assert sum(clock.slept) < 4


def test_an_address_that_never_answers_is_told_soon() -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(1)
        return answer({})

    found, server, client = ask(never, timeout=0.05, retries=6)
    assert isinstance(found, errors.NotionUnreachable)
    assert client.requests == len(server.requests) == 3


def test_goes_through_a_proxy() -> None:
    async def run() -> list[tuple[str, dict[str, str], Any]]:
        async with (
            Scripted(answer({"object": "page"})) as proxy,
            NotionClient(TOKEN, base_url="http://notion.invalid", proxy=proxy.url) as client,
        ):
            assert await client.page(ID) == {"object": "page"}
            await client.download("http://files.invalid/a.png", io.BytesIO(), limit=1000)
            return proxy.requests

    (_, headers, _), (_, more, _) = asyncio.run(run())
    assert headers["Host"] == "notion.invalid"
    assert more["Host"] == "files.invalid"
    assert "Authorization" not in more


def test_a_dropped_connection_is_asked_again_by_the_client_alone() -> None:
    async def drop(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def twice(client: NotionClient) -> Any:
        await client.me()
        return await client.me()

    clock = Clock()
    found, server, client = ask(answer({"n": 1}), drop, drop, answer({"n": 4}), call=twice, clock=clock)
    assert found == {"n": 4}
    # Each was counted, and waited for: aiohttp would send a GET again at once over a connection that it had kept.
    assert client.requests == len(server.requests) == 4
    assert len(clock.slept) == 2


def test_an_answer_that_is_nested_without_end_is_not_whole() -> None:
    found, _, _ = ask(answer('{"a":' * 20_000 + "1" + "}" * 20_000), retries=0)
    assert isinstance(found, errors.NotionUnreachable)


# The shared wait


@pytest.mark.parametrize("value", ["0", "-5", "nan", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wait_of_nothing_does_not_use_up_the_retries_at_once(value: str) -> None:
    clock = Clock()
    busy = error(429, "rate_limited", headers={"Retry-After": value})
    found, _, _ = ask(busy, busy, busy, answer({"ok": 1}), clock=clock, chance=lambda: 0.0)
    assert found == {"ok": 1}
    assert clock.slept == [0.5, 1.0, 2.0]


def test_waits_as_long_as_notion_asks() -> None:
    for headers, data in (({"Retry-After": "17"}, {}), ({}, {"retry_after": "17"})):
        clock = Clock()
        found, _, client = ask(
            error(429, "rate_limited", headers=headers, additional_data=data), answer({"ok": 1}), clock=clock
        )
        assert found == {"ok": 1}
        assert clock.slept == [17.0]
        assert client.waited == 17.0


def test_all_callers_wait_together() -> None:
    clock = Clock()
    times = []

    async def serve(request: web.Request) -> web.StreamResponse:
        times.append(clock() - 1000)
        if len(times) == 1:
            return error(429, "rate_limited", headers={"Retry-After": "30"})
        return answer({})

    async def call(client: NotionClient) -> None:
        first = asyncio.create_task(client.page(ID))
        while not client.waited and not first.done():  # noqa: ASYNC110
            await asyncio.sleep(0)
        await asyncio.gather(first, *(client.page(ID) for _ in range(10)))

    _, server, _ = ask(serve, call=call, clock=clock)
    assert times == [0.0] + [30.0] * 11
    assert len(server.requests) == 12


def test_a_wait_beyond_the_cap_is_an_error() -> None:
    found, server, _ = ask(error(429, "rate_limited", headers={"Retry-After": "3600"}))
    assert isinstance(found, errors.RateLimited)
    assert len(server.requests) == 1


def test_keeps_to_the_pace_and_counts() -> None:
    clock = Clock()

    async def call(client: NotionClient) -> None:
        await asyncio.gather(*(client.page(ID) for _ in range(25)))

    _, server, client = ask(answer({}), call=call, clock=clock, requests_per_minute=10)
    assert len(server.requests) == client.requests == 25
    assert clock.slept == [60.0, 60.0]


def test_few_calls_at_once() -> None:
    now, most = 0, 0

    async def serve(request: web.Request) -> web.StreamResponse:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.005)
        now -= 1
        return answer({})

    async def call(client: NotionClient) -> None:
        await asyncio.gather(*(client.page(ID) for _ in range(30)))

    ask(serve, call=call, concurrency=4)
    assert most == 4


# Hints


def test_the_hint_names_the_page_and_the_connection() -> None:
    said = (
        f"Could not find page with ID: {ID}. Make sure the relevant pages and databases are shared with your "
        'integration "My blog".'
    )
    found = ask(error(404, "object_not_found", said))[0]
    assert "https://www.notion.so/11111111111141118111111111111111" in found.hint
    assert "“My blog”" in found.hint


def test_the_hint_names_the_capability() -> None:
    fault = error(403, "restricted_resource")
    assert "Read user information" in ask(fault, call=lambda client: client.user(ID))[0].hint
    assert "Read comments" in ask(fault, call=lambda client: collect(client.comments(ID)))[0].hint


def test_an_old_version_is_told_the_one_it_needs() -> None:
    more = {"error_type": "multiple_data_sources_for_database", "minimum_api_version": "2025-09-03"}
    assert "2025-09-03" in ask(error(400, "validation_error", additional_data=more))[0].hint


@pytest.mark.parametrize("token", ["", "  ", "ntn_a\nb", "ntn_ä"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    with pytest.raises(errors.Unauthorized, match="NOTION_TOKEN"):
        NotionClient(token)


# Secrets


def test_the_token_is_never_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    faults = [
        error(401, "unauthorized", f"API token {TOKEN} is invalid."),
        error(500, "internal_server_error", TOKEN),
        web.Response(status=403, text=TOKEN),
        answer(f'{{"{TOKEN}'),
        drop,
    ]
    for fault in faults:
        found, _, client = ask(fault, retries=1)
        assert isinstance(found, errors.NotionError)
        assert TOKEN not in f"{found!s}{found!r}{found.__dict__}{found.__cause__!r}{client!r}"
    assert caplog.records
    assert TOKEN not in caplog.text
    assert "start_cursor" not in caplog.text


def test_logs_what_was_asked_and_answered(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "notionpress.notion")
    ask(error(500, "internal_server_error"), answer({}))
    first, again, second = (record.getMessage() for record in caplog.records if record.name == "notionpress.notion")
    assert first.startswith(f"GET pages/{ID} 2025-09-03 500 ") and first.endswith(" ms request-500")
    assert "again" in again
    assert " 200 " in second


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The facts of what was logged, without how long it took."""
    ours = (record for record in caplog.records if record.name == "notionpress.notion")
    facts: list[dict[str, Any]] = [getattr(record, "facts") for record in ours]  # noqa: B009
    return [{name: value for name, value in one.items() if name != "milliseconds"} for one in facts]


def test_logs_tries_and_waits_for_programs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "notionpress.notion")
    busy = error(429, "rate_limited", headers={"Retry-After": "7"})
    ask(busy, drop, answer({}), requests_per_minute=600, chance=lambda: 0.5)
    path = f"pages/{ID}"
    request = {"method": "GET", "path": path, "version": "2025-09-03"}
    facts = told(caplog)
    assert [one["event"] for one in facts] == ["request", "retry", "wait", "no_answer", "retry", "request"]
    assert facts[0] == {"event": "request", **request, "status": 429, "request_id": "request-429"}
    assert facts[1] == {"event": "retry", "method": "GET", "path": path, "retry": 1, "seconds": 7.0}
    assert facts[2] == {"event": "wait", "seconds": 7.0}
    assert facts[3] == {"event": "no_answer", **request, "reason": "ConnectionDropped"}
    assert facts[4]["retry"] == 2


def test_logs_ids_and_no_cursors(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "notionpress.notion")
    pages = (listing(cursor="CURSOR"), listing())
    ask(*pages, call=lambda client: collect(client.comments(ID)))
    assert [one["path"] for one in told(caplog)] == [f"comments?block_id={ID}"] * 2
    assert "CURSOR" not in caplog.text


# Files


def download(*steps: Step, limit: int = 1 << 20, **options: Any) -> tuple[Any, bytes, Scripted]:
    """Download from a script; returns the result or error, the bytes and the server."""
    clock, sink = Clock(), io.BytesIO()

    async def run() -> tuple[Any, Scripted]:
        async with (
            Scripted(*steps) as server,
            NotionClient(TOKEN, base_url=server.url, clock=clock, sleep=clock.sleep, **options) as client,
        ):
            try:
                url = f"{server.url}/files/a%20b.png?X-Amz-Signature=SIGNED"
                return await client.download(url, sink, limit=limit), server
            except errors.NotionError as problem:
                return problem, server

    found, server = asyncio.run(run())
    return found, sink.getvalue(), server


def test_downloads_without_the_token() -> None:
    found, data, server = download(web.Response(body=b"bytes", content_type="image/png"))
    assert (found.media_type, found.size, data) == ("image/png", 5, b"bytes")
    line, headers, _ = server.requests[0]
    assert line == "GET /files/a%20b.png?X-Amz-Signature=SIGNED"
    assert "Authorization" not in headers


def test_a_download_is_begun_anew_when_it_breaks(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "notionpress.notion")
    found, data, server = download(cut_short, web.Response(status=503), web.Response(body=b"whole"))
    assert (found.size, data, len(server.requests)) == (5, b"whole", 3)
    facts = told(caplog)
    assert [one["event"] for one in facts] == ["no_download", "retry", "no_download", "retry", "download"]
    assert {one["host"] for one in facts} == {"127.0.0.1"}
    assert [facts[0]["reason"], facts[2]["reason"], facts[4]["bytes"]] == ["ClientPayloadError", "status 503", 5]


def test_a_refused_download_does_not_name_its_url(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for step, kind in ((web.Response(status=403), errors.NotionRefused), (drop, errors.NotionUnreachable)):
        found, _, _ = download(step)
        assert type(found) is kind
        assert "SIGNED" not in f"{found}{found.__cause__}{found.__dict__}"
        assert found.__cause__ is None
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("notionpress")]
    assert "SIGNED" not in "".join(ours)


def test_a_download_has_a_limit() -> None:
    found, _, _ = download(web.Response(body=b"x" * 5000), limit=1000)
    assert found.code == "file_too_large"


def test_follows_the_redirects_of_files() -> None:
    found, data, _ = download(web.Response(status=302, headers={"Location": "/elsewhere"}), web.Response(body=b"ok"))
    assert (found.size, data) == (2, b"ok")
