"""A whole site in English, German and Arabic: every link leads somewhere, and all pages are valid and accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import feedparser
import pytest

from tests.accessibility import unfold, violations, violations_in_both_colors, with_axe
from tests.browsers import chromium
from tests.pages_of_themes import kinds_of_pages
from tests.served_with_headers import served_with_headers
from tests.test_validity import errors
from tests.translated import GROUP, translated_site

BASE = "https://example.org/log/"
LINK = re.compile(r'<(?:a|link|script|img|form|dialog)\b[^>]*? (?:href|src|action|data-script)="([^"]*)"')
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
IN_SITEMAP = re.compile(r'<xhtml:link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/>')
THEMES = ("journal", "handbook", "garden")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of the project in each theme."""
    folders = {theme: tmp_path_factory.mktemp("translated") for theme in THEMES}
    for theme, folder in folders.items():
        translated_site(folder, theme=theme)
    return folders


def pages(folder: Path) -> dict[str, str]:
    """The HTML of all pages by their addresses."""
    root = folder / "public"
    found = {path.relative_to(root).as_posix(): path.read_text() for path in sorted(root.rglob("*.html"))}
    return {
        urljoin(BASE, path.removesuffix("index.html")): html for path, html in found.items() if "pagefind" not in path
    }


@pytest.mark.parametrize("theme", THEMES)
def test_every_link_leads_to_a_file_of_the_site(sites: dict[str, Path], theme: str) -> None:
    root = sites[theme] / "public"
    dead, count = [], 0
    for address, html in pages(sites[theme]).items():
        for link in LINK.findall(html):
            url, place = urldefrag(urljoin(address, unescape(link)))
            if not url.startswith(BASE):
                continue
            count += 1
            path = unquote(url.removeprefix(BASE))
            file = root / (f"{path}index.html" if path.endswith("/") or not path else path)
            if not file.is_file() or (place and f'id="{unquote(place)}"' not in file.read_text()):
                dead.append((address, link))
    assert count > 300
    assert dead == []


def test_pages_in_all_languages_name_each_other_and_so_does_the_sitemap(sites: dict[str, Path]) -> None:
    found = {
        unquote(address): {language: unquote(url) for language, url in ALTERNATE.findall(html)}
        for address, html in pages(sites["journal"]).items()
    }
    assert {address for address, named in found.items() if named} == {
        *(f"{BASE}{path}" for path in ("", "de/", "ar/")),
        *(f"{BASE}{path}/" for path in GROUP),
    }
    for address, named in found.items():
        for other in named.values():
            assert found[other] == named
        assert not named or named["x-default"] == named["en"]
        assert not named or address in named.values()
    entries = (sites["journal"] / "public" / "sitemap.xml").read_text().split("<url><loc>")[1:]
    listed = {
        unquote(entry.partition("<")[0]): {language: unquote(url) for language, url in IN_SITEMAP.findall(entry)}
        for entry in entries
    }
    assert listed == {address: found[address] for address in listed}
    assert {address for address, named in found.items() if named} <= listed.keys()


def test_each_page_is_in_its_language_and_direction(sites: dict[str, Path]) -> None:
    for theme in THEMES:
        for address, html in pages(sites[theme]).items():
            path = unquote(urlsplit(address).path).removeprefix("/log/").strip("/")
            german, arabic = path in ("de", "wellen", "geheim", "morgen"), path in ("ar", GROUP[2])
            wanted = '"de" dir="ltr"' if german else '"ar" dir="rtl"' if arabic else '"en" dir="ltr"'
            assert f"<html lang={wanted}" in html, path


def test_feeds_of_each_language_are_read_by_a_parser(sites: dict[str, Path]) -> None:
    root = sites["journal"] / "public"
    titles = {}
    for folder, language in (("", "en"), ("de/", "de"), ("ar/", "ar")):
        for name in ("feed.xml", "rss.xml"):
            found = feedparser.parse((root / folder / name).read_bytes())
            assert not found.bozo
            assert found.feed.language == language
            titles[folder] = {one.title for one in found.entries}
            assert {one.title_detail.language for one in found.entries} == (
                {language} if name == "feed.xml" else {None}
            )
    assert titles["de/"] == {"Wellen", "Geheim", "Morgen"}
    assert titles["ar/"] == {GROUP[2]}
    assert not titles[""] & {*titles["de/"], *titles["ar/"]}


@pytest.mark.node
@pytest.mark.parametrize("theme", ["handbook", "garden"])
def test_all_pages_are_valid(sites: dict[str, Path], theme: str) -> None:
    found = errors(sites[theme] / "public")
    assert not found, "\n".join(found[:20])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.mark.browser
@pytest.mark.parametrize(
    "theme", ["journal", *(pytest.param(theme, marks=pytest.mark.slow) for theme in THEMES if theme != "journal")]
)
def test_every_kind_of_page_is_accessible(sites: dict[str, Path], browser: Any, theme: str) -> None:
    context = with_axe(browser.new_context(viewport={"width": 360, "height": 900}))
    found: list[Any] = []
    with served_with_headers(sites[theme] / "public", "/log/") as address:
        page = context.new_page()
        # Their language is no class.
        for path in dict.fromkeys((*kinds_of_pages(sites[theme]), "/de/", "/ar/", f"/{GROUP[2]}/", "/wellen/")):
            page.goto(f"{address}/log{path}")
            found += [(path, *one) for one in violations_in_both_colors(page)]
            unfold(page, ".languages")
            found += [(path, "switch", *one) for one in violations(page, of=".languages")]
    context.close()
    assert found == []


@pytest.mark.browser
def test_a_search_finds_pages_in_the_language_that_it_starts_from(sites: dict[str, Path], browser: Any) -> None:
    if not (sites["journal"] / "public" / "pagefind").is_dir():
        pytest.skip("needs the extra `search`")
    page = browser.new_page()
    with served_with_headers(sites["journal"] / "public", "/log/") as address:
        for start, word, other, wanted in (
            ("/wellen/", "Wasser", "Water", "wellen"),
            ("/de/", "Wasser", "Water", "wellen"),
            ("/waves/", "Water", "Wasser", "waves"),
            (f"/{GROUP[2]}/", "الماء", "Water", GROUP[2]),
        ):
            page.goto(f"{address}/log{start}")
            page.keyboard.press("/")
            page.keyboard.type(word)
            page.wait_for_selector("dialog .search-results > li")
            links = page.locator("dialog .search-results a").evaluate_all("all => all.map(one => one.pathname)")
            assert [unquote(link).strip("/").removeprefix("log/") for link in links] == [wanted]
            page.fill("dialog input[type=search]", other)
            page.wait_for_function(
                "word => document.querySelector('dialog .search-status').textContent.includes(word)", arg=other
            )
            assert page.locator("dialog .search-results > li").count() == 0
    page.close()
