"""What a file is, from its first bytes; its name decides only where they say nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

HEAD: Final = 4096
"""How many bytes tell."""

_TYPES: Final[Mapping[str, str]] = {
    "7z": "application/x-7z-compressed",
    "aac": "audio/aac",
    "avi": "video/x-msvideo",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "gz": "application/gzip",
    "heic": "image/heic",
    "html": "text/html",
    "ico": "image/x-icon",
    "jpg": "image/jpeg",
    "json": "application/json",
    "jxl": "image/jxl",
    "m4a": "audio/mp4",
    "md": "text/markdown",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
_STARTS: Final = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"%PDF-", "pdf"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
    (b"\x00\x00\x01\x00", "ico"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\xff\x0a", "jxl"),
    (b"\x00\x00\x00\x0cJXL ", "jxl"),
    (b"\x1f\x8b", "gz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_RIFF: Final = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_BRANDS: Final = {b"qt  ": "mov", b"M4A ": "m4a", b"M4B ": "m4a"}
_STILL: Final = ((b"avif", "avif"), (b"avis", "avif"), (b"heic", "heic"), (b"heix", "heic"), (b"mif1", "heic"))
_OFFICE: Final = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_IN_ZIP: Final = frozenset(("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"))
_TEXTS: Final = frozenset(("txt", "md", "csv", "json"))
"""Names of plain text, which browsers never take for anything else, whatever it begins with."""
_SAME: Final = {"htm": "html", "jpeg": "jpg", "tif": "tiff"}

_BEFORE: Final = rb"(?:\xef\xbb\xbf)?(?>\s|<!--.*?-->|<\?.*?\?>)*+"
_SVG = re.compile(_BEFORE + rb"(?><!DOCTYPE\s+svg[^>\[]*(?:\[.*?\])?\s*>)?(?>\s|<!--.*?-->)*+<svg[\s>]", re.DOTALL)
# MIME Sniffing Standard, section 7.1: what a browser takes for HTML or XML when nobody tells it.
_HTML = re.compile(
    _BEFORE + rb"<(?:!DOCTYPE\s+HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P)[\s>]|\s*<!--",
    re.DOTALL | re.IGNORECASE,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[\s?]")
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})$")
# RFC 6838, section 4.2.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognise(head: bytes, name: str, said: str = "") -> tuple[str, str]:
    """The extension (without dot, "" when nothing tells) and media type of a file.

    `head` are its first bytes, `name` what its author called it, `said` the media type that its server gave.
    """
    found = _EXTENSION.search(name)
    named = found.group(1).lower() if found else ""
    named = _SAME.get(named, named)
    extension = _by_content(head, named) or _by_text(head, named)
    if extension:
        return extension, _TYPES[extension]
    said = said.partition(";")[0].strip().lower()
    is_type = _MEDIA_TYPE.fullmatch(said) and said != "binary/octet-stream"
    return named, _TYPES.get(named) or (said if is_type else "application/octet-stream")


def _by_content(head: bytes, named: str) -> str:
    for start, extension in _STARTS:
        if head.startswith(start):
            return extension
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head.startswith(b"PK\x03\x04"):
        return _by_entries(head, named)
    if head.startswith(b"OggS"):
        return "ogv" if b"theora" in head[:200] else "ogg"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "mkv" if b"matroska" in head[:100] else "webm"
    if head.startswith(b"BM") and head[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    return _by_audio_frame(head)


def _by_brands(head: bytes) -> str:
    """What an ISO base media file is: its own brand, then those that it says it is compatible with."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    still = next((extension for brand, extension in _STILL if brand in brands), "")
    return _BRANDS.get(head[8:12]) or still or "mp4"


def _by_entries(head: bytes, named: str) -> str:
    """What an archive holds; documents of offices and books are archives too."""
    if head[30:38] == b"mimetype":
        return next((one for one in ("epub", "odt", "ods", "odp") if head[38:].startswith(_TYPES[one].encode())), "zip")
    if b"[Content_Types].xml" in head:
        return next((one for sign, one in _OFFICE if sign in head), named if named in _IN_ZIP else "zip")
    return named if named in _IN_ZIP else "zip"


def _by_audio_frame(head: bytes) -> str:
    """MPEG audio without a title: layer III, or AAC in its own frames."""
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    return "mp3" if head[1] & 0x06 == 0x02 and head[2] & 0xF0 != 0xF0 else ""


def _by_text(head: bytes, named: str) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="replace").encode(errors="replace")
    if _SVG.match(head):
        return "svg"
    if named in _TEXTS:
        return ""
    if _HTML.match(head):
        return "html"
    if _XML.match(head):
        return "xml"
    return "txt" if head and not named and not _CONTROLS.search(head) else ""
