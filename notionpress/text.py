"""Text as Notion sends it, made fit for HTML and XML, and for terminals and logs."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_ASCII_CONTROLS = bytes(number for number in (*range(0x20), 0x7F) if number not in b"\t\n\r")
_COMMAND = re.compile(r"(?m)^(\s*)::")


def without_controls(text: str) -> str:
    """The text without the characters that HTML or XML 1.0 forbids.

    Those are control characters (C0 but for tab, line feed and carriage return; delete; C1), surrogates and
    noncharacters (HTML standard, "preprocessing the input stream"; XML 1.0, production `Char`).
    """
    if text.isascii():
        kept = text.encode().translate(None, _ASCII_CONTROLS)
        return text if len(kept) == len(text) else kept.decode()
    # Nearly every text is printable but for its line ends, and asking that costs far less than the search.
    if text.isprintable() or text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable():
        return text
    return _FORBIDDEN.sub("", text)


def inert(text: str) -> str:
    """The text without what a terminal or the log of a CI job would obey.

    GitHub's runner takes `::name::` at the start of a line, and `##[name]` anywhere in it, for commands, whichever
    program printed them (actions/runner, `ActionCommand`).
    """
    return _COMMAND.sub(r"\1: :", without_controls(text)).replace("##[", "## [")


def one_line(text: str) -> str:
    """The same on one line."""
    return inert(" ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
