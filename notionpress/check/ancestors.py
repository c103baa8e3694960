"""Where objects of a workspace lie: the titles of what stands above them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from notionpress.crawl.changes import page_title
from notionpress.errors import NotionRefused, Unauthorized
from notionpress.notion.client import NotionClient

Json: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]

UNKNOWN: Final = "…"
"""Stands for what is above an object and cannot be seen, or would cost too many requests."""

_KINDS: Final = ("page_id", "block_id", "data_source_id", "database_id")


class Ancestors:
    """Tells the titles above objects; those that are not among the `known` ones are asked for, `lookups` at most."""

    def __init__(self, client: NotionClient, known: Mapping[str, Json], lookups: int) -> None:
        self._known = dict(known)
        self._lookups = lookups
        self._paths: dict[str, Path] = {}
        self._read: Mapping[str, Callable[[str], Awaitable[Json]]] = {
            "page_id": client.page,
            "block_id": client.block,
            "data_source_id": client.data_source,
            "database_id": client.database,
        }

    async def above(self, value: Mapping[str, Any]) -> Path:
        """The titles above an object, from the top of what can be seen down to its parent."""
        chain: list[tuple[str, Path]] = []
        path: Path | None = None
        while path is None:
            kind, id = _parent(value)
            if not kind:
                path = ()
            elif id in self._paths:
                path = self._paths[id]
            elif any(id == below for below, _ in chain) or (found := await self._object(kind, id)) is None:
                path = (UNKNOWN,)
            else:
                chain.append((id, () if kind == "block_id" else (page_title(found),)))
                value = found
        for id, title in reversed(chain):
            path = self._paths[id] = (*path, *title)
        return path

    async def _object(self, kind: str, id: str) -> Json | None:
        if id not in self._known and self._lookups > 0:
            self._lookups -= 1
            try:
                self._known[id] = await self._read[kind](id)
            except Unauthorized:
                raise
            except NotionRefused:
                # What stands above is often not shared.
                self._paths[id] = (UNKNOWN,)
        return self._known.get(id)


def _parent(value: Mapping[str, Any]) -> tuple[str, str]:
    """The kind and id of an object's parent, "" for the workspace; a data source counts as its database."""
    parent = value.get("database_parent") or value.get("parent")
    if isinstance(parent, dict):
        for kind in _KINDS:
            if isinstance(parent.get(kind), str):
                return kind, parent[kind]
    return "", ""
