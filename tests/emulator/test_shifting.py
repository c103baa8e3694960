"""Workspaces that change while they are read, and lists that shift while they are paged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.changes import apply
from notionpress.emulator.checks import WorkspaceError
from notionpress.emulator.faults import Change, Fault, FaultPlan, Faults, RateLimit
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import block, data_source, database, page, row, uid
from tests.emulator.served import Served, made

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
MINUTE = "2026-03-01T12:00:00.000Z"
QUERY = f"data_sources/{uid('rows')}/query"
HOME = f"pages/{uid('Home')}"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    children = [block("paragraph", "Words", id=uid("words")), {"type": "child_page", "child_page": uid("Below")}]
    return made(
        tmp_path,
        pages=[
            page("Home", children),
            page("Below", parent={"page_id": uid("Home")}),
            *(row(f"Row {one}", "rows", created_time=f"2026-01-01T10:{one:02}:00.000Z") for one in range(6)),
        ],
        databases=[database("Rows", None, "rows")],
        data_sources=[data_source("rows", "Rows", Number={"type": "number", "number": {}})],
    )


def serving(workspace: Workspace, *changes: Change, **options: Any) -> Served:
    return Served(workspace, faults=Faults(changes=changes), now=lambda: NOW, **options)


def rows_in_parts(served: Served) -> list[str]:
    known = {uid(f"Row {one}"): one for one in range(10)}
    found = []
    for part in served.parts(QUERY, 2, body={"sorts": [{"timestamp": "created_time", "direction": "ascending"}]}):
        found += [known[one["id"]] for one in part["results"]]
    return [str(one) for one in found]


def test_a_cursor_that_names_a_place_skips_what_moves_up(workspace: Workspace) -> None:
    change = Change("trash", id=uid("Row 0"), at=2, path=QUERY)
    with serving(workspace, change, positional_cursors=True) as served:
        assert rows_in_parts(served) == ["0", "1", "3", "4", "5"]
        assert rows_in_parts(served) == ["1", "2", "3", "4", "5"]


def test_a_cursor_that_names_a_place_repeats_what_moves_down(workspace: Workspace) -> None:
    new = {"object": "page", **row("Row 9", "rows", created_time="2026-01-01T09:00:00.000Z")}
    with serving(workspace, Change("add", object=new, at=2, path=QUERY), positional_cursors=True) as served:
        assert rows_in_parts(served) == ["0", "1", "1", "2", "3", "4", "5"]
        assert rows_in_parts(served) == ["9", "0", "1", "2", "3", "4", "5"]


def test_a_cursor_that_names_a_row_is_refused_when_the_row_is_gone(workspace: Workspace) -> None:
    with serving(workspace, Change("trash", id=uid("Row 2"), at=2, path=QUERY)) as served:
        cursor = served.ok(QUERY, body={"page_size": 2})["next_cursor"]
        answer = served.post(QUERY, {"page_size": 2, "start_cursor": cursor})
        assert (answer.status, answer.body["code"]) == (400, "validation_error")


def test_places_that_no_cursor_names_are_refused(workspace: Workspace) -> None:
    with serving(workspace, positional_cursors=True) as served:
        cursor = served.ok(f"blocks/{uid('Home')}/children?page_size=1")["next_cursor"]
        assert served.ok(f"blocks/{uid('Home')}/children?start_cursor={cursor}")["results"]
        for wrong in (uid("words"), "-1", f"{cursor[:-2]}_1", "nothing"):
            assert served.get(f"blocks/{uid('Home')}/children?start_cursor={wrong}").status == 400
        query = served.ok(QUERY, body={"page_size": 2})["next_cursor"]
        assert query.startswith("s:")
        assert served.post(QUERY, {"start_cursor": query.replace("-4000-", "-4001-")}).status == 400


def test_what_is_hidden_or_trashed_comes_back(workspace: Workspace) -> None:
    changes = [
        Change(do, id=uid("Below"), at=at, path="pages/")  # type: ignore[arg-type]
        for at, do in ((2, "unshare"), (3, "share"), (4, "trash"), (5, "restore"))
    ]
    with serving(workspace, *changes) as served:
        answers = [served.get(f"pages/{uid('Below')}") for _ in range(5)]
        assert [answer.status for answer in answers] == [200, 404, 200, 200, 200]
        assert [answer.body.get("in_trash") for answer in answers] == [False, None, False, True, False]
        # The page that it is taken from is edited by that, at once.
        assert served.ok(HOME)["last_edited_time"] == answers[-1].body["last_edited_time"] == MINUTE


def test_a_page_and_a_block_are_edited(workspace: Workspace) -> None:
    changes = [
        Change("edit", id=uid("Row 1"), at=1, object={"properties": {"Number": 7}, "icon": {"emoji": "🌊"}}),
        Change("edit", id=uid("words"), at=2, object={"paragraph": {"rich_text": "Other"}}, quiet=True),
    ]
    with serving(workspace, *changes) as served:
        found = served.ok(f"pages/{uid('Row 1')}")
        assert found["properties"]["Number"]["number"] == 7
        assert found["properties"]["Name"]["title"][0]["plain_text"] == "Row 1"
        assert found["last_edited_time"] == MINUTE
        children = served.ok(f"blocks/{uid('Home')}/children")["results"]
        assert children[0]["paragraph"]["rich_text"][0]["plain_text"] == "Other"
        assert served.ok(HOME)["last_edited_time"] != MINUTE


def test_a_page_that_is_added_stands_in_its_parent(workspace: Workspace) -> None:
    new = {"object": "page", **page("New", parent={"page_id": uid("Home")})}
    del new["created_time"], new["last_edited_time"]
    with serving(workspace, Change("add", object=new)) as served:
        children = served.ok(f"blocks/{uid('Home')}/children")["results"]
        assert [one["type"] for one in children] == ["paragraph", "child_page", "child_page"]
        assert children[-1]["id"] == uid("New")
        assert served.ok(f"pages/{uid('New')}")["created_time"] == MINUTE
        assert served.ok(HOME)["last_edited_time"] == MINUTE


def test_a_token_is_revoked_in_the_middle(workspace: Workspace) -> None:
    with serving(workspace, Change("revoke", at=3)) as served:
        assert [served.get(HOME).status for _ in range(4)] == [200, 200, 401, 401]


def test_a_change_that_cannot_be_made_is_no_change() -> None:
    with pytest.raises(ValueError, match="needs an `object`"):
        Change("add")
    with pytest.raises(ValueError, match="needs an `id`"):
        Change("trash")


def test_a_change_says_what_is_wrong_with_it(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        apply(Change("trash", id=uid("nothing")), workspace, NOW)
    with pytest.raises(WorkspaceError):
        apply(Change("edit", id=uid("Row 1"), object={"properties": {"Number": "seven"}}), workspace, NOW)


def test_a_plan_holds_for_the_whole_server(workspace: Workspace) -> None:
    plan = FaultPlan(
        latency=3,
        query_cap=4,
        part_size=3,
        positional_cursors=True,
        rate_limit=RateLimit(5, 60),
        faults=(Fault(500),),
        changes=(Change("trash", id=uid("Row 5"), at=2),),
    )
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    served = Served(workspace)
    served.emulator = Emulator.under(plan, workspace, clock=lambda: 0.0, sleep=sleep)
    with served:
        assert served.get(HOME).status == 500
        assert [len(part["results"]) for part in served.parts(QUERY, 100, body={})] == [3, 1]
        assert workspace.in_trash(uid("Row 5"))
        assert [served.get(HOME).status for _ in range(4)] == [200, 200, 200, 429]
        assert slept == [3.0] * 7
