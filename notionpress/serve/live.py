"""A site on the air: the server that takes webhooks, and the worker that follows them."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import web
from msgspec.structs import replace

from notionpress.config import Config, load_config
from notionpress.environment import WEBHOOK_SECRET, keep_variable, variable
from notionpress.errors import InUse, NotionPressError, StoreError
from notionpress.serve.cycle import Called, Cycle
from notionpress.serve.events import SOMETHING, Event
from notionpress.serve.health import UNREADABLE, Health, Metric, exposition
from notionpress.serve.publisher import Publisher
from notionpress.serve.queue import Queue, Received
from notionpress.serve.receiver import LARGEST, Receiver
from notionpress.serve.trigger import Trigger
from notionpress.serve.waiting import Pace
from notionpress.serve.worker import Plan, Worker
from notionpress.store import Store
from notionpress.store.files import held_folder
from notionpress.text import counted

LONGEST_CALM: Final = timedelta(seconds=30)
"""However many events come, what the first told of is read after so long."""

_TRIGGER_SECONDS: Final = 60
"""How long a command of `--then` may take."""

_METRICS_TYPE: Final = "text/plain; version=0.0.4"
"""https://prometheus.io/docs/instrumenting/exposition_formats/#basic-info"""


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """How `notionpress live` was called: where it listens, under which `path` webhooks come.

    With `poll`, Notion is asked so often instead, and no webhooks are taken. With `then`, events only run that line of
    the shell.
    """

    config: Path
    host: str
    port: int
    path: str
    poll: timedelta | None = None
    then: str = ""


class Operator(msgspec.Struct, frozen=True):
    """Who is told what happens, a text at a time; and who is shown the verification token, with the file it is in."""

    say: Callable[[str], None]
    show: Callable[[str, Path], None]


def _now() -> datetime:
    return datetime.now(UTC)


async def run_live(
    called: Live, environment: Mapping[str, str], operator: Operator, *, now: Callable[[], datetime] = _now
) -> None:
    """Serve and work until SIGINT or SIGTERM.

    A deploy command that runs, and a build that writes, then get their time; a second signal ends at once. Raises what
    cannot be mended by trying again: ConfigError, StoreError, and NotionPressError where the port cannot be had.
    """
    config = _config(called)
    # It makes the folder if need be, and says no where that is something else.
    folder = config.folder / config.cache
    Store.open(folder)
    # Two would both do, and deploy, what one event asks for.
    taken = InUse(
        f"another `notionpress live` works with the cache {folder}",
        "End it first, or give this one a project and a cache of its own.",
    )
    with held_folder(folder, taken):
        await _run(called, config, environment, operator, now)


async def _run(
    called: Live, config: Config, environment: Mapping[str, str], operator: Operator, now: Callable[[], datetime]
) -> None:
    quiet = timedelta(0) if called.poll else timedelta(seconds=config.live.debounce)
    queue = Queue(config.folder / config.cache, Pace(quiet, LONGEST_CALM))
    try:
        async with _doing(called, config, environment, now) as (doing, can_stop):
            worker = Worker(queue, doing, _plan(called, config), say=operator.say, now=now)
            receiver = None if called.poll else _receiver(called, config, environment, queue, worker, operator, now)
            async with _listening(called, worker, receiver, now):
                started = partial(_tell_of_start, called, queue, receiver, operator.say)
                await _work(worker, can_stop, operator.say, started)
    finally:
        queue.close()


def _config(called: Live) -> Config:
    """The settings; events that only run a command need none."""
    if called.then and not called.config.exists():
        return Config(title="", folder=called.config.parent, file=called.config.name)
    return load_config(called.config)


def _plan(called: Live, config: Config) -> Plan:
    if called.then:
        return Plan()
    reread = timedelta(hours=config.live.reread) if config.live.reread else None
    return Plan(reconcile=timedelta(minutes=config.live.reconcile), reread=reread, peek=called.poll)


@asynccontextmanager
async def _doing(
    called: Live, config: Config, environment: Mapping[str, str], now: Callable[[], datetime]
) -> AsyncIterator[tuple[Publisher | Trigger, Callable[[], bool]]]:
    """Who does the steps, and how to know whether a step may be stopped."""
    if called.then:
        trigger = Trigger(called.then, config.folder, environment, seconds=_TRIGGER_SECONDS, now=now)
        yield trigger, lambda: not trigger.is_running
        return
    async with Cycle(called.config, Called(), environment, now=now) as cycle:
        publisher = Publisher(cycle, environment, now=now)
        yield publisher, lambda: not (cycle.is_building or publisher.is_deploying)


def _receiver(
    called: Live,
    config: Config,
    environment: Mapping[str, str],
    queue: Queue,
    worker: Worker,
    operator: Operator,
    now: Callable[[], datetime],
) -> Receiver:
    def keep_secret(token: str) -> None:
        operator.show(token, keep_variable(WEBHOOK_SECRET, token, config.folder).resolve())

    def receive(event: Event, moment: datetime) -> Received:
        # One command for whatever came.
        wanted = frozenset((SOMETHING,)) if called.then and event.wanted else event.wanted
        return queue.receive(replace(event, wanted=wanted), moment)

    return Receiver(
        variable(WEBHOOK_SECRET, config.folder, environment),
        keep_secret=keep_secret,
        receive=receive,
        accepted=lambda event: worker.wake(),
        refused=operator.say,
        now=now,
    )


