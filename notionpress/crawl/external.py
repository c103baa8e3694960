"""Files of other servers, where the site is to keep them itself: fetched once the pages that show them are known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from notionpress.crawl import changes
from notionpress.crawl.changes import HostedFile
from notionpress.crawl.files import Downloads, Outcome
from notionpress.crawl.stored import stored_title
from notionpress.ids import notion_url
from notionpress.report import Problem, Report
from notionpress.store import Entry, Kind, Store

_KINDS: tuple[Kind, ...] = ("page", "database", "data_source")
_REASONS = {
    Outcome.MISSING: ("could not be downloaded", "Look whether its address still leads there."),
    Outcome.TOO_LARGE: ("is larger than `files: largest:` allows", "Link to it, or allow more."),
    Outcome.TOO_SLOW: ("took longer than `files: timeout:` allows", "Link to it, or allow more."),
    Outcome.PRIVATE: ("lies in a private network", "Put it where everyone can read it."),
}


async def keep_external(
    store: Store,
    downloads: Downloads,
    report: Report,
    *,
    anew: bool,
    tell: Callable[[], None],
    among: AbstractSet[tuple[Kind, str]] | None = None,
) -> None:
    """Download every file of another server that the stored objects, or those `among` them, show and that is not there.

    Their addresses do not expire, so no object is read for it. What is there is fetched again only `anew`; what cannot
    be had is reported, stays a link, and is tried again by the next crawl. `tell` is called after each file.
    """
    shown = _shown(store)
    found = {key: entry for entry, key in shown if among is None or (entry.kind, entry.id) in among}

    async def keep(key: str, entry: Entry) -> None:
        file = changes.external_file(key)
        outcome = await downloads.keep_external(file, anew=anew)
        if outcome in _REASONS:
            _report(store, report, file, outcome, entry)
        tell()

    await asyncio.gather(*(keep(key, entry) for key, entry in sorted(found.items(), key=lambda one: one[0])))


def _shown(store: Store) -> Iterator[tuple[Entry, str]]:
    """Every object with the files of other servers in it; the first in order comes last, and is the one named."""
    for kind in _KINDS:
        for entry in reversed(store.entries(kind)):
            for key in entry.files:
                if changes.is_external(key):
                    yield entry, key


def _report(store: Store, report: Report, file: HostedFile, outcome: Outcome, entry: Entry) -> None:
    reason, hint = _REASONS[outcome]
    title = stored_title(store, entry.id, entry.kind)
    message = f"the file {file.name!r} of another server {reason}; the site links to it"
    report.add(Problem("external-file", message, title, notion_url(entry.id), hint))
