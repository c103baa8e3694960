"""Lists in parts: children, rows, searches and the rest, their cursors and their cap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crawl.workspaces import data_source, database, page, paragraphs, row, uid
from tests.emulator.served import VERSIONS, Served, made

ROWS = 130
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NEWEST_FIRST = [{"timestamp": "created_time", "direction": "descending"}]


def rows() -> list[dict[str, Any]]:
    """Rows that were made at times which fall, so that the order of the files is not that of creation."""
    return [
        row(
            f"Row {number:03}",
            "rows",
            created_time=f"2026-01-01T{(ROWS - number) // 60:02}:{(ROWS - number) % 60:02}:30.000Z",
            properties={"Number": number},
        )
        for number in range(ROWS)
    ]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    workspace = made(
        tmp_path_factory.mktemp("lists"),
        pages=[page("Home", paragraphs(250)), page("Nothing"), *rows()],
        databases=[database("Rows", None, "rows")],
        data_sources=[data_source("rows", "Rows", Number={"type": "number", "number": {}})],
        users=[{"id": uid(f"user {number}"), "name": str(number), "person": {}} for number in range(5)],
        comments=[[{"parent": {"page_id": uid("Home")}, "rich_text": str(number)} for number in range(5)]],
        views=[
            {"id": uid(f"view {number}"), "parent": {"database_id": uid("Rows")}, "data_source_id": uid("rows")}
            for number in range(5)
        ],
    )
    with Served(workspace) as served:
        yield served


def ids(parts: Iterator[dict[str, Any]]) -> list[str]:
    return [one["id"] for part in parts for one in part["results"]]


def test_children_are_at_most_a_hundred_at_a_time(served: Served) -> None:
    first = served.ok(f"blocks/{uid('Home')}/children")
    assert list(first) == ["object", "results", "next_cursor", "has_more", "type", "block", "request_id"]
    assert (first["object"], first["type"], first["block"]) == ("list", "block", {})
    assert len(first["results"]) == 100
    second = served.ok(f"blocks/{uid('Home')}/children?start_cursor={first['next_cursor']}")
    assert second["results"][0]["id"] == first["next_cursor"]
    assert second["results"][0]["paragraph"]["rich_text"][0]["plain_text"] == "Words 100"


def test_a_page_without_blocks_has_an_empty_list(served: Served) -> None:
    found = served.ok(f"blocks/{uid('Nothing')}/children")
    assert (found["results"], found["next_cursor"], found["has_more"]) == ([], None, False)
    assert served.ok(f"blocks/{uid('Rows')}/children")["results"] == []


@settings(max_examples=25, deadline=None)
@given(size=st.integers(1, 100))
def test_a_list_is_the_same_in_parts_of_any_size(served: Served, size: int) -> None:
    size = max(size, 10)
    children = f"blocks/{uid('Home')}/children"
    assert ids(served.parts(children, size)) == ids(served.parts(children, 100))
    query = f"data_sources/{uid('rows')}/query"
    found = ids(served.parts(query, size, body={}))
    assert found == [uid(f"Row {number:03}") for number in reversed(range(ROWS))]


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize(
    ("path", "count"), [("users", 6), (f"comments?block_id={uid('Home')}", 5), (f"views?database_id={uid('Rows')}", 5)]
)
def test_other_lists_in_parts(served: Served, path: str, count: int, size: int) -> None:
    found = ids(served.parts(path, size))
    assert len(found) == len(set(found)) == count


def test_cursors_of_queries_are_bound_to_the_query(served: Served) -> None:
    path = f"data_sources/{uid('rows')}/query"
    first = served.ok(path, body={"page_size": 2})
    assert re.fullmatch(f"s:{UUID}:{UUID}", first["next_cursor"])
    assert served.ok(path, body={"page_size": 3, "start_cursor": first["next_cursor"]})["results"]
    for change in ({"sorts": NEWEST_FIRST}, {"filter": {"property": "Number", "number": {"is_not_empty": True}}}):
        answer = served.post(path, {**change, "start_cursor": first["next_cursor"]})
        assert (answer.status, answer.body["code"]) == (400, "validation_error")


def test_cursors_of_searches_and_children_are_the_next_id(served: Served) -> None:
    for answer in (
        served.ok("search", body={"page_size": 1}),
        served.ok(f"blocks/{uid('Home')}/children?page_size=1"),
    ):
        assert re.fullmatch(UUID, answer["next_cursor"])


def test_rows_are_filtered_and_sorted(served: Served) -> None:
    path = f"data_sources/{uid('rows')}/query"
    filter = {"property": "Number", "number": {"less_than": 3}}
    found = served.ok(path, body={"filter": filter, "sorts": [{"property": "Number", "direction": "descending"}]})
    assert [one["properties"]["Number"]["number"] for one in found["results"]] == [2, 1, 0]
    answer = served.post(path, {"filter": {"property": "Nothing", "number": {"less_than": 3}}})
    assert (answer.status, answer.body["code"]) == (400, "validation_error")
    assert served.post(path, {"filter": {}}).status == 400
    assert served.post(path, {"sorts": {}}).status == 400
    answer = served.post(path, {"sorts": [{"property": "Nothing", "direction": "descending"}]})
    assert (answer.status, answer.body["code"]) == (400, "validation_error")


def test_a_query_gives_no_more_than_its_cap(tmp_path: Path) -> None:
    workspace = made(
        tmp_path,
        pages=rows(),
        databases=[database("Rows", None, "rows")],
        data_sources=[data_source("rows", "Rows", Number={"type": "number", "number": {}})],
    )
    with Served(workspace, query_cap=25) as served:
        path = f"data_sources/{uid('rows')}/query"
        parts = list(served.parts(path, 10, body={}))
        assert [len(part["results"]) for part in parts] == [10, 10, 5]
        assert all("request_status" not in part for part in parts[:-1])
        assert parts[-1]["request_status"] == {
            "type": "incomplete",
            "incomplete_reason": "query_result_limit_reached",
        }
        assert list(parts[-1])[-1] == "request_id"
        few = served.ok(path, body={"filter": {"property": "Number", "number": {"less_than": 25}}})
        assert len(few["results"]) == 25
        assert "request_status" not in few


def test_a_search_looks_at_titles(served: Served) -> None:
    def titles(**body: Any) -> list[str]:
        found = served.ok("search", body={"page_size": 100, **body})["results"]
        return [one["id"] for one in found]

    assert titles(query="ROW 00") == titles(query="row 00")
    assert set(titles(query="row 00")) == {uid(f"Row {number:03}") for number in range(10)}
    assert titles(query="nowhere to be found") == []
    assert set(titles(query="rows")) == {uid("rows")}
    assert set(titles(query="o", filter={"property": "object", "value": "data_source"})) == {uid("rows")}
    assert uid("Home") in titles(filter={"property": "object", "value": "page"}, query="home")


def test_a_search_in_the_order_of_edits(tmp_path: Path) -> None:
    pages = [
        page(name, last_edited_time=f"2026-01-0{day}T10:00:00.000Z") for name, day in (("A", 2), ("B", 3), ("C", 1))
    ]
    with Served(made(tmp_path, pages=pages)) as served:

        def order(**sort: str) -> list[str]:
            return [one["id"] for one in served.ok("search", body={"sort": sort} if sort else {})["results"]]

        newest_first = [uid("B"), uid("A"), uid("C")]
        assert order(timestamp="last_edited_time", direction="ascending") == newest_first[::-1]
        assert order(timestamp="last_edited_time", direction="descending") == newest_first
        assert order() == newest_first
        assert order(property="relevance") == newest_first


def test_a_search_puts_what_is_closest_to_the_words_first(tmp_path: Path) -> None:
    titles = ("Ebb and tide", "Undertide", "Tide tables", "Tide", "Nothing")
    with Served(made(tmp_path, pages=[page(title) for title in titles])) as served:
        found = served.ok("search", body={"query": "tide", "sort": {"property": "relevance"}})["results"]
        closest = ("Tide", "Tide tables", "Ebb and tide", "Undertide")
        assert [one["id"] for one in found] == [uid(title) for title in closest]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"query": 5}, "body.query should be a string, instead was `5`."),
        ({"sort": []}, "body.sort should be an object, instead was `[]`."),
        ({"sort": {}}, "body.sort.timestamp should be defined, instead was `undefined`."),
        (
            {"sort": {"timestamp": "created_time", "direction": "ascending"}},
            'body.sort.timestamp should be `"last_edited_time"`, instead was `"created_time"`.',
        ),
        (
            {"sort": {"timestamp": "last_edited_time"}},
            "body.sort.direction should be defined, instead was `undefined`.",
        ),
        (
            {"sort": {"timestamp": "last_edited_time", "direction": "up"}},
            'body.sort.direction should be `"ascending"` or `"descending"`, instead was `"up"`.',
        ),
        ({"sort": {"property": "Name"}}, 'body.sort.property should be `"relevance"`, instead was `"Name"`.'),
        ({"filter": "page"}, 'body.filter should be an object, instead was `"page"`.'),
        ({"filter": {"in_trash": "yes"}}, 'body.filter.in_trash should be a boolean, instead was `"yes"`.'),
        ({"filter": {"value": "page"}}, "body.filter.property should be defined, instead was `undefined`."),
        ({"filter": {"property": "object"}}, "body.filter.value should be defined, instead was `undefined`."),
        ({"filter": {"object": "page"}}, 'body.filter.object should be not present, instead was `"page"`.'),
        ({"filters": {}}, "body.filters should be not present, instead was `{}`."),
    ],
)
def test_what_a_search_refuses(served: Served, body: dict[str, Any], complaint: str) -> None:
    answer = served.post("search", body)
    assert (answer.status, answer.body["code"]) == (400, "validation_error")
    assert answer.body["message"] == f"body failed validation: {complaint}"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_search_looks_into_the_trash_when_asked(tmp_path: Path, version: str) -> None:
    workspace = made(
        tmp_path,
        pages=[page("Kept"), page("Thrown"), row("A row", "rows")],
        databases=[database("Rows", None, "rows"), database("Linked", None)],
        data_sources=[data_source("rows", "Rows")],
    )
    workspace.trash(uid("Thrown"))
    with Served(workspace) as served:

        def found(**filter: Any) -> set[str]:
            return {one["id"] for one in served.ok("search", version, {"filter": filter})["results"]}

        rows = uid("Rows" if version == "2022-06-28" else "rows")
        assert found(in_trash=False) == {uid("Kept"), uid("A row"), rows}
        assert found(in_trash=True) == {uid("Thrown")}
        assert found(property="object", value="page", in_trash=True) == {uid("Thrown")}
        workspace.trash(uid("Rows"))
        assert found(in_trash=False) == {uid("Kept")}
        (answer,) = served.ok("search", version, {"query": "rows", "filter": {"in_trash": True}})["results"]
        assert (answer["id"], answer["in_trash"]) == (rows, True)


def test_comments_are_of_exactly_one_page_or_block(served: Served) -> None:
    found = served.ok(f"comments?block_id={uid('Home').replace('-', '')}")["results"]
    assert [one["rich_text"][0]["plain_text"] for one in found] == ["0", "1", "2", "3", "4"]
    assert list(found[0]) == [
        *("object", "id", "parent", "discussion_id", "created_time", "last_edited_time", "created_by", "rich_text"),
        "display_name",
    ]
    assert found[0]["display_name"] == {"type": "integration", "resolved_name": "Press"}
    assert served.ok(f"comments?block_id={uid('Nothing')}")["results"] == []
