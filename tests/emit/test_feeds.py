"""Feeds by parsers that others wrote, and by the rules of their formats."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import feedparser
import jsonfeed
import pytest

from notionpress.report import Report
from tests.crawl.workspaces import block, uid
from tests.emit.project import made, post, project
from tests.sites import build

HOME = "https://example.org/log/"
FEEDS = {"feed.xml": "application/atom+xml", "rss.xml": "application/rss+xml", "feed.json": "application/feed+json"}
TITLES = ["Fog & <Signals>", "Waves", "灯台の夜", "Secret place"]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with every feed."""
    folder = project(tmp_path_factory.mktemp("feeds"))
    made(folder)
    return folder / "public"


def parsed(path: Path) -> feedparser.FeedParserDict:
    """A feed by a parser that forgives everything, and tells that it did."""
    found = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml"])
def test_a_parser_finds_what_was_published(site: Path, name: str) -> None:
    found = parsed(site / name)
    assert found.version == {"feed.xml": "atom10", "rss.xml": "rss20"}[name]
    assert (found.feed.title, found.feed.link, found.feed.language) == ("Lamp & Tide", HOME, "en")
    assert found.feed.subtitle == "Notes on “light” & water."
    assert [entry.title for entry in found.entries] == TITLES
    fog, waves, night, secret = found.entries
    assert (fog.id, fog.link) == (f"urn:uuid:{uid(TITLES[0])}", f"{HOME}fog-signals/")
    assert [one.name for one in fog.authors] == ["Ada <Bell>"]
    assert [one.name for one in waves.authors] == ["The Keeper"]
    assert [one.term for one in fog.tags] == ["Sea & sky", "Light"]
    assert fog.content[0].value.startswith('<h2 id="horns">Horns</h2>\n<p>A horn in the dark, seen from')
    assert "<p>霧の中の灯り。</p>" in night.content[0].value
    assert fog.published_parsed[:5] == (2026, 3, 14, 0, 0)
    assert waves.published_parsed[:5] == (2026, 2, 1, 21, 30)
    assert secret.summary == "Not for engines."


def test_the_json_feed_says_the_same(site: Path) -> None:
    text = (site / "feed.json").read_text()
    feed = jsonfeed.Feed.parse_string(text)
    atom = parsed(site / "feed.xml")
    assert (feed.title, feed.home_page_url, feed.feed_url) == ("Lamp & Tide", HOME, f"{HOME}feed.json")
    assert (feed.language, [one.name for one in feed.authors]) == ("en", ["The Keeper"])
    assert [one.title for one in feed.items] == TITLES
    for item, entry in zip(feed.items, atom.entries, strict=True):
        assert (item.id, item.url, item.content_html) == (entry.id, entry.link, entry.content[0].value)
        assert [one.name for one in item.authors] == [one.name for one in entry.authors]
        assert item.tags or [one.term for one in entry.get("tags", [])] == []
    fog, waves = json.loads(text)["items"][:2]
    assert fog["image"] == next(one.href for one in atom.entries[0].enclosures if one.type == "image/png")
    assert [(one["mime_type"], one["title"]) for one in fog["attachments"]] == [
        ("audio/mpeg", "bell.mp3"),
        ("application/pdf", "table.pdf"),
    ]
    assert "attachments" not in waves


def test_the_json_feed_follows_its_rules(site: Path) -> None:
    # jsonfeed.org/version/1.1: what must be there, and of which type everything is.
    feed = json.loads((site / "feed.json").read_text())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    texts = {"version", "title", "home_page_url", "feed_url", "description", "language"}
    assert set(feed) == texts | {"authors", "items"}
    assert all(isinstance(feed[name], str) for name in texts)
    of_items = {"id", "url", "title", "content_html", "summary", "image", "date_published", "date_modified"}
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html"} <= set(item) <= of_items | {"authors", "tags", "attachments"}
        assert all(isinstance(item[name], str) for name in of_items & set(item))
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).utcoffset() == timedelta(0)
        for one in item.get("attachments", []):
            assert set(one) == {"url", "mime_type", "title", "size_in_bytes"}
            assert isinstance(one["size_in_bytes"], int)


