"""What every request must have, and what Notion says when it has not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.workspaces import data_source, database, page, paragraphs, row, uid
from tests.emulator.served import VERSIONS, Served, made

NOWHERE = "7a1b2c3d-1111-4222-8333-444455556666"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    workspace = made(
        tmp_path_factory.mktemp("requests"),
        pages=[page("Home", paragraphs(3)), row("A row", "rows")],
        databases=[database("Rows", None, "rows")],
        data_sources=[data_source("rows", "Rows")],
    )
    with Served(workspace) as served:
        yield served


def error(answer: Any, status: int, code: str, message: str, **data: Any) -> None:
    """The answer is exactly this error."""
    assert answer.status == status
    request_id = answer.headers["x-notion-request-id"]
    body = {"object": "error", "status": status, "code": code, "message": message}
    body |= {"additional_data": data} if data else {}
    assert list(answer.body.items()) == [*body.items(), ("request_id", request_id)]
    assert uuid.UUID(request_id)


@pytest.mark.parametrize("header", [None, "", "Bearer wrong", "Basic abc", "ntn_", "Bearer "])
def test_the_token_is_checked_before_anything_else(served: Served, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for path in ("users/me", "pages/foo", "nothing/here"):
        error(served.send("GET", path, None, headers), 401, "unauthorized", "API token is invalid.")


def test_a_revoked_token_is_refused_at_once(tmp_path: Path) -> None:
    with Served(made(tmp_path, pages=[page("Home")]), token="ntn_mine") as served:
        assert served.emulator.token == "ntn_mine"
        assert served.get("users/me").status == 200
        served.emulator.revoke()
        error(served.get("users/me"), 401, "unauthorized", "API token is invalid.")


def test_a_version_is_needed(served: Served) -> None:
    token = {"Authorization": served.headers()["Authorization"]}
    start = "Notion-Version header failed validation: Notion-Version header should be "
    answer = served.send("GET", "users/me", None, token)
    error(answer, 400, "missing_version", f"{start}defined, instead was `undefined`.")
    known = '`"2022-06-28"`, `"2025-09-03"`, or `"2026-03-11"`'
    error(served.get("users/me", "2019-01-01"), 400, "missing_version", f'{start}{known}, instead was `"2019-01-01"`.')


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", ["", "invalid", "pages", "blocks", "pages/1/2/3", "users/me/more", "file_uploads"])
def test_an_unknown_path_is_no_404(served: Served, path: str, version: str) -> None:
    error(served.get(path, version), 400, "invalid_request_url", "Invalid request URL.")


def test_a_method_that_a_path_does_not_know(served: Served) -> None:
    error(served.get("search"), 400, "invalid_request_url", "Invalid request URL.")
    error(served.post(f"pages/{uid('Home')}"), 400, "invalid_request_url", "Invalid request URL.")


@pytest.mark.parametrize(
    ("version", "method", "path"),
    [
        ("2022-06-28", "GET", f"data_sources/{uid('rows')}"),
        ("2022-06-28", "POST", f"data_sources/{uid('rows')}/query"),
        ("2022-06-28", "GET", f"views?database_id={uid('Rows')}"),
        ("2022-06-28", "GET", f"views/{uid('view')}"),
        ("2025-09-03", "POST", f"databases/{uid('Rows')}/query"),
        ("2026-03-11", "POST", f"databases/{uid('Rows')}/query"),
    ],
)
def test_a_path_of_another_version_is_unknown(served: Served, version: str, method: str, path: str) -> None:
    answer = served.get(path, version) if method == "GET" else served.post(path, version=version)
    error(answer, 400, "invalid_request_url", "Invalid request URL.")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("pages/{}", "page_id"),
        ("pages/{}/properties/title", "page_id"),
        ("blocks/{}", "block_id"),
        ("blocks/{}/children", "block_id"),
        ("databases/{}", "database_id"),
        ("data_sources/{}", "data_source_id"),
        ("users/{}", "user_id"),
        ("views/{}", "view_id"),
    ],
)
@pytest.mark.parametrize("id", ["foo", "12345678-1234-1234-1234-123456789abc", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"])
def test_ids_are_checked_before_objects_are_looked_for(served: Served, path: str, name: str, id: str) -> None:
    message = f'path failed validation: path.{name} should be a valid uuid, instead was `"{id}"`.'
    error(served.get(path.format(id)), 400, "validation_error", message)


@pytest.mark.parametrize("id", [NOWHERE, "00000000-0000-0000-0000-000000000000"])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("pages", "page"),
        ("blocks", "block"),
        ("databases", "database"),
        ("data_sources", "database"),
        ("views", "view"),
    ],
)
def test_what_is_not_there_is_not_found_with_the_name_of_the_integration(
    served: Served, path: str, kind: str, id: str
) -> None:
    message = (
        f"Could not find {kind} with ID: {id}. Make sure the relevant pages and databases are shared with your"
        ' integration "Press".'
    )
    for given in (id, id.replace("-", "")):
        answer = served.get(f"{path}/{given}")
        error(answer, 404, "object_not_found", message, integration_id=uid("integration"))


def test_one_kind_of_object_is_not_another(served: Served) -> None:
    assert served.get(f"databases/{uid('Home')}").status == 404
    assert served.get(f"databases/{uid('rows')}").status == 404
    assert served.get(f"pages/{uid('Rows')}").status == 404
    assert served.get(f"data_sources/{uid('Rows')}").status == 404


def test_ids_are_accepted_without_dashes_and_in_capitals(served: Served) -> None:
    for id in (uid("Home").replace("-", ""), uid("Home").upper()):
        assert served.ok(f"pages/{id}")["id"] == uid("Home")


def test_a_user_that_is_not_there(served: Served) -> None:
    message = (
        f"Could not find user with ID: {NOWHERE}. Make sure your integration has capabilities to read user information."
        " With those capabilities, only members and guests in the integration's workspace are visible."
    )
    error(served.get(f"users/{NOWHERE}"), 404, "object_not_found", message)


def test_a_body_must_be_a_json_object(served: Served) -> None:
    def send(data: bytes) -> Any:
        return served.send("POST", "search", data, served.headers())

    for data in (b"{", b'{"query": "\xff"}', b"nothing"):
        error(send(data), 400, "invalid_json", "Error parsing JSON body.")
    message = "body failed validation: body should be an object, instead was `[1]`."
    error(send(b"[1]"), 400, "validation_error", message)
    assert send(b"").status == 200


def test_unknown_keys_of_a_body_are_refused(served: Served) -> None:
    message = "body failed validation: body.sort should be not present, instead was `{}`."
    error(served.post(f"data_sources/{uid('rows')}/query", {"sort": {}}), 400, "validation_error", message)


@pytest.mark.parametrize(("size", "bound"), [("0", "≥ `1`"), ("101", "≤ `100`")])
def test_the_page_size_has_bounds(served: Served, size: str, bound: str) -> None:
    for place, answer in (
        ("query", served.get(f"blocks/{uid('Home')}/children?page_size={size}")),
        ("body", served.post("search", {"page_size": int(size)})),
    ):
        message = f"{place} failed validation: {place}.page_size should be {bound}, instead was `{size}`."
        error(answer, 400, "validation_error", message)


@pytest.mark.parametrize("size", ["many", "-1", "1.5", "true"])
def test_the_page_size_is_a_number(served: Served, size: str) -> None:
    answer = served.get(f"users?page_size={size}")
    message = f'query failed validation: query.page_size should be a number, instead was `"{size}"`.'
    error(answer, 400, "validation_error", message)


@pytest.mark.parametrize("cursor", ["foo", NOWHERE, f"s:{NOWHERE}:{NOWHERE}"])
def test_a_cursor_that_leads_nowhere_is_refused(served: Served, cursor: str) -> None:
    message = f"The start_cursor provided is invalid: {cursor}"
    for path in (f"blocks/{uid('Home')}/children", "users", f"pages/{uid('Home')}/properties/title"):
        error(served.get(f"{path}?start_cursor={cursor}"), 400, "validation_error", message)
    for path in ("search", f"data_sources/{uid('rows')}/query"):
        error(served.post(path, {"start_cursor": cursor}), 400, "validation_error", message)


@pytest.mark.parametrize("path", ["comments", "views"])
def test_lists_that_need_to_know_of_what(served: Served, path: str) -> None:
    name = {"comments": "block_id", "views": "data_source_id"}[path]
    message = f"query failed validation: query.{name} should be defined, instead was `undefined`."
    error(served.get(path), 400, "validation_error", message)
    message = f'query failed validation: query.{name} should be a valid uuid, instead was `"foo"`.'
    error(served.get(f"{path}?{name}=foo"), 400, "validation_error", message)


def test_good_answers_end_with_their_request_id(served: Served) -> None:
    seen = set()
    for path in ("users/me", "users", f"pages/{uid('Home')}", f"blocks/{uid('Home')}/children", "custom_emojis"):
        answer = served.get(path)
        assert answer.keys[-1] == "request_id"
        assert answer.body["request_id"] == answer.headers["x-notion-request-id"]
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        seen.add(answer.body["request_id"])
    assert len(seen) == 5


def test_requests_are_counted_without_what_follows_the_path(tmp_path: Path) -> None:
    with Served(made(tmp_path, pages=[page("Home", paragraphs(1))])) as served:
        served.get(f"blocks/{uid('Home')}/children?page_size=5")
        served.post("search")
        served.get("nothing")
        assert served.emulator.requests == [f"GET blocks/{uid('Home')}/children", "POST search", "GET nothing"]
