"""A front page, with its list and feeds, for each language that posts are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import feedparser
import pytest

from notionpress.errors import ConfigError
from notionpress.report import BuildResult, Problem, Report
from notionpress.store import Store
from tests.sites import build, files
from tests.translated import translated_site

ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="https://example\.org(/[^"]*)">')
SWITCH = re.compile(r'<a href="(/[^"]*)" lang="([^"]+)" hreflang="[^"]+" dir="[^"]+"( aria-current="true")?>(.*?)</a>')
POST = "---\ntitle: {}\ndate: 2026-03-{:02}\n{}---\n\nA horn.\n"
SITE = "title: Leuchtturm\nbase_url: https://example.org\nposts_per_page: 2\nsearch: list\n"


def post(title: str, day: int, language: str = "", more: str = "") -> str:
    """The text of a local post."""
    return POST.format(title, day, (f"language: {language}\n" if language else "") + more)


POSTS = {
    "fog.md": post("Fog", 1),
    "sea.md": post("Sea", 2),
    "nebel.md": post("Nebel", 3, "de", "translation_of: fog.md\n"),
    "watt.md": post("Watt", 4, "de", "tags: [Schlick]\n"),
    "priel.md": post("Priel", 5, "de"),
    "eau.md": post("Eau", 6, "fr"),
}


def site(folder: Path, pages: Mapping[str, str], settings: str = "") -> tuple[BuildResult, dict[str, Problem]]:
    """Build a site of local pages: the result, and its problems by kind."""
    result, problems = site_with_problems(folder, pages, settings)
    return result, {one.kind: one for one in problems}


def site_with_problems(folder: Path, pages: Mapping[str, str], settings: str) -> tuple[BuildResult, list[Problem]]:
    """Build a site of local pages: the result, and all its problems."""
    for name, text in pages.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "site.yaml").write_text(SITE + settings)
    Store.open(folder / ".notionpress").close()
    report = Report()
    result = build(folder, report, jobs=1)
    assert not result.failed
    return result, report.problems


def page(folder: Path, path: str) -> str:
    """A page of the site."""
    return (folder / "public" / path / "index.html").read_text()


def listed(folder: Path, path: str) -> list[str]:
    """The titles of the posts that a list shows."""
    return re.findall(r"<h2[^>]*><a href=\"[^\"]*\">([^<]*)</a></h2>", page(folder, path))


def feed(folder: Path, path: str) -> feedparser.FeedParserDict:
    """A feed of the site."""
    return feedparser.parse((folder / "public" / path).read_bytes())


def titles(found: feedparser.FeedParserDict) -> list[str]:
    """The titles of a feed's entries."""
    return [one.title for one in found.entries]


def test_each_language_has_a_list_of_its_posts_and_feeds(tmp_path: Path) -> None:
    _, problems = site(tmp_path, POSTS, "theme: base\n")
    assert problems == {}
    assert listed(tmp_path, "") == ["Sea", "Fog"]
    assert listed(tmp_path, "de") == ["Priel", "Watt"]
    assert listed(tmp_path, "de/page/2") == ["Nebel"]
    assert listed(tmp_path, "fr") == ["Eau"]
    html = page(tmp_path, "de")
    assert '<html lang="de" dir="ltr"' in html
    assert ">5. März 2026</time>" in html
    # Tags of posts in the language alone.
    assert 'href="/tags/schlick/"' in html
    assert 'class="topics"' not in page(tmp_path, "fr")
    for path, language, wanted in (("", "en", ["Sea", "Fog"]), ("de/", "de", ["Priel", "Watt", "Nebel"])):
        for name in ("feed.xml", "rss.xml"):
            found = feed(tmp_path, path + name)
            assert not found.bozo
            assert found.feed.language == language
            assert titles(found) == wanted
            assert found.feed.link == f"https://example.org/{path}"
        assert (tmp_path / "public" / path / "feed.json").is_file()
    assert feed(tmp_path, "de/feed.xml").feed.title == "Deutsch · Leuchtturm"
    # A tag is one for all languages: its feed says of each post in which it is.
    assert [one.get("title_detail").language for one in feed(tmp_path, "tags/schlick/feed.xml").entries] == ["de"]


