"""A sentence that links to a page, as that page shows it among its backlinks."""

from __future__ import annotations

from itertools import groupby

from msgspec.structs import replace

from notionpress.content.mentions import leads_to
from notionpress.content.rich_text import LinkMention, PageMention, RichText, Span, Text, link_of
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.markup import Html, element, join


def sentence_html(sentence: RichText, page_id: str, render: HtmlRenderer) -> Html:
    """The sentence without links, and in `mark` the words that lead to the page; what is not public is left out."""
    parts = []
    for is_link, spans in groupby(sentence, key=lambda span: leads_to(span, page_id)):
        words = render.inline(tuple(_unlinked(span, render) for span in spans))
        parts.append(element("mark", words) if is_link else words)
    return join(parts)


def _unlinked(span: Span, render: HtmlRenderer) -> Span:
    """A span that leads nowhere, with the title that a page has now."""
    match span:
        case PageMention(id=id, annotations=how):
            target = render.page(id)
            return Text((target.title or render.word("untitled")) if target else render.word("unpublished_page"), how)
        case LinkMention(annotations=how):
            return Text(render.words((span,)), how)
    return replace(span, href="") if link_of(span) else span
