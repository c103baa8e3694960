"""A peek at Notion: which pages seem to have changed since they were read, with one request for each data source."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Final

import msgspec

from notionpress.crawl.changes import Json, by_notion, parents
from notionpress.crawl.news import News, is_crawled
from notionpress.crawl.options import CrawlOptions
from notionpress.crawl.queue import Queue
from notionpress.errors import NotionRefused, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.notion.lists import ListPage
from notionpress.store import Store

BY_EDIT: Final[list[Json]] = [{"timestamp": "last_edited_time", "direction": "descending"}]
"""What was edited last comes first."""

_TITLE: Final = "title"
"""The id of the title in every data source: the least that a row can come with."""


class Peeked(msgspec.Struct, frozen=True, kw_only=True):
    """What a peek found: `changed` are the ids to name to a crawl, `requests` is how many it took.

    `complete` is false where that is not all: nothing was ever crawled whole from these roots, so that only a crawl of
    everything can tell, or a list could not be read.
    """

    changed: frozenset[str] = frozenset()
    requests: int = 0
    complete: bool = True


async def peek(
    client: NotionClient,
    store: Store,
    options: CrawlOptions,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Peeked:
    """Look at what was edited last below the roots, and compare its times with those in the store; nothing is written.

    Of each data source those rows come that were edited last, also what does not pass the filter of site.yaml: that a
    row does not any more would be missed else. Further answers are asked for only while all rows of one are news.
    Where pages stand in pages, a search tells of these. Pages that were read in the minute of an edit are named again,
    since another one may hide behind the same time. Raises NotionError when Notion does not answer, or refuses the
    token.
    """
    before = client.requests
    if not is_crawled(store, options):
        return Peeked(complete=False)
    looks = _Looks(client, store)
    queue = Queue()
    for source_id in looks.sources:
        queue.put("data_source", source_id)
    if looks.has_trees:
        queue.put("page", "")
    await queue.work_off({"data_source": looks.at_rows, "page": looks.at_pages}, client.concurrency)
    hidden = looks.news.hidden(by_notion(now(), client.lag))
    return Peeked(
        changed=frozenset({*looks.changed, *hidden}), requests=client.requests - before, complete=looks.complete
    )


async def recent(answers: AsyncIterator[ListPage], news: News) -> AsyncIterator[tuple[ListPage, list[Json]]]:
    """The answers of a list that begins with what was edited last, while there is nothing but news in them."""
    async for answer in answers:
        found = [one for one in answer.results if news.is_in(one)]
        yield answer, found
        if len(found) < len(answer.results):
            return


class _Looks:
    """Looks at lists; `changed` are the ids of what seems to have changed, `complete` says that all lists were read."""

    def __init__(self, client: NotionClient, store: Store) -> None:
        self.changed: set[str] = set()
        self.complete = True
        self.news = News(store)
        self._client = client
        self._store = store
        entries = store.entries("data_source")
        # Before 2025-09-03, what views show is known as a data source too, but listed with its database.
        self.sources = [one.id for one in entries if client.has_data_sources or store.entry(one.id, "database")]
        rows = {row for entry in entries for row in entry.rows}
        self.has_trees = any(entry.id not in rows for entry in store.entries("page"))

    async def at_rows(self, source_id: str, _: Json | None) -> None:
        """Look at the rows of a data source that were edited last."""
        answers = self._client.query_pages(source_id, sorts=BY_EDIT, properties=(_TITLE,))
        seen: dict[str, str] = {}
        whole = False
        try:
            async for answer, found in recent(answers, self.news):
                seen |= {str(row["id"]): str(row.get("last_edited_time")) for row in answer.results}
                self.changed.update(str(row["id"]) for row in found)
                whole = answer.next_cursor is None and answer.complete
        except Unauthorized:
            raise
        except NotionRefused:
            self.changed.add(source_id)
            self.complete = False
            return
        self.changed.update(self._missing(source_id, seen, whole=whole))

    def _missing(self, source_id: str, seen: dict[str, str], *, whole: bool) -> Iterator[str]:
        """The rows that would be among these if they were there yet; `seen` has the times of those that are, by id."""
        entry = self._store.entry(source_id, "data_source")
        oldest = "" if whole else min(seen.values(), default="")
        for id in entry.rows if entry else ():
            row = self._store.entry(id, "page")
            if id not in seen and row is not None and (whole or row.last_edited_time > oldest):
                yield id

    async def at_pages(self, _: str, __: Json | None) -> None:
        """Look at the pages that were edited last, wherever they are, but for rows."""
        try:
            async for answer in recent(self._client.search_pages(kind="page"), self.news):
                self.changed.update(str(page["id"]) for page in answer[1] if not self._is_row(page))
        except Unauthorized:
            raise
        except NotionRefused:
            self.complete = False

    def _is_row(self, page: Json) -> bool:
        """Whether a page is a row that a query tells of."""
        return any(self._store.entry(id, "data_source") for id in parents(page))