def test_pages_name_the_feeds_of_their_language_and_lead_to_its_front_page(tmp_path: Path) -> None:
    site(tmp_path, POSTS)
    for path, root in (("fog", "/"), ("nebel", "/de/"), ("de", "/de/"), ("eau", "/fr/"), ("tags", "/")):
        html = page(tmp_path, path)
        assert re.findall(r'type="application/atom\+xml" title="[^"]+" href="([^"]+)"', html) == [f"{root}feed.xml"]
        assert f'<a class="site-title" href="{root}"' in html
        assert f'<li><a href="{root}feed.xml">' in html


def switches(folder: Path, path: str) -> dict[str, tuple[str, bool, bool]]:
    """Where the switch of a page leads by language, whether that is the page, and whether it says the same."""
    found = SWITCH.findall(page(folder, path))
    return {language: (url, bool(here), "<small" not in words) for url, language, here, words in found}


def test_the_switch_leads_to_translations_else_to_front_pages(tmp_path: Path) -> None:
    site(tmp_path, POSTS)
    assert switches(tmp_path, "nebel") == {
        "en": ("/fog/", False, True),
        "de": ("/nebel/", True, True),
        "fr": ("/fr/", False, False),
    }
    assert switches(tmp_path, "watt") == {
        "en": ("/", False, False),
        "de": ("/watt/", True, True),
        "fr": ("/fr/", False, False),
    }
    fronts = {"en": "/", "de": "/de/", "fr": "/fr/"}
    for language, front in fronts.items():
        found = switches(tmp_path, front.strip("/"))
        assert found == {own: (url, own == language, True) for own, url in fronts.items()}
        assert dict(ALTERNATE.findall(page(tmp_path, front.strip("/")))) == {**fronts, "x-default": "/"}
    # Of further pages of a list there is no other.
    assert switches(tmp_path, "de/page/2")["en"] == ("/", False, False)
    assert ALTERNATE.findall(page(tmp_path, "de/page/2")) == []
    sitemap = (tmp_path / "public" / "sitemap.xml").read_text()
    assert sitemap.count("<xhtml:link") == 3 * 4 + 2 * 3


def test_what_comes_before_and_after_is_in_the_language_of_the_post(tmp_path: Path) -> None:
    site(tmp_path, POSTS)
    found = {path: re.findall(r'rel="(prev|next)" href="([^"]+)"><', page(tmp_path, path)) for path in ("fog", "watt")}
    assert found == {"fog": [("next", "/sea/")], "watt": [("prev", "/nebel/"), ("next", "/priel/")]}
    assert 'class="neighbours"' not in page(tmp_path, "eau")


def test_a_series_has_its_parts_in_each_language(tmp_path: Path) -> None:
    parts = {
        f"{name}.md": post(name.title(), day, language, f"series: Tides\npart: {part}\n")
        for day, (name, language, part) in enumerate(
            (("ebb", "", 1), ("flood", "", 2), ("ebbe", "de", 1), ("flut", "de", 2)), 1
        )
    }
    site(tmp_path, parts, "properties: {series: Series}\n")
    section = re.search(r'(?s)<section class="series".*?</section>', page(tmp_path, "flut"))
    assert section
    assert "Teil 2 von 2" in section[0]
    assert 'href="/ebbe/"' in section[0]
    assert 'href="/ebb/"' not in section[0]


@pytest.mark.parametrize("language", ["de", "en"])
def test_posts_in_one_language_have_one_list(tmp_path: Path, language: str) -> None:
    """Also where that is not the site's: nobody who has said nothing of `language:` finds an empty front page."""
    pages = {"nebel.md": post("Nebel", 3, language), "watt.md": post("Watt", 4, language)}
    result, _ = site(tmp_path / "one", pages)
    assert listed(tmp_path / "one", "") == ["Watt", "Nebel"]
    assert not (tmp_path / "one" / "public" / "de").exists()
    if language == "en":
        other, _ = site(tmp_path / "other", {name: text.replace("language: en\n", "") for name, text in pages.items()})
        assert result.digest == other.digest
        assert files(tmp_path / "one" / "public") == files(tmp_path / "other" / "public")


