"""What a workspace tells of the changes that are made to it while it is served."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.changes import Change, apply
from notionpress.emulator.happened import Happened
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import below, block, data_source, database, page, paragraphs, row, uid
from tests.emulator.served import made

Json = dict[str, Any]
NOON = datetime(2026, 5, 6, 12, 0, 7, tzinfo=UTC)
LATER = datetime(2026, 5, 6, 13, 0, 7, tzinfo=UTC)
SPACE = {"id": uid("workspace"), "type": "space"}
IN_HOME = {"id": uid("Home"), "type": "page"}
IN_POSTS = {"id": uid("Posts"), "type": "database", "data_source_id": uid("posts")}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    one, two = block("paragraph", "One", id=uid("one")), block("toggle", "Two", paragraphs(2), id=uid("two"))
    found = made(
        tmp_path,
        pages=[
            page("Home", [one, two, {"type": "child_page", "child_page": uid("Below")}]),
            below("Below", "Home"),
            row("Post", "posts"),
        ],
        databases=[database("Posts", "Home", "posts")],
        data_sources=[data_source("posts", "Posts", Words={"id": "a%3Ab", "type": "number", "number": {}})],
        comments=[
            {"object": "comment", "id": uid("comment"), "parent": {"block_id": uid("one")}, "rich_text": "Hm"},
        ],
        views=[{"id": uid("view"), "parent": {"database_id": uid("Posts")}, "data_source_id": uid("posts")}],
    )
    found.now = lambda: NOON
    return found


def heard(workspace: Workspace, change: Callable[[], None]) -> list[Happened]:
    """What is told of a change."""
    found: list[Happened] = []
    workspace.listen(found.append)
    change()
    return found


def of_blocks(*names: str, type: str = "block") -> Json:
    return {"updated_blocks": [{"id": uid(name), "type": type} for name in names]}


def test_an_edit_tells_who_did_what_and_when(workspace: Workspace) -> None:
    (told,) = heard(
        workspace,
        lambda: workspace.edit(uid("Post"), lambda one: one["properties"].update(Words=7), at=LATER, by=uid("Ada")),
    )
    data = {"updated_properties": ["a%3Ab"]}
    assert told == Happened("page.properties_updated", uid("Post"), "page", IN_POSTS, LATER, (uid("Ada"),), data)
    assert workspace.pages[uid("Post")].editor == uid("Ada")


def test_without_a_time_it_happens_now_and_by_whoever_edited_last(workspace: Workspace) -> None:
    (told,) = heard(workspace, lambda: workspace.edit(uid("one"), lambda one: one["paragraph"].update(rich_text="1")))
    assert (told.at, told.authors) == (NOON, (uid("bot"),))
    assert (told.kind, told.id, told.parent, told.data) == (
        *("page.content_updated", uid("Home"), SPACE),
        of_blocks("one"),
    )


def reverse(value: Json) -> None:
    value["children"].reverse()


@pytest.mark.parametrize(
    ("id", "change", "told"),
    [
        ("Home", lambda one: one["children"].pop(0), [("page.content_updated", "Home", of_blocks("one"))]),
        ("Home", reverse, [("page.content_updated", "Home", {"updated_blocks": [{"id": uid("one"), "type": "block"}, {"id": uid("Below"), "type": "page"}]})]),
        ("two", lambda one: one["toggle"].update(color="red"), [("page.content_updated", "Home", of_blocks("two"))]),
        ("Below", lambda one: one.update(icon={"emoji": "🌊"}), [("page.content_updated", "Below", of_blocks("Below", type="page"))]),
        ("Below", lambda one: one.update(is_locked=True), [("page.locked", "Below", {})]),
        ("Below", lambda one: one.update(parent={"page_id": uid("Post")}), [("page.moved", "Below", {})]),
        ("Post", lambda one: one.update(parent={"page_id": uid("Below")}, properties={}), [("page.moved", "Post", {}), ("page.properties_updated", "Post", {"updated_properties": ["Name"]}), ("data_source.content_updated", "posts", of_blocks("Post", type="page"))]),
        ("Below", lambda one: one["properties"].update(title="New"), [("page.properties_updated", "Below", {"updated_properties": ["title"]}), ("page.content_updated", "Below", of_blocks("Below", type="page"))]),
        ("Post", lambda one: one["properties"].update(Name="New"), [("page.properties_updated", "Post", {"updated_properties": ["title"]}), ("page.content_updated", "Post", of_blocks("Post", type="page"))]),
        ("Post", lambda one: one["properties"].update(Words=8), [("page.properties_updated", "Post", {"updated_properties": ["a%3Ab"]})]),
        ("posts", lambda one: one["properties"].update(New={"id": "n", "type": "date", "date": {}}), [("data_source.schema_updated", "posts", {"updated_properties": [{"id": "n", "name": "New", "action": "created"}]})]),
        ("posts", lambda one: one["properties"].update(Count=one["properties"].pop("Words")), [("data_source.schema_updated", "posts", {"updated_properties": [{"id": "a%3Ab", "name": "Count", "action": "updated"}]})]),
        ("posts", lambda one: one["properties"].pop("Words"), [("data_source.schema_updated", "posts", {"updated_properties": [{"id": "a%3Ab", "name": "Words", "action": "deleted"}]})]),
        ("posts", lambda one: one.update(title="New"), [("data_source.content_updated", "posts", {"updated_blocks": []})]),
        ("Posts", lambda one: one.update(parent={"page_id": uid("Below")}), [("database.moved", "Posts", {})]),
        ("comment", lambda one: one.update(rich_text="Well"), [("comment.updated", "comment", {"page_id": uid("Home")})]),
        ("view", lambda one: one.update(sorts=[]), [("view.updated", "view", {"updated_fields": ["sorts"]})]),
        ("Home", lambda one: None, []),
        ("posts", lambda one: None, []),
    ],
)  # fmt: skip
def test_what_an_edit_tells(
    workspace: Workspace, id: str, change: Callable[[Json], None], told: list[tuple[str, str, Json]]
) -> None:
    found = heard(workspace, lambda: workspace.edit(uid(id), change))
    assert [(one.kind, one.id, one.data) for one in found] == [(kind, uid(name), data) for kind, name, data in told]


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("one", [("page.content_updated", "Home", of_blocks("one"))]),
        ("Below", [("page.{}", "Below", {}), ("page.content_updated", "Home", of_blocks("Below", type="page"))]),
        ("Post", [("page.{}", "Post", {}), ("data_source.content_updated", "posts", of_blocks("Post", type="page"))]),
        ("Posts", [("database.{}", "Posts", {}), ("page.content_updated", "Home", of_blocks("Posts", type="database"))]),
        ("posts", [("data_source.{}", "posts", {})]),
        ("comment", [("comment.{}", "comment", {"page_id": uid("Home")})]),
    ],
)  # fmt: skip
def test_what_the_trash_tells(workspace: Workspace, id: str, told: list[tuple[str, str, Json]]) -> None:
    for name, do in (("deleted", workspace.trash), ("undeleted", workspace.restore)):
        found = heard(workspace, lambda do=do: do(uid(id), by=uid("Ada")))  # type: ignore[misc]
        expected = [(kind.format(name), uid(one), data) for kind, one, data in told]
        assert [(one.kind, one.id, one.data) for one in found] == expected
        assert {one.authors for one in found} == {(uid("Ada"),)}


def test_what_is_added_is_told_with_its_place(workspace: Workspace) -> None:
    found = heard(workspace, lambda: workspace.add(row("New", "posts")))
    assert [(one.kind, one.id, one.parent) for one in found] == [
        ("page.created", uid("New"), IN_POSTS),
        ("data_source.content_updated", uid("posts"), {"id": uid("Posts"), "type": "database"}),
    ]
    found = heard(workspace, lambda: workspace.add(database("More", "Home", "more")))
    assert [(one.kind, one.id, one.parent) for one in found] == [("database.created", uid("More"), IN_HOME)]
    comment = {"object": "comment", "id": uid("new"), "parent": {"page_id": uid("Below")}, "rich_text": "So"}
    (told,) = heard(workspace, lambda: workspace.add(comment))
    assert (told.kind, told.parent) == ("comment.created", {"id": uid("Below"), "type": "page"})
    assert told.data == {"page_id": uid("Below")}


def test_the_changes_of_a_fault_plan_are_told(workspace: Workspace) -> None:
    change = Change("add", object=below("Late", "Home"))
    found = heard(workspace, lambda: apply(change, workspace, LATER))
    assert [(one.kind, one.id) for one in found] == [
        ("page.created", uid("Late")),
        ("page.content_updated", uid("Home")),
    ]
    assert found[1].data == of_blocks("Late", type="page")
    assert [one.kind for one in heard(workspace, lambda: apply(Change("trash", uid("Late")), workspace, LATER))] == [
        "page.deleted",
        "page.content_updated",
    ]


def test_sharing_is_told_of_pages(workspace: Workspace) -> None:
    def share() -> None:
        for id in (uid("Below"), uid("Posts")):
            workspace.unshare(id)
            workspace.share(id)

    told = heard(workspace, share)
    assert [(one.kind, one.id, one.parent, one.data) for one in told] == [
        ("page.permissions_updated", uid("Below"), IN_HOME, {})
    ] * 2
