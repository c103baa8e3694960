"""Languages: of the site and of single pages, in words, dates, lists, and what machines are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress.report import Problem, Report
from notionpress.store import Store
from tests.sites import build

SITE = "title: Leuchtturm\nbase_url: https://example.org\ntime_zone: UTC\nlanguage: {language}\n"


def site(folder: Path, pages: dict[str, str], language: str = "en", settings: str = "") -> dict[str, Problem]:
    """Build a site of local pages; its problems by kind."""
    (folder / "content").mkdir()
    for name, text in pages.items():
        (folder / "content" / name).write_text(text)
    (folder / "site.yaml").write_text(SITE.format(language=language) + settings)
    Store.open(folder / ".notionpress").close()
    report = Report()
    assert not build(folder, report, jobs=1).failed
    return {one.kind: one for one in report.problems}


def page(folder: Path, path: str) -> str:
    """A page of the site."""
    return (folder / "public" / path / "index.html").read_text()


def test_a_site_from_right_to_left_has_its_direction_and_says_which_words_are_english(tmp_path: Path) -> None:
    problems = site(tmp_path, {"lamp.md": "---\ntitle: منارة\ndate: 2026-03-14\n---\n\nنور.\n"}, "ar")
    html = page(tmp_path, "lamp")
    assert '<html lang="ar" dir="rtl"' in html
    assert ">14 مارس 2026</time>" in html
    assert ">Skip to content</a>" in html
    (problem,) = problems.values()
    assert problem.message == (
        "The theme “journal” has no words in the language “ar”, and shows English ones, such as “Feed”."
    )
    assert "`texts: ar:`" in problem.hint


@pytest.mark.parametrize("language", ["en", "de-AT", "zh-Hant", "ko"])
def test_nothing_is_told_of_a_language_that_the_theme_has(tmp_path: Path, language: str) -> None:
    assert site(tmp_path, {"lamp.md": "---\ntitle: Lamp\n---\n\nLight.\n"}, language) == {}


def test_the_words_of_a_theme_of_ones_own_count(tmp_path: Path) -> None:
    theme = tmp_path / "themes" / "mine"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text("name: mine\nextends: journal\ntexts: {ar: {skip: تخطَّ إلى المحتوى}}\n")
    problems = site(tmp_path, {"lamp.md": "---\ntitle: Lamp\n---\n\nLight.\n"}, "ar", "theme: mine\n")
    assert "تخطَّ إلى المحتوى" in page(tmp_path, "lamp")
    assert "not all words (1 of " in problems["theme-language"].message
