"""Pages and databases that stand in a page: links to pages, and rows as views show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from notionpress.content.blocks import ChildDatabase, ChildPage, LinkToPage
from notionpress.render.functions import html
from notionpress.render.layouts import layout
from notionpress.render.markup import NOTHING, Html, element, escape, join, void
from notionpress.site.databases import database_anchor
from notionpress.site.site import ShownView, Target

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
    return element("p", escape(render.word("unpublished_page")), class_="mention-unpublished")


def _page_link(target: Target, render: HtmlRenderer) -> Html:
    title = escape(target.title or render.word("untitled"))
    sign = render.icon(target.icon)
    link = element("a", join([sign, title], " ") if sign else title, href=target.url)
    return element("p", link, class_="page-link")


@html(ChildDatabase)
def child_database(block: ChildDatabase, render: HtmlRenderer) -> Html:
    """The published rows as their views show them; nothing where the database is not part of the site."""
    rows = render.rows(block.id)
    if rows is None:
        return NOTHING
    title = element("p", escape(rows.title), class_="database-title") if rows.title else NOTHING
    views = rows.views or (ShownView(columns=rows.columns, rows=rows.rows, values=rows.values),)
    label = rows.title or render.word("table")
    # A page may show one database twice; an id stands once.
    id = None if render.feed or render.number(block.id) > 1 else database_anchor(block.id)
    content = _views(views, label, render.level_above(block) + 1, render)
    return element("div", join([part for part in (title, content) if part], "\n"), class_="database", id=id)


def _views(views: Sequence[ShownView], label: str, level: int, render: HtmlRenderer) -> Html:
    """One view, or each behind a tab: radio buttons work without a script and from the keyboard."""
    if render.feed:
        # No style sheet lays them out there.
        return layout(replace(views[0], layout="table"), label, level, render)
    if len(views) == 1:
        return layout(views[0], label, level, render)
    number = render.number("tabs")
    parts: list[Html] = []
    for at, view in enumerate(views):
        id, name = f"tabs-{number}-{at + 1}", view.name or str(at + 1)
        parts.append(void("input", type="radio", name=f"tabs-{number}", id=id, checked=at == 0))
        parts.append(element("label", escape(name), for_=id))
        parts.append(element("div", layout(view, f"{label}: {name}", level, render), class_="tab-pane"))
    return element("div", join(parts, "\n"), class_="tabs", role="group", aria_label=label)
