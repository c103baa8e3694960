"""Blocks in requests: every type is taken and given back, and what is wrong is refused with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.crawl.workspaces import uid
from tests.emulator.writing import Json, Writing, given, paragraph, text, writing

HOME = uid("Home")
URL = "https://example.org/a"


@pytest.fixture(scope="module")
def notion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writing]:
    with writing(tmp_path_factory.mktemp("blocks")) as found:
        yield found


def appended(notion: Writing, block: Json) -> Json:
    found: Json = notion.patch(f"blocks/{HOME}/children", {"children": [block]})["results"][0]
    return found


@pytest.mark.parametrize(
    ("kind", "payload", "kept"),
    [
        ("paragraph", {"rich_text": []}, {"rich_text": [], "icon": None, "color": "default"}),
        ("heading_4", {"rich_text": [], "color": "blue"}, {"rich_text": [], "is_toggleable": False, "color": "blue"}),
        ("to_do", {"rich_text": [], "checked": True}, {"rich_text": [], "checked": True, "color": "default"}),
        ("callout", {"rich_text": [], "icon": {"emoji": "🌊"}}, {"rich_text": [], "icon": {"type": "emoji", "emoji": "🌊"}, "color": "default"}),
        ("callout", {"rich_text": [], "icon": {"external": {"url": "https://www.notion.so/icons/pizza_blue.svg"}}}, {"rich_text": [], "icon": {"type": "icon", "icon": {"name": "pizza", "color": "blue"}}, "color": "default"}),
        ("code", {"rich_text": [], "language": "python"}, {"caption": [], "rich_text": [], "language": "python"}),
        ("equation", {"expression": "x"}, {"expression": "x"}),
        ("divider", {}, {}),
        ("breadcrumb", {}, {}),
        ("table_of_contents", {}, {"color": "default"}),
        ("bookmark", {"url": URL}, {"caption": [], "url": URL}),
        ("embed", {"url": URL, "caption": []}, {"caption": [], "url": URL}),
        ("image", {"external": {"url": URL}}, {"caption": [], "type": "external", "external": {"url": URL}}),
        ("pdf", {"type": "external", "external": {"url": URL}}, {"caption": [], "type": "external", "external": {"url": URL}}),
        ("file", {"external": {"url": URL}}, {"caption": [], "type": "external", "external": {"url": URL}, "name": "a"}),
        ("file", {"external": {"url": URL}, "name": "b"}, {"caption": [], "type": "external", "external": {"url": URL}, "name": "b"}),
        ("link_to_page", {"page_id": HOME.replace("-", "")}, {"type": "page_id", "page_id": HOME}),
        ("synced_block", {"synced_from": None}, {"synced_from": None}),
    ],
)  # fmt: skip
def test_each_type_is_kept(notion: Writing, kind: str, payload: Json, kept: Json) -> None:
    for block in (given(kind, payload), {kind: payload}):
        found = appended(notion, block)
        assert (found["type"], found[kind]) == (kind, kept)
        assert notion.get(f"blocks/{found['id']}")[kind] == kept


def test_tables_columns_and_tabs(notion: Writing) -> None:
    rows = [given("table_row", {"cells": [text("a"), []]}) for _ in range(2)]
    table = appended(notion, given("table", {"table_width": 2, "has_column_header": True}, *rows))
    assert table["table"] == {"table_width": 2, "has_column_header": True, "has_row_header": False}
    assert len(notion.children(table["id"])) == 2
    columns = [given("column", {"width_ratio": 0.5}, paragraph("In")), given("column", {"children": []})]
    listed = appended(notion, given("column_list", {}, *columns))
    first, second = notion.children(listed["id"])
    assert (first["column"], second["column"]) == ({"width_ratio": 0.5}, {})
    assert notion.words(first["id"]) == ["In"]
    tab = appended(notion, given("tab", {}, paragraph("Label", paragraph("Pane"))))
    assert notion.words(tab["id"]) == ["Label"]
    more = notion.patch(f"blocks/{table['id']}/children", {"children": [rows[0]]})["results"]
    assert more[0]["type"] == "table_row"
    message = notion.refused("PATCH", f"blocks/{table['id']}/children", {"children": [paragraph("x")]})
    assert message.endswith("body.children[0].table_row should be defined, instead was `undefined`.")


def nest(depth: int) -> Json:
    return paragraph("x", nest(depth - 1)) if depth else paragraph("x")


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (nest(3), '[0].paragraph.children[0].paragraph.children[0].paragraph.children should be not present, instead was `[{"object":"block","type":"paragraph","paragraph":{"ric...`.'),
        (given("paragraph", {"rich_text": text("x" * 2001)}), "[0].paragraph.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`."),
        (given("paragraph", {"rich_text": text("x") * 101}), "[0].paragraph.rich_text.length should be ≤ `100`, instead was `101`."),
        (given("paragraph", {"rich_text": text("x", link={"url": "x" * 2001})}), "[0].paragraph.rich_text[0].text.link.url.length should be ≤ `2000`, instead was `2001`."),
        (given("paragraph", {"rich_text": [{"text": {"content": "x"}, "annotations": {"bold": 1}}]}), "[0].paragraph.rich_text[0].annotations.bold should be a boolean, instead was `1`."),
        (given("paragraph", {"rich_text": [{"mention": {"user": {"id": "x"}}}]}), '[0].paragraph.rich_text[0].mention.user.id should be a valid uuid, instead was `"x"`.'),
        (given("paragraph", {}), "[0].paragraph.rich_text should be defined, instead was `undefined`."),
        (given("paragraph", {"rich_text": [], "colour": "red"}), '[0].paragraph.colour should be not present, instead was `"red"`.'),
        ({**paragraph("x"), "archived": False}, "[0].archived should be not present, instead was `false`."),
        ({**paragraph("x"), "children": []}, "[0].children should be not present, instead was `[]`."),
        ({**paragraph("x"), "object": "page"}, '[0].object should be `"block"`, instead was `"page"`.'),
        (given("paragraph", {"rich_text": []}, *[paragraph("x")] * 101), "[0].paragraph.children.length should be ≤ `100`, instead was `101`."),
        (given("code", {"rich_text": []}), "[0].code.language should be defined, instead was `undefined`."),
        (given("equation", {"expression": "x" * 1001}), "[0].equation.expression.length should be ≤ `1000`, instead was `1001`."),
        (given("divider", {}, paragraph("x")), '[0].divider.children should be not present, instead was `[{"object":"block","type":"paragraph","paragraph":{"ric...`.'),
        (given("column_list", {}, given("column", {"children": []})), "[0].column_list.children.length should be ≥ `2`, instead was `1`."),
        (given("column_list", {}), "[0].column_list.children should be defined, instead was `undefined`."),
        (given("table", {"table_width": 2}), "[0].table.children should be defined, instead was `undefined`."),
        (given("table", {"table_width": 2}, given("table_row", {"cells": [[]]})), "[0].table.children[0].table_row.cells.length should be `2`, instead was `1`."),
        (given("table", {"table_width": 0}, given("table_row", {"cells": []})), "[0].table.table_width should be ≥ `1`, instead was `0`."),
        (given("column", {"children": []}), "[0] should be in a `column_list`, instead was a `column`."),
        (given("synced_block", {"synced_from": {"block_id": HOME}}, paragraph("x")), '[0].synced_block.children should be not present, instead was `[{"object":"block","type":"paragraph","paragraph":{"ric...`.'),
        ("x", '[0] should be an object, instead was `"x"`.'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(notion: Writing, block: Any, message: str) -> None:
    found = notion.refused("PATCH", f"blocks/{HOME}/children", {"children": [block]})
    assert found == f"body failed validation: body.children{message}"
    new = {"parent": {"page_id": HOME}, "properties": {}, "children": [block]}
    assert notion.refused("POST", "pages", new) == found


@pytest.mark.parametrize(
    "block", [{}, {"type": "child_page", "child_page": {"title": "x"}}, {"link_preview": {"url": URL}}]
)
def test_a_block_of_no_type_that_can_be_written(notion: Writing, block: Json) -> None:
    lines = notion.refused("PATCH", f"blocks/{HOME}/children", {"children": [block]}).split("\n")
    assert lines[:2] == [
        "body failed validation. Fix one:",
        "body.children[0].embed should be defined, instead was `undefined`.",
    ]
    assert len(lines) == 32


def test_rich_text_without_a_kind(notion: Writing) -> None:
    block = given("paragraph", {"rich_text": [{"plain_text": "x"}]})
    at = "body.children[0].paragraph.rich_text[0]"
    assert notion.refused("PATCH", f"blocks/{HOME}/children", {"children": [block]}).split("\n") == [
        "body failed validation. Fix one:",
        *(f"{at}.{kind} should be defined, instead was `undefined`." for kind in ("text", "mention", "equation")),
    ]


def test_a_request_holds_100_blocks_in_a_list_1000_in_all_and_500_kilobytes(notion: Writing) -> None:
    path = f"blocks/{HOME}/children"
    message = notion.refused("PATCH", path, {"children": [paragraph("x")] * 101})
    assert message == "body failed validation: body.children.length should be ≤ `100`, instead was `101`."
    many = [paragraph("x", *[paragraph("y")] * 10)] * 91
    assert "at most 1000 blocks" in notion.refused("PATCH", path, {"children": many})
    assert len(notion.patch(path, {"children": many[:90]})["results"]) == 90
    large = [paragraph("x" * 2000, *[paragraph("y" * 2000)] * 3)] * 63
    assert notion.refused("PATCH", path, {"children": large}).startswith("Request body too large")


def test_children_are_needed(notion: Writing) -> None:
    message = notion.refused("PATCH", f"blocks/{HOME}/children", {})
    assert message == "body failed validation: body.children should be defined, instead was `undefined`."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"icon": {"emoji": ""}}, 'body failed validation: body.icon.emoji should be populated, instead was `""`.'),
        ({"icon": {"file_upload": {"id": HOME}}}, f"Could not find file_upload with ID: {HOME}."),
        ({"icon": {}}, "body failed validation. Fix one:\nbody.icon.emoji should be defined"),
        ({"cover": {"emoji": "x"}}, 'body failed validation: body.cover.emoji should be not present, instead was `"x"`.'),
        ({"is_locked": "yes"}, 'body failed validation: body.is_locked should be a boolean, instead was `"yes"`.'),
        ({"parent": {}}, "body failed validation: body.parent should be not present, instead was `{}`."),
        ({"properties": []}, "body failed validation: body.properties should be an object, instead was `[]`."),
    ],
)  # fmt: skip
def test_what_a_page_refuses(notion: Writing, body: Json, message: str) -> None:
    assert notion.refused("PATCH", f"pages/{HOME}", body).startswith(message)
