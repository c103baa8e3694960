"""Blocks that are appended, changed, put into the trash and taken out of it through the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notionpress.emulator.happened import Happened
from tests.crawl.workspaces import TIME, block, uid
from tests.emulator.served import VERSIONS
from tests.emulator.writing import Json, Writing, given, paragraph, text, writing

OLD, MIDDLE, NEW = VERSIONS
HOME, ONE, TWO = (uid(name) for name in ("Home", "one", "two"))
LATER = [uid("Below"), uid("Posts")]


@pytest.fixture
def notion(tmp_path: Path) -> Iterator[Writing]:
    with writing(tmp_path) as found:
        yield found


def ids(found: list[Json]) -> list[str]:
    return [one["id"] for one in found]


@pytest.mark.parametrize("version", VERSIONS)
def test_blocks_are_appended_at_the_end(notion: Writing, version: str) -> None:
    answer = notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("A"), paragraph("B")]}, version)
    assert list(answer) == ["object", "results", "next_cursor", "has_more", "type", "block", "request_id"]
    assert (answer["has_more"], answer["next_cursor"], answer["type"]) == (False, None, "block")
    assert ids(answer["results"]) == ids(notion.children(HOME))[-2:]
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts", "A", "B"]
    (first, _) = answer["results"]
    assert first["parent"] == {"type": "page_id", "page_id": HOME}
    assert first["created_time"] == first["last_edited_time"] == notion.clock.minute
    assert first["created_by"] == first["last_edited_by"] == {"object": "user", "id": uid("bot")}
    assert ("archived" in first) is (version != NEW)


@pytest.mark.parametrize(
    ("version", "place"),
    [
        (OLD, {"after": ONE}),
        (MIDDLE, {"after": ONE}),
        (MIDDLE, {"position": {"type": "after_block", "after_block": {"id": ONE}}}),
        (NEW, {"position": {"type": "after_block", "after_block": {"id": ONE.replace("-", "")}}}),
    ],
)
def test_blocks_after_another_are_answered_with_all_that_follow(notion: Writing, version: str, place: Json) -> None:
    answer = notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("A")], **place}, version)
    assert notion.words(HOME) == ["One", "A", "Two", "Below", "Posts"]
    assert ids(answer["results"])[1:] == [TWO, *LATER]


def test_blocks_at_the_start_and_at_the_end(notion: Writing) -> None:
    answer = notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("A")], "position": {"type": "start"}})
    assert ids(answer["results"])[1:] == [ONE, TWO, *LATER]
    answer = notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("B")], "position": {"type": "end"}}, NEW)
    assert len(answer["results"]) == 1
    assert notion.words(HOME) == ["A", "One", "Two", "Below", "Posts", "B"]


def test_a_place_beside_a_block_that_is_elsewhere_is_not_found(notion: Writing) -> None:
    body = {"children": [paragraph("A")], "after": uid("nothing")}
    answer = notion.served.patch(f"blocks/{HOME}/children", body)
    assert (answer.status, answer.body["code"]) == (404, "object_not_found")


@pytest.mark.parametrize(
    ("version", "key", "value", "message"),
    [
        (OLD, "position", {"type": "end"}, 'body.position should be not present, instead was `{"type":"end"}`.'),
        (NEW, "after", ONE, f'body.after should be not present, instead was `"{ONE}"`.'),
        (MIDDLE, "position", {"type": "middle"}, 'body.position.type should be `"start"`, `"end"`, or `"after_block"`, instead was `"middle"`.'),
        (MIDDLE, "position", {"type": "after_block"}, "body.position.after_block.id should be a valid uuid, instead was `null`."),
    ],
)  # fmt: skip
def test_places_that_a_version_does_not_know(
    notion: Writing, version: str, key: str, value: Json, message: str
) -> None:
    body = {"children": [paragraph("A")], key: value}
    assert notion.refused("PATCH", f"blocks/{HOME}/children", body, version) == f"body failed validation: {message}"


def test_after_and_position_exclude_each_other(notion: Writing) -> None:
    body = {"children": [paragraph("A")], "after": ONE, "position": {"type": "end"}}
    message = notion.refused("PATCH", f"blocks/{HOME}/children", body)
    assert message == 'body failed validation: body.position should be not present, instead was `{"type":"end"}`.'


def test_blocks_lie_two_levels_deep_in_one_request(notion: Writing) -> None:
    answer = notion.patch(f"blocks/{TWO}/children", {"children": [paragraph("A", paragraph("B", paragraph("C")))]})
    (outer,) = answer["results"]
    assert outer["has_children"]
    assert outer["parent"] == {"type": "block_id", "block_id": TWO}
    assert "children" not in outer["paragraph"]
    (inner,) = notion.children(outer["id"])
    (innermost,) = notion.children(inner["id"])
    assert innermost["paragraph"]["rich_text"][0]["plain_text"] == "C"
    assert innermost["parent"] == {"type": "block_id", "block_id": inner["id"]}
    assert not innermost["has_children"]


def test_an_append_moves_the_time_of_what_was_appended_to_and_of_nothing_above(notion: Writing) -> None:
    now = notion.clock.later()
    notion.patch(f"blocks/{TWO}/children", {"children": [paragraph("A")]})
    assert notion.edited(TWO, "blocks") == now
    assert notion.edited(HOME) == TIME
    later = notion.clock.later()
    notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("B")]})
    assert notion.edited(HOME) == later
    assert notion.get(f"pages/{HOME}")["last_edited_by"]["id"] == uid("bot")
    assert [one["last_edited_time"] for one in notion.children(HOME)[:2]] == [TIME, now]


def test_edits_may_move_pages_as_those_in_the_app_do(tmp_path: Path) -> None:
    with writing(tmp_path, edits_move_pages=True) as notion:
        for change in (
            lambda: notion.patch(f"blocks/{TWO}/children", {"children": [paragraph("A")]}),
            lambda: notion.patch(f"blocks/{ONE}", {"paragraph": {"rich_text": text("1")}}),
            lambda: notion.delete(f"blocks/{ONE}"),
        ):
            now = notion.clock.later()
            change()
            assert notion.edited(HOME) == now


def test_an_update_replaces_the_fields_that_it_names(notion: Writing) -> None:
    now = notion.clock.later()
    answer = notion.patch(f"blocks/{TWO}", {"toggle": {"color": "red_background"}})
    assert answer["toggle"]["color"] == "red_background"
    assert answer["toggle"]["rich_text"][0]["plain_text"] == "Two"
    assert answer["has_children"]
    assert (answer["last_edited_time"], answer["created_time"]) == (now, TIME)
    assert answer["last_edited_by"] == {"object": "user", "id": uid("bot")}
    assert notion.edited(HOME) == TIME
    notion.patch(f"blocks/{TWO}", {"type": "toggle", "toggle": {"rich_text": []}})
    assert notion.get(f"blocks/{TWO}")["toggle"] == {"rich_text": [], "color": "red_background"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"toggle": {}}, "body failed validation: body.toggle should be not present, instead was `{}`."),
        ({"type": "toggle"}, 'body failed validation: body.type should be `"paragraph"`, instead was `"toggle"`.'),
        ({"paragraph": {"children": []}}, "body failed validation: body.paragraph.children should be not present, instead was `[]`."),
        ({"paragraph": {"color": "mauve"}}, "body failed validation: body.paragraph.color should be `\"default\"`, `\"gray\"`"),
        ({"in_trash": 1}, "body failed validation: body.in_trash should be a boolean, instead was `1`."),
    ],
)  # fmt: skip
def test_updates_that_are_refused(notion: Writing, body: Json, message: str) -> None:
    assert notion.refused("PATCH", f"blocks/{ONE}", body).startswith(message)
    assert notion.words(HOME)[0] == "One"


def test_what_cannot_change_of_a_table_and_a_heading(notion: Writing) -> None:
    line = given("table_row", {"cells": [text("a"), text("b")]})
    heading = given("heading_1", {"rich_text": text("H"), "is_toggleable": True}, paragraph("Inside"))
    body = {"children": [given("table", {"table_width": 2}, line), heading]}
    table, top = notion.patch(f"blocks/{HOME}/children", body)["results"]
    message = notion.refused("PATCH", f"blocks/{table['id']}", {"table": {"table_width": 3}})
    assert message == "body failed validation: body.table.table_width should be not present, instead was `3`."
    assert notion.patch(f"blocks/{table['id']}", {"table": {"has_row_header": True}})["table"]["has_row_header"]
    message = notion.refused("PATCH", f"blocks/{top['id']}", {"heading_1": {"is_toggleable": False}})
    assert "is_toggleable" in message


def test_a_page_is_not_updated_as_a_block(notion: Writing) -> None:
    message = notion.refused("PATCH", f"blocks/{uid('Below')}", {"child_page": {"title": "New"}})
    assert message == "Blocks of type child_page cannot be updated."


@pytest.mark.parametrize("version", VERSIONS)
def test_a_deleted_block_goes_to_the_trash_with_all_below_it(notion: Writing, version: str) -> None:
    inner = notion.children(TWO)[0]["id"]
    now = notion.clock.later()
    answer = notion.delete(f"blocks/{TWO}", version)
    assert (answer["in_trash"], answer.get("archived", True)) == (True, True)
    assert answer["last_edited_time"] == now
    assert notion.words(HOME) == ["One", "Below", "Posts"]
    assert notion.get(f"blocks/{TWO}")["in_trash"]
    assert notion.get(f"blocks/{inner}")["in_trash"]
    assert notion.edited(HOME) == TIME
    for id, change in (
        (TWO, {"toggle": {"color": "red"}}),
        (inner, {"paragraph": {"color": "red"}}),
        (TWO, {"in_trash": True}),
    ):
        answer = notion.served.patch(f"blocks/{id}", change)
        assert (answer.status, answer.body["code"]) == (404, "object_not_found")
    assert notion.refused("PATCH", f"blocks/{TWO}/children", {"children": [paragraph("A")]}) == (
        "Can't edit block that is archived. You must unarchive the block before editing."
    )
    assert notion.refused("PATCH", f"blocks/{inner}", {"in_trash": False}) == (
        "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page."
    )
    assert notion.served.delete(f"blocks/{TWO}").status == 400
    restored = notion.patch(f"blocks/{TWO}", {"in_trash": False}, version)
    assert restored["in_trash"] is False
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts"]


def test_the_old_flag_is_refused_by_the_newest_version(notion: Writing) -> None:
    assert notion.patch(f"blocks/{ONE}", {"archived": True})["in_trash"]
    assert notion.patch(f"blocks/{ONE}", {"archived": False}, OLD)["archived"] is False
    message = notion.refused("PATCH", f"blocks/{ONE}", {"archived": True}, NEW)
    assert message == "body failed validation: body.archived should be not present, instead was `true`."


def test_pages_and_databases_are_deleted_as_blocks(notion: Writing) -> None:
    now = notion.clock.later()
    answer = notion.delete(f"blocks/{uid('Below')}")
    assert (answer["type"], answer["in_trash"]) == ("child_page", True)
    assert notion.get(f"pages/{uid('Below')}")["in_trash"]
    assert notion.edited(uid("Below")) == notion.edited(HOME) == now
    answer = notion.delete(f"blocks/{uid('Posts')}")
    assert (answer["type"], answer["in_trash"]) == ("child_database", True)
    assert notion.get(f"databases/{uid('Posts')}")["in_trash"]
    assert notion.words(HOME) == ["One", "Two"]


def test_a_block_whose_children_are_all_deleted_has_none(notion: Writing) -> None:
    for one in notion.children(TWO):
        notion.delete(f"blocks/{one['id']}")
    assert notion.get(f"blocks/{TWO}")["has_children"] is False


def test_a_block_that_was_written_as_trashed_stays_restored(notion: Writing) -> None:
    notion.workspace.edit(
        HOME, lambda one: one["children"].append({**block("quote", "Gone", id=uid("g")), "in_trash": True})
    )
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts"]
    notion.patch(f"blocks/{uid('g')}", {"in_trash": False})
    notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("A")]})
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts", "Gone", "A"]
    notion.delete(f"blocks/{uid('g')}")
    notion.patch(f"blocks/{ONE}", {"paragraph": {"color": "red"}})
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts", "A"]


def test_rows_have_as_many_cells_as_their_table_is_wide(notion: Writing) -> None:
    def cells(count: int) -> Json:
        return {"cells": [text("x")] * count}

    wide = given("table", {"table_width": 2}, given("table_row", cells(2)))
    (table,) = notion.patch(f"blocks/{HOME}/children", {"children": [wide]})["results"]
    (row,) = notion.children(table["id"])
    rows = {"children": [given("table_row", cells(2)), given("table_row", cells(3))]}
    assert notion.refused("PATCH", f"blocks/{table['id']}/children", rows) == (
        "body failed validation: body.children[1].table_row.cells.length should be `2`, instead was `3`."
    )
    assert notion.refused("PATCH", f"blocks/{row['id']}", {"table_row": cells(1)}) == (
        "body failed validation: body.table_row.cells.length should be `2`, instead was `1`."
    )
    assert [len(one["table_row"]["cells"]) for one in notion.children(table["id"])] == [2]
    notion.patch(f"blocks/{table['id']}/children", {"children": [given("table_row", cells(2))]})
    notion.patch(f"blocks/{row['id']}", {"table_row": cells(2)})
    assert len(notion.children(table["id"])) == 2


def test_what_holds_no_blocks_takes_none(notion: Writing) -> None:
    (divider,) = notion.patch(f"blocks/{HOME}/children", {"children": [given("divider", {})]})["results"]
    for id in (divider["id"], uid("Posts")):
        message = notion.refused("PATCH", f"blocks/{id}/children", {"children": [paragraph("A")]})
        assert message == "Block does not support children."


def test_a_copy_passes_what_is_appended_on_to_its_original(notion: Writing) -> None:
    original = given("synced_block", {"synced_from": None}, paragraph("Shared"))
    (first,) = notion.patch(f"blocks/{HOME}/children", {"children": [original]})["results"]
    copy = given("synced_block", {"synced_from": {"block_id": first["id"].replace("-", "")}})
    (second,) = notion.patch(f"blocks/{uid('Other')}/children", {"children": [copy]})["results"]
    assert second["synced_block"] == {"synced_from": {"type": "block_id", "block_id": first["id"]}}
    assert notion.words(second["id"]) == ["Shared"]
    notion.patch(f"blocks/{second['id']}/children", {"children": [paragraph("More")]})
    assert notion.words(first["id"]) == notion.words(second["id"]) == ["Shared", "More"]
    unknown = given("synced_block", {"synced_from": {"block_id": uid("nothing")}})
    assert notion.served.patch(f"blocks/{HOME}/children", {"children": [unknown]}).status == 404


def test_every_edit_of_a_block_is_told_once(notion: Writing) -> None:
    told: list[Happened] = []
    notion.workspace.listen(told.append)
    (new,) = notion.patch(f"blocks/{TWO}/children", {"children": [paragraph("A")]})["results"]
    notion.patch(f"blocks/{new['id']}", {"paragraph": {"rich_text": text("B")}})
    notion.delete(f"blocks/{new['id']}")
    notion.patch(f"blocks/{new['id']}", {"in_trash": False})
    assert [(one.kind, one.id, one.authors, one.at) for one in told] == [
        ("page.content_updated", HOME, (uid("bot"),), notion.clock.now)
    ] * 4
    assert all(one.data == {"updated_blocks": [{"id": new["id"], "type": "block"}]} for one in told)


def test_blocks_in_the_newest_version_have_new_names(notion: Writing) -> None:
    notion.workspace.edit(HOME, lambda one: one["children"].append(block("meeting_notes", {"title": "N"}, id=uid("n"))))
    assert notion.delete(f"blocks/{uid('n')}", NEW)["type"] == "meeting_notes"
    assert notion.patch(f"blocks/{uid('n')}", {"in_trash": False}, OLD)["type"] == "transcription"
