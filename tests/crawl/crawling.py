"""Crawling a served workspace into a cache, and looking at all that is in one."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from notionpress.crawl.crawler import CrawlOptions, CrawlResult, crawl
from notionpress.crawl.peek import Peeked, peek
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.notion.client import NotionClient
from notionpress.report import Problem, Report
from notionpress.store import Store
from notionpress.store.files import MADE_FILES
from tests.crawl.gate import Gate, Rule
from tests.crawl.workspaces import uid

T = TypeVar("T")
# Long after the pages of the workspaces were edited, so that no edit can hide behind their times.
NOW = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)


def run(task: Awaitable[T]) -> T:
    """Run a test's coroutine, for five minutes at most."""
    return asyncio.run(asyncio.wait_for(task, 300))


class Served:
    """A workspace that is served through a gate, and the cache that it is crawled into."""

    def __init__(self, workspace: Workspace, emulator: Emulator, gate: Gate, cache: Path) -> None:
        self.workspace = workspace
        self.emulator = emulator
        self.gate = gate
        self.cache = cache
        self.problems: list[Problem] = []

    async def crawl(
        self,
        *roots: str,
        now: datetime = NOW,
        version: str = "2025-09-03",
        concurrency: int = 8,
        retries: int = 0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] | None = None,
        past_gate: bool = False,
        is_reachable: Callable[[str], bool] = lambda _: True,
        **options: Any,
    ) -> CrawlResult:
        """Crawl from roots, given by name or id; `problems` and the gate's lines are those of this crawl afterwards.

        `past_gate` asks the emulator itself: a broken connection does not pass through the gate. Files lie at the emulator
        behind the gate, so any address may be reached unless `is_reachable` says otherwise.
        """
        report = Report()
        self.gate.lines.clear()
        self.gate.most = 0
        timing: dict[str, Any] = {"sleep": sleep, **({"clock": clock} if clock else {})}
        try:
            async with NotionClient(
                self.emulator.token,
                base_url=self.emulator.url if past_gate else self.gate.url,
                version=version,
                requests_per_minute=1_000_000,
                concurrency=concurrency,
                retries=retries,
                chance=random.Random(1).random,
                is_reachable=is_reachable,
                **timing,
            ) as client:
                return await crawl(
                    client,
                    Store.open(self.cache),
                    CrawlOptions(roots=tuple(_id(root) for root in roots), **options),
                    report,
                    now=lambda: now,
                )
        finally:
            self.problems = report.problems

    async def peek(self, *roots: str, now: datetime = NOW, version: str = "2025-09-03", **options: Any) -> Peeked:
        """Peek at what changed below roots; the gate's lines are those of the peek afterwards."""
        self.gate.lines.clear()
        async with NotionClient(
            self.emulator.token, base_url=self.gate.url, version=version, requests_per_minute=1_000_000, retries=0
        ) as client:
            told = CrawlOptions(roots=tuple(_id(root) for root in roots), **options)
            return await peek(client, Store.open(self.cache), told, now=lambda: now)

    def kinds(self) -> list[str]:
        """The kinds of problems that the last crawl reported."""
        return [problem.kind for problem in self.problems]


def _id(root: str) -> str:
    try:
        return str(UUID(root))
    except ValueError:
        return uid(root)


@asynccontextmanager
async def serving(folder: Path, cache: Path, rule: Rule | None = None, **settings: Any) -> AsyncIterator[Served]:
    """Serve a workspace folder through a gate."""
    workspace = Workspace.load(folder)
    async with Emulator(workspace, **settings) as emulator, Gate(emulator.url, rule) as gate:
        yield Served(workspace, emulator, gate, cache)


def names(cache: Path, kind: Any, known: Iterable[str]) -> set[str]:
    """The names of the stored objects of a kind, of those that are known."""
    by_id = {uid(name): name for name in known}
    return {by_id.get(entry.id, entry.id) for entry in Store.open(cache).entries(kind)}


def stored(cache: Path, kind: Any, name: str) -> Any:
    """A stored object, by its name."""
    return json.loads(Store.open(cache).read(kind, uid(name)))


def tree(cache: Path, name: str) -> Any:
    """The stored block tree of a page, by its name."""
    return json.loads(Store.open(cache).read_tree(uid(name)))


def words(blocks: list[dict[str, Any]]) -> list[Any]:
    """The words of blocks, each with those of its children."""
    found = []
    for block in blocks:
        text = "".join(part["plain_text"] for part in block[block["type"]].get("rich_text", ()))
        found.append(
            (text or block["type"], *words(block["children"])) if block.get("children") else text or block["type"]
        )
    return found


def contents(cache: Path) -> dict[str, Any]:
    """All that is in a cache, without the times of reading: roots, entries, objects, trees and bytes of files."""
    store = Store.open(cache)
    found: dict[str, Any] = {"roots": store.roots}
    for kind in ("page", "database", "data_source", "user", "view"):
        for entry in store.entries(kind):  # type: ignore[arg-type]
            found[f"{kind} {entry.id}"] = (
                msgspec.structs.replace(entry, fetched="", tree_fetched="", views_fetched="", verified=0),
                json.loads(store.read(kind, entry.id)),  # type: ignore[arg-type]
                json.loads(store.read_tree(entry.id)) if entry.tree else None,
            )
    for file in store.files():
        found[f"file {file.key}"] = (file, store.file_path(file).read_bytes())
    found["paths"] = sorted(
        str(path.relative_to(cache))
        for path in cache.rglob("*")
        if path.is_file() and path.name not in ("lock", "index.journal", "sync.json", *MADE_FILES[1:])
    )
    return found
