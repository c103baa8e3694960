"""Nothing is removed by an accident: the command line stops where unusually many pages vanished at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from notionpress.cli import run
from notionpress.ids import notion_url
from notionpress.removals import RemovalLimit
from tests.commands import site_yaml
from tests.crawl.workspaces import data_source, database, page, plain, row, uid, write
from tests.sites import files


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a database of 20 posts, built; it is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793534400")
    plain(tmp_path / "workspace", 20, nested=0, blocks=1)
    settings(tmp_path)
    assert run(["build"]) == 0
    return tmp_path


def settings(folder: Path, **changes: str) -> None:
    """Write the project's site.yaml with these settings."""
    site_yaml(folder, notion=f"{{root: [{uid('Posts')}], emulator: workspace}}", **changes)


def trash(folder: Path, numbers: Iterable[int], *, back: bool = False) -> None:
    """Put posts into the trash in Notion, or take them back."""
    for number in numbers:
        path = folder / "workspace" / "pages" / f"{number}.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "in_trash": not back}))


def posts(folder: Path) -> int:
    """How many posts the site has."""
    return len(list((folder / "public").glob("post-*/index.html")))


def test_a_limit_forbids_what_is_more_than_the_share_and_the_count() -> None:
    limit = RemovalLimit()
    assert not limit.forbids(5, 5)
    assert limit.forbids(6, 6)
    assert not limit.forbids(6, 30)
    assert limit.forbids(7, 30)
    assert not RemovalLimit(percent=100, pages=0).forbids(30, 30)


