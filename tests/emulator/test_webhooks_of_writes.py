"""What is written through the API comes back as webhooks, whoever writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from notionpress.emulator.webhooks import Webhooks
from tests.crawl.workspaces import uid
from tests.emulator.clients import call, javascript
from tests.emulator.receiver import TOKEN, Receiver
from tests.emulator.served import VERSIONS, Json
from tests.emulator.writing import Writing, paragraph, text, writing

HOME, BELOW, POST, POSTS, SOURCE = (uid(name) for name in ("Home", "Below", "Post", "Posts", "posts"))
OLD, MIDDLE, NEW = VERSIONS
Told = tuple[str, str]


def told(folder: Path, do: Callable[[Writing], object], **options: object) -> list[Json]:
    """The events that a receiver has got when all that is due is sent."""

    async def run() -> list[Json]:
        async with Receiver() as receiver:

            def serve() -> None:
                webhook = Webhooks(receiver.url, token=TOKEN, **{"window": 0, **options})  # type: ignore[arg-type]
                with writing(folder, webhook=webhook) as notion:
                    do(notion)
                    notion.served.settle()

            await asyncio.to_thread(serve)
            assert all(post.is_signed for post in receiver.posts[1:])
            return receiver.events

    return asyncio.run(run())


def named(events: list[Json]) -> list[Told]:
    return [(event["type"], event["entity"]["id"]) for event in events]


WRITES: dict[str, tuple[Callable[[Writing], object], list[Told]]] = {
    "append": (
        lambda notion: notion.patch(f"blocks/{HOME}/children", {"children": [paragraph("New")]}),
        [("page.content_updated", HOME)],
    ),
    "update": (
        lambda notion: notion.patch(f"blocks/{uid('one')}", {"paragraph": {"rich_text": text("Other")}}),
        [("page.content_updated", HOME)],
    ),
    "delete": (lambda notion: notion.delete(f"blocks/{uid('one')}"), [("page.content_updated", HOME)]),
    "properties": (
        lambda notion: notion.patch(f"pages/{POST}", {"properties": {"Words": {"number": 9}}}),
        [("page.properties_updated", POST)],
    ),
    "lock": (lambda notion: notion.patch(f"pages/{POST}", {"is_locked": True}), [("page.locked", POST)]),
    "trash": (
        lambda notion: notion.patch(f"pages/{BELOW}", {"in_trash": True}),
        [("page.deleted", BELOW), ("page.content_updated", HOME)],
    ),
    "a row in the trash": (
        lambda notion: notion.patch(f"pages/{POST}", {"in_trash": True}),
        [("page.deleted", POST), ("data_source.content_updated", SOURCE)],
    ),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_told(tmp_path: Path, name: str, version: str) -> None:
    write, expected = WRITES[name]
    if version == OLD:
        expected = [(type.replace("data_source", "database"), POSTS if id == SOURCE else id) for type, id in expected]
    events = told(tmp_path, write, version=version)
    assert named(events) == expected
    assert [event["authors"] for event in events] == [[{"id": uid("bot"), "type": "bot"}]] * len(events)
    assert {event["timestamp"] for event in events} == {"2026-05-06T12:00:42.000Z"}


def test_a_new_row_is_told_with_what_it_is_in(tmp_path: Path) -> None:
    answers: list[Json] = []

    def write(notion: Writing) -> None:
        body = {"parent": {"data_source_id": SOURCE}, "properties": {"Name": {"title": text("New")}}}
        answers.append(notion.post("pages", body))

    events = told(tmp_path, write)
    assert named(events) == [("page.created", answers[0]["id"]), ("data_source.content_updated", SOURCE)]
    assert events[0]["data"] == {"parent": {"id": POSTS, "type": "database", "data_source_id": SOURCE}}
    assert events[1]["data"]["updated_blocks"] == [{"id": answers[0]["id"], "type": "page"}]


def test_blocks_of_many_writes_are_told_together(tmp_path: Path) -> None:
    ids: list[str] = []

    def write(notion: Writing) -> None:
        for number in range(5):
            children = {"children": [paragraph(f"New {number}")]}
            ids.extend(one["id"] for one in notion.patch(f"blocks/{HOME}/children", children)["results"])

    (event,) = told(tmp_path, write, window=60)
    assert event["data"]["updated_blocks"] == [{"id": id, "type": "block"} for id in ids]


@pytest.mark.node
def test_what_notions_own_client_writes_is_told(tmp_path: Path) -> None:
    calls = [
        call("blocks.children.append", block_id=BELOW, children=[paragraph("New")]),
        call("pages.update", page_id=POST, properties={"Words": {"number": 9}}),
    ]

    def write(notion: Writing) -> None:
        emulator = notion.served.emulator
        outcomes = asyncio.run(javascript(emulator.url, emulator.token, calls))
        assert all("result" in one for one in outcomes), outcomes

    assert named(told(tmp_path, write)) == [("page.content_updated", BELOW), ("page.properties_updated", POST)]
