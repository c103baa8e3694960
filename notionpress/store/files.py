"""Files of the cache: replaced whole, and known by their size to be whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a file as JSON raises where it is damaged."""


def write_file(path: Path, data: bytes) -> None:
    """Put a file into the place of what is there, so that nobody sees half of it; its folder is made if need be."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115  (Path.open takes three times as long)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115
    with file:
        file.write(data)
    os.replace(temporary, path)  # noqa: PTH105


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