@pytest.mark.parametrize("command", [["build"], ["crawl"], ["export", "exported", "--to", "hugo"]])
def test_a_command_stops_where_many_pages_vanished(
    project: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if command[0] == "export":
        assert run(command) == 0
    trash(project, range(12))
    before = {**files(project / "public"), **files(project / "exported")}
    capsys.readouterr()
    assert run(command) == 3
    out, err = capsys.readouterr()
    assert "Read 20 pages (0 new or changed, 0 removed)" in out
    assert "12 of 20 pages would leave the cache at once, so nothing was removed:" in err
    assert f"“Post 0” {notion_url(uid('Post 0'))}" in err
    assert err.count("https://www.notion.so/") == 10
    assert "and 2 more" in err
    assert "--accept-removals" in err
    assert {**files(project / "public"), **files(project / "exported")} == before
    assert run(command) == 3, "it asks again until it is answered"
    assert run([*command, "--accept-removals"]) == 0
    assert "12 removed" in capsys.readouterr().out


def test_pages_that_come_back_need_no_answer(project: Path) -> None:
    trash(project, range(12))
    assert run(["build"]) == 3
    trash(project, range(8), back=True)
    assert run(["build"]) == 0
    assert posts(project) == 16


def test_the_limit_is_that_of_the_configuration(project: Path) -> None:
    trash(project, range(12))
    settings(project, removals="{percent: 60}")
    assert run(["build"]) == 0
    assert posts(project) == 8
    settings(project, removals="{percent: 1, pages: 0}")
    trash(project, [12])
    assert run(["build"]) == 3


def test_json_names_the_pages(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trash(project, range(12))
    capsys.readouterr()
    assert run(["build", "--json"]) == 3
    facts = json.loads(capsys.readouterr().out)
    assert facts["result"] is None
    assert facts["crawl"]["removed"] == 0
    assert {one["page"] for one in facts["vanished"]} == {f"Post {number}" for number in range(12)}
    assert facts["vanished"][0]["url"].startswith("https://www.notion.so/")
    assert run(["build", "--json", "--accept-removals"]) == 0
    assert json.loads(capsys.readouterr().out)["vanished"] == []


def test_a_database_that_is_not_shared_any_more_is_told_with_its_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    home = page("Home", [{"type": "child_database", "child_database": uid("Posts")}])
    write(
        tmp_path / "workspace",
        pages=[home, *(row(f"Post {number}", "posts") for number in range(20))],
        databases=[database("Posts", "Home", "posts")],
        data_sources=[data_source("posts", "Posts")],
    )
    site_yaml(tmp_path, notion=f"{{root: [{uid('Home')}], emulator: workspace}}")
    assert run(["build"]) == 0
    facts = tmp_path / "workspace" / "workspace.json"
    facts.write_text(json.dumps({**json.loads(facts.read_text()), "unshared": [uid("Posts"), uid("posts")]}))
    before = files(tmp_path / "public")
    capsys.readouterr()
    assert run(["build"]) == 3
    out, err = capsys.readouterr()
    assert "is left out because it is not shared with the connection" in out
    assert "20 of 21 pages would leave the cache at once" in err
    assert files(tmp_path / "public") == before


def test_other_roots_are_the_owners_will(project: Path) -> None:
    settings(project)
    (project / "site.yaml").write_text((project / "site.yaml").read_text().replace(uid("Posts"), uid("Post 1")))
    assert run(["build"]) == 0


# Pages that are read, but would not be published any more


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of 20 posts that a status chooses, and five more that it does not; built, and the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793534400")
    rows = [row(f"Post {number}", "posts", properties={"Status": "Published"}) for number in range(20)]
    drafts = [row(f"Draft {number}", "posts", properties={"Status": "Draft"}) for number in range(5)]
    choices = {"type": "select", "select": {"options": [{"name": "Published"}, {"name": "Draft"}, {"name": "Live"}]}}
    write(
        tmp_path / "workspace",
        pages=[*rows, *drafts],
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", Status=choices)],
    )
    settings(tmp_path, publish=RULE)
    assert run(["build"]) == 0
    assert posts(tmp_path) == 20
    return tmp_path


RULE = "{property: Status, values: Published}"


def set_status(folder: Path, numbers: Iterable[int], value: str) -> None:
    """Give posts another status in Notion."""
    for number in numbers:
        path = folder / "workspace" / "pages" / f"{number}.json"
        page = json.loads(path.read_text())
        page["properties"]["Status"] = value
        path.write_text(json.dumps({**page, "last_edited_time": "2026-02-01T10:00:00.000Z"}))


def test_a_build_stops_where_many_pages_meet_the_rule_no_more(chosen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_status(chosen, range(12), "Live")
    before = files(chosen / "public")
    capsys.readouterr()
    assert run(["build"]) == 3
    out, err = capsys.readouterr()
    assert "Read 25 pages (12 new or changed, 0 removed)" in out
    assert "12 of 20 pages would leave the site at once, so nothing was removed:" in err
    assert f"“Post 0” {notion_url(uid('Post 0'))}" in err
    assert "and 2 more" in err
    assert files(chosen / "public") == before
    assert run(["build", "--offline", "--json"]) == 3, "it asks again until it is answered"
    facts = json.loads(capsys.readouterr().out)
    assert facts["crawl"] is None
    assert len(facts["vanished"]) == 12
    assert run(["build", "--accept-removals"]) == 0
    assert posts(chosen) == 8
    assert run(["build"]) == 0


def test_a_few_pages_meet_the_rule_no_more_without_ado(chosen: Path) -> None:
    set_status(chosen, range(5), "Draft")
    assert run(["build"]) == 0
    assert posts(chosen) == 15


def test_another_rule_in_the_configuration_is_the_owners_will(chosen: Path) -> None:
    settings(chosen, publish="{property: Status, values: Draft}")
    assert run(["build"]) == 0
    assert posts(chosen) == 0
    assert len(list((chosen / "public").glob("draft-*/index.html"))) == 5


def test_another_choice_of_rows_is_the_owners_will(chosen: Path) -> None:
    text = (chosen / "site.yaml").read_text()
    (chosen / "site.yaml").write_text(
        text.replace("emulator: workspace", "emulator: workspace, where: {Status: Draft}")
    )
    assert run(["build"]) == 0
    assert posts(chosen) == 0


def test_another_folder_and_a_lost_cache_begin_anew(chosen: Path) -> None:
    set_status(chosen, range(12), "Live")
    assert run(["build", "--output", "elsewhere", "--preview"]) == 0
    assert run(["build"]) == 3
    shutil.rmtree(chosen / ".notionpress")
    assert run(["build"]) == 0


def test_a_job_that_keeps_only_the_cache_is_asked_too(chosen: Path) -> None:
    shutil.rmtree(chosen / "public")
    set_status(chosen, range(12), "Live")
    assert run(["build"]) == 3
    assert not (chosen / "public").exists()


def test_local_pages_go_with_their_files(chosen: Path) -> None:
    (chosen / "content").mkdir()
    for number in range(15):
        (chosen / "content" / f"local-{number}.md").write_text(f"# Local {number}\n\nWords.\n")
    assert run(["build"]) == 0
    assert (chosen / "public" / "local-1" / "index.html").exists()
    shutil.rmtree(chosen / "content")
    assert run(["build"]) == 0
    assert not (chosen / "public" / "local-1").exists()


def test_pages_that_the_crawl_removed_count_for_the_site(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trash(project, range(12))
    assert run(["crawl", "--accept-removals"]) == 0
    capsys.readouterr()
    assert run(["build", "--offline"]) == 3
    assert f"“Post 0” {notion_url(uid('Post 0'))}" in capsys.readouterr().err
    assert run(["build", "--offline", "--accept-removals"]) == 0


def test_a_page_whose_cache_is_damaged_has_not_vanished(chosen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(chosen / ".notionpress" / "traces")
    (chosen / ".notionpress" / "parsed.jsonl").unlink()
    for number in range(12):
        (chosen / ".notionpress" / "pages" / f"{uid(f'Post {number}')}.json").write_text("{")
    assert run(["build", "--offline"]) == 1
    assert posts(chosen) == 20
    set_status(chosen, range(6), "Draft")
    (chosen / ".notionpress" / "pages" / f"{uid('Post 15')}.json").write_text("{")
    capsys.readouterr()
    assert run(["build"]) == 3
    assert "6 of 20 pages would leave the site" in capsys.readouterr().err
