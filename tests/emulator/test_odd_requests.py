"""Whatever it is asked, the emulator answers as Notion does: with an object and a request id, never with a fault of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notionpress.emulator.workspace import Workspace
from tests.conftest import PROJECT
from tests.emulator.served import VERSIONS, Served

POSTS = "5ea11947-71de-4a1e-bead-11947ca5cade"
SOURCE = "71ff414a-4f0c-403f-aea1-cfc61876dd99"
PAGE = "c9ac67a1-d2bb-4c8d-9366-4c4c476b6b78"
VIEW = "4526708a-2007-4c3a-8e70-9327a86b138d"

ids = st.sampled_from(
    (POSTS, SOURCE, PAGE, VIEW, PAGE.replace("-", ""), "00000000-0000-0000-0000-000000000000", "x", "%20")
)
kinds = st.sampled_from(
    (
        "users",
        "users/me",
        "users/{}",
        "search",
        "databases/{}",
        "databases/{}/query",
        "data_sources/{}",
        "data_sources/{}/query",
        "pages/{}",
        "pages/{}/properties/title",
        "pages/{}/properties/{}",
        "blocks/{}",
        "blocks/{}/children",
        "comments",
        "views",
        "views/{}",
        "custom_emojis",
        "nothing/{}",
        "",
    )
)
words = st.sampled_from(("", "1", "0", "-1", "101", "100", "null", "title", "Name", "Status", PAGE, "s:x:y", "\u00e9"))
names = st.sampled_from(
    ("page_size", "start_cursor", "block_id", "database_id", "data_source_id", "filter_properties", "query", "odd")
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 200), words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                (
                    "and",
                    "or",
                    "property",
                    "timestamp",
                    "direction",
                    "title",
                    "status",
                    "date",
                    "equals",
                    "is_empty",
                    "value",
                )
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)
bodies = st.dictionaries(
    st.sampled_from(("filter", "sorts", "sort", "query", "page_size", "start_cursor", "in_trash", "odd")),
    values,
    max_size=4,
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(Workspace.load(PROJECT / "example-site" / "workspace")) as running:
        yield running


@settings(max_examples=400)
@given(data=st.data())
def test_no_request_makes_it_stumble(served: Served, data: Any) -> None:
    method = data.draw(st.sampled_from(("GET", "POST", "PATCH", "DELETE")))
    path = data.draw(kinds)
    for _ in range(path.count("{}")):
        path = path.replace("{}", data.draw(ids), 1)
    query = "&".join(
        f"{name}={word.encode().hex() if not word.isascii() else word}"
        for name, word in data.draw(st.dictionaries(names, words, max_size=3)).items()
    )
    body = json.dumps(data.draw(bodies)).encode() if method == "POST" else None
    if method == "POST" and data.draw(st.integers(0, 9)) == 0:
        body = data.draw(st.sampled_from((b"", b"[]", b"{", b"\xff", b'"x"')))
    headers = {
        "Authorization": f"Bearer {served.emulator.token}",
        "Notion-Version": data.draw(st.sampled_from(VERSIONS)),
        "Content-Type": "application/json",
    }
    answer = served.send(method, f"{path}?{query}", body, headers)
    assert answer.status in (200, 400, 403, 404), (method, path, query, body, answer.data)
    assert answer.body["object"]
    assert answer.keys[-1] == "request_id"
    assert answer.body["request_id"] == answer.headers["x-notion-request-id"]
    if answer.status != 200:
        assert answer.keys[:4] == ["object", "status", "code", "message"]