@pytest.mark.parametrize("path", ["feed.xml", "tags/sea-sky/feed.xml", "tags/light/feed.xml"])
def test_atom_follows_its_rules(site: Path, path: str) -> None:
    # RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must have, and may have only once.
    feed = ElementTree.fromstring((site / path).read_text())
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids) > 0
    for one in (feed, *entries):
        names = [child.tag.removeprefix(ATOM) for child in one]
        for name in ("id", "title", "updated"):
            assert names.count(name) == 1, (path, name)
        for name in ("generator", "icon", "logo", "rights", "subtitle", "published", "summary", "content", "source"):
            assert names.count(name) <= 1, (path, name)
        assert set(names) <= {
            *("id", "title", "updated", "author", "link", "subtitle", "entry"),
            *("published", "category", "summary", "content"),
        }
        for moment in (*one.findall(f"{ATOM}updated"), *one.findall(f"{ATOM}published")):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment.text or "")
        for author in one.findall(f"{ATOM}author"):
            assert [child.tag for child in author] == [f"{ATOM}name"]
            assert author[0].text
        links = [(link.get("rel"), link.get("type")) for link in one.findall(f"{ATOM}link")]
        assert len([link for link in links if link[0] == "alternate"]) == 1
        for link in one.findall(f"{ATOM}link"):
            assert re.match(r"https://example\.org/log/\S*$", link.get("href", ""))
            assert re.fullmatch(r"[\w.+-]+/[\w.+-]+", link.get("type", ""))
    assert feed.find(f"{ATOM}author") is not None, "or every entry needs one"
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == HOME + path  # type: ignore[union-attr]


def test_rss_follows_its_rules(site: Path) -> None:
    # rssboard.org/rss-specification: what a channel must have, and what may stand in an item once.
    channel = ElementTree.fromstring((site / "rss.xml").read_text()).find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    atom = channel.find(f"{ATOM}link")
    assert (atom.get("rel"), atom.get("href")) == ("self", f"{HOME}rss.xml")  # type: ignore[union-attr]
    assert parsedate_to_datetime(channel.findtext("lastBuildDate") or "").utcoffset() == timedelta(0)
    for item in channel.findall("item"):
        names = [child.tag for child in item]
        for name in ("title", "link", "guid", "pubDate", "description", "enclosure"):
            assert names.count(name) <= 1
        assert {"title", "link", "guid", "pubDate", "description"} <= set(names)
        guid = item.find("guid")
        assert guid is not None
        assert (guid.get("isPermaLink"), (guid.text or "")[:9]) == ("false", "urn:uuid:")
        assert parsedate_to_datetime(item.findtext("pubDate") or "").astimezone(UTC) < datetime(2027, 1, 1, tzinfo=UTC)
        for enclosure in item.findall("enclosure"):
            assert set(enclosure.attrib) == {"url", "length", "type"}


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml"])
def test_enclosures_are_the_files_of_the_site(site: Path, name: str) -> None:
    fog, waves, *others = parsed(site / name).entries
    # RSS has one at most, and a sound comes before a picture.
    types = ["image/png", "audio/mpeg", "application/pdf"] if name == "feed.xml" else ["audio/mpeg"]
    assert [one.type for one in fog.enclosures] == types
    assert [one.type for one in waves.enclosures] == ["image/png"], "the first picture of a post without a cover"
    assert [entry.get("enclosures", []) for entry in others] == [[], []]
    for one in (*fog.enclosures, *waves.enclosures):
        assert one.href.startswith(f"{HOME}media/")
        assert (site / one.href.removeprefix(HOME)).stat().st_size == int(one.length)


def test_every_address_is_absolute(site: Path) -> None:
    for name in FEEDS:
        text = (site / name).read_text()
        if name == "feed.json":
            bodies = [item["content_html"] for item in json.loads(text)["items"]]
        else:
            bodies = [entry.content[0].value for entry in parsed(site / name).entries]
        found = [url for body in bodies for url in re.findall(r'(?:href|src)="([^"]*)"', body)]
        assert len(found) == 5
        assert {url for url in found if not url.startswith((HOME, "#"))} == set()


def test_a_tag_has_a_feed_of_its_posts_in_full(site: Path) -> None:
    found = parsed(site / "tags/sea-sky/feed.xml")
    assert (found.feed.title, found.feed.link) == ("Sea & sky · Lamp & Tide", f"{HOME}tags/sea-sky/")
    assert [entry.link for entry in found.entries] == [f"{HOME}fog-signals/", f"{HOME}waves/"]
    assert found.entries[0].summary == 'What the "horn" says </script><b>'
    assert [entry.content for entry in found.entries] == [
        entry.content
        for entry in parsed(site / "feed.xml").entries
        if entry.link in {one.link for one in found.entries}
    ]
    assert not (site / "tags/sea-sky/rss.xml").exists()


