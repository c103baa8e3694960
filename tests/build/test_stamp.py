"""The glance that tells that nothing has changed: it must notice everything that would make another site."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from notionpress.build import build as building
from notionpress.cli import run
from tests.commands import site_yaml
from tests.crawl.workspaces import data_source, database, paragraphs, row, uid, write
from tests.sites import files

NOW = "1793534400"  # 2026-11-01
PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with local files of every kind, built; it is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    date = {"type": "date", "date": {}}
    write(
        tmp_path / "workspace",
        pages=[row(f"Post {at}", "posts", paragraphs(1), properties={"Date": f"2026-{10 + at}-20"}) for at in range(3)],
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", Date=date)],
    )
    for name, text in {
        "content/local.md": "---\ntitle: Local\n---\n\nWords.\n",
        "static/robots-too.txt": "all",
        "templates/404.html": "gone {{ site.title }}",
        "themes/own/theme.yaml": "name: own\nextends: journal\n",
        "themes/own/static/own.css": "a{}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    settings(tmp_path)
    assert run(["build"]) == 0
    return tmp_path


def settings(folder: Path, **changes: Any) -> None:
    """Write the project's site.yaml."""
    notion = f"{{root: [{uid('Posts')}], emulator: workspace}}"
    site_yaml(folder, notion=notion, theme="own", properties="{date: Date}", **changes)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Runs a command, and tells whether it built anything rather than to see at a glance that nothing has changed."""
    calls = []
    original = building.build_site

    def counted(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        return original(*arguments, **more)

    monkeypatch.setattr(building, "build_site", counted)

    def builds(*arguments: str, code: int = 0) -> bool:
        calls.clear()
        assert run(["build", *(arguments or ("--offline",))]) == code
        return bool(calls)

    return builds


def test_nothing_is_built_where_nothing_has_changed(
    project: Path, builds: Callable[..., bool], capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project / "public")
    capsys.readouterr()
    assert not builds()
    assert "0 written" in capsys.readouterr().out
    # A crawl that finds nothing new changes what is known of readings, not what the site is made of.
    assert not builds("--strict") and not builds("--explain")
    assert "Nothing had to be made again." in capsys.readouterr().out
    assert builds("--explain", "tags/x", code=1) is True
    assert not builds()
    assert files(project / "public") == before


def edit(path: str, text: str = "other") -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)

    return change


def same_size_and_time(path: str) -> Callable[[Path], None]:
    """An edit that only the time of its making would tell."""

    def change(folder: Path) -> None:
        data = (folder / path).read_bytes()
        (folder / path).write_bytes(data[::-1])

    return change


def another_digit(folder: Path) -> None:
    """Damage that leaves JSON behind."""
    for path in (folder / ".notionpress/traces").iterdir():
        data = path.read_bytes()
        at = next(at for at in range(len(data) - 1, 0, -1) if chr(data[at]) in "123456789")
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


CHANGES: dict[str, Callable[[Path], None]] = {
    "an output edited": edit("public/404.html"),
    "an output edited in place": same_size_and_time("public/404.html"),
    "an output gone": lambda folder: (folder / "public/404.html").unlink(),
    "all outputs gone": lambda folder: shutil.rmtree(folder / "public"),
    "a template": edit("templates/404.html"),
    "a new template": edit("templates/post.html", "{{ page.title }}"),
    "a template for blocks": edit("templates/blocks/paragraph.html", "{{ block.html }}!"),
    "a static file": edit("static/robots-too.txt"),
    "a new static file": edit("static/deep/new.txt"),
    "a static file gone": lambda folder: (folder / "static/robots-too.txt").unlink(),
    "a local page": edit("content/local.md", "---\ntitle: Other\n---\n"),
    "a new local page": edit("content/new.md", "New."),
    "the theme's file": edit("themes/own/theme.yaml", "name: own\nextends: journal\ntexts:\n  tags: {en: Labels}\n"),
    "the theme's static file": edit("themes/own/static/own.css", "b{}"),
    "a theme of the project that hides another": edit("themes/journal/theme.yaml", "name: journal\noptions: {}\n"),
    "a setting": lambda folder: settings(folder, description="Other"),
    "a cache without its memory": lambda folder: shutil.rmtree(folder / ".notionpress/traces"),
    "a memory with another digit": another_digit,
    "a damaged memory": lambda folder: [
        path.write_text("{") for path in (folder / ".notionpress/traces").glob("stamp*")
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_noticed(project: Path, builds: Callable[..., bool], name: str) -> None:
    CHANGES[name](project)
    code = 5 if name == "a theme of the project that hides another" else 0
    assert builds(code=code) or code
    if not code:
        assert not builds()


def test_what_comes_from_notion_is_noticed(project: Path, builds: Callable[..., bool]) -> None:
    assert not builds("--json")
    pages = (project / "workspace/pages").glob("*.json")
    path = next(path for path in pages if json.loads(path.read_text())["properties"]["Name"] == "Post 0")
    page = {**json.loads(path.read_text()), "last_edited_time": "2026-10-31T10:00:00.000Z"}
    path.write_text(json.dumps({**page, "children": [{"type": "paragraph", "paragraph": {"rich_text": "New words"}}]}))
    assert run(["build"]) == 0
    assert any(b"New words" in data for data in files(project / "public").values())
    assert not builds()


def test_a_date_that_comes_is_noticed(
    project: Path, builds: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path for path in files(project / "public") if path.startswith("post-")}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) + 86_400))
    assert not builds()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW) + 40 * 86_400))
    assert builds()
    assert {path for path in files(project / "public") if path.startswith("post-")} - before
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    assert builds(), "the time of a build may go back"
    assert {path for path in files(project / "public") if path.startswith("post-")} == before


def test_other_addresses_folders_and_tokens_are_noticed(
    project: Path, builds: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert builds("--offline", "--base-url", "https://other.example")
    assert not builds("--offline", "--base-url", "https://other.example")
    assert builds()
    assert builds("--offline", "--preview")
    assert builds("--offline", "--output", "elsewhere")
    assert builds() and not builds()
    monkeypatch.setenv("NOTION_TOKEN", "ntn_another-token-to-look-for")
    assert builds() and not builds()


def test_problems_are_told_again(
    project: Path, builds: Callable[..., bool], capsys: pytest.CaptureFixture[str]
) -> None:
    settings(project, menu=f"[{{page: {uid('nowhere')}}}]")
    assert builds()
    told = capsys.readouterr().out
    assert "The menu names a page" in told
    assert not builds()
    assert "The menu names a page" in capsys.readouterr().out
    assert not builds("--offline", "--strict", code=1)


def test_a_check_that_is_switched_makes_nothing_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def built(*options: str) -> dict[str, Any]:
        capsys.readouterr()
        assert run(["build", "--offline", "--json", "--explain", *options]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    (project / "content" / "empty.md").write_text("---\ntitle: Local\n---\n")
    told = [one["kind"] for one in built()["problems"]]
    assert sorted(told) == ["empty-page", "same-title"]
    settings(project, checks="{empty_page: off, picture_size: 3}")
    off = built()
    assert (off["made"], off["written"], [one["kind"] for one in off["problems"]]) == ({}, 0, ["same-title"])
    assert built()["problems"] == off["problems"]
    settings(project)
    on = built()
    assert (on["made"], [one["kind"] for one in on["problems"]]) == ({}, told)


def test_plugins_are_always_asked(project: Path, builds: Callable[..., bool]) -> None:
    (project / "plugin.py").write_text("def setup(press):\n    press.after_build(lambda result: None)\n")
    settings(project, plugins="[plugin.py]")
    assert builds() and builds()


def test_files_that_only_look_new_cost_no_more_than_a_look(project: Path, builds: Callable[..., bool]) -> None:
    for path in (project / "public").rglob("*"):
        os.utime(path)
    assert builds()
    assert not builds()


def test_a_project_that_was_moved_is_the_same(
    project: Path, builds: Callable[..., bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = files(project / "public")
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    shutil.copytree(project, moved)
    monkeypatch.chdir(moved)
    builds()
    assert files(moved / "public") == before


def test_what_lies_behind_links_to_folders_is_noticed(project: Path, builds: Callable[..., bool]) -> None:
    for name in ("one", "two"):
        edit(f"shared/{name}/words.html", name)(project)
    (project / "templates/parts").symlink_to(project / "shared/one")
    edit("templates/404.html", "{% include 'parts/words.html' %}")(project)
    assert builds() and not builds()
    edit("shared/one/words.html", "changed")(project)
    assert builds() and not builds()
    assert "changed" in (project / "public/404.html").read_text()
    (project / "shared/round").symlink_to(project / "shared")
    (project / "templates/round").symlink_to(project / "shared")
    assert builds() and not builds()


def test_a_folder_that_is_a_link_to_another_one_now_is_noticed(project: Path, builds: Callable[..., bool]) -> None:
    for name in ("one", "two"):
        edit(f"shared/{name}/404.html", name)(project)
    shutil.rmtree(project / "templates")
    (project / "templates").symlink_to(project / "shared/one")
    assert builds() and not builds()
    (project / "templates").unlink()
    (project / "templates").symlink_to(project / "shared/two")
    assert builds() and not builds()
    assert "two" in (project / "public/404.html").read_text()


def test_a_folder_may_hold_a_site_after_files_for_a_generator(project: Path, builds: Callable[..., bool]) -> None:
    before = files(project / "public")
    assert run(["export", "out", "--to", "hugo", "--offline"]) == 0
    assert builds("--offline", "--output", "out")
    assert files(project / "out") == before


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("CNAME", "static/CNAME"),
        ("public/.well-known/security.txt", "static/.well-known/security.txt"),
        (".well-known/security.txt", "static/.well-known/security.txt"),
        ("post-0", "title, .*“Post 0”"),
        ("/post-0/", "title, .*“Post 0”"),
        ("public", "the template index.html"),
    ],
)
def test_a_file_to_be_explained_is_named_as_one_would_type_it(
    project: Path, capsys: pytest.CaptureFixture[str], typed: str, means: str
) -> None:
    edit("static/CNAME")(project)
    edit("static/.well-known/security.txt")(project)
    assert run(["build", "--offline", "--explain", typed]) == 0
    assert re.search(rf"^  .*{means}", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(
    "change",
    [
        {"content/page.md": "Now it is there.\n"},
        {"content/deep/table.csv": "a,b\n"},
        {"content/folder/child.md": "---\ntitle: Child\ndate: 2026-01-01\n---\n\nA post now.\n"},
    ],
)
def test_what_a_local_page_says_of_others_is_as_in_a_clean_build(
    project: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    edit("content/names.md", "[A page](page.md) and [a table](deep/table.csv).\n")(project)
    edit("content/folder/index.md", "Words.\n")(project)
    edit("content/folder/child.md", "---\ntitle: Child\n---\n\nA page.\n")(project)
    assert run(["build", "--offline"]) == 0
    for path, text in change.items():
        edit(path, text)(project)
    assert run(["build", "--offline"]) == 0
    clean = project / "clean"
    shutil.copytree(project, clean, ignore=shutil.ignore_patterns("public", ".notionpress"))
    monkeypatch.chdir(clean)
    assert run(["build"]) == 0
    made, expected = files(project / "public"), files(clean / "public")
    assert made.keys() == expected.keys()
    assert [path for path, data in expected.items() if made[path] != data] == []


READING = """\
from pathlib import Path

