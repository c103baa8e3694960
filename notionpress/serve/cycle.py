"""Reading and building in a process that stays: one round at a time, whose errors are values."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import msgspec
from msgspec.structs import replace

from notionpress.build.build import build_site
from notionpress.build.how import SITE, How, Progress, Ready
from notionpress.build.maker import plugins_of
from notionpress.build.memory import Memory
from notionpress.build.stamp import Glance
from notionpress.config import Config, load_config
from notionpress.crawl.options import CrawlProgress, CrawlResult
from notionpress.crawl.peek import Peeked, peek
from notionpress.crawl.removal import refused
from notionpress.environment import known_secrets
from notionpress.errors import InUse, NotionError, NotionPressError, PagesVanished, explained
from notionpress.notion.client import NotionClient
from notionpress.plugins.load import Plugins
from notionpress.reading import Connection, Requests, crawl_options, read_site
from notionpress.report import BuildResult, Report
from notionpress.serve.thread import in_thread
from notionpress.site.load import load_site
from notionpress.site.local import is_local
from notionpress.site.site import Site
from notionpress.store import Store

_PREVIEW: Final = "preview"
"""The folder in the cache that a preview is built into: what it shows must never get into the site."""

_RETRIES: Final = 2
"""How often a request is tried again: the next round tries again too."""

_TRIES: Final = 20
_PAUSE: Final = 0.5
"""Seconds between two tries to write to a cache that another run holds."""


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """How the command was called whose rounds these are.

    A `preview` is built into a folder of its own in the cache, with boxes where something is not shown as in Notion,
    and with `drafts` and pages whose date is in the `future` if these are asked for; otherwise the site goes to
    `output`, by default to that of site.yaml. `offline` makes no request; `accept_removals` goes on where unusually
    many pages vanished; `jobs` is the number of processes, 0 for one for each processor.
    """

    preview: bool = False
    drafts: bool = False
    future: bool = False
    output: Path | None = None
    offline: bool = False
    accept_removals: bool = False
    jobs: int = 0


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a round is to do: how much to `read` from Notion before it builds.

    `changes` is what an ordinary crawl reads, `pages` only the pages of these dashed ids and what they newly lead to,
    `all` every page anew. `afresh` makes every file again. `first` are the paths of files that somebody waits for.
    `indexes` brings the search index up to date too: a preview does without it until somebody searches.
    """

    read: Literal["nothing", "changes", "pages", "all"] = "changes"
    pages: frozenset[str] = frozenset()
    afresh: bool = False
    first: frozenset[str] = frozenset()
    indexes: bool = True


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What a round did, in so many `seconds`.

    `crawled` is None where nothing was read, `built` where nothing could be built; then `error` says why. `unread` is
    why Notion could not be read where the site was built from the cache nevertheless. `changed` are the paths of files
    that were written or removed.
    """

    crawled: CrawlResult | None = None
    built: BuildResult | None = None
    report: Report
    error: NotionPressError | None = None
    unread: NotionError | None = None
    seconds: float = 0.0

    @property
    def changed(self) -> tuple[str, ...]:
        """The paths of the files that were written or removed."""
        return self.built.changed if self.built else ()


class Looked(msgspec.Struct, frozen=True):
    """A site with the cache that it lies in, and with what plugins make of it."""

    site: Site
    store: Store
    plugins: Plugins


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told how far a round is: of reading, of building, and of files that somebody waits for.

    `rendered` and `ready` are called in the thread that builds.
    """

    crawled: Callable[[CrawlProgress], None] | None = None
    rendered: Progress | None = None
    ready: Ready | None = None


def _now() -> datetime:
    return datetime.now(UTC)


