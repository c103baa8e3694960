"""Every kind of page of every theme in Chromium: accessible, nothing moves, no error, and nobody else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.accessibility import unfold, violations, violations_in_both_colors, with_axe
from tests.browsers import chromium
from tests.looks.hardest import THEMES
from tests.pages_of_themes import kinds_of_pages
from tests.served_with_headers import served_with_headers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS: Final = (360, 1280)
SHIFTS: Final = """\
// Where the parser pauses within a line is chance, so nothing is shown before it is through.
const arriving = new CSSStyleSheet();
arriving.replaceSync(":root { visibility: hidden }");
document.adoptedStyleSheets = [arriving];
document.addEventListener("readystatechange", () => { document.adoptedStyleSheets = [] }, {once: true});
window.shift = 0;
window.moved = [];
new PerformanceObserver(list => list.getEntries().forEach(one => {
  window.shift += one.value;
  window.moved.push(...one.sources.map(({node}) => node && (node.outerHTML || node.textContent).slice(0, 80)));
})).observe({type: "layout-shift", buffered: true});
"""
SCROLL: Final = """\
async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
    scrollTo({top, behavior: "instant"});
    await frame();
  }
  // None is still to come that could move anything.
  await Promise.all([...document.images].filter(one => one.checkVisibility()).map(one => one.decode().catch(() => null)));
  await frame();
}
"""
UNSIZED: Final = """[...document.querySelectorAll('img[src^="/"]:not([width][height])')].map(one => one.outerHTML)"""
PICTURE: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_of_page_keeps_to_the_budgets(
    themed_sites: dict[str, Path], browser: Any, theme: str, width: int
) -> None:
    folder = themed_sites[theme]
    context = with_axe(browser.new_context(viewport={"width": width, "height": 900}))
    context.add_init_script(SHIFTS)
    found: list[Any] = []
    with served_with_headers(folder / "public") as address:
        # Pictures and media that lie elsewhere are the author's choice.
        context.route(lambda url: not url.startswith(address), lambda route: answer(route, found))
        page = context.new_page()
        page.on("console", lambda one: found.append((page.url, one.text)) if one.type == "error" else None)
        page.on("pageerror", lambda error: found.append((page.url, str(error))))
        for path in kinds_of_pages(folder):
            page.emulate_media(color_scheme="light")
            page.goto(address + path)
            page.evaluate(SCROLL)
            shift, moved = page.evaluate("[window.shift, window.moved]")
            found += [(path, "moves", shift, moved)] * (shift > 0.0005)
            # Pictures are here at once, so what they would move on a slow line is told by their attributes.
            found += [(path, "no size", one) for one in page.evaluate(UNSIZED)]
            found += [(path, *one) for one in violations_in_both_colors(page)]
            unfold(page, ".site-header details")
            found += [(path, "menu", *one) for one in violations(page, of=".site-header")]
    context.close()
    assert found == []


def answer(route: Any, found: list[Any]) -> None:
    """Give a small picture in the place of one that lies elsewhere; note whatever else is asked for."""
    if route.request.resource_type not in ("image", "media"):
        found.append(("asked", route.request.url))
    route.fulfill(body=PICTURE, content_type="image/svg+xml")


@contextmanager
def opened(browser: Any, project: Path, path: str, *, width: int = 360, scheme: str = "light") -> Iterator[Any]:
    """A page of a built project with axe in it, served under its own policy."""
    # What fades in has other colours until it is there.
    looks = {"color_scheme": scheme, "reduced_motion": "reduce"}
    context = with_axe(browser.new_context(viewport={"width": width, "height": 900}, **looks))
    with served_with_headers(project / "public") as address:
        # Where there is no network, a page would wait long for what lies elsewhere.
        context.route(lambda url: not url.startswith(address), lambda route: answer(route, []))
        page = context.new_page()
        page.goto(address + path, wait_until="networkidle")
        yield page
    context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_open_search_is_accessible(themed_sites: dict[str, Path], browser: Any, theme: str) -> None:
    with opened(browser, themed_sites[theme], "/about/") as page:
        page.keyboard.press("/")
        page.keyboard.type("light")
        page.wait_for_selector("dialog .search-results > li")
        assert violations_in_both_colors(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_enlarged_picture_is_accessible(themed_sites: dict[str, Path], browser: Any, theme: str) -> None:
    with opened(browser, themed_sites[theme], "/everything-a-page-can-hold/") as page:
        page.locator("a.zoom").first.click()
        page.wait_for_selector("dialog.zoomed[open] img")
        # What is below it is out of reach.
        assert violations(page, of="dialog.zoomed") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_preview_of_a_link_is_accessible(themed_sites: dict[str, Path], browser: Any, scheme: str) -> None:
    page_path = "/everything-a-page-can-hold/"
    with opened(browser, themed_sites["garden"], page_path, width=1280, scheme=scheme) as page:
        page.locator(".prose a[href^='/']:not(.zoom):not(.anchor)").first.focus()
        page.wait_for_selector("#preview")
        assert violations(page, of="#preview") == []
