"""`notionpress theme`: lists themes, begins one, copies files of one; nothing is written over, and what is copied wins."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from notionpress.commands.theme import theme
from tests.commands import notionpress
from tests.conftest import PROJECT
from tests.sites import files

NAMES = ("base", "garden", "journal")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one local page with a callout."""
    (tmp_path / "site.yaml").write_text("title: Own\nbase_url: https://example.org\ncontent: content\ntheme: garden\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "note.md").write_text(
        "---\ntitle: Note\nupdated: 2026-10-01\n---\n\n> [!NOTE]\n> Mind this.\n"
    )
    return tmp_path


def built(project: Path) -> str:
    """The project's note, built anew."""
    done = notionpress(project, "build", "--offline")
    assert done.returncode == 0, done.stderr
    return (project / "public" / "note" / "index.html").read_text()


def test_themes_are_listed_with_the_one_of_the_site(project: Path) -> None:
    (project / "themes" / "mine").mkdir(parents=True)
    (project / "themes" / "mine" / "theme.yaml").write_text("name: mine\nextends: journal\ndescription: Mine alone.\n")
    done = notionpress(project, "theme", "list")
    assert done.returncode == 0
    assert re.findall(r"(?m)^(?:\* |  )([a-z]+) +(notionpress|themes/mine)", done.stdout)[0] == ("mine", "themes/mine")
    assert {*NAMES, "mine"} <= set(re.findall(r"(?m)^[* ] ([a-z]+) ", done.stdout))
    assert re.findall(r"(?m)^\* ([a-z]+) ", done.stdout) == ["garden", "is"]
    assert "Mine alone." in done.stdout


def test_a_new_theme_can_be_used_at_once_and_is_not_written_over(project: Path) -> None:
    done = notionpress(project, "theme", "new", "dark-harbour", "--extends", "journal")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Made themes/dark-harbour/theme.yaml, themes/dark-harbour/static/_theme.css.\n")
    looks = project / "themes" / "dark-harbour" / "static" / "_theme.css"
    assert looks.read_bytes() == (PROJECT / "themes" / "journal" / "static" / "_theme.css").read_bytes()
    (project / "site.yaml").write_text((project / "site.yaml").read_text().replace("garden", "dark-harbour"))
    assert "Mind this." in built(project)
    looks.write_text("mine")
    again = notionpress(project, "theme", "new", "dark-harbour")
    assert again.returncode == 1
    assert "nothing was changed" in again.stderr
    assert looks.read_text() == "mine"


@pytest.mark.parametrize("name", ["Dark", "../dark", "", "a/b", ".dark"])
def test_a_theme_needs_a_plain_name(project: Path, name: str) -> None:
    done = notionpress(project, "theme", "new", name)
    assert done.returncode == 5
    assert "is no name for a theme" in done.stderr
    assert not (project / "themes").exists()


@pytest.mark.parametrize("file", ["post.html", "templates/post.html"])
def test_a_template_that_is_copied_wins(project: Path, file: str) -> None:
    done = notionpress(project, "theme", "eject", file)
    assert (
        done.stdout
        == "Made templates/post.html. It wins over that of the theme garden; without it, that is shown again.\n"
    )
    copy = project / "templates" / "post.html"
    mark, _, rest = copy.read_text().partition("\n")
    assert rest == (PROJECT / "themes" / "garden" / "templates" / "post.html").read_text()
    assert mark.startswith("{#- Copied from post.html of the theme garden (notionpress ")
    copy.write_text("mine")
    again = notionpress(project, "theme", "eject", file)
    assert again.returncode == 1
    assert "templates/post.html is there already" in again.stderr
    assert copy.read_text() == "mine"