class Cycle:
    """Rounds of reading and building for one site.yaml, which is read anew for each of them.

    Arguments: `path` is that of site.yaml; `environment` holds the secrets, as far as `.env` does not; `now` is the
    clock that decides which scheduled pages are public. It is an asynchronous context manager, which keeps the
    connection to Notion until its end.
    """

    def __init__(
        self,
        path: Path,
        called: Called,
        environment: Mapping[str, str],
        *,
        told: Told | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._path = path
        self._called = called
        self._environment = environment
        self._told = told or Told()
        self._now = now
        self._connection = Connection(environment, retries=_RETRIES)
        self._alone = asyncio.Lock()
        self._store: Store | None = None
        self.is_building = False
        """Whether a round is building: it cannot be stopped then without leaving half a site."""
        self._memory = Memory()

    async def __aenter__(self) -> Self:
        await self._connection.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection.__aexit__(kind, error, trace)

    def config(self) -> Config:
        """The configuration as site.yaml says it now. Raises ConfigError."""
        called = self._called
        shows = called.preview
        return load_config(self._path, preview=shows, drafts=shows and called.drafts, future=shows and called.future)

    def output(self, config: Config) -> Path:
        """The folder that the site is built into."""
        if self._called.preview:
            return config.folder / config.cache / _PREVIEW
        return self._called.output or config.folder / config.output

    @property
    def is_offline(self) -> bool:
        """Whether the rounds make no request."""
        return self._called.offline

    def client(self, config: Config) -> AbstractAsyncContextManager[NotionClient]:
        """The connection to Notion that the rounds have too. Raises as `notion_client` does."""
        return self._connection.client(config)

    @property
    def requests(self) -> Requests | None:
        """How many requests were made and how many are left, None where there is no connection."""
        return self._connection.requests

    async def site(self, *, everything: bool = False) -> Looked:
        """The site as the cache holds it, when the round before has ended; `everything` makes all pages public.

        Raises NotionPressError.
        """
        async with self._alone:
            config = self.config()
            if everything:
                config = replace(config, drafts=True, future=True)
            store = self._opened(config, create=False)
            await _begun(store)
            with store.held():
                return await in_thread(partial(self._look, config, store))

    def _look(self, config: Config, store: Store) -> Looked:
        plugins = plugins_of(config)
        return Looked(load_site(store, config, self._now(), Report(), plugins.hooks), store, plugins)

    async def peek(self) -> Peeked:
        """Which pages seem to have changed in Notion since they were read, as `crawl.peek` finds it.

        Raises NotionPressError.
        """
        try:
            return await self._peek()
        except NotionPressError:
            raise
        except Exception as error:
            raise NotionPressError(*explained(error)) from error

    async def _peek(self) -> Peeked:
        async with self._alone:
            config = self.config()
            if self._called.offline or is_local(config):
                return Peeked()
            store = self._opened(config, create=True)
            await _begun(store)
            with store.held():
                async with self._connection.client(config) as client:
                    return await peek(client, store, crawl_options(config))

    async def run(self, ask: Ask) -> Round:
        """Read and build, when the round before has ended. What goes wrong is told in the result, and not raised."""
        async with self._alone:
            start = time.perf_counter()
            done = await self._run(ask, Round(report=Report()))
            return replace(done, seconds=time.perf_counter() - start)

    async def _run(self, ask: Ask, done: Round) -> Round:
        try:
            config = self.config()
            reads = ask.read != "nothing" and not self._called.offline and not is_local(config)
            store = self._opened(config, create=reads or not config.notion.root)
            await _begun(store)
            with store.held():
                if reads:
                    crawled, unread = await self._read(config, store, done.report, ask)
                    done = replace(done, crawled=crawled, unread=unread)
                    if crawled and crawled.refused_removals:
                        raise refused(store, crawled.refused_removals)
                self.is_building = True
                return replace(done, built=await in_thread(partial(self._build, config, store, done.report, ask)))
        except NotionPressError as error:
            return replace(done, error=error)
        except Exception as error:
            return replace(done, error=NotionPressError(*explained(error)))
        finally:
            self.is_building = False

    async def _read(
        self, config: Config, store: Store, report: Report, ask: Ask
    ) -> tuple[CrawlResult | None, NotionError | None]:
        """Bring the cache up to date; where that cannot be done and it holds a site, the reason."""
        options = crawl_options(
            config,
            full=ask.read == "all",
            accept_removals=self._called.accept_removals,
            pages=ask.pages if ask.read == "pages" else None,
        )
        try:
            async with self._connection.client(config) as client:
                return await read_site(config, store, report, options, client, self._told.crawled), None
        except PagesVanished:
            raise
        except NotionError as error:
            if not store.entries("page"):
                raise
            return None, error

    def _build(self, config: Config, store: Store, report: Report, ask: Ask) -> BuildResult:
        output, now = self.output(config), self._now()
        secrets = known_secrets(config.folder, self._environment)
        if not ask.afresh:
            glance = Glance(config, store.folder, output, secrets, SITE)
            if glance.knows_makers() and (same := glance.result(store, report, now, indexes=ask.indexes)):
                return same
        how = How(
            now=now,
            secrets=secrets,
            progress=self._told.rendered,
            # What the site would lose is a matter for those who publish it.
            accept_removals=self._called.accept_removals or self._called.preview,
            jobs=self._called.jobs,
            afresh=ask.afresh,
            first=ask.first,
            indexes=ask.indexes,
            # Nobody but its owner searches a preview, which does not wait for the index.
            withdraws=not self._called.preview,
            ready=self._told.ready,
            memory=self._memory,
            # What it shows may not be public: nobody may carry it anywhere.
            tell_within=None if self._called.preview else config.deploy.timeout,
        )
        return build_site(config, store, report, output=output, how=how)

    def _opened(self, config: Config, *, create: bool) -> Store:
        folder = config.folder / config.cache
        if self._store is None or self._store.folder != folder or not (folder / "lock").exists():
            self._store = Store.open(folder, create=create)
        return self._store


async def _begun(store: Store) -> None:
    """Take the right to write; where another run has it, wait a while for its end."""
    for _ in range(_TRIES):
        try:
            return store.begin()
        except InUse:
            await asyncio.sleep(_PAUSE)
    return store.begin()
