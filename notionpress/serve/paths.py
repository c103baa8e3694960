"""Which file of the site an address means, as web servers with clean URLs find it. Pure."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote, unquote

import msgspec

INDEX: Final = "index.html"

_TYPES: Final = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""Types that the machine's own table may lack or tell otherwise."""

_TEXTS: Final = frozenset(("application/json", "application/manifest+json", "application/xml", "image/svg+xml"))


class Place(msgspec.Struct, frozen=True):
    """What an address means: the `path` of a file of the site, "" for none, or the `address` to go to instead."""

    path: str = ""
    address: str = ""


def place_of(address: str, base_path: str, is_file: Callable[[str], bool]) -> Place:
    """What a raw path of a request means in a site whose base path is given; `is_file` knows the paths of its files.

    `/about/` is `about/index.html`; `/about` leads there, or is `about.html`. What leads out of the site is none.
    """
    if address == base_path.rstrip("/") or (address == "/" and base_path != "/"):
        return Place(address=base_path)
    if not address.startswith(base_path):
        return Place()
    path = unquote(address[len(base_path) :], errors="replace")
    parts = path.split("/")
    if "\0" in path or "\\" in path or any(part in (".", "..") or part.startswith(".notionpress") for part in parts):
        return Place()
    if path == "" or path.endswith("/"):
        # Two slashes are no other page.
        return Place(f"{path}{INDEX}") if "" not in parts[:-1] and is_file(f"{path}{INDEX}") else Place()
    if "" in parts:
        return Place()
    if is_file(path):
        return Place(path)
    if is_file(f"{path}/{INDEX}"):
        return Place(address=f"{base_path}{quote(path)}/")
    return Place(f"{path}.html") if is_file(f"{path}.html") else Place()


def media_type(path: str) -> str:
    """The media type of a file by its name, with the charset of what is text."""
    suffix = PurePosixPath(path).suffix.lower()
    found = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    is_text = found.startswith("text/") or found in _TEXTS or found.endswith("+xml")
    return f"{found}; charset=utf-8" if is_text else found
