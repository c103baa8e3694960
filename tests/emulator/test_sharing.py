"""What the connection may see: sharing, capabilities and the trash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import below, block, data_source, database, page, paragraphs, row, uid
from tests.emulator.served import VERSIONS, Served, made

COPY = block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("original")}}, id=uid("copy"))


def workspace(folder: Path, **about: Any) -> Workspace:
    return made(
        folder,
        workspace=about,
        pages=[
            page(
                "Home",
                [
                    COPY,
                    block("toggle", "Toggle", paragraphs(2, "Inside"), id=uid("toggle")),
                    {"type": "child_page", "child_page": uid("Child")},
                    {"type": "child_database", "child_database": uid("Rows")},
                ],
            ),
            below("Child", "Home", [block("toggle", "Deep", [block("paragraph", "Deeper", id=uid("deep"))])]),
            page("Source", [block("synced_block", {"synced_from": None}, paragraphs(2, "Shared"), id=uid("original"))]),
            row("A row", "rows", properties={"To": [uid("Other row")], "By": [uid("Ada")]}),
            row("Other row", "others"),
        ],
        databases=[database("Rows", "Home", "rows"), database("Others", None, "others")],
        data_sources=[
            data_source(
                "rows",
                "Rows",
                To={"type": "relation", "relation": {"data_source_id": uid("others")}},
                Count={"type": "rollup", "rollup": {"relation_property_name": "To", "function": "count"}},
                By={"type": "people", "people": {}},
            ),
            data_source("others", "Others"),
        ],
        users=[{"id": uid("Ada"), "name": "Ada", "type": "person", "person": {"email": "ada@example.org"}}],
        views=[{"id": uid("view"), "parent": {"database_id": uid("Rows")}, "data_source_id": uid("rows")}],
        comments=[{"parent": {"page_id": uid("Home")}, "rich_text": "Well", "created_by": {"id": uid("Ada")}}],
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(workspace(tmp_path)) as served:
        yield served


def statuses(served: Served, *paths: str) -> set[int]:
    return {served.get(path).status for path in paths}


def found(served: Served, **body: Any) -> set[str]:
    return {one["id"] for one in served.ok("search", body=body)["results"]}


BELOW_HOME = (
    f"pages/{uid('Home')}",
    f"blocks/{uid('toggle')}/children",
    f"pages/{uid('Child')}",
    f"blocks/{uid('deep')}",
    f"databases/{uid('Rows')}",
    f"data_sources/{uid('rows')}",
    f"pages/{uid('A row')}",
    f"views/{uid('view')}",
    f"comments?block_id={uid('Home')}",
    f"pages/{uid('A row')}/properties/title",
)


def test_what_is_below_is_shared_with_what_is_above(served: Served) -> None:
    assert statuses(served, *BELOW_HOME) == {200}
    served.workspace.unshare(uid("Home"))
    assert statuses(served, *BELOW_HOME) == {404}
    assert served.post(f"data_sources/{uid('rows')}/query").status == 404
    assert found(served) == {uid("Source"), uid("Other row"), uid("others")}
    served.workspace.share(uid("Child"))
    assert statuses(served, f"pages/{uid('Child')}", f"blocks/{uid('deep')}") == {200}
    assert statuses(served, f"pages/{uid('Home')}", f"pages/{uid('A row')}") == {404}
    served.workspace.share(uid("Home"))
    assert statuses(served, *BELOW_HOME) == {200}


def test_the_workspace_file_says_what_is_not_shared(tmp_path: Path) -> None:
    with Served(workspace(tmp_path, unshared=[uid("Rows")])) as served:
        assert statuses(served, f"databases/{uid('Rows')}", f"pages/{uid('A row')}") == {404}
        assert statuses(served, f"pages/{uid('Home')}") == {200}


def test_a_copy_shows_its_original_and_nothing_when_that_is_not_shared(served: Served) -> None:
    copy, original = (served.ok(f"blocks/{uid(name)}/children")["results"] for name in ("copy", "original"))
    assert copy == original
    assert [one["paragraph"]["rich_text"][0]["plain_text"] for one in copy] == ["Shared 0", "Shared 1"]
    assert served.ok(f"blocks/{uid('copy')}")["has_children"] is True
    served.workspace.unshare(uid("Source"))
    for name in ("copy", "original"):
        answer = served.get(f"blocks/{uid(name)}/children")
        assert answer.status == 404
        assert answer.body["message"].startswith(f"Could not find block with ID: {uid('original')}.")
    assert served.get(f"blocks/{uid('copy')}").status == 200


def test_copies_of_each_other_end(served: Served) -> None:
    def turn(one: dict[str, Any]) -> None:
        one["children"] = []
        one["synced_block"] = {"synced_from": {"block_id": uid("copy")}}

    served.workspace.edit(uid("original"), turn)
    assert served.ok(f"blocks/{uid('copy')}/children")["results"] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_relation_to_what_is_not_shared_is_left_out_with_its_rollups(served: Served, version: str) -> None:
    path = f"databases/{uid('Rows')}" if version == "2022-06-28" else f"data_sources/{uid('rows')}"
    assert list(served.ok(path, version)["properties"]) == ["Name", "To", "Count", "By"]
    served.workspace.unshare(uid("Others"))
    assert list(served.ok(path, version)["properties"]) == ["Name", "By"]
    assert list(served.ok(f"pages/{uid('A row')}", version)["properties"]) == ["Name", "By"]


ENDPOINTS = {
    "read_content": [path for path in BELOW_HOME if not path.startswith("comments")],
    "read_comments": [f"comments?block_id={uid('Home')}"],
    "read_users": ["users", f"users/{uid('Ada')}"],
}


@pytest.mark.parametrize("capability", list(ENDPOINTS))
def test_a_missing_capability_is_refused(tmp_path: Path, capability: str) -> None:
    others = [one for one in (*ENDPOINTS, "read_user_email") if one != capability]
    with Served(workspace(tmp_path, capabilities=others)) as served:
        for path in ENDPOINTS[capability]:
            answer = served.get(path)
            assert (answer.status, answer.body["code"]) == (403, "restricted_resource")
            assert answer.body["message"] == "Insufficient permissions for this endpoint."
        assert (served.post("search").status == 403) is (capability == "read_content")
        for other, paths in ENDPOINTS.items():
            assert other == capability or statuses(served, *paths) == {200}
        assert served.get("users/me").status == 200


def test_people_without_the_capabilities_to_know_them(tmp_path: Path) -> None:
    path = f"pages/{uid('A row')}"
    with Served(workspace(tmp_path / "a", capabilities=["read_content", "read_users"])) as served:
        assert served.ok(path)["properties"]["By"]["people"][0]["person"] == {}
        assert served.ok("users")["results"][0]["person"] == {}
    with Served(workspace(tmp_path / "b", capabilities=["read_content"])) as served:
        assert served.ok(path)["properties"]["By"]["people"] == [{"object": "user", "id": uid("Ada")}]


def test_a_trashed_page_is_still_there_but_in_no_list(served: Served) -> None:
    served.workspace.trash(uid("Child"))
    page = served.ok(f"pages/{uid('Child')}")
    assert (page["in_trash"], page["archived"]) == (True, True)
    assert served.ok(f"blocks/{uid('deep')}")["in_trash"] is True
    listed = served.ok(f"blocks/{uid('Home')}/children")["results"]
    assert uid("Child") not in [one["id"] for one in listed]
    assert uid("Child") not in found(served)
    assert found(served, filter={"in_trash": True}) == {uid("Child")}
    served.workspace.restore(uid("Child"))
    assert uid("Child") in found(served)
    assert served.ok(f"pages/{uid('Child')}")["in_trash"] is False


def test_a_trashed_block_takes_what_is_below_with_it(served: Served) -> None:
    inside = served.ok(f"blocks/{uid('toggle')}/children")["results"][0]["id"]
    served.workspace.trash(uid("toggle"))
    assert served.ok(f"blocks/{uid('toggle')}")["in_trash"] is True
    assert served.ok(f"blocks/{inside}")["in_trash"] is True
    assert uid("toggle") not in [one["id"] for one in served.ok(f"blocks/{uid('Home')}/children")["results"]]
    assert served.ok(f"pages/{uid('Home')}")["in_trash"] is False


def test_trashed_rows_and_databases(served: Served) -> None:
    path = f"data_sources/{uid('rows')}/query"
    served.workspace.trash(uid("A row"))
    assert served.ok(path, body={})["results"] == []
    assert [one["id"] for one in served.ok(path, body={"in_trash": True})["results"]] == [uid("A row")]
    served.workspace.restore(uid("A row"))
    assert len(served.ok(path, body={})["results"]) == 1
    served.workspace.trash(uid("Rows"))
    assert served.ok(f"databases/{uid('Rows')}")["in_trash"] is True
    assert served.ok(f"data_sources/{uid('rows')}")["in_trash"] is True
    assert uid("rows") not in found(served)
