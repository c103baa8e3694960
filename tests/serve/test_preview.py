"""The preview over HTTP: what addresses mean, what is refused, what a change brings."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.errors import ConfigError, Unauthorized
from notionpress.serve.guard import is_known
from notionpress.serve.paths import Place, media_type, place_of
from notionpress.serve.signature import signature
from tests.commands import WORKSPACE, environment, site_yaml
from tests.emulator.receiver import TOKEN
from tests.emulator.served import Served
from tests.serve.previewing import Running, ask, local_project, previewed
from tests.sites import files

SITE = {"index.html", "about/index.html", "a b/index.html", "plain.html", "feed.xml", "404.html", "grüße/index.html"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", Place("index.html")),
        ("/about/", Place("about/index.html")),
        ("/about", Place(address="/about/")),
        ("/a%20b", Place(address="/a%20b/")),
        ("/gr%C3%BC%C3%9Fe/", Place("grüße/index.html")),
        ("/plain", Place("plain.html")),
        ("/plain.html", Place("plain.html")),
        ("/feed.xml", Place("feed.xml")),
        ("/nothing", Place()),
        ("/nothing/", Place()),
        ("/../about/", Place()),
        ("/%2e%2e/about/", Place()),
        ("/about%2F..%2Findex.html", Place()),
        ("/about//", Place()),
        ("//about/", Place()),
        ("/a%00b", Place()),
        ("/about\\index.html", Place()),
        ("/.notionpress-stage/1-1", Place()),
        ("/%FF", Place()),
    ],
)
def test_what_an_address_means(address: str, expected: Place) -> None:
    assert place_of(address, "/", SITE.__contains__) == expected


def test_a_site_in_a_folder() -> None:
    is_file = SITE.__contains__
    assert place_of("/blog/about/", "/blog/", is_file) == Place("about/index.html")
    assert place_of("/blog/about", "/blog/", is_file) == Place(address="/blog/about/")
    assert place_of("/blog", "/blog/", is_file) == place_of("/", "/blog/", is_file) == Place(address="/blog/")
    assert place_of("/about/", "/blog/", is_file) == place_of("/blogger/", "/blog/", is_file) == Place()


def test_media_types() -> None:
    assert media_type("a/index.html") == "text/html; charset=utf-8"
    assert media_type("a.css") == "text/css; charset=utf-8"
    assert media_type("a.js") == "text/javascript; charset=utf-8"
    assert media_type("feed.xml") == "application/xml; charset=utf-8"
    assert media_type("a.svg") == "image/svg+xml; charset=utf-8"
    assert media_type("a.WEBP") == "image/webp"
    assert media_type("a.mp4") == "video/mp4"
    assert media_type("a.woff2") == "font/woff2"
    assert media_type("a") == "application/octet-stream"


@pytest.mark.parametrize("header", ["localhost:8000", "127.0.0.1", "[::1]:8000", "lamp.localhost", "192.168.0.7:80"])
def test_hosts_that_are_answered(header: str) -> None:
    assert is_known(header, "127.0.0.1")


@pytest.mark.parametrize("header", ["", "example.org", "127.0.0.1.example.org", "localhost.example.org:8000", "["])
def test_hosts_that_are_not(header: str) -> None:
    assert not is_known(header, "127.0.0.1")


def test_a_host_that_was_asked_for_is_answered() -> None:
    assert is_known("desk.lan:8000", "desk.lan")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    project = local_project(tmp_path_factory.mktemp("preview"))
    (project / "static").mkdir()
    (project / "static" / "film.mp4").write_bytes(bytes(range(256)) * 8)
    (project / "static" / "out").symlink_to("/etc/passwd")
    with previewed(project) as preview:
        yield preview


def test_pages_have_the_script_on_the_way_out_and_not_on_the_disk(running: Running) -> None:
    answer = ask(running, "/about/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"First words." in answer.body
    assert answer.body.count(b"/_notionpress/client.js") == 1
    assert ask(running, "/_notionpress/client.js").headers["Content-Type"] == "text/javascript; charset=utf-8"
    built = files(running.folder / ".notionpress" / "preview")
    assert not [path for path, data in built.items() if b"_notionpress" in data]
    assert not (running.folder / "public").exists()


def test_the_search_index_is_made_when_somebody_searches(running: Running) -> None:
    pytest.importorskip("pagefind_bin")
    folder = running.folder / ".notionpress" / "preview" / "pagefind"
    before = running.rounds[-1].done.built
    assert before
    assert before.index_is_behind
    assert not folder.exists()
    entry = ask(running, "/pagefind/pagefind-entry.json")
    assert entry.status == 200
    assert (folder / "pagefind-entry.json").read_bytes() == entry.body
    assert ask(running, "/pagefind/pagefind.js").status == 200
    made = [one.done.built for one in running.rounds if one.done.built and one.done.built.indexed]
    assert len(made) == 1


def test_pages_come_with_the_policy_that_the_host_is_told(running: Running) -> None:
    told = (running.folder / ".notionpress" / "preview" / "_headers").read_text()
    policy = ask(running, "/about/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert f"  Content-Security-Policy: {policy}\n" in told
    assert ask(running, "/nowhere/").headers["Content-Security-Policy"] == policy


def test_what_is_missing_gets_the_404_page(running: Running) -> None:
    answer = ask(running, "/nowhere/")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"/_notionpress/client.js" in answer.body
    for path in ("/../site.yaml", "/%2e%2e/%2e%2e/site.yaml", "/_notionpress/nothing"):
        assert ask(running, path).status == 404
        assert b"lamp.example.org\n" not in ask(running, path).body


def test_parts_of_films_can_be_asked_for(running: Running) -> None:
    answer = ask(running, "/film.mp4", Range="bytes=10-19")
    assert answer.status == 206
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Range"] == "bytes 10-19/2048"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body == bytes(range(10, 20))
    assert ask(running, "/film.mp4", Range="bytes=5000-").status == 416


def test_a_connection_stays(running: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    assert ask(running, "/about/", connection).status == 200
    kept = connection.sock
    assert kept is not None
    assert ask(running, "/nowhere", connection).status == 404
    assert ask(running, "/feed.xml", connection).status == 200
    assert connection.sock is kept
    connection.close()


def test_other_hosts_are_refused(running: Running) -> None:
    for path in ("/", "/_notionpress/client.js", "/_notionpress/events"):
        answer = ask(running, path, Host="attacker.example")
        assert answer.status == 421
        assert b"Lamp" not in answer.body


def test_only_what_changed_is_made_and_told(running: Running) -> None:
    with events(running, "/about/") as told:
        assert told() == {"type": "page"}
        assert told() == {"type": "troubles", "troubles": []}
        news = running.write("content/about.md", "# About\n\nOther words.\n")
        assert news.because == (running.folder / "content/about.md",)
        assert "about/index.html" in news.done.changed
        assert news.done.built and "log/index.html" not in news.done.built.rendered
        assert told() == {"type": "page"}
        assert b"Other words." in ask(running, "/about/").body


@contextmanager
def events(running: Running, address: str) -> Iterator[object]:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    connection.request("GET", f"/_notionpress/events?address={address}&version=old")
    response = connection.getresponse()
    assert response.headers["Content-Type"] == "text/event-stream"

    def told() -> object:
        while not (line := response.readline()).startswith(b"data: "):
            assert line
        return json.loads(line.removeprefix(b"data: "))

    try:
        yield told
    finally:
        connection.close()


def test_failures_are_told_and_the_last_good_site_stays(running: Running) -> None:
    text = (running.folder / "site.yaml").read_text()
    with events(running, "/log/") as told:
        assert [told(), told()] == [{"type": "page"}, {"type": "troubles", "troubles": []}]  # type: ignore[operator]
        news = running.write("site.yaml", text + "colour: red\n")
        assert isinstance(news.done.error, ConfigError)
        message = told()  # type: ignore[operator]
        assert message["type"] == "troubles"
        assert "site.yaml" in message["troubles"][0]["message"] and "colour" in message["troubles"][0]["message"]
        assert ask(running, "/log/").status == 200
        running.write("site.yaml", text)
        assert told() == {"type": "troubles", "troubles": []}  # type: ignore[operator]


def test_new_folders_and_plugins_are_noticed(tmp_path: Path) -> None:
    project = local_project(tmp_path)
    plugin = "def setup(press):\n    press.template_filter('loud', lambda text: f'{text.upper()}#%s')\n"
    with previewed(project) as running:
        running.put("static/own.txt", "words")
        until(lambda: ask(running, "/own.txt").body == b"words")
        running.put("static/own.txt", "other")
        until(lambda: ask(running, "/own.txt").body == b"other")
        running.put("templates/page.html", "{{ page.title }}!")
        until(lambda: ask(running, "/about/").body.startswith(b"About!"))
        running.put("plugins/loud.py", plugin % 1)
        running.put("site.yaml", (project / "site.yaml").read_text() + "plugins: [plugins/loud.py]\n")
        running.put("templates/page.html", "{{ page.title | loud }}")
        until(lambda: ask(running, "/about/").body.startswith(b"ABOUT#1"))
        running.put("plugins/loud.py", plugin % 2)
        until(lambda: ask(running, "/about/").body.startswith(b"ABOUT#2"))


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for half a minute at most."""
    for _ in range(1500):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it did not become so")


