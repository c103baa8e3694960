"""Pages and databases that stand in a page: links to pages, and rows as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notionpress.content.blocks import ChildDatabase, ChildPage, LinkToPage
from notionpress.render.functions import html
from notionpress.render.html import scrolling
from notionpress.render.markup import NOTHING, Html, element, escape, join
from notionpress.render.properties import property_html
from notionpress.site.databases import database_anchor
from notionpress.site.site import PageMeta, Rows, Target

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer


@html(ChildPage)
def child_page(block: ChildPage, render: HtmlRenderer) -> Html:
    """A line that leads to the page; nothing where it is not published."""
    target = render.page(block.id)
    return _page_link(target, render) if target else NOTHING


@html(LinkToPage)
def link_to_page(block: LinkToPage, render: HtmlRenderer) -> Html:
    """A line that leads to a page or database; a neutral one where that is not published."""
    if block.kind == "comment_id":
        return NOTHING
    target = render.page(block.target)
    if target is not None:
        return _page_link(target, render)
    render.problem("unpublished-target", "A link to a page leads to one that is not published.", block.id)
    return element("p", escape(render.word("unpublished_page")), class_="mention-unpublished")


def _page_link(target: Target, render: HtmlRenderer) -> Html:
    title = escape(target.title or render.word("untitled"))
    sign = render.icon(target.icon)
    link = element("a", join([sign, title], " ") if sign else title, href=target.url)
    return element("p", link, class_="page-link")


@html(ChildDatabase)
def child_database(block: ChildDatabase, render: HtmlRenderer) -> Html:
    """The published rows as a table; nothing where the database is not part of the site."""
    rows = render.rows(block.id)
    if rows is None:
        return NOTHING
    title = element("p", escape(rows.title), class_="database-title") if rows.title else NOTHING
    if rows.rows:
        content = scrolling(_table(rows, render), rows.title or render.word("table"), render)
    else:
        content = element("p", escape(render.word("database_empty")))
    # A page may show one database twice; an id stands once.
    id = None if render.feed or render.number(block.id) > 1 else database_anchor(block.id)
    return element("div", join([part for part in (title, content) if part], "\n"), class_="database", id=id)


def _table(rows: Rows, render: HtmlRenderer) -> Html:
    names = [column.name for column in rows.columns]
    head = element("tr", join([element("th", escape(name), scope="col") for name in names]))
    body = [_row(page, rows, at, render) for at, page in enumerate(rows.rows)]
    return element("table", join([element("thead", head), element("tbody", join(body, "\n"))], "\n"))


def _row(page: PageMeta, rows: Rows, at: int, render: HtmlRenderer) -> Html:
    cells = []
    for column in rows.columns:
        if column.type == "title":
            title = escape(page.title or render.word("untitled"))
            cells.append(element("th", element("a", title, href=page.route.url), scope="row"))
        else:
            value = rows.values[at].get(column.name)
            cells.append(element("td", property_html(value, render, column) if value else NOTHING))
    return element("tr", join(cells))
