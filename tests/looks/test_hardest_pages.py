"""The hardest pages in every theme and at every width: nothing sticks out, is cut off, or lies on something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.browsers import chromium
from tests.looks.hardest import HARDEST, THEMES, WIDTHS, hardest_site
from tests.test_browser import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FITTING: Final = Path(__file__).with_name("fitting.js").read_text(encoding="utf-8")
MIRRORED: Final = """\
() => {
  const boxes = () => [...document.querySelectorAll(
    ".site-header > *, .tools > *, .side, main, main h1, .sheet > *, .beside, .prose > *, .site-footer > *"
  )].filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect());
  const there = boxes();
  document.documentElement.dir = "ltr";
  const width = document.documentElement.clientWidth;
  return there.map((box, at) => [box, boxes()[at]])
    .filter(([box, other]) => Math.abs(box.left - (width - other.right)) > 1.5 || Math.abs(box.top - other.top) > 1.5)
    .map(([box, other]) => [box.left, box.right, other.left, other.right].map(Math.round));
}
"""
LIGHTNESS: Final = """\
() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
  return [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("h1")).color].map(color => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, one) => sum + one) / 765;
  });
}
"""
BROKEN: Final = {
    "the page is": ".site-footer { width: 120vw }",
    "outside the window": ".breadcrumb { translate: -2000px }",
    "on each other": ".prose > p { margin-block-end: -3em }",
    "cut off": ".prose > p { overflow: hidden; width: 4rem; white-space: nowrap }",
    "a heading sticks out": "h1 { white-space: nowrap; width: 8rem; font-size: 4rem }",
    "too small to touch": ".site-footer a { display: block; height: 9px; font-size: 9px; line-height: 9px }"
    " .site-footer li { height: 9px } .site-footer ul { display: block }",
    "the keyboard cannot reach it": ".breadcrumb, .prose > p { overflow: auto; white-space: nowrap; width: 3rem }",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.fixture(scope="module", params=THEMES)
def address(
    request: pytest.FixtureRequest, example_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The site with the hardest pages, in each theme."""
    with served(hardest_site(example_site, request.param, tmp_path_factory.mktemp(request.param))) as url:
        yield url


def test_everything_fits(address: str, browser: Any) -> None:
    page = browser.new_page()
    found = []
    for path in HARDEST:
        answer = page.goto(address + path)
        assert answer.ok, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{path} at {width}: {what}" for what in page.evaluate(FITTING)]
    page.close()
    assert found == []


@pytest.mark.parametrize("page_path", ["/", "/hard/arabic/"])
def test_what_menus_unfold_fits(address: str, browser: Any, page_path: str) -> None:
    page = browser.new_page()
    page.goto(address + page_path)
    # The last one is the nearest to the edge.
    menu = page.locator(".site-header nav > ul")
    menu.evaluate("one => one.append(one.querySelector('li:has(details)').cloneNode(true))")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for at in range(2):
            page.evaluate(
                "at => document.querySelectorAll('.site-header details').forEach((one, i) => { one.open = i === at })",
                at,
            )
            link = page.locator(".site-header details[open] li a").first
            box = link.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert link.evaluate(
                "one => { const box = one.getBoundingClientRect();"
                " return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)) }"
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_everything_fits_without_scripts(address: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    for path in ("/", "/search/", "/hard/arabic/", "/field-guide/"):
        page.goto(address + path)
        # The browser's own tools may still ask the page.
        assert page.evaluate(FITTING) == [], path
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_right_to_left_is_the_mirror_of_left_to_right(address: str, browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/hard/arabic/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate(MIRRORED) == []
    page.close()


def test_paper_and_ink_change_places_in_the_dark(address: str, browser: Any) -> None:
    page = browser.new_page(color_scheme="light")
    page.goto(f"{address}/hard/bare/")
    paper, ink = page.evaluate(LIGHTNESS)
    assert paper > 0.9
    assert ink < 0.25
    page.emulate_media(color_scheme="dark")
    paper, ink = page.evaluate(LIGHTNESS)
    assert paper < 0.2
    assert ink > 0.8
    page.close()


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_found(address: str, browser: Any, what: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 900})
    page.goto(f"{address}/hard/table/")
    page.add_style_tag(content=BROKEN[what])
    assert any(what in one for one in page.evaluate(FITTING))
    page.close()
