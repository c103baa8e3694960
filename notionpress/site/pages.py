"""Pages as the store and the content folder hold them: parsed and summarised once, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import Any, Final, TypeAlias
from unicodedata import unidata_version

import msgspec

import notionpress
from notionpress.config import Config
from notionpress.content.blocks import Block
from notionpress.content.parse_pages import parse_page
from notionpress.content.summarise import summarise
from notionpress.errors import StoreError
from notionpress.site.edits import outline
from notionpress.site.hooks import NO_HOOKS, Hooks
from notionpress.site.kept import (
    UNREADABLE,
    LocalFacts,
    ParsedPage,
    facts_line,
    local_facts,
    page_id,
    page_line,
    parsed_page,
)
from notionpress.site.local import LocalPage, read_local_pages
from notionpress.sources import digest_of_sources
from notionpress.store import Derived, Entry, Kind, Store

_MAKERS: Final = (
    "content/*.py",
    "site/edits.py",
    "site/kept.py",
    "site/local.py",
    "site/front_matter.py",
    "ids.py",
    "language_tags.py",
    "slugs.py",
    "text.py",
)
"""The sources on which it depends what is made of a page."""

_PAGES: Final[Derived] = "parsed.jsonl"
_LOCAL: Final[Derived] = "local.jsonl"

_FEW: Final = 50
"""So many pages are made in less time than it takes to look for them in a file of many."""

Blocks: TypeAlias = tuple[Block, ...]

Look: TypeAlias = Callable[[Entry, Blocks], object]
"""Is shown a page with its blocks."""

Find: TypeAlias = Callable[[Entry], Blocks | None]
"""Finds the blocks of a page that were parsed before from the same tree; None where there are none."""

Make: TypeAlias = Callable[[Sequence[str]], Iterable[bytes]]
"""Makes the lines of pages, by their ids; see `make_pages`."""


def stored_object(store: Store, kind: Kind, id: str) -> Any:
    """An object as it was received. Raises StoreError when it is not there, or not whole."""
    return _decoded(store.read(kind, id), f"{kind.replace('_', ' ')} {id}")


def stored_blocks(store: Store, page_id: str, hooks: Hooks = NO_HOOKS, find: Find | None = None) -> Blocks:
    """The body of a page; `find` is asked first. Raises StoreError when it is not there, or not whole."""
    entry = store.entry(page_id, "page") if find and not hooks.parsers else None
    blocks = find(entry) if find and entry and entry.tree else None
    if blocks is None:
        blocks = hooks.parsed(_decoded(store.read_tree(page_id), f"the blocks of page {page_id}", hooks.decode))
    page = hooks.page_of(stored_object(store, "page", page_id)) if hooks.body else None
    return hooks.changed_blocks(blocks, page) if page else blocks


def body_digest(entry: Entry, hooks: Hooks) -> str:
    """The digest of all that a body is made of: a plugin may make it of the page's properties too."""
    return f"{entry.tree}-{entry.digest}-{hooks.digest}" if entry.tree and hooks.reads_bodies else entry.tree


def make_pages(store: Store, page_ids: Sequence[str], hooks: Hooks = NO_HOOKS, look: Look | None = None) -> list[bytes]:
    """Parse pages and summarise their bodies; the lines of those that can be read and kept, in any order.

    `look` is shown each body, and the entry of its page.
    """
    found = (_made(store, id, hooks, look) for id in page_ids)
    return [line for page in found if page and (line := page_line(page))]


def keep_pages(store: Store, lines: Iterable[bytes]) -> None:
    """Keep what `make_pages` made, beside what was made before of other pages that are still there."""
    new = {page_id(line): line for line in lines}
    there = {entry.id for entry in store.entries("page")}
    if not new and all(page_id(line) in there for line in store.read_derived(_PAGES, _made_by())):
        return
    others = there - new.keys()
    before = (line for line in store.read_derived(_PAGES, _made_by()) if page_id(line) in others)
    store.write_derived(_PAGES, _made_by(), chain(before, new.values()))


