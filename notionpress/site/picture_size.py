"""The width and height of a picture from its first bytes, without decoding it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_ROTATED = range(5, 9)  # EXIF orientations that lay a picture on its side
_START_OF_FRAME = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_HEAD = 32
_META = 1 << 16


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels as shown (turned as EXIF says) of PNG, GIF, WebP, JPEG, AVIF and BMP; else (0, 0)."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if head.startswith(b"\x89PNG\r\n\x1a\n"):
                return _pair(head, ">II", 16)
            if head.startswith((b"GIF87a", b"GIF89a")):
                return _pair(head, "<HH", 6)
            if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
                return _webp(head)
            if head.startswith(b"BM"):
                width, height = _pair(head, "<ii", 18)
                return width, abs(height)
            if head[4:8] == b"ftyp":
                return _isobmff(head + file.read(_META))
            if head.startswith(b"\xff\xd8"):
                file.seek(2)
                return _jpeg(file)
    except (OSError, struct.error, IndexError):
        pass
    return 0, 0


def _pair(data: bytes, layout: str, offset: int) -> tuple[int, int]:
    width, height = struct.unpack_from(layout, data, offset)
    return int(width), int(height)


def _webp(head: bytes) -> tuple[int, int]:
    match head[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = _pair(head, "<HH", 26)
            return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    sideways = False
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return 0, 0
        if marker[1] == 0xFF:
            file.seek(-1, 1)
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker[1] in _START_OF_FRAME:
            height, width = _pair(file.read(5), ">HH", 1)
            return (height, width) if sideways else (width, height)
        segment = file.read(length - 2)
        if marker[1] == 0xE1 and segment.startswith(b"Exif\0\0"):
            sideways = orientation(segment[6:]) in _ROTATED


def orientation(tiff: bytes) -> int:
    """How EXIF says that a picture is turned, 1 (upright) to 8; 1 where it does not say.

    Raises struct.error when the bytes end too early.
    """
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
        if tag == 0x0112:
            return int(value)
    return 1


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an ISO base media file (ISO/IEC 14496-12, 4.2): kind, start and end of what each holds."""
    end = min(end, len(data))
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start)
            start += 8
        elif size == 0:
            size = end - at
        if size < start - at:
            return
        yield kind, start, min(at + size, end)
        at += size


def _isobmff(data: bytes) -> tuple[int, int]:
    """The largest picture of an AVIF or HEIC file: others are tiles and transparency; films have none here."""
    inside = {b"meta": 4, b"iprp": 0, b"ipco": 0}
    sizes, turned = [(0, 0)], False
    waiting = [(0, len(data))]
    while waiting:
        for kind, start, end in boxes(data, *waiting.pop()):
            if kind in inside:
                waiting.append((start + inside[kind], end))
            elif kind == b"ispe":
                sizes.append(_pair(data, ">II", start + 4))
            elif kind == b"irot":
                turned = data[start] & 1 == 1
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return (height, width) if turned else (width, height)
