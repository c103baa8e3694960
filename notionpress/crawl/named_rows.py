"""Rows that are looked at one by one: whether they pass the filter of their data source, and their place among all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from notionpress.crawl.changes import Json, database_of, in_trash
from notionpress.crawl.databases import Databases
from notionpress.crawl.pages import PageReader
from notionpress.crawl.peek import BY_EDIT
from notionpress.crawl.selection import Query
from notionpress.crawl.stored import stored_object
from notionpress.errors import NotionError, Unauthorized
from notionpress.notion.client import NotionClient
from notionpress.notion.filters import conjunction
from notionpress.store import Store, object_digest


class NamedRows:
    """Decides which rows belong to their data sources, with no request where nothing changed that decides.

    Else one query tells which of the rows of a data source pass its filter; with `sorts`, its first answer tells their
    places too, and one query more whether those pass that are not in it. `listing` are the data sources whose rows are
    about to be listed, which decides. `refused` are those that could not be asked, with the error.
    """

    def __init__(
        self, client: NotionClient, store: Store, databases: Databases, pages: PageReader, listing: AbstractSet[str]
    ) -> None:
        self._client = client
        self._store = store
        self._databases = databases
        self._pages = pages
        self._listing = listing
        self._waiting: dict[str, dict[str, Json]] = {}
        self._dropped: dict[str, set[str]] = {}
        self._placed: dict[str, dict[str, Json]] = {}
        self._first: dict[str, tuple[str, ...]] = {}
        self.refused: dict[str, NotionError] = {}

    def add(self, source_id: str, page: Json) -> None:
        """Let it be decided whether a page is one of the rows of a data source."""
        self._waiting.setdefault(source_id, {})[page["id"]] = page

    def drop(self, source_id: str, page_id: str) -> None:
        """Say that a page is not a row of a data source any more."""
        self._dropped.setdefault(source_id, set()).add(page_id)

    async def decide(self) -> list[tuple[Json, bool]]:
        """Decide for all that were added; returns each row with whether it belongs."""
        decided: list[tuple[Json, bool]] = []
        self.refused = {}
        for source_id, rows in self._waiting.items():
            try:
                passing = None if source_id in self._listing else await self._passing(source_id, rows)
            except Unauthorized:
                raise
            except NotionError as error:
                self.refused[source_id], passing = error, None
            if passing is None:
                for id in rows:
                    self._pages.wants(id)
            else:
                decided += [(row, id in passing) for id, row in rows.items()]
        self._waiting = {}
        return decided

    def settle(self) -> None:
        """Put the rows that were read into their places, and take away those that are none any more."""
        for source_id in {*self._dropped, *self._placed}:
            entry = self._store.entry(source_id, "data_source")
            if entry is None or source_id in self._listing:
                continue
            first = self._first.get(source_id)
            # Where a row that is not among the first belongs, a listing will tell.
            stay = set(entry.rows).difference(first) if first is not None else set()
            placed = self._placed.get(source_id, {}).items()
            new = {id: row for id, row in placed if id not in stay and self._store.entry(id, "page")}
            rows = [id for id in entry.rows if id not in self._dropped.get(source_id, ()) and id not in new]
            if first is not None:
                rows = in_order_of(first, rows, new)
            else:
                for id, row in sorted(new.items(), key=lambda one: str(one[1].get("created_time"))):
                    rows.insert(bisect_right(rows, str(row.get("created_time")), key=self._created), id)
            for one in self._same_rows(source_id):
                if known := self._store.entry(one, "data_source"):
                    self._store.put_entry(replace(known, rows=tuple(rows)))
        self._dropped, self._placed, self._first = {}, {}, {}

    def _created(self, id: str) -> str:
        return str((stored_object(self._store, "page", id) or {}).get("created_time", ""))

    def _same_rows(self, source_id: str) -> list[str]:
        """The data source, and before 2025-09-03 those that views name and whose rows are kept as of their database."""
        others = [one.id for one in self._store.entries("data_source")] if self._is_database(source_id) else []
        return [
            source_id,
            *(id for id in others if database_of(stored_object(self._store, "data_source", id) or {}) == source_id),
        ]

    def _is_database(self, source_id: str) -> bool:
        return self._store.entry(source_id, "database") is not None

    # Which belong

    async def _passing(self, source_id: str, rows: Mapping[str, Json]) -> set[str]:
        """The ids of the rows that belong to a data source."""
        source = stored_object(self._store, "data_source", source_id)
        entry = self._store.entry(source_id, "data_source")
        query = self._databases.query(source) if source else Query()
        known = set(entry.rows) if entry else set()
        unsure = {id: row for id, row in rows.items() if id not in known or self._differs(row, query.filter)}
        moving = {id: row for id, row in rows.items() if id not in known or self._differs(row, query.sorts)}
        if moving:
            self._placed.setdefault(source_id, {}).update(moving)
        passing = set(rows) - set(unsure)
        undecided = dict(unsure) if query.filter else {}
        if query.sorts and moving:
            found, whole = await self._first_answer(source_id, query)
            self._first[source_id] = found
            passing.update(id for id in unsure if id in found)
            undecided = {} if whole else {id: row for id, row in undecided.items() if id not in found}
        if query.filter is None:
            return set(rows)
        if undecided:
            passing |= await self._filtered(source_id, query.filter, undecided)
        self._dropped.setdefault(source_id, set()).update(set(rows) - passing)
        return passing

    async def _first_answer(self, source_id: str, query: Query) -> tuple[tuple[str, ...], bool]:
        """The ids of the first rows of a data source, and whether these are all."""
        async for answer in self._client.query_pages(source_id, filter=query.filter, sorts=query.sorts):
            found = tuple(str(row["id"]) for row in answer.results if not in_trash(row))
            return found, answer.next_cursor is None and answer.complete
        return (), True

    async def _filtered(self, source_id: str, filter: Json, rows: Mapping[str, Json]) -> set[str]:
        """Which rows pass a filter, asked for among those that were made and edited when they were."""
        try:
            asked = conjunction(filter, *_around(rows.values()))
        except ValueError:  # Notion takes no more conditions than these.
            asked = filter
        found: set[str] = set()
        async for answer in self._client.query_pages(source_id, filter=asked, sorts=BY_EDIT):
            found |= {str(row["id"]) for row in answer.results if not in_trash(row)}
            if found >= set(rows):
                break
        return found & set(rows)

    def _differs(self, row: Json, asked: Any) -> bool:
        """Whether anything that a filter or sorts ask for is another in a row than it was when it was last read."""
        stored = stored_object(self._store, "page", row["id"])
        return stored is None or any(_value(row, name) != _value(stored, name) for name in _mentioned(asked))


def in_order_of(first: Sequence[str], rows: Sequence[str], new: Iterable[str]) -> list[str]:
    """Rows with new ones among them, each behind the one that it follows in `first`; what is not in it comes last."""
    placed = list(rows)
    waiting = set(new)
    before = None
    for id in first:
        if id in waiting:
            placed.insert(placed.index(before) + 1 if before is not None else _start(first, id, placed), id)
            waiting.discard(id)
        before = id if id in placed else before
    return [*placed, *(id for id in new if id in waiting)]


def _start(first: Sequence[str], id: str, placed: Sequence[str]) -> int:
    """Where a row goes that none of the placed ones comes before: in front of the first that follows it."""
    following = first[first.index(id) + 1 :]
    return next((placed.index(one) for one in following if one in placed), len(placed))


def _around(rows: Iterable[Json]) -> Iterator[Json]:
    """The conditions that rows were made and edited no earlier and no later than these."""
    times = [(str(row["created_time"]), str(row["last_edited_time"])) for row in rows]
    created = [time for time, _ in times]
    # Notion floors times to the minute, but may compare with what they were before.
    end = datetime.fromisoformat(max(created)) + timedelta(minutes=1)
    yield {"timestamp": "created_time", "created_time": {"on_or_after": min(created)}}
    yield {"timestamp": "created_time", "created_time": {"on_or_before": end.isoformat().replace("+00:00", "Z")}}
    edited = min(time for _, time in times)
    yield {"timestamp": "last_edited_time", "last_edited_time": {"on_or_after": edited}}


def _mentioned(asked: Any) -> Iterator[str]:
    """The properties, by name or id, and the timestamps that a filter or sorts mention."""
    if isinstance(asked, list):
        for one in asked:
            yield from _mentioned(one)
    elif isinstance(asked, dict):
        for key in ("property", "timestamp"):
            if isinstance(asked.get(key), str):
                yield asked[key]
        for key in ("and", "or"):
            yield from _mentioned(asked.get(key))


def _value(row: Json, name: str) -> str:
    """The digest of a value of a row, by its name or id, or of a time."""
    properties: Mapping[str, Any] = row.get("properties") or {}
    by_id = (value for value in properties.values() if isinstance(value, dict) and value.get("id") == name)
    return object_digest(properties.get(name, next(by_id, row.get(name))))
