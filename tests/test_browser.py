"""The example site in Chromium: accessible, nothing cut off, nothing moves, nobody else is asked."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from notionpress.content.parse import parse_blocks
from notionpress.theme import Theme
from tests.accessibility import unfold, violations, violations_in_both_colors, with_axe
from tests.browsers import chromium
from tests.conftest import PROJECT
from tests.render.every_block import every_block
from tests.render.worlds import renderer
from tests.theme.contexts import full_site
from tests.theme.contexts import page as page_context

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="module")
def address(example_site: Path) -> Iterator[str]:
    """The example site, served on loopback."""
    with served(example_site) as url:
        yield url


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder's address on loopback."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


def paths(folder: Path) -> list[str]:
    """One of every kind of page, and the hardest one."""
    heavy = max(folder.rglob("index.html"), key=lambda path: path.stat().st_size)
    found = ["/", "/tags/", "/about/", "/404.html", f"/{heavy.parent.relative_to(folder).as_posix()}/"]
    tag = sorted((folder / "tags").glob("*/index.html"))[0]
    return [*found, f"/tags/{tag.parent.name}/"]


def every_path(folder: Path) -> list[str]:
    """Every page."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return [f"/{path.removesuffix('index.html')}" for path in found]


@pytest.mark.parametrize("chosen", [paths, pytest.param(every_path, marks=pytest.mark.slow)])
def test_pages_are_accessible_and_nothing_is_wider_than_the_screen(
    example_site: Path, address: str, browser: Any, chosen: Callable[[Path], list[str]]
) -> None:
    context = with_axe(browser.new_context())
    page = context.new_page()
    for path in chosen(example_site):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(address + path)
        assert too_wide(page) == [], path
        tabs = page.locator(".tabs > label")
        for at in range(tabs.count()):
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            tabs.nth(at).click()
            assert too_wide(page) == [], f"{path}, tab {at + 1}"
        # What is too narrow shows on a phone: tables, formulas and code scroll there.
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        unfold(page)
        assert violations(page) == [], path
    context.close()


def too_wide(page: Any) -> list[int]:
    """The widths of screens that a page is wider than."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [width] * (page.evaluate("document.documentElement.scrollWidth") > width)
    return found


def test_pages_are_accessible_on_a_wide_screen(example_site: Path, address: str, browser: Any) -> None:
    page = with_axe(browser.new_page(viewport={"width": 1280, "height": 900}))
    for path in paths(example_site):
        page.goto(address + path)
        assert violations_in_both_colors(page) == [], path
    page.close()


@pytest.fixture(scope="module")
def all_blocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page with every block that there is, in the journal theme."""
    folder = tmp_path_factory.mktemp("blocks")
    theme = Theme.load("journal", folder=folder)
    content = Markup(renderer().body(parse_blocks(every_block())))
    page = page_context(kind="page", content=content, has_player=True)
    (folder / "index.html").write_text(theme.render("page.html", {**full_site(), "page": page}))
    for file in theme.static_files():
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(theme.static_bytes(file.name))
    with served(folder) as url:
        yield url


@pytest.mark.parametrize("width", WIDTHS)
def test_every_block_is_accessible_and_fits(all_blocks: str, browser: Any, width: int) -> None:
    page = with_axe(browser.new_page(viewport={"width": width, "height": 900}))
    page.route(lambda url: not url.startswith(all_blocks), lambda route: route.abort())
    page.goto(all_blocks)
    assert page.locator("main figure.embed").count() > 10
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations_in_both_colors(page) == []
    page.close()


