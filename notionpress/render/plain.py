"""Rich text as words, without any markup, whatever they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notionpress.content.rich_text import DateMention, LinkMention, PageMention, RichText, Span, Text, UserMention
from notionpress.render.dates import date_text

if TYPE_CHECKING:
    from notionpress.render.renderer import Renderer


def text(rich_text: RichText, render: Renderer) -> str:
    """A rich text without markup, with nothing of pages that are not published."""
    return "".join([_words(span, render) for span in rich_text])


def words(rich_text: RichText, render: Renderer) -> str:
    """The same on one line."""
    return " ".join(text(rich_text, render).split())


def _words(span: Span, render: Renderer) -> str:
    if type(span) is Text and "://" not in span.text:
        return span.text
    match span:
        case PageMention(id=id):
            target = render.page(id)
            return target.title if target else render.word("unpublished_page")
        case UserMention():
            return user_words(span, render)
        case DateMention(date=date) if date is not None:
            return date_text(date, render)
        case Text(text=address) if render.is_withheld(address):
            return render.word("unpublished_page")
        case LinkMention(url=url):
            return render.word("unpublished_page") if render.link(url) is None else span.title or span.text
    return span.text


def user_words(span: UserMention, render: Renderer) -> str:
    """How a mentioned person is called, with Notion's @."""
    name = span.person.name or render.person(span.person.id)
    if name:
        return f"@{name}"
    return span.text or f"@{render.word('someone')}"
