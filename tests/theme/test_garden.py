"""The garden theme: notes with what links to them, what lies around them, and previews, for mouse and keyboard."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from markupsafe import Markup

from notionpress.report import Report
from notionpress.site.local import local_id
from notionpress.store import Store
from notionpress.theme import Theme
from tests.browsers import chromium
from tests.sites import build
from tests.test_browser import served
from tests.theme.contexts import FULL, MINIMAL, full_site, page, site, summary
from tests.theme.test_themes import BACKGROUNDS, LANGUAGES, READABLE, TEXTS, contrast

THEMES = Path(__file__).parents[2] / "themes"
BACKLINK = {
    "language": "en",
    "title": "The <lamp>",
    "url": "/journal/lamp/",
    "icon": Markup('<span class="icon">💡</span>'),
    "sentence": Markup("It needs <mark>fog</mark>."),
}
GRAPH = {
    "svg": Markup('<svg class="graph"></svg>'),
    "pages": [{"title": "Tides", "url": "/journal/tides/"}],
    "count": 4,
}
NOTES = {
    "tide.md": "---\ntitle: Tide\nupdated: 2026-10-01\ntags: [Sea]\ndate: 2026-01-01\n---\n\nThe water comes and goes.\n\nTwice a day.\n",
    "moon.md": "---\ntitle: Moon\nupdated: 2026-10-02\ndate: 2026-01-02\n---\n\nFar away. It pulls the [tide](tide.md) up & down. Slowly.\n",
    "sun.md": "---\ntitle: Sun\ndescription: It is hot.\nupdated: 2026-10-03\ndate: 2026-01-03\n---\n\nSee the [moon](moon.md), and a [hidden note](draft.md).\n",
    "draft.md": "---\ntitle: Draft\npublished: false\ndate: 2026-01-04\n---\n\nOn the [tide](tide.md).\n",
}


def garden(**settings: Any) -> Theme:
    return Theme.load("garden", folder=Path(__file__).parent, **settings)


@pytest.mark.parametrize("template", sorted(MINIMAL))
def test_templates_render_with_the_least_and_with_everything(template: str) -> None:
    least = garden().render(template, {**site(), **MINIMAL[template]})
    most = garden().render(template, {**full_site(), **FULL[template]})
    for html in (least, most):
        assert html.startswith("<!doctype html>")
        assert "None" not in html
        assert html.count("<h1") == 1


@pytest.mark.parametrize("template", ["post.html", "page.html"])
def test_a_note_shows_what_links_to_it_and_what_lies_around_it(template: str) -> None:
    note = page(backlinks=[BACKLINK, {**BACKLINK, "sentence": ""}], graph=GRAPH)
    html = garden().render(template, {**site(), "page": note})
    assert html.count("The &lt;lamp&gt;</a>") == 2
    assert "<p>It needs <mark>fog</mark>.</p>" in html
    assert '<svg class="graph">' in html
    assert "and 3 more" in html
    plain = {"show_backlinks": False, "show_graph": False, "show_previews": False}
    html = garden(options=plain).render(template, {**site(), "page": note})
    assert not re.search("/lamp/|class=.graph|<script src=[^>]*previews", html)


def test_the_front_page_tells_which_notes_were_edited_last() -> None:
    context = {**site(recently_updated=[summary(title="Fresh", url="/journal/fresh/")]), **MINIMAL["index.html"]}
    html = garden().render("index.html", context)
    assert "Recently tended" in html
    assert '<a href="/journal/fresh/">Fresh</a>' in html


def test_every_text_exists_in_every_language() -> None:
    texts = yaml.safe_load((THEMES / "garden" / "theme.yaml").read_text(encoding="utf-8"))["texts"]
    assert sorted(texts) == sorted(LANGUAGES)
    assert {tuple(words) for words in texts.values()} == {("recently_updated", "notes")}


def test_the_style_sheet_is_small_and_its_colours_read_well() -> None:
    sheet = garden().static_bytes("style.css").decode()
    assert len(gzip.compress(sheet.encode())) < 12_000
    assert not re.search(r"https?:|@import|[{;](?:(?:margin|padding|border)-(?:left|right)|left|right|float)\b", sheet)
    found = re.findall(r"--([\w-]+):light-dark\((#\w{6}),(#\w{6})\)", sheet)
    for mode in (0, 1):
        colors = {name: pair[mode] for name, *pair in found}
        poor = [(one, back) for one in TEXTS for back in BACKGROUNDS if contrast(colors[one], colors[back]) < READABLE]
        assert poor == []


def test_the_script_for_previews_is_small() -> None:
    assert len(gzip.compress((THEMES / "base" / "static" / "previews.js").read_bytes())) < 2_000


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of notes, built."""
    folder = tmp_path_factory.mktemp("garden")
    (folder / "site.yaml").write_text("title: Garden\nbase_url: https://example.org\ncontent: content\ntheme: garden\n")
    for name, text in NOTES.items():
        (folder / "content").mkdir(exist_ok=True)
        (folder / "content" / name).write_text(text)
    Store.open(folder / ".notionpress").close()
    assert not build(folder, Report(), jobs=1).failed
    return folder


def test_notes_are_connected_as_their_links_say(notes: Path) -> None:
    tide = (notes / "public/tide/index.html").read_text()
    (backlinks,) = re.findall(r'(?s)<section class="backlinks">.*?</section>', tide)
    assert re.findall(r'<a href="([^"]+)">', backlinks) == ["/moon/"]
    assert "<p>It pulls the <mark>tide</mark> up &amp; down.</p>" in backlinks
    (graph,) = re.findall(r'(?s)<svg class="graph".*?</svg>', tide)
    assert re.findall(r'href="([^"]+)"', graph) == ["/sun/", "/moon/"]
    assert "Draft" not in tide
    assert local_id("draft.md") not in tide


def test_a_new_link_makes_exactly_the_notes_again_that_show_it(notes: Path) -> None:
    sun = notes / "content" / "sun.md"
    before = sun.read_text()
    sun.write_text(before + "\nAnd the [tide](tide.md) again.\n")
    try:
        made = set(build(notes, Report(), jobs=1).rendered)
    finally:
        sun.write_text(before)
    assert build(notes, Report(), jobs=1).rendered
    pages = {path for path in made if path.endswith(".html")}
    assert pages == {"sun/index.html", "tide/index.html", "moon/index.html"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.mark.browser
def test_previews_come_with_mouse_and_keyboard_and_go_with_escape(notes: Path, browser: Any) -> None:
    with served(notes / "public") as address:
        shown = browser.new_page()
        shown.goto(f"{address}/moon/")
        link, preview = shown.locator(".prose a"), shown.locator("#preview")
        assert not preview.is_visible()
        link.hover()
        preview.wait_for(state="visible")
        assert preview.inner_text().split("\n\n") == ["Tide", "The water comes and goes.", "Twice a day."]
        assert link.get_attribute("aria-describedby") == "preview"
        # It stays while the mouse is on it.
        preview.hover()
        shown.wait_for_timeout(400)
        assert preview.is_visible()
        shown.keyboard.press("Escape")
        assert not preview.is_visible()
        assert link.get_attribute("aria-describedby") is None
        shown.mouse.move(0, 0)
        shown.keyboard.press("Tab")
        while not link.evaluate("one => one === document.activeElement"):
            shown.keyboard.press("Tab")
        preview.wait_for(state="visible")
        shown.keyboard.press("Escape")
        assert not preview.is_visible()
        shown.close()