def test_nothing_is_built_before_the_first_mistake_is_mended(tmp_path: Path) -> None:
    project = local_project(tmp_path, **{"templates/page.html": "{{ nowhere }}"})
    with previewed(project) as running:
        answer = ask(running, "/about/")
        assert answer.status == 503 and b"client.js" in answer.body
        running.write("templates/page.html", "{{ page.title }}")
        assert ask(running, "/about/").status == 200


@contextmanager
def notion_for(folder: Path) -> Iterator[tuple[Served, dict[str, str]]]:
    """The example workspace as a server, with a site.yaml that is read from there and what it takes to be let in."""
    site_yaml(folder, pictures="{formats: []}")
    text = (folder / "site.yaml").read_text().replace(f", emulator: {WORKSPACE}", "")
    (folder / "site.yaml").write_text(text)
    with Served(Workspace.load(WORKSPACE)) as notion:
        yield notion, {"NOTION_TOKEN": notion.emulator.token, "NOTION_BASE_URL": notion.emulator.url}


def colophon_of(notion: Served) -> str:
    """The id of the page “Colophon”."""
    return str(notion.ok("search", body={"query": "Colophon"})["results"][0]["id"])


def call_imprint(notion: Served, page_id: str) -> None:
    """Give a page another title."""
    body = {"properties": {"title": {"title": [{"text": {"content": "Imprint"}}]}}}
    headers = {**notion.headers(), "Content-Type": "application/json"}
    assert notion.send("PATCH", f"pages/{page_id}", json.dumps(body).encode(), headers).status == 200