def test_a_site_in_british_english_has_what_is_in_english(tmp_path: Path) -> None:
    pages = {"fog.md": post("Fog", 1, "en"), "sea.md": post("Sea", 2), "tea.md": post("Tea", 3, "en-US")}
    site(tmp_path, pages, "language: en-GB\n")
    assert listed(tmp_path, "") == ["Sea", "Fog"]
    assert listed(tmp_path, "en-us") == ["Tea"]
    assert 'rel="next" href="/sea/"' in page(tmp_path, "fog")
    assert not (tmp_path / "public" / "en").exists()


def test_a_list_of_a_language_with_a_country_lies_below_its_tag_in_small_letters(tmp_path: Path) -> None:
    site(tmp_path, {"fog.md": post("Fog", 1), "mar.md": post("Mar", 2, "pt_br"), "rio.md": post("Rio", 3, "pt-BR")})
    assert listed(tmp_path, "pt-br") == ["Rio", "Mar"]


def addresses(result: BuildResult) -> Iterator[str]:
    """The addresses of the pages that a build made."""
    return (path.removesuffix("index.html") for path in result.rendered if path.endswith("/index.html"))


def test_a_post_at_the_address_of_a_list_gets_another_and_is_told_of(tmp_path: Path) -> None:
    result, problems = site(tmp_path, {**POSTS, "odd.md": post("Germany’s ending", 8, "", "slug: de\n")})
    assert {"de/", "de-2/"} <= set(addresses(result))
    assert listed(tmp_path, "de") == ["Priel", "Watt"]
    assert problems["same-address"].message == (
        "The list of posts in the language de has the address /de/ already; this page is at /de-2/"
    )


def test_a_page_in_the_language_stands_above_its_list(tmp_path: Path) -> None:
    start = "---\ntitle: Willkommen\nlanguage: de\n---\n\nMoin.\n"
    own = {"de/index.md": start, "de/anfahrt.md": "---\ntitle: Anfahrt\nlanguage: de\n---\n\nLinks.\n"}
    _, problems = site(tmp_path, {**POSTS, **own})
    assert problems == {}
    html = page(tmp_path, "de")
    assert "<h1>Willkommen</h1>" in html
    assert "Moin." in html
    assert listed(tmp_path, "de") == ["Priel", "Watt"]
    assert dict(ALTERNATE.findall(html))["en"] == "/"
    assert 'href="/de/"' in page(tmp_path, "de/anfahrt")


def test_a_page_above_a_list_has_translations_of_its_own(tmp_path: Path) -> None:
    pages = {
        "index.md": "---\ntitle: Welcome\n---\n\nHello.\n",
        "de/index.md": "---\ntitle: Willkommen\nlanguage: de\ntranslation_of: index.md\n---\n\nMoin.\n",
    }
    site(tmp_path, {**POSTS, **pages}, "home: both\n")
    wanted = {"en": "/", "de": "/de/", "x-default": "/"}
    assert dict(ALTERNATE.findall(page(tmp_path, ""))) == dict(ALTERNATE.findall(page(tmp_path, "de"))) == wanted
    # The French list stands alone: nothing that it names would name it.
    assert ALTERNATE.findall(page(tmp_path, "fr")) == []
    assert switches(tmp_path, "")["fr"] == ("/fr/", False, False)
    assert listed(tmp_path, "") == ["Sea", "Fog"]


LANGUAGES = """\
description: Light.
languages:
  - {language: de, title: Der Turm, description: Licht.}
  - {language: fr, description: Lumière.}
"""


