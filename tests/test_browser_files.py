"""Files of authors in Chromium: what would act does not, and each screen gets the picture that fits it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from tests.crawl.workspaces import block, hosted, page, paragraphs, uid, write
from tests.sites import build, crawl_workspace
from tests.test_browser import browser, served

__all__ = ["browser"]

pytestmark = pytest.mark.browser

ACT = "fetch('/acted'); document.title = 'acted'"
DOCUMENTS = {
    "page.html": f'<!doctype html><body onload="{ACT}"><script>{ACT}</script>',
    "page.xhtml": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>{ACT}</script></html>',
    "noname": f"<script>{ACT}</script>",
    "data.xml": f'<?xml version="1.0"?><a><s:script xmlns:s="http://www.w3.org/1999/xhtml">{ACT}</s:script></a>',
    "shown.svg": f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 40 20"
        onload="{ACT}"><script>{ACT}</script><rect width="40" height="20" fill="rgb(1, 2, 3)"/>
        <a x:href="javascript:{ACT}"><text y="9">x</text></a><set attributeName="onload" to="{ACT}"/>
        <foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="{ACT}"><img src="x" onerror="{ACT}"/></body>
        </foreignObject><image href="x" onerror="{ACT}"/><animate onbegin="{ACT}" attributeName="x" dur="1s"/></svg>""",
    "refused.svg": f'<!DOCTYPE svg [<!ENTITY a "<script>{ACT}</script>">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
}


def photo(width: int, height: int) -> bytes:
    image = pytest.importorskip("PIL.Image")
    data = io.BytesIO()
    grey = image.radial_gradient("L").resize((width, height))
    image.merge("RGB", (grey, grey.rotate(180), grey.transpose(0))).save(data, "JPEG", quality=95)
    return data.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a cover, pictures in the text, and documents that would act."""
    folder = tmp_path_factory.mktemp("files")
    blocks = [block("file", {"caption": [], "name": name, **hosted(name)}) for name in DOCUMENTS]
    blocks += [block("image", {"caption": ["A drawing"], **hosted("shown.svg")}), *paragraphs(3)]
    blocks += [block("image", {"caption": ["A photo"], **hosted("photo.jpg")}), *paragraphs(3)]
    write(
        folder / "workspace",
        pages=[page("Home", blocks, cover=hosted("cover.jpg"))],
        files={"photo.jpg": photo(2000, 1000), "cover.jpg": photo(2400, 1200)}
        | {name: text.encode() for name, text in DOCUMENTS.items()},
    )
    (folder / "site.yaml").write_text(f"title: Files\npictures:\n  formats: [webp]\nnotion:\n  root: [{uid('Home')}]\n")
    crawl_workspace(Workspace.load(folder / "workspace"), folder / ".notionpress", (uid("Home"),), Report())
    build(folder, Report())
    return folder / "public"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as url:
        yield url


def test_no_file_acts_when_it_is_opened(site: Path, address: str, browser: Any) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    paths = [path for path in sorted((site / "media").iterdir()) if path.suffix in (".txt", ".svg")]
    assert len(paths) == len(DOCUMENTS)
    for path in paths:
        tab.goto(f"{address}/media/{path.name}")
        tab.wait_for_timeout(50)
        assert tab.title() != "acted", path.name
    tab.goto(f"{address}/")
    assert not [url for url in asked if url.endswith(("/acted", "/x"))]
    context.close()


def test_a_drawing_is_seen(address: str, browser: Any) -> None:
    tab = browser.new_page()
    tab.goto(f"{address}/")
    assert tab.evaluate(
        """async () => {
            const image = document.querySelector('img[src$=".svg"]'), canvas = document.createElement('canvas');
            await image.decode();
            canvas.getContext('2d').drawImage(image, 0, 0, 40, 20);
            return [...canvas.getContext('2d').getImageData(35, 15, 1, 1).data];
        }"""
    ) == [1, 2, 3, 255]
    tab.close()


@pytest.mark.parametrize(
    ("width", "scale", "largest"), [(360, 1, 480), (360, 3, 1200), (1280, 1, 1200), (1280, 2, 1800)]
)
def test_each_screen_gets_what_fits_it(address: str, browser: Any, width: int, scale: int, largest: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=scale)
    tab = context.new_page()
    tab.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "one => { window.shift += one.value })).observe({type: 'layout-shift', buffered: true})"
    )
    tab.goto(f"{address}/", wait_until="networkidle")
    tab.locator('img[alt="A photo"]').scroll_into_view_if_needed()
    tab.wait_for_load_state("networkidle")
    for shown in tab.evaluate(
        """[...document.querySelectorAll('picture img')].map(one => ({
            from: one.currentSrc, needed: one.getBoundingClientRect().width * devicePixelRatio, loaded: one.complete }))"""
    ):
        assert shown["loaded"]
        taken = int(shown["from"].rpartition("-")[2].partition(".")[0])
        assert taken <= largest
        assert taken >= min(shown["needed"], 1800) * 0.95
    assert tab.evaluate("window.shift") < 0.01
    context.close()
