"""The preview: rounds when files or Notion changed, and a server that shows what they made."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, Self

import msgspec
from aiohttp import web

from notionpress.config import Config
from notionpress.environment import WEBHOOK_SECRET, variable
from notionpress.errors import ConfigError, NotionPressError
from notionpress.serve.application import application, listening, port_of
from notionpress.serve.cycle import Ask, Called, Cycle, Round, Told
from notionpress.serve.desk.desk import Desk
from notionpress.serve.desk.html import DESK
from notionpress.serve.events import SOMETHING, Event
from notionpress.serve.guard import Guard
from notionpress.serve.marks import marks_of
from notionpress.serve.queue import Received
from notionpress.serve.receiver import Receiver
from notionpress.serve.shown import Shown
from notionpress.serve.troubles import Trouble, troubles_of
from notionpress.serve.watching import Changed, Places, changes, forget_modules, places_of
from notionpress.site.local import is_local
from notionpress.site.routes import base_path

_SHARE: Final = 0.1
"""How much of Notion's limit looking for changes may take."""

_SOONEST: Final = 5.0
"""Seconds between two looks at Notion at least, unless the author wants it otherwise."""

_WHOLE: Final = 60.0
"""Seconds between two crawls at least, which find what a peek cannot: that something is gone."""

_TRIED: Final = 50
"""So many ports are tried until one is free."""

_ANY: Final = ("0.0.0.0", "::")  # noqa: S104  (compared with, not listened on)

