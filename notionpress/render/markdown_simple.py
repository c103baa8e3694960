"""Simple rich text as Markdown: most of it holds nothing that needs care, and is made at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from notionpress.content.rich_text import PLAIN, Annotations, RichText, Text
from notionpress.render.dialects import Dialect
from notionpress.render.markdown_text import destination, means_nothing

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer

_CODE: Final = re.compile(r"\w(?:[\w .,;:()/+=-]*\w)?")
_ENDS: Final = frozenset(" .,;:)")
"""What may follow a mark for it to end there in every parser."""
_DELIMITERS: Final[Mapping[Annotations, str]] = MappingProxyType(
    {
        PLAIN: "",
        Annotations(bold=True): "**",
        Annotations(italic=True): "*",
        Annotations(strikethrough=True): "~~",
        Annotations(code=True): "`",
    }
)


def simple(rich_text: RichText, render: MarkdownRenderer) -> str | None:
    """Words that mean nothing in Markdown, some of them under one mark and apart from each other.

    None where there is anything else. What is made is what `marked` makes of the same.
    """
    made: list[str] = []
    before = " "
    after_mark = False
    for span in rich_text:
        if type(span) is not Text or not (text := span.text):
            return None
        if span.annotations is PLAIN and not span.href:
            # A word that begins in one span and ends in the next may mean something.
            if (made and not after_mark) or (after_mark and text[0] not in _ENDS) or not means_nothing(text):
                return None
            made.append(text)
            before, after_mark = text[-1], False
            continue
        found = _marked(span, render) if before == " " and not after_mark else None
        if found is None:
            return None
        made.append(found)
        after_mark = True
    words = "".join(made)
    return None if "  " in words else words


def _marked(span: Text, render: MarkdownRenderer) -> str | None:
    text, mark = span.text, _delimiter(span.annotations, render.dialect)
    if mark is None or (span.href and mark):
        return None
    if mark == "`":
        return f"`{text}`" if _CODE.fullmatch(text) else None
    if not (text[0].isalnum() and text[-1].isalnum() and means_nothing(text)):
        return None
    if mark:
        return f"{mark}{text}{mark}"
    url = render.target_of(span.href)
    return f"[{text}]({destination(url)})" if url else None


def _delimiter(how: Annotations, dialect: Dialect) -> str | None:
    """What stands around words that are set so: "" for nothing, None where more than a delimiter is needed."""
    mark = _DELIMITERS.get(how)
    return mark if mark != "~~" or dialect.strikethrough else None
