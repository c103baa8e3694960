"""What is exported as plain Markdown and read back as local pages says the same."""

from __future__ import annotations

import pytest

from notionpress.content.blocks import Block
from notionpress.content.markdown import parse_markdown
from notionpress.render.dialects import PLAIN
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import MARKDOWN
from notionpress.site.reader import Reader
from tests.html_text import text_of
from tests.markdown.trees import Trees
from tests.render import worlds

ICON = "🌊"
"""Of the page that trees mention: an icon of a link becomes one of its words."""


def exported(blocks: tuple[Block, ...]) -> str:
    site = worlds.site()
    renderer = MarkdownRenderer(site.pages[worlds.TIDES], Reader(site), [], dialect=PLAIN, functions=MARKDOWN)
    return renderer.body(blocks)


def text(blocks: tuple[Block, ...]) -> str:
    return text_of(worlds.renderer(feed=True).body(blocks)).replace(ICON, "")


@pytest.mark.parametrize("hundred", range(4))
def test_trees_say_the_same_when_they_are_read_back(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * (hundred + 1)):
        tree = Trees(seed).tree()
        assert text(parse_markdown(exported(tree))) == text(tree), seed
