"""Pictures shown large in Chromium: with mouse and keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from markupsafe import Markup

from notionpress.content.blocks import Image
from notionpress.content.rich_text import FileRef, Text
from notionpress.theme import Theme
from tests.browsers import chromium
from tests.incremental.workspace import picture
from tests.render.worlds import renderer
from tests.test_browser import served
from tests.theme.contexts import full_site
from tests.theme.contexts import page as page_context

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with three pictures."""
    folder = tmp_path_factory.mktemp("pictures")
    theme = Theme.load("journal", folder=folder)
    file = FileRef(key="space/one/tide.png")
    blocks = tuple(Image(file=file, caption=(Text(words),)) for words in ("One", "Two", "Three"))
    page = page_context(kind="page", content=Markup(renderer().body(blocks)), has_zoom=True)
    (folder / "index.html").write_text(theme.render("page.html", {**full_site(), "page": page}))
    for static in theme.static_files():
        (folder / static.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / static.path).write_bytes(theme.static_bytes(static.name))
    (folder / "media").mkdir()
    (folder / "media" / "tide.png").write_bytes(picture(640, 480, (40, 90, 120)))
    with served(folder) as url:
        # The made-up site lies in a folder.
        (folder / "journal").symlink_to(folder)
        yield url


def shown(page: Any) -> str:
    """The words of the picture that is shown large, "" where none is."""
    return page.evaluate(
        "document.querySelector('dialog.zoomed')?.open ? document.querySelector('.zoomed figcaption').innerText : ''"
    )


def wait_for_focus(page: Any, words: str) -> None:
    """Wait until the picture with these words below it has the focus: the dialog tells of its end a little later."""
    page.wait_for_function("words => document.activeElement.closest('figure')?.innerText === words", arg=words)


def test_a_picture_is_shown_large_and_the_focus_comes_back(address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/")
    page.locator("a.zoom").nth(1).focus()
    page.keyboard.press("Enter")
    assert shown(page) == "Two"
    page.keyboard.press("ArrowRight")
    assert shown(page) == "Three"
    assert page.locator(".zoomed .after").is_hidden()
    page.keyboard.press("ArrowRight")
    assert shown(page) == "Three"
    page.keyboard.press("Escape")
    assert shown(page) == ""
    wait_for_focus(page, "Three")
    page.locator("a.zoom").nth(0).click()
    page.locator(".zoomed .after").click()
    assert shown(page) == "Two"
    page.get_by_role("button", name="Close").click()
    assert shown(page) == ""
    wait_for_focus(page, "Two")
    page.locator("a.zoom").nth(0).click()
    page.locator(".zoomed img").click()
    assert shown(page) == ""
    assert page.url == f"{address}/"
    assert errors == []
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_large_picture_fits_the_screen(address: str, browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 420})
    page.goto(f"{address}/")
    page.locator("a.zoom").nth(0).click()
    box = page.locator(".zoomed img").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 420
    assert page.locator(".zoomed img").evaluate("image => getComputedStyle(image).objectFit") == "contain"
    page.close()


def test_without_a_script_a_picture_leads_to_itself(address: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    page.locator("a.zoom").nth(0).click()
    assert page.url == f"{address}/media/tide.png"
    context.close()
