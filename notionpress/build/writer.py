"""The only code that writes the site: staged beside it, moved into place at the end, pruned by what it wrote before."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

from notionpress.errors import BuildError, InUse

_PAGES: Final = (".html", ".xml", ".md", ".mdx")

STAGE = ".notionpress-stage"
"""A folder inside the output: on the same file system, so that moving a file into place is atomic."""


class Writer:
    """Puts files into an output folder so that a crash never leaves one half-written.

    `written` maps paths to digests of what an earlier build wrote (several, with spaces between, where that build may
    have been killed); only such files, and only while their bytes are still those, are ever removed. Nothing in the
    folder changes before `commit`.
    """

    def __init__(self, output: Path, written: Mapping[str, str]) -> None:
        if output.exists() and not output.is_dir():
            raise BuildError(
                f"The output folder {output} is a file.", "Remove it, or name another folder with --output."
            )
        self._output = output
        self._stage = output / STAGE
        self._before = written
        self._staged: list[str] = []
        self.written: dict[str, str] = {}
        self.unchanged = 0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, which is made if need be, against other builds; forget in the end what was only staged.

        What a killed build left behind is cleared away first. Raises InUse when another build holds it.
        """
        is_new = not self._output.exists()
        self._make_folder(self._output)
        try:
            with _locked(self._output):
                self.discard()
                try:
                    yield
                finally:
                    self.discard()
        finally:
            if is_new:
                # Nothing was written: nothing shall be left.
                _remove_empty(self._output)

    def put(self, path: str, data: bytes) -> None:
        """Take one file; it is staged only if the output holds other bytes."""
        self.written[path] = hashlib.sha256(data).hexdigest()
        if _holds(self._output / path, data):
            self.unchanged += 1
            return
        target = self._staged_path(path)
        with _explained(path):
            target.write_bytes(data)
        self._staged.append(path)

    def copy(self, path: str, source: Path) -> None:
        """Take one file from the disk, without reading it into memory."""
        with _explained(str(source)):
            self.written[path] = _digest(source)
        target = self._output / path
        if (
            target.is_file()
            and target.stat().st_size == source.stat().st_size
            and _digest(target) == self.written[path]
        ):
            self.unchanged += 1
            return
        staged = self._staged_path(path)
        with _explained(path):
            shutil.copyfile(source, staged)
        self._staged.append(path)

    def keep(self, path: str) -> None:
        """Leave a file of an earlier build as it is, because its new version could not be made.

        The pictures and style sheets that it names stay with it.
        """
        if path not in self._before:
            return
        self.written.setdefault(path, self._before[path])
        data = _bytes_of(self._output / path)
        for other, digest in self._before.items():
            name = PurePosixPath(other).name
            if not name.endswith(_PAGES) and quote(name).encode() in data:
                self.written.setdefault(other, digest)

    def either(self) -> dict[str, str]:
        """What the folder may hold at any moment of `commit`: of each path the digests before and after."""
        found = dict(self._before)
        for path, digest in self.written.items():
            found[path] = " ".join(dict.fromkeys([*found.get(path, "").split(), *digest.split()]))
        return found

    def commit(self) -> tuple[int, int]:
        """Move everything into place, then remove what is no longer part of the site: (written, removed)."""
        for path in self._staged:
            target = self._output / path
            if target.is_dir():
                raise BuildError(f"{target} is a folder, and the site has a file of that name.", "Move it away.")
            self._make_folder(target.parent)
        # Nothing is in the way of any of them: from here on only renames.
        try:
            for path in self._staged:
                (self._stage / path).replace(self._output / path)
            removed = sum(self._remove(path) for path in sorted(self._before) if path not in self.written)
        except OSError as error:
            raise BuildError(
                f"{error.filename}: {error.strerror or type(error).__name__}; a part of the new site is in place.",
                "Check who may write there, and build again: that completes it.",
            ) from error
        self.discard()
        return len(self._staged), removed

    def discard(self) -> None:
        """Forget what was staged; also clears what a killed build left behind."""
        shutil.rmtree(self._stage, ignore_errors=True)

    def _staged_path(self, path: str) -> Path:
        target = self._stage / path
        self._make_folder(target.parent)
        return target

    def _make_folder(self, folder: Path) -> None:
        with _explained(str(folder)):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError) as error:
                raise BuildError(
                    f"{folder} cannot be made: a file of that name is in the way.", "Move the file away."
                ) from error

    def _remove(self, path: str) -> int:
        target = self._output / path
        if not target.is_file() or _digest(target) not in self._before[path].split():
            return 0
        target.unlink()
        for folder in target.parents:
            if folder == self._output or not _remove_empty(folder):
                break
        return 1


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder, without a file in it: what lies there is published."""
    if sys.platform == "win32":
        yield  # A folder cannot be opened there.
        return
    import fcntl  # noqa: PLC0415  (not on Windows)

    with _explained(str(folder)):
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse(
                f"another build is writing to the output folder {folder}",
                "Wait until it has ended; this one has changed nothing.",
            ) from error
        except OSError:
            pass  # A file system without locks.
        yield
    finally:
        os.close(held)


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Name the file: a full disk does not."""
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"{path}: {error.strerror or type(error).__name__}; the site stays as it was.",
            "Check the disk's space and who may read and write there.",
        ) from error


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _holds(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
