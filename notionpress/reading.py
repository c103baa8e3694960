"""Reading a configured site: from Notion, or from a workspace folder that the embedded server serves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

import msgspec

from notionpress.build.bodies import ParsedBodies
from notionpress.build.coloured import Coloured
from notionpress.build.early_bodies import EarlyBodies
from notionpress.build.salt import notionpress_digest
from notionpress.config import Config
from notionpress.config_checks import web_address
from notionpress.config_file import error_at
from notionpress.content.blocks import Block
from notionpress.crawl.crawler import CrawlOptions, CrawlProgress, CrawlResult, crawl
from notionpress.crawl.selection import Selection, WrongSelection
from notionpress.environment import variable
from notionpress.errors import ConfigError, StoreError
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.site.pages import keep_pages, make_pages
from notionpress.store import Entry, Store
from notionpress.store.made import Made

_HERE: Final = ("localhost", "127.0.0.1", "::1")


def crawl_options(
    config: Config, *, full: bool = False, accept_removals: bool = False, pages: frozenset[str] | None = None
) -> CrawlOptions:
    """What is to be read for the site; `full` and `accept_removals` as in `crawl_site`, `pages` as in `CrawlOptions`.

    Raises ConfigError where site.yaml names no root.
    """
    if not config.notion.root:
        raise ConfigError(
            "site.yaml does not say what to publish.",
            "Set `notion: root:` to the address of a database or page: open it in Notion and copy its link. Or write"
            " pages of your own: Markdown files in the content folder.",
        )
    return CrawlOptions(
        roots=config.notion.root,
        full=full,
        properties=_published_properties(config),
        max_file_size=config.files.largest * 2**20,
        file_seconds=config.files.timeout,
        external_files=config.files.external == "download",
        comments=config.comments,
        removals=None if accept_removals else config.removals,
        reread_within=config.notion.reread_within,
        selection=Selection(config.notion.filter, config.notion.sorts, config.notion.where),
        pages=pages,
    )


def crawl_site(
    config: Config,
    store: Store,
    report: Report,
    *,
    full: bool,
    accept_removals: bool,
    progress: Callable[[CrawlProgress], None],
) -> CrawlResult:
    """Bring the store up to date with the roots that site.yaml names.

    Unless `accept_removals`, nothing leaves the store where more pages vanished than `removals:` allows; `full` reads
    also what did not change. Raises as `crawl_options`, `notion_client` and `read_site` do.
    """
    options = crawl_options(config, full=full, accept_removals=accept_removals)

    async def read() -> CrawlResult:
        async with notion_client(config) as client:
            return await read_site(config, store, report, options, client, progress)

    return asyncio.run(read())


async def read_site(
    config: Config,
    store: Store,
    report: Report,
    options: CrawlOptions,
    client: NotionClient,
    progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlResult:
    """Bring the store up to date with what `crawl_options` gave, through a client.

    While Notion lets it wait, it parses what it reads, puts code in colour, and makes Markdown of what needs no site
    for that: the next build or export has that behind it.
    Raises NotionError when nothing can be read, ConfigError when site.yaml asks for rows in a way that cannot be.
    """
    try:
        with _parsing(store, config) as stored:
            return await crawl(
                client, store, options, report, now=lambda: datetime.now(UTC), progress=progress, stored=stored
            )
    except WrongSelection as error:
        wrong = [(("notion", *one.place), one.message) for one in error.mistakes]
        raise error_at(config.folder / config.file, wrong, error.hint) from error


@contextmanager
def _parsing(store: Store, config: Config) -> Iterator[Callable[[str], None]]:
    """Gives a function that parses a page of the store, and keeps what came of it, also where a crawl fails."""
    lines: list[bytes] = []
    made = Made(store.folder, notionpress_digest())
    coloured, bodies, early = Coloured(made), ParsedBodies(made), EarlyBodies(made)

    def look(page: Entry, blocks: tuple[Block, ...]) -> None:
        coloured.look_at(blocks)
        bodies.keep(page, blocks)
        early.keep(page, blocks)

    def parse(page_id: str) -> None:
        # What plugins make of pages and bodies is left to builds, which load them.
        if not config.plugins:
            lines.extend(make_pages(store, (page_id,), look=look))

    try:
        yield parse
    finally:
        made.close()
        with suppress(StoreError):  # What is not kept is made again.
            keep_pages(store, lines)


@asynccontextmanager
async def notion_client(config: Config, environment: Mapping[str, str] = os.environ) -> AsyncIterator[NotionClient]:
    """A client for the server that the site is read from: Notion, or the embedded one.

    `environment` holds the token and what else site.yaml does not tell. Raises Unauthorized when there is no token,
    ConfigError when it is not said rightly what to ask.
    """
    async with Connection(environment) as connection, connection.client(config) as client:
        yield client


class Requests(msgspec.Struct, frozen=True):
    """How many requests a connection has made in all, and how many in the present window of so many as it may."""

    made: int
    spent: int
    allowed: int


class Connection:
    """A client that stays for as long as the settings name the same server: it knows how many requests are left.

    `environment` holds the token and what else site.yaml does not tell, `retries` is how often a request is tried
    again. It is an asynchronous context manager, at whose end it hangs up. The embedded server is started anew each
    time, and so shows what its workspace holds by then.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ, *, retries: int = 6) -> None:
        self._environment = environment
        self._retries = retries
        self._settings: dict[str, Any] = {}
        self._client: NotionClient | None = None
        self._open = AsyncExitStack()

    @property
    def requests(self) -> Requests | None:
        """How many requests were made and are left, None while there is no client that stays."""
        one = self._client
        return Requests(one.requests, one.spent, one.allowed) if one else None

    @asynccontextmanager
    async def client(self, config: Config) -> AsyncIterator[NotionClient]:
        """The client. Raises as `notion_client` does."""
        if config.notion.emulator:
            async with _emulated(config) as client:
                yield client
            return
        settings = _settings(config, self._environment)
        if self._client is None or settings != self._settings:
            await self._hang_up()
            self._client = await self._open.enter_async_context(NotionClient(**settings, retries=self._retries))
            self._settings = settings
        yield self._client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._hang_up()

    async def _hang_up(self) -> None:
        self._client = None
        await self._open.aclose()


