"""What a crawl is told, tells while it runs, and has done in the end."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from notionpress.crawl.costs import PageCost
from notionpress.crawl.selection import Selection
from notionpress.removals import RemovalLimit


class CrawlOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to crawl.

    `roots` are dashed ids of databases, data sources and pages. `full` reads again also what did not change.
    `properties` are the names of the properties whose values are completed where Notion cuts them at 25 (None: all).
    `max_file_size` is in bytes; larger files are left in Notion. `file_seconds` is how long one file may take.
    `external_files` says that files of other servers are downloaded too, `comments` that comments on pages and their
    blocks are read. `reread_within` is the number of crawls within which each page is read anew once (0: never).
    `removals` is how many pages may vanish at once (None: any number). `selection` says which rows of root databases
    are read, and in which order. `version` is the one that the client sends ("": take it from there). `pages` are
    dashed ids of pages, or of databases, data sources, views, blocks and comments: only these are looked at, and what
    they newly lead to (None: everything).
    """

    roots: tuple[str, ...]
    full: bool = False
    properties: frozenset[str] | None = None
    max_file_size: int = 512 * 2**20
    file_seconds: float = 600.0
    external_files: bool = False
    comments: bool = False
    removals: RemovalLimit | None = RemovalLimit()
    reread_within: int = 100
    selection: Selection = Selection()
    version: str = ""
    pages: frozenset[str] | None = None


class CrawlProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a crawl is.

    `title` is the page that was done last, `waited` the seconds spent waiting for the rate limit, `waiting` the seconds
    until the next request may go out. `requests_left` is how many are still needed, as far as one can know: those of
    lists that are known to be missing, and for each page that waits as many as the others took; None while too little
    is known, as the rows are not listed yet.
    """

    pages_done: int
    pages_known: int
    blocks: int
    requests: int
    waited: float
    files: int
    title: str
    requests_left: int | None = None
    waiting: float = 0.0


class CrawlResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a crawl did.

    `pages` are in the store now, `pages_fetched` had their blocks read, `blocks` and `files` were received.
    `failed_roots` were refused; `failed_pages` could not be read and keep their last version; `refused_removals` are
    pages that vanished all at once and were kept for it. `complete` says that everything below the roots was seen,
    or everything that was named.
    `by_purpose` tells what the requests were for (`purpose`), `by_block` the lists of blocks among them by the type of
    the block that they stand below (`page`: in none), and `costliest` the few pages that took most.
    """

    pages: int
    pages_fetched: int
    pages_removed: int
    blocks: int
    requests: int
    files: int
    seconds: float
    waited: float
    complete: bool
    failed_roots: tuple[str, ...] = ()
    failed_pages: tuple[str, ...] = ()
    refused_removals: tuple[str, ...] = ()
    by_purpose: Mapping[str, int] = {}
    by_block: Mapping[str, int] = {}
    costliest: tuple[PageCost, ...] = ()
