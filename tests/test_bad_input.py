"""What goes wrong for users: one clear message with a next step, the exit code for it, and the site left as it was."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import ABOUT, WORKSPACE, notionpress, site_yaml
from tests.sites import files
from tests.test_cli import emulated

NOWHERE = "3f0c1e2d-4b5a-4c69-8778-96a5b4c3d2e1"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built once."""
    folder = tmp_path_factory.mktemp("built")
    site_yaml(folder)
    done = notionpress(folder, "build")
    assert done.returncode == 0, done.stderr
    (folder / "public" / "mine.txt").write_text("not written by notionpress")
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    shutil.copytree(built, tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture(scope="module")
def notion() -> Iterator[dict[str, str]]:
    """The variables for a server with the example workspace."""
    with emulated() as variables:
        yield variables


def refused(project: Path, code: int, *expected: str, arguments: tuple[str, ...] = (), **more: str) -> str:
    """Build, and see that it fails as it should; returns what was said."""
    before = files(project / "public") if (project / "public").is_dir() else (project / "public").read_bytes()
    done = notionpress(project, "build", *arguments, **more)
    assert done.returncode == code, done.stderr
    for words in expected:
        assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "ntn_" not in done.stdout + done.stderr.replace("(ntn_…)", "")
    assert done.stdout == ""
    after = files(project / "public") if (project / "public").is_dir() else (project / "public").read_bytes()
    assert after == before
    return done.stderr


def test_a_root_that_is_no_id(project: Path) -> None:
    site_yaml(project, notion="{root: my-posts}")
    shown = refused(project, 2, "site.yaml:2:16: “my-posts” is neither a Notion id nor a Notion URL", "copy its link")
    assert len(shown.splitlines()) == 2


def test_no_root(project: Path) -> None:
    site_yaml(project, notion="{root: []}")
    refused(project, 2, "site.yaml does not say what to publish", "notion: root:")


def test_a_root_that_is_not_shared(project: Path, notion: dict[str, str]) -> None:
    site_yaml(project, notion=f"{{root: {NOWHERE}}}")
    shown = refused(
        project, 3, "does not exist or is not shared with the connection", NOWHERE.replace("-", ""), **notion
    )
    assert "Connections and add “notionpress”" in shown
    assert "`--offline` builds it from what was read before" in shown


def test_a_bad_token(project: Path, notion: dict[str, str]) -> None:
    site_yaml(project, notion=f"{{root: {ABOUT}}}")
    shown = refused(project, 3, "401", "NOTION_TOKEN", **{**notion, "NOTION_TOKEN": "ntn_wrong"})
    assert "request id" in shown


def test_a_token_that_cannot_be_one(project: Path, notion: dict[str, str]) -> None:
    site_yaml(project, notion=f"{{root: {ABOUT}}}")
    refused(project, 3, "no usable Notion token", **{**notion, "NOTION_TOKEN": "ntn_ö"})


def test_no_token(project: Path, notion: dict[str, str]) -> None:
    site_yaml(project, notion=f"{{root: {ABOUT}}}")
    refused(project, 3, "no usable Notion token", "NOTION_TOKEN", ".env", NOTION_BASE_URL=notion["NOTION_BASE_URL"])


def test_a_server_that_cannot_be_reached(project: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        site_yaml(project, notion=f"{{root: {ABOUT}, base_url: '{url}'}}")
        refused(project, 3, "no answer to GET", "Check the network", NOTION_TOKEN="ntn_x")


def test_an_address_that_is_none(project: Path) -> None:
    site_yaml(project, notion=f"{{root: {ABOUT}}}")
    refused(project, 2, "NOTION_BASE_URL: “localhost:80” is no web address", NOTION_BASE_URL="localhost:80")


def test_a_theme_that_does_not_exist(project: Path) -> None:
    site_yaml(project, theme="jurnal")
    refused(project, 5, "There is no theme “jurnal”.", "Did you mean “journal”?")


def test_a_theme_option_that_does_not_exist(project: Path) -> None:
    site_yaml(
        project, theme_options="{acent: '#fff',\n  color_scheme: drak, footer: 5,\n  social: [{label: A, utl: /}]}"
    )
    refused(
        project,
        2,
        "site.yaml:3:17: the theme “journal” has no option “acent”; did you mean “accent”?",
        "site.yaml:4:3: “color_scheme” must be one of auto, light, dark, not “drak”; did you mean “dark”?",
        "site.yaml:4:23: “footer” must be text, not “5”",
        "site.yaml:5:12: “social” has no `url`",
        "site.yaml:5:23: “social” has no “utl”; did you mean “url”?",
    )


@pytest.mark.parametrize("arguments", [(), ("--offline",)])
def test_a_template_with_an_undefined_name(project: Path, arguments: tuple[str, ...]) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "page.html").write_text(
        "{% extends 'journal/page.html' %}\n{% block main %}{{ titel }}{% endblock %}"
    )
    shown = refused(
        project, 5, "templates/page.html, line 2", "“titel” is not defined", "while rendering “", arguments=arguments
    )
    assert len(shown.strip().splitlines()) <= 3 + shown.count("Rendering ") + shown.count("Reading from Notion")


def test_a_template_that_is_none(project: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "base.html").write_text("{% block %}")
    refused(project, 5, "templates/base.html, line 1")


def test_an_output_folder_that_is_a_file(project: Path) -> None:
    shutil.rmtree(project / "public")
    (project / "public").write_text("mine")
    refused(project, 1, "public is a file", "--output")


def test_an_output_folder_that_holds_the_project(project: Path) -> None:
    before = files(project)
    refused(project, 2, "is or holds the project's folder", "--output", arguments=("--output", "."))
    assert files(project) == before


def test_a_missing_configuration(project: Path) -> None:
    (project / "site.yaml").unlink()
    refused(project, 2, "There is no site.yaml.", "notionpress new")


def test_a_workspace_that_does_not_exist(project: Path) -> None:
    site_yaml(project, notion=f"{{root: {ABOUT}, emulator: nowhere}}")
    refused(project, 2, "There is no workspace folder nowhere", "notion: emulator:")


def test_a_workspace_with_a_broken_file(project: Path) -> None:
    shutil.copytree(WORKSPACE, project / "workspace", ignore=shutil.ignore_patterns("files"))
    (project / "workspace" / "pages" / "about.json").write_text("{")
    site_yaml(project, notion=f"{{root: {ABOUT}, emulator: workspace}}")
    shown = refused(project, 1, "about.json")
    assert len(shown.strip().splitlines()) <= 2


def test_a_cache_that_is_another_folder(project: Path) -> None:
    (project / "notes").mkdir()
    (project / "notes" / "mine.txt").write_text("mine")
    site_yaml(project, cache="notes")
    refused(project, 4, "is not a cache of notionpress", "Name another folder")


def test_one_of_two_roots_that_is_not_shared_is_named_and_the_site_is_built(project: Path) -> None:
    site_yaml(project, notion=f"{{root: [{ABOUT}, {NOWHERE}], emulator: {WORKSPACE}}}")
    done = notionpress(project, "build")
    assert done.returncode == 3, done.stderr
    assert "The site is ready" in done.stdout
    assert NOWHERE.replace("-", "") in done.stdout
    assert "not shared with the connection" in done.stdout
    assert "Traceback" not in done.stderr