def test_a_front_page_has_the_title_and_description_of_its_language(tmp_path: Path) -> None:
    site(tmp_path, POSTS, LANGUAGES)
    for path, title, name, description in (
        ("", "Leuchtturm", "Leuchtturm", "Light."),
        ("de", "Der Turm", "Der Turm", "Licht."),
        ("fr", "Français · Leuchtturm", "Leuchtturm", "Lumière."),
    ):
        html = page(tmp_path, path)
        assert f"<title>{title}</title>" in html
        assert f'<meta name="description" content="{description}">' in html
        assert f'<h1 class="lede">{description}</h1>' in html
        assert re.search(rf'class="site-title"[^>]*>{name}</a>', html)
        found = feed(tmp_path, f"{path}/feed.xml".strip("/")).feed
        assert (found.title, found.subtitle) == (title, description)
    assert "<title>Watt · Der Turm</title>" in page(tmp_path, "watt")
    assert '"name":"Der Turm"' in page(tmp_path, "watt")


def test_a_front_page_has_no_description_in_another_language(tmp_path: Path) -> None:
    site(tmp_path, POSTS, "description: Light.\n")
    assert '<h1 class="lede">Leuchtturm</h1>' in page(tmp_path, "de")
    assert "Light." not in page(tmp_path, "de")


def test_languages_of_the_site_are_named_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        site(tmp_path, POSTS, "languages: [{language: de}, {language: DE}, {language: en}, {language: German}]\n")
    assert "“German” is no language tag" in str(raised.value)
    with pytest.raises(ConfigError) as raised:
        site(tmp_path, POSTS, "languages: [{language: de}, {language: DE}, {language: en}]\n")
    assert "“de” is the language of an entry above" in str(raised.value)
    assert "“en” is the language of the site, whose title and description stand above" in str(raised.value)


GUIDES = {
    "guide.md": "---\ntitle: Guide\n---\n\nWords.\n",
    "leitfaden.md": "---\ntitle: Leitfaden\nlanguage: de\ntranslation_of: guide.md\n---\n\nWorte.\n",
    "imprint.md": "---\ntitle: Imprint\n---\n\nWho.\n",
}


def menu(folder: Path, path: str) -> list[tuple[str, str]]:
    """The addresses and words of the menu on a page, with what marks their language."""
    (found,) = re.findall(r'(?s)<header class="site-header">.*?<nav [^>]+>(.*?)</nav>', page(folder, path))
    return re.findall(r'<a href="([^"]+)"((?: aria-current="page")?[^>]*>[^<]*)</a>', found)


def test_the_menu_has_pages_in_the_language_where_it_can(tmp_path: Path) -> None:
    site(tmp_path, {**POSTS, **GUIDES})
    assert menu(tmp_path, "sea") == [("/guide/", ">Guide"), ("/imprint/", ">Imprint")]
    assert menu(tmp_path, "watt") == [("/leitfaden/", ">Leitfaden"), ("/imprint/", ' lang="en" dir="auto">Imprint')]
    assert menu(tmp_path, "leitfaden")[0] == ("/leitfaden/", ' aria-current="page">Leitfaden')
    assert menu(tmp_path, "eau")[0] == ("/guide/", ' lang="en" dir="auto">Guide')


def test_words_of_the_menu_in_site_yaml_stay(tmp_path: Path) -> None:
    settings = "menu:\n  - {page: guide.md, label: Read}\n  - {page: leitfaden.md}\n"
    site(tmp_path, {**POSTS, **GUIDES}, settings)
    assert menu(tmp_path, "sea") == [("/guide/", ">Read")]
    assert menu(tmp_path, "watt") == [("/guide/", ' lang="en" dir="auto">Read'), ("/leitfaden/", ">Leitfaden")]


def test_the_page_tree_says_which_language_it_is_in(tmp_path: Path) -> None:
    site(tmp_path, {**POSTS, **GUIDES}, "theme: handbook\n")
    english, german = '<a href="/guide/">Guide</a>', '<a href="/leitfaden/" lang="de" dir="auto">Leitfaden</a>'
    for path, tree in (("sea", "<ul>"), ("watt", '<ul lang="en" dir="ltr">')):
        html = page(tmp_path, path)
        assert english in html
        assert german in html
        assert re.search(rf'(?s)<nav class="side"[^>]*>\s*{tree}', html)


COLLECTIONS = "collections:\n  - {{name: posts, root: [posts], url: /{}}}\n  - {{name: other, root: [de], {}}}\n"


