"""What stands in what, as the store tells it: which pages and databases lead to which others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from notionpress.crawl.changes import Json, database_of, parents, source_of_copy
from notionpress.crawl.stored import stored_object
from notionpress.store import Entry, Kind, Store

Thing: TypeAlias = tuple[Kind, str]
"""The kind and the id of an object."""


class Graph:
    """What stands in what when this is made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lists = store.entries("data_source")
        self._holders: dict[Thing, list[Thing]] = {}
        # Of ten thousand pages, few have others in them.
        holding = [entry for entry in store.entries("page") if entry.children]
        for entry in (*holding, *store.entries("database")):
            for thing in _inside(store, entry):
                self._holders.setdefault(thing, []).append((entry.kind, entry.id))
        self._wikis: dict[Thing, list[Thing]] = {}
        for entry in store.entries("database"):
            self._add_to_wiki(entry)

    def _add_to_wiki(self, entry: Entry) -> None:
        """Take in a database that is a row of a wiki, of which no list of rows tells."""
        thing: Thing = (entry.kind, entry.id)
        if thing in self._holders:
            return
        around = parents(stored_object(self._store, "database", entry.id) or {})
        kinds: tuple[Kind, ...] = ("data_source", "database")
        for holder in ((kind, id) for id in around for kind in kinds if self._store.entry(id, kind)):
            self._holders.setdefault(thing, []).append(holder)
            self._wikis.setdefault(holder, []).append(thing)

    def holders(self, kind: Kind, id: str) -> list[Thing]:
        """The pages, databases and data sources in which something stands."""
        lists = (entry for entry in self._lists if kind == "page" and id in entry.rows)
        return [*self._holders.get((kind, id), ()), *((entry.kind, entry.id) for entry in lists)]

    def inside(self, kind: Kind, id: str) -> list[Thing]:
        """The pages, databases and data sources that stand in something."""
        entry = self._store.entry(id, kind)
        return [*(_inside(self._store, entry) if entry else ()), *self._wikis.get((kind, id), ())]

    def below(self, things: Iterable[Thing], without: AbstractSet[Thing] = frozenset()) -> list[Thing]:
        """These things and all below them, what is nearer first; nothing `without`, and what only that leads to."""
        found = dict.fromkeys(thing for thing in things if thing not in without)
        for thing in (waiting := list(found)):
            for one in self.inside(*thing):
                if one not in found and one not in without:
                    found[one] = None
                    waiting.append(one)
        return waiting


def stands_in(blocks: Iterable[Json], block_id: str, id: str) -> bool:
    """Whether a page or database stands right below a block of a tree."""
    for block in blocks:
        children = block.get("children") or ()
        if block["id"] == block_id and any(child["id"] == id for child in children):
            return True
        if not source_of_copy(block) and stands_in(children, block_id, id):
            return True
    return False


def sources_of(store: Store, database_id: str) -> tuple[str, ...]:
    """The data sources that a stored database has, or shows in its views."""
    database = stored_object(store, "database", database_id) or {}
    own = tuple(str(one["id"]) for one in database.get("data_sources") or ())
    if store.entry(database_id, "data_source"):  # Before 2025-09-03 a database is its own.
        own += (database_id,)
    entry = store.entry(database_id, "database")
    views = [stored_object(store, "view", id) or {} for id in (entry.rows if entry else ())]
    return tuple(dict.fromkeys((*own, *_shown(store, views))))


def _shown(store: Store, views: Iterable[dict[str, Any]]) -> Iterator[str]:
    for view in views:
        source_id = str(view.get("data_source_id") or "")
        if source_id:
            yield source_id
            # Before 2025-09-03 the rows of a view's data source are kept as those of its database.
            database_id = database_of(stored_object(store, "data_source", source_id) or {})
            if database_id and store.entry(database_id, "data_source"):
                yield database_id


def _inside(store: Store, entry: Entry) -> Iterator[Thing]:
    match entry.kind:
        case "page":
            yield from ((child.kind, child.id) for child in entry.children)
        case "data_source":
            yield from (("page", id) for id in entry.rows)
        case "database":
            yield from (("data_source", id) for id in sources_of(store, entry.id))
