"""A subscription to webhooks: the verification token, and signed events for what happens to the served workspace.

Source: developers.notion.com/reference/webhooks and /webhooks-events-delivery. Time-out and exact waits are not
documented there.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from typing import Any

import aiohttp
import msgspec

from notionpress.emulator.batches import Batches
from notionpress.emulator.events import Envelope, Event, events
from notionpress.emulator.happened import Happened
from notionpress.emulator.uuids import named_id
from notionpress.emulator.versions import VERSIONS
from notionpress.emulator.webhook_faults import WebhookFault, WebhookFaultKind, WebhookFaults, WebhookPlan
from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]
Met = Mapping[WebhookFaultKind, WebhookFault]

VERIFICATION = "verification"
SIGNATURE = "X-Notion-Signature"
_LONGER = 4
_BETWEEN_HANDSHAKES = 1.0


class Delivery(msgspec.Struct, frozen=True):
    """What was sent to the receiver, or was lost, and what was answered.

    `type` is the event's, or `verification` for the token; `id` names what the event is about; `event` is the whole of
    it, empty for the token. `status` is that of the answer; `trouble` tells why there is none.
    """

    type: str
    id: str
    attempt: int
    status: int | None
    trouble: str = ""
    event: Json = {}

    @property
    def was_taken(self) -> bool:
        """Whether the receiver said so, and was heard."""
        return self.status is not None and 200 <= self.status < 300 and not self.trouble


class Webhooks:
    """Sends events to a URL while a server runs that was given it.

    Arguments: `version` of the API decides names and shapes of events; `token` is the verification token, by default
    one that is made up; what happens to one object within `window` seconds is put together, nothing with 0; `plan`
    and `seed` are told in `WebhookPlan` and `FaultPlan`; `hear` is called with each delivery. No event is sent before
    the receiver has taken the token.

    `deliveries` is what was sent so far, `verified` is set when the token has been taken. Events are sent one after
    another, while all else goes on.
    """

    def __init__(
        self,
        url: str,
        *,
        version: str = VERSIONS[-1],
        token: str | None = None,
        window: float = 60.0,
        plan: WebhookPlan = WebhookPlan(),  # noqa: B008
        seed: int = 0,
        hear: Callable[[Delivery], object] = lambda _: None,
    ) -> None:
        self.url = url
        self.version = version
        self.token = token or f"secret_{secrets.token_urlsafe(32)}"
        self.deliveries: list[Delivery] = []
        self.verified = asyncio.Event()
        self._window = window
        self._plan = plan
        self._faults = WebhookFaults(plan.faults, seed)
        self._hear = hear
        self._batches = Batches()
        self._held: list[tuple[Event, Met]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._hurry = asyncio.Event()
        self._turn = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self, workspace: Workspace, sleep: Callable[[float], Awaitable[object]]) -> None:
        """Send the token, again and again until it is taken, and from then on events of a workspace."""
        about = workspace.about
        subscription = named_id("subscription", self.url)
        self._envelope = Envelope(about.space_id, about.name, subscription, about.integration_id, self.version)
        self._workspace, self._sleep = workspace, sleep
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._plan.timeout))
        self._loop = asyncio.get_running_loop()
        workspace.listen(self._happened)
        try:
            await self._verify()
        except asyncio.CancelledError:
            await self._session.close()
            raise
        self._verifying = asyncio.create_task(self._verify_later())

    async def stop(self) -> None:
        """Send nothing any more, not even what waits."""
        if self._loop is None:
            return
        self._loop = None
        tasks = [*self._tasks, self._verifying]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()

    async def settle(self) -> None:
        """Let all that waits be over at once, batches, delays and backoffs, and return when all is sent."""
        # What has just happened is on its way.
        await asyncio.sleep(0)
        self._hurry.set()
        try:
            while self._tasks:
                await asyncio.wait(set(self._tasks))
        finally:
            self._hurry.clear()

    # The verification token

    async def _verify(self) -> None:
        body = msgspec.json.encode({"verification_token": self.token})
        signature = self._signature(body) if self._plan.signed_handshake else None
        status, trouble = await self._post(body, signature)
        delivery = Delivery(VERIFICATION, "", 1, status, trouble)
        self._note(delivery)
        if delivery.was_taken:
            self.verified.set()

    async def _verify_later(self) -> None:
        while not self.verified.is_set():
            await self._sleep(_BETWEEN_HANDSHAKES)
            await self._verify()

    # What to send, and when

    def _happened(self, happened: Happened) -> None:
        """Hear of what happened, in whatever thread that is told."""
        loop = self._loop
        if loop is None:
            return
        for event in events(happened, self._workspace, self.version):
            loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: Event) -> None:
        if self._loop is None or not self.verified.is_set():
            return
        if not self._window:
            self._dispatch(event)
            return
        taken = self._batches.take(event)
        if taken.begins:
            self._do(self._close_batch(event.id))
        if taken.told_now:
            self._dispatch(event)

    async def _close_batch(self, id: str) -> None:
        await self._wait(self._window)
        for event in self._batches.close(id):
            self._dispatch(event)

    def _dispatch(self, event: Event) -> None:
        met = self._faults.next(event.type, event.id)
        if "drop" in met:
            self._note(Delivery(event.type, event.id, 1, None, "dropped", self._envelope.body(event, "", 1)))
        elif "reorder" in met:
            self._held.append((event, met))
            self._do(self._release_later(event, met["reorder"].seconds))
        else:
            self._do(self._deliver(event, met))
            self._release()

    async def _release_later(self, event: Event, seconds: float) -> None:
        await self._wait(seconds)
        if any(held is event for held, _ in self._held):
            self._release()

    def _release(self) -> None:
        """Send what was held back, the last one first."""
        while self._held:
            self._do(self._deliver(*self._held.pop()))

    # Sending

    async def _deliver(self, event: Event, met: Met) -> None:
        """Send an event until it is taken, or as often as the plan says."""
        # Ids are never the same in two runs, or a receiver would take the events of the second for old ones.
        event_id = str(uuid.uuid4())
        if "delay" in met:
            await self._wait(met["delay"].seconds)
        attempt = 1
        while not await self._attempt(event, event_id, attempt, met if attempt == 1 else {}):
            if attempt == self._plan.attempts:
                return
            await self._wait(self._plan.backoff * _LONGER ** (attempt - 1))
            attempt += 1
        if "duplicate" in met:
            await self._wait(met["duplicate"].seconds)
            await self._attempt(event, event_id, attempt, {})

    async def _attempt(self, event: Event, event_id: str, attempt: int, met: Met) -> bool:
        """Send an event once; whether it was taken."""
        whole = self._envelope.body(event, event_id, attempt)
        body = msgspec.json.encode(whole)
        signature: str | None = self._signature(body)
        if "signature" in met:
            signature = self._signature(body + b" ")
        if "unsigned" in met:
            signature = None
        async with self._turn:
            status, trouble = await self._post(body, signature, is_cut="cut" in met)
        if "lost" in met:
            trouble = "the answer was lost"
        delivery = Delivery(event.type, event.id, attempt, status, trouble, whole)
        self._note(delivery)
        return delivery.was_taken

    async def _post(self, body: bytes, signature: str | None, *, is_cut: bool = False) -> tuple[int | None, str]:
        """The status of the answer, or None and why there is none."""
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        if signature is not None:
            headers[SIGNATURE] = signature
        data = _half(body) if is_cut else body
        try:
            async with self._session.post(self.url, data=data, headers=headers, allow_redirects=False) as answer:
                return answer.status, ""
        except TimeoutError:
            return None, f"no answer within {self._plan.timeout:g} s"
        except aiohttp.ClientConnectorError as error:
            # The system's own words; where a name is not found there are none by that number.
            return None, os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
        except aiohttp.ClientResponseError:
            # Their words would repeat what the receiver sent.
            return None, "the answer is no HTTP"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return None, "cut off" if is_cut else str(error) or type(error).__name__

    def _signature(self, body: bytes) -> str:
        return f"sha256={hmac.new(self.token.encode(), body, hashlib.sha256).hexdigest()}"

    def _note(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        self._hear(delivery)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait(self, seconds: float) -> None:
        """Wait so many seconds, or until there is no time to wait."""
        waits = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._hurry.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


async def _half(body: bytes) -> AsyncIterator[bytes]:
    """Half of a body, and then the end of the connection."""
    yield body[: len(body) // 2]
    raise ConnectionAbortedError("cut")
