"""Files of the cache: replaced whole, and known by their size to be whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Final

import msgspec

from notionpress.errors import InUse, StoreError

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a file as JSON raises where it is damaged."""


def _with_companions(name: str) -> tuple[str, ...]:
    """A database, and what SQLite puts beside it; https://www.sqlite.org/tempfiles.html."""
    return (name, *(f"{name}-{ending}" for ending in ("wal", "shm", "journal")))


MADE_FILES: Final = _with_companions("made.sqlite")
"""What was made of content."""

LIVE_FILES: Final = _with_companions("live.sqlite")
"""What waits for `notionpress live`."""


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Say which cache cannot be written, and what to do about it: a full disk does not tell where it is full."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the cache cannot be written: {error.filename or folder}: {error.strerror or type(error).__name__}",
            "Check the disk's space and who may write there; what was read so far is kept.",
        ) from error


def write_file(path: Path, data: bytes) -> None:
    """Put a file into the place of what is there, so that nobody sees half of it; its folder is made if need be."""
    with replacing(path) as file:
        write_all(file.fileno(), data)


@contextmanager
def replacing(path: Path) -> Iterator[FileIO]:
    """The same for what is written piece by piece; nothing is replaced where that fails."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115  (Path.open takes three times as long)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115
    try:
        with file:
            yield file
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        # It takes the space that a full disk lacks.
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the data into an open file: a disk that becomes full takes the first part without an error."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def write_changed(path: Path, data: bytes) -> None:
    """The same, but a file that holds these bytes already is left alone."""
    # What the file holds counts, not the index: a run may have been killed between the two.
    try:
        if path.read_bytes() == data:
            return
    except OSError:
        pass
    write_file(path, data)


def has_size(path: Path, size: int) -> bool:
    """Whether a file is there, all of it."""
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def hold(opened: int, taken: InUse) -> None:
    """Hold what is opened, a file or a folder, against other processes until it is closed.

    Raises `taken` where another one holds it. Windows and some file systems know no such locks.
    """
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415  (not on Windows)

    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise taken from error
    except OSError:
        pass


@contextmanager
def held_folder(folder: Path, taken: InUse) -> Iterator[None]:
    """Hold a folder against other processes, without a file in it.

    Raises `taken` where another one holds it, and OSError where it cannot be opened.
    """
    if sys.platform == "win32":
        yield  # A folder cannot be opened there.
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        hold(opened, taken)
        yield
    finally:
        os.close(opened)
