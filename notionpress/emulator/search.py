"""The search: which pages and data sources have a title that matches, in which order.

Source: developers.notion.com/reference/post-search. Where it is silent: relevance puts whole titles first, then titles
that begin with the words, then words that begin so; what is alike stands newest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from notionpress.emulator import objects
from notionpress.emulator.calls import Call, listing, one_of
from notionpress.emulator.conditions import failed, should_be, should_be_defined
from notionpress.emulator.plain import plain_text
from notionpress.emulator.refusals import invalid
from notionpress.emulator.times import LONG_AGO, to_minute
from notionpress.emulator.versions import has_data_sources, listed_kind

Json = dict[str, Any]

_KEYS = ("query", "filter", "sort", "start_cursor", "page_size")


class _Hit(msgspec.Struct, frozen=True):
    """Something that has a title."""

    id: str
    title: str
    edited: str


def search(call: Call) -> Json:
    """The answer to a search: the shared pages and data sources whose title has the words. Raises Refusal."""
    call.only(*_KEYS)
    query = call.body.get("query") or ""
    if not isinstance(query, str):
        raise invalid(failed(should_be("body.query", "a string", query)))
    kind, trash = _filter(call)
    order = _order(call)
    size, cursor = call.paging()
    key = ("search", call.reader.version, query, kind, trash, order)
    found = call.workspace.cached(key, lambda: _found(query, kind, trash, order, call))
    part = call.piece_at(found, size, cursor)
    return listing([_object(id, call) for id in part.ids], listed_kind(call.reader.version), part.next)


def _filter(call: Call) -> tuple[str, bool]:
    """The kind of object that is wanted ("" for all), and whether from the trash."""
    filter = call.body.get("filter")
    if filter is None:
        return "", False
    if not isinstance(filter, dict):
        raise invalid(failed(should_be("body.filter", "an object", filter)))
    for name in filter:
        if name not in ("property", "value", "in_trash"):
            raise invalid(failed(should_be(f"body.filter.{name}", "not present", filter[name])))
    trash = filter.get("in_trash", False)
    if not isinstance(trash, bool):
        raise invalid(failed(should_be("body.filter.in_trash", "a boolean", trash)))
    if "property" not in filter and "value" not in filter:
        return "", trash
    for name in ("property", "value"):
        if name not in filter:
            raise invalid(failed(should_be_defined([f"body.filter.{name}"])))
    one_of("body.filter.property", filter["property"], ("object",))
    kinds = ("page", "data_source" if has_data_sources(call.reader.version) else "database")
    one_of("body.filter.value", filter["value"], kinds)
    return str(filter["value"]), trash


def _order(call: Call) -> str:
    """`ascending` or `descending` by time, or `relevance`."""
    sort = call.body.get("sort")
    if sort is None:
        return "descending"
    if not isinstance(sort, dict):
        raise invalid(failed(should_be("body.sort", "an object", sort)))
    if "property" in sort:
        one_of("body.sort.property", sort["property"], ("relevance",))
        return "relevance"
    for name in ("timestamp", "direction"):
        if name not in sort:
            raise invalid(failed(should_be_defined([f"body.sort.{name}"])))
    one_of("body.sort.timestamp", sort["timestamp"], ("last_edited_time",))
    one_of("body.sort.direction", sort["direction"], ("ascending", "descending"))
    return str(sort["direction"])


def _found(query: str, kind: str, trash: bool, order: str, call: Call) -> list[str]:
    workspace, words = call.workspace, query.casefold()
    hits = [
        hit
        for hit in _titled(kind, call)
        if words in hit.title.casefold() and workspace.is_shared(hit.id) and workspace.in_trash(hit.id) == trash
    ]
    hits.sort(key=lambda hit: (hit.edited, hit.id), reverse=order != "ascending")
    if order == "relevance":
        hits.sort(key=lambda hit: _distance(words, hit.title.casefold()))
    return [hit.id for hit in hits]


def _distance(words: str, title: str) -> int:
    """How far a title is from the words that it holds."""
    if title == words:
        return 0
    if title.startswith(words):
        return 1
    return 2 if re.search(rf"\b{re.escape(words)}", title) else 3


def _titled(kind: str, call: Call) -> Iterator[_Hit]:
    """Every page and every data source; in old versions databases, but for those of several data sources."""
    if kind in ("", "page"):
        yield from (_Hit(page.id, page.title, page.edited) for page in call.workspace.pages.values())
    if kind == "page":
        return
    workspace = call.workspace
    # Linked databases have no data source of their own, and so are not found.
    for id, source in workspace.objects("data_source").items():
        database_id = workspace.parent(id) or ""
        if has_data_sources(call.reader.version):
            shown = id
        elif workspace.sources(database_id) == [id]:
            shown = database_id
        else:
            continue
        title = plain_text(source.get("title", "")) or call.reader.title(database_id)
        yield _Hit(shown, title, to_minute(source.get("last_edited_time", LONG_AGO)))


def _object(id: str, call: Call) -> Json:
    if id in call.workspace.pages:
        return objects.page(id, call.reader)
    if id in call.workspace.objects("data_source"):
        return objects.data_source(id, call.reader)
    return objects.database(id, call.reader)
