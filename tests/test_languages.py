"""Languages: of the site and of single pages, in words, dates, lists, and what machines are told."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from notionpress.config import load_config
from notionpress.errors import ConfigError
from notionpress.report import Problem, Report
from notionpress.store import Store
from tests.crawl.workspaces import block
from tests.emit.project import post, project
from tests.sites import build
from tests.translated import GROUP, translated_site

SITE = "title: Leuchtturm\nbase_url: https://example.org\ntime_zone: UTC\nlanguage: {language}\n"


def site(folder: Path, pages: dict[str, str], language: str = "en", settings: str = "") -> dict[str, Problem]:
    """Build a site of local pages; its problems by kind."""
    (folder / "content").mkdir()
    for name, text in pages.items():
        (folder / "content" / name).write_text(text)
    (folder / "site.yaml").write_text(SITE.format(language=language) + settings)
    Store.open(folder / ".notionpress").close()
    report = Report()
    assert not build(folder, report, jobs=1).failed
    return {one.kind: one for one in report.problems}


def page(folder: Path, path: str) -> str:
    """A page of the site."""
    return (folder / "public" / path / "index.html").read_text()


def test_a_site_from_right_to_left_has_its_direction_and_says_which_words_are_english(tmp_path: Path) -> None:
    text = "---\ntitle: منارة\ndate: 2026-03-14\nupdated: 2026-04-01\n---\n\nنور.\n"
    problems = site(tmp_path, {"lamp.md": text}, "ar")
    html = page(tmp_path, "lamp")
    assert '<html lang="ar" dir="rtl"' in html
    assert ">14 مارس 2026</time>" in html
    assert '><bdi lang="en">Skip to content</bdi></a>' in html
    # What is filled in is Arabic again.
    assert '<bdi lang="en">1 min read</bdi>' in html
    assert re.search(r'<bdi lang="en">Updated <bdi lang="ar">[^<]+</bdi></bdi></time>', html)
    (problem,) = problems.values()
    assert problem.message == (
        "The theme “journal” has no words in the language “ar”, and shows English ones, such as “Feed”."
    )
    assert "`texts: ar:`" in problem.hint


@pytest.mark.parametrize("language", ["en", "de-AT", "zh-Hant", "ko"])
def test_nothing_is_told_of_a_language_that_the_theme_has(tmp_path: Path, language: str) -> None:
    assert site(tmp_path, {"lamp.md": "---\ntitle: Lamp\n---\n\nLight.\n"}, language) == {}


def test_the_words_of_a_theme_of_ones_own_count(tmp_path: Path) -> None:
    theme = tmp_path / "themes" / "mine"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text("name: mine\nextends: journal\ntexts: {ar: {skip: تخطَّ إلى المحتوى}}\n")
    problems = site(tmp_path, {"lamp.md": "---\ntitle: Lamp\n---\n\nLight.\n"}, "ar", "theme: mine\n")
    assert "تخطَّ إلى المحتوى" in page(tmp_path, "lamp")
    assert "not all words (1 of " in problems["theme-language"].message


GERMAN = "---\ntitle: Nebel\ndate: 2026-03-14\nlanguage: de\nauthors: [Ada, Ben]\n---\n\nEin Horn.\n"
ENGLISH = "---\ntitle: Fog\ndate: 2026-03-15\nauthors: [Ada, Ben]\n---\n\nA horn.\n"


def test_a_page_is_shown_in_its_own_language(tmp_path: Path) -> None:
    assert site(tmp_path, {"nebel.md": GERMAN, "fog.md": ENGLISH}) == {}
    html, other = page(tmp_path, "nebel"), page(tmp_path, "fog")
    for text in (
        '<html lang="de" dir="ltr"',
        ">Zum Inhalt springen</a>",
        ">14. März 2026</time>",
        "Ada und Ben",
        'property="og:locale" content="de_DE"',
        '"inLanguage":"de"',
    ):
        assert text in html
    assert '<html lang="en" dir="ltr"' in other
    assert ">15 March 2026</time>" in other
    assert "Ada and Ben" in other


def test_a_list_speaks_the_language_of_the_site_and_marks_others(tmp_path: Path) -> None:
    pages = {"nebel.md": GERMAN, "fog.md": ENGLISH}
    tagged = {name: text.replace("authors", "tags: [sea]\nauthors") for name, text in pages.items()}
    site(tmp_path, tagged, settings="theme: base\n")
    html = page(tmp_path, "tags/sea")
    assert '<html lang="en"' in html
    assert ">14 March 2026</time>" in html
    assert '<h2 lang="de" dir="auto"><a href="/nebel/">Nebel</a></h2>' in html
    assert '<h2><a href="/fog/">Fog</a></h2>' in html


@pytest.mark.parametrize(
    ("language", "shown"), [("AR", "ar"), ("pt_br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("EN", "en")]
)
def test_a_tag_is_read_in_any_letters(tmp_path: Path, language: str, shown: str) -> None:
    problems = site(tmp_path, {"lamp.md": f"---\ntitle: Lamp\nlanguage: {language}\n---\n\nLight.\n"})
    html = page(tmp_path, "lamp")
    assert f'<html lang="{shown}" dir="{"rtl" if shown == "ar" else "ltr"}"' in html
    # The theme's words are told of once, whatever page needs them.
    assert list(problems) == (["theme-language"] if shown == "ar" else [])


def test_front_matter_with_a_language_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"lamp\.md:3:11.*a language's tag such as en, de or pt-BR, not “German”"):
        site(tmp_path, {"lamp.md": "---\ntitle: Lamp\nlanguage: German\n---\n\nLight.\n"})


def test_a_property_names_the_language(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        settings="language: en\n",
        more=(
            post("Nebel", "2026-03-14", [block("paragraph", "Ein Horn.")], properties={"Tongue": "de"}),
            post("Brouillard", "2026-03-13", [block("paragraph", "Une corne.")], properties={"Tongue": "French"}),
        ),
    )
    text = (folder / "site.yaml").read_text()
    (folder / "site.yaml").write_text(text.replace("properties: {", "properties: {language: Tongue, "))
    report = Report()
    assert not build(folder, report, jobs=1).failed
    assert '<html lang="de"' in page(folder, "nebel")
    assert '<html lang="en"' in page(folder, "brouillard")
    (problem,) = (one for one in report.problems if one.kind == "unknown-language")
    assert (problem.message, problem.page) == (
        "“French” is no language: the page is shown in the site's.",
        "Brouillard",
    )
    assert "“Tongue”" in problem.hint


ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="https://example\.org/log/([^"]*)">')
SWITCH = re.compile(r'<a href="/log/([^"]*)" lang="([^"]+)" hreflang="([^"]+)" dir="(ltr|rtl)"( aria-current="true")?>')


ALTERNATE_OF_ROOT = re.compile(r'<link rel="alternate" hreflang="([^"]+)"')


def alternates(folder: Path, path: str) -> dict[str, str]:
    """The addresses that the head of a page names, by language."""
    return {language: unquote(url).strip("/") for language, url in ALTERNATE.findall(page(folder, path))}


def test_pages_with_the_same_words_in_a_property_are_translations(tmp_path: Path) -> None:
    report = translated_site(tmp_path, "Key")
    # The English post has no words there; a draft that has the same as another page is none of its business.
    assert set(alternates(tmp_path, "wellen")) == {"de", "ar"}
    assert [one.kind for one in report.problems if "translation" in one.kind] == []


def test_translations_name_each_other_on_all_of_them(tmp_path: Path) -> None:
    report = translated_site(tmp_path)
    english, german, arabic = GROUP
    for path in GROUP:
        wanted = {"en": english, "de": german, "ar": arabic, "x-default": english}
        assert alternates(tmp_path, path) == wanted
        html = page(tmp_path, path)
        assert {(unquote(url).strip("/"), tag, way) for url, tag, _, way, _ in SWITCH.findall(html)} == {
            (english, "en", "ltr"),
            (german, "de", "ltr"),
            (arabic, "ar", "rtl"),
        }
        (current,) = (unquote(url).strip("/") for url, *_, is_current in SWITCH.findall(html) if is_current)
        assert current == path
    german_page = page(tmp_path, german)
    assert re.findall(r'og:locale:alternate" content="([^"]+)"', german_page) == ["en_US", "ar_EG"]
    assert "> Deutsch</summary>" in german_page
    assert ">العربية</a>" in german_page
    (problem,) = (one for one in report.problems if "translation" in one.kind)
    assert (problem.kind, problem.page) == ("translation-unpublished", "Morgen")
    assert "Later" not in problem.message


def test_every_alternate_of_every_page_names_that_page_too(tmp_path: Path) -> None:
    translated_site(tmp_path)
    pages = {
        one.parent.relative_to(tmp_path / "public").as_posix(): alternates(tmp_path, one.parent.name)
        for one in (tmp_path / "public").glob("*/index.html")
    }
    pages[""] = alternates(tmp_path, "")
    # The front pages of the three languages are translations of each other too.
    assert sum(map(bool, pages.values())) == len(GROUP) + 3
    for path, found in pages.items():
        assert not found or path in found.values()
        for other in found.values():
            assert pages[other] == found
    # What search engines leave out, and what is not public, no page names.
    assert pages["geheim"] == pages["secret-place"] == pages["morgen"] == {}
    assert "<summary>" in page(tmp_path, "geheim")


def test_the_sitemap_names_the_translations_of_each_page(tmp_path: Path) -> None:
    translated_site(tmp_path)
    text = (tmp_path / "public" / "sitemap.xml").read_text()
    entries = {urlsplit(one.partition("</loc>")[0]).path: one for one in text.split("<url><loc>")[1:]}
    named = {
        path: re.findall(r'<xhtml:link rel="alternate" hreflang="([^"]+)" href="https://example\.org([^"]+)"/>', one)
        for path, one in entries.items()
    }
    urls = [f"/log/{quote(path)}/" for path in GROUP]
    wanted = {*zip(("en", "de", "ar"), urls, strict=True), ("x-default", urls[0])}
    fronts = {"en": "/log/", "ar": "/log/ar/", "de": "/log/de/", "x-default": "/log/"}
    for path, found in named.items():
        assert set(found) == (wanted if path in urls else set(fronts.items()) if path in fronts.values() else set())


def test_a_local_page_names_the_file_of_another_or_a_word_that_is_the_same(tmp_path: Path) -> None:
    pages = {
        "fog.md": "---\ntitle: Fog\n---\n\nA horn.\n",
        "nebel.md": "---\ntitle: Nebel\nlanguage: de\ntranslation_of: fog.md\n---\n\nEin Horn.\n",
        "sea.md": "---\ntitle: Sea\ntranslation_of: sea\n---\n\nWater.\n",
        "mer.md": "---\ntitle: Mer\nlanguage: fr\ntranslation_of: Sea\n---\n\nDe l'eau.\n",
        "alone.md": "---\ntitle: Alone\ntranslation_of: nowhere.md\n---\n\nNothing.\n",
    }
    problems = site(tmp_path, pages)
    for path, wanted in (("fog", {"en", "de", "x-default"}), ("mer", {"en", "fr", "x-default"}), ("alone", set())):
        assert set(ALTERNATE_OF_ROOT.findall(page(tmp_path, path))) == wanted
    assert [(one.kind, one.page) for one in problems.values()] == [("translation-unknown", "Alone")]


def test_of_two_pages_in_one_language_the_first_is_the_translation(tmp_path: Path) -> None:
    text = "---\ntitle: {}\nlanguage: {}\ntranslation_of: fog\n---\n\nA horn.\n"
    named = {"a": ("Fog", "en"), "b": ("Nebel", "de"), "c": ("Dunst", "de")}
    problems = site(tmp_path, {f"{name}.md": text.format(*about) for name, about in named.items()})
    problem = problems["second-translation"]
    linked = [path for path in named if ALTERNATE_OF_ROOT.search(page(tmp_path, path))]
    assert len(linked) == 2
    assert "a" in linked
    assert problem.page in {"Nebel", "Dunst"} - {named[path][0] for path in linked}
    assert "in the same language (de)" in problem.message


def test_a_site_without_translations_says_nothing_of_them(tmp_path: Path) -> None:
    site(tmp_path, {"nebel.md": GERMAN.replace("date: 2026-03-14\n", ""), "fog.md": ENGLISH})
    for path in ("", "nebel", "fog"):
        html = page(tmp_path, path)
        assert "hreflang" not in html
        assert 'class="languages"' not in html
    assert "xhtml" not in (tmp_path / "public" / "sitemap.xml").read_text()


PARALLEL = """\
collections:
  - {name: posts, root: [posts], url: /}
  - {name: beitraege, root: [de/posts], url: /de/, title: Leuchtturm, language: de, translates: posts}
