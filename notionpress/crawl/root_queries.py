"""What the rows of root databases are asked for; those of other databases are listed whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.conditions import Mistake
from notionpress.crawl.selection import Query, Selection, WrongSelection, find_mistakes, query_for
from notionpress.errors import NotionError, Unauthorized
from notionpress.store import Kind, Root, SchemaNames


class RootQueries:
    """Knows the data sources of the root databases, and what to ask each of them for.

    `names` are those that the properties of each data source had in earlier crawls, `stored` gives what is known of a
    database or data source, unless it is to be read, and `read` reads it.
    """

    def __init__(
        self,
        selection: Selection,
        names: Mapping[str, SchemaNames],
        stored: Callable[[Kind, str], Json | None],
        read: Callable[[Kind, str], Awaitable[Json]],
    ) -> None:
        self._selection = selection
        self._names = names
        self._stored = stored
        self._read = read
        self._ahead: dict[str, Json] = {}
        self._ids: list[str] = []

    def add(self, ids: Iterable[str]) -> None:
        """Say that these data sources, or databases of the old versions, are those of a root."""
        self._ids += [id for id in ids if id not in self._ids]

    def __contains__(self, id: str) -> bool:
        """Whether a data source is one of a root."""
        return id in self._ids

    def mistakes(self, source: Json) -> list[Mistake]:
        """What is wrong with the settings for a data source; each names it where there are several."""
        if not self._selection or source["id"] not in self:
            return []
        found = find_mistakes(self._selection, source.get("properties") or {}, self._names.get(source["id"]))
        if len(self._ids) == 1:
            return found
        title = changes.page_title(source)
        return [Mistake(one.place, f"in the database “{title}”, {one.message}") for one in found]

    def of(self, source: Json) -> Query:
        """What to ask a data source for. Raises WrongSelection when the settings do not fit its schema."""
        if not self._selection or source["id"] not in self:
            return Query()
        if mistakes := self.mistakes(source):
            raise WrongSelection(mistakes)
        return query_for(self._selection, source.get("properties") or {})

    # Before any row is read

    async def select(self, roots: Iterable[tuple[Root, Json | None]], failed: Collection[str], *, legacy: bool) -> None:
        """Find the data sources of the roots, and whether the settings fit all of them.

        `roots` come with their objects where these were read; `failed` are the ids of those that cannot be; `legacy`
        says that databases have no data sources beside themselves. Raises WrongSelection with all mistakes. What
        cannot be read says nothing here: its turn comes.
        """
        if not self._selection:
            return
        databases = [(root, value) for root, value in roots if root.kind != "page"]
        if not databases and not failed:
            raise WrongSelection(self._selection.without_rows())
        for root, value in databases:
            if root.id not in failed:
                found = await self._look_ahead(root.kind, root.id, value)
                own = [str(one["id"]) for one in (found or {}).get("data_sources", ())]
                self.add(own if root.kind == "database" and not legacy else [root.id])
        mistakes = [
            one for id in self._ids for one in await self._mistakes("database" if legacy else "data_source", id)
        ]
        if mistakes:
            raise WrongSelection(mistakes)

    def taken(self, id: str) -> Json | None:
        """A database or data source that was read ahead of its turn, once."""
        return self._ahead.pop(id, None)

    async def _mistakes(self, kind: Kind, id: str) -> list[Mistake]:
        source = await self._look_ahead(kind, id)
        if source is not None and id not in self._ahead and self.mistakes(source):
            # What is stored may be of a time before a change that site.yaml knows of.
            source = await self._read_ahead(kind, id)
        return self.mistakes(source) if source else []

    async def _look_ahead(self, kind: Kind, id: str, value: Json | None = None) -> Json | None:
        if value is not None:
            self._ahead[id] = value
        return self._ahead.get(id) or self._stored(kind, id) or await self._read_ahead(kind, id)

    async def _read_ahead(self, kind: Kind, id: str) -> Json | None:
        try:
            self._ahead[id] = await self._read(kind, id)
        except Unauthorized:
            raise
        except NotionError:
            return None
        return self._ahead[id]
