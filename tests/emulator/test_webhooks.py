"""The webhooks of a served workspace, sent to a real receiver: handshake, signatures, shapes, batches, attempts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import aiohttp
import pytest

from notionpress.emulator.batches import together
from notionpress.emulator.events import Event
from notionpress.emulator.faults import Change, FaultPlan, WebhookFault, WebhookFaultKind, WebhookPlan
from notionpress.emulator.server import Emulator
from notionpress.emulator.webhooks import Webhooks
from notionpress.emulator.workspace import Workspace
from tests.crawl.workspaces import below, block, data_source, database, page, row, uid
from tests.emulator.clients import call, javascript
from tests.emulator.receiver import TOKEN, Receiver
from tests.emulator.served import VERSIONS, Served, made

Json = dict[str, Any]
NOON = datetime(2026, 5, 6, 12, 0, 7, 250_000, tzinfo=UTC)
NEWEST = VERSIONS[-1]
IN_HOME = {"id": uid("Home"), "type": "page"}
BOT = {"id": uid("bot"), "type": "bot"}
ADA = {"id": uid("Ada"), "type": "person"}
Do = Callable[[Workspace], None]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made(
        tmp_path,
        users=[{"object": "user", "id": uid("Ada"), "name": "Ada", "type": "person", "person": {}}],
        pages=[
            page("Home", [block("paragraph", "One", id=uid("one"))]),
            below("Below", "Home", [block("paragraph", "Two", id=uid("two"))]),
            row("Post", "posts"),
        ],
        databases=[database("Posts", "Home", "posts"), database("Linked", "Home")],
        data_sources=[data_source("posts", "Posts", Words={"id": "a%3Ab", "type": "number", "number": {}})],
        comments=[{"object": "comment", "id": uid("comment"), "parent": {"block_id": uid("one")}, "rich_text": "Hm"}],
        views=[{"id": uid("view"), "parent": {"database_id": uid("Posts")}, "data_source_id": uid("posts")}],
    )


class Waits:
    """Waits that end only when there is no time to wait, and what they were."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.Event().wait()


@asynccontextmanager
async def subscribed(
    workspace: Workspace,
    receiver: Receiver,
    *,
    sleep: Callable[[float], Awaitable[object]] | None = None,
    **options: Any,
) -> AsyncIterator[Webhooks]:
    """A server whose webhooks a receiver takes; without a `window`, nothing is put together."""
    webhook = Webhooks(receiver.url, token=TOKEN, **{"window": 0, **options})
    async with Emulator(workspace, now=lambda: NOON, sleep=sleep or Waits(), webhook=webhook):
        yield webhook


def received(workspace: Workspace, do: Do, *statuses: int | None, **options: Any) -> Receiver:
    """What a receiver has got when all that is due is sent; the first of the statuses is the handshake's."""

    async def run() -> Receiver:
        async with Receiver(*statuses) as receiver, subscribed(workspace, receiver, **options) as webhook:
            do(workspace)
            await webhook.settle()
            return receiver

    return asyncio.run(run())


def write(words: str, id: str = "one", **options: Any) -> Do:
    """Something that writes other words into a block."""

    def change(value: Json) -> None:
        value["paragraph"] = {"rich_text": words}

    return lambda workspace: workspace.edit(uid(id), change, **options)


def put(**values: Any) -> Callable[[Json], None]:
    """A change of some keys of an object."""
    return lambda value: value.update(values)


# The handshake and the signature


def test_the_token_comes_first_and_by_itself(workspace: Workspace) -> None:
    receiver = received(workspace, write("Two"))
    first, second = receiver.posts
    assert first.json == {"verification_token": TOKEN}
    assert "X-Notion-Signature" not in first.headers
    assert second.headers["Content-Type"] == "application/json"
    assert second.is_signed


def test_the_token_may_be_signed_too(workspace: Workspace) -> None:
    receiver = received(workspace, lambda _: None, plan=WebhookPlan(signed_handshake=True))
    assert [post.is_signed for post in receiver.posts] == [True]


def test_nothing_is_told_before_the_token_is_taken(workspace: Workspace) -> None:
    async def run() -> None:
        again = asyncio.Event()
        async with (
            Receiver(500) as receiver,
            subscribed(workspace, receiver, sleep=lambda _: again.wait()) as webhook,
        ):
            write("Too early")(workspace)
            await webhook.settle()
            assert not webhook.verified.is_set()
            again.set()
            await webhook.verified.wait()
            write("Now")(workspace)
            await webhook.settle()
            assert [next(iter(post.json)) for post in receiver.posts] == ["verification_token"] * 2 + ["id"]
            assert [one.status for one in webhook.deliveries] == [500, 200, 200]

    asyncio.run(run())


