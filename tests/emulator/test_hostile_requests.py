"""Requests that no client should send: the server answers each, and never with an error of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import everything, uid
from tests.emulator.served import VERSIONS, Served

IDS = [uid(name) for name in ("Home", "posts", "Posts", "view", "original", "Ada", "notes", "Nobody")]
WORDS = [
    *("filter", "sorts", "and", "or", "property", "timestamp", "created_time", "direction", "ascending", "Name", "By"),
    *(
        "title",
        "equals",
        "contains",
        "is_empty",
        "start_cursor",
        "page_size",
        "query",
        "sort",
        "value",
        "object",
        "page",
    ),
    *("result_type", "in_trash", "people", "me", "last_edited_time", "this_week", "today", "rollup", "formula", "any"),
]
PATHS = [
    *("users/me", "users", "users/{}", "search", "pages/{}", "pages/{}/properties/{}", "databases/{}", "views"),
    *("databases/{}/query", "data_sources/{}", "data_sources/{}/query", "blocks/{}", "blocks/{}/children", "comments"),
    *("views/{}", "custom_emojis", "nothing", "{}", ""),
]
words = st.sampled_from([*WORDS, *IDS]) | st.text(max_size=5)
bodies = st.dictionaries(
    words,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=3,
)
parameters = st.dictionaries(
    st.sampled_from(["page_size", "start_cursor", "filter_properties", "database_id", "data_source_id", "block_id"]),
    words,
    max_size=2,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(Workspace.load(everything(tmp_path_factory.mktemp("hostile") / "workspace"))) as served:
        yield served


def whole(answer: Any) -> None:
    """The answer is one of Notion's: good, or a refusal with its request id."""
    assert answer.status in (200, 400, 403, 404), answer.data
    assert answer.keys[-1] == "request_id"
    assert answer.body["request_id"] == answer.headers["x-notion-request-id"]
    if answer.status != 200:
        assert answer.keys[:4] == ["object", "status", "code", "message"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PATHS), words, parameters, bodies | st.none(), st.sampled_from(VERSIONS))
def test_any_request_has_an_answer(
    served: Served, path: str, id: str, query: dict[str, str], body: dict[str, Any] | None, version: str
) -> None:
    path = path.replace("{}", quote(id, safe=""))
    if query:
        path = f"{path}?{'&'.join(f'{name}={quote(value)}' for name, value in query.items())}"
    whole(served.get(path, version) if body is None else served.post(path, body, version))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"filter":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"filter":' + b'{"and":[' * 450 + b"]}" * 450 + b"}",
        b'{"page_size":' + b"9" * 5_000 + b"}",
    ],
)
def test_a_body_without_end_is_refused(served: Served, body: bytes) -> None:
    whole(served.send("POST", f"data_sources/{uid('posts')}/query", body, served.headers()))


def test_a_page_size_without_end_is_refused(served: Served) -> None:
    whole(served.get(f"users?page_size={'9' * 5_000}"))


@pytest.mark.parametrize("name", [b"Authorization", b"Notion-Version"])
def test_a_header_that_is_no_text_is_refused(served: Served, name: bytes) -> None:
    headers = {key.encode(): value.encode() for key, value in served.headers().items()} | {name: b"\xff\xfe"}
    lines = [b"GET /v1/users/me HTTP/1.1", b"Host: here", b"Connection: close"]
    assert status(served, *lines, *(key + b": " + value for key, value in headers.items())) in (400, 401)


def test_an_address_that_is_none_is_refused(served: Served) -> None:
    assert status(served, b"GET //[/v1/users HTTP/1.1", b"Host: here", b"Connection: close") == 400


def status(served: Served, *lines: bytes) -> int:
    """The status of the answer to a request that is sent as it is."""
    target = urlsplit(served.emulator.url)
    with socket.create_connection((target.hostname, target.port), timeout=10) as connection:
        connection.sendall(b"\r\n".join((*lines, b"", b"")))
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert msgspec.json.decode(body)["object"] == "error"
    return int(head.split()[1])