def test_notion_is_read_and_what_was_read_is_shown_without_it(tmp_path: Path) -> None:
    with notion_for(tmp_path) as (notion, variables), previewed(tmp_path, **variables) as running:
        assert ask(running, "/").status == 200
        notion.emulator.revoke()
        news = running.write("site.yaml", (tmp_path / "site.yaml").read_text().replace("title: Test", "title: Other"))
        assert isinstance(news.done.unread, Unauthorized) and news.done.error is None
        assert b"Other" in ask(running, "/").body


def test_an_edit_in_notion_is_shown_and_only_that_page_is_read(tmp_path: Path) -> None:
    with notion_for(tmp_path) as (notion, variables), previewed(tmp_path, poll=0.05, **variables) as running:
        colophon = colophon_of(notion)
        notion.emulator.requests.clear()
        call_imprint(notion, colophon)
        news = running.after(1)
        assert news.done.crawled and news.done.crawled.pages_fetched == 1
        assert b"Imprint" in ask(running, "/").body
        read = {line for line in notion.emulator.requests if line.startswith("GET pages/")}
        assert read <= {f"GET pages/{colophon}"}


def test_webhooks_are_taken_by_any_name_and_what_they_tell_of_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"NOTION_WEBHOOK_SECRET={TOKEN}\n")
    with notion_for(tmp_path) as (notion, variables), previewed(tmp_path, poll=0, **variables) as running:
        colophon = colophon_of(notion)
        call_imprint(notion, colophon)
        event = json.dumps(
            {
                "id": "11111111-1111-4111-8111-111111111111",
                "timestamp": "2026-11-28T12:00:00.000Z",
                "type": "page.properties_updated",
                "entity": {"id": colophon, "type": "page"},
            }
        ).encode()
        assert post(running, event, signature(event, "secret_of-somebody-else")) == 401
        assert post(running, event, "") == 401
        assert ask(running, "/", Host="lamp.tunnel.example").status == 421
        seen = ask(running, "/_notionpress/webhook", Host="lamp.tunnel.example")
        assert seen.status == 421, "not even the 404 page of the site, which may name drafts"
        notion.emulator.requests.clear()
        assert post(running, event, signature(event, TOKEN)) == 200
        assert running.after(1).done.crawled
        assert b"Imprint" in ask(running, "/").body
        read = {line for line in notion.emulator.requests if line.startswith("GET pages/")}
        assert read == {f"GET pages/{colophon}"}


