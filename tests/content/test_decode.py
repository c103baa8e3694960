"""A tree that is decoded for parsing is parsed into the same blocks as one that is read with all care."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.content.decode import Block, decode_tree
from notionpress.content.parse import BLOCK_TYPES, parse_blocks
from notionpress.content.parse_rich_text import SentSpan
from tests.conftest import PROJECT
from tests.content.test_parse import broken_blocks, json_values
from tests.recordings import bodies, objects


def both(tree: Any) -> tuple[object, object]:
    """The blocks of a tree, decoded and as it is."""
    data = msgspec.json.encode(tree)
    return parse_blocks(decode_tree(data)), parse_blocks(msgspec.json.decode(data))


def test_every_type_of_block_is_decoded() -> None:
    assert set(Block.__annotations__) == {*BLOCK_TYPES, "id", "type", "children"}


def test_rich_text_is_decoded_in_one_go() -> None:
    for path in sorted((PROJECT / "example-site/workspace/pages").glob("*.json")):
        for raw in objects(json.loads(path.read_text()), "block"):
            decoded = decode_tree(json.dumps([raw]).encode())
            assert isinstance(decoded, list)
            payload = decoded[0].get(raw["type"])
            texts = payload.get("rich_text", []) if isinstance(payload, dict) else []
            assert all(isinstance(span, SentSpan) for span in texts)


@pytest.mark.corpus
def test_recorded_blocks_are_parsed_into_the_same() -> None:
    count = 0
    for _, body in bodies():
        for raw in objects(body, "block"):
            decoded, careful = both([raw])
            assert decoded == careful
            count += 1
    assert count > 4000


annotations = st.fixed_dictionaries(
    {},
    optional={
        "bold": st.booleans() | json_values,
        "code": st.booleans(),
        "color": st.sampled_from(["default", "red", "blue_background"]) | json_values,
    },
)
mentions = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["page", "user", "date", "link_mention", "custom_emoji", "new"]) | json_values,
        "page": st.just({"id": "p"}) | json_values,
        "user": st.just({"id": "u", "name": "Ada"}),
        "date": st.just({"start": "2026-03-12", "end": None}) | json_values,
        "link_mention": st.just({"href": "https://example.org", "title": "There"}),
    },
)
spans = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["text", "mention", "equation", "new"]) | json_values,
        "text": st.fixed_dictionaries(
            {},
            optional={
                "content": st.text(max_size=3) | json_values,
                "link": st.none() | st.just({"url": "/a"}) | st.just({}) | json_values,
            },
        ),
        "mention": mentions,
        "equation": st.just({"expression": "x"}) | json_values,
        "annotations": annotations,
        "plain_text": st.text(max_size=3) | json_values,
        "href": st.none() | st.just("/b") | json_values,
    },
)
texts = st.lists(spans, max_size=3)


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([*sorted(BLOCK_TYPES), "new"]))
    payload = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "rich_text": texts,
                "text": texts,
                "caption": texts,
                "cells": st.lists(texts, max_size=2),
                "color": st.just("red") | json_values,
                "icon": st.just({"type": "emoji", "emoji": "🌊"}) | json_values,
                "checked": st.booleans() | json_values,
                "language": st.just("python") | json_values,
                "list_start_index": st.integers(0, 5) | json_values,
                "url": st.just("https://example.org"),
                "type": st.just("external"),
                "external": st.just({"url": "https://example.org/a.png"}),
                "children": st.lists(st.just({"type": "table_row", "table_row": {"cells": []}}), max_size=1),
                "block_type": st.just("button"),
            },
        )
    )
    raw = {"object": "block", "id": draw(st.just("a") | json_values), "type": kind, kind: payload}
    if draw(st.booleans()):
        raw["children"] = draw(st.lists(blocks(), max_size=2))
    return raw


@given(st.lists(blocks(), max_size=3))
def test_any_blocks_are_parsed_into_the_same(tree: list[Any]) -> None:
    decoded, careful = both(tree)
    assert decoded == careful


@given(st.lists(broken_blocks() | json_values, max_size=4) | json_values)
def test_anything_is_parsed_into_the_same(tree: Any) -> None:
    decoded, careful = both(tree)
    assert decoded == careful


@pytest.mark.parametrize("data", [b"", b"[{", b'[{"type": 1}', b'[{"type": "a"}, 1'])
def test_what_is_no_json_is_told(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_tree(data)