def collected(folder: Path, front: str, other: str) -> dict[str, Problem]:
    """Build a site of two collections, the second German; another German post is in the first."""
    pages = {f"posts/{name}": text for name, text in POSTS.items() if name != "nebel.md"}
    pages |= {"de/fog.md": post("Nebel", 3, "de"), "de/deich.md": post("Deich", 7, "de")}
    _, problems = site(folder, pages, COLLECTIONS.format(front, other))
    return problems


def test_the_list_of_a_collection_is_the_front_page_of_its_language(tmp_path: Path) -> None:
    problems = collected(tmp_path, "", "url: /de/, language: de, translates: posts")
    assert listed(tmp_path, "de") == ["Deich", "Nebel"]
    # German posts of another collection stay in that, as there is no other list.
    assert problems.keys() == {"language-not-listed"}
    assert listed(tmp_path, "") == ["Priel", "Watt"]
    assert listed(tmp_path, "fr") == ["Eau"]
    wanted = {"en": "/", "de": "/de/", "fr": "/fr/", "x-default": "/"}
    for path in ("", "de", "fr"):
        assert dict(ALTERNATE.findall(page(tmp_path, path))) == wanted
    assert switches(tmp_path, "sea")["de"][0] == "/de/"
    assert titles(feed(tmp_path, "feed.xml")) == ["Priel", "Watt", "Sea", "Fog"]
    html = page(tmp_path, "de/deich")
    assert re.findall(r'type="application/atom\+xml" title="([^"]+)" href="([^"]+)"', html) == [
        ("Other · Leuchtturm", "/de/feed.xml")
    ]
    assert re.findall(r'href="(/de/feed\.xml)"', page(tmp_path, "de")) == ["/de/feed.xml"] * 2


def test_a_collection_without_posts_in_its_language_has_its_list_and_feed_whole(tmp_path: Path) -> None:
    notes = {"notes/watt.md": post("Watt", 4, "de"), "notes/priel.md": post("Priel", 5, "de")}
    settings = "collections: [{name: notes, root: [notes]}]\n"
    site(tmp_path, {"fog.md": post("Fog", 1), **notes}, settings)
    assert listed(tmp_path, "notes") == titles(feed(tmp_path, "notes/feed.xml")) == ["Priel", "Watt"]
    assert listed(tmp_path, "de") == ["Priel", "Watt"]
    assert listed(tmp_path, "") == ["Fog"]
    site(tmp_path, {"notes/sea.md": post("Sea", 2)}, settings)
    assert listed(tmp_path, "notes") == titles(feed(tmp_path, "notes/feed.xml")) == ["Sea"]


def named_feeds(folder: Path, path: str) -> list[str]:
    """The Atom feeds that a page names."""
    return re.findall(r'type="application/atom\+xml" title="[^"]+" href="([^"]+)"', page(folder, path))


def test_posts_of_a_front_page_without_a_feed_are_in_that_of_the_site(tmp_path: Path) -> None:
    collected(tmp_path, "", "url: /de/, language: de, translates: posts, feed: false")
    assert listed(tmp_path, "de") == ["Deich", "Nebel"]
    assert listed(tmp_path, "") == ["Priel", "Watt"]
    assert not (tmp_path / "public" / "de" / "feed.xml").exists()
    found = feed(tmp_path, "feed.xml")
    assert titles(found) == ["Deich", "Priel", "Watt", "Nebel", "Sea", "Fog"]
    assert [one.title_detail.language for one in found.entries[:1]] == ["de"]
    for path in ("de", "de/deich"):
        assert named_feeds(tmp_path, path) == ["/feed.xml"]
        assert '<li><a href="/feed.xml">' in page(tmp_path, path)


