"""Requests that write, with something odd in any place: they are done or refused, and what is served stays whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.crawl.workspaces import uid
from tests.emulator.served import VERSIONS
from tests.emulator.writing import Json, Writing, given, paragraph, text, writing

HOME, POST = uid("Home"), uid("Post")
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**63, "", "x", "\0", [], {}, [[]], [{}]),
    *({"type": 1}, {"type": "text"}, {"id": HOME}, {"id": "x"}, {"name": None}, [None], {"": ""}, HOME, "2026-13-01"),
)
TABLE = given("table", {"table_width": 1}, given("table_row", {"cells": [text("a")]}))
COLUMNS = given(
    "column_list", {}, given("column", {"children": []}), given("column", {"width_ratio": 0.5, "children": []})
)
MENTION = {"mention": {"type": "date", "date": {"start": "2026-01-01", "end": None, "time_zone": "Europe/Oslo"}}}
BLOCKS = [
    TABLE,
    COLUMNS,
    paragraph("a", paragraph("b")),
    given("callout", {"rich_text": [MENTION], "icon": {"emoji": "x"}}),
    given("code", {"rich_text": text("x"), "language": "c"}),
    given("image", {"type": "external", "external": {"url": "https://example.org"}, "caption": text("c")}),
    given("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("two")}}),
    given("link_to_page", {"type": "page_id", "page_id": HOME}),
]
VALUES: Json = {
    "Name": {"title": text("x", link={"url": "https://example.org"})},
    "Words": {"number": 1},
    "Level": {"select": {"name": "New"}},
    "Tags": {"multi_select": [{"name": "a"}, {"name": "b"}]},
    "Status": {"status": {"name": "Draft"}},
    "Date": {"date": {"start": "2026-01-01T10:00:00", "end": "2026-01-02", "time_zone": "Europe/Oslo"}},
    "By": {"people": [{"object": "user", "id": uid("Ada")}]},
    "Related": {"relation": [{"id": POST}]},
    "Files": {"files": [{"name": "f", "type": "external", "external": {"url": "https://example.org"}}]},
}
LOOKS = {"icon": {"type": "external", "external": {"url": "https://example.org"}}, "cover": None}
AFTER = {"type": "after_block", "after_block": {"id": uid("one")}}
REQUESTS: tuple[tuple[str, str, Json], ...] = (
    ("POST", "pages", {"parent": {"data_source_id": uid("posts")}, "properties": VALUES, **LOOKS, "children": BLOCKS}),
    ("POST", "pages", {"parent": {"page_id": HOME}, "properties": {"title": text("x")}, "position": AFTER}),
    ("PATCH", f"pages/{POST}", {"properties": VALUES, **LOOKS, "is_locked": True, "in_trash": False}),
    ("PATCH", f"blocks/{HOME}/children", {"children": BLOCKS, "position": AFTER}),
    ("PATCH", f"blocks/{uid('two')}", {"toggle": {"rich_text": [MENTION], "color": "red"}, "in_trash": False}),
    ("POST", f"pages/{uid('Below')}/move", {"parent": {"type": "page_id", "page_id": uid("Other")}}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a request below its top."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def changed(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """A copy with something else in one place."""
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], odd)
    return copy


def whole(notion: Writing, version: str) -> None:
    """Read all that a request may have written."""
    notion.get(f"pages/{POST}", version)
    for one in notion.children(HOME, version)[-8:]:
        if one["has_children"] and one["type"] != "child_page":
            notion.children(one["id"], version)


def test_odd_requests_are_done_or_refused(tmp_path: Path) -> None:
    chance = random.Random(7)
    answers: dict[int, int] = {}
    for at, (method, path, body) in enumerate(REQUESTS):
        with writing(tmp_path / str(at)) as notion:
            for number, place in enumerate(places(body)):
                for odd in chance.sample(ODD, 3):
                    version = VERSIONS[number % 3]
                    send = notion.served.post if method == "POST" else notion.served.patch
                    answer = send(path, changed(body, place, odd), version)
                    assert answer.status in (200, 400, 404), (place, odd, answer.data)
                    assert answer.status == 200 or answer.body["object"] == "error"
                    answers[answer.status] = answers.get(answer.status, 0) + 1
                if number % 10 == 0:
                    whole(notion, VERSIONS[number % 3])
            whole(notion, VERSIONS[0])
    assert answers[400] > 250
    assert answers[200] > 25