def test_a_receiver_that_is_not_there_is_told_of(workspace: Workspace) -> None:
    async def run() -> None:
        webhook = Webhooks("http://127.0.0.1:9/hook")
        async with Emulator(workspace, sleep=Waits(), webhook=webhook):
            (delivery,) = webhook.deliveries
            assert (delivery.type, delivery.status) == ("verification", None)
            assert delivery.trouble == "Connection refused"

    asyncio.run(run())


def test_an_answer_that_is_no_http_is_told_without_its_words(workspace: Workspace) -> None:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(b"words of the receiver\r\n\r\n")
        await writer.drain()
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            webhook = Webhooks(f"http://127.0.0.1:{port}/hook")
            async with Emulator(workspace, sleep=Waits(), webhook=webhook):
                (delivery,) = webhook.deliveries
        assert (delivery.status, delivery.trouble) == (None, "the answer is no HTTP")

    asyncio.run(run())


def test_a_token_is_made_up(workspace: Workspace) -> None:
    first, second = Webhooks("http://127.0.0.1:9"), Webhooks("http://127.0.0.1:9")
    assert re.fullmatch(r"secret_[\w-]{43}", first.token)
    assert first.token != second.token


@pytest.mark.node
def test_notions_own_client_accepts_the_signatures(workspace: Workspace) -> None:
    plan = WebhookPlan(attempts=1, faults=(WebhookFault("signature", first=2),))
    receiver = received(workspace, edits, plan=plan)
    posts = receiver.posts[1:]
    calls = [
        call(
            "",
            "verify",
            body=post.body.decode(),
            signature=post.headers["X-Notion-Signature"],
            verificationToken=TOKEN,
        )
        for post in posts
    ]
    outcomes = asyncio.run(javascript("http://127.0.0.1:9", "ntn_none", calls))
    assert [one["result"] for one in outcomes] == [True, False, True]


# What an event holds


def test_an_event_is_whole(workspace: Workspace) -> None:
    (event,) = received(workspace, write("Two", by=uid("Ada"))).events
    id = event.pop("id")
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", id)
    assert list(event.items()) == [
        ("timestamp", "2026-05-06T12:00:07.250Z"),
        ("workspace_id", uid("workspace")),
        ("workspace_name", "Test"),
        ("subscription_id", event["subscription_id"]),
        ("integration_id", uid("integration")),
        ("authors", [ADA]),
        ("attempt_number", 1),
        ("api_version", NEWEST),
        ("entity", {"id": uid("Home"), "type": "page"}),
        ("type", "page.content_updated"),
        (
            "data",
            {
                "parent": {"id": uid("workspace"), "type": "space"},
                "updated_blocks": [{"id": uid("one"), "type": "block"}],
            },
        ),
    ]


