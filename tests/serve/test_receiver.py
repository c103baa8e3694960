"""The receiver over HTTP: the handshake, signatures, limits, and what is kept before it answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from notionpress.errors import ConfigError, StoreError
from notionpress.serve import receiver as module
from notionpress.serve.events import Event
from notionpress.serve.queue import Queue, Received
from notionpress.serve.receiver import LARGEST, Receiver
from notionpress.serve.signature import is_signed, signature
from notionpress.serve.waiting import Pace
from tests.serve.asynchronous import asynchronous
from tests.serve.test_events import ENTITY, envelope

NOW = datetime(2026, 7, 4, 9, 12, tzinfo=UTC)
SECRET = "secret_uT5ZVKgQ4xGJ8nWyLm2aPd6sFh9eRb1c"


class Kept:
    """A receiver at work, with all that it handed on."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.queue = Queue(folder, Pace(timedelta(seconds=2), timedelta(seconds=30)))
        self.secrets: list[str] = []
        self.accepted: list[Event] = []
        self.refused: list[str] = []
        self.receiver = Receiver(
            secret,
            keep_secret=self.secrets.append,
            receive=self.queue.receive,
            accepted=self.accepted.append,
            refused=self.refused.append,
            now=lambda: NOW,
        )
        self.client: TestClient[Any, Any]

    async def post(self, body: bytes, **headers: str) -> int:
        async with self.client.post(
            "/hook", data=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
        ) as said:
            assert await said.read() == b"", "whoever knocks is told nothing"
            return said.status

    async def send(self, said: dict[str, Any], secret: str = SECRET) -> int:
        """Send as Notion does."""
        body = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
        sign = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return await self.post(body, X_Notion_Signature=f"sha256={sign}")


@asynccontextmanager
async def receiving(folder: Path, secret: str = SECRET) -> AsyncIterator[Kept]:
    kept = Kept(folder, secret)
    application = web.Application(client_max_size=LARGEST)
    application.add_routes([kept.receiver.route("/hook")])
    async with TestClient(TestServer(application)) as kept.client:
        yield kept


@asynchronous
async def test_a_signed_event_is_on_the_disk_before_the_answer(tmp_path: Path) -> None:
    async with receiving(tmp_path) as kept:
        assert await kept.send(envelope("page.content_updated")) == 200
        # As another process would see it.
        assert [one.id for one in Queue(tmp_path, Pace(timedelta(0), timedelta(0))).waiting()] == [ENTITY]
        assert [event.type for event in kept.accepted] == ["page.content_updated"]
        assert await kept.send({**envelope("page.content_updated"), "attempt_number": 2}) == 200
        assert kept.receiver.counts == {Received.QUEUED: 1, Received.DUPLICATE: 1}
        assert len(kept.accepted) == 1


@asynchronous
async def test_the_signature_is_of_the_very_bytes(tmp_path: Path) -> None:
    body = json.dumps(envelope("page.content_updated"), indent=3).encode() + b"\n"
    right = signature(body, SECRET)
    async with receiving(tmp_path) as kept:
        assert await kept.post(body.strip(), X_Notion_Signature=right) == 401
        assert await kept.post(body, X_Notion_Signature=signature(body, SECRET + "x")) == 401
        assert await kept.post(body, X_Notion_Signature=right.removeprefix("sha256=")) == 401
        assert await kept.post(body, X_Notion_Signature=right[:-1]) == 401
        assert await kept.post(body) == 401
        assert kept.queue.waiting() == []
        assert kept.receiver.counts == {"wrong-signature": 2, "no-signature": 3}
        assert await kept.post(body, X_Notion_Signature="sha256=" + right[7:].upper()) == 200


def test_nothing_is_signed_without_a_secret() -> None:
    assert is_signed(b"{}", signature(b"{}", SECRET), SECRET)
    assert not is_signed(b"{}", signature(b"{}", ""), "")