def _made(store: Store, page_id: str, hooks: Hooks, look: Look | None) -> ParsedPage | None:
    entry = store.entry(page_id, "page")
    if entry is None:
        return None
    try:
        page = parse_page(stored_object(store, "page", page_id))
    except Exception:
        return None  # Whoever asks for the page meets the same error, and tells it.
    summary = None
    if entry.tree:
        with suppress(Exception):
            blocks = stored_blocks(store, page_id, hooks)
            summary = summarise(blocks)
            if look:
                look(entry, blocks)
    if summary is None:
        return ParsedPage(page_id, entry.digest, "", page)
    return ParsedPage(page_id, entry.digest, body_digest(entry, hooks), page, summary, outline(page, summary))


def parsed_pages(
    store: Store, hooks: Hooks, make: Make, known: dict[str, ParsedPage] | None = None
) -> dict[str, ParsedPage]:
    """What is kept of pages and still right; what is missing is made, and kept too.

    `known` is what this process has had from here before, which is brought up to date.
    """
    if known is None:
        return _kept_pages(store, hooks, make)
    right = (_known_pages(known, store, hooks, make) if known else None) or _kept_pages(store, hooks, make)
    known.clear()
    known.update(right)
    return right


def _known_pages(
    known: Mapping[str, ParsedPage], store: Store, hooks: Hooks, make: Make
) -> dict[str, ParsedPage] | None:
    """What is known of pages, and the few that are missing; None where these are many."""
    right, missing = _still_right(known, store, hooks)
    if len(missing) > _FEW:
        return None
    # The crawl has kept them too: to look for them among all others takes longer than to make them.
    return right | (_by_id(make(missing)) if missing else {})


def _kept_pages(store: Store, hooks: Hooks, make: Make) -> dict[str, ParsedPage]:
    kept = _by_id(store.read_derived(_PAGES, _made_by()))
    right, missing = _still_right(kept, store, hooks)
    lines = list(make(missing)) if missing else []
    made = _by_id(lines)
    right.update(made)
    if any(kept.get(id) != page for id, page in made.items()) or kept.keys() - right.keys():
        keep_pages(store, lines)
    return right


def _still_right(
    pages: Mapping[str, ParsedPage], store: Store, hooks: Hooks
) -> tuple[dict[str, ParsedPage], list[str]]:
    """Those of the pages that are as the store has them, and the ids of all others that it has."""
    right: dict[str, ParsedPage] = {}
    missing = []
    for entry in store.entries("page"):
        page = pages.get(entry.id)
        if page and page.digest == entry.digest and page.body == body_digest(entry, hooks):
            right[entry.id] = page
        else:
            missing.append(entry.id)
    return right, missing


def _decoded(data: bytes, what: str, decode: Callable[[bytes], Any] = msgspec.json.decode) -> Any:
    try:
        return decode(data)
    except UNREADABLE as error:
        raise StoreError(
            f"the cache is damaged: {what} cannot be read", "Read everything again with --full."
        ) from error


def _by_id(lines: Iterable[bytes]) -> dict[str, ParsedPage]:
    return {page.id: page for line in lines if (page := parsed_page(line))}


def local_pages(store: Store, config: Config) -> tuple[LocalPage, ...]:
    """The local pages; what is known of their texts is made anew where it is not kept."""
    lines = store.read_derived(_LOCAL, _made_by())
    kept = {one.key: one.facts for line in lines if (one := local_facts(line))}
    pages = read_local_pages(config, kept)
    known = {page.facts_key: page.facts for page in pages}
    if known != kept:
        store.write_derived(_LOCAL, _made_by(), (facts_line(LocalFacts(*one)) for one in known.items()))
    return pages


@cache
def _made_by() -> str:
    """The digest of what parses and summarises: where it changed, all is made again."""
    return digest_of_sources(*_MAKERS, more=f"{notionpress.__version__} {unidata_version}")
