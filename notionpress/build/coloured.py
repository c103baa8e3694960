"""Code put in colour while pages are read: builds find it made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from notionpress.content.blocks import Block
from notionpress.content.walk import snippets

if TYPE_CHECKING:
    from notionpress.render.highlight import Highlighter
    from notionpress.store.made import Made

_QUICK: Final = 10_000
"""Characters of a page's code that are put in colour here, in a tenth of a second: a server reads on meanwhile."""


class Coloured:
    """Colours the code of bodies into a cache."""

    def __init__(self, made: Made) -> None:
        self._made = made
        self._highlighter: Highlighter | None = None

    def look_at(self, blocks: tuple[Block, ...]) -> None:
        """Put the code of a body in colour; what is too much of it is left to builds."""
        room = _QUICK
        for code, language in snippets(blocks):
            room -= len(code)
            if room >= 0:
                self._highlight(code, language)

    def _highlight(self, code: str, language: str) -> None:
        if self._highlighter is None:
            from notionpress.render.highlight import Highlighter  # noqa: PLC0415  (only for those who write code)

            self._highlighter = Highlighter(self._made)
        self._highlighter.highlight(code, language)
