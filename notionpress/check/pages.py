"""What may be mended on the pages of a site, as it was read last: the editorial checks, and links to other sites."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from notionpress.build.maker import plugins_of
from notionpress.check.answers import Asked, Reports, ask_for, told_of
from notionpress.check.findings import Finding, note, skipped, well
from notionpress.check.links import Links
from notionpress.config import Config, load_config
from notionpress.content.properties import RichTextValue, Url
from notionpress.content.walk import walk, web_links, web_links_of
from notionpress.errors import ConfigError, NotionPressError
from notionpress.report import EDITORIAL, Report
from notionpress.site.hooks import Hooks
from notionpress.site.load import load_blocks, load_site
from notionpress.site.site import PageMeta, Site, place_of
from notionpress.store import Derived, Store
from notionpress.text import counted


class _ReadStore(Store):
    """A store that keeps nothing of what is made of its pages."""

    def write_derived(self, name: Derived, made_by: str, lines: Iterable[bytes]) -> None:
        """Keep nothing: whoever looks changes nothing."""


def check_pages(
    path: Path, now: datetime, links: Links | None = None, progress: Callable[[int, int], None] = lambda *_: None
) -> tuple[tuple[Finding, ...], Asked]:
    """What a site.yaml asks to be told of the pages that the cache holds.

    With `links`, other sites are asked whether what leads there still does; what leads somewhere is kept in the cache.
    `progress` is told how many of how many were asked. Nothing raises: where there are no pages, nothing is found.
    """
    try:
        config = load_config(path)
        store = _ReadStore.open(config.folder / config.cache, create=False)
        hooks = plugins_of(config).hooks
        report = Report()
        site = load_site(store, config, now, report, hooks)
    except (ConfigError, NotionPressError) as error:
        # The checks of the project tell why, where that is wrong.
        return (skipped("links", f"No links were looked at: {error.message}."),) if links else (), Asked()
    found = [
        note(one.kind, f"{f'“{one.page}”: ' if one.page else ''}{one.message}", one.hint, url=one.url)
        for one in report.problems
        if one.kind in EDITORIAL
    ]
    if not found:
        found = [well("pages", f"Nothing is to be mended on {counted(len(site.pages), 'page')}.")]
    if links is None:
        return tuple(found), Asked()
    where = _web_links(site, store, hooks, config)
    asked = asyncio.run(ask_for(where, links, Store(store.folder), config.checks.links_kept, now, progress))
    return (*found, *told_of(where, asked, config.checks)), asked


def _web_links(site: Site, store: Store, hooks: Hooks, config: Config) -> Reports:
    """Every address of another site with where it stands: pages by their titles, and what to open to mend it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for page in site.pages.values():
        for href, block in _on(page, site, store, hooks):
            url = href.partition("#")[0]
            place = (page.title, place_of(page, block))
            if not url.startswith(config.checks.skip_links) and place not in found.setdefault(url, []):
                found[url].append(place)
    for item in config.menu if isinstance(config.menu, tuple) else ():
        if item.url.startswith(("https://", "http://")) and not item.url.startswith(config.checks.skip_links):
            found.setdefault(item.url.partition("#")[0], []).append(("", ""))
    return {url: tuple(places) for url, places in found.items() if places}


def _on(page: PageMeta, site: Site, store: Store, hooks: Hooks) -> Iterator[tuple[str, str]]:
    """The addresses on a page, each with the block that it stands in, "" for none."""
    try:
        blocks = load_blocks(store, page.id, hooks, site)
    except Exception:
        blocks = ()  # A build tells what is wrong with the page.
    for block in walk(blocks):
        yield from ((url, block.id) for url in web_links(block))
    for value in page.metadata.values():
        if isinstance(value, RichTextValue):
            yield from ((url, "") for url in web_links_of(value.rich_text))
        elif isinstance(value, Url) and (value.url or "").startswith(("https://", "http://")):
            yield value.url or "", ""