@asynccontextmanager
async def _listening(
    called: Live, worker: Worker, receiver: Receiver | None, now: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Serve webhooks, health and metrics."""

    async def health() -> Health | None:
        """How things stand, None where the queue cannot be read: the worker tells why."""
        try:
            found = await asyncio.to_thread(worker.health)
        except StoreError:
            return None
        return replace(found, is_verified=receiver.is_verified if receiver else None)

    async def healthz(request: web.Request) -> web.Response:
        found, moment = await health(), now()
        status = 200 if found and found.is_well(moment) else 503
        body = found.answer(moment) if found else UNREADABLE
        return web.Response(status=status, body=body, content_type="application/json")

    async def metrics(request: web.Request) -> web.Response:
        found = await health()
        if found is None:
            return web.Response(status=503, body=UNREADABLE, content_type="application/json")
        body = exposition(_metrics(worker, found, receiver)).encode()
        return web.Response(body=body, headers={"Content-Type": _METRICS_TYPE})

    application = web.Application(client_max_size=LARGEST)
    application.add_routes([web.get("/healthz", healthz), web.get("/metrics", metrics)])
    if receiver:
        application.add_routes([receiver.route(called.path)])
    # A log of requests is for the proxy to write.
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, called.host, called.port).start()
        except OSError as error:
            raise NotionPressError(
                f"The server cannot listen on port {called.port} of {called.host}: {os.strerror(error.errno or 0)}.",
                "Name another port with --port, or end the process that has it.",
            ) from error
        yield
    finally:
        await runner.cleanup()


def _metrics(worker: Worker, health: Health, receiver: Receiver | None) -> list[Metric]:
    ended = "Readings, builds and deployments by how they ended."
    return [
        Metric("backlog", "gauge", "Pages and databases that wait for being read.", {(): health.backlog}),
        Metric("failing", "gauge", "Whether something is failing.", {(): health.failing_since is not None}),
        Metric("steps_total", "counter", ended, dict(sorted(worker.counts.items())), ("step", "result")),
        Metric("step_seconds_total", "counter", "How long they took.", _each(worker.seconds), ("step",)),
        Metric("notion_requests_total", "counter", "Requests to Notion.", {(): worker.requests}),
        Metric("last_success_timestamp_seconds", "gauge", "When a step went well.", _at(health.last_success)),
        Metric("last_deploy_timestamp_seconds", "gauge", "When the site was deployed.", _at(health.last_deploy)),
        Metric(
            "webhooks_total",
            "counter",
            "Requests to the webhook by result.",
            _each(receiver.counts if receiver else {}),
            ("result",),
        ),
    ]


def _each(values: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    return {(str(name),): value for name, value in sorted(values.items())}


def _at(time: datetime | None) -> dict[tuple[str, ...], float]:
    return {(): time.timestamp()} if time else {}


def _tell_of_start(called: Live, queue: Queue, receiver: Receiver | None, say: Callable[[str], None]) -> None:
    at = f"http://{f'[{called.host}]' if ':' in called.host else called.host}:{called.port}"
    if receiver is None:
        assert called.poll is not None
        say(f"Notion is asked every {called.poll.total_seconds():g} s. {at}/healthz tells how it goes.")
    else:
        say(f"Webhooks are taken at {at}{called.path}; {at}/healthz tells how it goes.")
        if not receiver.is_verified:
            say(
                "There is no verification token yet. Make a webhook subscription in Notion (docs/live.md tells where)"
                " with the public address of this server: Notion then sends it."
            )
    waiting, failures = len(queue.waiting()), queue.failures()
    if waiting:
        say(f"From before, {counted(waiting, 'change')} to be read.")
    if failures:
        last = failures[0]
        say(f"The last failure, at {last.time:%Y-%m-%d %H:%M} UTC: {last.message}")


async def _work(
    worker: Worker, can_stop: Callable[[], bool], say: Callable[[str], None], started: Callable[[], None]
) -> None:
    """Let the worker work until a signal comes, and its step end where that cannot be stopped.

    `started` is called once signals are heard, as they are until the loop is closed: those that come while all else is
    being closed ask for nothing more.
    """
    work = asyncio.create_task(worker.run())
    asked = 0

    def ask() -> None:
        nonlocal asked
        asked += 1
        worker.end()
        if asked > 1 or can_stop():
            work.cancel()
        else:
            say("Ends when what is under way is done; another signal ends it at once.")

    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(one, ask)
    try:
        started()
        await asyncio.wait((work,))
    finally:
        work.cancel()
    if not work.cancelled():
        work.result()
    say("Stopped; what waits is kept.")
