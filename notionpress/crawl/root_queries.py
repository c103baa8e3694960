"""What the rows of root databases are asked for; those of other databases are listed whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from notionpress.crawl import changes
from notionpress.crawl.changes import Json
from notionpress.crawl.conditions import Mistake
from notionpress.crawl.selection import Query, Selection, WrongSelection, find_mistakes, query_for
from notionpress.store import SchemaNames


class RootQueries:
    """Knows the data sources of the root databases, and what to ask each of them for.

    `names` are those that the properties of each data source had in earlier crawls.
    """

    def __init__(self, selection: Selection, names: Mapping[str, SchemaNames]) -> None:
        self.selection = selection
        self._names = names
        self.ids: list[str] = []
        """The data sources of the roots, in their order."""

    def add(self, ids: Iterable[str]) -> None:
        """Say that these data sources, or databases of the old versions, are those of a root."""
        self.ids += [id for id in ids if id not in self.ids]

    def __contains__(self, id: str) -> bool:
        """Whether a data source is one of a root."""
        return id in self.ids

    def mistakes(self, source: Json) -> list[Mistake]:
        """What is wrong with the settings for a data source; each names it where there are several."""
        if not self.selection or source["id"] not in self:
            return []
        found = find_mistakes(self.selection, source.get("properties") or {}, self._names.get(source["id"]))
        if len(self.ids) == 1:
            return found
        title = changes.page_title(source)
        return [Mistake(one.place, f"in the database “{title}”, {one.message}") for one in found]

    def of(self, source: Json) -> Query:
        """What to ask a data source for. Raises WrongSelection when the settings do not fit its schema."""
        if not self.selection or source["id"] not in self:
            return Query()
        if mistakes := self.mistakes(source):
            raise WrongSelection(mistakes)
        return query_for(self.selection, source.get("properties") or {})
