"""The words of rich text, however it was written."""

from __future__ import annotations

from typing import Any


def plain_text(value: Any) -> str:
    """The text of a string, of a rich text object, or of a list of both; a mention counts as far as it is written."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(plain_text, value))
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("plain_text"), str):
        return str(value["plain_text"])
    written = (value.get("text") or {}).get("content") or (value.get("equation") or {}).get("expression") or ""
    return str(written)