def test_without_a_subscription_no_webhook_is_taken(running: Running) -> None:
    assert post(running, b"{}", signature(b"{}", TOKEN)) == 421


def post(running: Running, body: bytes, signed: str) -> int:
    """The status that a webhook gets which comes through a tunnel."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    headers = {"Host": "lamp.tunnel.example", **({"X-Notion-Signature": signed} if signed else {})}
    connection.request("POST", "/_notionpress/webhook", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_workspace_folder_is_watched(tmp_path: Path) -> None:
    shutil.copytree(WORKSPACE, tmp_path / "workspace")
    site_yaml(tmp_path, pictures="{formats: []}")
    text = (tmp_path / "site.yaml").read_text().replace(str(WORKSPACE), "workspace")
    (tmp_path / "site.yaml").write_text(text)
    with previewed(tmp_path) as running:
        page = next(path for path in (tmp_path / "workspace/pages").rglob("*.json") if "Colophon" in path.read_text())
        value = (
            page.read_text()
            .replace("Colophon", "Imprint")
            .replace('"last_edited_time": "20', '"last_edited_time": "30')
        )
        news = running.write(str(page.relative_to(tmp_path)), value)
        assert news.done.crawled
        assert b"Imprint" in ask(running, "/").body


# The command


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "notionpress", "serve", *arguments]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            yield server
        finally:
            server.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_at_once(tmp_path: Path, number: signal.Signals) -> None:
    local_project(tmp_path)
    with serving(tmp_path, "--port", "0") as server:
        assert server.stdout and server.stderr
        assert "http://127.0.0.1:" in server.stdout.readline()
        assert "Built" in server.stdout.readline()
        server.send_signal(number)
        assert server.wait(20) == 0
        assert server.stdout.read().endswith("Stopped.\n")
        assert "Traceback" not in server.stderr.read()
    assert not list((tmp_path / ".notionpress" / "preview").glob(".notionpress-stage"))


def test_a_port_that_is_taken_is_named_with_the_next_one(tmp_path: Path) -> None:
    local_project(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(tmp_path, "--port", str(port)) as server:
            _, words = server.communicate(timeout=20)
            assert server.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in words
    free = int(words.split("--port ")[1].split("`")[0])
    assert port < free < port + 50
    assert not (tmp_path / ".notionpress").exists()


def test_another_address_is_warned_of(tmp_path: Path) -> None:
    local_project(tmp_path)
    with serving(tmp_path, "--port", "0", "--host", "0.0.0.0") as server:
        assert server.stdout and server.stderr
        assert "can read this preview" in server.stderr.readline()
        assert "http://localhost:" in server.stdout.readline()
