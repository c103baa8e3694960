"""Reading the comments on pages and their blocks, where a site wants them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from notionpress.crawl.answers import GIVE_UP_AFTER, is_unanswered
from notionpress.crawl.changes import Json, page_title, source_of_copy
from notionpress.crawl.failures import shown_moment
from notionpress.crawl.options import CrawlOptions
from notionpress.errors import NotionError, NotShared, Restricted, Unauthorized
from notionpress.ids import notion_url
from notionpress.notion.client import NotionClient
from notionpress.report import Problem, Report
from notionpress.store import Entry, Store


class CommentReader:
    """Brings the comments of pages into the store: a request for each page, and one for each of its blocks.

    A comment does not change the time of its page (API guide: comments), so they are read again whenever the blocks of
    the page are, or in a full crawl. Without the capability to read comments a site has none: that is told once, and
    asked no more. Nor are they asked for any more in a crawl once several pages in a row had no answer.
    """

    def __init__(
        self,
        client: NotionClient,
        store: Store,
        options: CrawlOptions,
        report: Report,
        now: Callable[[], str],
        note: Callable[[Iterable[Json]], None],
    ) -> None:
        self._client = client
        self._store = store
        self._options = options
        self._report = report
        self._now = now
        self._note = note
        self._refused = False
        self._unanswered = 0
        self._wanted: set[str] = set()

    def wants(self, page_id: str) -> None:
        """Say that the comments on a page are to be read though nothing tells that they changed."""
        self._wanted.add(page_id)

    def wanted(self, page: Json) -> bool:
        """Whether the comments on a page are to be read now."""
        if not self._options.comments or self._refused:
            return False
        entry, read = self._store.entry(page["id"], "comments"), self._store.entry(page["id"], "page")
        return (
            entry is None
            or self._options.full
            or page["id"] in self._wanted
            or entry.last_edited_time != page["last_edited_time"]
            or (read is not None and entry.fetched < read.tree_fetched)
            or not self._store.holds_object(entry)
        )

    async def read(self, page: Json) -> None:
        """Read and store the comments on a page whose tree is in the store; a refusal becomes a problem."""
        started = self._now()
        try:
            comments = await self._all(page["id"])
        except Unauthorized:
            raise
        except Restricted as error:
            # Several pages may be under way when the first is refused.
            self._refused = True
            self._report.add(
                Problem(
                    "comments-not-read", "comments are not shown: the connection may not read them", hint=error.hint
                )
            )
            return
        except NotionError as error:
            entry, url = self._store.entry(page["id"], "comments"), notion_url(page["id"])
            since = entry.fetched if entry else ""
            done = f"they stay as they were read on {shown_moment(since)}" if since else "none are shown"
            message = f"the comments on a page could not be read; {done} ({error.message})"
            self._report.add(Problem("comments-not-read", message, page_title(page), url, error.hint, since=since))
            self._unanswered = self._unanswered + 1 if is_unanswered(error) else 0
            # Each of ten thousand pages would be waited for.
            self._refused = self._refused or self._unanswered >= GIVE_UP_AFTER
            return
        self._unanswered = 0
        self._note(one["created_by"] for one in comments if isinstance(one.get("created_by"), dict))
        value = {"object": "list", "id": page["id"], "results": comments}
        entry = Entry("comments", page["id"], page["last_edited_time"], fetched=started)
        # Also comments that are as they were are those of this reading.
        self._store.put_entry(msgspec.structs.replace(self._store.put_object(value, entry), fetched=started))

    async def _all(self, page_id: str) -> list[Json]:
        # The page's own come first: when they are refused, the blocks need not be asked for.
        found = await self._of(page_id)
        tree = msgspec.json.decode(self._store.read_tree(page_id))
        for some in await asyncio.gather(*(self._of(id) for id in own_blocks(tree))):
            found.extend(some)
        return found

    async def _of(self, id: str) -> list[Json]:
        try:
            return [comment async for comment in self._client.comments(id)]
        except NotShared:
            return []  # It was deleted meanwhile.


def own_blocks(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The ids of the blocks of a tree that belong to its page: not of pages in it, nor of what copies show."""
    for block in blocks:
        if block.get("type") not in ("child_page", "child_database"):
            yield str(block["id"])
            if not source_of_copy(block):
                yield from own_blocks(block.get("children") or ())
