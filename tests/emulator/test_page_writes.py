"""Pages that are made, changed, moved, put into the trash and taken out of it through the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notionpress.emulator.happened import Happened
from tests.crawl.workspaces import TIME, uid
from tests.emulator.served import VERSIONS
from tests.emulator.writing import Json, Writing, given, paragraph, text, writing

OLD, MIDDLE, NEW = VERSIONS
HOME, BELOW, OTHER, POST, POSTS = (uid(name) for name in ("Home", "Below", "Other", "Post", "posts"))
BOT = {"object": "user", "id": uid("bot")}
ARCHIVED = "Can't edit block that is archived. You must unarchive the block before editing."


@pytest.fixture
def notion(tmp_path: Path) -> Iterator[Writing]:
    with writing(tmp_path) as found:
        yield found


def new(parent: Json, words: str = "New", **more: object) -> Json:
    return {"parent": parent, "properties": {"title": {"title": text(words)}}, **more}


def query(notion: Writing) -> list[str]:
    return [one["id"] for one in notion.post(f"data_sources/{POSTS}/query", {})["results"]]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_page_below_a_page(notion: Writing, version: str) -> None:
    now = notion.clock.later()
    more = {"icon": {"emoji": "🌊"}, "cover": {"external": {"url": "https://example.org/c.png"}}}
    body = new({"page_id": HOME.replace("-", "")}, children=[paragraph("Words", paragraph("Inside"))], **more)
    answer = notion.post("pages", body, version)
    assert list(answer)[:2] == ["object", "id"]
    assert answer["parent"] == {"type": "page_id", "page_id": HOME}
    assert answer["created_time"] == answer["last_edited_time"] == now
    assert answer["created_by"] == answer["last_edited_by"] == BOT
    assert answer["icon"] == {"type": "emoji", "emoji": "🌊"}
    assert answer["cover"]["external"]["url"] == "https://example.org/c.png"
    assert answer["properties"]["title"]["title"][0]["plain_text"] == "New"
    assert ("archived" in answer) is (version != NEW)
    assert notion.words(answer["id"]) == ["Words"]
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts", "New"]
    assert notion.edited(HOME) == now
    assert notion.edited(uid("one"), "blocks") == TIME


def test_where_a_new_page_stands_in_its_page(notion: Writing) -> None:
    for words, position in (
        ("First", {"type": "page_start"}),
        ("Last", {"type": "page_end"}),
        ("Second", {"type": "after_block", "after_block": {"id": uid("one")}}),
    ):
        notion.post("pages", new({"page_id": HOME}, words, position=position))
    assert notion.words(HOME) == ["First", "One", "Second", "Two", "Below", "Posts", "Last"]
    body = new({"page_id": HOME}, position={"type": "page_start"})
    assert notion.refused("POST", "pages", body, OLD).startswith("body failed validation: body.position should be not")
    body = {"parent": {"data_source_id": POSTS}, "properties": {}, "position": {"type": "page_start"}}
    assert notion.refused("POST", "pages", body).startswith("body failed validation: body.position should be not")


@pytest.mark.parametrize(
    ("version", "parent"),
    [
        (OLD, {"database_id": uid("Posts")}),
        (MIDDLE, {"database_id": uid("Posts")}),
        (MIDDLE, {"data_source_id": POSTS}),
        (NEW, {"type": "data_source_id", "data_source_id": POSTS}),
    ],
)
def test_a_row_has_its_first_status_and_the_next_number(notion: Writing, version: str, parent: Json) -> None:
    body = {"parent": parent, "properties": {"Name": {"title": text("A row")}, "a%3Ab": {"number": 3}}}
    answer = notion.post("pages", body, version)
    assert answer["parent"][answer["parent"]["type"]] in (uid("Posts"), POSTS)
    properties = answer["properties"]
    assert properties["Status"]["status"]["name"] == "Draft"
    assert properties["Number"]["unique_id"] == {"prefix": "POST", "number": 8}
    assert properties["Words"]["number"] == 3
    assert properties["Tags"]["multi_select"] == []
    assert query(notion) == [POST, answer["id"]]


def test_a_database_of_several_sources_is_no_parent(notion: Writing) -> None:
    for version in VERSIONS:
        answer = notion.served.post("pages", new({"database_id": uid("Double")}), version)
        assert (answer.status, answer.body["code"]) == (400, "validation_error")
        assert answer.body["additional_data"]["error_type"] == "multiple_data_sources_for_database"


@pytest.mark.parametrize(
    ("parent", "message"),
    [
        ({"workspace": True}, "Provide a `parent.page_id` or `parent.database_id` parameter"),
        ({}, "body failed validation. Fix one:\nbody.parent.page_id should be defined, instead was `undefined`.\n"),
        ({"page_id": "x"}, 'body failed validation: body.parent.page_id should be a valid uuid, instead was `"x"`.'),
        ({"block_id": HOME}, "body failed validation: body.parent.block_id should be not present"),
        (
            {"page_id": HOME, "data_source_id": POSTS},
            "body failed validation: body.parent.data_source_id should be not present",
        ),
        (
            {"type": "database_id", "page_id": HOME},
            "body failed validation. Fix one:\nbody.parent.page_id should be defined",
        ),
        ("x", 'body failed validation: body.parent should be an object, instead was `"x"`.'),
    ],
)
def test_parents_that_are_refused(notion: Writing, parent: Json, message: str) -> None:
    assert notion.refused("POST", "pages", new(parent)).startswith(message)
    assert notion.refused("POST", "pages", {"properties": {}}).startswith("Provide a `parent.page_id`")


def test_the_parent_of_a_row_is_taken_as_it_is_read(notion: Writing) -> None:
    parent = notion.get(f"pages/{POST}", NEW)["parent"]
    assert list(parent) == ["type", "data_source_id", "database_id"]
    assert notion.post("pages", {"parent": parent, "properties": {}}, NEW)["parent"] == parent


def test_parents_that_are_not_there_or_not_shared(notion: Writing) -> None:
    notion.workspace.unshare(OTHER)
    for parent in ({"page_id": uid("nothing")}, {"page_id": OTHER}, {"data_source_id": uid("nothing")}):
        answer = notion.served.post("pages", new(parent))
        assert (answer.status, answer.body["code"]) == (404, "object_not_found")
    assert notion.refused("POST", "pages", new({"data_source_id": POSTS}), OLD).startswith(
        "body failed validation: body.parent.data_source_id should be not present"
    )
    notion.delete(f"blocks/{BELOW}")
    assert notion.refused("POST", "pages", new({"page_id": BELOW})) == ARCHIVED


def test_what_the_server_has_not(notion: Writing) -> None:
    body = new({"page_id": HOME}, template={"type": "default"})
    assert "as there are no templates" in notion.refused("POST", "pages", body)
    assert "body.markdown should be not present" in notion.refused(
        "POST", "pages", new({"page_id": HOME}, markdown="#")
    )
    notion.post("pages", new({"page_id": HOME}, template={"type": "none"}, content=[paragraph("A")]))


@pytest.mark.parametrize("version", VERSIONS)
def test_properties_icon_and_cover_change(notion: Writing, version: str) -> None:
    now = notion.clock.later()
    body = {"properties": {"Words": {"number": 5}, "Name": {"title": text("Named")}}, "icon": {"emoji": "⛵"}}
    answer = notion.patch(f"pages/{POST}", body, version)
    assert answer["properties"]["Words"]["number"] == 5
    assert answer["properties"]["Name"]["title"][0]["plain_text"] == "Named"
    assert answer["properties"]["Number"]["unique_id"]["number"] == 7
    assert answer["properties"]["Edited"]["last_edited_time"] == answer["last_edited_time"] == now
    assert (answer["created_time"], answer["last_edited_by"]) == (TIME, BOT)
    assert "Named" in answer["url"]
    answer = notion.patch(f"pages/{POST}", {"icon": None, "properties": {"Words": {"number": None}}}, version)
    assert (answer["icon"], answer["properties"]["Words"]["number"]) == (None, None)
    assert notion.words(POST) == ["Words 0"]


def test_the_title_of_a_page_that_is_no_row(notion: Writing) -> None:
    answer = notion.patch(f"pages/{BELOW}", {"properties": {"title": text("Renamed")}})
    assert answer["properties"]["title"]["title"][0]["plain_text"] == "Renamed"
    assert notion.words(HOME)[2] == "Renamed"
    message = notion.refused("PATCH", f"pages/{BELOW}", {"properties": {"Words": {"number": 1}}})
    assert message == "Words is not a property that exists."


def test_only_the_wanted_properties_are_answered(notion: Writing) -> None:
    answer = notion.patch(f"pages/{POST}?filter_properties=Words", {"properties": {"Words": {"number": 5}}})
    assert list(answer["properties"]) == ["Words"]


def test_locks_and_the_archive(notion: Writing) -> None:
    answer = notion.patch(f"pages/{BELOW}", {"is_locked": True, "is_archived": True})
    assert (answer["is_locked"], answer["is_archived"], answer["in_trash"]) == (True, True, False)
    notion.patch(f"blocks/{BELOW}/children", {"children": [paragraph("Locked for people alone")]})
    assert notion.patch(f"pages/{BELOW}", {"is_locked": False})["is_locked"] is False


def test_erased_content_is_gone_with_the_pages_in_it(notion: Writing) -> None:
    notion.patch(f"pages/{HOME}", {"erase_content": True})
    assert notion.words(HOME) == []
    assert notion.get(f"pages/{BELOW}")["in_trash"]


def test_a_new_page_holds_no_copies_of_what_is_not_seen(notion: Writing) -> None:
    copy = given("synced_block", {"synced_from": {"block_id": uid("nothing")}})
    answer = notion.served.post("pages", new({"page_id": HOME}, children=[paragraph("x", copy)]))
    assert (answer.status, answer.body["code"]) == (404, "object_not_found")


@pytest.mark.parametrize(("version", "flag"), [(OLD, "archived"), (MIDDLE, "archived"), (MIDDLE, "in_trash"), (NEW, "in_trash")])  # fmt: skip
def test_the_trash(notion: Writing, version: str, flag: str) -> None:
    now = notion.clock.later()
    answer = notion.patch(f"pages/{BELOW}", {flag: True}, version)
    assert (answer["in_trash"], answer["last_edited_time"]) == (True, now)
    assert notion.edited(HOME) == now
    assert notion.words(HOME) == ["One", "Two", "Posts"]
    assert notion.refused("PATCH", f"pages/{BELOW}", {"icon": None}, version) == ARCHIVED
    assert notion.refused("PATCH", f"pages/{BELOW}", {flag: True}, version) == ARCHIVED
    later = notion.clock.later()
    answer = notion.patch(f"pages/{BELOW}", {flag: False, "icon": {"emoji": "🌊"}}, version)
    assert (answer["in_trash"], answer["last_edited_time"]) == (False, later)
    assert answer["icon"]["emoji"] == "🌊"
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts"]
    assert notion.edited(HOME) == later


def test_a_page_that_was_written_as_trashed_stays_restored(notion: Writing) -> None:
    gone = {"object": "page", "id": uid("Gone"), "parent": {"page_id": HOME}, "in_trash": True, "properties": {}}
    notion.workspace.add(gone)
    assert notion.patch(f"pages/{uid('Gone')}", {"in_trash": False})["in_trash"] is False
    assert notion.patch(f"pages/{uid('Gone')}", {"icon": {"emoji": "🌊"}})["in_trash"] is False


def test_erased_content_takes_the_pages_in_it_to_the_trash_at_any_depth(notion: Writing) -> None:
    notion.workspace.edit(uid("two"), lambda one: one["children"].append({"type": "child_page", "child_page": OTHER}))
    notion.patch(f"pages/{HOME}", {"erase_content": True})
    assert notion.words(HOME) == []
    assert [notion.get(f"pages/{id}")["in_trash"] for id in (BELOW, OTHER, HOME)] == [True, True, False]


def test_a_property_that_is_not_there_is_refused_before_anything_is_written(notion: Writing) -> None:
    message = "Could not find property with name or id: Nope"
    row = {"parent": {"data_source_id": POSTS}, "properties": {"Level": {"select": {"name": "New"}}}}
    assert notion.refused("POST", "pages?filter_properties=Nope", row) == message
    assert notion.refused("POST", "pages?filter_properties=Nope", new({"page_id": HOME})) == message
    assert notion.refused("PATCH", f"pages/{BELOW}?filter_properties=Nope", {"in_trash": True}) == message
    assert query(notion) == [POST]
    assert notion.words(HOME) == ["One", "Two", "Below", "Posts"]
    assert list(notion.post("pages?filter_properties=Level", row)["properties"]) == ["Level"]
    assert list(notion.post("pages?filter_properties=title", new({"page_id": HOME}))["properties"]) == ["title"]


def test_an_edit_of_a_page_leaves_its_blocks_as_they_were(notion: Writing) -> None:
    ada = {"object": "user", "id": uid("Ada")}
    notion.workspace.edit(HOME, lambda one: one.update(last_edited_by=ada))
    before = notion.children(HOME)[:2]
    notion.clock.later()
    assert notion.patch(f"pages/{HOME}", {"properties": {"title": {"title": text("New")}}})["last_edited_by"] == BOT
    assert notion.children(HOME)[:2] == before
    assert before[0]["last_edited_by"] == ada


def test_a_row_in_the_trash_is_found_by_no_query(notion: Writing) -> None:
    notion.patch(f"pages/{POST}", {"in_trash": True})
    assert query(notion) == []
    notion.patch(f"pages/{POST}", {"in_trash": False})
    assert query(notion) == [POST]


def test_a_page_moves_to_another_page(notion: Writing) -> None:
    now = notion.clock.later()
    answer = notion.post(f"pages/{BELOW}/move", {"parent": {"page_id": OTHER}})
    assert answer["parent"] == {"type": "page_id", "page_id": OTHER}
    assert answer["last_edited_time"] == TIME
    assert notion.words(OTHER) == ["Below"]
    assert notion.words(HOME) == ["One", "Two", "Posts"]
    assert notion.edited(HOME) == notion.edited(OTHER) == now


def test_a_page_becomes_a_row_and_a_row_a_page(notion: Writing) -> None:
    answer = notion.post(f"pages/{BELOW}/move", {"parent": {"type": "data_source_id", "data_source_id": POSTS}}, NEW)
    assert answer["parent"] == {"type": "data_source_id", "data_source_id": POSTS, "database_id": uid("Posts")}
    assert answer["properties"]["Name"]["title"][0]["plain_text"] == "Below"
    assert answer["properties"]["Status"]["status"]["name"] == "Draft"
    assert query(notion) == [BELOW, POST] or query(notion) == [POST, BELOW]
    answer = notion.post(f"pages/{POST}/move", {"parent": {"page_id": HOME}})
    assert list(answer["properties"]) == ["title"]
    assert answer["properties"]["title"]["title"][0]["plain_text"] == "Post"
    assert notion.words(HOME) == ["One", "Two", "Posts", "Post"]
    assert query(notion) == [BELOW]


def test_moves_that_are_refused(notion: Writing) -> None:
    message = notion.refused("POST", f"pages/{HOME}/move", {"parent": {"page_id": BELOW}})
    assert message == "A page cannot be moved into itself or into a page below it."
    answer = notion.served.post(f"pages/{BELOW}/move", {"parent": {"page_id": HOME}}, OLD)
    assert (answer.status, answer.body["code"]) == (400, "invalid_request_url")
    assert notion.refused("POST", f"pages/{BELOW}/move", {"parent": {"workspace": True}})


def test_a_relation_that_goes_both_ways_is_written_on_both_sides(notion: Writing) -> None:
    dual = {"synced_property_name": "Back", "synced_property_id": "back"}
    relation = {"data_source_id": POSTS, "type": "dual_property", "dual_property": dual}
    notion.workspace.edit(POSTS, lambda one: one["properties"].update(There={"type": "relation", "relation": relation}))
    back = {"id": "back", "type": "relation", "relation": {"data_source_id": POSTS, "type": "dual_property"}}
    notion.workspace.edit(POSTS, lambda one: one["properties"].update(Back=back))
    notion.clock.later()
    body = {"parent": {"data_source_id": POSTS}, "properties": {"There": {"relation": [{"id": POST}]}}}
    made = notion.post("pages", body)["id"]
    assert notion.get(f"pages/{POST}")["properties"]["Back"]["relation"] == [{"id": made}]
    assert notion.edited(POST) == TIME
    notion.patch(f"pages/{made}", {"properties": {"There": {"relation": [{"id": made}]}}})
    assert notion.get(f"pages/{POST}")["properties"]["Back"]["relation"] == []
    assert notion.get(f"pages/{made}")["properties"]["Back"]["relation"] == [{"id": made}]


def test_every_change_of_a_page_is_told(notion: Writing) -> None:
    told: list[Happened] = []
    notion.workspace.listen(told.append)
    row = notion.post("pages", {"parent": {"data_source_id": POSTS}, "properties": {"Name": {"title": text("R")}}})[
        "id"
    ]
    notion.patch(f"pages/{row}", {"properties": {"a:b": {"number": 1}, "Level": {"select": {"name": "Steep"}}}})
    notion.patch(f"pages/{row}", {"is_locked": True})
    notion.post(f"pages/{BELOW}/move", {"parent": {"page_id": OTHER}})
    notion.patch(f"pages/{BELOW}", {"in_trash": True})
    assert [(one.kind, one.id) for one in told] == [
        ("page.created", row),
        ("data_source.content_updated", POSTS),
        ("data_source.schema_updated", POSTS),
        ("page.properties_updated", row),
        ("page.locked", row),
        ("page.content_updated", HOME),
        ("page.moved", BELOW),
        ("page.content_updated", OTHER),
        ("page.deleted", BELOW),
        ("page.content_updated", OTHER),
    ]
    assert {one.authors for one in told} == {(uid("bot"),)}
    assert "a%3Ab" in told[3].data["updated_properties"]
    assert told[6].parent == {"id": OTHER, "type": "page"}


@pytest.mark.parametrize(
    ("capabilities", "allowed"),
    [
        (["read_content"], [False, False, False, False]),
        (["read_content", "insert_content"], [True, True, False, False]),
        (["read_content", "update_content"], [False, False, True, True]),
    ],
)
def test_what_a_connection_may_do(tmp_path: Path, capabilities: list[str], allowed: list[bool]) -> None:
    with writing(tmp_path, capabilities=capabilities) as notion:
        served = notion.served
        answers = [
            served.post("pages", new({"page_id": HOME})),
            served.patch(f"blocks/{HOME}/children", {"children": [paragraph("A")]}),
            served.patch(f"pages/{BELOW}", {"is_locked": True}),
            served.delete(f"blocks/{uid('one')}"),
        ]
        assert [one.status == 200 for one in answers] == allowed
        refused = [one for one in answers if one.status != 200]
        assert {(one.status, one.body["code"]) for one in refused} == {(403, "restricted_resource")}
