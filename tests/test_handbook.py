"""The theme handbook: the tree is right on every page, and pages are made again exactly when it changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.report import BuildResult, Report
from notionpress.store import Store
from tests.sites import NOW, files

PAGES = {
    "index.md": "# Front\n",
    "about.md": "# About\n",
    "guide/index.md": "# Guide & more\n",
    "guide/tides.md": "# Tides\n",
    "guide/sails/index.md": "# Sails\n",
    "guide/sails/jib.md": "# Jib\n",
    "log.md": "---\ndate: 2026-03-01\ntags: Sea\n---\n# Log\n",
}

TREE = ["", "about/", "guide/", "guide/sails/", "guide/sails/jib/", "guide/tides/"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name, text in PAGES.items():
        write(folder, name, text)
    (folder / "site.yaml").write_text("title: Docs\nbase_url: https://example.org/docs\ntheme: handbook\n")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def built(folder: Path) -> BuildResult:
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / config.cache)
    return build_site(config, store, Report(), output=folder / "public", how=How(now=NOW, jobs=1))


def made_again(folder: Path) -> set[str]:
    """Which pages the next build makes again; it must come to what a clean build comes to."""
    result = built(folder)
    clean = folder.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(folder, clean, ignore=shutil.ignore_patterns("public", ".notionpress"))
    built(clean)
    assert files(folder / "public") == files(clean / "public")
    return {path.removesuffix("/index.html") for path in result.rendered if path.endswith(".html")}


def side(folder: Path, page: str) -> str:
    html = (folder / "public" / page / "index.html").read_text()
    found = re.search(r'(?s)<nav class="side".*?</nav>', html)
    assert found
    return found[0]


def links(html: str) -> list[str]:
    return re.findall(r'href="/docs/([^"]*)"', html)


def beside(folder: Path, page: str) -> list[tuple[str, str]]:
    html = (folder / "public" / page / "index.html").read_text()
    return re.findall(r'<a rel="(prev|next)" href="/docs/([^"]*)">', html)


def test_pages_lead_along_the_tree(project: Path) -> None:
    built(project)
    assert [page for page in TREE if beside(project, page) != expected(page)] == []
    assert beside(project, "log/") == []


def expected(page: str) -> list[tuple[str, str]]:
    at = TREE.index(page)
    before = [("prev", TREE[at - 1])] if at else []
    return [*before, *([("next", TREE[at + 1])] if at + 1 < len(TREE) else [])]


def test_the_tree_shows_where_a_page_lies(project: Path) -> None:
    built(project)
    shown = side(project, "guide/sails/jib")
    assert links(shown) == TREE
    assert re.findall(r'<a href="/docs/([^"]*)" aria-current="page">', shown) == ["guide/sails/jib/"]
    assert re.findall(r'href="/docs/([^"]*)"[^>]*>[^<]*</a><details open>', shown) == ["guide/", "guide/sails/"]
    assert ">Guide &amp; more</a>" in shown


@pytest.mark.parametrize("page", ["tags/sea", "log"])
def test_pages_that_are_not_in_the_tree_show_it_folded(project: Path, page: str) -> None:
    built(project)
    shown = side(project, page)
    assert links(shown) == TREE
    assert " open" not in shown
    assert "aria-current" not in shown


def test_nothing_is_made_again_while_nothing_changes(project: Path) -> None:
    built(project)
    assert made_again(project) == set()


def test_words_of_a_page_make_only_that_page_again(project: Path) -> None:
    built(project)
    write(project, "guide/tides.md", "# Tides\n\nTwice a day.\n")
    assert made_again(project) - {"guide", "search"} == {"guide/tides"}


def test_a_title_makes_the_pages_again_that_show_it(project: Path) -> None:
    built(project)
    write(project, "guide/sails/jib.md", "# The jib\n")
    near = {"guide/sails", "guide/sails/jib"}
    assert made_again(project) == {
        "404.html",
        "about",
        "guide",
        "guide/tides",
        "index.html",
        "log",
        "search",
        "tags",
        "tags/sea",
        *near,
    }


@pytest.mark.parametrize("name", ["guide/tides/spring.md", "guide/aft.md", "keel.md"])
def test_pages_come_and_go(project: Path, name: str) -> None:
    built(project)
    write(project, name, "# New\n")
    assert made_again(project)
    (project / "content" / name).unlink()
    assert made_again(project)
