"""Headings have ids in Markdown where a link needs one, or where the dialect has a notation for them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from notionpress.content.blocks import Block, Heading, Paragraph, TableOfContents
from notionpress.content.rich_text import Text
from notionpress.content.summarise import summarise
from notionpress.render.dialects import DIALECTS
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import MARKDOWN
from notionpress.site.reader import Reader
from tests.render import worlds

BLOCK = "77777777-7777-4777-8777-777777777777"
HEADING = Heading(id=BLOCK, level=1, rich_text=(Text("Springs"),), anchor="springs")
WITHOUT = ("plain", "eleventy", "astro", "hexo")


def markdown(name: str, *blocks: Block, linked: frozenset[str] = frozenset()) -> str:
    """Blocks of a page in a site whose links lead to some blocks."""
    site = replace(worlds.site(), linked=linked)
    page = replace(site.pages[worlds.TIDES], anchors=f"{BLOCK} springs")
    site = replace(site, pages={**site.pages, page.id: page})
    return MarkdownRenderer(page, Reader(site), [], dialect=DIALECTS[name], functions=MARKDOWN).body(blocks)


@pytest.mark.parametrize("name", WITHOUT)
def test_a_heading_that_nothing_links_to_is_written_by_its_words(name: str) -> None:
    assert markdown(name, HEADING) == "## Springs\n"


@pytest.mark.parametrize("name", WITHOUT)
@pytest.mark.parametrize("link", [BLOCK, "#springs"])
def test_a_heading_that_a_page_links_to_has_its_id(name: str, link: str) -> None:
    assert markdown(name, HEADING, linked=frozenset({link})) == '## <a id="springs"></a>Springs\n'


@pytest.mark.parametrize("name", WITHOUT)
def test_headings_below_a_table_of_contents_have_their_ids(name: str) -> None:
    assert '<a id="springs"></a>' in markdown(name, TableOfContents(), HEADING)


@pytest.mark.parametrize("name", sorted(set(DIALECTS) - set(WITHOUT)))
def test_a_heading_has_its_id_in_the_dialects_notation(name: str) -> None:
    made = markdown(name, HEADING)
    assert "springs" in made
    assert "<a" not in made


def test_a_summary_tells_what_links_name() -> None:
    href = f"/{worlds.TIDES.replace('-', '')}#{BLOCK.replace('-', '')}"
    words = (Text("x", href=href), Text("y", href="#springs"), Text("z", href="https://example.org/#springs"))
    links = summarise((Paragraph(rich_text=words),)).links
    assert [(link.target, link.anchor) for link in links] == [(worlds.TIDES, BLOCK), ("", "springs")]