IN_POSTS = {"id": uid("Posts"), "type": "database"}
IN_SOURCE = {**IN_POSTS, "data_source_id": uid("posts")}
POST, SOURCE, POSTS = (
    {"id": uid("Post"), "type": "page"},
    {"id": uid("posts"), "type": "data_source"},
    {"id": uid("Posts"), "type": "database"},
)
COLUMN = {"properties": {"Name": {"type": "title", "title": {}}}}
EVENTS: dict[str, tuple[Do, list[tuple[str, Json, Json]], list[tuple[str, Json, Json]]]] = {
    "a row": (
        lambda workspace: workspace.edit(uid("Post"), put(properties={"Name": "Post", "Words": 7})),
        [("page.properties_updated", POST, {"parent": IN_SOURCE, "updated_properties": ["a%3Ab"]})],
        [("page.properties_updated", POST, {"parent": IN_POSTS, "updated_properties": ["a%3Ab"]})],
    ),
    "a row in the trash": (
        lambda workspace: workspace.trash(uid("Post")),
        [
            ("page.deleted", POST, {"parent": IN_SOURCE}),
            ("data_source.content_updated", SOURCE, {"parent": IN_POSTS, "updated_blocks": [POST]}),
        ],
        [
            ("page.deleted", POST, {"parent": IN_POSTS}),
            ("database.content_updated", POSTS, {"parent": IN_HOME, "updated_blocks": [POST]}),
        ],
    ),
    "a schema": (
        lambda workspace: workspace.edit(uid("posts"), put(**COLUMN)),
        [
            (
                "data_source.schema_updated",
                SOURCE,
                {
                    "parent": IN_POSTS,
                    "updated_properties": [{"id": "a%3Ab", "name": "Words", "action": "deleted"}],
                },
            )
        ],
        [
            (
                "database.schema_updated",
                POSTS,
                {
                    "parent": IN_HOME,
                    "updated_properties": [{"id": "a%3Ab", "name": "Words", "action": "deleted"}],
                },
            )
        ],
    ),
    "a database's title": (
        lambda workspace: workspace.edit(uid("Posts"), put(title="Articles")),
        [("data_source.content_updated", SOURCE, {"parent": IN_POSTS, "updated_blocks": []})],
        [("database.content_updated", POSTS, {"parent": IN_HOME, "updated_blocks": []})],
    ),
    "a linked database": (
        lambda workspace: workspace.trash(uid("Linked")),
        [
            ("database.deleted", {"id": uid("Linked"), "type": "block"}, {"parent": IN_HOME}),
            (
                "page.content_updated",
                IN_HOME,
                {
                    "parent": {"id": uid("workspace"), "type": "space"},
                    "updated_blocks": [{"id": uid("Linked"), "type": "database"}],
                },
            ),
        ],
        [
            ("database.deleted", {"id": uid("Linked"), "type": "block"}, {"parent": IN_HOME}),
            (
                "page.content_updated",
                IN_HOME,
                {
                    "parent": {"id": uid("workspace"), "type": "space"},
                    "updated_blocks": [{"id": uid("Linked"), "type": "database"}],
                },
            ),
        ],
    ),
    "a data source in the trash": (
        lambda workspace: workspace.trash(uid("posts")),
        [("data_source.deleted", SOURCE, {"parent": IN_POSTS})],
        [],
    ),
    "a view": (
        lambda workspace: workspace.edit(uid("view"), put(name="Board")),
        [
            (
                "view.updated",
                {"id": uid("view"), "type": "view"},
                {"parent": IN_POSTS, "updated_fields": ["name"]},
            )
        ],
        [],
    ),
    "a comment": (
        lambda workspace: workspace.trash(uid("comment")),
        [
            (
                "comment.deleted",
                {"id": uid("comment"), "type": "comment"},
                {"parent": {"id": uid("one"), "type": "block"}, "page_id": uid("Home")},
            )
        ],
        [
            (
                "comment.deleted",
                {"id": uid("comment"), "type": "comment"},
                {"parent": {"id": uid("one"), "type": "block"}, "page_id": uid("Home")},
            )
        ],
    ),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", EVENTS)
def test_each_version_tells_it_in_its_own_words(workspace: Workspace, name: str, version: str) -> None:
    do, new, old = EVENTS[name]
    events = received(workspace, do, version=version).events
    told = [(event["type"], event["entity"], event["data"]) for event in events]
    assert told == (old if version == VERSIONS[0] else new)
    assert {event["api_version"] for event in events} <= {version}


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_connection_must_not_see_is_not_told(workspace: Workspace, version: str) -> None:
    def do(workspace: Workspace) -> None:
        workspace.unshare(uid("Below"))
        write("Hidden", "two")(workspace)
        write("Seen")(workspace)
        workspace.share(uid("Below"))

    told = [(event["type"], event["entity"]["id"]) for event in received(workspace, do, version=version).events]
    assert told == [("page.content_updated", uid("Home")), ("page.permissions_updated", uid("Below"))]


@pytest.mark.parametrize(("capability", "type"), [("read_content", "comment.deleted"), ("read_comments", "page.moved")])
def test_a_capability_decides_what_is_told(tmp_path: Path, capability: str, type: str) -> None:
    left = [one for one in ("read_content", "read_comments") if one != capability]
    workspace = made(
        tmp_path,
        workspace={"capabilities": left},
        pages=[page("Home"), page("Other")],
        comments=[{"object": "comment", "id": uid("comment"), "parent": {"page_id": uid("Home")}, "rich_text": "Hm"}],
    )

    def do(workspace: Workspace) -> None:
        workspace.trash(uid("comment"))
        workspace.edit(uid("Other"), put(parent={"page_id": uid("Home")}))

    assert received(workspace, do).types == [type]


def test_changes_of_a_fault_plan_are_told(workspace: Workspace) -> None:
    async def run() -> None:
        plan = FaultPlan(changes=(Change("trash", id=uid("Below")),))
        async with Receiver() as receiver:
            webhook = Webhooks(receiver.url, window=0)
            async with (
                Emulator.under(plan, workspace, webhook=webhook) as emulator,
                aiohttp.ClientSession() as session,
            ):
                headers = {"Authorization": f"Bearer {emulator.token}", "Notion-Version": NEWEST}
                async with session.get(f"{emulator.url}/v1/users/me", headers=headers):
                    pass
                await webhook.settle()
            assert "page.deleted" in receiver.types

    asyncio.run(run())


def test_events_come_from_every_thread(workspace: Workspace) -> None:
    async def run() -> list[str]:
        async with Receiver() as receiver, subscribed(workspace, receiver) as webhook:
            await asyncio.gather(*(asyncio.to_thread(write(f"Words {one}"), workspace) for one in range(10)))
            await webhook.settle()
            return receiver.types

    assert asyncio.run(run()) == ["page.content_updated"] * 10


# Batches


def test_what_happens_to_a_page_within_the_window_is_told_as_one(workspace: Workspace) -> None:
    waits = Waits()

    def do(workspace: Workspace) -> None:
        write("1")(workspace)
        write("2", by=uid("Ada"))(workspace)
        workspace.edit(uid("Home"), lambda page: page["children"].append(block("divider", id=uid("line"))))
        write("3", "two")(workspace)

    home, other = received(workspace, do, sleep=waits, window=60).events
    assert home["entity"]["id"] == uid("Home")
    assert home["data"]["updated_blocks"] == [{"id": uid(one), "type": "block"} for one in ("one", "line")]
    assert home["authors"] == [BOT, ADA]
    assert other["entity"]["id"] == uid("Below")
    assert waits.seconds == [60, 60]


def test_a_new_page_and_its_first_properties_are_told_right_away(workspace: Workspace) -> None:
    async def run() -> None:
        async with Receiver() as receiver, subscribed(workspace, receiver, window=60) as webhook:
            workspace.add(row("New", "posts"))
            for words in (1, 2, 3):
                workspace.edit(uid("New"), put(properties={"Name": "New", "Words": words}))
            workspace.edit(uid("Home"), put(is_locked=True))
            await receiver.until(3)
            assert receiver.types == ["page.created", "page.properties_updated", "page.locked"]
            await webhook.settle()
            assert receiver.types[3:] == ["page.properties_updated", "data_source.content_updated"]
            # The next window begins anew.
            workspace.edit(uid("New"), put(properties={"Name": "New", "Words": 4}))
            await receiver.until(6)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("trash", ["page.deleted"]),
        ("trash restore", []),
        ("edit trash", ["page.deleted"]),
        ("trash edit restore", ["page.content_updated"]),
        ("trash restore trash", ["page.deleted"]),
        ("move edit move", ["page.moved", "page.content_updated"]),
        ("out restore edit", ["page.undeleted", "page.content_updated"]),
        ("out restore edit trash", []),
        ("database", ["database.created"]),
        ("database rename", ["database.created"]),
        ("database rename drop", []),
    ],
)
def test_only_what_came_of_it_is_told(workspace: Workspace, steps: str, told: list[str]) -> None:
    places = iter(("Home", "Other", "Home"))
    actions: dict[str, Do] = {
        "trash": lambda workspace: workspace.trash(uid("Below")),
        "restore": lambda workspace: workspace.restore(uid("Below")),
        "edit": lambda workspace: workspace.edit(uid("Below"), put(children=[block("divider")])),
        "move": lambda workspace: workspace.edit(uid("Below"), put(parent={"page_id": uid(next(places))})),
        "out": lambda _: None,
        "database": lambda workspace: workspace.add(database("New", "Home", "news")),
        "rename": lambda workspace: workspace.edit(uid("New"), put(title="Newer")),
        "drop": lambda workspace: workspace.trash(uid("New")),
    }
    next(places)
    if steps.startswith("out"):
        workspace.trash(uid("Below"))

    def do(workspace: Workspace) -> None:
        for step in steps.split():
            actions[step](workspace)

    events = received(workspace, do, window=60).events
    subject = uid("New") if "database" in steps else uid("Below")
    assert [event["type"] for event in events if event["entity"]["id"] == subject] == told