def _settings(config: Config, environment: Mapping[str, str]) -> dict[str, Any]:
    """What the client for Notion is made with."""
    base_url = _base_url(config, environment)
    return {
        "token": variable("NOTION_TOKEN", config.folder, environment),
        "base_url": base_url,
        "proxy": proxy_for(base_url),
        "version": config.notion.version,
        "requests_per_minute": config.notion.request_limit,
        "concurrency": config.notion.concurrency,
    }


@asynccontextmanager
async def _emulated(config: Config) -> AsyncIterator[NotionClient]:
    from notionpress.emulator.server import Emulator  # noqa: PLC0415  (only where a site has a workspace folder)
    from notionpress.emulator.workspace import Workspace  # noqa: PLC0415

    folder = config.folder / config.notion.emulator
    if not folder.is_dir():
        raise ConfigError(f"There is no workspace folder {folder}.", "Correct `notion: emulator:` in site.yaml.")
    async with (
        Emulator(Workspace.load(folder)) as emulator,
        NotionClient(
            emulator.token,
            base_url=emulator.url,
            version=config.notion.version,
            requests_per_minute=config.notion.request_limit,
            concurrency=config.notion.concurrency,
        ) as client,
    ):
        yield client


def _base_url(config: Config, environment: Mapping[str, str]) -> str:
    given = variable("NOTION_BASE_URL", config.folder, environment)
    try:
        return web_address(given) if given else config.notion.base_url
    except ValueError as error:
        raise ConfigError(f"NOTION_BASE_URL: {error}.", "Correct it, or unset it to ask Notion.") from error


def proxy_for(base_url: str) -> str:
    """The HTTP proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY), "" for none."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  (it takes long to import)

    parts = urlsplit(base_url)
    host = parts.hostname or ""
    proxy = getproxies().get(parts.scheme, "")
    if not proxy.startswith(("http://", "https://")) or host in _HERE or proxy_bypass(parts.netloc):
        return ""
    return proxy


def _published_properties(config: Config) -> frozenset[str] | None:
    """The properties that the site needs whole, None for all; Notion cuts long values in its listings."""
    if config.databases.properties == "visible":
        return None
    return frozenset((*config.properties.named, config.publish.property)) - {""}
