"""Knowing at a glance that nothing has changed since the last build: without site, theme or traces."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec
from msgspec.structs import replace

from notionpress.build.salt import notionpress_digest
from notionpress.config import Config
from notionpress.report import BuildResult, Problem, Report
from notionpress.store import ADDRESSES, Kind, Store, read_traces

if TYPE_CHECKING:
    # With it comes all that builds, which is not needed to see that nothing has changed.
    from notionpress.build.trace import FileMark

_encode = msgspec.json.Encoder(enc_hook=str, order="deterministic").encode


class Stamp(msgspec.Struct, frozen=True):
    """What a build that went well has left: the digest of all that it was made from, and what it made.

    `places` are the files and folders besides the cache that it was made from, seen from the project's folder; between
    `since` and `until` (None for ever) the same makes the same site; `files` are the paths, sizes and times (ns) of
    what it wrote. `addresses` are sizes and times of the files that keep the addresses of pages, as the build left
    them. `site` is the token of the site that was kept (`build.kept_site`), "" for none, and `retouched` are the ids of
    pages whose words may have been others since.
    """

    outside: str = ""
    inside: str = ""
    places: tuple[str, ...] = ()
    since: datetime = datetime.min.replace(tzinfo=UTC)
    until: datetime | None = None
    files: tuple[tuple[str, int, int], ...] = ()
    result: BuildResult | None = None
    problems: tuple[Problem, ...] = ()
    addresses: tuple[tuple[int, int] | None, ...] = ()
    site: str = ""
    retouched: tuple[str, ...] = ()


_decode = msgspec.json.Decoder(Stamp, dec_hook=lambda kind, value: kind(value)).decode


def place_of(path: Path, folder: Path) -> str:
    """What a place is known by in the cache: its path from the project's folder, where it lies in that."""
    target, top = path.resolve(), folder.resolve()
    return target.relative_to(top).as_posix() if target.is_relative_to(top) else str(target)


def digest_of_name(name: str) -> str:
    """The same as a name of a file."""
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:16]


def new_stamp(
    outside: str, inside: str, places: tuple[str, ...], now: datetime, until: datetime | None, *, keeps_site: bool
) -> Stamp:
    """What is known of a build before it has made anything; see `Stamp`."""
    token = hashlib.sha256(f"{outside} {inside} {now.isoformat()}".encode()).hexdigest()[:32] if keeps_site else ""
    return Stamp(outside, inside, places, now, until, site=token)


def stamp_of(
    stamp: Stamp,
    result: BuildResult,
    marks: Mapping[str, FileMark],
    problems: Iterable[Problem],
    *,
    keeps_site: bool = True,
) -> Stamp:
    """The stamp of a build with this result, without what is news only once; `marks` are those of its files.

    Without `keeps_site`, the next build that has something to do does all of it.
    """
    kept = replace(
        result, rendered=(), copied=(), changed=(), reasons={}, depends_on=(), addresses="", addresses_kept=True
    )
    files = tuple((path, mark.size, mark.time) for path, mark in marks.items())
    site = stamp.site if keeps_site else ""
    return replace(stamp, files=files, result=kept, problems=tuple(problems), site=site)