def test_pages_ask_only_for_what_is_the_sites_own_and_do_not_shift(
    example_site: Path, address: str, browser: Any
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    for path in ("/", "/tags/", "/about/"):
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
            "one => { window.shift += one.value })).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(address + path, wait_until="networkidle")
        assert page.evaluate("window.shift") < 0.01, path
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []
    assert failed == []
    context.close()


def dark(page: Any) -> bool:
    """Whether a page is seen on dark paper."""
    return bool(page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 23, 25)")


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_switch_remembers_and_follows_the_system_until_it_is_used(address: str, browser: Any, system: str) -> None:
    # While one page passes into the next, a click is on neither.
    context = browser.new_context(color_scheme=system, reduced_motion="reduce")
    page = context.new_page()
    # What is seen first is noted by a script of the page's own origin, before anything of the body is parsed.
    page.add_init_script(
        "new MutationObserver((_, watch) => { if (document.body) {"
        " window.first = document.documentElement.dataset.theme ?? 'system'; watch.disconnect(); } })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(address)
    switch = page.get_by_role("button", name="Dark colours")
    assert dark(page) is (system == "dark")
    assert switch.get_attribute("aria-pressed") == str(system == "dark").lower()

    switch.focus()
    page.keyboard.press("Enter")
    assert dark(page) is (system == "light")
    assert switch.get_attribute("aria-pressed") == str(system == "light").lower()
    other = "dark" if system == "light" else "light"
    page.goto(address + "/about/")
    assert page.evaluate("window.first") == other
    assert dark(page) is (system == "light")
    bar = page.evaluate(
        "[...document.querySelectorAll('meta[name=theme-color]')].find(one => matchMedia(one.media).matches).content"
    )
    assert bar == {"dark": "#161719", "light": "#fdfdfb"}[other]

    # Chosen as the system has it, the system is followed again.
    page.get_by_role("button", name="Dark colours").click()
    assert dark(page) is (system == "dark")
    page.emulate_media(color_scheme=other)
    assert dark(page) is (other == "dark")
    context.close()


def test_without_scripts_there_is_no_switch(address: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    assert page.locator("main h1").is_visible()
    assert not page.locator(".scheme").is_visible()
    context.close()


def test_tabs_work_with_the_keyboard_and_no_script(example_site: Path, address: str, browser: Any) -> None:
    with_tabs = [path for path in sorted(example_site.rglob("*.html")) if 'class="tabs"' in path.read_text()]
    assert with_tabs
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/{with_tabs[0].parent.relative_to(example_site).as_posix()}/")
    tabs = page.locator(".tabs").first
    inputs = tabs.locator("input[type=radio]")
    assert inputs.count() >= 2
    panes = tabs.locator(".tab-pane")
    assert panes.nth(0).is_visible()
    assert not panes.nth(1).is_visible()
    inputs.nth(0).focus()
    page.keyboard.press("ArrowRight")
    assert panes.nth(1).is_visible()
    assert not panes.nth(0).is_visible()
    context.close()


def test_a_player_is_loaded_only_by_a_click(example_site: Path, address: str, browser: Any) -> None:
    with_player = [path for path in sorted(example_site.rglob("*.html")) if "data-player=" in path.read_text()]
    assert with_player
    assert "<iframe" not in "".join(path.read_text() for path in example_site.rglob("*.html"))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []

    def answer(route: Any) -> None:
        # Pictures that lie elsewhere are the author's choice.
        if route.request.resource_type != "image":
            asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>Player</title>", content_type="text/html")

    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(lambda url: not url.startswith(address), answer)
    page.goto(f"{address}/{with_player[0].relative_to(example_site).as_posix()}", wait_until="networkidle")
    assert asked == []
    cards = page.locator("a[data-player]")
    expected = [one.get_attribute("data-player") for one in cards.all()]
    for number, player in enumerate(expected, 1):
        cards.first.focus()
        with page.expect_response(lambda response, player=player: response.url == player):
            page.keyboard.press("Enter")
        frame = page.locator("iframe").nth(number - 1)
        assert frame.get_attribute("src") == player
        assert frame.get_attribute("title")
        assert "allow-same-origin" in frame.get_attribute("sandbox")
        assert asked[-1] == player
        assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert page.url.startswith(address)
    assert cards.count() == 0
    assert errors == []
    context.close()


def test_a_scripts_player_cannot_reach_the_page(address: str, browser: Any, tmp_path: Path) -> None:
    (tmp_path / "gist.js").write_text(
        "try { parent.document.title = 'reached' } catch { document.write('<p>kept out</p>') }"
    )
    page = browser.new_page()
    page.goto(f"{address}/404.html")
    with served(tmp_path) as elsewhere:
        page.evaluate(
            f"document.querySelector('main').innerHTML = '<a data-shape=script data-player={elsewhere}/gist.js href=#>.</a>'"
        )
        page.add_script_tag(path=str(PROJECT / "themes" / "base" / "static" / "players.js"))
        page.click("a[data-player]")
        assert page.frame_locator("iframe.player").locator("p").text_content() == "kept out"
    assert page.title() != "reached"
    page.close()
