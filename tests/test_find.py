"""`notionpress find`: what the token can see, as people and programs get it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.check.visible import Place, Source, Visible
from notionpress.cli import run
from notionpress.commands.places import as_lines, as_table
from tests.commands import environment
from tests.crawl.workspaces import below, block, data_source, database, page, row, uid, write
from tests.emulator.served import Served, Workspace

TIME = "2026-01-01T10:00:00.000Z"


def workspace(folder: Path) -> Workspace:
    """Pages and databases in each other, some of it not shared."""
    home = [
        block("toggle", "Holds a page", [{"type": "child_page", "child_page": uid("In a toggle")}], id=uid("toggle")),
        {"type": "child_database", "child_database": uid("Double")},
        {"type": "child_database", "child_database": uid("Linked")},
    ]
    return Workspace.load(
        write(
            folder / "workspace",
            workspace={"unshared": [uid("Secret")]},
            pages=[
                page("Home", home),
                page("In a toggle", parent={"block_id": uid("toggle")}),
                page("Secret"),
                below("Shared below", "Secret"),
                *(row(f"Post {number}", "posts") for number in range(3)),
                below("Below a post", "Post 0"),
                row("A left row", "left"),
            ],
            databases=[
                database("Posts", None, "posts"),
                database("Double", "Home", "left", "right"),
                database("Linked", "Home"),
            ],
            data_sources=[data_source("posts", "Posts"), data_source("left", "Double"), data_source("right", "Double")],
        )
    )


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The workspace at an address that commands ask, from a folder without site.yaml."""
    found = workspace(tmp_path)
    found.share(uid("Shared below"))
    with Served(found) as served:
        monkeypatch.setenv("NOTION_BASE_URL", served.emulator.url)
        monkeypatch.setenv("NOTION_TOKEN", served.emulator.token)
        monkeypatch.chdir(tmp_path)
        yield served


def lines(text: str) -> list[tuple[str, str, str]]:
    """Kind, id and place of each line."""
    return [
        (kind, id, f"{path} / {title}".removeprefix(" / "))
        for kind, id, title, path, _ in (line.split("\t") for line in text.splitlines())
    ]


def test_all_that_can_be_seen_is_listed_with_its_place(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find"]) == 0
    shown = capsys.readouterr()
    assert lines(shown.out) == [
        ("database", uid("Double"), "Home / Double"),
        ("data_source", uid("left"), "Home / Double / left"),
        ("data_source", uid("right"), "Home / Double / right"),
        ("database", uid("Posts"), "posts"),
        ("page", uid("Home"), "Home"),
        ("page", uid("In a toggle"), "Home / In a toggle"),
        ("page", uid("Below a post"), "posts / Post 0 / Below a post"),
        ("page", uid("Shared below"), "… / Shared below"),
    ]
    # Two searches; the database of several data sources, the toggle, and the page that is not shared.
    assert len(served.emulator.requests) == 5
    assert "can see 2 databases and 4 pages (5 requests)." in shown.err
    assert "4 rows of databases: --rows" in shown.err
    assert "does not promise to find everything" in shown.err


def test_rows_are_listed_when_asked_for(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "--rows"]) == 0
    shown = capsys.readouterr()
    assert ("page", uid("A left row"), "Home / left / A left row") in lines(shown.out)
    assert ("page", uid("Post 2"), "posts / Post 2") in lines(shown.out)
    assert "--rows" not in shown.err