Read = Literal["nothing", "pages", "changes", "all"]
_LEVELS: Final[tuple[Read, ...]] = ("all", "changes", "pages", "nothing")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a preview was called.

    It listens on `host` and `port` (0: any). `poll` is the seconds between two looks at Notion, 0 for never, None for
    as often as its limit bears well.
    """

    host: str = "127.0.0.1"
    port: int = 0
    poll: float | None = None


class News(msgspec.Struct, frozen=True, kw_only=True):
    """A round that has ended, and the files it was made for; without any it was for Notion."""

    done: Round
    because: tuple[Path, ...] = ()
    is_first: bool = False


class Preview:
    """Shows the site of a site.yaml while it is written, as an asynchronous context manager; `run` goes on for ever.

    `path`, `called`, `environment` and `told` are those of `Cycle`; `say` is told of each round, and
    `tell` where files cannot be watched. Raises NotionPressError where it cannot listen.
    """

    def __init__(
        self,
        path: Path,
        options: Options,
        called: Called,
        environment: Mapping[str, str],
        *,
        say: Callable[[News], None],
        tell: Callable[[Trouble], None],
        told: Told | None = None,
    ) -> None:
        self._options = options
        self._tell = tell
        self._called = called
        self._say = say
        self._open = AsyncExitStack()
        self._shown = Shown(self._want_index)
        self._cycle = Cycle(path, called, environment, told=msgspec.structs.replace(told or Told(), ready=self._take))
        self._config: Config | None = None
        self.environment = environment
        self.path = path
        self.last: Round | None = None
        """The round that ended last, None before the first."""
        self._wanted: set[Read] = set()
        self._pages: set[str] = set()
        self._afresh = False
        self._indexes = False
        self._is_running = False
        self._because: set[Path] = set()
        self._something = asyncio.Event()
        self._interval = _SOONEST
        self._whole = _WHOLE
        self._read_at = 0.0
        self._is_first = True
        self.port = 0
        """Where it listens, once it is entered."""

    @property
    def address(self) -> str:
        """Where the site is to be seen: its front page."""
        return self._origin + self._base_path

    @property
    def desk(self) -> str:
        """Where its desk is."""
        return self._origin + DESK

    @property
    def _origin(self) -> str:
        host = "localhost" if self._options.host in _ANY else self._options.host
        named = f"[{host}]" if ":" in host else host
        return f"http://{named}:{self.port}"

    @property
    def _base_path(self) -> str:
        return base_path(self._config.base_url) if self._config else "/"

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._read_settings()
        guard = Guard(self._options.host)
        desk = Desk(self, guard)
        made = application(self._shown, guard, desk, self._receiver())
        runner = await _listening(made, self._options)
        self._open.push_async_callback(runner.cleanup)
        self._open.push_async_callback(desk.close)
        self.port = port_of(runner)
        await self._open.enter_async_context(self._cycle)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def run(self) -> None:
        """Build, and build again whenever something changed."""
        self.want("changes")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._poll())
            while True:
                await self._something.wait()
                await self._round()

    def want(self, read: Read, because: tuple[Path, ...] = (), *, pages: Iterable[str] = ()) -> None:
        """Have a round soon that reads so much from Notion, or these pages; several that wait become one."""
        self._wanted.add(read)
        self._pages.update(pages)
        self._because.update(because)
        self._something.set()

    # What the desk asks and tells

    @property
    def cycle(self) -> Cycle:
        """What reads and builds."""
        return self._cycle

    @property
    def is_busy(self) -> bool:
        """Whether a round is under way or asked for."""
        return self._is_running or self._something.is_set()

    @property
    def front(self) -> str:
        """The path of the front page."""
        return self._base_path

    def ask(self, ask: Ask) -> None:
        """Have a round soon."""
        self._afresh = self._afresh or ask.afresh
        self.want(ask.read, pages=ask.pages)

    # Rounds

    async def _round(self) -> None:
        self._something.clear()
        self._is_running = True
        because, self._because = tuple(sorted(self._because)), set()
        wanted, self._wanted = self._wanted, set()
        pages, self._pages = frozenset(self._pages), set()
        afresh, self._afresh = self._afresh, False
        indexes, self._indexes = self._indexes, False
        read = next(level for level in _LEVELS if level in wanted)
        forget_modules(because)
        self._shown.begin()
        first = self._shown.awaited()
        done = await self._cycle.run(Ask(read=read, pages=pages, afresh=afresh, first=first, indexes=indexes))
        self.last, self._is_running = done, False
        self._read_settings()
        if done.built:
            self._shown.show(done.built.folder, self._base_path, marks_of(done.built), done.built.policy)
            self._shown.index_is_behind = done.built.index_is_behind
        self._shown.finish(done.changed, troubles_of(done))
        if read in ("changes", "all"):
            self._read_at = self._loop.time()
            self._whole = max(_WHOLE, self._seconds_for(done.crawled.requests if done.crawled else 0))
        self._say(News(done=done, because=because, is_first=self._is_first))
        self._is_first = False

    def _want_index(self) -> None:
        """Have the search index made: somebody searches."""
        self._indexes = True
        self._shown.begin()
        self.want("nothing")

    def _take(self, path: str, file: Path) -> None:
        """A file that somebody waits for is ready: called in the thread that builds, before the file moves."""
        data = file.read_bytes()
        with suppress(RuntimeError):  # The preview has ended.
            self._loop.call_soon_threadsafe(self._shown.take, path, data)

    def _receiver(self) -> Receiver | None:
        """What takes webhooks, where a subscription is set up."""
        try:
            secret = variable(WEBHOOK_SECRET, self.path.parent, self.environment)
        except ConfigError:  # The rounds tell it.
            return None
        if not secret:
            return None
        return Receiver(
            secret,
            keep_secret=lambda _: None,  # It is kept already.
            receive=self._receive,
            accepted=lambda _: None,
            refused=lambda _: None,
            now=lambda: datetime.now(UTC),
        )

    def _receive(self, event: Event, _: datetime) -> Received:
        """Have what an event tells of read soon: called in a thread. A preview may forget it when it ends."""
        if not event.wanted:
            return Received.NOTHING
        read: Read = "changes" if SOMETHING in event.wanted else "pages"
        pages = event.wanted - {SOMETHING}
        self._loop.call_soon_threadsafe(lambda: self.want(read, pages=pages))
        return Received.QUEUED

    def _read_settings(self) -> None:
        with suppress(ConfigError):  # The rounds tell it, and what was right before stays.
            self._config = self._cycle.config()

    # What changes

    async def _watch(self) -> None:
        places = places_of(self.path, self._config)
        while True:
            async with aclosing(changes(places, self._tell)) as watched:
                async for changed in watched:
                    # The first time it is what changed while nobody was watching.
                    self._take_change(changed, places)
                    if changed.may_move:
                        self._read_settings()
                        now = places_of(self.path, self._config)
                        is_other, places = now != places or changed.has_folder(places), now
                        if is_other:
                            break

    def _take_change(self, changed: Changed, places: Places) -> None:
        is_settings = any(path in places.settings for path in changed.files)
        self.want("changes" if is_settings or changed.in_workspace else "nothing", changed.files)

    async def _poll(self) -> None:
        """Look at Notion now and then; a workspace folder that stands for it is watched."""
        if self._options.poll == 0 or self._called.offline:
            return
        is_away = False
        while True:
            await asyncio.sleep(self._options.poll or self._interval)
            if self._config is None or self._config.notion.emulator or is_local(self._config):
                continue
            try:
                peeked = await self._cycle.peek()
            except NotionPressError:
                # The round tells it, and goes on with what was read before.
                is_away = True
                self.want("changes")
                continue
            self._interval = max(_SOONEST, self._seconds_for(peeked.requests))
            is_due = self._loop.time() - self._read_at > self._whole
            if is_due or is_away or not peeked.complete:
                is_away = False
                self.want("changes")
            elif peeked.changed:
                self.want("pages", pages=peeked.changed)

    def _seconds_for(self, requests: int) -> float:
        """The seconds in which so many requests are the share of the limit that looking may take."""
        limit = self._config.notion.request_limit if self._config else 180
        return requests * 60 / (limit * _SHARE)


async def _listening(made: web.Application, options: Options) -> web.AppRunner:
    try:
        return await listening(made, options.host, options.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = _free_port(options.host, options.port + 1)
            raise NotionPressError(
                f"Port {options.port} of {options.host} is taken by another program.",
                f"Take the next one that is free: `--port {free}`." if free else "Name another one with --port.",
            ) from error
        raise NotionPressError(
            f"The preview cannot listen on {options.host}, port {options.port}: {error.strerror}.",
            "Name an address of this machine with --host, and a port from 1024 with --port.",
        ) from error
    except UnicodeError as error:
        raise NotionPressError(f"{options.host} is no address.", "Name another one with --host.") from error


def _free_port(host: str, first: int) -> int:
    """The first port from there that nobody listens on, 0 where none is found."""
    for port in range(first, min(first + _TRIED, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one, suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((host, port))
            return port
    return 0
