"""Markdown that stands outside of any page, such as a theme's options, as HTML."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache

from msgspec.structs import replace

from notionpress.content.blocks import Block, Heading
from notionpress.content.markdown import parse_markdown
from notionpress.render.highlight import Highlighter
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.markup import Html
from notionpress.render.page import HTML
from notionpress.site.reader import EmptyReader
from notionpress.site.site import PageMeta, Route

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def snippet(text: str, language: str, time_zone: str) -> Html:
    """Markdown as HTML that is safe and has no ids of the page around it; links lead to addresses, not to files."""
    page = PageMeta(id="", kind="page", title="", route=Route("", ""), created=_NEVER, updated=_NEVER)
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    renderer = HtmlRenderer(
        page,
        EmptyReader(language, time_zone),
        [],
        functions=HTML,
        highlight=Highlighter().highlight,
        # Written plainly, as what needs numbers or scripts belongs to a page.
        feed=True,
    )
    return renderer.body(tuple(_apart(block, mark) for block in parse_markdown(text)))


def _apart(block: Block, mark: str) -> Block:
    """A block whose headings have ids that no heading of a page has."""
    children = tuple(_apart(child, mark) for child in block.children)
    if isinstance(block, Heading):
        return replace(block, anchor=f"{block.anchor}-{mark}", children=children)
    return replace(block, children=children) if children else block
