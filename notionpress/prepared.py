"""The part of the cache that holds what was made of downloads, so that it is made once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from notionpress.errors import StoreError

FOLDER = "prepared"


class Prepared:
    """Files by name in a folder of the cache; several threads may write at a time, each its own names."""

    def __init__(self, cache: Path) -> None:
        self.folder = cache / FOLDER
        with self._explained():
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
        """Keep data under a name, all of it or nothing. Raises StoreError when it cannot be written."""
        half = self.folder / f"{name}.{os.getpid()}.tmp"
        with self._explained():
            try:
                half.write_bytes(data)
                half.replace(self.path(name))
            except OSError:
                # It takes the space that a full disk lacks.
                with suppress(OSError):
                    half.unlink(missing_ok=True)
                raise

    def keep_only(self, is_wanted: Callable[[str], bool]) -> None:
        """Drop every file whose name is not wanted."""
        with self._explained():
            for path in self.folder.iterdir():
                if not is_wanted(path.name):
                    path.unlink(missing_ok=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # A full disk does not say where.
            raise StoreError(
                f"the cache cannot be written: {self.folder}: {error.strerror or type(error).__name__}",
                "Check the disk's space and who may write there; what was made so far is kept.",
            ) from error
