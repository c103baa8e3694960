"""Pagefind, the program that makes the search index of a folder of pages (https://pagefind.app)."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final

import msgspec

from notionpress.errors import BuildError

PAGES: Final = "pages"
INDEX: Final = "index"
"""Where it reads and writes, in a folder for both."""

ENTRY: Final = "pagefind-entry.json"
"""The file of an index that tells where the rest is."""

_EXTENDED: Final = "pagefind_bin_extended"
_PACKAGES: Final = (_EXTENDED, "pagefind_bin")
"""What brings the program along, the better first: it knows where words end that have no spaces between them."""

_OTHERS: Final = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.")
"""What it writes besides, for sites without a dialogue of their own."""

_MAGIC: Final = b"pagefind_dcd"
"""What its files begin with; the rest is CBOR (RFC 8949)."""


def program() -> Path | None:
    """Where the program lies, None where it is not installed."""
    for package in _PACKAGES:
        with suppress(ImportError, FileNotFoundError):
            return Path(import_module(package).get_executable()).resolve()
    return None


def knows_words_without_spaces() -> bool:
    """Whether the program that is installed finds single words in Chinese, Japanese and Thai."""
    found = program()
    return found is not None and found.parent.name == _EXTENDED


def index_of(place: Path) -> dict[str, bytes]:
    """Have an index made of the pages in `place/pages`; its files by their paths. Raises BuildError."""
    found = program()
    assert found is not None, "there is none to search with without it"
    # Its own settings, in the environment or in a file, are for sites that it is run on by hand.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    command = [str(found), "--site", PAGES, "--output-path", INDEX, "--silent"]
    try:
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise _failure(error.strerror or type(error).__name__) from error
    if done.returncode:
        raise _failure(f"it ended with {done.returncode}")
    index = place / INDEX
    files = (file for file in index.rglob("*") if file.is_file() and not file.name.startswith(_OTHERS))
    return in_order({file.relative_to(index).as_posix(): file.read_bytes() for file in files})


def in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same index with its filters in a fixed order: Pagefind has another one in each run.

    The names of its files are digests of what they hold, so those that name others get other names too.
    """
    made: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    for ending in ("pf_filter", "pf_meta"):
        for path, data in files.items():
            if path.endswith(f".{ending}"):
                name = path.rpartition("/")[2].removesuffix(f".{ending}").removeprefix("pagefind.")
                plain = gzip.decompress(data)
                plain = _sorted(plain) if ending == "pf_filter" else _replaced(plain, renamed)
                renamed[name] = _named(name, plain)
                made[path.replace(name, renamed[name])] = gzip.compress(plain, mtime=0)
    entry = msgspec.json.decode(_replaced(files[ENTRY], renamed))
    made[ENTRY] = msgspec.json.encode(entry, order="deterministic")
    return {**{path: data for path, data in files.items() if not path.endswith((".pf_filter", ".pf_meta"))}, **made}


def _sorted(data: bytes) -> bytes:
    """A filter, which is its name and a list of its values, each with the pages that have it: by the values."""
    _, at = _head(data, len(_MAGIC))
    count, start = _head(data, _end(data, at))
    values = []
    at = start
    for _ in range(count):
        end = _end(data, at)
        values.append(data[at:end])
        at = end
    return data[:start] + b"".join(sorted(values)) + data[at:]


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The number that an item of CBOR begins with, for arrays and texts that of their parts, and where it ends."""
    short = data[at] & 0x1F
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(short, 0)
    return (int.from_bytes(data[at + 1 : at + 1 + size]) if size else short), at + 1 + size


def _end(data: bytes, at: int) -> int:
    """Where an item ends: a number, a text or an array."""
    kind = data[at] >> 5
    number, at = _head(data, at)
    if kind == 3:
        return at + number
    for _ in range(number if kind == 4 else 0):
        at = _end(data, at)
    return at


def _replaced(data: bytes, names: Mapping[str, str]) -> bytes:
    for old, new in names.items():
        data = data.replace(old.encode(), new.encode())
    return data


def _named(name: str, data: bytes) -> str:
    """A name like the old one: the language, and as much of a digest."""
    language, _, digest = name.rpartition("_")
    return f"{language}_{hashlib.sha256(data).hexdigest()[: len(digest)]}"


def _failure(why: str) -> BuildError:
    return BuildError(
        f"The search index could not be made, and stays as it was: Pagefind could not be run ({why}).",
        "Try `pip install --force-reinstall 'notionpress[search]'`; with `search: list` the site does without it.",
    )
