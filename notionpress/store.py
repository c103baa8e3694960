"""The cache on disk: Notion's objects as received, block trees, downloads, and the index of what is there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from io import BufferedRandom
from pathlib import Path
from typing import IO, Any, Final, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

import msgspec

from notionpress.errors import StoreError

Kind: TypeAlias = Literal["page", "database", "data_source", "user", "view", "comments"]
RootKind: TypeAlias = Literal["database", "data_source", "page"]

_FORMAT: Final = "notionpress cache 1"
_FOLDERS: Final[dict[Kind, str]] = {
    "page": "pages",
    "database": "databases",
    "data_source": "data_sources",
    "user": "users",
    "view": "views",
    "comments": "comments",
}
_FILES: Final = ("index.json", "index.journal", "lock", "manifest.json")
_OTHERS: Final = (*_FILES, "blocks", "files", "summaries", "pending", "prepared")
_START_AGAIN: Final = "Delete the folder and crawl again: it holds nothing that is not in Notion."
_READ_ANEW: Final = "Crawl again: what is lost or damaged is then read anew."


class Root(msgspec.Struct, frozen=True):
    """A place in the workspace: an id and what kind of object it names."""

    id: str
    kind: RootKind


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the index knows of one stored object.

    `last_edited_time` is as Notion sent it; `digest` is of the stored object, `listed` of the object before cut values
    were completed ("" when nothing was); `fetched` is the ISO time (UTC) of the reading. For pages: `tree` is the
    digest of the block tree ("" when the body was never read), `tree_time` the page's `last_edited_time` when it was,
    `tree_fetched` the time of that reading, and `children` the pages and databases that stand in it. `rows` are a data
    source's row pages in listing order, or a database's views, which were read at `views_fetched`. `files` are the
    keys of the hosted files that the object and its tree show. `incomplete` says that some of it could not be read: it is read again next time.
    `size` and `tree_size` are the bytes that the files of object and tree have when they are whole.
    """

    kind: Kind
    id: str
    last_edited_time: str = ""
    digest: str = ""
    fetched: str = ""
    tree: str = ""
    tree_time: str = ""
    tree_fetched: str = ""
    incomplete: bool = False
    rows: tuple[str, ...] = ()
    views_fetched: str = ""
    children: tuple[Root, ...] = ()
    files: tuple[str, ...] = ()
    listed: str = ""
    size: int = 0
    tree_size: int = 0


class StoredFile(msgspec.Struct, frozen=True):
    """A download: `key` as in `ids.file_key`, SHA-256 `digest` of its bytes, `name` as its author called it."""

    key: str
    digest: str
    extension: str
    name: str
    media_type: str
    size: int


class _Index(msgspec.Struct):
    format: str = ""
    generation: int = 0
    roots: tuple[Root, ...] = ()
    entries: list[Entry] = []
    files: list[StoredFile] = []


class _Change(msgspec.Struct, omit_defaults=True):
    """One line of the journal; the first line of a journal says after which snapshot it was written."""

    after: int = 0
    entry: Entry | None = None
    file: StoredFile | None = None
    roots: tuple[Root, ...] | None = None
    forget: tuple[Kind, str] | None = None
    forget_file: str = ""


class _Summary(msgspec.Struct):
    digest: str
    summary: msgspec.Raw


_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_encode = msgspec.json.encode
_decode_index = msgspec.json.Decoder(_Index).decode
_decode_change = msgspec.json.Decoder(_Change).decode
_decode_summary = msgspec.json.Decoder(_Summary).decode