def test_properties_of_a_schema_are_told_by_what_became_of_them() -> None:
    def event(*changes: str) -> Event:
        properties = [{"id": id, "name": id.upper(), "action": action} for id, action in map(str.split, changes)]
        data = {"parent": IN_POSTS, "updated_properties": properties}
        return Event("data_source.schema_updated", uid("posts"), "data_source", NOON, (BOT,), data)

    (told,) = together(
        [
            event("a created", "b updated", "c created", "d deleted", "e deleted"),
            event("a updated", "b deleted"),
            event("c deleted"),
            event("d created"),
        ]
    )
    changes = {one["id"]: one["action"] for one in told.data["updated_properties"]}
    assert changes == {"a": "created", "b": "deleted", "d": "updated", "e": "deleted"}
    assert together([event("a created"), event("a deleted")]) == []


# Attempts


def test_an_event_comes_again_until_it_is_taken(workspace: Workspace) -> None:
    receiver = received(workspace, write("Two"), 200, 500, 302, 404, 204)
    events = receiver.events
    assert [event.pop("attempt_number") for event in events] == [1, 2, 3, 4]
    assert all(event == events[0] for event in events)
    assert all(post.is_signed for post in receiver.posts[1:])


def test_after_eight_attempts_in_a_day_an_event_is_given_up(workspace: Workspace) -> None:
    waits = Waits()
    receiver = received(workspace, write("Two"), 200, *[503] * 20, sleep=waits)
    assert [event["attempt_number"] for event in receiver.events] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert waits.seconds == [16, 64, 256, 1024, 4096, 16384, 65536]
    assert sum(waits.seconds) == pytest.approx(24 * 3600, rel=0.05)


