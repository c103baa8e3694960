"""What a process that builds again and again remembers from one build to the next."""

from __future__ import annotations

import gc
import sys
from typing import Final

from notionpress.site.kept import ParsedPage
from notionpress.theme.compiled import CompiledTemplates

_MORE: Final = 1.2
"""So much more than after the last time may be in use before it is worth looking for garbage."""


class Memory:
    """Values that a build would otherwise read or make again; none of them is taken for right unless it still is."""

    def __init__(self) -> None:
        self.pages: dict[str, ParsedPage] = {}
        self._templates = "", CompiledTemplates()
        self._in_use = 0

    def templates(self, plugins: str) -> CompiledTemplates:
        """Compiled templates; `plugins` is the digest of what templates are compiled for, as their filters are."""
        if self._templates[0] != plugins:
            self._templates = plugins, CompiledTemplates()
        return self._templates[1]

    def tidy(self) -> None:
        """Let go of what builds have left in circles, if there may be much of it: Python would not find it for long.

        What was frozen counts for what has always been there, of which Python looks at nothing until more is made.
        """
        if sys.getallocatedblocks() > _MORE * self._in_use:
            gc.collect()
            self._in_use = sys.getallocatedblocks()
