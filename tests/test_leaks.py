"""Nothing of what is not published reaches any file of the site, however it is woven into what is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from notionpress.build.build import build_site
from notionpress.build.export import export_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from notionpress.site.layouts import LAYOUTS
from notionpress.store import Store
from tests import hidden
from tests.crawl.workspaces import PNG, below, block, data_source, database, hosted, page, row, uid, write
from tests.hidden import SECRET
from tests.sites import NOW, build, crawl_workspace, files

SITE = """\
title: The site
base_url: https://example.org
notion:
  root: [{posts}, {home}]
properties:
  date: Date
  slug: Slug
  tags: Tags
  authors: Writers
  description: Summary
  cover: Picture
  metadata: [Related, Gathered, Drawn, Where, Kept, Parts, Total, Last, Notes of parts, Through, How many, Worked out, And further]
publish:
  property: Status
  values: [Live]
comments: true
plugins: [drops.py]
"""
STATUS = {"type": "status", "status": {"options": [{"name": "Live"}, {"name": "Draft"}], "groups": []}}
RELATION = {
    "type": "relation",
    "relation": {"data_source_id": uid("posts"), "type": "single_property", "single_property": {}},
}

PICTURES = ("cover", "icon", "body", "photo", "gear")
HIDDEN_PAGES = [f"{SECRET} {name}" for name in ("draft", "future", "trash", "thing", "part", "dropped", "far")]
HIDDEN_PAGES.append("Below the draft")
DATABASES = ("Shelf", "Gear", "Gear again", "Far linked")


def mention(kind: str, id: str) -> dict[str, Any]:
    return {"type": "mention", "mention": {"type": kind, kind: {"id": id}}}


def link(words: str, name: str, *, full: bool = False) -> dict[str, Any]:
    start = f"https://www.notion.so/{SECRET}-title-" if full else "/"
    return {"text": {"content": words, "link": {"url": f"{start}{uid(name).replace('-', '')}"}}}


def link_mention(name: str) -> dict[str, Any]:
    """A page mentioned by its address, with the title that Notion shows for it."""
    shown = {"href": address(name), "title": f"{SECRET} title"}
    return {"type": "mention", "mention": {"type": "link_mention", "link_mention": shown}, "plain_text": shown["title"]}


def address(name: str) -> str:
    return f"https://www.notion.so/{SECRET}-title-{uid(name).replace('-', '')}"


def secret_rows() -> list[dict[str, Any]]:
    """A draft, a post of the future, and one in the trash, each full of words that must stay."""
    common: dict[str, Any] = {"cover": hosted(f"{SECRET}-cover.png"), "icon": hosted(f"{SECRET}-icon.png")}
    body = [
        block("heading_1", f"{SECRET} heading"),
        block("paragraph", f"{SECRET} words"),
        block("image", {"caption": [f"{SECRET} caption"], **hosted(f"{SECRET}-body.png")}),
        {"type": "child_page", "child_page": uid("Below the draft")},
    ]
    hidden = {"Slug": f"{SECRET}-slug", "Tags": [f"{SECRET} tag"]}
    return [
        row(f"{SECRET} draft", "posts", body, properties={**hidden, "Status": "Draft", "Date": "2026-01-01"}, **common),
        row(f"{SECRET} future", "posts", body[:2], properties={**hidden, "Status": "Live", "Date": "2031-01-01"}),
        row(f"{SECRET} trash", "posts", body[:2], properties={**hidden, "Status": "Live"}, in_trash=True),
        below("Below the draft", f"{SECRET} draft", [block("paragraph", f"{SECRET} below")], icon=None),
    ]


def entangled_row() -> dict[str, Any]:
    """A published post that names the others in every way there is."""
    drafts = [uid(f"{SECRET} draft"), uid(f"{SECRET} future")]
    words: list[Any] = ["See ", mention("page", drafts[0]), " and ", mention("page", drafts[1]), "."]
    draft = f"{SECRET} draft"
    pasted = {"text": {"content": address(draft), "link": {"url": address(draft)}}}
    elsewhere = {"type": "external", "external": {"url": address(draft)}}
    blocks = [
        block("heading_2", {"rich_text": ["About ", mention("page", drafts[0])]}),
        block("heading_3", {"rich_text": ["Linked ", link_mention(draft), pasted]}),
        block("paragraph", {"rich_text": ["Pasted ", link_mention(draft), pasted]}),
        block("image", {"caption": [], **elsewhere}),
        block("file", {"caption": [], **elsewhere}),
        block("video", {"caption": [], **elsewhere}),
        block("embed", {"caption": [], "url": address(draft)}),
        block("callout", {"rich_text": [], "icon": elsewhere}),
        block("table_of_contents"),
        block("paragraph", {"rich_text": words}, id=uid("open block")),
        block("paragraph", {"rich_text": [link("typed words", f"{SECRET} draft", full=True)]}),
        block("link_to_page", {"type": "page_id", "page_id": drafts[0]}),
        block("bookmark", {"caption": words, "url": f"https://www.notion.so/{SECRET}-{drafts[0].replace('-', '')}"}),
        block("image", {"caption": words, **hosted("open.png")}),
        block("code", {"rich_text": words, "language": "plain text", "caption": words}),
        block(
            "table",
            {"table_width": 1, "has_column_header": False, "has_row_header": False},
            [
                block("table_row", {"cells": [words]}),
            ],
        ),
        *({"type": "child_database", "child_database": uid(name)} for name in DATABASES),
        block("callout", {"rich_text": words, "icon": {"type": "emoji", "emoji": "🔒"}}),
    ]
    gathered = {"type": "array", "array": [{"type": "title", "title": [{"text": {"content": f"{SECRET} draft"}}]}]}
    drawn = {"type": "array", "array": [{"type": "rich_text", "rich_text": [{"text": {"content": f"{SECRET} cell"}}]}]}
    return row(
        "Open post",
        "posts",
        blocks,
        properties={
            "Status": "Live",
            "Date": "2026-01-02",
            "Slug": "open",
            "Tags": ["Open tag"],
            "Writers": [uid("Ada"), uid("Guest")],
            "Related": drafts,
            "Gathered": {"rollup": {**gathered, "function": "show_original"}},
            "Where": f"https://www.notion.so/{SECRET}-{drafts[0].replace('-', '')}",
            "Kept": "plain",
            "Summary": ["In short ", link_mention(draft), pasted],
            "Picture": address(draft),
            "Drawn": {"rollup": {**drawn, "function": "show_original"}},
            "Unnamed": f"{SECRET} unnamed",
        },
    )


def person(name: str, shown: str) -> dict[str, Any]:
    email = f"{SECRET.lower()}-{name.lower()}@example.org"
    facts = {"object": "user", "id": uid(name), "name": shown, "avatar_url": f"https://example.org/{SECRET}.png"}
    return {**facts, "type": "person", "person": {"email": email}}


def workspace(folder: Path, *, columns: bool = True) -> Path:
    """Posts, a page tree and databases in a page, with something to hide in each.

    `columns` lets views list what is not published.
    """
    unnamed = {"type": "rich_text", "rich_text": {}}
    shelf = [
        row("Open thing", "shelf", properties={"Status": "Live", "Kept": "shown", "Unnamed": f"{SECRET} cell"}),
        row(f"{SECRET} thing", "shelf", properties={"Status": "Draft", "Kept": f"{SECRET} cell"}),
    ]
    home = page(
        "Home",
        [
            block("paragraph", {"rich_text": ["By ", mention("user", uid("Guest"))]}),
            {"type": "child_page", "child_page": uid("Open child")},
            {"type": "child_page", "child_page": uid(f"{SECRET} child")},
        ],
    )
    return write(
        folder,
        workspace={"unshared": [uid(f"{SECRET} child")]},
        pages=[
            entangled_row(),
            *secret_rows(),
            *shelf,
            *hidden.gear(),
            *hidden.far(),
            home,
            below("Open child", "Home", [block("paragraph", "Open words")]),
            below(f"{SECRET} child", "Home", [block("paragraph", f"{SECRET} child words")]),
        ],
        databases=[
            database("Posts", None, "posts"),
            database("Shelf", "Open post", "shelf"),
            database("Gear", "Open post", "gear"),
            database("Gear again", "Open post"),
            database("Far linked", "Open post"),
            database("Far", None, "far"),
        ],
        views=hidden.views(shown=columns),
        comments=hidden.comments("open block", f"{SECRET} draft"),
        data_sources=[
            data_source(
                "posts",
                "Posts",
                Status=STATUS,
                Date={"type": "date", "date": {}},
                Slug=unnamed,
                Tags={
                    "type": "multi_select",
                    "multi_select": {"options": [{"name": f"{SECRET} tag"}, {"name": "Open tag"}]},
                },
                Writers={"type": "people", "people": {}},
                Related=RELATION,
                Gathered={"type": "rollup", "rollup": {}},
                Drawn={"type": "rollup", "rollup": {"relation_property_name": "Related", "function": "show_original"}},
                Summary=unnamed,
                Picture={"type": "url", "url": {}},
                Where={"type": "url", "url": {}},
                Kept=unnamed,
                Unnamed=unnamed,
            ),
            data_source("shelf", "Shelf", Status=STATUS, Kept=unnamed, Unnamed=unnamed),
            data_source("gear", "Gear", Status=STATUS, **hidden.GEAR),
            data_source("far", "Far", Kept=unnamed),
        ],
        users=[person("Ada", "Ada Wren"), person("Guest", f"{SECRET.lower()}-guest@example.org")],
        files={f"{SECRET}-{name}.png": PNG + name.encode() for name in PICTURES} | {"open.png": PNG},
    )


def project(folder: Path, *, columns: bool = True, settings: str = "") -> Path:
    """A crawled project; `settings` are more lines of site.yaml."""
    loaded = Workspace.load(workspace(folder / "workspace", columns=columns))
    (folder / "site.yaml").write_text(SITE.format(posts=uid("Posts"), home=uid("Home")) + settings)
    (folder / "drops.py").write_text(hidden.PLUGIN)
    hidden.local_pages(folder / "content", PNG)
    report = Report()
    crawl_workspace(loaded, folder / ".notionpress", (uid("Posts"), uid("Home")), report, now=NOW, comments=True)
    return folder


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("leaks"))


@pytest.fixture(scope="module")
def public(crawled: Path) -> dict[str, bytes]:
    assert not build(crawled, Report()).failed
    return files(crawled / "public")


@pytest.fixture(scope="module")
def visible(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site with all that views show."""
    folder = project(tmp_path_factory.mktemp("visible"), columns=False, settings="databases:\n  properties: visible\n")
    assert not build(folder, Report()).failed
    return files(folder / "public")


