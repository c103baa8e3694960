"""One page in the making as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from notionpress.content.blocks import Block
from notionpress.content.rich_text import Icon, RichText
from notionpress.render import inline
from notionpress.render.markup import NOTHING, Html, join
from notionpress.render.renderer import Renderer
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import PageMeta

BlockFunction: TypeAlias = Callable[[Any, "HtmlRenderer"], Html]
BlockFunctions: TypeAlias = Mapping[type[Block], BlockFunction]


class HtmlRenderer(Renderer):
    """Renders the blocks and rich texts of one page as HTML.

    `functions` holds a function for every class of block; `highlight(code, language)` gives coloured code. In a `feed`
    there is no style sheet and no page around the text: what needs either is written more plainly. `sizes` is how wide
    the theme shows pictures in the text.
    """

    def __init__(
        self,
        page: PageMeta,
        reader: Reader,
        problems: list[Problem],
        *,
        functions: BlockFunctions,
        highlight: Callable[[str, str], str],
        feed: bool = False,
        sizes: str = "100vw",
    ) -> None:
        super().__init__(page, reader, problems)
        self.highlight = highlight
        self.feed = feed
        self._sizes = sizes
        self._functions = functions

    @property
    def sizes(self) -> str:
        """How wide pictures in the text are shown, as HTML's attribute of that name."""
        self.reads.add("theme:pictures")
        return self._sizes

    def body(self, blocks: tuple[Block, ...]) -> Html:
        """The whole body of the page."""
        for kind in self.take_headings(blocks):
            self.reads.add(f"block:{kind.__name__}")
        return self.blocks(blocks)

    def blocks(self, blocks: Iterable[Block]) -> Html:
        """Blocks one after the other; those that show nothing leave no trace."""
        if not blocks:
            return NOTHING
        functions = self._functions
        return join([html for block in blocks if (html := functions[type(block)](block, self))], "\n")

    def inline(self, rich_text: RichText) -> Html:
        """A rich text as phrasing content."""
        return inline.inline(rich_text, self)

    def icon(self, icon: Icon | None) -> Html:
        """An icon, "" when there is none."""
        return inline.icon(icon, self) if icon else NOTHING
