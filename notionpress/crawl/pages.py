"""Reading one page whole, in one transaction: its cut values, its files and its block tree."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final

import msgspec

from notionpress.crawl import changes
from notionpress.crawl.changes import Findings, HostedFile, Json
from notionpress.crawl.costs import Costs
from notionpress.crawl.files import Again, Downloads
from notionpress.crawl.lists import Received, SharedLists, read_list
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.stored import Stored, files_are_whole, put_page
from notionpress.crawl.tree import TreeReader, report_file
from notionpress.errors import InvalidRequest, NotionError
from notionpress.ids import notion_url
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Entry, Pending, Store, object_digest

_GOES_STALE: Final = timedelta(days=1)
"""What was received of a page longer ago is not gone on with."""

_NO_BLOCKS: Final = b"[]"


class PageRead(msgspec.Struct, frozen=True):
    """A page that is in the store now.

    `blocks` is how many were received, None where the stored tree was still the right one; `children` are then unknown,
    else the blocks that pages and databases in it stand as.
    """

    entry: Entry
    blocks: int | None = None
    children: tuple[Json, ...] = ()


class PageReader:
    """Brings pages into the store. A page enters it when all of it is there, so an error leaves the last version.

    `note` is given the users that a page names before it enters: a run that is killed does not lose them. `in_turn` are
    the ids of pages that are read anew though they did not change, `number` is that of the crawl.
    `costs` is told what each page took, and `stored` the id of each that is not what the store held before.
    """

    def __init__(
        self,
        client: NotionClient,
        store: Store,
        downloads: Downloads,
        options: CrawlOptions,
        report: Report,
        now: Callable[[], str],
        note: Callable[[Iterable[Json]], None],
        *,
        in_turn: AbstractSet[str],
        number: int,
        costs: Costs,
        stored: Stored | None = None,
    ) -> None:
        self._client = client
        self._store = store
        self._in_turn = set(in_turn)
        self._costs = costs
        self._reading: set[TreeReader] = set()
        self._number = number
        self._downloads = downloads
        self._options = options
        self._report = report
        self._now = now
        self._note = note
        self._stored = stored
        self._shared = SharedLists()

    @property
    def lists_left(self) -> int:
        """How many lists of blocks are known to be missing of the pages that are being read."""
        return sum(reader.lists_left for reader in self._reading)

    def is_current(self, page: Json) -> bool:
        """Whether the store holds this page as it is now, so that nothing has to be asked for."""
        entry = self._store.entry(page["id"], "page")
        return (
            entry is not None
            and self._tree_is_current(entry, page["last_edited_time"])
            and object_digest(page) == (entry.listed or entry.digest)
            and self._store.holds_object(entry)
        )

    def is_current_at(self, id: str, last_edited_time: str) -> bool:
        """Whether the store holds a page as it is now, of which only the time is known, from the block it stands as."""
        entry = self._store.entry(id, "page")
        return (
            entry is not None
            and entry.last_edited_time == last_edited_time
            and changes.settled(last_edited_time, entry.fetched)
            and not entry.incomplete
            and self._tree_is_current(entry, last_edited_time)
            and self._store.holds_object(entry)
        )

    def wants(self, id: str) -> None:
        """Say that a page is to be read anew though its time did not move."""
        self._in_turn.add(id)

    def _tree_is_current(self, entry: Entry | None, last_edited_time: str) -> bool:
        return (
            entry is not None
            and not self._options.full
            and entry.id not in self._in_turn
            and changes.tree_is_current(entry, last_edited_time)
            and self._store.holds_tree(entry)
            and files_are_whole(self._store, entry)
        )

    async def read(self, page: Json) -> PageRead:
        """Read what is needed of a page and store it. Raises NotionError when a part of it cannot be read."""
        pending = self._store.pending(page["id"])
        time = page["last_edited_time"]
        if pending.last_edited_time != time or not self._may_go_on(pending):
            pending.begin(time, self._now())
        received = Received(pending)
        try:
            found = await self._read(page, received, pending.fetched)
        except InvalidRequest:
            if not received.resumed:
                raise
            # The cursor of an earlier run may have gone stale.
            pending.begin(time, self._now())
            found = await self._read(page, Received(pending), pending.fetched)
        except RecursionError:
            raise NotionError("its blocks are nested too deeply", "Lift some of them out of their parents.") from None
        pending.forget()
        self._store.forget(page["id"], "newer")
        self._in_turn.discard(page["id"])
        return found

    def _may_go_on(self, pending: Pending) -> bool:
        """Whether what an earlier run received of a page can be taken for what it is now."""
        if not changes.settled(pending.last_edited_time, pending.fetched):
            return False
        # Edits of nested blocks need not move the time of the page (API guide: timestamps).
        return datetime.fromisoformat(self._now()) - datetime.fromisoformat(pending.fetched) < _GOES_STALE

    async def _read(self, page: Json, received: Received, started: str) -> PageRead:
        id, time = page["id"], page["last_edited_time"]
        title, url = changes.page_title(page), notion_url(id)
        old = self._store.entry(id, "page")
        listed = object_digest(page)
        whole = await self._complete(page, received)
        findings, incomplete = await self._own_files(page, whole, title, url)
        self._note(findings.users.values())
        entry = Entry("page", id, time, fetched=started, listed="" if whole is page else listed, incomplete=incomplete)
        if old is not None and self._tree_is_current(old, time):
            entry = msgspec.structs.replace(
                entry,
                tree=old.tree,
                tree_time=old.tree_time,
                tree_fetched=old.tree_fetched,
                tree_size=old.tree_size,
                verified=old.verified,
                children=old.children,
                files=tuple(sorted({*old.files, *findings.keys})),
            )
            return PageRead(put_page(self._store, whole, entry, self._stored))
        reader = TreeReader(self._client, self._downloads, self._shared, received, self._report, title=title, url=url)
        self._reading.add(reader)
        try:
            tree = await reader.read(id)
        finally:
            self._reading.discard(reader)
        self._costs.read(id, title, reader.requests)
        if not tree and old is not None and old.tree_size > len(_NO_BLOCKS):
            await self._look_for_trash(id)
        self._note(reader.findings.users.values())
        entry = msgspec.structs.replace(
            entry,
            tree_time=time,
            tree_fetched=started,
            incomplete=incomplete or reader.incomplete,
            verified=self._number,
            children=tuple(dict.fromkeys(changes.children(tree))),
            files=tuple(sorted({*findings.keys, *reader.findings.keys})),
        )
        entry = put_page(self._store, whole, entry, self._stored, tree=tree)
        return PageRead(entry, reader.blocks, tuple(changes.child_blocks(tree)))

    async def _look_for_trash(self, id: str) -> None:
        """Raise NotionError for a page that lost all its blocks because it went to the trash while it was read."""
        if changes.in_trash(await self._client.page(id)):
            raise NotionError("it went to the trash while it was read", "Run again: then it is gone.")

    async def _complete(self, page: Json, received: Received) -> Json:
        """The page with the values that Notion cut at 25 made whole; the same object when none was."""
        names = changes.cut_properties(page, self._options.properties)
        if not names:
            return page
        properties = dict(page["properties"])
        for name in names:
            items = await self._items(page["id"], properties[name]["id"], received)
            properties[name] = changes.completed(properties[name], items)
        return {**page, "properties": properties}

    async def _items(self, page_id: str, property_id: str, received: Received) -> list[Json]:
        async def take(_: list[Json]) -> None:
            """Items of these values show no files."""

        key = f"property-{hashlib.sha256(property_id.encode()).hexdigest()[:16]}"
        return await read_list(
            key, lambda cursor: self._client.property_page(page_id, property_id, cursor), take, received
        )

    async def _own_files(self, page: Json, whole: Json, title: str, url: str) -> tuple[Findings, bool]:
        findings = Findings()
        findings.look_at_page(whole)

        async def read_again() -> Mapping[str, HostedFile]:
            fresh = Findings()
            fresh.look_at_page(await self._client.page(page["id"]))
            return fresh.files

        def again(_: HostedFile) -> Again:
            return read_again

        incomplete = False
        if findings.files:
            for key, outcome in (await self._downloads.keep(findings.files.values(), again)).items():
                incomplete |= report_file(self._report, findings.files[key], outcome, title, url)
        return findings, incomplete
