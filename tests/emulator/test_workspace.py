"""Loading a workspace, what is wrong with a folder, and changes while it is served."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.checks import WorkspaceError
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import block, data_source, database, page, paragraphs, plain, row, uid, write
from tests.emulator.served import Served, made
from tests.recordings import corpus

Json = dict[str, Any]
STATUS = {"type": "status", "status": {"options": [{"name": "Draft"}, {"name": "Published"}]}}


def words(served: Served, id: str) -> list[str]:
    return [
        "".join(piece["plain_text"] for piece in one[one["type"]]["rich_text"])
        for one in served.ok(f"blocks/{id}/children")["results"]
    ]


def broken(folder: Path, change: Callable[[Json], None], kind: str = "pages") -> str:
    """The error of a workspace in which one object was changed."""
    objects: dict[str, list[Json]] = {
        "pages": [row("A row", "rows", [block("toggle", "One", paragraphs(1))])],
        "databases": [database("Rows", None, "rows")],
        "data_sources": [data_source("rows", "Rows", Status=STATUS, Date={"type": "date", "date": {}})],
        "users": [{"id": uid("Ada"), "name": "Ada"}],
    }
    change(objects[kind][0])
    write(folder / "workspace", **objects)
    with pytest.raises(WorkspaceError) as caught:
        Workspace.load(folder / "workspace")
    assert caught.value.hint
    file = str(folder / "workspace" / kind / "0.json")
    assert caught.value.message.startswith(f"{file}: "), caught.value.message
    return caught.value.message.removeprefix(f"{file}: ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: one.update(id="1"), "id: '1' is no id with dashes that Notion would accept"),
        (lambda one: one.update(object="database"), "`object` must be `page` here, not `database`"),
        (lambda one: one.update(created_time="yesterday"), "created_time: 'yesterday' is no time with a zone"),
        (lambda one: one.update(last_edited_time="2026-01-01"), "last_edited_time: '2026-01-01' is no time with a zone"),
        (lambda one: one.update(properties=[]), "properties: must be an object"),
        (lambda one: one["properties"].update(Nme="x"), "properties.Nme: the data source has no such property: Name, Status, Date"),
        (lambda one: one["properties"].update(Status="Publshed"), "properties.Status: there is no option 'Publshed': Draft, Published"),
        (lambda one: one["properties"].update(Date="soon"), "properties.Date: 'soon' is no date"),
        (lambda one: one["properties"].update(Name=7), "properties.Name: must be a string, or a list of strings and rich text objects"),
        (lambda one: one.update(parent={"data_source_id": uid("x")}), f"parent: there is no data source {uid('x')}"),
        (lambda one: one.update(children={}), "children: must be a list"),
        (lambda one: one["children"].append({}), "children[1]: must be an object with a `type`"),
        (lambda one: one["children"].append({"type": "paragrph", "paragraph": {}}), "children[1].paragrph: must be an object"),
        (lambda one: one["children"][0]["children"][0].update(type="quote"), "children[0].children[0].quote: must be an object"),
        (lambda one: one["children"][0]["toggle"].update(rich_text=[1]), "children[0].toggle.rich_text: [0] must be a string, or an object with `text`, `mention` or `equation`"),
        (lambda one: one["children"].append({"type": "image", "image": {"file": {}}}), "children[1].image: must have a `url` in `file` or `external`"),
        (lambda one: one["children"].append(block("callout", {"icon": {"name": "x"}})), "children[1].callout.icon: must have `emoji`, `icon`, `custom_emoji`, `file` or `external`"),
        (lambda one: one["children"].append(block("paragraph", {"rich_text": [{"mention": {"page": {"id": "x"}}}]})), "children[1].paragraph.rich_text: [0] 'x' is no id with dashes that Notion would accept"),
        (lambda one: one["children"].append(block("paragraph", {"rich_text": [{"mention": {"date": {}}}]})), "children[1].paragraph.rich_text: [0] must have `start` in its `date`"),
        (lambda one: one["children"].append(block("table_row", {"cells": ["a", [{"text": {}}]]})), "children[1].table_row.cells[1]: [0] must have `content` in its `text`"),
        (lambda one: one["children"].append(block("synced_block", {"synced_from": {"block_id": 1}})), "children[1].synced_block.synced_from.block_id: 1 is no id with dashes that Notion would accept"),
        (lambda one: one.update(cover={"file": "x"}), "cover: must have a `url` in `file` or `external`"),
        (lambda one: one["children"].append({"type": "child_page", "child_page": "x"}), "children[1].child_page: 'x' is no id with dashes that Notion would accept"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_page_is_told_with_its_place(
    tmp_path: Path, change: Callable[[Json], None], message: str
) -> None:
    assert broken(tmp_path, change) == message


def test_mistakes_in_other_files(tmp_path: Path) -> None:
    no_title = lambda one: one["properties"].pop("Name")  # noqa: E731
    assert broken(tmp_path / "a", no_title, "data_sources") == "properties: there must be one of type `title`, not 0"
    untyped = lambda one: one["properties"].update(Status={})  # noqa: E731
    assert broken(tmp_path / "b", untyped, "data_sources") == "properties.Status: must be an object with a `type`"


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    folder = plain(tmp_path / "workspace", 2)
    (folder / "pages" / "1.json").write_text('{"object": "page",}')
    with pytest.raises(WorkspaceError, match=r"pages/1\.json: is no JSON: .*byte 18"):
        Workspace.load(folder)
    (folder / "pages" / "1.json").write_text("[]")
    with pytest.raises(WorkspaceError, match=r"pages/1\.json: must be an object"):
        Workspace.load(folder)


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="there is no workspace folder"):
        Workspace.load(tmp_path / "nowhere")
    with pytest.raises(WorkspaceError, match=r"workspace\.json: cannot be read: No such file"):
        Workspace.load(tmp_path)
    for about, message in (
        ({"nme": "x"}, "unknown field `nme`"),
        ({"capabilities": ["write"]}, "there is no capability `write`"),
        ({"unshared": ["x"]}, "must be ids with dashes, not `x`"),
    ):
        (tmp_path / "workspace.json").write_text(json.dumps(about))
        with pytest.raises(WorkspaceError, match=message):
            Workspace.load(tmp_path)


def test_ids_that_are_not_given_are_the_same_in_every_run(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "workspace", pages=[page("Home", [block("toggle", "One", paragraphs(2)), *paragraphs(2)])]
    )
    found = []
    for _ in range(2):
        with Served(Workspace.load(folder)) as served:
            top = served.ok(f"blocks/{uid('Home')}/children")["results"]
            inner = served.ok(f"blocks/{top[0]['id']}/children")["results"]
            found.append([one["id"] for one in (*top, *inner)])
            assert inner[0]["parent"] == {"type": "block_id", "block_id": top[0]["id"]}
            assert top[0]["parent"] == {"type": "page_id", "page_id": uid("Home")}
            for one in (*top, *inner):
                assert served.ok(f"blocks/{one['id']}")["id"] == one["id"]
    assert found[0] == found[1]
    assert len(set(found[0])) == 5


def test_an_edit_is_served_at_once_and_moves_the_time_only_when_told(tmp_path: Path) -> None:
    with Served(
        made(tmp_path, pages=[page("Home", [block("toggle", "One", paragraphs(2)), *paragraphs(2)])])
    ) as served:
        before = served.ok(f"blocks/{uid('Home')}/children")["results"]
        page_before = served.ok(f"pages/{uid('Home')}")
        served.workspace.edit(before[1]["id"], lambda one: one["paragraph"].update(rich_text="Changed"))
        assert words(served, uid("Home")) == ["One", "Changed", "Words 1"]
        assert served.ok(f"pages/{uid('Home')}")["last_edited_time"] == page_before["last_edited_time"]
        moment = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
        new = block("paragraph", "New")
        served.workspace.edit(uid("Home"), lambda one: one["children"].insert(0, new), at=moment)
        after = served.ok(f"blocks/{uid('Home')}/children")["results"]
        assert [one["id"] for one in after[1:]] == [one["id"] for one in before]
        assert after[0]["id"] not in [one["id"] for one in before]
        assert words(served, uid("Home")) == ["New", "One", "Changed", "Words 1"]
        assert words(served, before[0]["id"]) == ["Words 0", "Words 1"]
        assert served.ok(f"pages/{uid('Home')}")["last_edited_time"] == "2026-05-06T07:08:00.000Z"
        with pytest.raises(WorkspaceError, match=r"children\[0\]\.paragraph\.rich_text: must be a string"):
            served.workspace.edit(after[0]["id"], lambda one: one["paragraph"].update(rich_text=1))
        assert words(served, uid("Home"))[0] == "New"
        served.workspace.edit(before[0]["id"], lambda one: one["children"].pop())
        assert words(served, before[0]["id"]) == ["Words 0"]
    with pytest.raises(KeyError):
        served.workspace.edit(uid("nothing"), lambda one: None)


def test_rows_and_other_objects_can_be_added_and_changed(tmp_path: Path) -> None:
    folder = plain(tmp_path / "workspace", 2)
    with Served(Workspace.load(folder)) as served:
        path = f"data_sources/{uid('posts')}/query"
        assert len(served.ok(path, body={})["results"]) == 2
        served.workspace.add(row("New", "posts", paragraphs(1), created_time="2026-02-01T00:00:00.000Z"))
        assert [one["id"] for one in served.ok(path, body={})["results"]][2:] == [uid("New")]
        assert words(served, uid("New")) == ["Words 0"]
        served.workspace.add(database("More", None, "more"))
        served.workspace.add(data_source("more", "More"))
        assert served.ok(f"databases/{uid('More')}")["data_sources"] == [{"id": uid("more"), "name": "more"}]
        change = lambda one: one["properties"].update(Date={"type": "date", "date": {}})  # noqa: E731
        served.workspace.edit(uid("posts"), change, at=datetime(2026, 5, 6, tzinfo=UTC))
        assert "Date" in served.ok(f"data_sources/{uid('posts')}")["properties"]
        assert served.ok(f"data_sources/{uid('posts')}")["last_edited_time"] == "2026-05-06T00:00:00.000Z"
        assert served.ok(f"pages/{uid('New')}")["properties"]["Date"]["date"] is None
    with pytest.raises(WorkspaceError, match="no such property"):
        served.workspace.add(row("Wrong", "posts", properties={"Nothing": 1}))
    assert sorted(path.name for path in (folder / "pages").iterdir()) == ["0.json", "1.json"]


@pytest.mark.corpus
def test_a_recording_is_served_under_every_version() -> None:
    recorded = json.loads((corpus() / "_sites" / "emoriarty+notion_to_md.json").read_bytes())
    id = next(id for id, value in recorded["databases"].items() if "properties" in value)
    with Served(Workspace.from_recording(recorded)) as served:
        old = served.ok(f"databases/{id}", "2022-06-28")
        assert list(old["properties"]) == list(recorded["databases"][id]["properties"])
        (source,) = served.ok(f"databases/{id}")["data_sources"]
        rows = served.ok(f"data_sources/{source['id']}/query", body={})["results"]
        assert {one["id"] for one in rows} == {
            key for key, value in recorded["pages"].items() if value["parent"].get("database_id") == id
        }
        for page_id, blocks in recorded["children"].items():
            answer = served.ok(f"blocks/{page_id}/children", "2022-06-28")
            assert [one["id"] for one in answer["results"]] == [one["id"] for one in blocks][:100]


@pytest.mark.corpus
def test_files_of_a_recording_are_asked_of_the_emulator_and_are_not_there() -> None:
    checked = 0
    for path in sorted((corpus() / "_sites").glob("*.json")):
        recorded = json.loads(path.read_bytes())
        with Served(Workspace.from_recording(recorded)) as served:
            for parent in list(recorded["children"])[:60]:
                for one in served.ok(f"blocks/{parent}/children")["results"]:
                    payload = one[one["type"]]
                    if isinstance(payload, dict) and payload.get("type") == "file":
                        assert payload["file"]["url"].startswith(served.emulator.url)
                        assert served.send("GET", payload["file"]["url"]).status == 404
                        checked += 1
    assert checked > 10


@pytest.mark.corpus
def test_what_was_not_recorded_is_not_found() -> None:
    recorded = json.loads((corpus() / "_sites" / "nvlgzr+notion2svelte.json").read_bytes())
    with Served(Workspace.from_recording(recorded)) as served:
        children = [
            one["id"] for listed in recorded["children"].values() for one in listed if one["type"] == "child_page"
        ]
        missing = [id for id in children if id not in recorded["pages"]]
        assert missing
        assert {served.get(f"pages/{id}").status for id in missing} == {404}
        row = next(value for value in recorded["pages"].values() if "database_id" in value["parent"])
        assert served.get(f"databases/{row['parent']['database_id']}").status == 404
        assert served.ok(f"pages/{row['id']}", "2022-06-28")["parent"] == row["parent"]
