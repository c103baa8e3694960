"""The cache on disk: Notion's objects as received, block trees, downloads, and what was made of pages."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from io import BufferedRandom
from pathlib import Path
from typing import IO, Any, Final, get_args

import msgspec

from notionpress.errors import InUse, StoreError
from notionpress.store.entries import FOLDERS, Derived, Entry, Kind, Root, StoredFile, Sync
from notionpress.store.files import (
    LIVE_FILES,
    MADE_FILES,
    UNREADABLE,
    explained,
    has_size,
    hold,
    write_changed,
    write_file,
)
from notionpress.store.index import INDEX_FILES, Change, Index
from notionpress.store.lines import read_lines, write_lines
from notionpress.store.names import SchemaNames, with_schema
from notionpress.store.pending import PENDING, Pending
from notionpress.store.sealed import digested

_SYNC: Final = "sync.json"
_NAMES: Final = "names.json"
ADDRESSES: Final = "addresses.txt"
"""The file that keeps the addresses of pages."""
_OLD: Final = "summaries"
"""A folder that earlier versions made."""
_FILES: Final = (*INDEX_FILES, *MADE_FILES, *LIVE_FILES, _SYNC, _NAMES, ADDRESSES, "lock", "manifest.json")
_TRACES: Final = "traces"
_OTHERS: Final = (*_FILES, *get_args(Derived), "blocks", "files", _OLD, PENDING, "prepared", "preview", _TRACES)
_OF_PAGES: Final[tuple[Kind, ...]] = ("comments", "newer")
"""Kinds whose objects have the ids of pages."""

_READ_ANEW: Final = "Crawl again: what is lost or damaged is then read anew."


class Store:
    """The cache folder. Reading never writes; one process at a time may write.

    Objects are replaced whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = Index(folder)
        self._lock: IO[bytes] | None = None
        self._held = False
        self._temporary = 0

    @classmethod
    def open(cls, folder: Path, *, create: bool = True) -> Store:
        """Open the cache in `folder`, making it if `create`.

        Raises StoreError when it is missing, cannot be read, or is some other folder.
        """
        store = cls(folder)
        try:
            names = {one.name for one in folder.iterdir() if not _is_half_index(one)} if folder.exists() else None
            if names is None and not create:
                raise StoreError(f"there is no cache in {folder}", "Run `notionpress crawl` first.")
            if names and (strange := names - set(_OTHERS) - set(FOLDERS.values())) and "index.json" not in names:
                raise StoreError(
                    f"{folder} is not a cache of notionpress: it holds {sorted(strange)[0]!r}",
                    "Name another folder as `cache` in site.yaml.",
                )
            if not names or not names & {"index.json", "index.journal"}:
                if not create:
                    raise StoreError(f"there is no cache in {folder}", "Run `notionpress crawl` first.")
                with explained(folder):
                    folder.mkdir(parents=True, exist_ok=True)
                    store._index.write()
            store._index.load()
        except OSError as error:
            raise StoreError(
                f"the cache in {folder} cannot be read: {error.strerror or error}",
                "Look at who may read it, or name another folder as `cache` in site.yaml.",
            ) from error
        return store

    # Reading

    @property
    def roots(self) -> tuple[Root, ...]:
        """From where the content is read."""
        return self._index.roots

    @property
    def selection(self) -> str:
        """The digest of the filter that the rows of the roots were last listed with, "" for none."""
        return self._index.selection

    def entry(self, id: str, kind: Kind | None = None) -> Entry | None:
        """What the index knows of an object; without `kind` the first of page, database, data source, user, view."""
        kinds: tuple[Kind, ...] = (kind,) if kind else get_args(Kind)[: -len(_OF_PAGES)]
        for one in kinds:
            if found := self._index.entries.get(one, {}).get(id):
                return found
        return None

    def entries(self, kind: Kind) -> list[Entry]:
        """All entries of a kind, sorted by id."""
        return self._index.of_kind(kind)

    def read(self, kind: Kind, id: str) -> bytes:
        """The JSON of an object. Raises StoreError when it is not there, or not whole."""
        entry = self.entry(id, kind)
        return self._read(self._object_path(kind, id), f"{kind.replace('_', ' ')} {id}", entry.size if entry else 0)

    def read_tree(self, page_id: str) -> bytes:
        """The JSON list of a page's top-level blocks, each with its children under `children`.

        Raises StoreError when it is not there, or not whole.
        """
        entry = self.entry(page_id, "page")
        return self._read(self._tree_path(page_id), f"the blocks of page {page_id}", entry.tree_size if entry else 0)

    def holds_object(self, entry: Entry) -> bool:
        """Whether the JSON of an object is there, all of it."""
        return has_size(self._object_path(entry.kind, entry.id), entry.size)

    def holds_tree(self, entry: Entry) -> bool:
        """Whether the block tree of a page is there, all of it."""
        return has_size(self._tree_path(entry.id), entry.tree_size)

    def file(self, key: str) -> StoredFile | None:
        """The download of a hosted file, by the key of its URL (`ids.file_key`)."""
        return self._index.files.get(key)

    def files(self) -> list[StoredFile]:
        """All downloads, sorted by key."""
        return self._index.downloads()

    def file_path(self, file: StoredFile) -> Path:
        """Where the bytes of a download lie."""
        return self.folder / "files" / (f"{file.digest}.{file.extension}" if file.extension else file.digest)

    def holds(self, file: StoredFile) -> bool:
        """Whether the bytes of a download are there, all of them."""
        return has_size(self.file_path(file), file.size)

    def read_derived(self, name: Derived, made_by: str) -> Iterator[bytes]:
        """The lines that `write_derived` kept, as far as they are whole; none that others made."""
        return read_lines(self.folder / name, made_by.encode())

    def read_manifest(self) -> bytes:
        """The JSON that `write_manifest` kept, `{}` when there is none."""
        try:
            return (self.folder / "manifest.json").read_bytes()
        except OSError:
            return b"{}"

    def read_traces(self, name: str) -> bytes:
        """The JSON that `write_traces` kept under a name, `{}` when there is none that is whole."""
        return read_traces(self.folder, name)

    def read_trace_lines(self, name: str) -> Iterator[bytes]:
        """The lines that `write_trace_lines` kept under a name, as far as they are whole."""
        return read_lines(_traces(self.folder, name), _TRACES.encode())

    def read_sync(self) -> Sync:
        """What crawls remember; a lost file only delays what they verify, and costs one that lists everything."""
        try:
            return msgspec.json.decode((self.folder / _SYNC).read_bytes(), type=Sync)
        except (OSError, *UNREADABLE):
            return Sync()

    def read_names(self) -> dict[str, SchemaNames]:
        """The names that properties have and had, by data source; a lost file only makes renames unknown."""
        try:
            return msgspec.json.decode((self.folder / _NAMES).read_bytes(), type=dict[str, SchemaNames])
        except (OSError, *UNREADABLE):
            return {}

    def read_addresses(self) -> str:
        """The text that `write_addresses` kept, "" when there is none."""
        try:
            return (self.folder / ADDRESSES).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    # Writing

    def begin(self) -> None:
        """Take the right to write, see what others wrote, and sweep away what a killed run left half written.

        Every writing does this by itself; a long run does it first. Raises InUse when another run is writing, and
        StoreError when nobody may.
        """
        if self._lock is not None:
            return
        with explained(self.folder):
            self._lock = self._locked()
            if not self._index.is_current():
                self._index.load()
            shutil.rmtree(self.folder / _OLD, ignore_errors=True)
            for name in (*FOLDERS.values(), "blocks", "files", _TRACES, "."):
                for path in (self.folder / name).glob("*.tmp"):
                    path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep the right to write over several readings and builds. Raises as `begin` does."""
        self.begin()
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self.close()

    def _locked(self) -> IO[bytes]:
        lock = (self.folder / "lock").open("ab")
        taken = InUse(
            f"another run is writing to the cache in {self.folder}",
            "Wait until it has ended; this one has changed nothing.",
        )
        try:
            hold(lock.fileno(), taken)
        except InUse:
            lock.close()
            raise
        return lock

    def write_manifest(self, data: bytes) -> None:
        """Keep what the last build wrote (JSON). Needs no lock."""
        with explained(self.folder):
            write_file(self.folder / "manifest.json", data)

    def write_addresses(self, text: str) -> None:
        """Keep where pages are and were. Needs no lock."""
        with explained(self.folder):
            write_changed(self.folder / ADDRESSES, text.encode())

    def write_traces(self, name: str, data: bytes) -> None:
        """Keep what a build knows of the outputs of one folder (JSON). Needs no lock."""
        self.write_trace_lines(name, (data,))

    def write_trace_lines(self, name: str, lines: Iterable[bytes]) -> None:
        """The same in several lines, which are written as they come."""
        with explained(self.folder):
            write_lines(_traces(self.folder, name), _TRACES.encode(), lines)

    def write_sync(self, sync: Sync) -> None:
        """Keep what crawls remember."""
        self.begin()
        write_changed(self.folder / _SYNC, msgspec.json.encode(sync))

    def remember_names(self) -> None:
        """Keep the names that the properties of all data sources have now, beside those they had. Needs no lock."""
        before, now = self.read_names(), {}
        for entry in self.entries("data_source"):
            now[entry.id] = before.get(entry.id, SchemaNames())
            if now[entry.id].digest != entry.digest:
                with contextlib.suppress(StoreError, *UNREADABLE):  # It is read anew by the next crawl.
                    source = msgspec.json.decode(self.read("data_source", entry.id))
                    now[entry.id] = with_schema(now[entry.id], source, entry.digest)
        if not now:
            (self.folder / _NAMES).unlink(missing_ok=True)
        elif now != before:
            write_file(self.folder / _NAMES, msgspec.json.encode(now))

    def write_derived(self, name: Derived, made_by: str, lines: Iterable[bytes]) -> None:
        """Keep lines of what was made of objects, by what `made_by` names. Needs no lock."""
        with explained(self.folder):
            write_lines(self.folder / name, made_by.encode(), lines)

    def put_object(self, value: dict[str, Any], entry: Entry, *, tree: Sequence[dict[str, Any]] | None = None) -> Entry:
        """Replace an object, and a page's block tree if given; returns its entry with the digests filled in.

        Signatures and expiry of hosted files, e-mail addresses and `request_id` are left out. Nothing is written when
        all is as it was, so that a run without changes leaves the folder untouched.
        """
        self.begin()
        data, digest = digested(value)
        entry = msgspec.structs.replace(entry, digest=digest, size=len(data))
        old = self._index.entries.get(entry.kind, {}).get(entry.id)
        if tree is not None:
            tree_data, tree_digest = digested(tree)
            entry = msgspec.structs.replace(entry, tree=tree_digest, tree_size=len(tree_data))
            write_changed(self._tree_path(entry.id), tree_data)
        write_changed(self._object_path(entry.kind, entry.id), data)
        if old is not None and msgspec.structs.replace(old, fetched=entry.fetched) == entry:
            return old
        self._record(Change(entry=entry))
        return entry

    def put_entry(self, entry: Entry) -> None:
        """Replace what the index knows of an object that stays as it is."""
        if self._index.entries.get(entry.kind, {}).get(entry.id) != entry:
            self._record(Change(entry=entry))

    @contextlib.contextmanager
    def receive(self) -> Iterator[BufferedRandom]:
        """A temporary file for a download, open for writing; it is gone afterwards unless `put_file` took it."""
        self.begin()
        self._temporary += 1
        path = self.folder / "files" / f"{os.getpid()}-{self._temporary}.tmp"
        path.parent.mkdir(exist_ok=True)
        try:
            with path.open("w+b") as file:
                yield file
        finally:
            path.unlink(missing_ok=True)

    def put_file(
        self, key: str, received: BufferedRandom, *, digest: str, extension: str, name: str, media_type: str
    ) -> StoredFile:
        """Keep what `receive` got, once for each content; `digest` is the SHA-256 of its bytes, in hex."""
        size = received.seek(0, os.SEEK_END)
        received.flush()
        file = StoredFile(key, digest, extension, name, media_type, size)
        Path(received.name).replace(self.file_path(file))
        self._record(Change(file=file))
        return file

    def set_roots(self, roots: tuple[Root, ...]) -> None:
        """Say from where the content is read."""
        self.begin()
        if roots != self.roots:
            self._record(Change(roots=roots))

    def set_selection(self, digest: str) -> None:
        """Say with which filter the rows of the roots were listed, once those that it leaves out are gone."""
        self.begin()
        if digest != self.selection:
            self._record(Change(selection=digest))

    def forget(self, id: str, kind: Kind) -> None:
        """Drop an object, with its block tree."""
        self.begin()
        if id not in self._index.entries.get(kind, {}):
            return
        self._record(Change(forget=(kind, id)))
        self._object_path(kind, id).unlink(missing_ok=True)
        if kind == "page":
            self._tree_path(id).unlink(missing_ok=True)

    def forget_unused_files(self) -> int:
        """Drop the downloads that no object shows any more; returns how many."""
        self.begin()
        used = {key for entries in self._index.entries.values() for entry in entries.values() for key in entry.files}
        unused = [file for key, file in self._index.files.items() if key not in used]
        for file in unused:
            self._record(Change(forget_file=file.key))
        self._drop_others("files", {self.file_path(file).name for file in self._index.files.values()})
        return len(unused)

    def sweep(self) -> None:
        """Drop the files of objects that the index does not know: a run was killed while it forgot them."""
        self.begin()
        for kind, folder in FOLDERS.items():
            self._drop_others(folder, {f"{id}.json" for id in self._index.entries.get(kind, {})})
        self._drop_others("blocks", {f"{id}.json" for id in self._index.entries.get("page", {})})

    def _drop_others(self, folder: str, names: AbstractSet[str]) -> None:
        for path in (self.folder / folder).glob("*"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def pending(self, page_id: str) -> Pending:
        """What was received of a page that is not complete yet."""
        return Pending(self.folder, page_id)

    def forget_pending(self) -> None:
        """Drop what is left of pages that were never completed."""
        shutil.rmtree(self.folder / PENDING, ignore_errors=True)

    def save(self) -> None:
        """Write the snapshot of the index, if anything changed, and let others write."""
        if not self._index.is_saved():
            self.begin()
            self._index.save()
        self.close()

    def close(self) -> None:
        """Let others write, unless the right is held; the journal holds what was not saved."""
        self._index.close()
        if self._lock is not None and not self._held:
            self._lock.close()
            self._lock = None

    def _object_path(self, kind: Kind, id: str) -> Path:
        return self.folder / FOLDERS[kind] / f"{id}.json"

    def _tree_path(self, page_id: str) -> Path:
        return self.folder / "blocks" / f"{page_id}.json"

    def _read(self, path: Path, what: str, size: int) -> bytes:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StoreError(f"the cache has lost {what}: {error.strerror}", _READ_ANEW) from error
        if len(data) != size:
            raise StoreError(f"the cache is damaged: {what} is not as long as it was written", _READ_ANEW)
        return data

    def _record(self, change: Change) -> None:
        self.begin()
        self._index.record(change)


def _is_half_index(path: Path) -> bool:
    """Whether a run was killed while it made the cache."""
    return path.name.startswith("index.json.") and path.suffix == ".tmp"


def read_traces(folder: Path, name: str) -> bytes:
    """The same as `Store.read_traces` of a cache that is not open, by its folder."""
    return next(read_lines(_traces(folder, name), _TRACES.encode()), b"{}")


def _traces(folder: Path, name: str) -> Path:
    return folder / _TRACES / f"{name}.jsonl"
