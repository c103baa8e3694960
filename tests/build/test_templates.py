"""Templates that content may call for one day, and that a theme lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress.report import Problem, Report
from notionpress.store import Store
from tests.sites import build

PAGE = "<!doctype html>\n<html lang=en><title>x</title><body>{{ site.title }}</body></html>\n"
HAD = ("404", "index", "page", "post")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of one page, whose theme extends none."""
    templates = tmp_path / "themes/lone/templates"
    templates.mkdir(parents=True)
    for name in HAD:
        (templates / f"{name}.html").write_text(PAGE)
    (tmp_path / "content").mkdir()
    Store.open(tmp_path / ".notionpress")
    (tmp_path / "content/about.md").write_text("# About\n\nWords.\n")
    settings(tmp_path)
    theme(tmp_path, "name: lone\n")
    return tmp_path


def settings(folder: Path, more: str = "") -> None:
    (folder / "site.yaml").write_text(f"title: Test\ntheme: lone\nsearch: off\npictures: {{formats: []}}\n{more}")


def theme(folder: Path, text: str) -> None:
    (folder / "themes/lone/theme.yaml").write_text(f"{text}texts: {{en: {{not_found: Gone, archive: Archive}}}}\n")


def told(folder: Path) -> list[Problem]:
    """Build, and what is told of templates."""
    report = Report()
    assert not build(folder, report, jobs=1).failed
    return [one for one in report.problems if one.kind == "theme-templates"]


def test_what_a_theme_lacks_is_told_before_a_page_needs_it(folder: Path) -> None:
    (one,) = told(folder)
    assert one.message == (
        "The theme “lone” has no term.html, terms.html, redirect.html: a build that needs it stops, such as the first"
        " one after a page's address changes."
    )
    assert one.hint.startswith(
        "Write `extends: base` into themes/lone/theme.yaml, and what is missing comes from there;"
    )
    assert "add it to themes/lone/templates:" in one.hint
    assert told(folder) == [one], "as long as it is missing"


def test_settings_decide_what_is_needed(folder: Path) -> None:
    settings(folder, "archive: {by: year}\ndeploy: {redirects: []}\n")
    (one,) = told(folder)
    assert one.message == (
        "The theme “lone” has no term.html, terms.html, archive.html, archives.html: a build that needs it stops."
    )


def test_the_project_or_a_parent_may_have_what_a_theme_lacks(folder: Path) -> None:
    settings(folder, "deploy: {redirects: []}\n")
    (folder / "templates").mkdir()
    for name in ("term", "terms"):
        (folder / "templates" / f"{name}.html").write_text(PAGE)
    assert told(folder) == []
    settings(folder)
    theme(folder, "name: lone\nextends: base\n")
    assert told(folder) == []
