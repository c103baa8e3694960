"""What a file is, from its first bytes; its name decides only where they say nothing. Pure."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 512
"""How many bytes tell."""

_TYPES: Final = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
}
_STARTS: Final = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"%PDF-", "pdf"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "webm"),
)
_BRANDS: Final = {b"avif": "avif", b"avis": "avif", b"qt  ": "mov", b"M4A ": "m4a"}
_SVG = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]", re.DOTALL
)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})$")


def recognise(head: bytes, name: str, said: str = "") -> tuple[str, str]:
    """The extension (without dot, "" when nothing tells) and media type of a file.

    `head` are its first bytes, `name` what its author called it, `said` the media type that its server gave.
    """
    extension = _by_content(head)
    if extension:
        return extension, _TYPES[extension]
    named = _EXTENSION.search(name)
    extension = named.group(1).lower() if named else ""
    said = said.partition(";")[0].strip().lower()
    return extension, said if said and said != "binary/octet-stream" else "application/octet-stream"


def _by_content(head: bytes) -> str:
    for start, extension in _STARTS:
        if head.startswith(start):
            return extension
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    if len(head) > 2 and head[0] == 0xFF and head[1] in (0xFB, 0xF3, 0xF2):
        return "mp3"
    return "svg" if _SVG.match(head) else ""
