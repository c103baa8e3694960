"""Values as they may enter the cache: without signatures and expiry of files, e-mail addresses, and request ids."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

import msgspec


def object_digest(value: Any) -> str:
    """The digest that a value has in the index: of its canonical JSON, without what changes at every reading."""
    return digested(value)[1]


def digested(value: Any) -> tuple[bytes, str]:
    """The JSON of a value as it may be kept, and its digest."""
    value, data = sealed(value)
    return data, hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()[:32]


def sealed(value: Any) -> tuple[Any, bytes]:
    """The value as it may be kept, and its JSON; a look at the JSON tells most values that are clean already."""
    data = msgspec.json.encode(value)
    if any(sign in data for sign in (b'"expiry_time"', b"X-Amz-", b'"request_id"', b'"email"', b'"person"')):
        value = _without_secrets(value)
        if isinstance(value, dict):
            value.pop("request_id", None)
        data = msgspec.json.encode(value)
    return value, data


def _without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    if not isinstance(value, dict):
        return value
    clean = {key: _without_secrets(one) for key, one in value.items()}
    url = clean.get("url")
    if isinstance(url, str) and isinstance(clean.get("expiry_time", 0), str | None):
        del clean["expiry_time"]
        clean["url"] = url.partition("?")[0]
    for key in ("url", "href"):
        if isinstance(clean.get(key), str) and "X-Amz-" in clean[key] and _hosted(clean[key]):
            clean[key] = clean[key].partition("?")[0]
    if clean.get("object") == "user":
        clean.pop("person", None)
    return clean


def _hosted(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return True  # No address at all, but what is behind the question mark looks like a signature.
    return "prod-files-secure" in parts.netloc or "notion" in f"{parts.netloc}{parts.path}".lower()
