"""Sizes of pictures from their heads."""

import struct
from pathlib import Path

import pytest

from notionpress.site.picture_size import picture_size

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x06\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 320, 200) + b"\0" * 30
WEBP_LARGE = (
    b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (1599).to_bytes(3, "little") + (899).to_bytes(3, "little") + b"\0" * 4
)
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + ((99) | (49 << 14)).to_bytes(4, "little") + b"\0" * 10
FRAME = b"\xff\xc0\0\x11\x08" + struct.pack(">HH", 1080, 1920) + b"\x03" + b"\0" * 9


def exif(orientation: int, order: str) -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    tiff = mark + struct.pack(f"{order}I", 8) + struct.pack(f"{order}H", 1)
    tiff += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    payload = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PNG, (640, 480)),
        (GIF, (320, 200)),
        (WEBP_LARGE, (1600, 900)),
        (WEBP_LOSSLESS, (100, 50)),
        (b"\xff\xd8" + FRAME, (1920, 1080)),
        (b"\xff\xd8" + exif(1, "<") + FRAME, (1920, 1080)),
        (b"\xff\xd8" + exif(6, "<") + FRAME, (1080, 1920)),
        (b"\xff\xd8" + exif(8, ">") + FRAME, (1080, 1920)),
        (b"\xff\xd8\xff\xe1\0\x20Exif", (0, 0)),
        (b"", (0, 0)),
        (b"<svg/>", (0, 0)),
    ],
)
def test_sizes(tmp_path: Path, data: bytes, expected: tuple[int, int]) -> None:
    path = tmp_path / "picture"
    path.write_bytes(data)
    assert picture_size(path) == expected


def test_a_missing_picture_has_no_size(tmp_path: Path) -> None:
    assert picture_size(tmp_path / "none") == (0, 0)
