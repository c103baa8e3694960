"""Nothing of what is not published reaches any file of the site, however it is woven into what is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from tests.crawl.workspaces import PNG, below, block, data_source, database, hosted, page, row, uid, write
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
  metadata: [Related, Gathered, Drawn, Where, Kept]
publish:
  property: Status
  values: [Live]
"""
STATUS = {"type": "status", "status": {"options": [{"name": "Live"}, {"name": "Draft"}], "groups": []}}
RELATION = {
    "type": "relation",
    "relation": {"data_source_id": uid("posts"), "type": "single_property", "single_property": {}},
}
SECRET = "HUSHHUSH"


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
        block("paragraph", {"rich_text": words}),
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
        {"type": "child_database", "child_database": uid("Shelf")},
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


def workspace(folder: Path) -> Path:
    """Posts, a page tree and an inline database, with something to hide in each."""
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
            home,
            below("Open child", "Home", [block("paragraph", "Open words")]),
            below(f"{SECRET} child", "Home", [block("paragraph", f"{SECRET} child words")]),
        ],
        databases=[database("Posts", None, "posts"), database("Shelf", "Open post", "shelf")],
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
        ],
        users=[person("Ada", "Ada Wren"), person("Guest", f"{SECRET.lower()}-guest@example.org")],
        files={f"{SECRET}-{name}.png": PNG + name.encode() for name in ("cover", "icon", "body")} | {"open.png": PNG},
    )


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("leaks")
    loaded = Workspace.load(workspace(folder / "workspace"))
    (folder / "site.yaml").write_text(SITE.format(posts=uid("Posts"), home=uid("Home")))
    report = Report()
    crawl_workspace(loaded, folder / ".notionpress", (uid("Posts"), uid("Home")), report, now=NOW)
    assert not build(folder, report).failed
    return files(folder / "public")


def test_no_secret_word_is_in_any_file(public: dict[str, bytes]) -> None:
    for path, data in public.items():
        assert SECRET.lower().encode() not in data.lower(), path
        assert SECRET.lower() not in path.lower()


def test_no_id_of_a_hidden_page_or_a_person_is_in_any_file(public: dict[str, bytes]) -> None:
    names = [f"{SECRET} draft", f"{SECRET} future", f"{SECRET} trash", f"{SECRET} thing", "Below the draft", "Ada"]
    for path, data in public.items():
        for name in (*names, "Guest"):
            assert uid(name).encode() not in data, f"{name} in {path}"
            assert uid(name).replace("-", "").encode() not in data, f"{name} in {path}"


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
    ):
        assert words in post
    assert {path for path in public if path.startswith("media/")} == {"media/open-" + digest(public) + ".png"}
    assert "home/open-child/index.html" in public
    assert "tags/open-tag/index.html" in public


def digest(public: dict[str, bytes]) -> str:
    """The digest in the name of the one file that may be public."""
    import hashlib

    return hashlib.sha256(PNG).hexdigest()[:12]


def test_what_is_kept_on_disk_tells_no_address_of_a_person(public: dict[str, bytes], tmp_path: Path) -> None:
    loaded = Workspace.load(workspace(tmp_path / "workspace"))
    crawl_workspace(loaded, tmp_path / "cache", (uid("Posts"), uid("Home")), Report(), now=NOW)
    for path in sorted((tmp_path / "cache" / "users").glob("*.json")):
        assert "person" not in json.loads(path.read_text())
