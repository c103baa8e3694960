"""Where Notion refuses, the site stays as it was, and the command says so and fails."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.commands import emulated, notionpress, site_yaml
from tests.crawl.workspaces import data_source, database, paragraphs, plain, row, uid, write
from tests.sites import files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that was built from a workspace beside it."""
    plain(tmp_path / "workspace", 8, nested=0, blocks=2)
    folder = tmp_path / "project"
    folder.mkdir()
    site_yaml(folder, notion=f"{{root: [{uid('Posts')}]}}")
    with emulated(workspace=tmp_path / "workspace") as variables:
        assert notionpress(folder, "build", **variables).returncode == 0
    return folder


def test_a_revoked_token_leaves_the_site_as_it_was(project: Path, tmp_path: Path) -> None:
    before = files(project / "public")
    with emulated(workspace=tmp_path / "workspace") as variables:
        revoked = {**variables, "NOTION_TOKEN": "ntn_revoked"}
        for command in (["build"], ["build", "--json"], ["build", "--full", "--accept-removals"], ["crawl"]):
            done = notionpress(project, *command, CI="true", **revoked)
            assert done.returncode == 3
            assert done.stdout == ""
            assert "token" in done.stderr
            assert "ntn_revoked" not in done.stderr
            assert files(project / "public") == before
        # The cache is as good as it was.
        done = notionpress(project, "build", **variables)
    assert done.returncode == 0
    assert "(0 new or changed, 0 removed)" in done.stdout
    assert files(project / "public") == before


def test_a_page_that_cannot_be_read_is_told_with_the_time_of_the_version_that_is_shown(
    project: Path, tmp_path: Path
) -> None:
    post = tmp_path / "workspace" / "pages" / "3.json"
    changed = {"last_edited_time": "2026-02-01T10:00:00.000Z", "properties": {"Name": "Post 3, again"}}
    post.write_text(json.dumps({**json.loads(post.read_text()), **changed}))
    plan = tmp_path / "plan.yaml"
    plan.write_text(f"faults:\n  - kind: edge\n    path: blocks/{uid('Post 3')}/children\n    times: all\n")
    before = files(project / "public")
    with emulated("--faults", str(plan), workspace=tmp_path / "workspace") as variables:
        done = notionpress(project, "build", **variables)
        told = json.loads(notionpress(project, "build", "--json", **variables).stdout)
    assert done.returncode == 3
    assert files(project / "public") == before
    assert re.search(r"“Post 3.*\n.*it stays as it was read on \d{4}-\d\d-\d\d \d\d:\d\d UTC", done.stdout)
    (problem,) = told["problems"]
    assert problem["kind"] == "page-not-read"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", problem["since"])


def statuses(folder: Path, **values: str) -> None:
    """Write a workspace of two posts with a status each, edited at another time for another status."""
    shutil.rmtree(folder, ignore_errors=True)
    options = [{"name": "Live"}, {"name": "Draft"}]
    status = {"type": "status", "status": {"options": options, "groups": []}}
    rows = [
        row(
            name,
            "posts",
            paragraphs(2, f"{name} {value}"),
            properties={"Status": value},
            last_edited_time=f"2026-01-0{1 + len(value)}T10:00:00.000Z",
        )
        for name, value in values.items()
    ]
    base, source = database("Posts", None, "posts"), data_source("posts", "Posts", Status=status)
    write(
        folder,
        pages=[*rows, row("Always", "posts", properties={"Status": "Live"})],
        databases=[base],
        data_sources=[source],
    )


def test_what_is_shown_of_a_page_that_cannot_be_read_was_public_then_and_is_now(tmp_path: Path) -> None:
    statuses(tmp_path / "workspace", Withdrawn="Live", Released="Draft")
    site_yaml(tmp_path, notion=f"{{root: [{uid('Posts')}]}}", publish="{property: Status, values: [Live]}")
    with emulated(workspace=tmp_path / "workspace") as variables:
        assert notionpress(tmp_path, "build", **variables).returncode == 0
    assert (tmp_path / "public/withdrawn/index.html").exists()
    statuses(tmp_path / "workspace", Withdrawn="Draft", Released="Live")
    plan = tmp_path / "plan.yaml"
    lines = [f"  - {{kind: edge, path: blocks/{uid(name)}, times: all}}\n" for name in ("Withdrawn", "Released")]
    plan.write_text(f"faults:\n{lines[0]}{lines[1]}")
    with emulated("--faults", str(plan), workspace=tmp_path / "workspace") as variables:
        done = notionpress(tmp_path, "build", **variables)
    assert done.returncode == 3
    pages = {path.parent.name for path in (tmp_path / "public").rglob("index.html")}
    # A draft of before must not be shown because the page is public now: who wrote it may have taken words out.
    assert "withdrawn" not in pages and "released" not in pages and "always" in pages
    with emulated(workspace=tmp_path / "workspace") as variables:
        assert notionpress(tmp_path, "build", **variables).returncode == 0
    pages = {path.parent.name for path in (tmp_path / "public").rglob("index.html")}
    assert "withdrawn" not in pages and "released" in pages
    assert not list((tmp_path / ".notionpress/newer").iterdir())
