"""Search in Chromium: with the keyboard alone, accessible, and without a request before somebody searches."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.accessibility import violations_in_both_colors, with_axe
from tests.browsers import chromium
from tests.test_browser import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.fixture(scope="module")
def address(example_site: Path) -> Iterator[str]:
    """The example site."""
    if not (example_site / "pagefind").is_dir():
        pytest.skip("needs the extra `search`")
    with served(example_site) as url:
        yield url


@pytest.fixture(scope="module")
def without_index(example_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The example site without its index, so that the list of all pages is searched."""
    folder = tmp_path_factory.mktemp("list") / "site"
    shutil.copytree(example_site, folder, ignore=shutil.ignore_patterns("pagefind"))
    with served(folder) as url:
        yield url


def focused(page: Any) -> str:
    """Where the link leads that has the focus."""
    return str(page.evaluate("document.activeElement.href ?? ''"))


def test_a_word_is_found_with_the_keyboard_alone(address: str, browser: Any) -> None:
    page = browser.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/about/", wait_until="networkidle")
    before = len(asked)
    assert not [url for url in asked if "pagefind" in url or "searching" in url]
    page.keyboard.press("/")
    page.keyboard.type("sextant")
    page.wait_for_selector(".search-results > li")
    assert page.locator("dialog .search-status").text_content().split()[-1] in ("result", "results")
    assert page.locator("dialog mark").first.text_content().lower().startswith("sextant")
    assert [url for url in asked[before:] if not url.startswith(address)] == []
    first, second = (link.get_attribute("href") for link in page.locator(".search-results a").all()[:2])
    page.keyboard.press("ArrowDown")
    assert focused(page) == address + first
    page.keyboard.press("ArrowDown")
    assert focused(page) == address + second
    page.keyboard.press("ArrowUp")
    # Afterwards Chromium may tell of a view transition that the next page ended.
    assert errors == []
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == address + first
    page.close()


def test_enter_opens_the_first_result_and_escape_closes_the_dialogue(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{address}/about/")
    page.locator(".search-open").focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    assert page.evaluate("document.activeElement.className") == "search-open"
    page.keyboard.press("Control+k")
    page.keyboard.type("sextant")
    page.wait_for_selector(".search-results > li")
    first = page.locator(".search-results a").first.get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == address + first
    page.close()


def test_what_is_not_there_is_told_and_tags_narrow_the_results(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{address}/search/?q=light")
    page.wait_for_selector(".search-here .search-results > li")
    assert not page.locator(".titles").is_visible()
    count = int(page.locator(".search-here .search-status").text_content().split()[0])
    tag = page.locator(".search-here .search-tags button").first
    name = tag.text_content()
    tag.click()
    page.wait_for_selector(".search-here [aria-pressed=true]")
    # The button is made anew with the results, and gets the focus after them.
    page.wait_for_function("name => document.activeElement.textContent === name", arg=name)
    assert 0 < int(page.locator(".search-here .search-status").text_content().split()[0]) < count
    page.fill(".search-here input", "zqzq")
    page.wait_for_function("document.querySelector('.search-here .search-status').textContent.includes('zqzq')")
    assert page.locator(".search-here .search-results > li").count() == 0
    page.fill(".search-here input", "")
    page.wait_for_selector(".titles", state="visible")
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_open_dialogue_is_accessible_and_fits(address: str, browser: Any, width: int) -> None:
    page = with_axe(browser.new_page(viewport={"width": width, "height": 800}))
    page.goto(f"{address}/about/")
    page.click(".search-open")
    page.keyboard.type("light")
    page.wait_for_selector(".search-results > li")
    box = page.locator("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth")
    assert violations_in_both_colors(page) == []
    page.close()


def test_a_key_alone_can_be_turned_off_and_stays_off(address: str, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/about/")
    page.keyboard.press("Control+k")
    page.locator(".search-key").click()
    for _ in range(2):
        page.reload()
        page.keyboard.press("/")
        assert not page.locator("dialog").is_visible()
    page.keyboard.press("Control+k")
    assert page.locator("dialog").is_visible()
    context.close()


def test_without_an_index_the_dialogue_searches_the_list(without_index: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{without_index}/about/")
    page.keyboard.press("/")
    page.keyboard.type("tide table")
    # What is typed first finds other pages.
    page.wait_for_function(
        "document.querySelector('.search-results a')?.textContent.toLowerCase().includes('tide table')"
    )
    page.fill("dialog input", "<b>tide</b>")
    page.wait_for_function("document.querySelector('dialog .search-status').textContent.includes('<b>tide</b>')")
    page.close()


def test_without_javascript_the_link_leads_to_all_pages(address: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/about/")
    assert not page.locator("dialog").is_visible()
    page.click(".search-open")
    assert page.url == f"{address}/search/"
    assert page.locator(".titles section > ul > li > a").count() > 50
    assert not page.locator(".search-here").is_visible()
    page.click(".letters li:last-child a")
    assert "#letter-" in page.url
    context.close()
