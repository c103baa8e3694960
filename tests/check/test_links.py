"""Links to other sites: how they are asked for, what is told of them, and what is kept."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from notionpress import __version__
from notionpress.check import links
from notionpress.check.links import Answer, Links
from notionpress.cli import run
from tests.commands import site_yaml
from tests.crawl.workspaces import block, page, uid, write

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Elsewhere:
    """Another site: what it answers by path, and the requests that it got."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.busy_until = 2
        self.at_once = self.most_at_once = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        self.agents.add(request.headers["User-Agent"])
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        try:
            return self._answer(request)
        finally:
            self.at_once -= 1

    def _answer(self, request: web.Request) -> web.StreamResponse:
        name, _, rest = request.path[1:].partition("/")
        if name == "status":
            return web.Response(status=int(rest))
        if name == "only-get":
            return web.Response(status=200 if request.method == "GET" else int(rest))
        if name in ("301", "302", "307", "308"):
            return web.Response(status=int(name), headers={"Location": f"/{rest}?{request.query_string}".rstrip("?")})
        if name == "signed":
            return web.Response(status=301, headers={"Location": "/status/200?signature=secret"})
        if name == "round":
            return web.Response(status=302, headers={"Location": "/round"})
        if name == "away":
            return web.Response(status=302, headers={"Location": request.query["to"]})
        if name == "busy" and self.requests.count((request.method, request.path)) <= self.busy_until:
            then = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
            waits = {"seconds": {"Retry-After": "7"}, "date": {"Retry-After": then}, "long": {"Retry-After": "3600"}}
            return web.Response(status=429, headers=waits.get(rest, {}))
        if name == "failing":
            return web.Response(status=500 if len(self.requests) == 1 else 200)
        return web.Response()


