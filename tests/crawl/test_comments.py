"""Comments: read where a site wants them, with their page, and shown below it as threads."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from notionpress.content.comments import parse_comments
from notionpress.errors import Unauthorized
from notionpress.report import Report
from tests.crawl.crawling import NOW, contents, run, serving, stored
from tests.crawl.workspaces import Json, below, page, uid, write
from tests.notion.scripted import error
from tests.sites import build

USER = {
    "object": "user",
    "id": uid("ada"),
    "type": "person",
    "name": "Ada Wren",
    "person": {"email": "ada@example.org"},
}
CAPABILITIES = ["read_content", "read_users", "read_user_email"]


def paragraph(name: str, words: str, children: list[Json] | None = None) -> Json:
    return {"type": "paragraph", "id": uid(name), "paragraph": {"rich_text": words}, "children": children or []}


def comment(name: str, words: Any, thread: str, *, hour: int = 10, **parent: str) -> Json:
    return {
        "object": "comment",
        "id": uid(name),
        "parent": parent,
        "discussion_id": uid(thread),
        "created_time": f"2026-01-01T{hour}:00:00.000Z",
        "last_edited_time": f"2026-01-01T{hour}:00:00.000Z",
        "created_by": {"object": "user", "id": uid("ada")},
        "rich_text": words,
        "display_name": {"type": "user", "resolved_name": "Ada Wren"},
    }


def workspace(folder: Path, **settings: Any) -> Path:
    """A page with a nested block, a copy, and a page in it; comments on all of them."""
    blocks = [
        paragraph("outer", "Mind the step", [paragraph("inner", "and the lamp")]),
        {
            "type": "synced_block",
            "id": uid("copy"),
            "synced_block": {"synced_from": {"type": "block_id", "block_id": uid("original")}},
        },
        {"type": "child_page", "child_page": uid("Below")},
    ]
    original = {
        "type": "synced_block",
        "id": uid("original"),
        "synced_block": {"synced_from": None},
        "children": [paragraph("shared", "Shared")],
    }
    return write(
        folder,
        users=[USER],
        pages=[page("Top", blocks), below("Below", "Top"), page("Other", [original])],
        comments=[
            comment("first", "Is it wet?", "wet", page_id=uid("Top")),
            comment(
                "second",
                [{"text": {"content": "Very"}, "annotations": {"bold": True}}],
                "wet",
                hour=11,
                page_id=uid("Top"),
            ),
            comment("third", "Which lamp?", "lamp", block_id=uid("inner")),
            comment("fourth", "Of the original", "shared", block_id=uid("shared")),
            comment("fifth", "On the page below", "below", page_id=uid("Below")),
        ],
        **settings,
    )


def asked(lines: list[str]) -> list[str]:
    return [line for line in lines if line.endswith("comments")]


def test_comments_are_read_for_a_page_and_each_of_its_own_blocks(tmp_path: Path) -> None:
    async def check() -> None:
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Top")
            assert asked(served.gate.lines) == []
            await served.crawl("Top", comments=True)
            # The page below it; the page, the paragraph, what is in it, and the copy.
            assert len(asked(served.gate.lines)) == 1 + 4
            found = stored(tmp_path / "cache", "comments", "Top")["results"]
            assert [one["id"] for one in found] == [uid("first"), uid("second"), uid("third")]
            await served.crawl("Top", comments=True)
            assert asked(served.gate.lines) == []
            await served.crawl("Top", comments=True, full=True)
            assert len(asked(served.gate.lines)) == 1 + 4
            assert "ada@example.org" not in "".join(path.read_text() for path in (tmp_path / "cache").rglob("*.json"))
            await served.crawl("Top")
            assert not list((tmp_path / "cache" / "comments").glob("*"))
            assert served.problems == []

    run(check())


def test_comments_are_read_again_with_their_page_and_no_more_often(tmp_path: Path) -> None:
    async def check() -> None:
        folder = write(tmp_path / "workspace", pages=[page("Top", [paragraph("one", "One")])])
        async with serving(folder, tmp_path / "cache") as served:
            served.workspace.edit(uid("Top"), lambda _: None, at=NOW)
            found = []
            for minutes in (0, 10, 20, 30):
                await served.crawl("Top", comments=True, now=NOW + timedelta(minutes=minutes))
                found.append(len(asked(served.gate.lines)))
            # The first time, an edit might have hidden behind the minute of the last one.
            assert found == [2, 2, 0, 0]
            served.workspace.add(comment("late", "Anybody here?", "late", page_id=uid("Top")))
            await served.crawl("Top", comments=True, reread_within=1, now=NOW + timedelta(minutes=40))
            assert len(stored(tmp_path / "cache", "comments", "Top")["results"]) == 1

    run(check())


def test_without_the_capability_there_are_no_comments_and_one_problem(tmp_path: Path) -> None:
    async def check() -> None:
        folder = workspace(tmp_path / "workspace", workspace={"capabilities": CAPABILITIES})
        async with serving(folder, tmp_path / "cache") as served:
            result = await served.crawl("Top", "Other", comments=True, concurrency=1)
            assert result.complete
            assert result.pages == 3
            assert served.kinds() == ["comments-not-read"]
            assert "Read comments" in served.problems[0].hint
            assert len(asked(served.gate.lines)) == 1

    run(check())


@pytest.mark.parametrize("wanted", [True, False])
def test_comments_stand_below_their_page(tmp_path: Path, wanted: bool) -> None:
    async def check() -> None:
        async with serving(workspace(tmp_path / "workspace"), tmp_path / ".notionpress") as served:
            await served.crawl("Top", comments=True)

    run(check())
    comments = "true" if wanted else "false"
    (tmp_path / "site.yaml").write_text(f"title: T\nnotion:\n  root: {uid('Top')}\ncomments: {comments}\n")
    report = Report()
    build(tmp_path, report, now=datetime(2026, 3, 1, tzinfo=UTC))
    html = next(
        path for path in (tmp_path / "public").rglob("*.html") if "Mind the step" in path.read_text()
    ).read_text()
    assert ('id="comments"' in html) == wanted
    assert ("Ada Wren" in html) == wanted
    if wanted:
        text = html[html.index('id="comments"') :]
        assert text.index("Is it wet?") < text.index("<strong>Very</strong>") < text.index("and the lamp")
        assert text.index("and the lamp") < text.index("Which lamp?")
        assert '<time datetime="2026-01-01T10:00:00+00:00">1 January 2026</time>' in text
        assert "Of the original" not in text and "On the page below" not in text
    assert "ada@example.org" not in html
    # The page below it has a comment, and nothing else.
    assert [problem.kind for problem in report.problems] == ["empty-page"]


def test_threads_begin_with_the_oldest_and_answers_follow(tmp_path: Path) -> None:
    late = comment("a", "a", "one", hour=12, page_id=uid("Top"))
    early = comment("b", "b", "one", hour=10, page_id=uid("Top"))
    between = comment("c", "c", "two", hour=11, block_id=uid("x"))
    raw = json.loads(json.dumps([late, between, early]))
    for one in raw:
        one["rich_text"] = [{"type": "text", "text": {"content": one["rich_text"]}}]
    threads = parse_comments(raw)
    assert [[comment.words[0].text for comment in thread.comments] for thread in threads] == [["b", "a"], ["c"]]
    assert [thread.block for thread in threads] == ["", uid("x")]


@pytest.mark.parametrize(
    "raw",
    [None, 7, "x", [None], [{}], [{"rich_text": None}], [{"rich_text": "x", "created_by": 3}], {"results": []}],
)
def test_comments_that_are_malformed_are_none(raw: object) -> None:
    assert parse_comments(raw) == ()


def test_an_address_in_the_place_of_a_name_is_not_told() -> None:
    words = [{"type": "text", "text": {"content": "Hello"}}]
    raw = [
        {"id": "1", "rich_text": words, "created_time": "soon", "display_name": {"resolved_name": "guest@example.org"}}
    ]
    comments = parse_comments(raw)[0].comments
    assert (comments[0].author.name, comments[0].created) == ("", None)


@pytest.mark.parametrize(
    ("status", "code"), [(400, "validation_error"), (404, "object_not_found"), (500, "x"), (429, "x")]
)
def test_comments_that_cannot_be_read_never_keep_a_page_back(tmp_path: Path, status: int, code: str) -> None:
    """Those of before stay, and they are asked for again."""
    broken = False

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(status, code) if broken and line.endswith("comments") else None

    async def check() -> None:
        nonlocal broken
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache", rule) as served:
            await served.crawl("Top", comments=True)
            broken = True
            assert (await served.crawl("Top", comments=True, full=True)).complete
            kept = [] if status == 404 else [uid("first"), uid("second"), uid("third")]
            assert [one["id"] for one in stored(tmp_path / "cache", "comments", "Top")["results"]] == kept
            broken = False
            await served.crawl("Top", comments=True, full=True)
            assert len(stored(tmp_path / "cache", "comments", "Top")["results"]) == 3

    run(check())


def test_comments_are_not_asked_for_any_more_where_nothing_is_answered(tmp_path: Path) -> None:
    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(500, "internal_server_error") if line.endswith("comments") else None

    async def check() -> None:
        pages = [page(f"Page {number}") for number in range(40)]
        top = page("Many", [{"type": "child_page", "child_page": uid(f"Page {number}")} for number in range(40)])
        folder = write(
            tmp_path / "workspace", pages=[top, *({**one, "parent": {"page_id": top["id"]}} for one in pages)]
        )
        async with serving(folder, tmp_path / "cache", rule) as served:
            assert (await served.crawl("Many", comments=True, concurrency=1)).pages == 41
            assert len(asked(served.gate.lines)) < 10
            assert set(served.kinds()) == {"comments-not-read"}

    run(check())


def test_a_token_that_is_revoked_while_comments_are_read_stops_the_crawl_and_keeps_all(tmp_path: Path) -> None:
    broken = False

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(401, "unauthorized") if broken and line.endswith("comments") else None

    async def check() -> None:
        nonlocal broken
        async with serving(workspace(tmp_path / "workspace"), tmp_path / "cache", rule) as served:
            await served.crawl("Top", comments=True)
            before = contents(tmp_path / "cache")
            broken = True
            with pytest.raises(Unauthorized):
                await served.crawl("Top", comments=True, full=True)
            assert contents(tmp_path / "cache") == before

    run(check())
