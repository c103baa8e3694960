"""What was received of a page that is not complete yet."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

import msgspec

from notionpress.store.files import UNREADABLE, write_file
from notionpress.store.sealed import sealed

PENDING: Final = "pending"
"""The folder in the cache."""


class _PendingPage(msgspec.Struct):
    last_edited_time: str
    fetched: str


class Pending:
    """The answers that have come in for one page whose tree is not complete, so that none is asked for twice."""

    def __init__(self, cache: Path, page_id: str) -> None:
        self._folder = cache / PENDING / page_id
        self._written = False
        self.last_edited_time = ""
        self.fetched = ""
        try:
            page = msgspec.json.decode((self._folder / "page.json").read_bytes(), type=_PendingPage)
        except (OSError, *UNREADABLE):
            return
        self._written = True
        self.last_edited_time, self.fetched = page.last_edited_time, page.fetched

    def begin(self, last_edited_time: str, fetched: str) -> None:
        """Drop what is there and start anew for this version of the page, read at this time."""
        self.forget()
        self.last_edited_time, self.fetched = last_edited_time, fetched

    def get(self, key: str) -> Any:
        """The value kept under a key, or None."""
        if not self._written:
            return None
        try:
            return msgspec.json.decode((self._folder / f"{key}.json").read_bytes())
        except (OSError, *UNREADABLE):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value under a key that is fit for a file name."""
        if not self._written:
            page = _PendingPage(self.last_edited_time, self.fetched)
            write_file(self._folder / "page.json", msgspec.json.encode(page))
            self._written = True
        write_file(self._folder / f"{key}.json", sealed(value)[1])

    def forget(self) -> None:
        """Drop all of it."""
        if self._written or self._folder.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._written = False
