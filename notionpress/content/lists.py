"""Runs of list items, which Notion has one by one, as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from types import MappingProxyType

from notionpress.content.blocks import (
    Block,
    BulletedList,
    BulletedListItem,
    NumberedList,
    NumberedListItem,
    ToDo,
    ToDoList,
)


class NumberedEntry(NumberedListItem, frozen=True, kw_only=True):
    """A numbered item with what it says of its list; only `gather` sees it."""

    start: int | None = None
    format: str = ""


def gather(blocks: list[Block]) -> tuple[Block, ...]:
    """Put runs of list items into lists; an item that states a start begins a list of its own."""
    if not any(type(block) in _LISTS for block in blocks):
        return tuple(blocks)
    gathered: list[Block] = []
    for kind, run in groupby(blocks, key=type):
        if kind in _LISTS:
            gathered.extend(_LISTS[kind](run))
        else:
            gathered.extend(run)
    return tuple(gathered)


def _numbered_lists(run: Iterable[Block]) -> list[Block]:
    lists: list[list[NumberedEntry]] = []
    for item in run:
        if isinstance(item, NumberedEntry):
            if not lists or item.start is not None:
                lists.append([])
            lists[-1].append(item)
    return [
        NumberedList(
            id=items[0].id,
            start=1 if items[0].start is None else items[0].start,
            format=items[0].format or "numbers",
            children=tuple(
                NumberedListItem(id=item.id, rich_text=item.rich_text, color=item.color, children=item.children)
                for item in items
            ),
        )
        for items in lists
    ]


def _bulleted_list(run: Iterable[Block]) -> list[Block]:
    items = tuple(run)
    return [BulletedList(id=items[0].id, children=items)]


def _to_do_list(run: Iterable[Block]) -> list[Block]:
    items = tuple(run)
    return [ToDoList(id=items[0].id, children=items)]


_LISTS: Mapping[type[Block], Callable[[Iterable[Block]], list[Block]]] = MappingProxyType(
    {
        BulletedListItem: _bulleted_list,
        NumberedEntry: _numbered_lists,
        ToDo: _to_do_list,
    }
)
