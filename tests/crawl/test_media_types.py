"""What a file is, by its first bytes."""

from __future__ import annotations

import pytest

from notionpress.crawl.media_types import recognise


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe0rest", ("jpg", "image/jpeg")),
        (b"\x89PNG\r\n\x1a\nrest", ("png", "image/png")),
        (b"GIF89a", ("gif", "image/gif")),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ("webp", "image/webp")),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ("wav", "audio/wav")),
        (b"\x00\x00\x00\x1cftypavif", ("avif", "image/avif")),
        (b"\x00\x00\x00\x18ftypisom", ("mp4", "video/mp4")),
        (b"\x00\x00\x00\x14ftypqt  ", ("mov", "video/quicktime")),
        (b"\x1a\x45\xdf\xa3\x01", ("webm", "video/webm")),
        (b"ID3\x04\x00", ("mp3", "audio/mpeg")),
        (b"\xff\xfb\x90\x00", ("mp3", "audio/mpeg")),
        (b"OggS\x00", ("ogg", "audio/ogg")),
        (b"%PDF-1.7", ("pdf", "application/pdf")),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', ("svg", "image/svg+xml")),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>', ("svg", "image/svg+xml")),
    ],
)
def test_content_decides(head: bytes, expected: tuple[str, str]) -> None:
    assert recognise(head, "misleading.txt", "text/html") == expected


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("notes.TXT", "text/plain; charset=utf-8", ("txt", "text/plain")),
        ("archive.tar.gz", "application/gzip", ("gz", "application/gzip")),
        ("no extension", "binary/octet-stream", ("", "application/octet-stream")),
        ("odd./../x", "", ("", "application/octet-stream")),
        ("page.html", "text/html", ("html", "text/html")),
    ],
)
def test_the_name_decides_where_content_does_not(name: str, said: str, expected: tuple[str, str]) -> None:
    assert recognise(b"<html><svg></svg>", name, said) == expected