def test_words_narrow_the_search_and_places_are_asked_for(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "below", "A"]) == 0
    assert lines(capsys.readouterr().out) == [("page", uid("Below a post"), "posts / Post 0 / Below a post")]
    assert served.emulator.requests == [
        *["POST search"] * 2,
        f"GET pages/{uid('Post 0')}",
        f"GET data_sources/{uid('posts')}",
    ]
    served.emulator.requests.clear()
    assert run(["find", "right"]) == 0
    assert [one[:2] for one in lines(capsys.readouterr().out)] == [
        ("database", uid("Double")),
        ("data_source", uid("left")),
        ("data_source", uid("right")),
    ]
    assert run(["find", "nowhere"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "0 databases and 0 pages with “nowhere” in the title" in shown.err


def test_an_old_version_finds_databases(served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.yaml").write_text("title: Old\nnotion: {version: 2022-06-28}\n")
    assert run(["find"]) == 0
    assert lines(capsys.readouterr().out)[:2] == [
        ("database", uid("Posts"), "Posts"),
        ("page", uid("Home"), "Home"),
    ]


def test_no_more_pages_are_looked_at_than_wanted(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "--limit", "2", "--rows", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["complete"] is False
    assert sum(one["object"] == "page" for one in found["found"]) == 2
    assert run(["find", "--limit", "2"]) == 0
    assert "raise --limit" in capsys.readouterr().err


def test_json_holds_all_that_is_known(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    found = json.loads(shown.out)
    assert {name: found[name] for name in ("rows", "complete", "requests")} == {
        "rows": 4,
        "complete": True,
        "requests": 5,
    }
    double = found["found"][0]
    assert double == {
        "object": "database",
        "id": uid("Double"),
        "title": "Double",
        "url": f"https://app.notion.com/p/{uid('Double').replace('-', '')}",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
        "path": ["Home"],
        "data_sources": [{"id": uid("left"), "title": "left"}, {"id": uid("right"), "title": "right"}],
    }


def test_a_token_that_is_missing_or_wrong(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NOTION_TOKEN", "ntn_wrong")
    assert run(["find"]) == 3
    assert "API token is invalid" in capsys.readouterr().err
    monkeypatch.delenv("NOTION_TOKEN")
    assert run(["find"]) == 3
    assert "NOTION_TOKEN" in capsys.readouterr().err
    (tmp_path / ".env").write_text(f"NOTION_TOKEN={served.emulator.token}\n")
    assert run(["find"]) == 0
    assert run(["find", "--config", "elsewhere.yaml"]) == 2


def test_what_is_shared_with_nobody_is_told(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("Home", "Posts", "Shared below"):
        served.workspace.unshare(uid(name))
    assert run(["find"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "••• > Connections" in shown.err


def seen(**more: Any) -> Visible:
    place: Any = {"object": "page", "id": uid("Page"), "title": "Page", "url": "", "last_edited_time": TIME, **more}
    return Visible(places=(Place(**place),), schemas={}, rows=0, complete=True, requests=2)


def test_titles_do_not_break_lines_or_reach_the_terminal_as_commands() -> None:
    found = seen(title="A\tB\nC\x1b[31m", path=("D\tE",))
    assert as_lines(found) == f"page\t{uid('Page')}\tA B C[31m\tD E\t{TIME}\n"
    assert "\x1b" not in as_table(found)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_table_is_as_wide_as_the_terminal_and_ids_stay_whole(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    sources = (Source(uid("left"), "Left"), Source(uid("right"), "Right"))
    found = seen(title="灯台" * 40, path=("Above " * 60,), object="database", data_sources=sources)
    heading, *rows = as_table(found).splitlines()
    assert heading == "Databases"
    for line, name in zip(rows, ("Page", "left", "right"), strict=True):
        assert uid(name) in line
        assert len(line) <= max(columns, 90)
    assert ("2026-01-01" in rows[0]) == (columns == 200)
    assert rows[1].startswith("    Left ")


def test_a_terminal_gets_a_table(served: Served, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    variables = {name: os.environ[name] for name in ("NOTION_TOKEN", "NOTION_BASE_URL")}
    command = [sys.executable, "-m", "notionpress", "find", "home"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(**variables), stdout=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:
            pass
        assert process.wait(30) == 0
    os.close(ours)
    table, about = shown.decode().replace("\r", "").split("\n\n")
    assert table.startswith(f"Pages\n  Home  {uid('Home')}")
    assert "set its id as `notion: root:` in site.yaml" in about


def test_a_log_in_json_holds_what_is_said_about_the_list(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "--log-json"]) == 0
    shown = capsys.readouterr()
    events = [json.loads(line) for line in shown.err.splitlines()]
    assert [one["event"] for one in events] == ["request"] * 5 + ["message"]
    assert "can see 2 databases" in events[-1]["message"]
    assert len(lines(shown.out)) == 8