def test_a_receiver_that_does_not_answer_holds_up_nothing(workspace: Workspace) -> None:
    async def run() -> None:
        webhook_plan = WebhookPlan(timeout=0.05)
        async with Receiver(200, None) as receiver:
            webhook = Webhooks(receiver.url, token=TOKEN, window=0, plan=webhook_plan)
            async with Emulator(workspace, webhook=webhook, sleep=Waits()) as emulator:
                write("Two")(workspace)
                await receiver.until(1)
                headers = {"Authorization": f"Bearer {emulator.token}", "Notion-Version": NEWEST}
                async with (
                    aiohttp.ClientSession(headers=headers) as session,
                    session.get(f"{emulator.url}/v1/pages/{uid('Home')}") as answer,
                ):
                    assert answer.status == 200
                    assert len(webhook.deliveries) == 1
                await webhook.settle()
                assert [one.trouble for one in webhook.deliveries] == ["", "no answer within 0.05 s", ""]

    asyncio.run(run())


def test_a_server_stops_with_events_still_to_send(workspace: Workspace) -> None:
    async def run() -> Receiver:
        async with Receiver(200, 500) as receiver:
            async with subscribed(workspace, receiver):
                write("Two")(workspace)
                await receiver.until(1)
            write("Nobody hears")(workspace)
            return receiver

    assert len(asyncio.run(run()).events) == 1


# Faults


def entities(receiver: Receiver) -> list[str]:
    return [event["entity"]["id"] for event in receiver.events]


def edits(workspace: Workspace) -> None:
    """Three pages are edited, one after another."""
    write("1")(workspace)
    write("2", "two")(workspace)
    workspace.edit(uid("Post"), lambda page: page["children"].append(block("divider")))


HOME, BELOW, THIRD = uid("Home"), uid("Below"), uid("Post")


@pytest.mark.parametrize(
    ("fault", "came"),
    [
        (WebhookFault("drop", first=2), [HOME, THIRD]),
        (WebhookFault("delay", seconds=90), [BELOW, THIRD, HOME]),
        (WebhookFault("reorder"), [BELOW, HOME, THIRD]),
        (WebhookFault("reorder", times=2), [THIRD, BELOW, HOME]),
        (WebhookFault("reorder", times=None), [THIRD, BELOW, HOME]),
        (WebhookFault("duplicate", first=2), [HOME, BELOW, THIRD, BELOW]),
        (WebhookFault("lost"), [HOME, BELOW, THIRD, HOME]),
        (WebhookFault("drop", event="deleted"), [HOME, BELOW, THIRD]),
    ],
)
def test_an_event_meets_a_fault(workspace: Workspace, fault: WebhookFault, came: list[str]) -> None:
    receiver = received(workspace, edits, plan=WebhookPlan(faults=(fault,)))
    assert entities(receiver) == came
    assert all(post.is_signed for post in receiver.posts[1:])