class Store:
    """The cache folder. Reading never writes; one process at a time may write.

    Objects are replaced whole. The index is a snapshot, `index.json`, and a journal of the changes since: one line for
    each, so that a crawl that is killed keeps every page it finished.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.roots: tuple[Root, ...] = ()
        self._entries: dict[Kind, dict[str, Entry]] = {}
        self._files: dict[str, StoredFile] = {}
        self._generation = 0
        self._journal: IO[bytes] | None = None
        self._lock: IO[bytes] | None = None
        self._loaded: tuple[int, ...] = ()
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
            if names and (strange := names - set(_OTHERS) - set(_FOLDERS.values())) and "index.json" not in names:
                raise StoreError(
                    f"{folder} is not a cache of notionpress: it holds {sorted(strange)[0]!r}",
                    "Name another folder as `cache` in site.yaml.",
                )
            if not names or not names & {"index.json", "index.journal"}:
                if not create:
                    raise StoreError(f"there is no cache in {folder}", "Run `notionpress crawl` first.")
                folder.mkdir(parents=True, exist_ok=True)
                store._write_index()
            store._load()
        except OSError as error:
            raise StoreError(
                f"the cache in {folder} cannot be read: {error.strerror or error}",
                "Look at who may read it, or name another folder as `cache` in site.yaml.",
            ) from error
        return store

    # Reading

    def entry(self, id: str, kind: Kind | None = None) -> Entry | None:
        """What the index knows of an object; without `kind` the first of page, database, data source, user, view."""
        kinds: tuple[Kind, ...] = (kind,) if kind else get_args(Kind)[:-1]
        for one in kinds:
            if found := self._entries.get(one, {}).get(id):
                return found
        return None

    def entries(self, kind: Kind) -> list[Entry]:
        """All entries of a kind, sorted by id."""
        return [entry for _, entry in sorted(self._entries.get(kind, {}).items())]

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
        return _has_size(self._object_path(entry.kind, entry.id), entry.size)

    def holds_tree(self, entry: Entry) -> bool:
        """Whether the block tree of a page is there, all of it."""
        return _has_size(self._tree_path(entry.id), entry.tree_size)

    def file(self, key: str) -> StoredFile | None:
        """The download of a hosted file, by the key of its URL (`ids.file_key`)."""
        return self._files.get(key)

    def files(self) -> list[StoredFile]:
        """All downloads, sorted by key."""
        return [file for _, file in sorted(self._files.items())]

    def file_path(self, file: StoredFile) -> Path:
        """Where the bytes of a download lie."""
        return self.folder / "files" / (f"{file.digest}.{file.extension}" if file.extension else file.digest)

    def holds(self, file: StoredFile) -> bool:
        """Whether the bytes of a download are there, all of them."""
        return _has_size(self.file_path(file), file.size)

    def read_summary(self, page_id: str, digest: str) -> bytes | None:
        """The JSON that `write_summary` kept for this page and digest, or None."""
        try:
            kept = _decode_summary((self.folder / "summaries" / f"{page_id}.json").read_bytes())
        except (OSError, *_UNREADABLE):
            return None
        return bytes(kept.summary) if kept.digest == digest else None

    def read_manifest(self) -> bytes:
        """The JSON that `write_manifest` kept, `{}` when there is none."""
        try:
            return (self.folder / "manifest.json").read_bytes()
        except OSError:
            return b"{}"

    # Writing

    def begin(self) -> None:
        """Take the right to write, see what others wrote, and sweep away what a killed run left half written.

        Every writing does this by itself; a long run does it first. Raises StoreError when another run is writing.
        """
        if self._lock is not None:
            return
        lock = (self.folder / "lock").open("ab")
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415  (not on Windows)

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                lock.close()
                raise StoreError(
                    f"another run is writing to the cache in {self.folder}", "Wait until it has ended."
                ) from error
        self._lock = lock
        if self._stamp() != self._loaded:
            self._load()
        for name in (*_FOLDERS.values(), "blocks", "files", "."):
            for path in (self.folder / name).glob("*.tmp"):
                path.unlink(missing_ok=True)

    def write_manifest(self, data: bytes) -> None:
        """Keep what the last build wrote (JSON). Needs no lock."""
        self._replace(self.folder / "manifest.json", data)

    def write_summary(self, page_id: str, digest: str, data: bytes) -> None:
        """Keep a page's summary (JSON) under the digest of what it was made from. Needs no lock."""
        self._replace(self.folder / "summaries" / f"{page_id}.json", _encode(_Summary(digest, msgspec.Raw(data))))

    def put_object(self, value: dict[str, Any], entry: Entry, *, tree: Sequence[dict[str, Any]] | None = None) -> Entry:
        """Replace an object, and a page's block tree if given; returns its entry with the digests filled in.

        Signatures and expiry of hosted files, e-mail addresses and `request_id` are left out. Nothing is written when
        all is as it was, so that a run without changes leaves the folder untouched.
        """
        self.begin()
        data, digest = _digested(value)
        entry = msgspec.structs.replace(entry, digest=digest, size=len(data))
        old = self._entries.get(entry.kind, {}).get(entry.id)
        if tree is not None:
            tree_data, tree_digest = _digested(tree)
            entry = msgspec.structs.replace(entry, tree=tree_digest, tree_size=len(tree_data))
            self._write_changed(self._tree_path(entry.id), tree_data)
        self._write_changed(self._object_path(entry.kind, entry.id), data)
        if old is not None and msgspec.structs.replace(old, fetched=entry.fetched) == entry:
            return old
        self._entries.setdefault(entry.kind, {})[entry.id] = entry
        self._append(_Change(entry=entry))
        return entry

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
        self._files[key] = file
        self._append(_Change(file=file))
        return file

    def set_roots(self, roots: tuple[Root, ...]) -> None:
        """Say from where the content is read."""
        self.begin()
        if roots != self.roots:
            self.roots = roots
            self._append(_Change(roots=roots))

    def forget(self, id: str, kind: Kind) -> None:
        """Drop an object, with its block tree and summary."""
        self.begin()
        if self._entries.get(kind, {}).pop(id, None) is None:
            return
        self._append(_Change(forget=(kind, id)))
        self._object_path(kind, id).unlink(missing_ok=True)
        if kind == "page":
            self._tree_path(id).unlink(missing_ok=True)
            (self.folder / "summaries" / f"{id}.json").unlink(missing_ok=True)

    def forget_unused_files(self) -> int:
        """Drop the downloads that no object shows any more; returns how many."""
        self.begin()
        used = {key for entries in self._entries.values() for entry in entries.values() for key in entry.files}
        unused = [file for key, file in self._files.items() if key not in used]
        for file in unused:
            del self._files[file.key]
            self._append(_Change(forget_file=file.key))
        self._drop_others("files", {self.file_path(file).name for file in self._files.values()})
        return len(unused)

    def sweep(self) -> None:
        """Drop the files of objects that the index does not know: a run was killed while it forgot them."""
        self.begin()
        for kind, folder in _FOLDERS.items():
            self._drop_others(folder, {f"{id}.json" for id in self._entries.get(kind, {})})
        for folder in ("blocks", "summaries"):
            self._drop_others(folder, {f"{id}.json" for id in self._entries.get("page", {})})

    def _drop_others(self, folder: str, names: AbstractSet[str]) -> None:
        for path in (self.folder / folder).glob("*"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def pending(self, page_id: str) -> Pending:
        """What was received of a page that is not complete yet."""
        return Pending(self, page_id)

    def forget_pending(self) -> None:
        """Drop what is left of pages that were never completed."""
        shutil.rmtree(self.folder / "pending", ignore_errors=True)

    def save(self) -> None:
        """Write the snapshot of the index, if anything changed, and let others write."""
        if (self.folder / "index.journal").exists():
            self.begin()
            self._generation += 1
            self._write_index()
            (self.folder / "index.journal").unlink()
        self.close()

    def close(self) -> None:
        """Let others write; the journal holds what was not saved."""
        self._loaded = self._stamp()
        for file in (self._journal, self._lock):
            if file is not None:
                file.close()
        self._journal = self._lock = None

    # The index

    def _load(self) -> None:
        # The journal first: a writer replaces the snapshot before it drops the journal.
        self._loaded = self._stamp()
        changes = self._read_journal()[0]
        try:
            index = _decode_index((self.folder / "index.json").read_bytes())
        except FileNotFoundError:
            index = _Index(_FORMAT)
        except _UNREADABLE as error:
            raise StoreError(f"the cache in {self.folder} is damaged: index.json: {error}", _START_AGAIN) from error
        if index.format != _FORMAT:
            raise StoreError(f"the cache in {self.folder} is of another version of notionpress", _START_AGAIN)
        self.roots, self._generation = index.roots, index.generation
        self._entries = {kind: {} for kind in _FOLDERS}
        for entry in index.entries:
            self._entries[entry.kind][entry.id] = entry
        self._files = {file.key: file for file in index.files}
        if changes and changes[0].after == index.generation:
            for change in changes[1:]:
                self._apply(change)

    def _stamp(self) -> tuple[int, ...]:
        """Tells whether index or journal were written since."""
        found = []
        for name in ("index.journal", "index.json"):
            try:
                stat = (self.folder / name).stat()
                found += [stat.st_mtime_ns, stat.st_size]
            except FileNotFoundError:
                found += [0, 0]
        return tuple(found)

    def _apply(self, change: _Change) -> None:
        if change.entry is not None:
            self._entries[change.entry.kind][change.entry.id] = change.entry
        elif change.file is not None:
            self._files[change.file.key] = change.file
        elif change.roots is not None:
            self.roots = change.roots
        elif change.forget is not None:
            self._entries[change.forget[0]].pop(change.forget[1], None)
        elif change.forget_file:
            self._files.pop(change.forget_file, None)

    def _read_journal(self) -> tuple[list[_Change], int]:
        """The whole lines of the journal, and their length in bytes: the last line may be torn."""
        try:
            data = (self.folder / "index.journal").read_bytes()
        except FileNotFoundError:
            return [], 0
        changes, length = [], 0
        for line in data.split(b"\n")[:-1]:
            try:
                changes.append(_decode_change(line))
            except _UNREADABLE:
                break
            length += len(line) + 1
        return changes, length

    def _append(self, change: _Change) -> None:
        self.begin()
        if self._journal is None:
            changes, length = self._read_journal()
            mode = "r+b" if changes and changes[0].after == self._generation else "w+b"
            self._journal = (self.folder / "index.journal").open(mode, buffering=0)
            if mode == "r+b":
                self._journal.truncate(length)
                self._journal.seek(length)
            else:
                self._journal.write(_encode({"after": self._generation}) + b"\n")
        self._journal.write(_encode(change) + b"\n")

    def _write_index(self) -> None:
        index = _Index(
            format=_FORMAT,
            generation=self._generation,
            roots=self.roots,
            entries=[entry for kind in _FOLDERS for entry in self.entries(kind)],
            files=self.files(),
        )
        self._replace(self.folder / "index.json", _encode(index))

    # Files

    def _object_path(self, kind: Kind, id: str) -> Path:
        return self.folder / _FOLDERS[kind] / f"{id}.json"

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

    def _write_changed(self, path: Path, data: bytes) -> None:
        # What the file holds counts, not the index: a run may have been killed between the two.
        try:
            if path.read_bytes() == data:
                return
        except OSError:
            pass
        self._replace(path, data)

    def _replace(self, path: Path, data: bytes) -> None:
        temporary = f"{path}.{os.getpid()}.tmp"
        try:
            file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115  (Path.open takes three times as long)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = open(temporary, "wb", buffering=0)  # noqa: PTH123, SIM115
        with file:
            file.write(data)
        os.replace(temporary, path)  # noqa: PTH105


def _is_half_index(path: Path) -> bool:
    """Whether a run was killed while it made the cache."""
    return path.name.startswith("index.json.") and path.suffix == ".tmp"


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


class _PendingPage(msgspec.Struct):
    last_edited_time: str
    fetched: str


class Pending:
    """The answers that have come in for one page whose tree is not complete, so that none is asked for twice."""

    def __init__(self, store: Store, page_id: str) -> None:
        self._store = store
        self._folder = store.folder / "pending" / page_id
        self._written = False
        self.last_edited_time = ""
        self.fetched = ""
        try:
            page = msgspec.json.decode((self._folder / "page.json").read_bytes(), type=_PendingPage)
        except (OSError, *_UNREADABLE):
            return
        self._written = True
        self.last_edited_time, self.fetched = page.last_edited_time, page.fetched

    def begin(self, last_edited_time: str, fetched: str) -> None:
        """Drop what is there and start anew for this version of the page, read at this time."""
        self.forget()
        self.last_edited_time, self.fetched = last_edited_time, fetched

    def get(self, key: str) -> Any:
        """The value kept under a key, or None."""
        if not self._written:
            return None
        try:
            return msgspec.json.decode((self._folder / f"{key}.json").read_bytes())
        except (OSError, *_UNREADABLE):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value under a key that is fit for a file name."""
        if not self._written:
            page = _PendingPage(self.last_edited_time, self.fetched)
            self._store._replace(self._folder / "page.json", _encode(page))
            self._written = True
        self._store._replace(self._folder / f"{key}.json", _sealed(value)[1])

    def forget(self) -> None:
        """Drop all of it."""
        if self._written or self._folder.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._written = False


# What does not enter the cache


def object_digest(value: Any) -> str:
    """The digest that a value has in the index: of its canonical JSON, without what changes at every reading."""
    return _digested(value)[1]


def _digested(value: Any) -> tuple[bytes, str]:
    value, data = _sealed(value)
    return data, hashlib.sha256(_encode(value, order="sorted")).hexdigest()[:32]


def _sealed(value: Any) -> tuple[Any, bytes]:
    """The value as it may be kept, and its JSON; a look at the JSON tells most values that are clean already."""
    data = _encode(value)
    if any(sign in data for sign in (b'"expiry_time"', b"X-Amz-", b'"request_id"', b'"email"', b'"person"')):
        value = _without_secrets(value)
        if isinstance(value, dict):
            value.pop("request_id", None)
        data = _encode(value)
    return value, data


def _without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    if not isinstance(value, dict):
        return value
    clean = {key: _without_secrets(one) for key, one in value.items()}
    url = clean.get("url")
    if isinstance(url, str) and isinstance(clean.get("expiry_time", 0), str | None):
        del clean["expiry_time"]
        clean["url"] = url.partition("?")[0]
    for key in ("url", "href"):
        if isinstance(clean.get(key), str) and "X-Amz-" in clean[key] and _hosted(clean[key]):
            clean[key] = clean[key].partition("?")[0]
    if clean.get("object") == "user":
        clean.pop("person", None)
    return clean


def _hosted(url: str) -> bool:
    parts = urlsplit(url)
    return "prod-files-secure" in parts.netloc or "notion" in f"{parts.netloc}{parts.path}".lower()