from notionpress.content.blocks import Paragraph
from notionpress.render.markup import element


def setup(press):
    @press.html(Paragraph)
    def paragraph(block, render):
        return element("p", Path("words.txt").read_text())
"""


def test_a_full_build_makes_bodies_again_too(project: Path) -> None:
    edit("plugin.py", READING)(project)
    edit("words.txt", "First.")(project)
    settings(project, plugins="[plugin.py]")
    assert run(["build"]) == 0
    edit("words.txt", "Second.")(project)
    assert run(["build"]) == 0
    assert "First." in (project / "public/local/index.html").read_text(), "nobody can know of it"
    assert run(["build", "--full"]) == 0
    assert "Second." in (project / "public/local/index.html").read_text()


def test_what_is_known_of_files_is_not_trusted_with_another_digit(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project / "public")
    another_digit(project)
    capsys.readouterr()
    assert run(["build", "--offline", "--explain"]) == 0
    assert "index.html: it is new." in capsys.readouterr().out
    assert files(project / "public") == before


def test_what_is_explained_is_called_by_its_title(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        "content/local.md",
        f"---\ntitle: Local\n---\n\n[Posts](https://www.notion.so/{uid('Posts').replace('-', '')})\n",
    )(project)
    assert run(["build", "--offline"]) == 0
    capsys.readouterr()
    assert run(["build", "--offline", "--explain", "local"]) == 0
    told = capsys.readouterr().out
    assert "  address of “Posts”\n" in told and "unpublished" not in told
