"""What events have asked for, kept on disk: it survives the end of the process, however that comes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from notionpress.errors import StoreError
from notionpress.serve.events import Event
from notionpress.serve.waiting import Pace, Waiting, failed, told
from notionpress.store.files import LIVE_FILES

REMEMBERED: Final = timedelta(days=3)
"""How long the ids of events are known. Notion's last attempt to deliver one comes about a day after the first."""

_MARGIN: Final = timedelta(minutes=2)
"""How far this machine's clock may be from Notion's, where it is asked which of two things came first."""

_FAILURES: Final = 20
"""So many failures are kept."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, received INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_received ON events (received);
CREATE TABLE IF NOT EXISTS waiting (
  id TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, due INTEGER NOT NULL, failures INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looked_at (id TEXT PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
  number INTEGER PRIMARY KEY, time INTEGER NOT NULL, stage TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL
);
"""


class Received(StrEnum):
    """What became of an event."""

    QUEUED = "queued"
    DUPLICATE = "duplicate"
    STALE = "stale"
    NOTHING = "nothing"


class Stage(StrEnum):
    """What a failure was met at."""

    READ = "read"
    BUILD = "build"
    DEPLOY = "deploy"
    COMMAND = "command"


class Failure(msgspec.Struct, frozen=True):
    """Something that went wrong: when, at what, what happened and what to do next ("" when nothing can be said)."""

    time: datetime
    stage: Stage
    message: str
    hint: str = ""

    @property
    def text(self) -> str:
        """What happened, and what to do next on a line of its own."""
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class Queue:
    """The queue in `folder`, a cache folder that is there. Its methods may be called from any thread.

    Each returns when what it changed is on the disk. They raise StoreError where the disk refuses.
    """

    def __init__(self, folder: Path, pace: Pace) -> None:
        self._path = folder / LIVE_FILES[0]
        self._pace = pace
        self._lock = threading.Lock()
        with self._explained():
            self._connection = sqlite3.connect(self._path, timeout=10, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            # Also a machine that loses power has what Notion was told is kept.
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the file; what waits stays in it."""
        with self._lock:
            self._connection.close()

    # Events

    def receive(self, event: Event, now: datetime) -> Received:
        """Keep what an event asks for, unless it was here before, or what it tells of has been read since."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM events WHERE received < ?", (_number(now - REMEMBERED),))
            if event.time < now - REMEMBERED:
                # Its id may be forgotten: it could be anyone's copy of what Notion sent once.
                return Received.STALE
            known = connection.execute("SELECT 1 FROM events WHERE id = ?", (event.id,)).fetchone()
            if known:
                return Received.DUPLICATE
            connection.execute("INSERT INTO events VALUES (?, ?)", (event.id, _number(now)))
            if not event.wanted:
                return Received.NOTHING
            wanted = [one for one in event.wanted if not self._was_looked_at(connection, one, event.time, now)]
            self._tell(connection, wanted, now)
            return Received.QUEUED if wanted else Received.STALE

    def ask(self, ids: Iterable[str], now: datetime) -> None:
        """Ask for ids as an event would."""
        with self._transaction() as connection:
            self._tell(connection, ids, now)

    def _tell(self, connection: sqlite3.Connection, ids: Iterable[str], now: datetime) -> None:
        for id in ids:
            row = connection.execute("SELECT * FROM waiting WHERE id = ?", (id,)).fetchone()
            _put(connection, told(_waiting(row) if row else None, id, now, self._pace))

    def _was_looked_at(self, connection: sqlite3.Connection, id: str, time: datetime, now: datetime) -> bool:
        row = connection.execute("SELECT time FROM looked_at WHERE id = ?", (id,)).fetchone()
        # A reading in the future is one by a clock that was ahead: it says nothing.
        return row is not None and _number(time + _MARGIN) < row[0] <= _number(now + _MARGIN)

    # Work

    def waiting(self) -> list[Waiting]:
        """All that waits, what is due first first."""
        with self._transaction() as connection:
            return [_waiting(row) for row in connection.execute("SELECT * FROM waiting ORDER BY due, id")]

    def done(self, taken: Iterable[Waiting], began: datetime) -> None:
        """What was taken is read, from a time on; what an event told of again in the meantime goes on waiting."""
        with self._transaction() as connection:
            for one in taken:
                connection.execute("DELETE FROM waiting WHERE id = ? AND last = ?", (one.id, _number(one.last)))
                connection.execute("INSERT OR REPLACE INTO looked_at VALUES (?, ?)", (one.id, _number(began)))
            connection.execute("DELETE FROM looked_at WHERE time < ?", (_number(began - REMEMBERED),))

    def failed(self, taken: Iterable[Waiting], now: datetime) -> None:
        """What was taken could not be read: it waits longer each time, unless an event tells of it again."""
        with self._transaction() as connection:
            for one in taken:
                row = connection.execute(
                    "SELECT * FROM waiting WHERE id = ? AND last = ?", (one.id, _number(one.last))
                ).fetchone()
                if row:
                    _put(connection, failed(_waiting(row), now))

    # What is remembered

    def fact(self, name: str) -> str:
        """What was kept under a name, "" for nothing."""
        with self._transaction() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def failures(self) -> list[Failure]:
        """The last failures, the newest first."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT time, stage, message, hint FROM failures ORDER BY number DESC").fetchall()
        return [Failure(_time(time), Stage(stage), message, hint) for time, stage, message, hint in rows]

    def keep_failure(self, failure: Failure) -> None:
        """Keep a failure; the oldest are forgotten."""
        with self._transaction() as connection:
            values = (_number(failure.time), failure.stage, failure.message, failure.hint)
            connection.execute("INSERT INTO failures (time, stage, message, hint) VALUES (?, ?, ?, ?)", values)
            connection.execute(
                "DELETE FROM failures WHERE number <= (SELECT max(number) FROM failures) - ?", (_FAILURES,)
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk has ended it already: https://www.sqlite.org/lang_transaction.html
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The queue {self._path} cannot be read or written: {error}.",
                "Check the disk's space and who may write there. If the file is damaged, delete it: what it held is"
                " found again by reconciliation.",
            ) from error


def _put(connection: sqlite3.Connection, one: Waiting) -> None:
    values = (one.id, _number(one.first), _number(one.last), _number(one.due), one.failures)
    connection.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?)", values)


def _waiting(row: tuple[str, int, int, int, int]) -> Waiting:
    id, first, last, due, failures = row
    return Waiting(id, _time(first), _time(last), _time(due), failures)


def _number(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def _time(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)
