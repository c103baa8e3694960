"""The index of the cache: a snapshot, and a journal of the changes since."""

from __future__ import annotations

from io import FileIO
from pathlib import Path
from typing import Final

import msgspec

from notionpress.errors import StoreError
from notionpress.store.entries import FOLDERS, Entry, Kind, Root, StoredFile
from notionpress.store.files import UNREADABLE, write_all, write_file

_FORMAT: Final = "notionpress cache 1"
_SNAPSHOT: Final = "index.json"
_JOURNAL: Final = "index.journal"
INDEX_FILES: Final = (_SNAPSHOT, _JOURNAL)
START_AGAIN: Final = "Delete the folder and crawl again: it holds nothing that is not in Notion."


class _Snapshot(msgspec.Struct):
    format: str = ""
    generation: int = 0
    roots: tuple[Root, ...] = ()
    selection: str = ""
    entries: list[Entry] = []
    files: list[StoredFile] = []


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the journal; the first line of a journal says after which snapshot it was written."""

    after: int = 0
    entry: Entry | None = None
    file: StoredFile | None = None
    roots: tuple[Root, ...] | None = None
    selection: str | None = None
    forget: tuple[Kind, str] | None = None
    forget_file: str = ""


_decode_snapshot = msgspec.json.Decoder(_Snapshot).decode
_decode_change = msgspec.json.Decoder(Change).decode


class Index:
    """What is known of every object and download in a cache folder.

    It is a snapshot, `index.json`, and a journal of the changes since: one line for each, so that a crawl that is
    killed keeps every page it finished.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.roots: tuple[Root, ...] = ()
        self.selection = ""
        self.entries: dict[Kind, dict[str, Entry]] = {}
        self.files: dict[str, StoredFile] = {}
        self._generation = 0
        self._journal: FileIO | None = None
        self._loaded: tuple[int, ...] = ()

    def of_kind(self, kind: Kind) -> list[Entry]:
        """All entries of a kind, sorted by id."""
        found = self.entries.get(kind, {})
        return [found[id] for id in sorted(found)]

    def downloads(self) -> list[StoredFile]:
        """All downloads, sorted by key."""
        return [file for _, file in sorted(self.files.items())]

    def is_current(self) -> bool:
        """Whether nobody has written since this was loaded or closed."""
        return self._stamp() == self._loaded

    def is_saved(self) -> bool:
        """Whether the snapshot holds everything."""
        return not (self._folder / _JOURNAL).exists()

    def save(self) -> None:
        """Take the journal into the snapshot; the caller holds the lock."""
        self._generation += 1
        self.write()
        (self._folder / _JOURNAL).unlink()

    def close(self) -> None:
        """Write nothing more; the journal holds what was not saved."""
        self._loaded = self._stamp()
        if self._journal is not None:
            self._journal.close()
        self._journal = None

    def load(self) -> None:
        """Read what is there. Raises StoreError where it is damaged, or of another version."""
        # The journal first: a writer replaces the snapshot before it drops the journal.
        self._loaded = self._stamp()
        changes = self._read_journal()[0]
        try:
            index = _decode_snapshot((self._folder / _SNAPSHOT).read_bytes())
        except FileNotFoundError:
            index = _Snapshot(_FORMAT)
        except UNREADABLE as error:
            raise StoreError(f"the cache in {self._folder} is damaged: index.json: {error}", START_AGAIN) from error
        if index.format != _FORMAT:
            raise StoreError(f"the cache in {self._folder} is of another version of notionpress", START_AGAIN)
        self.roots, self.selection, self._generation = index.roots, index.selection, index.generation
        self.entries = {kind: {} for kind in FOLDERS}
        for entry in index.entries:
            self.entries[entry.kind][entry.id] = entry
        self.files = {file.key: file for file in index.files}
        if changes and changes[0].after == index.generation:
            for change in changes[1:]:
                self._apply(change)

    def record(self, change: Change) -> None:
        """Keep a change; the caller holds the lock."""
        if self._journal is None:
            changes, length = self._read_journal()
            goes_on = bool(changes) and changes[0].after == self._generation
            journal = FileIO(self._folder / _JOURNAL, "r+" if goes_on else "w+")
            if goes_on:
                journal.truncate(length)
                journal.seek(length)
            else:
                _append(journal, {"after": self._generation})
            self._journal = journal
        _append(self._journal, change)
        self._apply(change)

    def write(self) -> None:
        """Write the snapshot."""
        snapshot = _Snapshot(
            format=_FORMAT,
            generation=self._generation,
            roots=self.roots,
            selection=self.selection,
            entries=[entry for kind in FOLDERS for entry in self.of_kind(kind)],
            files=self.downloads(),
        )
        write_file(self._folder / _SNAPSHOT, msgspec.json.encode(snapshot))

    def _stamp(self) -> tuple[int, ...]:
        """Tells whether index or journal were written since."""
        found = []
        for name in (_JOURNAL, _SNAPSHOT):
            try:
                stat = (self._folder / name).stat()
                found += [stat.st_mtime_ns, stat.st_size]
            except FileNotFoundError:
                found += [0, 0]
        return tuple(found)

    def _apply(self, change: Change) -> None:
        if change.entry is not None:
            self.entries[change.entry.kind][change.entry.id] = change.entry
        elif change.file is not None:
            self.files[change.file.key] = change.file
        elif change.roots is not None:
            self.roots = change.roots
        elif change.selection is not None:
            self.selection = change.selection
        elif change.forget is not None:
            self.entries[change.forget[0]].pop(change.forget[1], None)
        elif change.forget_file:
            self.files.pop(change.forget_file, None)

    def _read_journal(self) -> tuple[list[Change], int]:
        """The whole lines of the journal, and their length in bytes: the last line may be torn."""
        try:
            data = (self._folder / _JOURNAL).read_bytes()
        except FileNotFoundError:
            return [], 0
        changes, length = [], 0
        for line in data.split(b"\n")[:-1]:
            try:
                changes.append(_decode_change(line))
            except UNREADABLE:
                break
            length += len(line) + 1
        return changes, length


def _append(journal: FileIO, change: object) -> None:
    end = journal.tell()
    try:
        write_all(journal.fileno(), msgspec.json.encode(change) + b"\n")
    except OSError:
        # What comes after half a line would not be read.
        journal.truncate(end)
        journal.seek(end)
        raise
