"""What earlier builds wrote, kept in the cache, so that only their files are ever removed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from notionpress.build.stamp import digest_of_name, place_of
from notionpress.build.trace import Traces
from notionpress.store import Store

_decode_traces = msgspec.json.Decoder(Traces).decode


class Published(msgspec.Struct, frozen=True):
    """The pages of Notion that a folder shows: their titles by id, and the digest of the settings that chose them."""

    rule: str = ""
    titles: dict[str, str] = {}


class Written(msgspec.Struct, frozen=True):
    """What a folder holds: paths with digests, the paths of each page by its id, and which pages that shows."""

    files: dict[str, str] = {}
    pages: dict[str, tuple[str, ...]] = {}
    published: Published = Published()


class Manifest:
    """What was written into each output folder, and by this build into one of them."""

    def __init__(self, name: str, outputs: dict[str, Written]) -> None:
        self._name = name
        self._outputs = outputs

    @classmethod
    def read(cls, store: Store, output: Path, folder: Path) -> Manifest:
        """Read it from the cache; an unreadable one is as none, and then nothing is pruned."""
        name = place_of(output, folder)
        try:
            outputs = msgspec.json.decode(store.read_manifest(), type=dict[str, Written])
        except (msgspec.DecodeError, UnicodeDecodeError):
            outputs = {}
        return cls(name, outputs)

    @property
    def files(self) -> dict[str, str]:
        """Paths and digests of what the last build wrote here, or may have written before it was killed."""
        return self._here.files

    @property
    def published(self) -> Published:
        """The pages of Notion that are to be seen here."""
        return self._here.published

    def read_traces(self, store: Store) -> Traces:
        """What the last build knew of the outputs here; where that cannot be read, all of them are made again."""
        try:
            return _decode_traces(store.read_traces(self._traces))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Traces()

    def write_traces(self, store: Store, traces: Traces) -> None:
        """Remember what this build knows of the outputs here."""
        store.write_traces(self._traces, msgspec.json.encode(traces))

    @property
    def _traces(self) -> str:
        return digest_of_name(self._name)

    def paths(self, page_id: str) -> tuple[str, ...]:
        """The files that the last build made of a page."""
        return self._here.pages.get(page_id, ())

    def below(self, page_id: str) -> list[str]:
        """The files that the last build made of a page, and all that lie in its folder."""
        own = self.paths(page_id)
        folders = tuple(folder for path in own if (folder := path.removesuffix("index.html")) not in (path, ""))
        return [path for path in self.files if path in own or path.startswith(folders)]

    def write(
        self, store: Store, files: Mapping[str, str], pages: Mapping[str, tuple[str, ...]], published: Published
    ) -> None:
        """Remember what this build wrote; pages that it does not name keep what is known of them while it is there."""
        others = ((id, paths) for id, paths in self._here.pages.items() if id not in pages)
        kept = {id: paths for id, paths in others if any(path in files for path in paths)}
        self._outputs[self._name] = Written(dict(files), {**kept, **pages}, published)
        store.write_manifest(msgspec.json.encode(self._outputs))

    def write_files(self, store: Store, files: Mapping[str, str]) -> None:
        """The same where pages have the files that they had."""
        self._outputs[self._name] = replace(self._here, files=dict(files))
        store.write_manifest(msgspec.json.encode(self._outputs))

    @property
    def _here(self) -> Written:
        return self._outputs.get(self._name, Written())


def digest_of(files: Mapping[str, str]) -> str:
    """A digest of all files of a folder by their paths and digests: the same exactly while nothing changes."""
    return hashlib.sha256(msgspec.json.encode(sorted(files.items()))).hexdigest()