def ask(elsewhere: Elsewhere, *paths: str, **options: Any) -> tuple[list[Answer], list[float]]:
    """The answers of another site to links with these paths, and how long was waited between."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def answers() -> list[Answer]:
        server = TestServer(_app(elsewhere))
        await server.start_server()
        found: dict[str, Answer] = {}
        base = f"http://127.0.0.1:{server.port}"
        urls = [path if path.startswith("http:") else base + path for path in paths]
        settings = {"pause": 0.5, "is_reachable": lambda _: True, "sleep": sleep, **options}
        async with Links(**settings) as asking:
            await asking.answers(urls, found.__setitem__)
        await server.close()
        return [Answer(one.status, one.reason, one.moved.removeprefix(base)) for one in map(found.__getitem__, urls)]

    return asyncio.run(answers()), waits


def _app(elsewhere: Elsewhere) -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", elsewhere.answer)
    return app


def test_what_is_there_is_asked_for_its_head_alone() -> None:
    elsewhere = Elsewhere()
    answers, _ = ask(elsewhere, "/one#part")
    assert answers == [Answer(200)]
    assert elsewhere.requests == [("HEAD", "/one")]
    assert elsewhere.agents == {f"notionpress/{__version__} (looks for dead links)"}


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_where_the_head_is_refused_the_whole_is_asked_for(status: int) -> None:
    elsewhere = Elsewhere()
    assert ask(elsewhere, f"/only-get/{status}")[0] == [Answer(200)]
    assert [method for method, _ in elsewhere.requests] == ["HEAD", "GET"]


def test_what_is_gone_is_asked_for_twice() -> None:
    elsewhere = Elsewhere()
    assert ask(elsewhere, "/status/404", "/status/410")[0] == [Answer(404), Answer(410)]
    assert len(elsewhere.requests) == 4


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/301/new", Answer(200, moved="/new")),
        ("/308/301/new?a=1", Answer(200, moved="/new?a=1")),
        ("/301/302/new", Answer(200, moved="/302/new")),
        ("/302/new", Answer(200)),
        ("/307/301/new", Answer(200)),
        ("/signed", Answer(200, moved="/status/200")),
        ("/301/status/404", Answer(404, moved="/status/404")),
        ("/round", Answer(reason="redirects")),
        ("/away?to=ftp://example.org/", Answer(reason="address")),
    ],
)
def test_redirects_are_followed_and_those_for_good_are_told(path: str, answer: Answer) -> None:
    assert ask(Elsewhere(), path)[0] == [answer]


def test_a_host_gets_one_request_at_a_time_with_a_pause_between() -> None:
    elsewhere = Elsewhere()
    _, waits = ask(elsewhere, *(f"/{number}" for number in range(9)), pause=0.25)
    assert elsewhere.most_at_once == 1
    assert waits == [0.25] * 8


@pytest.mark.parametrize(("how", "least"), [("seconds", 7), ("date", 20)])
def test_a_busy_host_is_given_the_time_that_it_asks_for(how: str, least: int) -> None:
    elsewhere = Elsewhere()
    answers, waits = ask(elsewhere, f"/busy/{how}", pause=0)
    assert answers == [Answer(200)]
    assert [wait >= least for wait in waits if wait] == [True, True]


@pytest.mark.parametrize(("how", "count"), [("long", 1), ("nothing", 1), ("seconds", 3)])
def test_a_host_that_stays_busy_is_left_alone(how: str, count: int) -> None:
    elsewhere = Elsewhere()
    elsewhere.busy_until = 100
    answers, _ = ask(elsewhere, f"/busy/{how}", "/other", "/another", pause=0)
    assert answers[0] == Answer(429)
    assert elsewhere.requests.count(("HEAD", f"/busy/{how}")) == count
    assert len(elsewhere.requests) < count + 4


@pytest.mark.parametrize("how", ["long", "nothing", "Mon, 01 Jan 99999999999999 00:00:00 GMT"])
def test_links_that_wait_for_their_turn_do_not_ask_a_host_that_wants_no_more(how: str) -> None:
    class Busy(Elsewhere):
        def _answer(self, request: web.Request) -> web.StreamResponse:
            wait = {"long": {"Retry-After": "3600"}, "nothing": {}}.get(how, {"Retry-After": how})
            return web.Response(status=429, headers=wait)

    busy = Busy()
    answers, waits = ask(busy, *(f"/{number}" for number in range(9)))
    assert answers == [Answer(429)] * 9
    assert busy.requests == [("HEAD", "/0")]
    assert not waits


def test_all_links_to_a_busy_host_wait_as_long_as_it_asks_for() -> None:
    elsewhere = Elsewhere()
    elsewhere.busy_until = 1
    asked: list[int] = []

    async def sleep(seconds: float) -> None:
        if seconds == 7:
            asked.append(len(elsewhere.requests))
            await asyncio.sleep(0.1)
            asked.append(len(elsewhere.requests))

    answers, _ = ask(elsewhere, "/busy/seconds", "/other", pause=0, sleep=sleep)
    assert answers == [Answer(200), Answer(200)]
    assert asked == [1, 1]


def test_a_server_that_fails_does_not_make_anyone_wait_for_hours() -> None:
    class Failing(Elsewhere):
        def _answer(self, request: web.Request) -> web.StreamResponse:
            return web.Response(status=503, headers={"Retry-After": "86400"})

    answers, waits = ask(Failing(), "/")
    assert answers == [Answer(503)]
    assert set(waits) == {0.5}


def test_where_a_busy_host_is_led_to_only_that_is_left_alone() -> None:
    class Leading(Elsewhere):
        def _answer(self, request: web.Request) -> web.StreamResponse:
            if request.host.startswith("127."):
                if request.path == "/busy":
                    return web.Response(status=302, headers={"Location": f"http://localhost:{request.url.port}/"})
                left = int(request.path[1:])
                return web.Response(status=302 if left else 200, headers={"Location": f"/{left - 1}"} if left else {})
            return web.Response(status=429)

    assert ask(Leading(), "/busy", "/9")[0] == [Answer(429), Answer(200)]


def test_a_server_that_fails_is_asked_once_more() -> None:
    elsewhere = Elsewhere()
    assert ask(elsewhere, "/failing")[0] == [Answer(200)]
    assert [method for method, _ in elsewhere.requests] == ["HEAD", "GET"]
    elsewhere.requests.clear()
    assert ask(elsewhere, "/status/500")[0] == [Answer(500)]
    assert [method for method, _ in elsewhere.requests] == ["HEAD", "GET", "GET"]


def test_a_server_that_is_not_there() -> None:
    answers, _ = ask(Elsewhere(), "http://127.0.0.1:1/", "http://no-such-host.invalid/", "http://[/")
    assert [one.reason for one in answers] == ["no-connection", "unknown-host", "address"]


def test_a_server_that_does_not_answer() -> None:
    class Slow(Elsewhere):
        async def answer(self, request: web.Request) -> web.StreamResponse:
            self.requests.append((request.method, request.path))
            await asyncio.sleep(5)
            return web.Response()

    slow = Slow()
    assert ask(slow, "/", timeout=0.05)[0] == [Answer(reason="timeout")]
    slow.requests.clear()
    answers, waits = ask(slow, *(f"/{number}" for number in range(50)), timeout=0.05)
    assert answers == [Answer(reason="timeout")] * 50
    assert len(slow.requests) == 2, "a silent host is not asked for its other links"
    assert len(waits) == 1


@pytest.mark.parametrize("path", ["/", "/away?to=http://localhost:1/"])
def test_nobody_in_a_private_network_is_asked(path: str) -> None:
    elsewhere = Elsewhere()
    allowed = ["127.0.0.1"] if path != "/" else []
    answers, _ = ask(elsewhere, path, is_reachable=lambda address: bool(allowed) and bool(allowed.pop()))
    assert answers == [Answer(reason="private")]
    assert len(elsewhere.requests) == (path != "/")


# The command


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Elsewhere, str]]:
    """Another site in a thread of its own, and its address; the current folder is empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(links, "PAUSE", 0.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793534400")
    site, loop = Elsewhere(), asyncio.new_event_loop()
    server = TestServer(_app(site))
    loop.run_until_complete(server.start_server())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield site, f"http://127.0.0.1:{server.port}"
    asyncio.run_coroutine_threadsafe(server.close(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


def project(*urls: str, **settings: Any) -> None:
    """A site of one page with these links, crawled."""
    text = [{"type": "text", "text": {"content": "x", "link": {"url": url}}} for url in urls]
    blocks = [block("paragraph", {"rich_text": text}), block("bookmark", {"url": urls[0], "caption": []})]
    write(Path("workspace"), pages=[page("Tides", blocks)])
    site_yaml(Path(), notion=f"{{root: [{uid('Tides')}], emulator: workspace}}", **settings)
    assert run(["crawl"]) == 0


def check(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["check", "--links", "--json", *options]) == code
    shown = capsys.readouterr()
    assert shown.err == ""
    found: dict[str, Any] = json.loads(shown.out)
    return found


def told(found: dict[str, Any]) -> list[tuple[str, str]]:
    kinds = ("links", "dead-external-link", "moved-external-link")
    return [(one["check"], one["status"]) for one in found["checks"] if one["check"] in kinds]


def test_dead_links_are_told_with_page_and_block(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, url = elsewhere
    project(f"{url}/status/404", f"{url}/fine", f"{url}/301/new", f"{url}/status/403", "mailto:a@example.org")
    found = check(capsys, "--private")
    assert told(found) == [
        *[("dead-external-link", "note")] * 2,
        ("moved-external-link", "note"),
        ("links", "note"),
        ("links", "ok"),
    ]
    dead = next(one for one in found["checks"] if one["check"] == "dead-external-link")
    assert dead["message"] == f"“Tides”: A link leads nowhere: {url}/status/404 – it answers 404 Not Found."
    assert dead["url"].startswith(f"https://www.notion.so/{uid('Tides').replace('-', '')}#")
    assert found["links"] == {"looked_at": 4, "kept": 0, "requests": 7}
    assert check(capsys, "--private", "--strict", code=1)["exit_code"] == 1


def test_what_leads_somewhere_is_kept_and_the_dead_are_asked_again(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, url = elsewhere
    project(f"{url}/fine", f"{url}/status/404", f"{url}/301/new?key=secret")
    first = check(capsys, "--private")
    site.requests.clear()
    again = check(capsys, "--private")
    assert site.requests == [("HEAD", "/status/404"), ("GET", "/status/404")]
    assert told(again) == told(first)
    assert again["links"]["kept"] == 2
    kept = Path(".notionpress/links.jsonl").read_text()
    assert "fine" not in kept
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1793534400 + 8 * 86400))
    assert check(capsys, "--private")["links"]["kept"] == 0


def test_private_networks_are_left_alone_unless_asked(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    site, url = elsewhere
    project(f"{url}/fine")
    found = check(capsys)
    assert told(found)[0] == ("dead-external-link", "note")
    assert "private network" in json.dumps(found)
    assert site.requests == []


def test_beginnings_of_addresses_and_checks_are_left_out(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    site, url = elsewhere
    project(f"{url}/skipped/1", f"{url}/status/404", checks=f"{{skip_links: '{url}/skipped', dead_external_link: off}}")
    assert told(check(capsys, "--private")) == [("links", "ok")]
    assert {path for _, path in site.requests} == {"/status/404"}


def test_a_machine_that_is_cut_off_calls_no_link_dead(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, url = elsewhere
    # What was looked at before, has moved, or is no address says nothing about the network.
    project(f"{url}/fine", f"{url}/301/new", "http://one.invalid/", "http://two.invalid/", "http://two.invalid/more")
    assert ("links", "skipped") not in told(check(capsys, "--private"))
    found = check(capsys, "--private")
    assert told(found) == [("links", "skipped"), ("moved-external-link", "note")]
    line = next(one for one in found["checks"] if one["check"] == "links")
    assert line["message"] == ("There is no network: no site could be reached, and 3 links could not be looked at.")


def test_one_host_that_answers_says_that_there_is_a_network(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, url = elsewhere
    project(f"{url}/status/404", "http://one.invalid/", "http://two.invalid/")
    assert [kind for kind, _ in told(check(capsys, "--private"))] == ["dead-external-link"] * 4 + ["links"]


def test_pages_are_checked_without_being_changed(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(Path("workspace"), pages=[page("Tides", [])])
    site_yaml(Path(), notion=f"{{root: [{uid('Tides')}], emulator: workspace}}")
    assert told(check(capsys)) == [("links", "skipped")]
    assert run(["crawl"]) == 0
    Path(".notionpress/parsed.jsonl").unlink()
    before = {path: path.stat().st_mtime_ns for path in Path(".notionpress").rglob("*")}
    capsys.readouterr()
    assert run(["check", "--strict"]) == 1
    shown = capsys.readouterr().out
    assert "“Tides”: Nothing stands on this page." in shown
    assert "1 thing to mend on pages" in shown
    assert {path: path.stat().st_mtime_ns for path in Path(".notionpress").rglob("*")} == before


def test_few_of_many_are_shown_and_all_are_counted(
    elsewhere: tuple[Elsewhere, str], capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = [block("image", {"caption": [], "type": "external", "external": {"url": "https://example.org/a.png"}})]
    write(Path("workspace"), pages=[page("Tides", pictures * 13)])
    site_yaml(Path(), notion=f"{{root: [{uid('Tides')}], emulator: workspace}}")
    for command in (["build"], ["check"]):
        assert run(command) == 0
        shown = capsys.readouterr().out
        assert shown.count("A picture has no caption") == 10
        assert "And 3 more of missing-alt: `notionpress check --json` has them all." in shown
        assert "13 problems:" in shown or "13 things to mend on pages" in shown


def test_private_needs_links() -> None:
    assert run(["check", "--private"]) == 2
