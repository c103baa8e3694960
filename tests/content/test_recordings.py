"""Everything that was recorded from the real API is understood."""

from __future__ import annotations

from collections import Counter

import pytest

from notionpress.content.blocks import Unsupported
from notionpress.content.parse import parse_blocks
from notionpress.content.parse_pages import parse_data_source, parse_database, parse_page
from notionpress.content.parse_properties import parse_property
from notionpress.content.parse_views import parse_view
from notionpress.content.properties import UnsupportedProperty
from notionpress.content.rich_text import UnsupportedSpan
from notionpress.content.walk import rich_texts, walk
from tests.recordings import bodies, objects

pytestmark = pytest.mark.corpus


def test_blocks() -> None:
    seen, unknown = Counter[str](), Counter[str]()
    for path, body in bodies():
        for raw in objects(body, "block"):
            kind = raw.get("type")
            if not isinstance(kind, str):
                continue  # A partial object, `{object, id}`: the type was not sent.
            for block in walk(parse_blocks([raw])):
                seen[kind] += 1
                if isinstance(block, Unsupported) and kind != "unsupported":
                    unknown[f"{kind} in {path}"] += 1
                for words in rich_texts(block):
                    unknown.update(f"{span.type} in {path}" for span in words if isinstance(span, UnsupportedSpan))
    assert not unknown
    assert sum(seen.values()) > 4000


def test_pages_and_property_items() -> None:
    seen, unknown = Counter[str](), Counter[str]()
    for path, body in bodies():
        for raw in objects(body, "page"):
            page = parse_page(raw)
            assert page.id == raw["id"]
            for name, value in page.properties.items():
                sent = raw["properties"][name]
                # Some answers of 2022-06-28 name only a property's id: no type was sent, so there is none to know.
                if isinstance(sent, dict) and "type" in sent:
                    seen[sent["type"]] += 1
                    if isinstance(value, UnsupportedProperty):
                        unknown[f"{sent['type']} in {path}"] += 1
        for raw in objects(body, "property_item"):
            if isinstance(raw.get("type"), str) and isinstance(parse_property(raw), UnsupportedProperty):
                unknown[f"{raw['type']} in {path}"] += 1
    assert not unknown
    assert sum(seen.values()) > 1500


def test_databases_and_data_sources() -> None:
    count = 0
    for _, body in bodies():
        for raw in objects(body, "database"):
            assert parse_database(raw).id == raw["id"]
            count += 1
        for raw in objects(body, "data_source"):
            assert parse_data_source(raw).id == raw["id"]
            count += 1
    assert count > 100


def test_views() -> None:
    count = 0
    for _, body in bodies():
        for raw in objects(body, "view"):
            view = parse_view(raw)
            assert view.id == raw["id"]
            assert view.layout == raw.get("type", "table")
            count += "type" in raw
    assert count > 5