def check_secrets(public: dict[str, bytes]) -> None:
    """Fail where a word, number, date or id of what is not public is in any file, or in its name."""
    ids = [*HIDDEN_PAGES, "Ada", "Guest"]
    words = [SECRET.lower(), str(hidden.NUMBER), f"{hidden.NUMBER:,}", "2019-08-07", "august 2019"]
    words += [form for name in ids for form in (uid(name), uid(name).replace("-", ""))]
    found = {
        f"{path}: {data[max(0, at - 60) : at + 60]!r}"
        for path, data in public.items()
        for word in words
        if (at := data.lower().find(word.encode())) >= 0
    }
    assert not found
    assert not [path for path in public if SECRET.lower() in path.lower()]


def test_nothing_hidden_is_in_any_file(public: dict[str, bytes]) -> None:
    check_secrets(public)


def test_nothing_hidden_is_in_any_file_where_views_publish_what_they_show(visible: dict[str, bytes]) -> None:
    check_secrets(visible)


def test_nothing_hidden_is_in_a_preview(crawled: Path, tmp_path: Path) -> None:
    config = load_config(crawled / "site.yaml", preview=True)
    store = Store.open(crawled / ".notionpress", create=False)
    assert not build_site(config, store, Report(), output=tmp_path / "public", how=How(now=NOW)).failed
    check_secrets(files(tmp_path / "public"))


