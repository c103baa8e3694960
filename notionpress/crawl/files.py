"""Downloading files: those that Notion keeps, while their signed URLs are valid, and those of other servers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import Enum
from io import BufferedRandom
from typing import Final, TypeAlias

from notionpress.crawl.changes import HostedFile, is_external
from notionpress.crawl.media_types import HEAD, recognise
from notionpress.errors import NotionError, NotionRefused
from notionpress.notion.client import NotionClient
from notionpress.notion.downloads import PRIVATE, TOO_LARGE, TOO_SLOW
from notionpress.store import Store, StoredFile

Again: TypeAlias = Callable[[], Awaitable[Mapping[str, HostedFile]]]
"""Reads the object that shows a file once more: the same files with fresh URLs, by key."""

_EXPIRED: Final = (400, 401, 403)
_LARGE: Final = 4 * 2**20
_A_PAGE: Final = "page_instead_of_file"
_PAGES: Final = ("html", "xml")


class Outcome(Enum):
    """What became of a file."""

    KEPT = "kept"
    MISSING = "missing"
    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    PRIVATE = "in a private network"
    PAGE = "a page of the web"


_REFUSALS: Final[Mapping[str, Outcome]] = {
    TOO_LARGE: Outcome.TOO_LARGE,
    TOO_SLOW: Outcome.TOO_SLOW,
    PRIVATE: Outcome.PRIVATE,
    _A_PAGE: Outcome.PAGE,
}


class Downloads:
    """Keeps each file once: a known key is not downloaded again, a failed one not tried again in the same run.

    `limit` is in bytes, `seconds` is how long one file may take; `verify` compares what is known with its digest once
    in a run.
    """

    def __init__(self, client: NotionClient, store: Store, *, limit: int, seconds: float, verify: bool = False) -> None:
        self.received = 0
        self._client = client
        self._store = store
        self._limit = limit
        self._seconds = seconds
        self._verify = verify
        self._good: set[str] = set()
        self._failed: dict[str, Outcome] = {}
        self._under_way: dict[str, asyncio.Lock] = {}

    def outcome(self, key: str) -> Outcome | None:
        """What became of a file in this run or before, or None when it was never asked for."""
        known = self._store.file(key)
        if known is not None and self._store.holds(known) and self._is_good(known):
            return Outcome.KEPT
        return self._failed.get(key)

    def _is_good(self, known: StoredFile) -> bool:
        if self._verify and known.digest not in self._good:
            with self._store.file_path(known).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != known.digest:
                    return False
            self._good.add(known.digest)
        return True

    async def keep(self, files: Iterable[HostedFile], again: Callable[[HostedFile], Again]) -> dict[str, Outcome]:
        """Download what is not there; returns what became of each by key.

        `again(file)` gives the function that reads the place of that file once more, for when its URL has expired.
        """
        outcomes = {file.key: (file, self.outcome(file.key)) for file in files}
        wanted = [file for file, outcome in outcomes.values() if outcome is None]
        received = await asyncio.gather(*(self._keep_once(file, again(file)) for file in wanted))
        new = {file.key: outcome for file, outcome in zip(wanted, received, strict=True)}
        return {key: new.get(key) or outcome or Outcome.MISSING for key, (_, outcome) in outcomes.items()}

    async def keep_external(self, file: HostedFile, *, anew: bool) -> Outcome:
        """Download a file of another server if it is not there, or `anew`; what is there stays where that fails."""
        before = self.outcome(file.key)
        if before is Outcome.KEPT and not anew:
            return before
        try:
            await self._receive(file)
        except NotionRefused as refused:
            return before or _REFUSALS.get(refused.code, Outcome.MISSING)
        except NotionError:
            return before or Outcome.MISSING
        return Outcome.KEPT

    async def _keep_once(self, file: HostedFile, again: Again) -> Outcome:
        lock = self._under_way.setdefault(file.key, asyncio.Lock())
        async with lock:
            outcome = self.outcome(file.key)
            if outcome is None:
                outcome = await self._try(file, again)
                if outcome is not Outcome.KEPT:
                    self._failed[file.key] = outcome
        self._under_way.pop(file.key, None)
        return outcome

    async def _try(self, file: HostedFile, again: Again) -> Outcome:
        try:
            try:
                await self._receive(file)
            except NotionRefused as refused:
                if refused.status not in _EXPIRED:
                    raise
                fresh = (await again()).get(file.key)
                if fresh is None:
                    return Outcome.MISSING
                await self._receive(fresh)
        except NotionRefused as refused:
            return _REFUSALS.get(refused.code, Outcome.MISSING)
        except NotionError:
            return Outcome.MISSING
        return Outcome.KEPT

    async def _receive(self, file: HostedFile) -> None:
        with self._store.receive() as received:
            download = await self._client.download(file.url, received, limit=self._limit, seconds=self._seconds)
            received.seek(0)
            extension, media_type = recognise(received.read(HEAD), file.name, download.media_type)
            if is_external(file.key) and extension in _PAGES:
                raise NotionRefused("there is a page where a file should be", status=200, code=_A_PAGE)
            digest = _sha256(received) if download.size < _LARGE else await asyncio.to_thread(_sha256, received)
            self._store.put_file(
                file.key, received, digest=digest, extension=extension, name=file.name, media_type=media_type
            )
            self.received += 1


def _sha256(file: BufferedRandom) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
