"""Whole sites for tests: a workspace served over HTTP, crawled into a store, and built."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.crawl.crawler import CrawlOptions, CrawlResult, crawl
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.notion.client import NotionClient
from notionpress.report import BuildResult, Report
from notionpress.store import Store
from tests.conftest import PROJECT

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def crawl_workspace(
    workspace: Workspace,
    cache: Path,
    roots: tuple[str, ...],
    report: Report,
    *,
    version: str = "2025-09-03",
    now: datetime = NOW,
    comments: bool = False,
    **options: Any,
) -> CrawlResult:
    """Serve a workspace and crawl it; `options` go to the emulator."""

    async def run() -> CrawlResult:
        async with (
            Emulator(workspace, **options) as emulator,
            NotionClient(
                emulator.token, base_url=emulator.url, version=version, requests_per_minute=10_000_000
            ) as client,
        ):
            store = Store.open(cache)
            try:
                return await crawl(client, store, CrawlOptions(roots=roots, comments=comments), report, now=lambda: now)
            finally:
                store.close()

    return asyncio.run(run())


def build(
    folder: Path, report: Report, *, now: datetime = NOW, accept_removals: bool = False, jobs: int = 0
) -> BuildResult:
    """Build the site of `folder/site.yaml` from its cache into `folder/public`."""
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / config.cache, create=False)
    output = folder / config.output
    return build_site(
        config, store, report, output=output, how=How(now=now, accept_removals=accept_removals, jobs=jobs)
    )


def example_settings(folder: Path, **changes: str) -> None:
    """Write the example site's site.yaml, without smaller pictures, which take long to make.

    `changes` are settings by name that stand in it as comments; `formats` are those of pictures.
    """
    text = (PROJECT / "site.yaml").read_text()
    for name, value in {"formats": "[]", **changes}.items():
        # Feeds have formats too, and stand above.
        start = text.index("\npictures:\n") if name == "formats" else 0
        below, count = re.subn(rf"(?m)^( *)# ({name}:) .*$", rf"\1\2 {value}", text[start:])
        assert count == 1, name
        text = text[:start] + below
    (folder / "site.yaml").write_text(text)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def broken_pagefind(folder: Path) -> Path:
    """A Pagefind that fails."""
    program = folder / "pagefind"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    return program
