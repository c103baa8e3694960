"""What a crawl follows in Notion's JSON, and when a page counts as changed."""

from __future__ import annotations

from typing import Any

import pytest

from notionpress.crawl import changes
from notionpress.crawl.changes import Findings
from notionpress.store import Entry, Root

EDITED = "2026-03-01T10:15:00.000Z"


@pytest.mark.parametrize(
    ("fetched", "expected"),
    [
        ("2026-03-01T10:15:30Z", False),
        ("2026-03-01T10:16:00Z", False),
        ("2026-03-01T10:16:59Z", False),
        ("2026-03-01T10:17:00Z", True),
        ("2026-03-01T11:17:00+01:00", True),
        ("2026-03-01T11:16:59+01:00", False),
        ("", False),
        ("never", False),
    ],
)
def test_a_time_is_settled_one_full_minute_after_its_minute(fetched: str, expected: bool) -> None:
    assert changes.settled(EDITED, fetched) is expected
    assert changes.settled("2026-03-01T10:15:59.999+00:00", fetched) is expected


def test_when_a_stored_tree_is_the_right_one() -> None:
    good: dict[str, Any] = {"tree": "d", "tree_time": EDITED, "tree_fetched": "2026-03-01T10:17:00Z"}
    assert changes.tree_is_current(Entry("page", "p", **good), EDITED)
    assert not changes.tree_is_current(None, EDITED)
    for change in (
        {"tree": ""},
        {"tree_time": "2026-03-01T10:14:00.000Z"},
        {"tree_fetched": "2026-03-01T10:16:00Z"},
        {"incomplete": True},
    ):
        assert not changes.tree_is_current(Entry("page", "p", **{**good, **change}), EDITED), change


def test_trash_has_two_names_and_what_is_archived_goes_too() -> None:
    assert changes.in_trash({"in_trash": True})
    assert changes.in_trash({"archived": True})
    assert changes.in_trash({"in_trash": False, "is_archived": True})
    assert not changes.in_trash({"in_trash": False, "archived": False, "is_archived": False})


def test_finds_child_pages_but_not_in_copies() -> None:
    page = lambda key: {"id": key, "type": "child_page", "has_children": True, "child_page": {"title": "x"}}  # noqa: E731
    tree = [
        page("a"),
        {"id": "t", "type": "toggle", "children": [{"id": "db", "type": "child_database"}, page("b")]},
        {"id": "o", "type": "synced_block", "synced_block": {"synced_from": None}, "children": [page("c")]},
        {
            "id": "k",
            "type": "synced_block",
            "synced_block": {"synced_from": {"block_id": "o"}},
            "children": [page("d")],
        },
    ]
    assert list(changes.children(tree)) == [
        Root("a", "page"),
        Root("db", "database"),
        Root("b", "page"),
        Root("c", "page"),
    ]


def test_finds_hosted_files_wherever_they_stand() -> None:
    def file(name: str) -> dict[str, Any]:
        return {"type": "file", "file": {"url": f"https://s3/space/{name}/x.png?X-Amz-Signature=1", "expiry_time": "z"}}

    found = Findings()
    found.look_at_page(
        {
            "object": "page",
            "icon": {
                "type": "custom_emoji",
                "custom_emoji": {"id": "1", "name": "party", "url": "https://s3/e/party.png"},
            },
            "cover": file("cover"),
            "properties": {
                "Files": {"type": "files", "files": [{"name": "A.pdf", **file("prop")}]},
                "file": {"type": "url", "url": "https://example.org/not-hosted"},
                "Rolled": {
                    "type": "rollup",
                    "rollup": {"type": "array", "array": [{"type": "files", "files": [file("roll")]}]},
                },
                "Outside": {
                    "type": "files",
                    "files": [{"name": "x", "type": "external", "external": {"url": "https://e/x"}}],
                },
            },
        }
    )
    found.look_at_block({"type": "image", "image": {"caption": [], **file("image")}})
    found.look_at_block({"type": "file", "file": {"caption": [], "name": "Report.pdf", **file("block")}})
    found.look_at_block({"type": "image", "image": {"type": "external", "external": {"url": "https://e/x"}}})
    found.look_at_block({"type": "callout", "callout": {"rich_text": [], "icon": file("icon")}})
    emoji = {"type": "custom_emoji", "custom_emoji": {"id": "2", "name": "ship", "url": "https://s3/e/ship.png"}}
    found.look_at_block({"type": "paragraph", "paragraph": {"rich_text": [{"type": "mention", "mention": emoji}]}})
    found.look_at_block({"type": "table_row", "table_row": {"cells": [[{"type": "mention", "mention": emoji}]]}})
    assert {key: one.name for key, one in found.files.items()} == {
        "e/party.png": "party.png",
        "space/cover/x.png": "x.png",
        "space/prop/x.png": "A.pdf",
        "space/roll/x.png": "x.png",
        "space/image/x.png": "x.png",
        "space/block/x.png": "Report.pdf",
        "space/icon/x.png": "x.png",
        "e/ship.png": "ship.png",
    }


