"""Notion's own clients write to the emulator: pages, blocks, properties, the trash, and the errors that they raise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from tests.emulator.clients import call, javascript, python
from tests.emulator.writing import given, paragraph, text

FOLDER = Path(__file__).parents[2] / "example-site" / "workspace"
POSTS_DATABASE, POSTS = "5ea11947-71de-4a1e-bead-11947ca5cade", "71ff414a-4f0c-403f-aea1-cfc61876dd99"
ABOUT, GUIDE = "ab0074be-acde-4fab-9a11-1947cafe5ea5", "f1e1d601-de5e-4a5a-8ded-71de5caf01d0"
MIDDLE, NEW = "2025-09-03", "2026-03-11"
Json = dict[str, Any]
Client = Callable[..., Any]


@pytest.fixture(params=[pytest.param(javascript, marks=pytest.mark.node), python])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Both clients, one after the other."""
    yield request.param


def rounds(client: Client, *steps: Callable[[list[Any]], list[Json]], version: str = MIDDLE) -> list[Any]:
    """Outcomes of calls to the example workspace; each step makes its calls from the outcomes before it."""

    async def run() -> list[Any]:
        found: list[Any] = []
        async with Emulator(Workspace.load(FOLDER)) as emulator:
            for step in steps:
                found += await client(emulator.url, emulator.token, step(found), version=version)
        return found

    return asyncio.run(run())


def good(outcomes: list[Any]) -> list[Any]:
    """The results, each a full object."""
    assert all(one.get("full") for one in outcomes), outcomes
    return [one["result"] for one in outcomes]


def words(listed: Json) -> list[str]:
    found = []
    for block in listed["results"]:
        inner = block[block["type"]]
        found.append("".join(one["plain_text"] for one in inner.get("rich_text", ())) or block["type"])
    return found


@pytest.mark.parametrize("version", [MIDDLE, NEW])
def test_a_row_is_made_changed_trashed_and_restored(client: Client, version: str) -> None:
    properties = {
        "Name": {"title": text("Fog over the skerries")},
        "Status": {"status": {"name": "Published"}},
        "Tags": {"multi_select": [{"name": "Tides"}, {"name": "Fog"}]},
        "Date": {"date": {"start": "2026-04-01"}},
    }
    blocks = [given("heading_2", {"rich_text": text("Fog")}), paragraph("Outer", paragraph("Inner"))]

    def id(found: list[Any]) -> str:
        return str(found[0]["result"]["id"])

    made, listed, changed, trashed, gone, restored = good(
        rounds(
            client,
            lambda _: [
                call("pages.create", parent={"data_source_id": POSTS}, properties=properties, children=blocks, icon={"emoji": "🌫️"})
            ],
            lambda found: [
                call("blocks.children.list", block_id=id(found)),
                call("pages.update", page_id=id(found), properties={"Status": {"status": {"name": "Draft"}}}, icon=None),
                call("pages.update", page_id=id(found), in_trash=True),
                call("dataSources.query", data_source_id=POSTS, filter={"property": "Tags", "multi_select": {"contains": "Fog"}}),
                call("pages.update", page_id=id(found), in_trash=False),
            ],
            version=version,
        )
    )  # fmt: skip
    assert made["parent"] == {"type": "data_source_id", "data_source_id": POSTS, "database_id": POSTS_DATABASE}
    assert [one["name"] for one in made["properties"]["Tags"]["multi_select"]] == ["Tides", "Fog"]
    assert words(listed) == ["Fog", "Outer"]
    assert changed["properties"]["Status"]["status"]["name"] == "Draft"
    assert changed["icon"] is None
    assert trashed["in_trash"]
    assert gone["results"] == []
    assert not restored["in_trash"]


@pytest.mark.parametrize("version", [MIDDLE, NEW])
def test_blocks_are_appended_changed_and_deleted(client: Client, version: str) -> None:
    def append(*blocks: Json, **more: Any) -> Json:
        return call("blocks.children.append", block_id=ABOUT, children=list(blocks), **more)

    def first(found: list[Any], number: int = 0) -> str:
        return str(found[number]["result"]["results"][0]["id"])

    position = "position" if version == NEW else "after"

    def after(id: str) -> Json:
        return {position: {"type": "after_block", "after_block": {"id": id}} if version == NEW else id}

    outcomes = rounds(
        client,
        lambda _: [append(paragraph("First"), paragraph("Third"))],
        lambda found: [append(paragraph("Second"), **after(first(found)))],
        lambda found: [
            call("blocks.update", block_id=first(found, 1), paragraph={"rich_text": text("2nd")}),
            call("blocks.delete", block_id=first(found)),
            call("blocks.children.list", block_id=ABOUT),
            call("blocks.update", block_id=first(found), in_trash=False),
            call("blocks.children.list", block_id=ABOUT),
        ],
        version=version,
    )
    _, between, changed, deleted, without, restored, all_again = good(outcomes)
    assert words(between) == ["Second", "Third"]
    assert changed["paragraph"]["rich_text"][0]["plain_text"] == "2nd"
    assert (deleted["in_trash"], restored["in_trash"]) == (True, False)
    assert words(without)[-2:] == ["2nd", "Third"]
    assert words(all_again)[-3:] == ["First", "2nd", "Third"]


def test_a_page_moves(client: Client) -> None:
    new = {"parent": {"page_id": GUIDE}, "properties": {"title": text("A new page")}}
    outcomes = rounds(
        client,
        lambda _: [call("pages.create", **new)],
        lambda found: [
            call("pages.move", page_id=found[0]["result"]["id"], parent={"page_id": ABOUT}),
            call("blocks.children.list", block_id=ABOUT),
        ],
    )
    made, moved, listed = good(outcomes)
    assert (made["parent"]["page_id"], moved["parent"]["page_id"]) == (GUIDE, ABOUT)
    assert listed["results"][-1]["child_page"] == {"title": "A new page"}


def test_refusals_become_the_right_errors(client: Client) -> None:
    row = {"data_source_id": POSTS}
    outcomes = rounds(
        client,
        lambda _: [
            call("pages.create", parent=row, properties={"Colour": {"number": 1}}),
            call("pages.create", parent=row, properties={"Status": {"status": {"name": "Nearly"}}}),
            call("pages.create", parent={"page_id": POSTS}, properties={}),
            call("blocks.children.append", block_id=ABOUT, children=[paragraph("x")] * 101),
            call("blocks.children.append", block_id=ABOUT, children=[paragraph("x" * 2001)]),
            call("blocks.delete", block_id=ABOUT),
            call("pages.update", page_id=ABOUT, icon=None),
        ],
    )
    errors = [one for one in outcomes if "error" in one]
    assert [(one["code"], one["status"]) for one in errors] == [
        *[("validation_error", 400)] * 2,
        ("object_not_found", 404),
        *[("validation_error", 400)] * 3,
    ]
    assert [one["message"] for one in errors[3:]] == [
        "body failed validation: body.children.length should be ≤ `100`, instead was `101`.",
        "body failed validation: body.children[0].paragraph.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.",
        "Can't edit block that is archived. You must unarchive the block before editing.",
    ]
    assert all(one["request_id"] for one in errors)
