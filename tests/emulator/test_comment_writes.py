"""Comments that are made, changed and deleted through the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notionpress.emulator.happened import Happened
from tests.crawl.workspaces import TIME, uid
from tests.emulator.writing import Json, Writing, text, writing

HOME, ONE = uid("Home"), uid("one")


@pytest.fixture
def notion(tmp_path: Path) -> Iterator[Writing]:
    with writing(tmp_path) as found:
        yield found


def listed(notion: Writing, id: str) -> list[str]:
    return [one["rich_text"][0]["plain_text"] for one in notion.get(f"comments?block_id={id}")["results"]]


@pytest.mark.parametrize(("kind", "id"), [("page_id", HOME), ("block_id", ONE)])
def test_a_comment_is_made_changed_and_deleted(notion: Writing, kind: str, id: str) -> None:
    told: list[Happened] = []
    notion.workspace.listen(told.append)
    now = notion.clock.later()
    made = notion.post("comments", {"parent": {kind: id}, "rich_text": text("Well")})
    assert made["parent"] == {"type": kind, kind: id}
    assert made["created_time"] == made["last_edited_time"] == now
    assert made["display_name"] == {"type": "integration", "resolved_name": "Press"}
    body = {"discussion_id": made["discussion_id"], "rich_text": text("So"), "display_name": {"type": "custom", "custom": {"name": "Ada"}}}  # fmt: skip
    answer = notion.post("comments", body)
    assert (answer["discussion_id"], answer["parent"]) == (made["discussion_id"], made["parent"])
    assert answer["display_name"] == {"type": "custom", "resolved_name": "Ada"}
    assert listed(notion, id) == ["Well", "So"]
    later = notion.clock.later()
    changed = notion.patch(f"comments/{made['id']}", {"rich_text": text("Better")})
    assert (changed["last_edited_time"], changed["created_time"]) == (later, now)
    assert notion.get(f"comments/{made['id']}")["rich_text"][0]["plain_text"] == "Better"
    assert notion.delete(f"comments/{made['id']}")["id"] == made["id"]
    assert listed(notion, id) == ["So"]
    assert notion.served.get(f"comments/{made['id']}").status == 404
    assert notion.edited(HOME) == TIME
    assert [(one.kind, one.data) for one in told] == [
        (f"comment.{what}", {"page_id": HOME}) for what in ("created", "created", "updated", "deleted")
    ]
    assert told[0].parent == {"id": id, "type": kind.removesuffix("_id")}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"parent": {"page_id": HOME}}, "body failed validation: body.rich_text should be defined, instead was `undefined`."),
        ({"rich_text": []}, "body failed validation: body.parent should be defined, instead was `undefined`."),
        ({"parent": {}, "rich_text": []}, "body failed validation. Fix one:\nbody.parent.page_id should be defined"),
        ({"parent": {"page_id": HOME, "block_id": HOME}, "rich_text": []}, "body failed validation: body.parent.block_id should be not present"),
        ({"parent": {"page_id": HOME}, "discussion_id": HOME, "rich_text": []}, "body failed validation: body.discussion_id should be not present"),
        ({"parent": {"page_id": HOME}, "rich_text": [], "display_name": {"type": "x"}}, 'body failed validation: body.display_name.type should be `"integration"`, `"user"`, or `"custom"`'),
    ],
)  # fmt: skip
def test_comments_that_are_refused(notion: Writing, body: Json, message: str) -> None:
    assert notion.refused("POST", "comments", body).startswith(message)


def test_what_is_not_there_and_what_others_wrote(notion: Writing) -> None:
    answer = notion.served.post("comments", {"discussion_id": HOME, "rich_text": text("x")})
    assert (answer.status, answer.body["message"][:39]) == (404, f"Could not find discussion with ID: {HOME}"[:39])
    theirs = {
        "object": "comment",
        "id": uid("c"),
        "parent": {"page_id": HOME},
        "rich_text": "Hm",
        "created_by": uid("Ada"),
    }
    notion.workspace.add(theirs)
    for answer in (
        notion.served.patch(f"comments/{uid('c')}", {"rich_text": text("x")}),
        notion.served.delete(f"comments/{uid('c')}"),
    ):
        assert (answer.status, answer.body["code"]) == (403, "restricted_resource")


def test_without_the_capability_nothing_is_said(tmp_path: Path) -> None:
    with writing(tmp_path, capabilities=["read_content", "read_comments", "insert_content"]) as notion:
        answer = notion.served.post("comments", {"parent": {"page_id": HOME}, "rich_text": text("x")})
        assert answer.status == 403
