"""Notion ids, the URLs that carry them, and the stable keys of files whose URLs expire."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

LOCAL_FILE: Final = "content:"
"""What the keys of files beside local pages begin with; the rest is the path in the content folder."""

_HEX32 = re.compile(r"(?<![0-9a-fA-F])([0-9a-fA-F]{32})(?![0-9a-fA-F])")
_DASHED = re.compile(
    r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9a-fA-F])"
)
_NOTION_HOSTS = ("notion.so", "notion.site", "notion.com")
_WEB = ("https://", "http://")


def parse_id(text: str) -> str:
    """Return the dashed id that an id or a Notion URL names.

    `text` is an id with or without dashes, or the address of a page, database or data source
    (`https://www.notion.so/Title-<id>`, `https://app.notion.com/p/…`, `…notion.site/…`). A peek parameter
    (`?p=<id>`) names the opened page and wins over the path. Raises ValueError when there is no id in it.
    """
    text = text.strip()
    if "/" in text:
        parts = urlsplit(text if "//" in text else f"//{text}")
        peek = parse_qs(parts.query).get("p", [""])[0]
        for candidate in (peek, unquote(parts.path)):
            if found := _last_id(candidate):
                return found
        raise ValueError(f"there is no Notion id in {text!r}")
    if _HEX32.fullmatch(text) or _DASHED.fullmatch(text):
        return str(UUID(text))
    raise ValueError(f"{text!r} is neither a Notion id nor a Notion URL")


def is_id(text: str) -> bool:
    """Whether a text is a dashed id."""
    return _DASHED.fullmatch(text) is not None


def linked_id(url: str) -> tuple[str, str] | None:
    """Return (id, block id or "") when a link leads to a Notion page, else None.

    Links that authors make between pages arrive as `/<id32>`, `/<id32>#<block id32>` or as a full Notion URL.
    """
    if url.startswith(_WEB) and url.isprintable() and "notion." not in url.lower():
        return None  # Most links, told without the cost of splitting them; what browsers leave out is not printable.
    parts = split_url(url)
    if parts.netloc:
        host = parts.netloc.lower().partition(":")[0]
        if not any(host == known or host.endswith(f".{known}") for known in _NOTION_HOSTS):
            return None
    elif parts.scheme or not parts.path.startswith("/"):
        return None
    peek = parse_qs(parts.query).get("p", [""])[0]
    target = _last_id(peek) or _last_id(unquote(parts.path))
    if target is None:
        return None
    block = _HEX32.fullmatch(parts.fragment)
    return target, str(UUID(block.group(1))) if block else ""


def split_url(url: str) -> SplitResult:
    """Return the parts of an address; all are "" where authors wrote none: brackets around what is no IPv6 host."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _last_id(text: str) -> str | None:
    found = _DASHED.findall(text) or _HEX32.findall(text)
    return str(UUID(found[-1])) if found else None


def notion_url(id: str) -> str:
    """Return an address that opens the page or block in Notion."""
    return f"https://www.notion.so/{id.replace('-', '')}"


def file_key(url: str) -> str:
    """Return the part of a Notion-hosted file's URL that stays the same while its signature changes.

    It is the path, `<space id>/<file id>/<name>`, without host and query: every read of the API signs anew.
    """
    return unquote(split_url(url).path or url.partition("?")[0]).lstrip("/")


def derived_id(*parts: str) -> str:
    """Return the dashed id of something that has none in Notion; the same parts always give the same."""
    return str(uuid5(NAMESPACE_URL, "\n".join(("notionpress", *parts))))


def local_id(path: str) -> str:
    """Return the dashed id of a local page, by its path in the content folder (`guide/tides.md`)."""
    return derived_id("content", path)
