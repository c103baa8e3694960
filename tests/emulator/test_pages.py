"""Pages, their properties and blocks: what is filled in, and what is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.crawl.workspaces import TIME, block, data_source, database, hosted, page, row, uid
from tests.emulator.served import Served, made

PLAIN = {"bold": False, "italic": False, "strikethrough": False, "underline": False, "code": False, "color": "default"}
ADA = {
    "object": "user",
    "id": uid("Ada"),
    "name": "Ada",
    "avatar_url": None,
    "type": "person",
    "person": {"email": "ada@example.org"},
}
OPTIONS = {"options": [{"id": "opt1", "name": "Red", "color": "red"}, {"name": "Blue", "color": "blue"}]}
SCHEMA: dict[str, Any] = {
    "Text": {"type": "rich_text", "rich_text": {}},
    "Number": {"type": "number", "number": {}},
    "Select": {"type": "select", "select": OPTIONS},
    "Many": {"type": "multi_select", "multi_select": OPTIONS},
    "Status": {"type": "status", "status": OPTIONS},
    "Date": {"type": "date", "date": {}},
    "People": {"type": "people", "people": {}},
    "Files": {"type": "files", "files": {}},
    "Check": {"type": "checkbox", "checkbox": {}},
    "Url": {"type": "url", "url": {}},
    "Email": {"type": "email", "email": {}},
    "Phone": {"type": "phone_number", "phone_number": {}},
    "Formula": {"type": "formula", "formula": {"expression": "1"}},
    "Relation": {"id": "a?:b", "type": "relation", "relation": {"data_source_id": uid("rows")}},
    "Count": {
        "type": "rollup",
        "rollup": {"relation_property_name": "Relation", "rollup_property_name": "Name", "function": "count"},
    },
    "All": {
        "type": "rollup",
        "rollup": {"relation_property_name": "Relation", "rollup_property_name": "Text", "function": "show_original"},
    },
    "Number of it": {"type": "unique_id", "unique_id": {"prefix": "IT"}},
    "Checked": {"type": "verification", "verification": {}},
    "Where": {"type": "place", "place": {}},
    "Push": {"type": "button", "button": {}},
    "Created": {"type": "created_time", "created_time": {}},
    "Edited": {"type": "last_edited_time", "last_edited_time": {}},
    "Creator": {"type": "created_by", "created_by": {}},
    "Editor": {"type": "last_edited_by", "last_edited_by": {}},
}
MENTION = {"mention": {"page": {"id": uid("Empty")}}}
FULL: dict[str, Any] = {
    "Text": ["Plain, ", {"text": {"content": "bold"}, "annotations": {"bold": True}}],
    "Number": 1.5,
    "Select": "Red",
    "Many": ["Blue", "Red"],
    "Status": "Blue",
    "Date": "2026-02-03",
    "People": [uid("Ada"), uid("nobody")],
    "Files": [{"name": "A", **hosted("a.png")}, {"name": "B", "external": {"url": "https://example.org/b"}}],
    "Check": True,
    "Url": "https://example.org",
    "Email": "ada@example.org",
    "Phone": "+1",
    "Formula": {"formula": {"type": "number", "number": 1}},
    "Relation": [uid(f"Many {number}") for number in range(30)],
    "Count": {"rollup": {"type": "number", "number": 30, "function": "count"}},
    "All": {
        "rollup": {"type": "array", "array": [{"type": "rich_text", "rich_text": [str(one)]} for one in range(30)]}
    },
    "Number of it": 7,
    "Checked": {"verification": {"state": "verified", "verified_by": {"id": uid("Ada")}, "date": None}},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    mentions = [MENTION if number % 2 else {"mention": {"user": {"id": uid("Ada")}}} for number in range(40)]
    workspace = made(
        tmp_path_factory.mktemp("pages"),
        pages=[
            row("Full", "rows", properties=FULL, created_by={"id": uid("Ada")}, icon={"emoji": "🧭"}),
            row("Empty", "rows", last_edited_time="2026-01-02T11:12:13.456+01:00"),
            row("Mentions", "rows", properties={"Text": mentions, "People": [uid("Ada")] * 40}),
            page("Alone: a title, with signs!", [block("paragraph", {"rich_text": ["See ", MENTION]})], is_locked=True),
        ],
        databases=[database("Rows", None, "rows")],
        data_sources=[data_source("rows", "Rows", **SCHEMA)],
        users=[ADA],
        files={"a.png": b"png"},
    )
    with Served(workspace) as served:
        yield served


def properties(served: Served, name: str) -> dict[str, Any]:
    found: dict[str, Any] = served.ok(f"pages/{uid(name)}")["properties"]
    return found


def test_values_that_are_not_given_are_the_empty_ones_of_their_type(served: Served) -> None:
    found = properties(served, "Empty")
    assert list(found) == ["Name", *SCHEMA]
    for name, definition in SCHEMA.items():
        assert list(found[name])[:3] == ["id", "type", definition["type"]]
    empty = {name: found[name][found[name]["type"]] for name in SCHEMA}
    assert {name for name, value in empty.items() if value == []} == {"Text", "Many", "People", "Files", "Relation"}
    nothing = {"Number", "Select", "Status", "Date", "Url", "Email", "Phone", "Where"}
    assert {name for name, value in empty.items() if value is None} == nothing
    assert empty["Check"] is False
    assert empty["Formula"] == {"type": "string", "string": None}
    assert empty["Count"] == {"type": "number", "number": None, "function": "count"}
    assert empty["All"] == {"type": "array", "array": [], "function": "show_original"}
    assert empty["Number of it"] == {"prefix": "IT", "number": None}
    assert empty["Checked"] == {"state": "unverified", "verified_by": None, "date": None}
    assert empty["Push"] == {}
    assert found["Relation"]["has_more"] is False
    assert empty["Created"] == TIME
    assert empty["Edited"] == "2026-01-02T10:12:00.000Z"
    assert empty["Creator"]["bot"]["workspace_name"] == "Test"


def test_values_are_written_plainly_and_come_out_whole(served: Served) -> None:
    found = {name: value[value["type"]] for name, value in properties(served, "Full").items()}
    assert [piece["plain_text"] for piece in found["Text"]] == ["Plain, ", "bold"]
    assert found["Text"][1]["annotations"] == {**PLAIN, "bold": True}
    assert found["Number"] == 1.5
    assert found["Select"] == {"id": "opt1", "name": "Red", "color": "red"}
    assert [option["name"] for option in found["Many"]] == ["Blue", "Red"]
    assert found["Status"]["color"] == "blue"
    assert found["Date"] == {"start": "2026-02-03", "end": None, "time_zone": None}
    assert found["People"] == [ADA, {"object": "user", "id": uid("nobody")}]
    assert [list(file) for file in found["Files"]] == [["name", "type", "file"], ["name", "type", "external"]]
    assert found["Number of it"] == {"prefix": "IT", "number": 7}
    assert found["Checked"]["verified_by"] == ADA
    assert found["Creator"] == ADA
    assert found["Count"]["number"] == 30


def test_schemas_are_completed(served: Served) -> None:
    found = served.ok(f"data_sources/{uid('rows')}")["properties"]
    assert list(found["Name"]) == ["id", "name", "description", "type", "title"]
    assert found["Name"]["id"] == "title"
    assert found["Number"]["number"] == {"format": "number"}
    assert list(found["Select"]["select"]["options"][1]) == ["id", "name", "color", "description"]
    assert [group["name"] for group in found["Status"]["status"]["groups"]] == ["To-do", "In progress", "Complete"]
    assert found["Relation"]["relation"]["database_id"] == uid("Rows")
    assert found["Count"]["rollup"]["rollup_property_id"] == "title"


def test_ids_of_properties_are_encoded_but_not_in_rollups(served: Served) -> None:
    found = served.ok(f"data_sources/{uid('rows')}")["properties"]
    assert found["Relation"]["id"] == "a%3F%3Ab"
    assert found["Count"]["rollup"]["relation_property_id"] == "a?:b"
    page = properties(served, "Full")
    assert {name: one["id"] for name, one in page.items()} == {name: one["id"] for name, one in found.items()}
    assert len({one["id"] for one in found.values()}) == len(found)
    assert any(quote(unquote(one["id"])) != unquote(one["id"]) for one in found.values())


def test_a_page_shows_25_of_everything(served: Served) -> None:
    full, mentions = properties(served, "Full"), properties(served, "Mentions")
    assert full["Relation"]["relation"] == [{"id": uid(f"Many {number}")} for number in range(25)]
    assert full["Relation"]["has_more"] is True
    assert len(full["All"]["rollup"]["array"]) == 25
    assert len(mentions["People"]["people"]) == 25
    words = [piece["plain_text"] for piece in mentions["Text"]["rich_text"]]
    assert words[:25] == ["@Ada", "Empty"] * 12 + ["@Ada"]
    assert words[25:] == ["Untitled", "@Anonymous"] * 7 + ["Untitled"]
    assert list(mentions["Text"]["rich_text"][26]["mention"]["user"]) == ["object", "id"]
    assert mentions["Text"]["rich_text"][25]["mention"]["page"] == {"id": uid("Empty")}


@pytest.mark.parametrize(("name", "kind", "count"), [("Relation", "relation", 30), ("All", "rollup", 30)])
def test_a_long_property_is_given_in_parts(served: Served, name: str, kind: str, count: int) -> None:
    id = properties(served, "Full")[name]["id"]
    path = f"pages/{uid('Full')}/properties/{id}"
    parts = list(served.parts(path, 12))
    assert [len(part["results"]) for part in parts] == [12, 12, 6]
    items = [item for part in parts for item in part["results"]]
    assert len(items) == count
    for part in parts:
        assert part["type"] == "property_item"
        about = part["property_item"]
        assert list(about) == ["id", "next_url", "type", kind]
        assert (about["id"], about["type"]) == (id, kind)
        if part["has_more"]:
            cursor = part["next_cursor"]
            assert len(cursor) < 10
            assert about["next_url"] == f"{served.emulator.url}/v1/{path}?start_cursor={cursor}&page_size=12"
        else:
            assert about["next_url"] is None
    if kind == "relation":
        assert items[29] == {
            "object": "property_item",
            "type": "relation",
            "id": id,
            "relation": {"id": uid("Many 29")},
        }
    else:
        assert parts[0]["property_item"]["rollup"] == {"type": "array", "array": [], "function": "show_original"}
        assert items[29]["rich_text"][0]["plain_text"] == "29"
        assert items[29]["id"] == properties(served, "Full")["Text"]["id"]


def test_single_items_and_lists_of_one(served: Served) -> None:
    page = properties(served, "Full")
    for name, one in page.items():
        found = served.ok(f"pages/{uid('Full')}/properties/{one['id']}")
        if one["type"] in ("title", "rich_text", "people", "relation", "rollup"):
            assert found["object"] == "list", name
            continue
        assert list(found) == ["object", "type", "id", one["type"], "request_id"]
        if name != "Files":
            assert found[one["type"]] == one[one["type"]]
    title = served.ok(f"pages/{uid('Full')}/properties/title")["results"]
    assert [item["title"]["plain_text"] for item in title] == ["Full"]
    number = served.ok(f"pages/{uid('Full')}/properties/{page['Count']['id']}")
    assert number["property_item"]["rollup"] == {"type": "number", "number": 30, "function": "count"}


def test_an_unknown_property(served: Served) -> None:
    answer = served.get(f"pages/{uid('Full')}/properties/none")
    assert (answer.status, answer.body["code"]) == (404, "object_not_found")


@pytest.mark.parametrize("key", ["filter_properties", "filter_properties[]"])
@pytest.mark.parametrize("wanted", ["Relation", "a%3F%3Ab", "a%253F%253Ab"])
def test_only_the_properties_that_are_asked_for(served: Served, key: str, wanted: str) -> None:
    query = f"?{quote(key)}={wanted}&{quote(key)}=title"
    page = served.ok(f"pages/{uid('Full')}{query}")
    assert list(page["properties"]) == ["Name", "Relation"]
    rows = served.ok(f"data_sources/{uid('rows')}/query{query}", body={})["results"]
    assert [list(row["properties"]) for row in rows] == [["Name", "Relation"]] * 3
    answer = served.get(f"pages/{uid('Full')}?{quote(key)}=Nothing")
    assert (answer.status, answer.body["code"]) == (400, "validation_error")
    assert answer.body["message"] == "Could not find property with name or id: Nothing"


def test_a_page_that_stands_by_itself(served: Served) -> None:
    name = "Alone: a title, with signs!"
    found = served.ok(f"pages/{uid(name)}")
    assert found["properties"] == {"title": {"id": "title", "type": "title", "title": [piece(name)]}}
    assert found["is_locked"] is True
    assert found["url"] == f"https://app.notion.com/p/Alone-a-title-with-signs-{uid(name).replace('-', '')}"
    assert found["created_by"] == {"object": "user", "id": uid("bot")}


def piece(words: str) -> dict[str, Any]:
    text = {"content": words, "link": None}
    return {"type": "text", "text": text, "annotations": PLAIN, "plain_text": words, "href": None}


def test_authors_are_partial_on_the_page(served: Served) -> None:
    assert served.ok(f"pages/{uid('Full')}")["created_by"] == {"object": "user", "id": uid("Ada")}
    assert served.ok(f"pages/{uid('Full')}")["icon"] == {"type": "emoji", "emoji": "🧭"}


def test_mentions_follow_the_title(served: Served) -> None:
    path = f"blocks/{uid('Alone: a title, with signs!')}/children"
    mention = served.ok(path)["results"][0]["paragraph"]["rich_text"][1]
    assert mention["plain_text"] == "Empty"
    assert mention["href"].endswith(f"/Empty-{uid('Empty').replace('-', '')}")
    served.workspace.edit(uid("Empty"), lambda page: page["properties"].update(Name="Renamed"))
    assert served.ok(path)["results"][0]["paragraph"]["rich_text"][1]["plain_text"] == "Renamed"
    served.workspace.unshare(uid("Empty"))
    assert served.ok(path)["results"][0]["paragraph"]["rich_text"][1]["plain_text"] == "Untitled"
    served.workspace.share(uid("Empty"))
    served.workspace.edit(uid("Empty"), lambda page: page["properties"].update(Name="Empty"))


def test_users(served: Served) -> None:
    listed = served.ok("users")
    assert [user["name"] for user in listed["results"]] == ["Ada", "Press"]
    assert listed["results"][0] == ADA
    me = served.ok("users/me")
    assert list(me) == ["object", "id", "name", "avatar_url", "type", "bot", "request_id"]
    assert me["bot"]["owner"] == {"type": "workspace", "workspace": True}
    assert me["bot"]["workspace_id"] == uid("workspace")
    del me["request_id"]
    assert served.ok(f"users/{uid('Ada')}")["person"] == {"email": "ada@example.org"}
    assert listed["results"][1] == me