"""


def parallel_site(folder: Path, settings: str = PARALLEL) -> dict[str, Problem]:
    """Build a site of two folders, one in each language; its problems by kind."""
    for name in ("posts", "de/posts"):
        (folder / "content" / name).mkdir(parents=True)
    text = "---\ntitle: {}\ndate: 2026-03-15\n---\n\nA horn.\n"
    for name, title in (("posts/fog", "Fog"), ("de/posts/fog", "Nebel"), ("de/posts/watt", "Watt")):
        (folder / "content" / f"{name}.md").write_text(text.format(title))
    (folder / "site.yaml").write_text(SITE.format(language="en") + settings)
    Store.open(folder / ".notionpress").close()
    report = Report()
    assert not build(folder, report, jobs=1).failed
    return {one.kind: one for one in report.problems}


def named(folder: Path, path: str) -> dict[str, str]:
    """What the head of a page of such a site names, by language."""
    return dict(re.findall(r'hreflang="([^"]+)" href="https://example\.org([^"]*)">', page(folder, path)))


def test_a_collection_in_another_language_translates_one(tmp_path: Path) -> None:
    assert parallel_site(tmp_path) == {}
    assert (
        named(tmp_path, "fog") == named(tmp_path, "de/fog") == {"en": "/fog/", "de": "/de/fog/", "x-default": "/fog/"}
    )
    assert named(tmp_path, "") == named(tmp_path, "de") == {"en": "/", "de": "/de/", "x-default": "/"}
    assert named(tmp_path, "de/watt") == {}
    for path, language in (("", "en"), ("fog", "en"), ("de", "de"), ("de/fog", "de"), ("de/watt", "de")):
        assert f'<html lang="{language}"' in page(tmp_path, path)
    assert "15. März 2026" in page(tmp_path, "de")
    assert 'xml:lang="de"' in (tmp_path / "public" / "de" / "feed.xml").read_text()
    assert 'xml:lang="en"' in (tmp_path / "public" / "feed.xml").read_text()
    sitemap = (tmp_path / "public" / "sitemap.xml").read_text()
    assert sitemap.count("<xhtml:link") == 3 * 4
    # What comes before and after stays within the language.
    assert 'href="/fog/"' not in page(tmp_path, "de/watt")


def test_a_page_may_be_in_another_language_than_its_collection(tmp_path: Path) -> None:
    (tmp_path / "content" / "de" / "posts").mkdir(parents=True)
    (tmp_path / "content" / "de" / "posts" / "mer.md").write_text("---\ntitle: Mer\nlanguage: fr\n---\n\nEau.\n")
    (tmp_path / "content" / "de" / "posts" / "sea.md").write_text("---\ntitle: Sea\nlanguage: en\n---\n\nWater.\n")
    settings = "collections: [{name: posts, root: [de/posts], language: de}]\n"
    (tmp_path / "site.yaml").write_text(SITE.format(language="en") + settings)
    Store.open(tmp_path / ".notionpress").close()
    assert not build(tmp_path, Report(), jobs=1).failed
    assert '<html lang="fr"' in page(tmp_path, "posts/mer")
    assert '<html lang="en"' in page(tmp_path, "posts/sea")
    assert '<html lang="de"' in page(tmp_path, "posts")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("{name: a, root: [a], translates: b}", "there is no other collection “b”"),
        ("{name: a, root: [a], translates: a}", "there is no other collection “a”"),
        ("{name: a, root: [a], language: German}", "“German” is no language tag"),
        (
            "{name: a, root: [a]}, {name: b, root: [b], translates: a}, {name: c, root: [c], translates: b}",
            "the collection “b” is a translation itself: name “a”",
        ),
    ],
)
def test_collections_that_translate_none_are_mistakes(tmp_path: Path, settings: str, message: str) -> None:
    (tmp_path / "site.yaml").write_text(SITE.format(language="en") + f"collections: [{settings}]\n")
    with pytest.raises(ConfigError, match=re.escape(message)):
        build(tmp_path, Report(), jobs=1)


def test_a_collection_on_the_front_page_is_in_the_language_of_the_site(tmp_path: Path) -> None:
    settings = (
        "collections:\n"
        "  - {name: en, root: [en], url: /en/, translates: de}\n"
        "  - name: de\n"
        "    root: [de]\n"
        "    url: /\n"
        "    language: de\n"
    )
    (tmp_path / "site.yaml").write_text(SITE.format(language="en") + settings)
    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path / "site.yaml")
    line = SITE.count("\n") + settings.count("\n")
    told = str(raised.value)
    assert f"site.yaml:{line}:5: the collection “de” is the front page of the site, whose language is “en”" in told
    assert "set “language: de” for the site, and for each other collection the language that it is in" in told
    for language in ("de", "de-AT"):
        (tmp_path / "site.yaml").write_text(SITE.format(language=language) + settings)
        assert load_config(tmp_path / "site.yaml").language == language


@pytest.mark.parametrize("theme", ["base", "garden"])
def test_links_to_a_page_in_another_language_are_marked(tmp_path: Path, theme: str) -> None:
    pages = {
        "fog.md": ENGLISH,
        "nebel.md": GERMAN.replace("Ein Horn.", "Ein Horn, siehe [Fog](fog.md)."),
        "guide.md": "---\ntitle: Leitfaden\nlanguage: de\n---\n\nWorte.\n",
    }
    (tmp_path / "content" / "guide").mkdir(parents=True)
    for name, text in {**pages, "guide/bell.md": "---\ntitle: Bell\n---\n\nA bell.\n"}.items():
        (tmp_path / "content" / name).write_text(text)
    options = "theme_options: {show_backlinks: true}\n"
    (tmp_path / "site.yaml").write_text(f"{SITE.format(language='en')}theme: {theme}\n{options}search: list\n")
    Store.open(tmp_path / ".notionpress").close()
    assert not build(tmp_path, Report(), jobs=1).failed
    mark = ' lang="de" dir="auto"'
    assert f'<a href="/guide/"{mark}>Leitfaden</a>' in page(tmp_path, "guide/bell")
    assert re.search(rf'<li{mark}>\s*<a href="/nebel/">', page(tmp_path, "fog"))
    assert f'<a href="/nebel/"{mark}>Nebel</a>' in page(tmp_path, "search")
    assert '<a href="/fog/">Fog</a>' in page(tmp_path, "search")
    # What comes before and after is in the language of a post.
    assert 'class="neighbours"' not in page(tmp_path, "fog")
