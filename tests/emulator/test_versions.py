"""How the shapes of objects differ between the three versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.crawl.workspaces import TIME, below, block, data_source, database, page, row, uid
from tests.emulator.served import VERSIONS, Served, made

OLD, MIDDLE, NEW = VERSIONS


def related(source: str) -> dict[str, Any]:
    return {"type": "relation", "relation": {"data_source_id": uid(source), "type": "single_property"}}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    workspace = made(
        tmp_path_factory.mktemp("versions"),
        pages=[
            page("Home", [block("meeting_notes", {"title": "Standup"}, id=uid("notes")), block("divider")]),
            below("Below", "Home"),
            row("A row", "rows"),
            row("Left", "left"),
        ],
        databases=[
            {**database("Rows", "Home", "rows"), "icon": {"type": "emoji", "emoji": "🗞️"}, "description": "All rows"},
            database("Double", None, "left", "right"),
            database("Linked", "Home"),
        ],
        data_sources=[
            data_source("rows", "Rows", Other=related("rows")),
            data_source("left", "Double"),
            data_source("right", "Double"),
        ],
        views=[
            {"id": uid("view"), "parent": {"database_id": uid("Linked")}, "data_source_id": uid("rows"), "name": "All"}
        ],
    )
    with Served(workspace) as served:
        yield served


def test_a_database_holds_its_schema_before_there_were_data_sources(served: Served) -> None:
    value = served.ok(f"databases/{uid('Rows')}", OLD)
    assert list(value) == [
        *("object", "id", "cover", "icon", "created_time", "created_by", "last_edited_by", "last_edited_time"),
        *("title", "description", "is_inline", "properties", "parent", "url", "public_url", "in_trash", "archived"),
        "request_id",
    ]
    assert value["id"] == uid("Rows")
    assert value["created_time"] == TIME
    assert value["icon"]["emoji"] == "🗞️"
    assert [piece["plain_text"] for piece in value["description"]] == ["All rows"]
    assert list(value["properties"]) == ["Name", "Other"]


@pytest.mark.parametrize("version", [MIDDLE, NEW])
def test_a_database_is_a_container_of_data_sources(served: Served, version: str) -> None:
    value = served.ok(f"databases/{uid('Rows')}", version)
    assert "properties" not in value
    assert value["data_sources"] == [{"id": uid("rows"), "name": "rows"}]
    assert value["created_time"] == "2026-01-01T10:00:00.000+00:00"
    assert ("archived" in value) is (version == MIDDLE)
    double = served.ok(f"databases/{uid('Double')}", version)
    assert [one["name"] for one in double["data_sources"]] == ["left", "right"]


@pytest.mark.parametrize("version", [MIDDLE, NEW])
def test_a_data_source_knows_its_database_and_what_that_is_in(served: Served, version: str) -> None:
    value = served.ok(f"data_sources/{uid('rows')}", version)
    assert value["parent"] == {"type": "database_id", "database_id": uid("Rows")}
    assert value["database_parent"] == {"type": "page_id", "page_id": uid("Home")}
    assert value["icon"]["emoji"] == "🗞️"
    assert value["created_time"] == TIME


@pytest.mark.parametrize("version", VERSIONS)
def test_trash_flags(served: Served, version: str) -> None:
    found = [
        served.ok(f"pages/{uid('Home')}", version),
        served.ok(f"blocks/{uid('Home')}", version),
        *served.ok(f"blocks/{uid('Home')}/children", version)["results"],
        served.ok(f"databases/{uid('Rows')}", version),
        *served.ok("search", version, {})["results"],
    ]
    assert len(found) >= 8
    for value in found:
        assert value["in_trash"] is False
        assert value.get("archived") is (None if version == NEW else False)
        if value["object"] == "page":
            assert value["is_archived"] is False


def test_the_parent_of_a_row(served: Served) -> None:
    path = f"pages/{uid('A row')}"
    assert served.ok(path, OLD)["parent"] == {"type": "database_id", "database_id": uid("Rows")}
    for version in (MIDDLE, NEW):
        parent = served.ok(path, version)["parent"]
        assert list(parent.items()) == [
            ("type", "data_source_id"),
            ("data_source_id", uid("rows")),
            ("database_id", uid("Rows")),
        ]
        assert served.ok(f"blocks/{uid('A row')}", version)["parent"] == parent
    assert served.ok(f"pages/{uid('Below')}")["parent"] == {"type": "page_id", "page_id": uid("Home")}
    assert served.ok(f"pages/{uid('Home')}")["parent"] == {"type": "workspace", "workspace": True}


def test_the_schema_of_a_relation(served: Served) -> None:
    old = served.ok(f"databases/{uid('Rows')}", OLD)["properties"]["Other"]["relation"]
    assert list(old.items()) == [("database_id", uid("Rows")), ("type", "single_property"), ("single_property", {})]
    new = served.ok(f"data_sources/{uid('rows')}", NEW)["properties"]["Other"]["relation"]
    assert list(new)[:2] == ["database_id", "data_source_id"]
    assert new["data_source_id"] == uid("rows")


@pytest.mark.parametrize(("version", "kind"), [(OLD, "database"), (MIDDLE, "data_source"), (NEW, "data_source")])
def test_searches_and_queries_name_what_they_list(served: Served, version: str, kind: str) -> None:
    other = {"database": "data_source", "data_source": "database"}[kind]
    found = served.ok("search", version, {"filter": {"property": "object", "value": kind}})
    assert found["type"] == f"page_or_{kind}"
    assert found[f"page_or_{kind}"] == {}
    assert {one["object"] for one in found["results"]} == {kind}
    answer = served.post("search", {"filter": {"property": "object", "value": other}}, version)
    assert answer.status == 400
    assert answer.body["message"] == (
        f'body failed validation: body.filter.value should be `"page"` or `"{kind}"`, instead was `"{other}"`.'
    )
    path = f"databases/{uid('Rows')}/query" if version == OLD else f"data_sources/{uid('rows')}/query"
    assert served.ok(path, version, {})["type"] == f"page_or_{kind}"


def test_an_old_search_finds_databases_and_a_new_one_each_data_source(served: Served) -> None:
    old = served.ok("search", OLD, {"filter": {"property": "object", "value": "database"}})["results"]
    assert [one["id"] for one in old] == [uid("Rows")]
    new = served.ok("search", NEW, {"filter": {"property": "object", "value": "data_source"}})["results"]
    assert {one["id"] for one in new} == {uid("rows"), uid("left"), uid("right")}


@pytest.mark.parametrize(
    ("version", "kind"), [(OLD, "transcription"), (MIDDLE, "transcription"), (NEW, "meeting_notes")]
)
def test_meeting_notes_were_once_a_transcription(served: Served, version: str, kind: str) -> None:
    value = served.ok(f"blocks/{uid('notes')}", version)
    assert value["type"] == kind
    assert value[kind] == {"title": "Standup"}


@pytest.mark.parametrize("path", ["databases/{}", "databases/{}/query"])
def test_an_old_version_cannot_show_several_data_sources(served: Served, path: str) -> None:
    path = path.format(uid("Double"))
    answer = served.post(path, {}, OLD) if path.endswith("query") else served.get(path, OLD)
    assert answer.status == 400
    assert answer.body["code"] == "validation_error"
    assert answer.body["message"] == ("Databases with multiple data sources are not supported in this API version.")
    assert answer.body["additional_data"] == {
        "error_type": "multiple_data_sources_for_database",
        "database_id": uid("Double"),
        "child_data_source_ids": [uid("left"), uid("right")],
        "minimum_api_version": "2025-09-03",
    }


def test_a_linked_database(served: Served) -> None:
    path = f"databases/{uid('Linked')}"
    for version in (MIDDLE, NEW):
        assert served.ok(path, version)["data_sources"] == []
    answer = served.get(path, OLD)
    assert (answer.status, answer.body["code"]) == (400, "validation_error")
    assert answer.body["message"] == (
        f"Database with ID {uid('Linked')} does not contain any data sources accessible by this API bot."
    )
    listed = served.ok(f"views?database_id={uid('Linked')}")
    assert listed["results"] == [{"object": "view", "id": uid("view")}]
    assert served.ok(f"views?data_source_id={uid('rows')}")["results"] == listed["results"]
    assert served.ok(f"views?database_id={uid('Rows')}")["results"] == []
    view = served.ok(f"views/{uid('view')}", NEW)
    assert view["data_source_id"] == uid("rows")
    assert view["parent"] == {"type": "database_id", "database_id": uid("Linked")}
    assert view["url"].endswith(f"/{uid('Linked').replace('-', '')}?v={uid('view').replace('-', '')}")


def test_rows_by_the_old_path(served: Served) -> None:
    found = served.ok(
        f"databases/{uid('Rows')}/query", OLD, {"filter": {"property": "Name", "title": {"equals": "A row"}}}
    )
    assert [one["id"] for one in found["results"]] == [uid("A row")]
