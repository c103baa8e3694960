"""Files of many lines, of which none is given out that is not whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BufferedWriter
from itertools import chain
from pathlib import Path
from typing import Final
from zlib import crc32

from notionpress.store.files import replacing

_BUFFER: Final = 2**20
_SUM: Final = 8
"""Letters of the checksum in front of each line."""


def read_lines(path: Path, head: bytes) -> Iterator[bytes]:
    """The lines of a file that are as they were written, none if its first is not `head`; none ends with a newline."""
    try:
        with path.open("rb", _BUFFER) as file:
            whole = (data for line in file if line[:_SUM] == _sum(data := line[_SUM:-1]))
            if next(whole, None) == head:
                yield from whole
    except OSError:
        return


def write_lines(path: Path, head: bytes, lines: Iterable[bytes]) -> None:
    """Put a file of these lines, none of which holds a newline, into the place of what is there."""
    with replacing(path) as file:
        # Not closed: that is for who opened the file.
        buffered = BufferedWriter(file, _BUFFER)
        for line in chain((head,), lines):
            buffered.write(b"%b%b\n" % (_sum(line), line))
        buffered.flush()
        buffered.detach()


def _sum(line: bytes) -> bytes:
    return b"%08x" % crc32(line)
