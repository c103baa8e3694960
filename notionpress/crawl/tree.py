"""Reading the block tree of one page: every level that belongs to it, several lists at a time."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from typing import Final

import msgspec

from notionpress.crawl.changes import (
    Findings,
    HostedFile,
    Json,
    has_own_children,
    meeting_parts,
    source_of_copy,
)
from notionpress.crawl.costs import PAGE
from notionpress.crawl.files import Again, Downloads, Outcome
from notionpress.crawl.lists import Received, SharedLists, read_list
from notionpress.errors import NotShared, Restricted
from notionpress.ids import notion_url
from notionpress.notion.client import NotionClient
from notionpress.notion.lists import ListPage
from notionpress.report import Problem, Report

_REASONS: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.MISSING: ("could not be downloaded", "Crawl again; if it stays, upload it anew."),
    Outcome.TOO_LARGE: (
        "is too large to be published",
        "Link to it on another server, or allow more with `files: largest:`.",
    ),
    Outcome.TOO_SLOW: ("took too long to download", "Crawl again, or allow more time with `files: timeout:`."),
    Outcome.PRIVATE: ("lies in a private network", "Upload it anew in Notion."),
}


class _Gap(msgspec.Struct, frozen=True):
    """A block whose children are to be read from `source`; `path` are the sources above it.

    `shared` is set below synced blocks, `copied` below copies of them.
    """

    block: Json
    source: str
    path: tuple[str, ...] = ()
    shared: bool = False
    copied: bool = False
    parts: tuple[str, ...] = ()


class TreeReader:
    """Reads the tree of one page. `blocks`, `findings` and `incomplete` tell afterwards what was in it.

    `requests` are what that took, by the type of the block whose children were read; `lists_left` is how many lists are
    known to be missing yet.
    """

    def __init__(
        self,
        client: NotionClient,
        downloads: Downloads,
        shared: SharedLists,
        received: Received,
        report: Report,
        *,
        title: str,
        url: str,
    ) -> None:
        self.blocks = 0
        self.findings = Findings()
        self.incomplete = False
        self.requests: Counter[str] = Counter()
        self.lists_left = 1
        self._client = client
        self._downloads = downloads
        self._shared = shared
        self._received = received
        self._report = report
        self._title = title
        self._url = url

    async def read(self, page_id: str) -> list[Json]:
        """The top-level blocks with their children nested under `children`. Raises NotionError when one is missing."""
        root: Json = {}
        gaps = deque(await self._fill(_Gap(root, page_id)))
        done: set[asyncio.Task[list[_Gap]]] = set()
        running: set[asyncio.Task[list[_Gap]]] = set()
        try:
            while gaps or running:
                while gaps and len(running) < self._client.concurrency:
                    running.add(asyncio.create_task(self._fill(gaps.popleft())))
                self.lists_left = len(running) + len(gaps)
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                # Last found, first read: the fewest gaps are open at any time.
                gaps.extendleft(gap for task in done for gap in reversed(task.result()))
        finally:
            for task in running:
                task.cancel()
            # Several may have failed at once: the first one tells.
            await asyncio.gather(*done, *running, return_exceptions=True)
        tree: list[Json] = root["children"]
        return tree

    async def _fill(self, gap: _Gap) -> list[_Gap]:
        """Nest the children of a block under it; returns the gaps in them."""
        self._received.write()
        try:
            blocks = await self._parts(gap) if gap.parts else await self._children(gap)
        except (NotShared, Restricted):
            if not source_of_copy(gap.block):
                raise
            self._problem(
                "unshared-synced-block",
                "a synced block shows nothing: its original is not shared",
                f"Share the page of the original, or replace the copy by its content: {notion_url(gap.source)}",
            )
            return []
        gap.block["children"] = blocks
        self.blocks += len(blocks)
        return [found for block in blocks if (found := _gap(block, gap)) is not None]

    async def _children(self, gap: _Gap) -> list[Json]:
        async def fetch() -> list[Json]:
            received = Received(None) if gap.copied else self._received
            return await read_list(gap.source, lambda cursor: self._list(gap, cursor), self._take, received)

        if not gap.shared:
            return await fetch()
        blocks, fetched = await self._shared.read(gap.source, fetch)
        if not fetched:
            await self._take(blocks)
        return blocks

    async def _list(self, gap: _Gap, cursor: str | None) -> ListPage:
        self.requests[str(gap.block.get("type", PAGE))] += 1
        return await self._client.children_page(gap.source, cursor)

    async def _parts(self, gap: _Gap) -> list[Json]:
        """The summary, notes and transcript of meeting notes: each is a block with children of its own."""
        blocks = []
        for id in gap.parts:
            key = f"block-{id}"
            block = None if gap.copied else self._received.get(key)
            if block is None:
                self.requests["meeting_notes"] += 1
                try:
                    block = await self._client.block(id)
                except (NotShared, Restricted) as error:
                    self._problem("meeting-notes-not-read", "a part of meeting notes is missing", error.message)
                    continue
                block.pop("request_id", None)
                if not gap.copied:
                    self._received.put(key, block)
            await self._take([block])
            blocks.append(block)
        return blocks

    async def _take(self, blocks: list[Json]) -> None:
        """Note what stands in blocks, and download their files."""
        found = Findings()
        places: dict[str, str] = {}
        for block in blocks:
            found.look_at_block(block)
            if len(found.files) > len(places):
                for key in found.files:
                    places.setdefault(key, str(block["id"]))
        self.findings.add(found)
        if not found.files:
            return

        def again(file: HostedFile) -> Again:
            return lambda: self._block_again(places[file.key])

        for key, outcome in (await self._downloads.keep(found.files.values(), again)).items():
            self.incomplete |= report_file(self._report, found.files[key], outcome, self._title, self._url)

    async def _block_again(self, id: str) -> Mapping[str, HostedFile]:
        found = Findings()
        found.look_at_block(await self._client.block(id))
        return found.files

    def _problem(self, kind: str, message: str, hint: str) -> None:
        self._report.add(Problem(kind, message, self._title, self._url, hint))


def report_file(report: Report, file: HostedFile, outcome: Outcome, title: str, url: str) -> bool:
    """Tell what became of a file that a page shows; returns whether it should be tried again next time."""
    if outcome in _REASONS:
        reason, hint = _REASONS[outcome]
        report.add(Problem("missing-file", f"the file {file.name!r} {reason}", title, url, hint))
    return outcome in (Outcome.MISSING, Outcome.TOO_SLOW)


def _gap(block: Json, above: _Gap) -> _Gap | None:
    """Where the children of a block are to be read, or None when it has none of its own."""
    copied = source_of_copy(block)
    path = (*above.path, above.source)
    if copied:
        # An original that contains a copy of itself would never end.
        return None if copied in path else _Gap(block, copied, path, shared=True, copied=True)
    if parts := tuple(meeting_parts(block)):
        return _Gap(block, str(block["id"]), path, above.shared, above.copied, parts)
    if not has_own_children(block):
        return None
    shared = above.shared or block.get("type") == "synced_block"
    return _Gap(block, str(block["id"]), path, shared, above.copied)
