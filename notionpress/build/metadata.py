"""Pictures without what cameras and programs noted in them: places, times, serial numbers, earlier versions.

Nothing is decoded, so no picture loses quality. Of EXIF only the orientation stays, and colour profiles do.
Sources: ITU-T T.81 (JPEG), the PNG specification (third edition), GIF89a, the WebP container specification,
ISO/IEC 14496-12 and 23008-12 (AVIF and HEIC).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from notionpress.site.picture_size import boxes, orientation

_EXIF: Final = b"Exif\0\0"
_PROFILE: Final = b"ICC_PROFILE\0"
_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
_PNG_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)
_WEBP_CHUNKS: Final = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_GIF_APPLICATIONS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
# Where the TIFF begins, its header, and a directory without entries: decoders refuse EXIF that is none.
_EMPTY_EXIF: Final = struct.pack(">I2sHIHI", 0, b"MM", 42, 8, 0, 0)
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


class Malformed(Exception):
    """Bytes that are not what their beginning promised."""


def without_metadata(data: bytes, media_type: str) -> bytes:
    """A picture without notes; the same bytes where there are none, or where the type is not known here.

    Raises Malformed when the bytes are no whole picture of that type.
    """
    clean = _CLEANERS.get(media_type)
    if clean is None:
        return data
    try:
        return clean(data)
    except (struct.error, IndexError) as error:
        raise Malformed(f"it ends too early or is no {media_type}") from error


def _turned(tiff: bytes) -> bytes:
    """The EXIF that says only how the picture is turned, b"" where it stands upright."""
    try:
        turn = orientation(tiff)
    except (struct.error, IndexError):
        return b""
    if turn not in range(2, 9):
        return b""
    # Big-endian, one entry: tag 0x0112, a short, one of it, its value, and no further directory.
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turn, 0, 0)


def _jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while True:
        found = _MARKER.match(data, at)
        if found is None:
            raise Malformed("there is no marker where one should be")
        marker, at = found[1][0], found.end()
        if marker == _END_OF_IMAGE:
            # What follows is no part of the picture: previews, depth maps, moving pictures.
            return b"".join((*kept, b"\xff\xd9"))
        (length,) = struct.unpack_from(">H", data, at)
        segment = data[at : at + length]
        at += length
        if marker == _START_OF_SCAN:
            found = _MARKER.search(data, at)
            # A picture that was cut short is shown as far as it goes.
            end = found.start() if found else len(data)
            kept += [b"\xff\xda", segment, data[at:end]]
            if found is None:
                return b"".join(kept)
            at = end
        elif (said := _jpeg_segment(marker, segment)) is not None:
            kept += [bytes((0xFF, marker)), said]


def _jpeg_segment(marker: int, segment: bytes) -> bytes | None:
    """What is kept of a segment (its length included): what the decoder needs, the profile, the orientation."""
    said = segment[2:]
    if marker == 0xE1 and said.startswith(_EXIF) and (turned := _turned(said[6:])):
        return struct.pack(">H", 2 + len(_EXIF) + len(turned)) + _EXIF + turned
    is_note = 0xE0 <= marker <= 0xEF or marker == 0xFE
    needed = (marker == 0xE0 and said.startswith(b"JFIF")) or (marker == 0xE2 and said.startswith(_PROFILE))
    return segment if needed or marker == 0xEE or not is_note else None


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind in _PNG_CHUNKS:
            kept.append(data[at:end])
        elif kind == b"eXIf" and (turned := _turned(data[at + 8 : end - 4])):
            kept.append(struct.pack(">I4s", len(turned), kind) + turned + struct.pack(">I", zlib.crc32(kind + turned)))
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _gif(data: bytes) -> bytes:
    flags = data[10]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    kept = [data[:at]]
    while at < len(data):
        start, kind = at, data[at]
        if kind == 0x3B:
            return b"".join((*kept, b"\x3b"))
        if kind == 0x2C:
            local = data[at + 9]
            at = _after_blocks(data, at + 11 + (3 << (local & 7) + 1 if local & 0x80 else 0))
            kept.append(data[start:at])
        elif kind == 0x21:
            at = _after_blocks(data, at + 2)
            note = data[start + 1] == 0xFE
            foreign = data[start + 1] == 0xFF and data[start + 3 : start + 14] not in _GIF_APPLICATIONS
            if not (note or foreign):
                kept.append(data[start:at])
        else:
            raise Malformed("there is a block of no known kind")
    return b"".join(kept)


def _after_blocks(data: bytes, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1


def _webp(data: bytes) -> bytes:
    kept: list[bytes] = []
    turned, wide = b"", -1
    for kind, start, end in _webp_chunks(data):
        if kind == b"EXIF":
            turned = _turned(data[start:end].removeprefix(_EXIF))
        elif kind in _WEBP_CHUNKS:
            wide = len(kept) if kind == b"VP8X" else wide
            kept.append(data[start - 8 : end] + b"\0" * ((end - start) & 1))
    if wide >= 0:
        head = bytearray(kept[wide])
        head[8] = head[8] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if turned else 0)
        kept[wide] = bytes(head)
    if turned and wide >= 0:
        kept.append(struct.pack("<4sI", b"EXIF", len(turned)) + turned)
    body = b"WEBP" + b"".join(kept)
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        yield kind, at + 8, min(at + 8 + length, len(data))
        at += 8 + length + (length & 1)


def _isobmff(data: bytes) -> bytes:
    """AVIF and HEIC: the places of EXIF and XMP are emptied, so that all others stay where they are."""
    meta = next(((start, end) for kind, start, end in boxes(data, 0, len(data)) if kind == b"meta"), None)
    if meta is None:
        return data
    inner = {kind: (start, end) for kind, start, end in boxes(data, meta[0] + 4, meta[1])}
    if b"iinf" not in inner or b"iloc" not in inner:
        return data
    notes = set(_notes(data, *inner[b"iinf"]))
    clean = bytearray(data)
    for item, start, length in _extents(data, inner[b"iloc"][0], inner.get(b"idat", (0, 0))[0]):
        if item in notes:
            clean[start : start + length] = _EMPTY_EXIF[:length].ljust(length, b"\0")[: max(0, len(clean) - start)]
    return bytes(clean) if clean != data else data


def _notes(data: bytes, start: int, end: int) -> Iterator[int]:
    """The ids of the items that are EXIF, or XMP (`mime`)."""
    first = start + (6 if data[start] == 0 else 8)
    for kind, at, _ in boxes(data, first, end):
        version = data[at]
        if kind == b"infe" and version >= 2:
            wide = version > 2
            item = int.from_bytes(data[at + 4 : at + (8 if wide else 6)], "big")
            if data[at + (10 if wide else 8) : at + (14 if wide else 12)] in (b"Exif", b"mime"):
                yield item


def _extents(data: bytes, at: int, idat: int) -> Iterator[tuple[int, int, int]]:
    """Every extent of every item: id, start in the file, length in bytes."""
    version = data[at]
    offset_size, length_size = data[at + 4] >> 4, data[at + 4] & 15
    base_size, index_size = data[at + 5] >> 4, data[at + 5] & 15 if version else 0
    at += 6

    def number(size: int) -> int:
        nonlocal at
        if at + size > len(data):
            raise Malformed("its table of places is cut")
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size) + (idat if method == 1 else 0)
        for _ in range(number(2)):
            number(index_size)
            start, length = base + number(offset_size), number(length_size)
            yield item, start, length


_CLEANERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/avif": _isobmff,
    "image/heic": _isobmff,
}
