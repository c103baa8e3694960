"""The only code that writes the site: staged beside it, moved into place at the end, pruned by what it wrote before."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

import msgspec

from notionpress.build.trace import FileMark
from notionpress.errors import BuildError, InUse
from notionpress.store.files import held_folder, write_all

_PAGES: Final = (".html", ".xml", ".md", ".mdx")

STAGE = ".notionpress-stage"
"""A folder inside the output: on the same file system, so that moving a file into place is atomic."""


_MANY: Final = 100
"""So many files are worth another way of moving and removing them."""

_REMOVERS: Final = 8
"""So many threads remove files: more of them do not make it faster."""


_ANEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
"""Of Linux: paths are seen from the folder of the process; two names trade what they name."""


class Staged(msgspec.Struct, frozen=True):
    """A file that is ready: its path in the site, what it is, and its name in the stage, "" where it is in place."""

    path: str
    mark: FileMark
    name: str = ""


def folder_for_new() -> str:
    """A name for the folder of the stage in which new folders lie as they will in the output, to be moved whole.

    Each build has its own: what a worker makes whose build was killed is not moved by another.
    """
    return f"new-{os.urandom(4).hex()}"


def stage(output: Path, path: str, data: bytes, name: str, new: str, *, before: FileMark | None = None) -> Staged:
    """Make a file ready in the stage, unless the folder `output` holds those bytes already.

    It has this `name` there, or lies in `new` (see `folder_for_new`) where its folder is not in the output yet.
    `before` is what is known of its file there; without it, that is read. Raises BuildError where it cannot be written.
    """
    digest = hashlib.sha256(data).hexdigest()
    if before is not None and before.digest == digest:
        return Staged(path, before)
    if before is None and _holds(f"{output}/{path}", data):
        return Staged(path, mark_of(output / path, digest))
    with explained_file(path):
        name = _place(str(output), path, name, new)
        return Staged(path, _mark(digest, _written(f"{output}/{STAGE}/{name}", data)), name)


def _place(output: str, path: str, name: str, new: str) -> str:
    """The name in the stage for a file, under which it can be made.

    Folders take as long to make as files: this way it is done by the process that makes the file.
    """
    folder = path.rpartition("/")[0]
    if not folder or os.path.isdir(f"{output}/{folder}"):
        return name
    _make_below(f"{output}/{STAGE}", f"{new}/{folder}")
    return f"{new}/{path}"


def _make_below(stage: str, folder: str) -> None:
    """Make a folder in the stage, with those above it, but not the stage: where that is gone, nobody wants the file."""
    try:
        os.mkdir(f"{stage}/{folder}")
    except FileExistsError:
        return
    except FileNotFoundError:
        above = folder.rpartition("/")[0]
        if not above:
            raise
        _make_below(stage, above)
        _make_below(stage, folder)


def _written(path: str, data: bytes) -> os.stat_result:
    """Make a file; returns what it is. `open` does the same in half as much time again."""
    descriptor = os.open(path, _ANEW, 0o666)
    try:
        write_all(descriptor, data)
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def look(path: str, before: FileMark | None) -> FileMark | None:
    """What a file is now, None where there is none; it is read only where it does not look as it did `before`."""
    try:
        status = os.stat(path)
        if before and status.st_size == before.size:
            if status.st_mtime_ns == before.time:
                return before
            if _digest(Path(path)) == before.digest:
                return _mark(before.digest, status)
        return _mark("", status)
    except OSError:
        return None


def mark_of(path: Path, digest: str) -> FileMark:
    """The mark of a file whose digest is known."""
    return _mark(digest, path.stat())


def _mark(digest: str, status: os.stat_result) -> FileMark:
    return FileMark(digest, status.st_size, status.st_mtime_ns)


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
        self._new = folder_for_new()
        self._before = written
        self._staged: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self.marks: dict[str, FileMark] = {}
        """What is known of the files of this build."""
        self.unchanged = 0
        self.changed: list[str] = []
        """The paths that `commit` has written or removed."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, which is made if need be, against other builds; forget in the end what was only staged.

        What a killed build left behind is cleared away first. Raises InUse when another build holds it.
        """
        is_new = not self._output.exists()
        self._make_folder(str(self._output))
        try:
            with held_output(self._output):
                self.discard()
                self._make_folder(str(self._stage))
                try:
                    yield
                finally:
                    self.discard()
        finally:
            if is_new:
                # Nothing was written: nothing shall be left.
                _remove_empty(self._output)

    def put(self, path: str, data: bytes, *, before: FileMark | None = None) -> None:
        """Take one file; it is staged only if the output holds other bytes. `before` is as for `stage`."""
        self._make_folder(str(self._stage))
        self.take(stage(self._output, path, data, f"put-{len(self._staged)}", self._new, before=before))

    def read(self, path: str) -> bytes:
        """What a file that was taken will hold after `commit`."""
        name = self._staged.get(path)
        with explained_file(path):
            return (self._stage / name if name else self._output / path).read_bytes()

    def take(self, staged: Staged) -> None:
        """Take a file that `stage` has made ready."""
        self.written[staged.path] = staged.mark.digest
        self.marks[staged.path] = staged.mark
        if staged.name:
            self._staged[staged.path] = staged.name
        else:
            self.unchanged += 1

    def leave(self, marks: Mapping[str, FileMark]) -> None:
        """Leave files as they are, by their paths, since they would become the same again."""
        self.written.update({path: mark.digest for path, mark in marks.items()})
        self.marks.update(marks)
        self.unchanged += len(marks)

    def copy(self, path: str, source: Path) -> FileMark:
        """Take one file from the disk, without reading it into memory; the mark of that file."""
        with explained_file(str(source)):
            original = mark_of(source, _digest(source))
        digest, size = original.digest, original.size
        target = self._output / path
        if target.is_file() and target.stat().st_size == size and _digest(target) == digest:
            self.take(Staged(path, mark_of(target, digest)))
            return original
        self._make_folder(str(self._stage))
        with explained_file(path):
            name = _place(str(self._output), path, f"copy-{len(self._staged)}", self._new)
            shutil.copyfile(source, self._stage / name)
            self.take(Staged(path, mark_of(self._stage / name, digest), name))
        return original

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
            if found.get(path) == digest:
                continue
            found[path] = " ".join(dict.fromkeys([*found.get(path, "").split(), *digest.split()]))
        return found

    def commit(self) -> tuple[int, int]:
        """Move everything into place, then remove what is no longer part of the site: (written, removed)."""
        output, made = str(self._output), set[str]()
        new = _NewFolders(output)
        for path, name in self._staged.items():
            folder = path.rpartition("/")[0]
            above = new.of(path, name)
            if not above and os.path.isdir(f"{output}/{path}"):
                target = self._output / path
                raise BuildError(f"{target} is a folder, and the site has a file of that name.", "Move it away.")
            needed = above.rpartition("/")[0] if above else folder
            if needed not in made:
                self._make_folder(f"{output}/{needed}")
                made.add(needed)
        # Nothing is in the way of any of them: from here on only renames.
        replaced = sum(path in self._before for path in self._staged)
        move = _mover() if replaced >= _MANY else os.replace
        try:
            new.move()
            for path, name in self._staged.items():
                if not new.has_brought(path, name):
                    _put_in_place(output, path, name, move)
            removed = [path for path in sorted(self._before) if path not in self.written and self._remove(path)]
        except OSError as error:
            raise BuildError(
                f"{error.filename}: {error.strerror or type(error).__name__}; a part of the new site is in place.",
                "Check who may write there, and build again: that completes it.",
            ) from error
        self.discard()
        self.changed = [*self._staged, *removed]
        return len(self._staged), len(removed)

    def discard(self) -> None:
        """Forget what was staged; also clears what a killed build left behind, and what was replaced."""
        _clear(self._stage)

    def _make_folder(self, folder: str) -> None:
        with explained_file(folder):
            try:
                os.mkdir(folder)
            except FileNotFoundError:
                self._make_folder(os.path.dirname(folder))
                self._make_folder(folder)
            except (FileExistsError, NotADirectoryError) as error:
                if not os.path.isdir(folder):
                    raise BuildError(
                        f"{folder} cannot be made: a file of that name is in the way.", "Move the file away."
                    ) from error

    def _remove(self, path: str) -> bool:
        target = self._output / path
        if not target.is_file() or _digest(target) not in self._before[path].split():
            return False
        target.unlink()
        for folder in target.parents:
            if folder == self._output or not _remove_empty(folder):
                break
        return True


class _NewFolders:
    """The folders of a stage that the output has not, each of which is moved with all that it holds."""

    def __init__(self, output: str) -> None:
        self._output = output
        self._above = {"": ""}
        self._moved = set[str]()
        self._to_move: dict[str, None] = {}

    def of(self, path: str, name: str) -> str:
        """The folder to be moved with which a file will come, "" for none; it has that name in the stage."""
        new, _, inside = name.partition("/")
        found = self._highest(path.rpartition("/")[0]) if inside else ""
        if found:
            self._to_move[f"{new}/{found}"] = None
        return found

    def _highest(self, folder: str) -> str:
        """The highest of a folder and those that it lies in that the output has not, "" where it has all."""
        found = self._above.get(folder)
        if found is None:
            found = self._highest(folder.rpartition("/")[0])
            if not found and not os.path.lexists(f"{self._output}/{folder}"):
                found = folder
            self._above[folder] = found
        return found

    def move(self) -> None:
        """Move them into place, but for those where something lies by now."""
        for name in self._to_move:
            with suppress(OSError):
                os.rename(f"{self._output}/{STAGE}/{name}", f"{self._output}/{name.partition('/')[2]}")
                self._moved.add(name)

    def has_brought(self, path: str, name: str) -> bool:
        """Whether a file has come with its folder."""
        new, _, inside = name.partition("/")
        above = self._above.get(path.rpartition("/")[0]) if inside else ""
        if not above:
            return False
        # Where capitals do not count, it came with that of another spelling.
        is_moved = f"{new}/{above}" in self._moved or not os.path.lexists(f"{self._output}/{STAGE}/{name}")
        return is_moved and os.path.lexists(f"{self._output}/{path}")


def _put_in_place(output: str, path: str, name: str, move: Callable[[str, str], None]) -> None:
    """Move a file into place. Raises OSError where it is not in the stage."""
    target = f"{output}/{path}"
    if "/" in name:
        os.makedirs(os.path.dirname(target), exist_ok=True)
    move(f"{output}/{STAGE}/{name}", target)


def _mover() -> Callable[[str, str], None]:
    """What does as `os.replace` does, but may leave the old file where the new one was.

    To replace a file is to remove the old one too, which takes several times as long as moving, and nothing else can be
    moved meanwhile. Source: renameat2(2), Linux 3.15, offered by glibc since 2.28.
    """
    if sys.platform != "linux":
        return os.replace
    try:
        import ctypes  # noqa: PLC0415  (most builds replace few files)

        exchange = ctypes.CDLL(None).renameat2
    except (ImportError, OSError, AttributeError):
        return os.replace

    def move(source: str, target: str) -> None:
        if exchange(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE):
            # There is no old file, or this file system cannot do it. What else is wrong is told here.
            os.replace(source, target)

    return move


def _clear(folder: Path) -> None:
    """Remove a folder with all that it holds; many files by several threads, as each mostly waits for the disk."""
    with suppress(OSError):
        files = [one.path for one in os.scandir(folder) if not one.is_dir(follow_symlinks=False)]
        if len(files) >= _MANY:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  (most builds replace few files)

            with ThreadPoolExecutor(_REMOVERS) as threads:
                list(threads.map(_remove_files, (files[at::_REMOVERS] for at in range(_REMOVERS))))
    shutil.rmtree(folder, ignore_errors=True)


def _remove_files(paths: Iterable[str]) -> None:
    for path in paths:
        with suppress(OSError):
            os.unlink(path)


@contextmanager
def held_output(folder: Path) -> Iterator[None]:
    """Hold a folder, in which no file may tell of it: what lies there is published. Raises InUse and BuildError."""
    taken = InUse(
        f"another process builds or deploys the output folder {folder}",
        "Wait until it has ended; this one has changed nothing.",
    )
    with ExitStack() as held:
        with explained_file(str(folder)):
            held.enter_context(held_folder(folder, taken))
        yield


@contextmanager
def explained_file(path: str) -> Iterator[None]:
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


def _holds(path: str, data: bytes) -> bool:
    try:
        return os.stat(path).st_size == len(data) and Path(path).read_bytes() == data
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
