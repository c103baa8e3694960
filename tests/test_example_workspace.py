"""The example workspace is complete: every type that Notion knows occurs in it, by a count of its files alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT

WORKSPACE = PROJECT / "example-site" / "workspace"
# API reference: block object, rich text object, page properties, icons; versions up to 2026-03-11.
BLOCKS = [
    "audio",
    "bookmark",
    "breadcrumb",
    "bulleted_list_item",
    "callout",
    "child_database",
    "child_page",
    "code",
    "column",
    "column_list",
    "divider",
    "embed",
    "equation",
    "file",
    "heading_1",
    "heading_2",
    "heading_3",
    "heading_4",
    "image",
    "link_preview",
    "link_to_page",
    "meeting_notes",
    "numbered_list_item",
    "paragraph",
    "pdf",
    "quote",
    "synced_block",
    "tab",
    "table",
    "table_of_contents",
    "table_row",
    "template",
    "to_do",
    "toggle",
    "unsupported",
    "video",
]
MENTIONS = ["custom_emoji", "database", "date", "link_mention", "link_preview", "page", "template_mention", "user"]
PROPERTIES = [
    "button",
    "checkbox",
    "created_by",
    "created_time",
    "date",
    "email",
    "files",
    "formula",
    "last_edited_by",
    "last_edited_time",
    "multi_select",
    "number",
    "people",
    "phone_number",
    "place",
    "relation",
    "rich_text",
    "rollup",
    "select",
    "status",
    "title",
    "unique_id",
    "url",
    "verification",
]
COLORS = ["gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"]


def values(folder: str) -> Iterator[tuple[Path, Any]]:
    """Every JSON file of a folder of the workspace."""
    for path in sorted((WORKSPACE / folder).glob("*.json")):
        yield path, json.loads(path.read_text())


def within(value: Any) -> Iterator[dict[str, Any]]:
    """Every object at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner)


@pytest.fixture(scope="module")
def bodies() -> list[dict[str, Any]]:
    """Every object below the children of a page."""
    return [one for _, page in values("pages") for one in within(page.get("children", []))]


def count(objects: list[dict[str, Any]], key: str) -> Counter[str]:
    """How often each value of a key occurs."""
    return Counter(str(one[key]) for one in objects if isinstance(one.get(key), str))


def test_every_block_type_occurs(bodies: list[dict[str, Any]]) -> None:
    blocks = [one for one in bodies if one.get("type") in one]
    assert len(BLOCKS) == 36
    assert set(BLOCKS) <= set(count(blocks, "type"))


def test_every_mention_type_occurs(bodies: list[dict[str, Any]]) -> None:
    mentions = [one["mention"] for one in bodies if "mention" in one]
    assert set(MENTIONS) <= set(count(mentions, "type"))
    kinds = count([one["template_mention"] for one in mentions if "template_mention" in one], "type")
    assert set(kinds) == {"template_mention_date", "template_mention_user"}


def test_every_property_type_occurs_with_a_value_in_some_row() -> None:
    sources = {one["id"]: one for _, one in values("data_sources")}
    declared: set[str] = set()
    filled: set[str] = set()
    for source in sources.values():
        declared |= {one["type"] for one in source["properties"].values()}
    for _, page in values("pages"):
        source = sources.get(page.get("parent", {}).get("data_source_id", ""))
        for name in page["properties"] if source else ():
            filled.add(source["properties"][name]["type"])
    assert set(PROPERTIES) <= declared
    computed = {"created_by", "created_time", "last_edited_by", "last_edited_time", "button"}
    assert set(PROPERTIES) - computed <= filled


def test_every_icon_cover_and_parent_type_occurs(bodies: list[dict[str, Any]]) -> None:
    pages = [page for _, page in values("pages")]
    icons = count([one["icon"] for one in (*pages, *bodies) if isinstance(one.get("icon"), dict)], "type")
    assert {"emoji", "external", "file", "custom_emoji", "icon"} <= set(icons)
    assert {"external", "file"} <= set(count([page["cover"] for page in pages if page.get("cover")], "type"))
    parents = {key for page in pages for key in page.get("parent", {})}
    assert {"page_id", "data_source_id", "workspace"} <= parents


def test_every_annotation_and_color_occurs(bodies: list[dict[str, Any]]) -> None:
    hows = [one["annotations"] for one in bodies if "annotations" in one]
    for name in ("bold", "italic", "strikethrough", "underline", "code"):
        assert any(how.get(name) for how in hows), name
    colors = set(count(hows, "color"))
    assert {*COLORS, *(f"{color}_background" for color in COLORS)} <= colors


def test_the_publication_has_what_a_reader_would_expect() -> None:
    posts = [page for _, page in values("pages") if "Status" in page["properties"]]
    published = [page for page in posts if page["properties"]["Status"] == "Published"]
    assert len(published) >= 20
    assert any(page["properties"]["Status"] == "Draft" for page in posts)
    assert any(str(page["properties"].get("Date", "")) > "2030" for page in posts), "a scheduled post"
    assert sum(bool(page.get("cover")) for page in published) >= 20
    assert sum(bool(page["properties"].get("Authors")) for page in published) == len(published)


def test_every_file_that_is_named_is_there_and_used() -> None:
    text = "".join(path.read_text() for path in sorted(WORKSPACE.rglob("*.json")))
    named = {part.partition('"')[0] for part in text.split('"url": "')[1:] if part.startswith("files/")}
    there = {path.relative_to(WORKSPACE).as_posix() for path in (WORKSPACE / "files").rglob("*") if path.is_file()}
    assert named == there
