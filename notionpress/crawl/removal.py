"""Taking out of the store what is no longer below the roots, unless too much of it vanished at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

from notionpress.crawl.changes import in_trash, parents
from notionpress.crawl.stored import stored_title
from notionpress.errors import NotionError, NotShared, PagesVanished, Unauthorized
from notionpress.ids import notion_url
from notionpress.removals import RemovalLimit, pages_vanished
from notionpress.store import Kind, Store

if TYPE_CHECKING:
    from notionpress.notion.client import NotionClient

_KINDS: Final[tuple[Kind, ...]] = ("page", "database", "data_source", "view", "comments", "newer")

MOST_LOOKS: Final = 50
"""Pages that are looked at one by one. Where more are missing, it is for what could not be read."""


def remove_unreached(
    store: Store, reached: AbstractSet[tuple[Kind, str]], limit: RemovalLimit | None
) -> tuple[int, tuple[str, ...]]:
    """Forget what a complete crawl did not reach; returns how many pages went, and the ids of those that must not.

    With a `limit` that forbids it nothing goes at all.
    """
    unreached = [entry for kind in _KINDS for entry in store.entries(kind) if (entry.kind, entry.id) not in reached]
    pages = [entry.id for entry in unreached if entry.kind == "page"]
    if limit is not None and limit.forbids(len(pages), len(store.entries("page"))):
        return 0, tuple(pages)
    for entry in unreached:
        store.forget(entry.id, entry.kind)
    store.forget_unused_files()
    store.sweep()
    return len(pages), ()


def remove_below(
    store: Store, leaving: Sequence[tuple[Kind, str]], limit: RemovalLimit | None
) -> tuple[int, tuple[str, ...]]:
    """Forget what was seen to be gone with what stood below it, which comes after it; returns as above."""
    pages = [id for kind, id in leaving if kind == "page" and store.entry(id, kind)]
    if limit is not None and limit.forbids(len(pages), len(store.entries("page"))):
        return 0, tuple(pages)
    # The last first: a run that is killed can still see from what is left what is to go.
    for kind, id in reversed(leaving):
        views = store.entry(id, kind) if kind == "database" else None
        for view_id in views.rows if views else ():
            store.forget(view_id, "view")
        if kind == "page":
            store.forget(id, "comments")
            store.forget(id, "newer")
        store.forget(id, kind)
    return len(pages), ()


async def remove_gone(
    client: NotionClient,
    store: Store,
    reached: AbstractSet[tuple[Kind, str]],
    limit: RemovalLimit | None,
    *,
    failed_listings: Iterable[str],
) -> tuple[int, tuple[str, ...]]:
    """Forget pages that a crawl with failures did not reach, and that are seen to be gone; returns as above.

    One page that cannot be read must not keep others on the site that were put into the trash or are not shared any
    more. Rows of listings that failed are let be.
    """
    sources = (store.entry(id, "data_source") for id in failed_listings)
    unread = {id for source in sources if source is not None for id in source.rows}
    missing = [one.id for one in store.entries("page") if ("page", one.id) not in reached and one.id not in unread]
    if len(missing) > MOST_LOOKS:
        return 0, ()
    gone = await _gone(client, missing)
    if limit is not None and limit.forbids(len(gone), len(store.entries("page"))):
        return 0, tuple(gone)
    for id in gone:
        store.forget(id, "page")
        store.forget(id, "comments")
    return len(gone), ()


async def _gone(client: NotionClient, page_ids: Iterable[str]) -> list[str]:
    """Which pages are in the trash or not shared, or in one of them that is."""
    gone: list[str] = []
    places: dict[str, AbstractSet[str]] = {}
    for id in page_ids:
        try:
            page = await client.page(id)
        except NotShared:
            gone.append(id)
        except Unauthorized:
            raise
        except NotionError:
            continue
        else:
            if in_trash(page):
                gone.append(id)
            else:
                places[id] = parents(page)
    for id in gone:  # It grows: pages in pages that are gone follow.
        gone += [inner for inner, place in places.items() if id in place and inner not in gone]
    return gone


def refused(store: Store, page_ids: Sequence[str]) -> PagesVanished:
    """The error that says which pages are not below the roots any more, and were kept because they are so many."""
    pages = [(stored_title(store, id), notion_url(id)) for id in page_ids]
    return pages_vanished(
        pages, len(store.entries("page")), "the cache", "Notion's trash, and at what is shared with the connection"
    )
