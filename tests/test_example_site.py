"""The example site as a visitor, a search engine and a snoop would find it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from tests.conftest import PROJECT
from tests.html_text import text_of
from tests.sites import files

WORKSPACE = PROJECT / "example-site" / "workspace"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Page(HTMLParser):
    """Ids, links and headings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.resources: list[str] = []
        self.headings: list[int] = []
        self.scripts = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and tag == "a":
                self.links.append(value or "")
            if (name == "src") or (name == "href" and tag == "link" and ("rel", "stylesheet") in attrs):
                self.resources.append(value or "")
            assert not name.startswith("on"), f"{name} on {tag}"
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        # Scripts are files of the site's, so that a content security policy need not allow any in the page.
        self.scripts += tag == "script" and ("type", "application/ld+json") not in attrs and not dict(attrs).get("src")


@pytest.fixture(scope="module")
def pages(example_site: Path) -> dict[str, Page]:
    return {
        path.relative_to(example_site).as_posix(): Page(path.read_text())
        for path in sorted(example_site.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def base(example_site: Path) -> str:
    """Scheme and host that the site is built for."""
    location = ElementTree.fromstring((example_site / "sitemap.xml").read_text()).find(f"{SITEMAP}url/{SITEMAP}loc")
    assert location is not None
    assert location.text is not None
    parts = urlsplit(location.text)
    return f"{parts.scheme}://{parts.netloc}"


def posts() -> Iterator[dict[str, Any]]:
    for path in sorted((WORKSPACE / "pages").glob("*.json")):
        yield json.loads(path.read_text())


def prop(page: dict[str, Any], name: str) -> Any:
    value = page.get("properties", {}).get(name)
    return value.get(value.get("type", ""), value) if isinstance(value, dict) and "type" in value else value


def title(page: dict[str, Any]) -> str:
    for name in ("Name", "title", "Title"):
        value = prop(page, name)
        if value:
            return (
                value
                if isinstance(value, str)
                else "".join(one if isinstance(one, str) else one.get("text", {}).get("content", "") for one in value)
            )
    return ""


def status(page: dict[str, Any]) -> str:
    value = prop(page, "Status")
    return value.get("name", "") if isinstance(value, dict) else value or ""


def test_every_published_post_has_a_page_and_no_other(example_site: Path) -> None:
    published = [page for page in posts() if status(page) == "Published"]
    held_back = [page for page in posts() if status(page) not in ("", "Published")]
    assert len(published) >= 20
    assert len(held_back) >= 2
    html = {path: path.read_text() for path in example_site.rglob("*.html")}
    headings = {
        " ".join(text_of(found).split()) for text in html.values() for found in re.findall("<h1.*?</h1>", text, re.S)
    }
    for page in published:
        if not str(prop(page, "Date") or "").startswith("203"):
            assert title(page).replace(" ", "") in headings, title(page)


def test_nothing_of_a_page_that_is_held_back_is_in_any_file(example_site: Path) -> None:
    secrets: set[str] = set()
    for page in posts():
        if status(page) not in ("", "Published") or str(prop(page, "Date") or "").startswith("203"):
            secrets.update((title(page), page["id"], page["id"].replace("-", "")))
            cover = json.dumps([page.get("cover"), page.get("children", [])])
            secrets.update(found.rpartition("/")[2] for found in re.findall(r'"(files/[^"]+)"', cover))
            slug = prop(page, "Slug")
            if isinstance(slug, str) and slug:
                secrets.add(f"/{slug}/")
    public = {
        json.dumps([page.get("cover"), page.get("children", [])])
        for page in posts()
        if status(page) in ("", "Published")
    }
    secrets = {secret for secret in secrets if len(secret) > 3 and not any(f"/{secret}" in one for one in public)}
    assert len(secrets) >= 6
    for path, data in files(example_site).items():
        for secret in secrets:
            assert secret.encode() not in data, f"{secret!r} is in {path}"
            assert secret not in path


def test_no_signature_address_token_or_machine_path_is_in_any_file(example_site: Path) -> None:
    people = [json.loads(path.read_text()) for path in (WORKSPACE / "users").glob("*.json")]
    hidden = [person["person"]["email"] for person in people if "email" in person.get("person", {})]
    hidden += [person["id"] for person in people]
    assert len(hidden) >= 8
    hidden += ["X-Amz-", "ntn_", "127.0.0.1", str(example_site.parent), "prod-files-secure"]
    for path, data in files(example_site).items():
        for secret in hidden:
            assert secret.encode() not in data, f"{secret!r} is in {path}"


def test_every_link_within_the_site_leads_somewhere(example_site: Path, pages: dict[str, Page]) -> None:
    checked = 0
    for name, page in pages.items():
        for link in (*page.links, *page.resources):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            checked += 1
            path = unquote(parts.path).lstrip("/") if parts.path else name
            path = f"{path}index.html" if path.endswith("/") or not path else path
            assert (example_site / path).is_file(), f"{link} on {name}"
            if parts.fragment:
                assert unquote(parts.fragment) in pages[path].ids, f"{link} on {name}"
    assert checked > 500


def test_no_link_leads_into_notion(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for link in page.links:
            assert not re.search(r"notion\.(so|com)/.*[0-9a-f]{32}", link), f"{link} on {name}"
            assert not re.fullmatch("/[0-9a-f]{32}.*", link), f"{link} on {name}"
            assert urlsplit(link).scheme in ("", "http", "https", "mailto", "tel"), link


def test_pages_ask_nobody_else_for_anything(pages: dict[str, Page]) -> None:
    external: set[str] = set()
    for page in pages.values():
        assert not page.scripts
        external.update(link for link in page.resources if urlsplit(link).netloc)
    # Pictures, films and sounds that the author placed by address are shown from there.
    workspace = "".join(path.read_text() for path in WORKSPACE.rglob("*.json"))
    assert {link for link in external if link not in workspace} == set()


def test_ids_are_unique_and_headings_in_order(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        assert page.headings.count(1) == 1, name


def test_the_feed_is_whole(example_site: Path, base: str) -> None:
    feed = ElementTree.fromstring((example_site / "feed.xml").read_text())
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20
    dates = []
    for entry in entries:
        content = entry.findtext(f"{ATOM}content") or ""
        assert len(content) > 100
        for address in re.findall(r'(?:src|href)="([^"]*)"', content):
            assert not address.startswith("/"), address
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href", "").startswith(base)
        assert re.fullmatch("urn:uuid:[0-9a-f-]{36}", entry.findtext(f"{ATOM}id") or "")
        dates.append(entry.findtext(f"{ATOM}published"))
    assert dates == sorted(dates, key=str, reverse=True)


def test_the_sitemap_names_every_page(example_site: Path, pages: dict[str, Page], base: str) -> None:
    sitemap = ElementTree.fromstring((example_site / "sitemap.xml").read_text())
    found = {unquote(one.text or "").removeprefix(base).strip("/") for one in sitemap.iter(f"{SITEMAP}loc")}
    expected = {
        name.removesuffix("index.html").strip("/")
        for name in pages
        if name not in ("404.html", "search/index.html") and "page/" not in name
    }
    assert found == expected
    assert "Sitemap: " in (example_site / "robots.txt").read_text()


def test_building_again_changes_nothing(example_site: Path, tmp_path: Path) -> None:
    before = files(example_site)
    command = [sys.executable, "-m", "notionpress", "build", "--offline"]
    environment = {"SOURCE_DATE_EPOCH": "1793534400", "PYTHONPATH": str(PROJECT), "PATH": "", "PYTHONHASHSEED": "7"}
    again = subprocess.run(
        command, cwd=example_site.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert files(example_site) == before
    assert re.search(r"\b0 written", again.stdout), again.stdout
    other = subprocess.run(
        [*command, "--output", str(tmp_path / "other")],
        cwd=example_site.parent,
        env={**environment, "PYTHONHASHSEED": "8", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert other.returncode == 0, other.stderr
    assert files(tmp_path / "other") == before


def test_offline_makes_no_request(example_site: Path) -> None:
    # An import hook that runs in the child: any attempt to open a connection ends it with status 99.
    refuse = (
        "import os, socket, runpy, sys\n"
        "def refuse(*args, **more): os._exit(99)\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n"
        "sys.argv = ['notionpress', 'build', '--offline']\n"
        "runpy.run_module('notionpress', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", refuse],
        cwd=example_site.parent,
        env={"PYTHONPATH": str(PROJECT), "PATH": "", "SOURCE_DATE_EPOCH": "1793534400"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
