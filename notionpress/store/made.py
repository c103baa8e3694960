"""What was made of content and can be made again: one SQLite file in the cache, checked at every reading."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from notionpress.store.files import MADE_FILES

AT_ONCE: Final = 4 * 2**20
"""Bytes that are collected before they are written without being asked."""

PATIENCE: Final = 30
"""Seconds to wait while other processes write."""

_APPLICATION: Final = 0x6E706D64
_FORMAT: Final = 1
_SCHEMA: Final = (
    "CREATE TABLE made (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key BLOB NOT NULL, salt BLOB NOT NULL,"
    " size INTEGER NOT NULL, digest BLOB NOT NULL, data BLOB NOT NULL, UNIQUE (kind, key))",
    "CREATE INDEX by_age ON made (kind, id, salt, size, key)",
)
_GET: Final = "SELECT digest, data FROM made WHERE kind = ? AND key = ?"
_PUT: Final = "INSERT OR REPLACE INTO made (kind, key, salt, size, digest, data) VALUES (?, ?, ?, ?, ?, ?)"
_NEWEST_FIRST: Final = "SELECT id, salt, size, key FROM made WHERE kind = ? ORDER BY id DESC"

_NOT_NOW: Final = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    )
)
"""SQLite's errors that say nothing against the file, https://www.sqlite.org/rescode.html."""


class Made:
    """Data by kind and key, for any number of processes at the same time.

    `salt` names the versions of all that the data depends on: what was put under another one is not found. Nothing
    raises: a file that is damaged, or somebody else's, is made anew; where none can be read or written, nothing is
    found and nothing kept. Each entry has a digest, so that whatever happens to the file, only what was put is found.
    """

    def __init__(self, folder: Path, salt: str) -> None:
        self._folder = folder
        self._salt = sha256(salt.encode()).digest()[:16]
        self._put: dict[tuple[str, bytes], bytes] = {}
        self._size = 0
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._of_parents: list[sqlite3.Connection] = []
        self._attempts = 2

    def get(self, kind: str, key: bytes | str) -> bytes | None:
        """The data that was put here, or by anybody who has flushed it, or None."""
        key = _key(key)
        connection = self._connected()
        if (kind, key) in self._put:
            return self._put[kind, key]
        if connection is None:
            return None
        try:
            row = connection.execute(_GET, (kind, key)).fetchone()
        except sqlite3.Error as error:
            self._fail(error)
            return None
        if row is None:
            return None
        digest, data = row
        # A damaged value may have become one of another type.
        return data if isinstance(data, bytes) and digest == self._digest(kind, key, data) else None

    def put(self, kind: str, key: bytes | str, data: bytes) -> None:
        """Keep data for later runs, and for other processes once it is flushed."""
        if self._connected() is None:
            return
        self._put[kind, _key(key)] = data
        self._size += len(data)
        if self._size >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was put: all of it, or nothing."""
        if self._connected() is None or not self._put:
            return
        rows = [
            (kind, key, self._salt, len(data), self._digest(kind, key, data), data)
            for (kind, key), data in self._put.items()
        ]
        self._write(lambda connection: connection.executemany(_PUT, rows))
        self._forget_put()

    def prune(self, kind: str, *, keep: Collection[bytes | str] | None = None, at_most: int | None = None) -> int:
        """Drop what was put under another salt, then what is not to `keep`, then the oldest beyond `at_most` bytes.

        The file becomes shorter once a quarter of it is unused. Returns how many entries were dropped.
        """
        self.flush()
        connection = self._connected()
        if connection is None:
            return 0
        try:
            unwanted = self._unwanted(connection, kind, None if keep is None else set(map(_key, keep)), at_most)
        except sqlite3.Error as error:
            self._fail(error)
            return 0
        if unwanted and self._write(lambda one: one.executemany("DELETE FROM made WHERE id = ?", unwanted)):
            self._shrink()
        return len(unwanted)

    def close(self) -> None:
        """Write what was put, and let go of the file."""
        self.flush()
        self._disconnect()

    def _unwanted(
        self, connection: sqlite3.Connection, kind: str, keep: Collection[bytes] | None, at_most: int | None
    ) -> list[tuple[int]]:
        unwanted, kept = [], 0
        for id, salt, size, key in connection.execute(_NEWEST_FIRST, (kind,)):
            if salt == self._salt and (keep is None or key in keep) and (at_most is None or kept + size <= at_most):
                kept += size
            else:
                unwanted.append((id,))
        return unwanted

    def _digest(self, kind: str, key: bytes, data: bytes) -> bytes:
        # SHA-256 is the quickest digest where the processor has it built in.
        digest = sha256(b"\0".join((self._salt, kind.encode(), key, b"")))
        digest.update(data)
        return digest.digest()[:16]

    def _write(self, change: Callable[[sqlite3.Connection], object]) -> bool:
        """Change the file in one transaction, once more if it had to be made anew; returns whether that was done."""
        while (connection := self._connected()) is not None:
            try:
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    change(connection)
                return True
            except sqlite3.Error as error:
                self._fail(error)
        return False

    def _shrink(self) -> None:
        connection = self._connected()
        if connection is None:
            return
        try:
            if _number(connection, "freelist_count") * 4 > _number(connection, "page_count"):
                # `execute` would take the first step only, which frees one page.
                connection.executescript("PRAGMA incremental_vacuum")
        except sqlite3.Error as error:
            self._fail(error)

    # The connection

    def _connected(self) -> sqlite3.Connection | None:
        if self._process != os.getpid():
            self._process = os.getpid()
            if self._connection is not None:
                # It must be neither used nor closed after a fork: https://www.sqlite.org/howtocorrupt.html, 2.6.
                self._of_parents.append(self._connection)
                self._connection = None
            self._forget_put()
        while self._connection is None and self._attempts:
            try:
                self._connection = _connect(self._folder / MADE_FILES[0])
            except sqlite3.Error as error:
                self._fail(error)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _forget_put(self) -> None:
        self._put, self._size = {}, 0

    def _fail(self, error: sqlite3.Error) -> None:
        """Make the file anew if it is damaged, and leave it alone for good if that does not help."""
        self._disconnect()
        code = getattr(error, "sqlite_errorcode", 0)
        if code & 0xFF in _NOT_NOW and code != sqlite3.SQLITE_IOERR_SHORT_READ:
            self._attempts = 0
            return
        self._attempts -= 1
        for name in MADE_FILES:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)


class _NotOurs(sqlite3.DatabaseError):
    """The file is a database of something else, or of another version."""


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file, made if need be. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        # What a crash of the machine leaves is told by the digests.
        connection.execute("PRAGMA synchronous = OFF")
        if not _is_ours(connection):
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            # Readers and a writer do not wait for each other.
            connection.execute("PRAGMA journal_mode = WAL")
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if not _is_ours(connection):
                    for statement in _SCHEMA:
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {_FORMAT}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there; raises sqlite3.Error if there are others."""
    schema = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid")]
    found = (_number(connection, "application_id"), _number(connection, "user_version"), *schema)
    if found == (0, 0):
        return False
    if found != (_APPLICATION, _FORMAT, *_SCHEMA):
        raise _NotOurs
    return True


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _key(key: bytes | str) -> bytes:
    return key.encode() if isinstance(key, str) else key
