"""All block functions together: importing the modules that hold them has registered each."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from notionpress.render import html, html_media, views
from notionpress.render.functions import registered
from notionpress.render.html_renderer import BlockFunctions

__all__ = ["HTML", "html", "html_media", "views"]

HTML: Final[BlockFunctions] = MappingProxyType(registered())
"""The function that makes HTML of each class of block."""