def test_finds_users_and_prefers_those_with_a_name() -> None:
    found = Findings()
    full = {"object": "user", "id": "u", "name": "Ada", "person": {"email": "a@e"}}
    found.look_at_page(
        {
            "object": "page",
            "created_by": {"object": "user", "id": "envelope"},
            "properties": {
                "By": {"type": "created_by", "created_by": {"object": "user", "id": "u"}},
                "People": {"type": "people", "people": [full, {"object": "group", "id": "g", "name": "Team"}]},
                "Again": {"type": "last_edited_by", "last_edited_by": {"object": "user", "id": "u"}},
            },
        }
    )
    assert found.users == {"u": full}


def test_which_values_may_be_cut() -> None:
    mention = {"type": "mention", "mention": {"type": "page", "page": {"id": "p"}}}
    page = {
        "properties": {
            "Name": {"type": "title", "title": [mention] * 25},
            "Few": {"type": "rich_text", "rich_text": [mention] * 24},
            "Text": {"type": "rich_text", "rich_text": [{"type": "text"}, *[mention] * 25]},
            "Long": {"type": "rich_text", "rich_text": [{"type": "text"}] * 40},
            "Whole": {"type": "relation", "relation": [{"id": "x"}] * 25, "has_more": False},
            "Cut": {"type": "relation", "relation": [{"id": "x"}] * 25, "has_more": True},
            "People": {"type": "people", "people": [{}] * 25},
            "Rollup": {"type": "rollup", "rollup": {"type": "array", "array": [{}] * 25}},
            "Sum": {"type": "rollup", "rollup": {"type": "number", "number": 3}},
        }
    }
    assert changes.cut_properties(page, None) == ["Name", "Text", "Cut", "People", "Rollup"]
    assert changes.cut_properties(page, frozenset({"Cut", "Sum"})) == ["Name", "Cut"]
    assert changes.cut_properties({}, None) == []


def test_completes_values() -> None:
    items = [{"object": "property_item", "type": "relation", "id": "r", "relation": {"id": str(n)}} for n in range(3)]
    value = {"id": "r", "type": "relation", "relation": [{"id": "0"}], "has_more": True}
    whole = {"id": "r", "type": "relation", "relation": [{"id": "0"}, {"id": "1"}, {"id": "2"}], "has_more": False}
    assert changes.completed(value, items) == whole
    rollup = {"id": "s", "type": "rollup", "rollup": {"type": "array", "array": [], "function": "show_original"}}
    assert changes.completed(rollup, [items[0], {"type": "number", "id": "n", "number": 4}])["rollup"] == {
        "type": "array",
        "array": [{"type": "relation", "relation": [{"id": "0"}]}, {"type": "number", "number": 4}],
        "function": "show_original",
    }
    text = {"id": "t", "type": "rich_text", "rich_text": []}
    assert changes.completed(text, [{"type": "rich_text", "rich_text": {"plain_text": "a"}}])["rich_text"] == [
        {"plain_text": "a"}
    ]


def test_meeting_notes_have_three_parts_under_two_names() -> None:
    ids = {"transcript_block_id": "t", "summary_block_id": "s", "notes_block_id": None}
    for kind in ("meeting_notes", "transcription"):
        assert changes.meeting_parts({"type": kind, kind: {"children": ids}}) == ["s", "t"]
    assert changes.meeting_parts({"type": "paragraph", "paragraph": {"children": ids}}) == []
    assert changes.meeting_parts({"type": "transcription", "transcription": {}}) == []


def test_titles_for_messages() -> None:
    page = {"properties": {"N": {"type": "title", "title": [{"plain_text": " A\n"}, {"plain_text": "b "}]}}}
    assert changes.page_title(page) == "A b"
    assert changes.page_title({"title": [{"plain_text": "Posts"}]}) == "Posts"
    assert changes.page_title({}) == "Untitled"
