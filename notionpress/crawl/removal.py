"""Taking out of the store what is no longer below the roots, unless too much of it vanished at once."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from notionpress.report import Problem, Report
from notionpress.store import Kind, Store

_KINDS: Final[tuple[Kind, ...]] = ("page", "database", "data_source", "view", "comments")
_MANY: Final = 5
_SHARE: Final = 0.2


def remove_unreached(
    store: Store, reached: AbstractSet[tuple[Kind, str]], report: Report, *, guard: bool
) -> tuple[int, tuple[str, ...]]:
    """Forget what a complete crawl did not reach; returns how many pages went, and those kept by the guard.

    More than five pages and a fifth of all at once look like a mistake: with `guard` they are kept and reported.
    """
    unreached = [entry for kind in _KINDS for entry in store.entries(kind) if (entry.kind, entry.id) not in reached]
    pages = [entry.id for entry in unreached if entry.kind == "page"]
    all_pages = len(store.entries("page"))
    if guard and len(pages) > _MANY and len(pages) > _SHARE * all_pages:
        report.add(
            Problem(
                "many-pages-vanished",
                f"{len(pages)} of {all_pages} pages are not below the roots any more; they are kept",
                hint="If this is meant, delete the cache folder and crawl again; if not, look at what the connection "
                "may read, and at the trash.",
            )
        )
        return 0, tuple(pages)
    for entry in unreached:
        store.forget(entry.id, entry.kind)
    store.forget_unused_files()
    store.sweep()
    return len(pages), ()
