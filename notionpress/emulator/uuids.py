"""Ids: which ones Notion accepts, and the stable ones of objects that come without."""

from __future__ import annotations

import hashlib
import re
import uuid

_NAMESPACE = uuid.UUID("3b0c1b5e-55a1-4c0e-9a5b-3f7a1b6d2c10")
_ACCEPTED = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[1-8][0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}", re.IGNORECASE)
_NIL = "00000000-0000-0000-0000-000000000000"
_PAGE_PART = 18


def dashed(text: str) -> str | None:
    """Return the dashed form of an id, or None when Notion would refuse it: version and variant bits count too."""
    if _ACCEPTED.fullmatch(text):
        return str(uuid.UUID(text))
    return _NIL if text.replace("-", "") == _NIL.replace("-", "") else None


def named_id(*parts: str) -> str:
    """The id that a thing without one gets from its name: the same in every run."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))


def block_id(page_id: str, place: str) -> str:
    """The id of a block without one, from its page and its place there.

    Its first half depends on the page alone, so that the page is found without an index of all blocks.
    """
    halves = (hashlib.sha256(text.encode()).digest()[:8] for text in (page_id, f"{page_id}/{place}"))
    return str(uuid.UUID(bytes=b"".join(halves), version=5))


def page_part(id: str) -> str:
    """The half of a block's id that tells its page."""
    return id[:_PAGE_PART]


def token(*parts: str) -> str:
    """A short id as Notion gives to properties and options: four characters, some of which must be encoded in URLs."""
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return "".join(chr(ord(";") + byte % 68) for byte in digest[:4])
