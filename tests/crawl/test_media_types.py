"""What a file is, by its first bytes."""

from __future__ import annotations

import io
import re
import time
import wave
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.crawl.media_types import HEAD, recognise


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
        (b"\x1a\x45\xdf\xa3\x93B\x82\x88matroska", ("mkv", "video/x-matroska")),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0mif1heic", ("heic", "image/heic")),
        (b"\x00\x00\x00\x1cftypmif1\0\0\0\0mif1avifmiaf", ("avif", "image/avif")),
        (b"\x00\x00\x00\x18ftypM4A \0\0\0\0M4A isom", ("m4a", "audio/mp4")),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36", ("bmp", "image/bmp")),
        (b"\x00\x00\x01\x00\x01\x00", ("ico", "image/x-icon")),
        (b"II*\x00", ("tiff", "image/tiff")),
        (b"PK\x03\x04\x14\x00", ("zip", "application/zip")),
        (b"fLaC\x00", ("flac", "audio/flac")),
        (b"\xff\xf1\x50\x80", ("aac", "audio/aac")),
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
        ("readme.md", "text/html", ("md", "text/markdown")),
        ("archive.tar.gz", "application/gzip", ("html", "text/html")),
        ("no extension", "binary/octet-stream", ("html", "text/html")),
        ("page.html", "text/html", ("html", "text/html")),
        ("page.htm", "", ("html", "text/html")),
        ("picture.png", "image/png", ("html", "text/html")),
    ],
)
def test_what_a_browser_would_take_for_html_is_html(name: str, said: str, expected: tuple[str, str]) -> None:
    assert recognise(b"<html><svg></svg>", name, said) == expected


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("data.bin", "application/x-thing; a=b", ("bin", "application/x-thing")),
        ("no extension", "binary/octet-stream", ("", "application/octet-stream")),
        ("odd./../x", "", ("", "application/octet-stream")),
        ("table.csv", "", ("csv", "text/csv")),
        ("sheet.xlsx", "", ("xlsx", recognise(b"", "a.xlsx")[1])),
        ("photo.JPEG", "", ("jpg", "image/jpeg")),
    ],
)
def test_the_name_decides_where_content_does_not(name: str, said: str, expected: tuple[str, str]) -> None:
    assert recognise(b"\x00\x01\x02", name, said) == expected


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (b"\n <!DOCTYPE html><p>", "html"),
        (b"<!-- a comment --> words", "html"),
        (b"<SCRIPT>alert(1)</SCRIPT>", "html"),
        (b"\xff\xfe" + "<script>x</script>".encode("utf-16-le"), "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "xml"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg >', "svg"),
        (b"just words", "txt"),
    ],
)
def test_text_without_a_name_is_told_by_its_beginning(head: bytes, extension: str) -> None:
    assert recognise(head, "noname")[0] == extension


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "ICO", "TIFF", "PDF"])
def test_real_pictures_are_known_whatever_their_name(format: str) -> None:
    image = pytest.importorskip("PIL.Image")
    made = io.BytesIO()
    image.new("RGB", (16, 16), "red").save(made, format)
    expected = {"JPEG": "jpg"}.get(format, format.lower())
    assert recognise(made.getvalue()[:HEAD], "misleading.html")[0] == expected


@pytest.mark.parametrize(
    ("inner", "extension"), [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("a", "zip")]
)
def test_real_archives_are_known_by_what_they_hold(inner: str, extension: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if extension != "zip":
            archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inner, "x")
    assert recognise(made.getvalue()[:HEAD], "noname")[0] == extension


def test_real_sounds_are_known() -> None:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 10)
    assert recognise(made.getvalue()[:HEAD], "x")[0] == "wav"


@pytest.mark.parametrize(
    "head", [b" " * HEAD, b"<!---->" * (HEAD // 7), b"<?a?>" * (HEAD // 5) + b"<", b"<!DOCTYPE svg[" * 290]
)
def test_nothing_takes_long(head: bytes) -> None:
    start = time.perf_counter()
    recognise(head, "noname")
    assert time.perf_counter() - start < 0.5


@given(st.binary(max_size=200), st.text(max_size=30), st.text(max_size=30) | st.text('a/;\n"< ', max_size=8))
def test_anything_has_some_type(head: bytes, name: str, said: str) -> None:
    extension, media_type = recognise(head, name, said)
    assert re.fullmatch("[a-z0-9]{0,10}", extension)
    assert re.fullmatch(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", media_type)
