"""Listing the rows of a data source: none lost because the list shifted, and what they tell of its schema."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.reach import Reach
from notionpress.errors import NotShared
from notionpress.notion.client import NotionClient
from notionpress.store import Entry

Query: TypeAlias = Callable[[Callable[[], None]], AsyncIterator[Json]]
"""Asks for the rows of a data source, and calls with each answer."""

_CHOICES: Final = ("select", "multi_select", "status")


class Listed:
    """The rows of a data source: the `ids` of the pages among them in order.

    `shape` is a digest of the names, ids and types of their properties ("" without rows), `options` the choices that
    they have made, by property and id: name and colour.
    """

    def __init__(self) -> None:
        self.ids: tuple[str, ...] = ()
        self.shape = ""
        self.options: dict[str, dict[str, tuple[str, str]]] = {}

    def look_at(self, row: Mapping[str, Any]) -> None:
        """Take in what a row tells of its data source."""
        properties = row["properties"]
        if not self.shape:
            parts = sorted((name, str(one.get("id")), str(one.get("type"))) for name, one in properties.items())
            self.shape = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:16]
        for name, value in properties.items():
            chosen = value.get(kind) if (kind := value.get("type")) in _CHOICES else None
            for option in chosen if isinstance(chosen, list) else [chosen] if chosen else ():
                facts = str(option.get("name")), str(option.get("color"))
                self.options.setdefault(name, {})[str(option.get("id"))] = facts

    def tells_of_change(self, source: Mapping[str, Any], shape: str) -> bool:
        """Whether a stored data source is not the one of these rows any more; `shape` is what theirs was."""
        if self.shape and self.shape != shape:
            return True
        schema = source.get("properties") or {}
        return any(
            _options(schema.get(name) or {}).get(id) != facts
            for name, chosen in self.options.items()
            for id, facts in chosen.items()
        )


def _options(property: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    options = (property.get(str(property.get("type"))) or {}).get("options") or ()
    return {str(one.get("id")): (str(one.get("name")), str(one.get("color"))) for one in options}


class Rows:
    """Lists rows, and gives each to `row` as it comes."""

    def __init__(self, client: NotionClient, reach: Reach, row: Callable[[str, Json], None]) -> None:
        self._client = client
        self._reach = reach
        self._row = row

    async def read(self, source_id: str, query: Query, entry: Entry | None, *, filtered: bool = False) -> Listed:
        """List the rows of a data source that `entry` knows of, or those that pass a filter.

        Raises NotionError when the list cannot be read.
        """
        found, ids, answers = Listed(), dict[str, None](), 0

        def answered() -> None:
            nonlocal answers
            answers += 1

        async for row in query(answered):
            if changes.in_trash(row):
                continue
            if row.get("object") == "page":
                ids[str(row["id"])] = None
                if "properties" in row:
                    found.look_at(row)
                self._row(str(row["id"]), row)
            else:
                self._visit_container(row)
        missing = [id for id in entry.rows if id not in ids] if entry else []
        # One answer is one moment; from one to the next, a list can shift and skip a row (API guide: pagination).
        if missing and answers > 1:
            # Of a row by itself, one cannot tell whether it passes a filter.
            few = not filtered and len(missing) <= answers
            ids.update(dict.fromkeys(await self._still_there(source_id, missing, query, few=few)))
        found.ids = tuple(ids)
        return found

    async def _still_there(self, source_id: str, missing: Sequence[str], query: Query, *, few: bool) -> list[str]:
        """Which rows that a listing lacks are rows all the same; they are given to `row` too."""
        if few:
            pages = [page async for page in self._pages(missing) if source_id in changes.parents(page)]
        else:
            # A second listing costs less than a look at each.
            wanted = set(missing)
            pages = [row async for row in query(lambda: None) if row["id"] in wanted and "properties" in row]
        there = [page for page in pages if not changes.in_trash(page)]
        for page in there:
            self._row(str(page["id"]), page)
        return [str(page["id"]) for page in there]

    async def _pages(self, ids: Iterable[str]) -> AsyncIterator[Json]:
        for id in ids:
            try:
                yield await self._client.page(id)
            except NotShared:
                continue

    def _visit_container(self, row: Json) -> None:
        """Visit a database that is a row: a wiki has such."""
        database = (row.get("parent") or {}).get("database_id") if row.get("object") == "data_source" else None
        if row.get("object") == "database":
            self._reach.follow("database", str(row["id"]))
        elif database:
            self._reach.follow("database", str(database))
        elif row.get("object") == "data_source":
            self._reach.follow("data_source", str(row["id"]))
