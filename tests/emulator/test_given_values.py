"""Property values that are written: what is kept of them, and what is refused by the schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.workspaces import uid
from tests.emulator.writing import Json, Writing, text, writing

POST, POSTS = uid("Post"), uid("posts")
ALL_TYPES = (
    *("title", "rich_text", "number", "url", "select", "multi_select", "people", "email", "phone_number", "date"),
    *("checkbox", "relation", "files", "status", "place", "verification"),
)


@pytest.fixture(scope="module")
def notion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writing]:
    with writing(tmp_path_factory.mktemp("values")) as found:
        yield found


def written(notion: Writing, name: str, kind: str, value: Any) -> Any:
    """What a value becomes that is written to the row."""
    answer = notion.patch(f"pages/{POST}", {"properties": {name: {kind: value}}})
    read = notion.get(f"pages/{POST}?filter_properties={name}")["properties"]
    assert kind == "files" or answer["properties"][name] == read[name]
    return answer["properties"][name][kind]


@pytest.mark.parametrize(
    ("name", "kind", "value", "kept"),
    [
        ("Words", "number", 3.5, 3.5),
        ("Words", "number", None, None),
        ("Done", "checkbox", True, True),
        ("Site", "url", "https://example.org/", "https://example.org/"),
        ("Site", "url", None, None),
        ("Mail", "email", "ada@example.org", "ada@example.org"),
        ("Phone", "phone_number", "+44 1", "+44 1"),
        ("Status", "status", {"name": "Published"}, {"name": "Published", "color": "green"}),
        ("Level", "select", {"id": "lvl1"}, {"id": "lvl1", "name": "Gentle", "color": "blue"}),
        ("Level", "select", None, None),
        ("Tags", "multi_select", [], []),
        ("Related", "relation", [{"id": POST.replace("-", "")}], [{"id": POST}]),
        ("By", "people", [], []),
        ("Date", "date", None, None),
        ("Date", "date", {"start": "2026-06-15"}, {"start": "2026-06-15", "end": None, "time_zone": None}),
        ("Date", "date", {"start": "2026-06-15T14:30:59Z", "end": "2026-06-16T01:00:00+02:00"}, {"start": "2026-06-15T14:30:00.000+00:00", "end": "2026-06-16T01:00:00.000+02:00", "time_zone": None}),
        ("Date", "date", {"start": "2026-06-15T14:30:00Z", "time_zone": "America/New_York"}, {"start": "2026-06-15T14:30:00.000-04:00", "end": None, "time_zone": None}),
        ("Files", "files", [{"external": {"url": "https://example.org/b.pdf"}, "name": "b"}], [{"name": "b", "type": "external", "external": {"url": "https://example.org/b.pdf"}}]),
    ],
)  # fmt: skip
def test_values_are_kept(notion: Writing, name: str, kind: str, value: Any, kept: Any) -> None:
    found = written(notion, name, kind, value)
    if isinstance(kept, dict) and kind == "status":
        found = {key: found[key] for key in kept}
    assert found == kept


def test_people_are_answered_with_their_names(notion: Writing) -> None:
    (found,) = written(notion, "By", "people", [{"object": "user", "id": uid("Ada")}])
    assert (found["id"], found["name"]) == (uid("Ada"), "Ada")


def test_rich_text_is_completed_by_notion(notion: Writing) -> None:
    asked = [
        {"text": {"content": "Tides", "link": {"url": "https://example.org/"}}, "annotations": {"bold": True}},
        {"mention": {"page": {"id": uid("Home").replace("-", "")}}},
        {"type": "mention", "mention": {"type": "date", "date": {"start": "2026-06-15T14:30:59Z"}}},
        {"type": "equation", "equation": {"expression": "x^2"}, "plain_text": "lies", "href": "lies"},
    ]
    link, mention, date, equation = written(notion, "Note", "rich_text", asked)
    assert (link["href"], link["annotations"]["bold"]) == ("https://example.org/", True)
    assert link["annotations"]["color"] == "default"
    assert (mention["plain_text"], mention["mention"]["page"]["id"]) == ("Home", uid("Home"))
    assert date["mention"]["date"]["start"] == "2026-06-15T14:30:00.000+00:00"
    assert (equation["plain_text"], equation["href"]) == ("x^2", None)


def test_unknown_choices_are_made(notion: Writing) -> None:
    known = {
        one["name"] for one in notion.get(f"data_sources/{POSTS}")["properties"]["Tags"]["multi_select"]["options"]
    }
    assert known == {"Tides"}
    found = written(notion, "Tags", "multi_select", [{"name": "Maps"}, {"name": "Tides"}, {"name": "Craft"}])
    assert [one["name"] for one in found] == ["Maps", "Tides", "Craft"]
    options = notion.get(f"data_sources/{POSTS}")["properties"]["Tags"]["multi_select"]["options"]
    assert [one["name"] for one in options] == ["Tides", "Maps", "Craft"]
    assert {one["name"]: (one["id"], one["color"]) for one in options} == {
        one["name"]: (one["id"], one["color"]) for one in found
    }
    assert len({one["id"] for one in options}) == 3


def test_a_file_that_was_read_can_be_kept(tmp_path: Path) -> None:
    with writing(tmp_path) as notion:
        (read,) = notion.get(f"pages/{POST}")["properties"]["Files"]["files"]
        (kept,) = written(notion, "Files", "files", [{"name": "renamed", "file": {"url": read["file"]["url"]}}])
        assert (kept["name"], kept["type"]) == ("renamed", "file")
        assert notion.served.send("GET", kept["file"]["url"]).data == b"png"
        elsewhere = [{"name": "x", "file": {"url": f"{notion.served.emulator.url}/a/b/c?x"}}]
        message = notion.refused("PATCH", f"pages/{POST}", {"properties": {"Files": {"files": elsewhere}}})
        assert "should be the address of a file of this workspace" in message


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Nothing", {"number": 1}, "Nothing is not a property that exists."),
        ("Words", {"rich_text": []}, "Words is expected to be number."),
        ("Sum", {"number": 1}, "Sum is expected to be formula."),
        (
            "Status",
            {"status": {"name": "Publshed"}},
            'Invalid status option. Status option "Publshed" does not exist".',
        ),
        ("Level", {"select": {"name": "a, b"}}, "Invalid select option, commas not allowed: a, b"),
        ("Level", {"select": {"id": "none"}}, 'Level option with id "none" does not exist.'),
    ],
)
def test_what_the_schema_refuses(notion: Writing, name: str, value: Json, message: str) -> None:
    for method, path, body in (
        ("PATCH", f"pages/{POST}", {"properties": {name: value}}),
        ("POST", "pages", {"parent": {"data_source_id": POSTS}, "properties": {name: value}}),
    ):
        assert notion.refused(method, path, body) == message


def test_all_that_the_schema_refuses_is_told_at_once(notion: Writing) -> None:
    body = {"properties": {"Nothing": {"number": 1}, "Words": {"rich_text": text("x")}}}
    message = notion.refused("PATCH", f"pages/{POST}", body)
    assert message == "Nothing is not a property that exists. Words is expected to be number."


@pytest.mark.parametrize(
    "value", [{"type": "formula", "formula": {"number": 1}}, {"last_edited_time": "2026-01-01"}, {}]
)
def test_what_nobody_writes_is_of_no_type_that_can_be_written(notion: Writing, value: Json) -> None:
    message = notion.refused("PATCH", f"pages/{POST}", {"properties": {"Sum": value}})
    lines = [f"body.properties.Sum.{kind} should be defined, instead was `undefined`." for kind in ALL_TYPES]
    assert message.split("\n") == ["body failed validation. Fix one:", *lines]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Words", {"number": "3"}, "Words.number should be a number or `null`, instead was `\"3\"`."),
        ("Words", {"number": True}, "Words.number should be a number or `null`, instead was `true`."),
        ("Done", {"checkbox": None}, "Done.checkbox should be a boolean, instead was `null`."),
        ("Site", {"url": ""}, 'Site.url should be populated or `null`, instead was `""`.'),
        ("Site", {"url": "x" * 2001}, "Site.url.length should be ≤ `2000`, instead was `2001`."),
        ("Mail", {"email": "x" * 201}, "Mail.email.length should be ≤ `200`, instead was `201`."),
        ("Phone", {"phone_number": 7}, "Phone.phone_number should be a string, instead was `7`."),
        ("Level", {"select": {}}, "Level.select.name should be defined, instead was `undefined`."),
        ("Level", {"select": {"name": ""}}, 'Level.select.name should be populated, instead was `""`.'),
        ("Level", {"select": {"name": "x" * 101}}, "Level.select.name.length should be ≤ `100`, instead was `101`."),
        ("Tags", {"multi_select": [{"name": str(at)} for at in range(101)]}, "Tags.multi_select.length should be ≤ `100`, instead was `101`."),
        ("Date", {"date": {}}, "Date.date.start should be defined, instead was `undefined`."),
        ("Date", {"date": {"start": "soon"}}, 'Date.date.start should be a valid ISO 8601 date string, instead was `"soon"`.'),
        *(
            ("Date", {"date": {"start": wrong}}, f'Date.date.start should be a valid ISO 8601 date string, instead was `"{wrong}"`.')
            for wrong in ("20260101", "2026-W01-1", "2026-02-30", "2026-01-01T10:00+00:00:30", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00")
        ),
        ("Date", {"date": {"start": "2026-01-01", "time_zone": "Mars/Base"}}, 'Date.date.time_zone should be a valid IANA time zone, instead was `"Mars/Base"`.'),
        ("By", {"people": ["x"]}, 'By.people[0] should be an object, instead was `"x"`.'),
        ("By", {"people": [{"id": "x"}]}, 'By.people[0].id should be a valid uuid, instead was `"x"`.'),
        ("Related", {"relation": [{"id": uid("Post")}] * 101}, "Related.relation.length should be ≤ `100`, instead was `101`."),
        ("Files", {"files": {}}, "Files.files should be an array, instead was `{}`."),
        ("Name", {"title": "x"}, 'Name.title should be an array, instead was `"x"`.'),
        ("Name", {"title": [], "more": 1}, "Name.more should be not present, instead was `1`."),
        ("Name", "x", 'Name should be an object, instead was `"x"`.'),
    ],
)  # fmt: skip
def test_values_of_the_wrong_shape(notion: Writing, name: str, value: Any, message: str) -> None:
    found = notion.refused("PATCH", f"pages/{POST}", {"properties": {name: value}})
    assert found == f"body failed validation: body.properties.{message}"


def test_related_pages_must_be_there(notion: Writing) -> None:
    answer = notion.served.patch(f"pages/{POST}", {"properties": {"Related": {"relation": [{"id": uid("nothing")}]}}})
    assert (answer.status, answer.body["code"]) == (404, "object_not_found")


def test_a_refused_request_changes_nothing(tmp_path: Path) -> None:
    with writing(tmp_path) as notion:
        revision = notion.workspace.revision
        body: Json = {"properties": {"Level": {"select": {"name": "New"}}, "Words": {"number": "x"}}}
        notion.refused("PATCH", f"pages/{POST}", body)
        notion.refused("POST", "pages", {"parent": {"data_source_id": POSTS}, **body})
        notion.refused("PATCH", f"pages/{POST}", {"icon": {"emoji": ""}, "in_trash": True})
        assert notion.workspace.revision == revision
