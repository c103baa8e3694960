"""One page in the making as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

from notionpress.content.blocks import Block, Image
from notionpress.content.rich_text import Icon, RichText
from notionpress.render import inline
from notionpress.render.markup import NOTHING, Html, element, join
from notionpress.render.renderer import Renderer
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import PageMeta

BlockFunction: TypeAlias = Callable[[Any, "HtmlRenderer"], Html]
GALLERY_SIZES: Final = "(min-width: 48rem) 22rem, 46vw"
"""How wide a picture of a gallery is shown, as HTML's attribute `sizes`."""

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
        self._in_gallery = False
        self._functions = functions

    @property
    def sizes(self) -> str:
        """How wide pictures in the text are shown, as HTML's attribute of that name."""
        if self._in_gallery:
            return GALLERY_SIZES
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
        functions, blocks = self._functions, tuple(blocks)
        if not self.feed and Image in map(type, blocks):
            return join([html for html in self._with_galleries(blocks) if html], "\n")
        return join([html for block in blocks if (html := functions[type(block)](block, self))], "\n")

    def _with_galleries(self, blocks: tuple[Block, ...]) -> Iterator[Html]:
        """Blocks as HTML; so many pictures one after the other as the settings say stand in a gallery."""
        functions = self._functions
        for are_pictures, run in groupby(blocks, key=lambda block: type(block) is Image):
            pictures = tuple(run)
            if are_pictures and len(pictures) > 1 and self._is_gallery(pictures):
                self._in_gallery = True
                shown = [functions[type(block)](block, self) for block in pictures]
                self._in_gallery = False
                yield element("div", join(shown, "\n"), class_="gallery")
            else:
                yield from (functions[type(block)](block, self) for block in pictures)

    def _is_gallery(self, pictures: Sequence[Block]) -> bool:
        least = self._reader.fact("gallery:")
        return bool(least) and len(pictures) >= least and not any(block.children for block in pictures)

    def inline(self, rich_text: RichText) -> Html:
        """A rich text as phrasing content."""
        return inline.inline(rich_text, self)

    def icon(self, icon: Icon | None) -> Html:
        """An icon, "" when there is none."""
        return inline.icon(icon, self) if icon else NOTHING
