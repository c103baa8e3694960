"""The part of the cache that holds what was made of downloads, so that it is made once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

FOLDER = "prepared"


class Prepared:
    """Files by name in a folder of the cache; several threads may write at a time, each its own names."""

    def __init__(self, cache: Path) -> None:
        self.folder = cache / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Where a file of that name lies, or would."""
        return self.folder / name

    def read(self, name: str) -> bytes | None:
        """What is kept under a name, None when nothing is."""
        try:
            return self.path(name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Keep data under a name, all of it or nothing."""
        half = self.folder / f"{name}.{os.getpid()}.tmp"
        half.write_bytes(data)
        half.replace(self.path(name))

    def keep_only(self, is_wanted: Callable[[str], bool]) -> None:
        """Drop every file whose name is not wanted."""
        for path in self.folder.iterdir():
            if not is_wanted(path.name):
                path.unlink(missing_ok=True)
