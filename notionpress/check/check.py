"""Everything that a site needs, looked at in the order in which a build needs it, with few requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

import msgspec

from notionpress.check.connection import check_capabilities, check_limits, check_token, what_it_sees
from notionpress.check.findings import Finding, failed, note, skipped, well, wrong
from notionpress.check.project import check_project
from notionpress.check.roots import MOST_DATABASES, Roots, check_databases_in_pages, check_roots, crawled_sources
from notionpress.check.rows import check_rows
from notionpress.check.schema import check_properties, check_rule
from notionpress.config import Config, load_config
from notionpress.config_file import lines_of
from notionpress.errors import ConfigError, NotionPressError, StoreError, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.site.local import content_files
from notionpress.store import Store

Connect: TypeAlias = Callable[[Config], AbstractAsyncContextManager[NotionClient]]
"""Gives a client for the server that a site is read from."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, in order, and how many requests it took."""

    findings: tuple[Finding, ...]
    requests: int = 0

    @property
    def exit_code(self) -> int:
        """That of the first thing that is wrong, 0 when nothing is."""
        return next((one.exit_code for one in self.findings if one.status == "wrong"), 0)


def check_site(path: Path, connect: Connect) -> Checked:
    """Look at the site that a site.yaml describes. Nothing is written, neither here nor in Notion."""
    return asyncio.run(checked_site(path, connect))


async def checked_site(path: Path, connect: Connect) -> Checked:
    """The same, for a process that goes on."""
    try:
        config = load_config(path)
    except ConfigError as error:
        return Checked(findings=(failed("configuration", error), skipped("everything", "Nothing else was looked at.")))
    store, unreadable = _store(config)
    asked = _Asked(config, store or Store(config.folder / config.cache))
    await asked.run(connect)
    findings = [
        well("configuration", f"{path} is as it should be."),
        *asked.findings,
        *check_project(config, store, unreadable),
    ]
    return Checked(findings=_placed(findings, lines_of(path)), requests=asked.requests)


def _store(config: Config) -> tuple[Store | None, StoreError | None]:
    """The cache, None when there is none; and why it cannot be read."""
    folder = config.folder / config.cache
    try:
        empty = not folder.is_dir() or not any(folder.iterdir())
    except OSError:
        empty = False
    if empty and not folder.is_file():
        return None, None
    try:
        return Store.open(folder, create=False), None
    except StoreError as error:
        return None, error


def _placed(findings: Sequence[Finding], lines: dict[str, int]) -> tuple[Finding, ...]:
    """The findings with the lines of their settings; what is not in the file has the line of what it would be in."""
    return tuple(msgspec.structs.replace(one, line=_line(one.setting, lines)) for one in findings)


def _line(setting: str, lines: dict[str, int]) -> int:
    while setting and setting not in lines:
        setting = setting.rpartition(".")[0]
    return lines.get(setting, 0)


class _Asked:
    """What Notion says; whatever it says, what was found before stays."""

    def __init__(self, config: Config, store: Store) -> None:
        self.findings: list[Finding] = []
        self.requests = 0
        self._config = config
        self._store = store
        self._local = bool(content_files(config))

    async def run(self, connect: Connect) -> None:
        """Ask as far as it leads."""
        if not self._config.notion.root and self._local:
            message = "site.yaml names no root: the site is made of local pages alone, and Notion is not asked."
            self.findings.append(note("root", message))
            return
        try:
            async with connect(self._config) as client:
                try:
                    await self._ask(client)
                finally:
                    self.requests = client.requests
        except NotionPressError as error:
            self.findings.append(failed("token" if isinstance(error, Unauthorized) else "connection", error))
            self.findings.append(skipped("everything", "What Notion would have told was not looked at."))

    async def _ask(self, client: NotionClient) -> None:
        bot, found = await check_token(client)
        self.findings += found
        if bot is None:
            self.findings.append(skipped("root", "Roots, properties and the publish rule were not looked at."))
            return
        if not self._config.notion.root:
            self.findings.append(_no_root())
            return
        names = self._store.read_names()
        roots = await check_roots(client, self._store, self._config.notion.root, names)
        self.findings += roots.findings
        if not roots.readable:
            if not any(one.check == "capabilities" for one in roots.findings):
                self.findings.append(note("root", await what_it_sees(client, bot)))
            self.findings.append(skipped("properties", "Properties and the publish rule were not looked at."))
            return
        found, in_pages = await check_databases_in_pages(client, self._store, roots, names)
        tables = (*roots.tables, *in_pages)
        self.findings += found
        self.findings += await check_capabilities(client, self._config, roots.readable[0], tables)
        self.findings += check_properties(
            self._config,
            tables,
            elsewhere=self._elsewhere(roots),
            shown_elsewhere=self._shown_elsewhere(len(in_pages)),
        )
        self.findings += check_rows(self._config.notion, tables, all_read=not roots.refused)
        self.findings += check_rule(self._config.publish, tables)
        self.findings += check_limits(bot, self._config)

    def _elsewhere(self, roots: Roots) -> str:
        """Where else than in the schemas that were read a property may be; "" when nowhere."""
        if self._config.plugins:
            return "a plugin"
        if roots.refused:
            return "a root that cannot be read"
        return "" if roots.tables else self._not_crawled()

    def _shown_elsewhere(self, in_pages: int) -> str:
        """Where else a property may be that is only shown."""
        if in_pages >= MOST_DATABASES:
            return "a database in a page that was not looked at"
        return "a local page" if self._local else self._not_crawled()

    def _not_crawled(self) -> str:
        """Where a property may be while the cache is not that of these roots, read with this version."""
        notion, sources = self._config.notion, self._store.entries("data_source")
        same_roots = {root.id for root in self._store.roots} == set(notion.root)
        if same_roots and (not sources or crawled_sources(self._store, notion.version)):
            return ""
        return "a database in a page, which is known once it is crawled"


def _no_root() -> Finding:
    return wrong(
        "root",
        "site.yaml does not say what to publish.",
        "Set `notion: root:` to the address of a database or page; `notionpress find` lists what the token can see.",
        setting="notion",
    )