class Glance:
    """Looks whether the folder `output` still is what the last build of this configuration would make again.

    `cache` is the folder of the cache, `secrets` are tokens that no file may hold, `kind` says what is made.
    """

    def __init__(self, config: Config, cache: Path, output: Path, secrets: Iterable[str], kind: str) -> None:
        self._config = config
        self._cache = cache
        self._output = output
        # Pictures become smaller once Pillow is there.
        self._facts = _encode((replace(config, folder=Path()), tuple(secrets), kind, find_spec("PIL") is not None))
        place = digest_of_name(place_of(output, config.folder))
        self._name = f"stamp-{place}"
        self.site_name = f"site-{place}"
        """Under which the site of a build is kept (`build.kept_site`)."""
        self.kept = _read(read_traces(cache, self._name))
        """What the last build has left."""

    def knows_makers(self) -> bool:
        """Whether settings, theme and local files are those of the last build, which went well."""
        # A plugin may do what it likes, and wants to be told of every build.
        kept = self.kept
        return not self._config.plugins and bool(kept.outside) and kept.outside == self.outside(kept.places)

    def outside(self, places: Iterable[str]) -> str:
        """A digest of all that a build depends on besides the cache: notionpress, settings, files in these places."""
        found = hashlib.sha256(notionpress_digest().encode())
        found.update(self._facts)
        for place in places:
            for line in _listing(str(self._config.folder / place), "", set()):
                found.update(line.encode(errors="surrogatepass"))
        return found.hexdigest()

    def result(self, store: Store, report: Report, now: datetime, *, indexes: bool = True) -> BuildResult | None:
        """The result of a build that would change nothing, None where that cannot be known so.

        `indexes` says that such a build would bring the search index up to date too.
        """
        kept = self.kept
        if kept.result is None or kept.inside != digest_of_store(store) or not self.holds_site(now):
            return None
        if indexes and kept.result.index_is_behind:
            return None
        report.extend(kept.problems)
        return replace(kept.result, written=0, unchanged=len(kept.files), removed=0, encoded=0, folder=self._output)

    def holds_site(self, now: datetime) -> bool:
        """Whether the folder holds what the last build made, which would do the same now with the same content."""
        kept = self.kept
        if kept.result is None or (kept.until is not None and now >= kept.until) or now < kept.since:
            return False
        return self.knows_makers() and self._addresses() == kept.addresses and self._is_untouched()

    def keep(self, store: Store, stamp: Stamp) -> None:
        """Remember a build; without a result, that there was one."""
        store.write_traces(self._name, _encode(replace(stamp, addresses=self._addresses())))

    def _addresses(self) -> tuple[tuple[int, int] | None, ...]:
        """Sizes and times of the files that keep the addresses of pages, which builds read and write."""
        own = (self._config.folder / self._config.addresses,) if self._config.addresses else ()
        return tuple(map(_looks, (*own, self._cache / ADDRESSES)))

    def _is_untouched(self) -> bool:
        folder = str(self._output)
        try:
            for path, size, time in self.kept.files:
                status = os.stat(f"{folder}/{path}")  # noqa: PTH116  (ten thousand times)
                if status.st_size != size or status.st_mtime_ns != time:
                    return False
        except OSError:
            return False
        return True


def _looks(file: Path) -> tuple[int, int] | None:
    """Size and time of a file, None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def digest_of_others(store: Store) -> str:
    """A digest of all that the cache holds besides pages."""
    kinds: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "page")
    entries = [(one.kind, one.id, one.digest, one.rows) for kind in kinds for one in store.entries(kind)]
    facts = (store.roots, store.selection, entries, store.files(), store.read_names())
    found = hashlib.sha256(_encode(facts))
    for file in store.files():
        found.update(b"1" if store.holds(file) else b"0")
    return found.hexdigest()


def digest_of_store(store: Store, others: str = "") -> str:
    """A digest of all that the cache holds of the content of a site; `others` is that of all but pages, if known."""
    pages = [(one.id, one.digest, one.tree) for one in store.entries("page")]
    return hashlib.sha256(_encode((others or digest_of_others(store), pages))).hexdigest()


def _listing(place: str, name: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    """A line for each file below a place, by its name there, with size and time; of a link, of what it leads to.

    `seen` are the folders that were listed, by device and number: links may lead in a circle.
    """
    try:
        status = os.stat(place)  # noqa: PTH116  (hundreds of times)
        if not stat.S_ISDIR(status.st_mode):
            yield f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n"
            return
        if name and os.path.islink(place):  # noqa: PTH114
            yield f"{name}\0{os.readlink(place)}\n"  # noqa: PTH115
        folder = status.st_dev, status.st_ino
        if folder in seen:
            return
        seen.add(folder)
        names = sorted(os.listdir(place))  # noqa: PTH208
    except OSError:
        yield f"{name}\0nothing\n"
        return
    for one in names:
        yield from _listing(f"{place}/{one}", f"{name}/{one}", seen)


def _read(data: bytes) -> Stamp:
    try:
        return _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, TypeError, ValueError):
        return Stamp()
