"""Which rows of the root databases are read, and in which order: `filter`, `sorts` and `where` of site.yaml."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from notionpress.crawl.changes import Json
from notionpress.crawl.conditions import Mistake, Reading, Schema
from notionpress.crawl.filters import read_filter, read_sorts
from notionpress.crawl.where import read_where
from notionpress.errors import ConfigError
from notionpress.notion.filters import conjunction
from notionpress.store import SchemaNames


class Selection(msgspec.Struct, frozen=True):
    """The settings as they are written; `where` and `filter` must both be met."""

    filter: Mapping[str, Any] = {}
    sorts: tuple[Mapping[str, Any], ...] = ()
    where: Mapping[str, Any] = {}

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.filter or self.sorts or self.where)

    @property
    def digest(self) -> str:
        """Tells selections of other rows apart; "" where every row is read."""
        if not self.filter and not self.where:
            return ""
        return hashlib.sha256(msgspec.json.encode([self.filter, self.where], order="deterministic")).hexdigest()[:16]

    def without_rows(self) -> list[Mistake]:
        """What is wrong where no root is a database."""
        message = "`root` names no database that has rows to choose from: name it beside the page that it stands in"
        settings = {"where": self.where, "filter": self.filter, "sorts": self.sorts}
        return [Mistake((name,), message) for name, value in settings.items() if value]


class Query(msgspec.Struct, frozen=True):
    """What a listing asks for, in Notion's grammar."""

    filter: Json | None = None
    sorts: list[Json] | None = None

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.filter or self.sorts)


class WrongSelection(ConfigError):
    """`filter`, `sorts` or `where` does not fit the databases; `mistakes` has the place of each."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(
            "\n".join(f"site.yaml: {_shown(one)}" for one in self.mistakes),
            "docs/configuration.md explains these settings; the names and options are those of the database in Notion.",
        )


def _shown(mistake: Mistake) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in ("notion", *mistake.place))
    return f"{''.join(parts).removeprefix('.')}: {mistake.message}"


def find_mistakes(selection: Selection, schema: Schema, known: SchemaNames | None = None) -> list[Mistake]:
    """All that is wrong with a selection for a data source with this schema.

    `known` are the names that its properties had in earlier crawls, which tell what was renamed since.
    """
    return _read(selection, schema, known)[1]


def query_for(selection: Selection, schema: Schema, known: SchemaNames | None = None) -> Query:
    """What to ask a data source with this schema for. Raises WrongSelection with all mistakes."""
    query, mistakes = _read(selection, schema, known)
    if mistakes:
        raise WrongSelection(mistakes)
    return query


def _read(selection: Selection, schema: Schema, known: SchemaNames | None) -> tuple[Query, list[Mistake]]:
    reading = Reading(schema, known or SchemaNames())
    where = read_where(selection.where, reading) if selection.where else None
    filter = read_filter(selection.filter, reading) if selection.filter else None
    sorts = read_sorts(selection.sorts, reading)
    try:
        both = conjunction(where, filter) if not reading.mistakes else None
    except ValueError as error:
        reading.wrong(("filter",), f"together with “where”, {error}; ask for less")
        both = None
    return Query(both, sorts or None), reading.mistakes