def test_a_duplicate_is_the_same_and_a_lost_answer_makes_another_attempt(workspace: Workspace) -> None:
    def twice(kind: Any) -> list[Json]:
        plan = WebhookPlan(faults=(WebhookFault(kind),))
        return received(workspace, write(kind), plan=plan).events

    first, second = twice("duplicate")
    assert first == second
    first, second = twice("lost")
    assert (first["id"], first["attempt_number"]) == (second["id"], 1)
    assert second["attempt_number"] == 2


@pytest.mark.parametrize("kind", ["signature", "unsigned"])
def test_the_first_attempt_is_not_signed_as_it_should_be(workspace: Workspace, kind: Any) -> None:
    plan = WebhookPlan(faults=(WebhookFault(kind),))
    _, wrong, right = received(workspace, write("Two"), plan=plan).posts
    assert not wrong.is_signed
    assert ("X-Notion-Signature" in wrong.headers) is (kind == "signature")
    assert right.is_signed
    assert (wrong.json["attempt_number"], right.json["attempt_number"]) == (1, 2)


def test_a_body_breaks_off(workspace: Workspace) -> None:
    receiver = received(workspace, write("Two"), plan=WebhookPlan(faults=(WebhookFault("cut"),)))
    assert receiver.begun == len(receiver.posts) + 1
    (event,) = receiver.events
    assert event["attempt_number"] == 2


def test_an_event_may_meet_several_faults(workspace: Workspace) -> None:
    faults = (WebhookFault("reorder"), WebhookFault("duplicate"), WebhookFault("lost", event="page."))
    receiver = received(workspace, edits, plan=WebhookPlan(faults=faults))
    assert entities(receiver) == [BELOW, HOME, THIRD, HOME, HOME]
    assert [event["attempt_number"] for event in receiver.events] == [1, 1, 1, 2, 2]


def test_a_seed_decides_what_a_share_meets(workspace: Workspace) -> None:
    def dropped(seed: int) -> list[int]:
        plan = WebhookPlan(faults=(WebhookFault("drop", share=0.5, times=None),))

        async def run() -> list[int]:
            async with Receiver() as receiver, subscribed(workspace, receiver, plan=plan, seed=seed) as webhook:
                for one in range(24):
                    write(f"{one} {workspace.revision}")(workspace)
                await webhook.settle()
                return [at for at, one in enumerate(webhook.deliveries) if one.trouble == "dropped"]

        return asyncio.run(run())

    assert dropped(1) == dropped(1)
    assert dropped(1) != dropped(2)
    assert 4 < len(dropped(1)) < 20


@pytest.mark.parametrize("seed", range(8))
def test_whatever_goes_wrong_what_is_not_dropped_arrives(workspace: Workspace, seed: int) -> None:
    faults = tuple(WebhookFault(kind, share=0.3, times=None) for kind in get_args(WebhookFaultKind))

    async def run() -> None:
        statuses = [200, *([200, 503, 200][seed % 3 :] * 9)]
        async with (
            Receiver(*statuses) as receiver,
            subscribed(workspace, receiver, plan=WebhookPlan(faults=faults), seed=seed) as webhook,
        ):
            for number in range(30):
                write(f"{number}", ("one", "two")[number % 2])(workspace)
            await webhook.settle()
            dropped = sum(one.trouble == "dropped" for one in webhook.deliveries)
            taken = {one.event["id"] for one in webhook.deliveries[1:] if one.was_taken}
            assert 0 < dropped < 30
            assert len(taken) == 30 - dropped
            assert taken == {post.json["id"] for post in receiver.posts[1:] if post.is_signed}

    asyncio.run(run())


def test_the_server_in_a_thread_sends_too(workspace: Workspace) -> None:
    async def run() -> list[str]:
        async with Receiver() as receiver:

            def serve() -> None:
                webhook = Webhooks(receiver.url, window=60)
                with Served(workspace, webhook=webhook) as served:
                    write("Two")(workspace)
                    served.settle()

            await asyncio.to_thread(serve)
            return receiver.types

    assert asyncio.run(run()) == ["page.content_updated"]
