"""What search engines and those who share pages are told, read as they read it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from notionpress.config import Config
from notionpress.render.texts import language_and_country
from notionpress.site import sitemap
from notionpress.site.site import PageMeta, Route, Site
from tests.emit.project import made, project

HOME = "https://example.org/log/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
MOMENT = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Head(HTMLParser):
    """The head of a page: its meta elements and links in order, and its JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: dict[str, list[str]] = {}
        self.data: list[Any] = []
        self._reads = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.meta.setdefault(found.get("property") or found.get("name", ""), []).append(found.get("content", ""))
        if tag == "link":
            self.links.setdefault(found["rel"], []).append(found["href"])
        self._reads = tag == "script" and found.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._reads:
            self.data.append(json.loads(data))

    def handle_endtag(self, tag: str) -> None:
        self._reads = False

    def nodes(self) -> dict[str, dict[str, Any]]:
        """The things that the page describes, by type."""
        assert len(self.data) <= 1
        return {node["@type"]: node for whole in self.data for node in whole["@graph"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a built site."""
    folder = project(tmp_path_factory.mktemp("seo"), settings="posts_per_page: 2")
    made(folder)
    return folder / "public"


def head(site: Path, page: str) -> Head:
    return Head((site / page / "index.html").read_text())


def test_a_post_tells_those_who_share_it_everything(site: Path) -> None:
    found = head(site, "fog-signals")
    assert found.links["canonical"] == [f"{HOME}fog-signals/"]
    (picture,) = found.meta["og:image"]
    assert (site / picture.removeprefix(HOME)).is_file()
    expected = {
        "description": ['What the "horn" says </script><b>'],
        "og:site_name": ["Lamp & Tide"],
        "og:title": ["Fog & <Signals>"],
        "og:url": [f"{HOME}fog-signals/"],
        "og:type": ["article"],
        "og:locale": ["en_US"],
        "og:description": ['What the "horn" says </script><b>'],
        "og:image:width": ["640"],
        "og:image:height": ["360"],
        "twitter:card": ["summary_large_image"],
        "article:published_time": ["2026-03-14"],
        "article:author": ["Ada <Bell>"],
        "article:tag": ["Sea & sky", "Light"],
    }
    assert {name: found.meta.get(name) for name in expected} == expected
    assert "robots" not in found.meta


def test_a_post_describes_itself_in_the_words_of_schema_org(site: Path) -> None:
    nodes = head(site, "fog-signals").nodes()
    assert set(nodes) == {"BlogPosting", "BreadcrumbList"}
    posting = nodes["BlogPosting"]
    assert (posting["headline"], posting["url"]) == ("Fog & <Signals>", f"{HOME}fog-signals/")
    assert posting["description"] == 'What the "horn" says </script><b>'
    assert posting["author"] == [{"@type": "Person", "name": "Ada <Bell>"}]
    assert posting["keywords"] == ["Sea & sky", "Light"]
    assert posting["datePublished"] == "2026-03-14"
    assert nodes["BreadcrumbList"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Lamp & Tide", "item": HOME},
        {"@type": "ListItem", "position": 2, "name": "Fog & <Signals>", "item": f"{HOME}fog-signals/"},
    ]
    assert head(site, "waves").nodes()["BlogPosting"]["datePublished"] == "2026-02-01T22:30:00+01:00"


def test_other_pages_say_what_they_are(site: Path) -> None:
    assert set(head(site, "guide").nodes()) == {"WebPage", "BreadcrumbList"}
    steps = head(site, "guide/knots").nodes()["BreadcrumbList"]["itemListElement"]
    assert [(one["name"], one["item"]) for one in steps] == [
        ("Lamp & Tide", HOME),
        ("Guide", f"{HOME}guide/"),
        ("Knots", f"{HOME}guide/knots/"),
    ]
    front = head(site, "")
    assert front.nodes()["WebSite"]["name"] == "Lamp & Tide"
    assert front.meta["og:type"] == ["website"]
    assert head(site, "tags/light").nodes() == {}


# Of schema.org's definitions (version 29): for each type that we use, the properties that we give it, with the types
# that each takes, and those that Google's documentation of rich results asks for.
TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "WebSite": {"name": ("Text",), "url": ("URL",), "description": ("Text",), "inLanguage": ("Text",)},
    "WebPage": {
        "name": ("Text",),
        "description": ("Text",),
        "url": ("URL",),
        "inLanguage": ("Text",),
        "image": ("URL",),
        "dateModified": ("Date",),
        "isPartOf": ("WebSite",),
    },
    "BlogPosting": {
        "headline": ("Text",),
        "description": ("Text",),
        "url": ("URL",),
        "inLanguage": ("Text",),
        "image": ("URL",),
        "dateModified": ("Date",),
        "datePublished": ("Date",),
        "isPartOf": ("WebSite",),
        "mainEntityOfPage": ("URL",),
        "author": ("Person",),
        "publisher": ("Organization",),
        "keywords": ("Text",),
    },
    "Person": {"name": ("Text",)},
    "Organization": {"name": ("Text",), "url": ("URL",)},
    "BreadcrumbList": {"itemListElement": ("ListItem",)},
    "ListItem": {"position": ("Integer",), "name": ("Text",), "item": ("URL",)},
}
ASKED = {
    "BlogPosting": {"headline", "datePublished", "dateModified", "author"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url"},
}


def check_node(node: dict[str, Any]) -> None:
    kind = node["@type"]
    assert ASKED.get(kind, set()) <= set(node), node
    for name, value in node.items():
        if name.startswith("@"):
            continue
        assert name in TYPES[kind], (kind, name)
        for one in value if isinstance(value, list) else [value]:
            assert one, (kind, name)
            wanted = TYPES[kind][name]
            if isinstance(one, dict):
                assert one["@type"] in wanted
                check_node(one)
            elif "Integer" in wanted:
                assert isinstance(one, int)
            elif "URL" in wanted:
                assert one.startswith("https://")
            elif "Date" in wanted:
                assert (date if len(one) == 10 else datetime).fromisoformat(one)
            else:
                assert isinstance(one, str)
                assert "Text" in wanted


def test_all_pages_of_the_example_keep_to_schema_org(example_site: Path) -> None:
    kinds = set()
    for path in example_site.rglob("index.html"):
        found = Head(path.read_text())
        for whole in found.data:
            assert whole["@context"] == "https://schema.org"
            for node in whole["@graph"]:
                kinds.add(node["@type"])
                check_node(node)
    assert kinds == {"WebSite", "WebPage", "BlogPosting", "BreadcrumbList"}


def test_pages_of_lists_have_addresses_of_their_own_and_name_their_neighbours(site: Path) -> None:
    assert head(site, "").links["canonical"] == [HOME]
    second = head(site, "page/2")
    assert second.links["canonical"] == [f"{HOME}page/2/"]
    assert second.links["prev"] == ["/log/"]
    assert head(site, "").links["next"] == ["/log/page/2/"]


def test_what_search_engines_are_to_leave_out_is_not_in_the_sitemap(site: Path) -> None:
    hidden = head(site, "secret-place")
    assert (hidden.meta["robots"], "canonical" in hidden.links) == (["noindex"], False)
    missing = Head((site / "404.html").read_text())
    assert (missing.meta["robots"], "canonical" in missing.links) == (["noindex"], False)
    assert "Secret place" in (site / "feed.xml").read_text()
    assert "secret-place" not in (site / "sitemap.xml").read_text()
    assert "secret-place" in (site / "page/2/index.html").read_text()


def test_a_local_page_can_be_left_out_too(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "content").mkdir()
    (folder / "content/quiet.md").write_text("---\nnoindex: true\n---\n\n# Quiet\n\nWords.\n")
    (folder / "content/loud.md").write_text("---\nnoindex: false\n---\n\n# Loud\n\nWords.\n")
    made(folder)
    assert head(folder / "public", "quiet").meta["robots"] == ["noindex"]
    found = (folder / "public/sitemap.xml").read_text()
    assert ("/loud/" in found, "/quiet/" in found) == (True, False)


def test_the_sitemap_has_days_and_pictures(site: Path) -> None:
    root = ElementTree.fromstring((site / "sitemap.xml").read_text())
    assert root.tag == f"{SITEMAP}urlset"
    found = {one.findtext(f"{SITEMAP}loc"): one for one in root}
    assert set(found) == {
        HOME + path
        for path in ("", "fog-signals/", "waves/", "%E7%81%AF%E5%8F%B0%E3%81%AE%E5%A4%9C/", "guide/", "guide/knots/")
    } | {f"{HOME}tags/", f"{HOME}tags/sea-sky/", f"{HOME}tags/light/"}
    assert all(date.fromisoformat(one.findtext(f"{SITEMAP}lastmod") or "") for one in root)
    pictures = [one.text or "" for one in found[f"{HOME}fog-signals/"].iter(f"{IMAGE}loc")]
    assert [path.removeprefix(f"{HOME}media/")[:5] for path in sorted(pictures)] == ["cover", "wave-"]
    assert all((site / path.removeprefix(HOME)).is_file() for path in pictures)


def test_a_large_site_has_an_index_of_sitemaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_URLS", 4)
    folder = project(tmp_path)
    made(folder)
    public = folder / "public"
    index = ElementTree.fromstring((public / "sitemap.xml").read_text())
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [one.text or "" for one in index.iter(f"{SITEMAP}loc")]
    assert parts == [f"{HOME}sitemap-{number}.xml" for number in (1, 2, 3)]
    found = [
        one.text
        for part in parts
        for one in ElementTree.fromstring((public / part.removeprefix(HOME)).read_text()).iter(f"{SITEMAP}loc")
    ]
    assert len(found) == len(set(found)) == 9
    assert found == sorted(found)


def test_a_sitemap_holds_what_search_engines_take() -> None:
    page = PageMeta(id="", kind="page", title="", route=Route("", ""), created=MOMENT, updated=MOMENT)
    site = Site(config=Config(title="", base_url="https://example.org"), base_path="/", home_lists=False)
    long = "%E7%81%AF" * 250

    def parts(count: int, tail: str) -> list[int]:
        pages = {str(at): replace(page, id=str(at), route=Route(f"/{at}{tail}/", "")) for at in range(count)}
        return [len(part) for part in sitemap.sitemap_parts(replace(site, pages=pages))]

    assert parts(49_999, "") == [50_000], "the front page is one of them"
    assert parts(50_000, "") == [50_000, 1]
    first, second = parts(25_000, long)
    assert first + second == 25_001
    size = first * (len(f"<url><loc>https://example.org/10000{long}/</loc><lastmod>2026-05-01</lastmod></url>\n"))
    assert 45 * 2**20 < size < 50 * 2**20


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "en_US"), ("de", "de_DE"), ("pt-BR", "pt_BR"), ("zh-Hant-HK", "zh_HK"), ("ja", "ja_JP"), ("tlh", "")],
)
def test_open_graph_is_told_the_language_with_a_country(language: str, expected: str) -> None:
    assert language_and_country(language) == expected
