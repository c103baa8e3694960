"""Files of other servers: left where they are, or kept by the site itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiohttp import web

from notionpress.crawl.changes import Findings
from notionpress.notion.addresses import is_public
from notionpress.store import Store
from tests.crawl.crawling import Served, run, serving
from tests.crawl.workspaces import PNG, block, page, write
from tests.notion.scripted import Scripted, Step

HTML = web.Response(body=b"<!doctype html><title>No picture</title>", content_type="text/html")


def picture(data: bytes = PNG) -> web.Response:
    return web.Response(body=data, content_type="image/png")


def external(url: str) -> dict[str, Any]:
    return {"type": "external", "external": {"url": url}}


def image(url: str) -> dict[str, Any]:
    return block("image", {"caption": [], **external(url)})


def crawls(folder: Path, steps: list[Step], *options: dict[str, Any]) -> tuple[list[Served], Scripted, Store]:
    """Crawl a page with two pictures and a cover of another server once for each of the options."""

    async def crawled() -> tuple[list[Any], Scripted]:
        async with Scripted(*steps) as server:
            url = server.url
            write(
                folder / "workspace", pages=[page("Home", [image(f"{url}/a.png")] * 2, cover=external(f"{url}/b.png"))]
            )
            async with serving(folder / "workspace", folder / "cache") as served:
                runs = []
                for one in options:
                    result = await served.crawl("Home", **one)
                    runs.append((result, [problem.message for problem in served.problems], len(server.requests)))
            return runs, server

    runs, server = run(crawled())
    return runs, server, Store.open(folder / "cache")


KEEP = {"external_files": True}


def test_files_of_other_servers_are_left_there(tmp_path: Path) -> None:
    _, server, store = crawls(tmp_path, [picture()], {})
    assert (server.requests, store.files()) == ([], [])


def test_files_of_other_servers_are_kept_once_if_that_is_wanted(tmp_path: Path) -> None:
    runs, server, store = crawls(tmp_path, [picture(), picture(PNG + b"b")], KEEP, KEEP)
    assert [(one.files, problems, asked) for one, problems, asked in runs] == [(2, [], 2), (0, [], 2)]
    assert [file.name for file in store.files()] == ["a.png", "b.png"]
    assert all(file.key.startswith("http://127.0.0.1:") and file.key.endswith(file.name) for file in store.files())
    assert all(store.holds(file) for file in store.files())
    assert not any("Authorization" in headers for _, headers, _ in server.requests)


def test_they_are_fetched_when_the_setting_changes_though_no_page_did(tmp_path: Path) -> None:
    runs, _, _ = crawls(tmp_path, [picture()], {}, KEEP)
    assert [(one.pages_fetched, one.files) for one, _, _ in runs] == [(1, 0), (0, 2)]


def test_they_are_fetched_again_only_by_a_full_crawl(tmp_path: Path) -> None:
    runs, _, store = crawls(tmp_path, [picture(), picture(), picture(PNG + b"new")], KEEP, {**KEEP, "full": True})
    assert [asked for _, _, asked in runs] == [2, 4]
    assert {store.file_path(file).read_bytes() for file in store.files()} == {PNG + b"new"}


def test_what_is_there_stays_when_it_cannot_be_fetched_again(tmp_path: Path) -> None:
    gone = web.Response(status=404)
    runs, _, store = crawls(tmp_path, [picture(), picture(), gone], KEEP, {**KEEP, "full": True})
    assert [problems for _, problems, _ in runs] == [[], []]
    assert len(store.files()) == 2


def test_a_file_that_cannot_be_had_stays_a_link_and_is_tried_again(tmp_path: Path) -> None:
    gone = web.Response(status=404)
    runs, _, store = crawls(tmp_path, [gone, gone, picture()], KEEP, KEEP)
    first, second = runs
    assert first[1] == [
        "the file 'a.png' of another server could not be downloaded; the site links to it",
        "the file 'b.png' of another server could not be downloaded; the site links to it",
    ]
    assert first[0].complete
    assert (second[1], second[0].pages_fetched, len(store.files())) == ([], 0, 2)


def test_a_page_of_the_web_is_no_file(tmp_path: Path) -> None:
    runs, _, store = crawls(tmp_path, [HTML], KEEP)
    assert (runs[0][1], store.files()) == ([], [])


def test_a_private_server_is_not_asked(tmp_path: Path) -> None:
    runs, server, store = crawls(tmp_path, [picture()], {**KEEP, "is_reachable": is_public})
    assert server.requests == []
    assert "'a.png' of another server lies in a private network" in runs[0][1][0]
    assert store.files() == []


def test_limits_of_size_and_time_hold(tmp_path: Path) -> None:
    runs, _, store = crawls(tmp_path, [picture()], {**KEEP, "max_file_size": 10})
    assert "is larger than" in runs[0][1][0]
    assert store.files() == []
    assert not any((tmp_path / "cache" / "files").iterdir())


def test_they_leave_the_cache_with_the_last_page_that_shows_them(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with Scripted(picture()) as server:
            write(tmp_path / "workspace", pages=[page("Home", [image(f"{server.url}/a.png")]), page("Other")])
            async with serving(tmp_path / "workspace", tmp_path / "cache") as served:
                await served.crawl("Home", **KEEP)
                assert len(Store.open(tmp_path / "cache").files()) == 1
                await served.crawl("Other", **KEEP)
                assert Store.open(tmp_path / "cache").files() == []

    run(crawled())


def test_only_what_can_be_a_file_is_found() -> None:
    found = Findings()
    for url in (
        "https://example.org/a.png",
        "http://example.org/b?c=d",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/relative.png",
        "https://www.notion.so/Page-5ea1194771de4a1ebead11947ca5cade",
        "https://s3.amazonaws.com/secure.notion-static.com/x.png?X-Amz-Signature=1",
        "https://[broken",
    ):
        found.look_at_block(image(url))
    for url in ("https://www.youtube.com/watch?v=1", "https://example.org/film.mp4"):
        found.look_at_block(block("video", {"caption": [], **external(url)}))
    found.look_at_block(block("embed", {"url": "https://example.org/embed"}))
    assert found.external == {
        "https://example.org/a.png",
        "http://example.org/b?c=d",
        "https://example.org/film.mp4",
    }
    assert found.files == {}
