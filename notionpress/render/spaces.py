"""Runs of spaces in rich text, of which HTML and Markdown show one and Notion all."""

from __future__ import annotations

import re

from msgspec.structs import replace

from notionpress.content.rich_text import RichText, Text, plain

_NOT_BREAKING = "\N{NO-BREAK SPACE}"
_RUN = re.compile(r"(?:^|(?<=\n))  +|  +|\t")


def with_visible_spaces(rich_text: RichText) -> RichText:
    """The rich text with its runs of spaces kept by no-break spaces; lines may still break within a run.

    A single space at an edge is mostly an accident, and in code a style keeps spaces: both stay.
    """
    if not _has_runs(rich_text[0].text if len(rich_text) == 1 else plain(rich_text)):
        return rich_text
    found = []
    before = "\n"
    for span in rich_text:
        if isinstance(span, Text) and not span.annotations.code:
            kept = _kept(span.text, before)
            span = span if kept == span.text else replace(span, text=kept)  # noqa: PLW2901
        before = span.text[-1:] or before
        found.append(span)
    return tuple(found)


def _has_runs(text: str) -> bool:
    return "  " in text or "\t" in text


def _kept(text: str, before: str) -> str:
    """The text behind a character: the last space of a run lets a line end, but for one that indents a line."""
    if before == " " == text[:1]:
        text = _NOT_BREAKING + text[1:]
    return _RUN.sub(lambda found: _run(found, before), text) if _has_runs(text) else text


def _run(found: re.Match[str], before: str) -> str:
    if found[0] == "\t":
        return "\N{EM SPACE}"
    above = found.string[found.start() - 1] if found.start() else before
    count = len(found[0])
    return _NOT_BREAKING * count if above == "\n" else _NOT_BREAKING * (count - 1) + " "
