"""What a process that builds again and again remembers from one build to the next."""

from __future__ import annotations

from notionpress.site.kept import ParsedPage
from notionpress.theme.compiled import CompiledTemplates


class Memory:
    """Values that a build would otherwise read or make again; none of them is taken for right unless it still is."""

    def __init__(self) -> None:
        self.pages: dict[str, ParsedPage] = {}
        self._templates = "", CompiledTemplates()

    def templates(self, plugins: str) -> CompiledTemplates:
        """Compiled templates; `plugins` is the digest of what templates are compiled for, as their filters are."""
        if self._templates[0] != plugins:
            self._templates = plugins, CompiledTemplates()
        return self._templates[1]
