"""All block functions together: importing the modules that hold them has registered each."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from notionpress.render import html, html_cards, html_media, markdown, markdown_lists, markdown_media, views
from notionpress.render.functions import registered, registered_markdown
from notionpress.render.html_renderer import BlockFunctions
from notionpress.render.markdown_renderer import MarkdownFunctions

__all__ = [
    "HTML",
    "MARKDOWN",
    "html",
    "html_cards",
    "html_media",
    "markdown",
    "markdown_lists",
    "markdown_media",
    "views",
]

HTML: Final[BlockFunctions] = MappingProxyType(registered())
"""The function that makes HTML of each class of block."""

MARKDOWN: Final[MarkdownFunctions] = MappingProxyType(registered_markdown())
"""The function that makes Markdown of each class of block."""
