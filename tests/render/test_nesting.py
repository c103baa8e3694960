"""Every block stands in every other that can carry it, and the HTML is as browsers read it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from justhtml import JustHTML

from notionpress.content.parse import BLOCK_TYPES, parse_blocks
from tests.render.every_block import cases, every_block
from tests.render.worlds import renderer

WORDS = [{"type": "text", "text": {"content": "Around"}}]
CONTAINERS = (
    "paragraph",
    "heading_1",
    "heading_2",
    "heading_3",
    "heading_4",
    "bulleted_list_item",
    "numbered_list_item",
    "to_do",
    "toggle",
    "quote",
    "callout",
    "column_list",
    "tab",
    "synced_block",
    "template",
    "meeting_notes",
    "unsupported",
)
KINDS = sorted(BLOCK_TYPES - {"transcription", "column", "table_row"})


def around(kind: str, children: list[Any]) -> dict[str, Any]:
    """A block of a type with blocks below it, in what that type puts between them."""
    if kind == "column_list":
        children = [{"type": "column", "column": {}, "children": children}]
    if kind == "tab":
        children = [{"type": "paragraph", "paragraph": {"rich_text": WORDS}, "children": children}]
    words = {} if kind in ("column_list", "tab", "synced_block", "meeting_notes") else {"rich_text": WORDS}
    return {"type": kind, kind: words, "children": children}


def rendered(blocks: list[Any]) -> str:
    return renderer().body(parse_blocks(blocks))


def without_numbers(html: str) -> str:
    """HTML without what counts the blocks of a page: the levels of headings and ids."""
    return re.sub(r"(</?h)[2-6]|((?:id|for|name)=\")[^\"]*", r"\1\2", html)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_a_block_stands_whole_in_another(container: str, kind: str) -> None:
    inner = cases(kind)[0]
    html = rendered([around(container, inner)])
    expected = rendered(inner)
    if kind != "table_of_contents":
        assert without_numbers(expected) in without_numbers(html)
    assert expected
    JustHTML(f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>", strict=True)


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_block_stands_in_its_own_kind(container: str) -> None:
    blocks: list[Any] = [{"type": "paragraph", "paragraph": {"rich_text": WORDS}}]
    for _ in range(12):
        blocks = [around(container, blocks)]
    html = rendered(blocks)
    assert "<p>Around</p>" in html
    JustHTML(f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>", strict=True)


def test_all_blocks_stand_on_one_page_without_an_id_twice() -> None:
    html = rendered(every_block())
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids)) > 40
    JustHTML(f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>", strict=True)
