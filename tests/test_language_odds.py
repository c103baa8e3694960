"""Sites of several languages that are put together in odd ways: what they tell of languages is right all the same."""

from __future__ import annotations

import re
from pathlib import Path

from tests.test_language_lists import ALTERNATE, POSTS, page, post, site, switches

MENU = re.compile(r'<nav aria-label="[^"]*">(.*?)</nav>', re.DOTALL)


def entries(folder: Path, path: str) -> list[str]:
    """The labels in the menu of a page."""
    found = MENU.search(page(folder, path))
    assert found
    return re.findall(r"<a [^>]*>([^<]*)</a>", found[1])


def test_entries_of_the_menu_that_lead_to_one_place_all_stay(tmp_path: Path) -> None:
    menu = "menu: [{label: Start, url: /}, {label: Blog, url: /}, {label: One, url: /about/}, {page: about.md}]\n"
    site(tmp_path, {**POSTS, "about.md": "# About\n"}, menu)
    assert entries(tmp_path, "fog") == ["Start", "Blog", "One", "About"]
    assert entries(tmp_path, "de") == ["Start", "Blog", "One", "About"]


def test_a_translation_stands_in_the_menu_once(tmp_path: Path) -> None:
    pages = {
        "about.md": "# About\n",
        "ueber.md": "---\ntitle: Über\nlanguage: de\ntranslation_of: about.md\n---\n",
    }
    site(tmp_path, {**POSTS, **pages}, "menu: [{page: about.md}, {page: ueber.md}]\n")
    assert entries(tmp_path, "fog") == ["About"]
    assert entries(tmp_path, "de") == ["Über"]


def test_what_is_in_english_is_in_the_own_language_of_a_british_site(tmp_path: Path) -> None:
    pages = {"fog.md": post("Fog", 1), "sea.md": post("Sea", 2, "en"), "watt.md": post("Watt", 3, "de")}
    settings = "language: en-GB\ndescription: Notes from the lamp.\n"
    site(tmp_path, {**pages, "note.md": "---\nlanguage: en\n---\n"}, settings)
    assert '<meta name="description" content="Notes from the lamp.">' in page(tmp_path, "note")
    assert switches(tmp_path, "sea").keys() == {"en", "de"}


def test_a_front_page_in_another_language_is_not_told_to_be_in_the_site_s(tmp_path: Path) -> None:
    home = "---\ntitle: Der Leuchtturm\nlanguage: de\n---\n"
    site(tmp_path, {**POSTS, "index.md": home}, "home: page\n")
    assert '<html lang="de"' in page(tmp_path, "")
    assert ALTERNATE.findall(page(tmp_path, "")) == []
    assert dict(ALTERNATE.findall(page(tmp_path, "fr"))) == {"de": "/de/", "fr": "/fr/"}


def test_a_front_page_that_search_engines_leave_out_is_no_translation(tmp_path: Path) -> None:
    collections = """\
home: both
collections:
  - {name: posts, url: /, root: [posts]}
  - {name: beitraege, url: /de/, root: [beitraege], language: de, translates: posts}
"""
    pages = {"posts/fog.md": post("Fog", 1), "index.md": "---\ntitle: Home\nnoindex: true\n---\n"}
    site(tmp_path, pages, collections)
    assert ALTERNATE.findall(page(tmp_path, "")) == []
    assert ALTERNATE.findall(page(tmp_path, "de")) == []
