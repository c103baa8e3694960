"""The hard page as HTML, and as Markdown of every dialect in that dialect's own parser: nothing is lost."""

from __future__ import annotations

import pytest

from notionpress.content.parse import parse_blocks
from notionpress.render.dialects import DIALECTS
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import MARKDOWN
from notionpress.site.reader import Reader
from tests.fidelity.checks import CHECKS, Document
from tests.fidelity.page import PAGE
from tests.markdown import parsers
from tests.render import worlds


def lost(html: str) -> list[str]:
    """What is not on a page as it should be."""
    page = Document(html)
    return [name for name, check in CHECKS.items() if not check(page)]


def exported(dialect: str) -> str:
    """The hard page as Markdown."""
    site = worlds.site()
    render = MarkdownRenderer(site.pages[worlds.TIDES], Reader(site), [], dialect=DIALECTS[dialect], functions=MARKDOWN)
    return render.body(parse_blocks(PAGE))


def test_there_are_more_checks_than_anybody_makes() -> None:
    assert len(CHECKS) > 61


def test_html_loses_nothing() -> None:
    assert lost(worlds.renderer().body(parse_blocks(PAGE))) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_markdown_loses_nothing(dialect: str) -> None:
    (html,) = parsers.PARSERS[dialect]([exported(dialect)])
    assert lost(html) == []
