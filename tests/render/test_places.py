"""The places of what cannot be shown: nothing, a quiet link or words for readers, a box that names it for authors."""

from __future__ import annotations

from msgspec.structs import replace

from notionpress.content.blocks import Equation, Image, Paragraph, Unsupported
from notionpress.content.rich_text import FileRef, InlineEquation, Text
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.page import HTML
from notionpress.report import Problem, Report
from notionpress.site.reader import Reader
from tests.render.worlds import TIDES, renderer, site

BLOCK = "88888888-8888-4888-8888-888888888888"
BUTTON = Unsupported(id=BLOCK, type="button", children=(Paragraph(rich_text=(Text("below"),)),))
REFUSED = r"\notacommand{x}"


def on_public_page(public_url: str) -> HtmlRenderer:
    made = site(unsupported="link")
    page = replace(made.pages[TIDES], public_url=public_url)
    return HtmlRenderer(page, Reader(made), [], functions=HTML, highlight=lambda code, _: code)


def test_readers_get_nothing_unless_site_yaml_says_otherwise() -> None:
    assert renderer().body((BUTTON,)) == "<p>below</p>"
    assert renderer(unsupported="text").body((BUTTON,)) == (
        '<p class="not-shown">This part can only be seen in Notion</p>\n<p>below</p>'
    )


def test_a_link_leads_to_the_block_of_a_public_page_alone() -> None:
    address = "https://acme.notion.site/Tides-1"
    assert f'<a href="{address}#{BLOCK.replace("-", "")}">' in on_public_page(address).body((BUTTON,))
    for unusable in ("", "javascript:alert(1)", "/x"):
        assert "<a" not in on_public_page(unusable).body((BUTTON,))
        assert 'class="not-shown"' in on_public_page(unusable).body((BUTTON,))


def test_the_words_are_in_the_sites_language() -> None:
    assert "nur in Notion" in renderer(unsupported="text", language="de").body((BUTTON,))


def test_authors_see_every_place_in_a_preview_and_readers_of_the_feed_none() -> None:
    blocks = (
        BUTTON,
        Equation(id=BLOCK, expression=REFUSED),
        Image(id=BLOCK, file=FileRef(key="space/none/lost.png", name="lost.png")),
        Paragraph(rich_text=(InlineEquation(REFUSED),)),
    )
    html = renderer(preview=True, unsupported="nothing").body(blocks)
    for what in ("button", "equation", "file"):
        assert f'<p class="not-shown preview">This part can only be seen in Notion: {what}</p>' in html
    assert '<code class="not-shown">' in html
    assert "below" in html
    assert "not-shown" not in renderer(preview=True, feed=True).body(blocks)
    assert "not-shown" not in renderer().body(blocks)


def test_what_is_not_shown_is_counted_by_type_and_page() -> None:
    problems: list[Problem] = []
    render = renderer(problems)
    render.body((BUTTON, replace(BUTTON, id=TIDES), Unsupported(type="form"), Equation(expression=REFUSED)))
    report = Report()
    report.extend(problems)
    report.add(Problem("same-address", "Not about what is shown."))
    page = f"https://www.notion.so/{TIDES.replace('-', '')}"
    assert report.fidelity == {"button": {page: 2}, "equation": {page: 1}, "form": {page: 1}}