@pytest.mark.parametrize("generator", sorted(LAYOUTS))
def test_nothing_hidden_is_in_an_export(crawled: Path, tmp_path: Path, generator: str) -> None:
    config = load_config(crawled / "site.yaml")
    store = Store.open(crawled / ".notionpress", create=False)
    assert not export_site(config, store, Report(), to=generator, output=tmp_path, how=How(now=NOW)).failed
    check_secrets(files(tmp_path))


def test_what_is_public_is_there(public: dict[str, bytes]) -> None:
    post = public["open/index.html"].decode()
    for words in (
        "About",
        "unpublished page",
        "typed words",
        "Open thing",
        "shown",
        "Ada Wren",
        "plain",
        "Linked",
        "In short",
        "Open gear",
        "Open far",
        "Open comment",
        "linked words",
        "View calendar",
    ):
        assert words in post
    assert {path.rpartition("-")[0] for path in public if path.startswith("media/")} == {"media/open", "media/shown"}
    assert "open-page/index.html" in public
    assert "home/open-child/index.html" in public
    assert "tags/open-tag/index.html" in public


def test_what_is_kept_on_disk_tells_no_address_of_a_person(public: dict[str, bytes], tmp_path: Path) -> None:
    loaded = Workspace.load(workspace(tmp_path / "workspace"))
    crawl_workspace(loaded, tmp_path / "cache", (uid("Posts"), uid("Home")), Report(), now=NOW)
    for path in sorted((tmp_path / "cache" / "users").glob("*.json")):
        assert "person" not in json.loads(path.read_text())
