"""What is not shown as in Notion is counted on the terminal and in JSON, fails a strict build, and is seen in a preview."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands import notionpress
from tests.crawl.workspaces import block, page, uid, write

COMMANDS = Path(__file__).parents[1] / "docs" / "commands.md"


def unknown(kind: str, name: str) -> dict[str, object]:
    """A block that Notion's API does not give out."""
    inner = block("paragraph", f"Below the {kind}")
    return {"type": kind, kind: {}, "id": uid(name), "children": [inner]}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages with buttons, a form, and an equation that nobody can set, built once."""
    folder = tmp_path_factory.mktemp("fidelity")
    write(
        folder / "workspace",
        pages=[
            page("One", [unknown("button", "a"), unknown("button", "b"), unknown("form", "c")]),
            page("Two", [unknown("button", "d"), block("equation", {"expression": r"\notacommand{x}"}, id=uid("e"))]),
        ],
    )
    (folder / "site.yaml").write_text(
        f"title: Test\nnotion:\n  root: [{uid('One')}, {uid('Two')}]\n  emulator: workspace\n"
    )
    done = notionpress(folder, "build")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_summary_counts_what_is_not_shown(project: Path) -> None:
    done = notionpress(project, "build", "--offline")
    assert "\nNot shown as in Notion: 3 buttons on 2 pages, 1 equation on 1 page, 1 form on 1 page.\n" in done.stdout
    assert done.returncode == 0
    assert notionpress(project, "build", "--offline", "--strict").returncode == 1


def test_json_is_all_that_is_printed(project: Path) -> None:
    done = notionpress(project, "build", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    facts = json.loads(done.stdout)
    one, two = (f"https://www.notion.so/{uid(name).replace('-', '')}" for name in ("One", "Two"))
    assert facts["fidelity"] == {"button": {one: 2, two: 1}, "equation": {two: 1}, "form": {one: 1}}
    assert (facts["result"], facts["pages"], facts["failed"], facts["crawl"]["pages"]) == (
        "public/index.html",
        2,
        [],
        2,
    )
    assert {problem["subject"] for problem in facts["problems"]} == {"button", "equation", "form"}
    assert f"{one}#{uid('c').replace('-', '')}" in {problem["url"] for problem in facts["problems"]}


def test_every_key_of_the_json_is_documented(project: Path) -> None:
    facts = json.loads(notionpress(project, "build", "--json").stdout)
    table = COMMANDS.read_text().partition("| key | meaning |")[2].partition("\n\n")[0]
    first = {name for row in re.findall(r"(?m)^\| (`[^|]+) \|", table) for name in re.findall(r"`(\w+)`", row)}
    assert first == set(facts)
    for key in (*facts["crawl"], *facts["problems"][0]):
        assert f"`{key}`" in table


def test_an_error_leaves_the_json_empty(project: Path, tmp_path: Path) -> None:
    done = notionpress(tmp_path, "build", "--json")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_preview_shows_the_places_and_the_site_does_not(project: Path, tmp_path: Path) -> None:
    for arguments, count in ((("--preview",), 3), ((), 0)):
        done = notionpress(project, "build", "--offline", "--output", str(tmp_path), *arguments)
        assert done.returncode == 0, done.stderr
        html = (tmp_path / "index.html").read_text()
        assert html.count("not-shown preview") == count
        assert html.count("<p>Below the button</p>") == 2


def test_no_file_may_hold_the_token_of_the_connection(project: Path, tmp_path: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates/404.html").write_text("words-of-a-token")
    try:
        for environment, code in (({}, 0), ({"NOTION_TOKEN": "words-of-a-token"}, 1)):
            done = notionpress(project, "build", "--offline", "--output", str(tmp_path), **environment)
            assert done.returncode == code
            assert "words-of-a-token" not in done.stdout + done.stderr
        assert "token: a token" in done.stderr
    finally:
        (project / "templates/404.html").unlink()
        (project / "templates").rmdir()
