"""The documentation is a site of notionpress, whose links all lead somewhere, and pages stand as the first one says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.accessibility import violations_in_both_colors, with_axe
from tests.browsers import chromium
from tests.commands import notionpress
from tests.conftest import PROJECT
from tests.test_browser import served


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built as its first page says."""
    docs = tmp_path_factory.mktemp("project") / "docs"
    shutil.copytree(PROJECT / "docs", docs, ignore=shutil.ignore_patterns(".*"))
    command = re.search(r"`notionpress (build --config docs/site.yaml)`", (docs / "README.md").read_text())
    assert command
    built = notionpress(docs.parent, *command[1].split(), "--strict")
    assert built.returncode == 0, built.stdout + built.stderr
    return docs / ".site"


def address_of(name: str) -> str:
    """Where a document lies; at /search/ is the search itself."""
    return "/search-page/" if name == "search" else f"/{name}/"


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("index.html")):
        yield f"/{path.parent.relative_to(folder).as_posix()}/".replace("/./", "/"), path.read_text()


def test_every_document_is_a_page_that_the_first_one_names(documentation: Path) -> None:
    names = {path.stem for path in (PROJECT / "docs").glob("*.md")} - {"README"}
    assert {address for address, _ in pages(documentation)} - {"/", "/search/"} == {address_of(name) for name in names}
    # On code hosts, the first page is the only way to the others.
    first = (PROJECT / "docs" / "README.md").read_text()
    assert {name for name in names if f"]({name}.md)" not in first} == set()


def test_every_link_leads_to_a_page_and_a_place_on_it(documentation: Path) -> None:
    found = dict(pages(documentation))
    ids = {address: set(re.findall(r' id="([^"]+)"', html)) for address, html in found.items()}
    links = 0
    for address, html in found.items():
        for url, _, place in (href.partition("#") for href in re.findall(r'<a\b[^>]*\bhref="([/#][^"]*)"', html)):
            target = url or address
            assert target in found, (address, url)
            assert not place or place in ids[target], (address, url, place)
            links += 1
    assert links > 500


def test_pages_stand_in_the_order_of_the_first_one(documentation: Path) -> None:
    first = (PROJECT / "docs" / "README.md").read_text()
    order = [address_of(name) for name in dict.fromkeys(re.findall(r"\]\(([\w-]+)\.md\)", first))]
    html = (documentation / "index.html").read_text()
    side = html[html.index('<nav class="side"') : html.index("<main")]
    assert re.findall(r'href="([^"]+)"', side) == ["/", *order]
    at = order.index("/themes/")
    page = (documentation / "themes" / "index.html").read_text()
    assert f'rel="prev" href="{order[at - 1]}"' in page
    assert f'rel="next" href="{order[at + 1]}"' in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_accessible_and_fits(documentation: Path, browser: Any, width: int) -> None:
    with served(documentation) as address:
        page = with_axe(browser.new_page(viewport={"width": width, "height": 900}))
        page.goto(f"{address}/configuration/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations_in_both_colors(page) == []
        page.close()


@pytest.mark.browser
def test_all_pages_are_in_a_drawer_on_a_phone_without_scripts(documentation: Path, browser: Any) -> None:
    with served(documentation) as address:
        context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/themes/")
        link = page.locator(".side a", has_text="Performance")
        assert not link.is_visible()
        page.get_by_role("button", name="All pages").click()
        assert link.is_visible()
        page.keyboard.press("Escape")
        assert not link.is_visible()
        page.get_by_role("button", name="All pages").click()
        link.click()
        assert page.url == f"{address}/performance/"
        context.close()


@pytest.mark.browser
def test_contents_follow_the_reader(documentation: Path, browser: Any) -> None:
    with served(documentation) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/configuration/")
        page.evaluate("document.getElementById('publish').scrollIntoView({behavior: 'instant'})")
        current = page.locator(".contents-beside [aria-current=location]")
        current.wait_for()
        page.wait_for_function("document.querySelector('.contents-beside [aria-current]').hash === '#publish'")
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
        page.wait_for_function("document.querySelector('.contents-beside [aria-current]').hash === '#folders'")
        assert current.count() == 1
