"""Pagefind, the program that makes the search index of a folder of pages (https://pagefind.app)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec

from notionpress.errors import BuildError
from notionpress.text import one_line

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


def index_of(pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Have an index made of pages, by the paths of their files; its files by theirs. Raises BuildError.

    Pages are numbered in the order in which they are given: as Pagefind's own clients do, they are sent one after the
    other, while a folder would be read in the order of its file system.
    """
    found = program()
    assert found is not None, "there is none to search with without it"
    # Its own settings, in the environment or in a file, are for sites that it is run on by hand.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        with subprocess.Popen(  # noqa: S603
            [str(found), "--service"],
            cwd=found.parent,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as service:
            files = _ask(service, pages)
    except OSError as error:
        raise _failure(error.strerror or type(error).__name__) from error
    return in_order({path: data for path, data in files.items() if not path.startswith(_OTHERS)})


def _ask(service: subprocess.Popen[bytes], pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Have a running service index pages; the files of the index. Raises BuildError.

    They are taken from it, since it says that it has written files to a folder before they are whole.
    """
    number = _answer(service, type="NewIndex", config={})["index_id"]
    for path, html in pages:
        text = html.decode()
        _answer(service, type="AddFile", index_id=number, file_path=path, file_contents=text)
    files = _answer(service, type="GetFiles", index_id=number)["files"]
    return {file["path"]: base64.b64decode(file["content"]) for file in files}


def _answer(service: subprocess.Popen[bytes], **payload: Any) -> dict[str, Any]:
    """What the service answers to a message: JSON as base64, with a comma behind (pagefind-bin, `service`)."""
    given, taken = service.stdin, service.stdout
    assert given is not None
    assert taken is not None
    said = bytearray()
    with suppress(BrokenPipeError):
        given.write(base64.b64encode(msgspec.json.encode({"message_id": 1, "payload": payload})) + b",")
        given.flush()
        while not said.endswith(b",") and (more := taken.read1()):  # type: ignore[attr-defined]
            said += more
    if not said.endswith(b","):
        service.kill()
        # What it did not take any more is not to be told instead.
        with suppress(BrokenPipeError):
            given.close()
        raise _failure(f"it ended with {service.wait()}")
    answer: dict[str, Any] = msgspec.json.decode(base64.b64decode(memoryview(said)[:-1]))["payload"]
    if answer["type"] == "Error":
        raise _failure(one_line(str(answer.get("message", ""))))
    return answer


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
        f"Pagefind could not be run ({why}).",
        "Try `pip install --force-reinstall 'notionpress[search]'`; with `search: list` the site does without it.",
    )
