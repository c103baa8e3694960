"""What a parser of CommonMark makes of our Markdown equals our own HTML, in structure and in words."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin
from msgspec.structs import replace

from notionpress.content.blocks import Block
from notionpress.render.dialects import PLAIN, Dialect
from notionpress.render.highlight import Highlighter
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import HTML, MARKDOWN
from notionpress.report import Problem
from notionpress.site.reader import Reader
from tests.markdown.structure import structure
from tests.markdown.trees import Trees
from tests.render import worlds

SITE = worlds.site()
HIGHLIGHT = Highlighter().highlight
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(tasklists_plugin)
WITHOUT_MATH = replace(PLAIN, math="")


def markdown(blocks: tuple[Block, ...], dialect: Dialect = WITHOUT_MATH, problems: list[Problem] | None = None) -> str:
    """Blocks as Markdown."""
    told = [] if problems is None else problems
    page = SITE.pages[worlds.TIDES]
    return MarkdownRenderer(page, Reader(SITE), told, dialect=dialect, functions=MARKDOWN).body(blocks)


def html(blocks: tuple[Block, ...]) -> str:
    """Blocks as HTML, as a feed has them: without what only a style sheet gives a meaning to."""
    return HtmlRenderer(SITE.pages[worlds.TIDES], Reader(SITE), [], functions=HTML, highlight=HIGHLIGHT).body(blocks)


def check(seed: int, *, equations: bool) -> None:
    """Compare the two renderings of one tree."""
    blocks = Trees(seed, equations=equations).tree()
    source = markdown(blocks)
    assert structure(PARSER.render(source)) == structure(html(blocks)), f"seed {seed}:\n{source}"


@pytest.mark.parametrize("start", range(0, 2000, 250))
def test_markdown_says_what_the_html_says(start: int) -> None:
    for seed in range(start, start + 250):
        check(seed, equations=seed % 5 == 0)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(2000, 12_000, 1000))
def test_markdown_says_what_the_html_says_in_ten_thousand_trees(start: int) -> None:
    for seed in range(start, start + 1000):
        check(seed, equations=seed % 5 == 0)