@asynchronous
async def test_the_handshake_happens_once(tmp_path: Path) -> None:
    async with receiving(tmp_path, secret="") as kept:
        assert await kept.send(envelope("page.content_updated")) == 503
        hand = json.dumps({"verification_token": SECRET}).encode()
        assert await kept.post(hand) == 200
        assert kept.secrets == [SECRET]
        assert kept.receiver.is_verified
        assert await kept.send(envelope("page.content_updated")) == 200
        # Resent, as the button in Notion does.
        assert await kept.post(hand) == 200
        assert kept.secrets == [SECRET]
        other = {"verification_token": SECRET[::-1].replace("_", "") + "_secret"}
        assert await kept.post(json.dumps(other).encode()) == 409
        assert await kept.post(json.dumps(other).encode()) == 409
        assert len(kept.refused) == 1, "nobody can fill the log"
        assert "NOTION_WEBHOOK_SECRET" in kept.refused[0]
        assert await kept.send(envelope("page.content_updated"), other["verification_token"]) == 401


@asynchronous
async def test_a_signed_handshake_is_signed_by_its_own_token(tmp_path: Path) -> None:
    async with receiving(tmp_path, secret="") as kept:
        assert await kept.send({"verification_token": SECRET}, secret="another") == 401
        assert not kept.receiver.is_verified
        assert await kept.send({"verification_token": SECRET}) == 200
        assert kept.secrets == [SECRET]


@pytest.mark.parametrize(
    "said",
    [
        {"verification_token": SECRET, "type": "page.created"},
        {"verification_token": "short"},
        {"verification_token": "line\nbreak" * 4},
        {"verification_token": 'quote"' * 4},
        {"verification_token": 7},
        [SECRET],
    ],
)
@asynchronous
async def test_what_is_no_handshake_is_none(tmp_path: Path, said: Any) -> None:
    async with receiving(tmp_path, secret="") as kept:
        assert await kept.post(json.dumps(said).encode()) == 503
        assert kept.secrets == []


@asynchronous
async def test_a_secret_that_cannot_be_kept_is_not_taken(tmp_path: Path) -> None:
    def full(token: str) -> None:
        raise ConfigError(".env cannot be written: No space left on device.")

    async with receiving(tmp_path, secret="") as kept:
        kept.receiver._keep_secret = full
        assert await kept.post(json.dumps({"verification_token": SECRET}).encode()) == 503
        assert not kept.receiver.is_verified
        assert kept.refused == [".env cannot be written: No space left on device."]


@asynchronous
async def test_an_event_that_cannot_be_kept_is_sent_again(tmp_path: Path) -> None:
    def full(event: Event, now: datetime) -> Received:
        raise StoreError("The disk is full.")

    async with receiving(tmp_path) as kept:
        kept.receiver._receive = full
        assert await kept.send(envelope("page.content_updated")) == 503
        kept.receiver._receive = kept.queue.receive
        assert await kept.send(envelope("page.content_updated")) == 200
        assert kept.refused == ["The disk is full."]
        assert kept.receiver.counts == {"not-kept": 1, Received.QUEUED: 1}


@asynchronous
async def test_bodies_have_a_limit(tmp_path: Path) -> None:
    async with receiving(tmp_path) as kept:
        assert await kept.send({**envelope("page.content_updated"), "more": "x" * LARGEST}) == 413

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(32):
                yield b"x" * (LARGEST // 16)

        # Without a length that tells it before.
        async with kept.client.post("/hook", data=chunks()) as said:
            assert said.status == 413
        assert await kept.send({**envelope("page.content_updated"), "more": "x" * (LARGEST // 2)}) == 200


@asynchronous
async def test_a_body_that_does_not_come_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOWEST", 0.05)
    async with receiving(tmp_path) as kept:
        reader, writer = await asyncio.open_connection(kept.client.host, kept.client.port)
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert (await reader.readline()).split()[1] == b"408"
        writer.close()


@asynchronous
async def test_only_what_is_sent_is_taken(tmp_path: Path) -> None:
    async with receiving(tmp_path) as kept:
        async with kept.client.get("/hook") as said:
            assert said.status == 405
        async with kept.client.post("/other") as said:
            assert said.status == 404
        # Signed, and yet no event.
        assert await kept.post(b"[]", X_Notion_Signature=signature(b"[]", SECRET)) == 400


@asynchronous
async def test_a_flood_is_one_reading(tmp_path: Path) -> None:
    async with receiving(tmp_path) as kept, asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(kept.send({**envelope("page.content_updated"), "id": f"event {number}"}))
    assert [one.id for one in kept.queue.waiting()] == [ENTITY]
    assert kept.receiver.counts[Received.QUEUED] == 100
    assert isinstance(kept.client.session, ClientSession)
