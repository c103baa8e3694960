"""Languages of pages in builds that follow one another: only what shows a page's language is made again with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.incremental.changing import ChangingSite, check


@pytest.fixture
def site(built: ChangingSite, tmp_path: Path) -> ChangingSite:
    """The site, with words of its own theme in two languages."""
    site = built.copy(tmp_path / "site")
    theme = site.read("themes/harbour/theme.yaml")
    site.put("themes/harbour/theme.yaml", f"{theme}texts: {{en: {{contents: Below}}, de: {{contents: Unten}}}}\n")
    site.update()
    return site


def made_again(site: ChangingSite) -> set[str]:
    """What the next build makes again, which is compared with a clean one; a plugin makes one file at each change."""
    made = site.update()
    check(site, made)
    return set(made.result.rendered) - {"posts.json"}


def test_the_language_of_a_page_is_told_on_it_and_in_the_list_of_all_pages(site: ChangingSite) -> None:
    site.replace("content/notes/sail.md", "title: Sail", "title: Sail\nlanguage: de")
    assert made_again(site) == {"notes/sail/index.html", "search/index.html"}
    assert 'lang="de"' in site.output_file("notes/sail/index.html").read_text()
    site.replace("content/notes/sail.md", "language: de", "language: en")
    assert made_again(site) == {"notes/sail/index.html", "search/index.html"}


def put_post(site: ChangingSite, name: str, day: int, more: str = "") -> None:
    """Write a local post."""
    head = f"title: {name.title()}\ndate: 2026-10-{day:02}\nupdated: 2026-10-20\n{more}"
    site.put(f"content/{name}.md", f"---\n{head}---\n\nA horn.\n")


def test_the_first_post_in_a_language_is_told_on_all_pages_and_so_is_the_last(site: ChangingSite) -> None:
    pages = {path for path in site.build().files if path.endswith(".html") and not path.startswith("pagefind/")}
    site.replace("content/log.md", "title: Log", "title: Log\nlanguage: de")
    new = {"de/index.html", "de/feed.xml"}
    assert made_again(site) == {*pages, *new, "sitemap.xml"}
    assert 'href="/sea/de/"' in site.output_file("ebb/index.html").read_text()
    site.replace("content/log.md", "language: de", "language: en")
    assert made_again(site) == {*pages, "sitemap.xml"}
    assert not (site.folder / "public" / "de").exists()


def test_a_collection_in_the_language_of_a_front_page_takes_its_posts_out_of_the_lists_of_the_site(
    site: ChangingSite,
) -> None:
    own = "{name: notizen, root: [notizen]}"
    front = "{name: german, root: [german], url: /de/, language: de}"
    site.put("site.yaml", f"{site.read('site.yaml')}collections: [{front}, {own}]\n")
    put_post(site, "german/nebel", 3)
    put_post(site, "notizen/watt", 5, "language: de\n")
    put_post(site, "notizen/priel", 6, "language: de\n")
    site.update()
    assert 'href="/sea/feed.xml"' in site.output_file("notizen/watt/index.html").read_text()
    site.replace("site.yaml", own, "{name: notizen, root: [notizen], language: de}")
    lists = {"index.html", "feed.xml", "notizen/index.html", "notizen/feed.xml"}
    assert made_again(site) >= {*lists, "notizen/watt/index.html", "notizen/priel/index.html"}
    assert 'href="/sea/notizen/feed.xml"' in site.output_file("notizen/watt/index.html").read_text()
    put_post(site, "notizen/deich", 7)
    made = made_again(site)
    assert {"notizen/index.html", "notizen/feed.xml", "notizen/priel/index.html"} <= made
    assert not made & {"index.html", "feed.xml", "de/index.html", "de/feed.xml", "notizen/watt/index.html"}
    site.replace("site.yaml", "root: [notizen], language: de", "root: [notizen], language: de, feed: false")
    assert {"feed.xml", "notizen/watt/index.html"} <= made_again(site)
    assert 'href="/sea/feed.xml"' in site.output_file("notizen/watt/index.html").read_text()


def test_a_further_post_in_a_language_is_told_in_its_lists_alone(site: ChangingSite) -> None:
    put_post(site, "nebel", 3, "language: de\n")
    put_post(site, "watt", 5, "language: de\n")
    site.update()
    put_post(site, "priel", 4, "language: de\n")
    lists = {"de/index.html", "de/feed.xml", "search/index.html", "sitemap.xml"}
    assert made_again(site) == {"priel/index.html", "nebel/index.html", "watt/index.html", *lists}


def test_a_post_that_changes_its_language_leaves_one_list_for_the_other(site: ChangingSite) -> None:
    put_post(site, "nebel", 3, "language: de\n")
    put_post(site, "fog", 30)
    put_post(site, "horn", 31)
    site.update()
    site.replace("content/horn.md", "updated", "language: de\nupdated")
    lists = {"index.html", "page/2/index.html", "page/3/index.html", "feed.xml"}
    german = {"de/index.html", "de/feed.xml", "nebel/index.html"}
    assert made_again(site) == {
        "horn/index.html",
        "fog/index.html",
        *lists,
        *german,
        "search/index.html",
        "sitemap.xml",
    }
    assert 'xml:lang="de"' in site.output_file("de/feed.xml").read_text()


def test_words_in_another_language_make_pages_in_that_again(site: ChangingSite) -> None:
    text = "language: de\n---\n\n" + "".join(f"## Kapitel {number}\n\nWorte.\n\n" for number in range(5))
    site.put("content/kapitel.md", f"---\ntitle: Kapitel\nupdated: 2026-10-01\n{text}")
    site.update()
    site.replace("themes/harbour/theme.yaml", "Unten", "Hierunter")
    assert made_again(site) == {"kapitel/index.html"}


def test_the_title_of_the_site_in_a_language_is_told_on_pages_in_it(site: ChangingSite) -> None:
    put_post(site, "nebel", 3, "language: de\n")
    site.put("site.yaml", site.read("site.yaml") + "languages:\n  - language: de\n    title: Das Logbuch\n")
    site.update()
    site.replace("site.yaml", "title: Das Logbuch", "title: Das Buch")
    assert made_again(site) == {"nebel/index.html", "de/index.html", "de/feed.xml"}
    site.replace("site.yaml", "title: Das Buch", "title: Das Buch\n    description: Worte.")
    assert made_again(site) == {"de/index.html", "de/feed.xml"}


def test_words_that_are_no_stand_ins_any_more_are_not_marked(site: ChangingSite) -> None:
    site.put("content/kapitel.md", "---\ntitle: Kapitel\nlanguage: nl\nupdated: 2026-10-01\n---\n\nWorte.\n")
    site.update()
    # Feed is the same word in both languages.
    site.replace("themes/harbour/theme.yaml", "de: {contents: Unten}", "nl: {feed: Feed}")
    assert made_again(site) == {"kapitel/index.html"}
    assert ">Feed</a>" in site.output_file("kapitel/index.html").read_text()


def test_a_translation_is_told_on_all_pages_that_it_belongs_to_and_in_the_sitemap(site: ChangingSite) -> None:
    for name, language in (("fog", "en"), ("nebel", "de"), ("brume", "fr")):
        site.put(
            f"content/{name}.md",
            f"---\ntitle: Fog {name}\nlanguage: {language}\nupdated: 2026-10-01\n---\n\nA horn.\n",
        )
    site.update()
    site.replace("content/nebel.md", "language: de", "language: de\ntranslation_of: fog.md")
    assert made_again(site) == {"fog/index.html", "nebel/index.html", "sitemap.xml"}
    site.replace("content/brume.md", "language: fr", "language: fr\ntranslation_of: nebel.md")
    pages = {f"{name}/index.html" for name in ("fog", "nebel", "brume")}
    assert made_again(site) == {*pages, "sitemap.xml"}
    site.replace("content/brume.md", "language: fr", "language: it")
    assert made_again(site) == {*pages, "sitemap.xml", "search/index.html"}
    # The words of one of them are no matter of the others.
    site.replace("content/nebel.md", "A horn.", "A bell.")
    assert not made_again(site) & {"fog/index.html", "brume/index.html", "sitemap.xml"}


def test_a_collection_that_translates_another_is_told_on_both(site: ChangingSite) -> None:
    post = "---\ntitle: {}\ndate: 2026-10-01\nupdated: 2026-10-01\n---\n\nA horn.\n"
    site.put("content/signals/fog.md", post.format("Fog"))
    site.put("content/signale/fog.md", post.format("Nebel"))
    own = "{name: signale, root: [signale]}"
    settings = site.read("site.yaml")
    site.put("site.yaml", f"{settings}collections: [{{name: signals, root: [signals]}}, {own}]\n")
    site.update()
    site.replace("site.yaml", own, "{name: signale, root: [signale], language: de, translates: signals}")
    both = {f"{name}/{file}" for name in ("signals", "signale") for file in ("index.html", "fog/index.html")}
    assert both | {"sitemap.xml", "signale/feed.xml"} <= made_again(site)
    site.put("content/signale/fog.md", post.format("Nebel").replace("title", "slug: nebel\ntitle"))
    assert {"signals/fog/index.html", "signale/nebel/index.html", "sitemap.xml"} <= made_again(site)
    assert 'rel="alternate" hreflang' not in site.output_file("signals/fog/index.html").read_text()