def test_posts_of_a_further_collection_in_a_language_are_in_its_list_alone(tmp_path: Path) -> None:
    pages = {
        "fog.md": post("Fog", 1),
        "watt.md": post("Watt", 2, "de"),
        "de/nebel.md": post("Nebel", 3),
        "notes/priel.md": post("Priel", 4),
        "tide/ebbe.md": post("Ebbe", 5, "de"),
        "tide/flood.md": post("Flood", 6),
        "hidden/siel.md": post("Siel", 7),
        "still/hafen.md": post("Hafen", 8),
    }
    settings = """\
collections:
  - {name: german, url: /de/, root: [de], language: de}
  - {name: notes, root: [notes], language: de}
  - {name: tide, root: [tide]}
  - {name: hidden, root: [hidden], language: de, list: false}
  - {name: still, root: [still], language: de, feed: false}
"""
    _, problems = site_with_problems(tmp_path, pages, settings)
    assert listed(tmp_path, "de") == titles(feed(tmp_path, "de/feed.xml")) == ["Nebel"]
    assert listed(tmp_path, "notes") == titles(feed(tmp_path, "notes/feed.xml")) == ["Priel"]
    assert listed(tmp_path, "tide") == ["Flood", "Ebbe"]
    assert listed(tmp_path, "still") == ["Hafen"]
    assert 'lang="de"' in page(tmp_path, "").partition("<main")[2]
    loose = ["Siel", "Flood", "Ebbe", "Watt", "Fog"]
    assert [title for path in ("", "page/2", "page/3") for title in listed(tmp_path, path)] == loose
    assert titles(feed(tmp_path, "feed.xml")) == ["Hafen", *loose]
    for path, wanted in (
        ("de/nebel", "/de/feed.xml"),
        ("notes/priel", "/notes/feed.xml"),
        *((path, "/feed.xml") for path in ("watt", "tide/ebbe", "hidden/siel", "still/hafen", "fog")),
    ):
        assert named_feeds(tmp_path, path) == [wanted]
    told = {one.page: one for one in problems}
    assert {one.kind for one in told.values()} == {"language-not-listed"}
    assert told["Watt"].message == (
        "This post is in the language “de”, whose front page is the list of the collection “german”, of which it is no "
        "part: it stays in the lists of the site."
    )
    assert {name: one.hint for name, one in told.items()} == {
        "Watt": "Move it to the collection “german”.",
        "Ebbe": "Move it to the collection “german”, or, if all of “tide” is in that language, let it say `language: de`.",
        "Siel": "Move it to the collection “german”, or let “hidden” have a list (`list: true`).",
    }


def test_the_list_of_a_language_has_the_posts_of_all_collections(tmp_path: Path) -> None:
    assert collected(tmp_path, "log/", "url: /de/log/, language: de, translates: posts") == {}
    assert listed(tmp_path, "de") == ["Deich", "Priel"]
    assert listed(tmp_path, "de/page/2") == ["Watt", "Nebel"]
    assert listed(tmp_path, "de/log") == ["Deich", "Nebel"]
    assert listed(tmp_path, "log") == listed(tmp_path, "") == ["Sea", "Fog"]
    assert dict(ALTERNATE.findall(page(tmp_path, "log"))) == {"en": "/log/", "de": "/de/log/", "x-default": "/log/"}
    assert dict(ALTERNATE.findall(page(tmp_path, "de")))["en"] == "/"


def test_a_collection_in_no_language_at_the_address_of_a_list_is_told_of(tmp_path: Path) -> None:
    problems = collected(tmp_path, "log/", "url: /de/")
    assert problems["language-address"].message == (
        "The collection “other” has the address /de/, where posts in the language “de” would be listed: they stay in "
        "the lists of the site."
    )
    assert "language: de" in problems["language-address"].hint
    assert listed(tmp_path, "de") == ["Deich", "Nebel"]
    assert listed(tmp_path, "log") == ["Priel", "Watt"]


def test_translations_by_a_property_alone_make_a_site_in_each_language(tmp_path: Path) -> None:
    translated_site(tmp_path)
    assert re.search(r'(?s)<html lang="ar" dir="rtl".*>الأمواج</a>', page(tmp_path, "ar"))
    found = feed(tmp_path, "ar/feed.xml")
    assert (found.feed.language, titles(found)) == ("ar", ["الأمواج"])
    assert "Wellen" not in page(tmp_path, "")
    assert "Wellen" not in titles(feed(tmp_path, "feed.xml"))
