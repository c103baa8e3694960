"""The crawl of a configured site: from Notion, or from a workspace folder that the embedded server serves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from notionpress.commands.progress import request_limit
from notionpress.config import Config
from notionpress.config_checks import web_address
from notionpress.config_file import error_at
from notionpress.crawl.crawler import CrawlOptions, CrawlProgress, CrawlResult, crawl
from notionpress.crawl.selection import Selection, WrongSelection
from notionpress.environment import variable
from notionpress.errors import ConfigError, StoreError
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.site.pages import keep_pages, make_pages
from notionpress.store import Store

_HERE: Final = ("localhost", "127.0.0.1", "::1")


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

    Unless `accept_removals`, nothing leaves the store where more pages vanished than `removals:` allows. Raises
    NotionError when nothing can be read, ConfigError when it is not said what or from where. While Notion lets it wait,
    it parses what it reads: the next build has that behind it.
    """
    if not config.notion.root:
        raise ConfigError(
            "site.yaml does not say what to publish.",
            "Set `notion: root:` to the address of a database or page: open it in Notion and copy its link. Or write"
            " pages of your own: Markdown files in the content folder.",
        )
    options = CrawlOptions(
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
    )
    try:
        with _parsing(store, config) as stored:
            return asyncio.run(_crawl(config, store, options, report, progress, stored))
    except WrongSelection as error:
        wrong = [(("notion", *one.place), one.message) for one in error.mistakes]
        raise error_at(config.folder / config.file, wrong, error.hint) from error


@contextmanager
def _parsing(store: Store, config: Config) -> Iterator[Callable[[str], None]]:
    """Gives a function that parses a page of the store, and keeps what came of it, also where a crawl fails."""
    lines: list[bytes] = []

    def parse(page_id: str) -> None:
        # What plugins make of pages and bodies is left to builds, which load them.
        if not config.plugins:
            lines.extend(make_pages(store, (page_id,)))

    try:
        yield parse
    finally:
        with suppress(StoreError):  # What is not kept is made again.
            keep_pages(store, lines)


async def _crawl(
    config: Config,
    store: Store,
    options: CrawlOptions,
    report: Report,
    progress: Callable[[CrawlProgress], None],
    stored: Callable[[str], None],
) -> CrawlResult:
    async with notion_client(config) as client:
        return await crawl(
            client, store, options, report, now=lambda: datetime.now(UTC), progress=progress, stored=stored
        )


@asynccontextmanager
async def notion_client(config: Config) -> AsyncIterator[NotionClient]:
    """A client for the server that the site is read from: Notion, or the embedded one.

    Raises Unauthorized when there is no token, ConfigError when it is not said rightly what to ask.
    """
    if config.notion.emulator:
        async with _emulated(config) as client:
            yield client
        return
    token, base_url = variable("NOTION_TOKEN", config.folder, os.environ), _base_url(config)
    async with NotionClient(
        token,
        base_url=base_url,
        proxy=_proxy(base_url),
        version=config.notion.version,
        requests_per_minute=request_limit(config),
        concurrency=config.notion.concurrency,
    ) as client:
        yield client


@asynccontextmanager
async def _emulated(config: Config) -> AsyncIterator[NotionClient]:
    from notionpress.emulator.server import Emulator
    from notionpress.emulator.workspace import Workspace

    folder = config.folder / config.notion.emulator
    if not folder.is_dir():
        raise ConfigError(f"There is no workspace folder {folder}.", "Correct `notion: emulator:` in site.yaml.")
    async with (
        Emulator(Workspace.load(folder)) as emulator,
        NotionClient(
            emulator.token,
            base_url=emulator.url,
            version=config.notion.version,
            requests_per_minute=request_limit(config),
            concurrency=config.notion.concurrency,
        ) as client,
    ):
        yield client


def _base_url(config: Config) -> str:
    given = variable("NOTION_BASE_URL", config.folder, os.environ)
    try:
        return web_address(given) if given else config.notion.base_url
    except ValueError as error:
        raise ConfigError(f"NOTION_BASE_URL: {error}.", "Correct it, or unset it to ask Notion.") from error


def _proxy(base_url: str) -> str:
    """The HTTP proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY), "" for none."""
    from urllib.request import getproxies, proxy_bypass

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
    names = config.properties
    single = (names.title, names.date, names.slug, names.tags, names.description, names.cover, names.authors)
    return frozenset((*single, *names.metadata, config.publish.property)) - {""}