def test_a_file_of_a_parent_is_found_and_a_static_file_wins_too(project: Path) -> None:
    assert "the theme base" in notionpress(project, "theme", "eject", "terms.html").stdout
    done = notionpress(project, "theme", "eject", "_theme.css")
    assert "Made static/assets/_theme.css." in done.stdout
    (project / "static" / "assets" / "_theme.css").write_text(".mine { color: inherit }\n")
    (project / "static" / "assets" / "map.txt").write_text("Not the theme's.\n")
    built(project)
    assets = project / "public" / "assets"
    (sheet,) = assets.glob("style.*.css")
    assert ".mine{color:inherit}" in sheet.read_text()
    assert not (assets / "_theme.css").exists()
    assert (assets / "map.txt").exists()
    (project / "static" / "assets" / "_theme.css").write_text(".yours { color: inherit }\n")
    built(project)
    (sheet,) = assets.glob("style.*.css")
    assert ".yours{color:inherit}" in sheet.read_text()


def test_copies_change_no_byte_of_the_site(project: Path) -> None:
    built(project)
    before = files(project / "public")
    for name in ("base.html", "parts.html", "redirect.html", "card.svg", "_theme.css", "icon.svg"):
        assert notionpress(project, "theme", "eject", name).returncode == 0
    built(project)
    assert files(project / "public") == before


def test_a_copy_whose_original_is_another_by_now_is_told(project: Path) -> None:
    theme = project / "themes" / "mine"
    for place, text in {
        "theme.yaml": "name: mine\nextends: garden\n",
        "templates/404.html": '{% extends "garden/404.html" %}\n',
        "blocks/callout.html": "<p>{{ block.content }}</p>\n",
        "static/_look.css": "a{}\n",
    }.items():
        (theme / place).parent.mkdir(parents=True, exist_ok=True)
        (theme / place).write_text(text)
    site = project / "site.yaml"
    site.write_text(site.read_text().replace("theme: garden", "theme: mine"))
    for name in ("404.html", "static/_look.css", "post.html", "blocks/callout.html"):
        assert notionpress(project, "theme", "eject", name).returncode == 0

    def told() -> list[str]:
        found = json.loads(notionpress(project, "check", "--json").stdout)["checks"]
        return [one["message"] for one in found if one["check"] == "theme" and one["status"] == "note"]

    copy = project / "templates" / "404.html"
    copy.write_text(copy.read_text() + "<p>Mine</p>\n")
    assert told() == [], "changes of one's own are what a copy is for"
    (theme / "templates/404.html").write_text('{% extends "garden/404.html" %}\n{# Another. #}\n')
    (theme / "blocks/callout.html").write_text("<div>{{ block.content }}</div>\n")
    (theme / "static/_look.css").unlink()
    assert told() == [
        "templates/404.html was copied from 404.html of the theme mine, which is another now.",
        "templates/blocks/callout.html was copied from blocks/callout.html of the theme mine, which is another now.",
        "static/assets/_look.css was copied from _look.css of the theme mine, which is another now.",
    ]


def test_a_template_for_a_block_begins_with_what_is_there(project: Path) -> None:
    before = built(project)
    assert 'class="callout' in before
    done = notionpress(project, "theme", "eject", "blocks/callout.html")
    assert done.stdout.startswith("Made templates/blocks/callout.html. It wins over notionpress's own;")
    template = project / "templates" / "blocks" / "callout.html"
    assert "block.content" in template.read_text()
    assert built(project) == before
    template.write_text('<aside class="mine">{{ block.icon }} {{ block.content }}{{ block.children }}</aside>')
    assert '<aside class="mine"><span class="icon">ℹ️</span> Mind this.</aside>' in built(project)


@pytest.mark.parametrize(
    "file", ["psot.html", "../theme.yaml", "templates/../../garden/theme.yaml", "blocks/calout.html"]
)
def test_a_file_that_is_not_there_is_said_so(project: Path, file: str) -> None:
    done = notionpress(project, "theme", "eject", file)
    assert done.returncode == 5
    assert f"has no file “{file}”" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "templates").exists()


def test_every_command_for_themes_is_documented_with_its_options() -> None:
    text = (PROJECT / "docs" / "commands.md").read_text()
    for name, command in theme.commands.items():
        named = "".join(f" {one.metavar}" for one in command.params if isinstance(one, click.Argument))
        assert f"`notionpress theme {name}{named}`" in text
        for one in command.params:
            if isinstance(one, click.Option):
                assert f"`{one.opts[0]} {one.metavar}`" in text