def test_pages_name_the_feeds(site: Path) -> None:
    def named(page: str) -> list[tuple[str, str]]:
        html = (site / page).read_text()
        return [
            (kind, urljoin(f"{HOME}{page}", url))
            for kind, url in re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]*" href="([^"]+)">', html)
            if kind in FEEDS.values()
        ]

    of_site = [(kind, HOME + name) for name, kind in FEEDS.items()]
    assert named("index.html") == named("waves/index.html") == of_site
    assert named("tags/light/index.html") == [("application/atom+xml", f"{HOME}tags/light/feed.xml"), *of_site]
    for _, url in of_site:
        assert (site / url.removeprefix(HOME)).is_file()


def test_settings_say_which_feeds_there_are_and_what_they_hold(tmp_path: Path) -> None:
    settings = "feed: {posts: 2, formats: [json, rss], text: summary}"
    folder = project(tmp_path, settings=settings)
    made(folder)
    public = folder / "public"
    assert {path.relative_to(public).as_posix() for name in FEEDS for path in public.rglob(name)} == {
        *("feed.json", "rss.xml", "tags/sea-sky/feed.json", "tags/light/feed.json"),
    }
    whole = json.loads((public / "feed.json").read_text())["items"]
    assert [(one["title"], one["content_text"]) for one in whole] == [
        (TITLES[0], 'What the "horn" says </script><b>'),
        (TITLES[1], "Water moves."),
    ]
    assert "content_html" not in whole[0]
    assert "encoded" not in (public / "rss.xml").read_text().partition("<item>")[2]
    light = json.loads((public / "tags/light/feed.json").read_text())["items"]
    assert [one["title"] for one in light] == [TITLES[0], TITLES[2]]
    assert "<h2" in light[0]["content_html"]


@pytest.mark.parametrize("settings", ["feed: {enabled: false}", "feed: {formats: []}"])
def test_a_site_without_feeds_names_none(tmp_path: Path, settings: str) -> None:
    folder = project(tmp_path, settings=settings)
    made(folder)
    assert not [path for name in FEEDS for path in (folder / "public").rglob(name)]
    html = (folder / "public/tags/light/index.html").read_text()
    assert not any(kind in html for kind in FEEDS.values())


def test_the_text_of_a_post_is_made_once_for_all_feeds(tmp_path: Path) -> None:
    folder = project(tmp_path, settings="plugins: [count.py]")
    (folder / "count.py").write_text(
        "from pathlib import Path\nfrom notionpress.content.blocks import Paragraph\n"
        "from notionpress.render.html import paragraph\n"
        "def setup(press):\n"
        "    @press.html(Paragraph)\n"
        "    def counted(block, render):\n"
        "        if render.feed:\n"
        "            with (Path(__file__).parent / 'count.txt').open('a') as file: file.write(block.id + '\\n')\n"
        "        return paragraph(block, render)\n"
    )
    made(folder)
    counted = (folder / "count.txt").read_text().split()
    assert len(counted) == len(set(counted)) == 4
    (folder / "site.yaml").write_text((folder / "site.yaml").read_text().replace("Lamp & Tide", "Tide"))
    assert "feed.json" in made(folder).rendered
    assert (folder / "count.txt").read_text().split() == counted


def test_a_post_that_cannot_be_made_is_in_every_feed_by_its_first_words(tmp_path: Path) -> None:
    bad = post("Bad", "2026-05-01", [block("paragraph", "It begins."), block("divider")])
    folder = project(tmp_path, settings="plugins: [wrong.py]", more=(bad,))
    (folder / "wrong.py").write_text(
        "from notionpress.content.blocks import Divider\n"
        "def setup(press):\n"
        "    press.html(Divider, lambda block, render: 1 / 0)\n"
    )
    report = Report()
    result = build(folder, report, jobs=1)
    assert result.failed == ("bad/index.html",)
    told = [one for one in report.problems if one.kind == "feed-entry-failed"]
    assert [one.page for one in told] == ["Bad"]
    for name in FEEDS:
        assert "It begins." in (folder / "public" / name).read_text()


def test_the_example_site_has_feeds_that_parse(example_site: Path) -> None:
    for name in ("feed.xml", "rss.xml"):
        assert len(parsed(example_site / name).entries) == 20
    feed = jsonfeed.Feed.parse_string((example_site / "feed.json").read_text())
    assert len(feed.items) == 20
