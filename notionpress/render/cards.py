"""Rows of databases as cards and lines: the title as a link, the picture, the values under their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import Checkbox, Number, Property, Rollup
from notionpress.content.rich_text import FileRef
from notionpress.render.markup import NOTHING, Html, element, escape, join, void
from notionpress.render.pictures import picture
from notionpress.render.properties import property_html, property_text
from notionpress.render.texts import format_between, format_month
from notionpress.site.site import Group, PageMeta, ShownView

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer

CARD_SIZES: Final = "(min-width: 48rem) 20rem, 94vw"
"""How wide the picture of a card is, as in HTML's attribute `sizes`."""

_NAMED = (Checkbox, Number, Rollup)
"""Values that say little without the name of their property, which sighted readers are shown too."""


def row_link(page: PageMeta, render: HtmlRenderer, *, icon: bool = True) -> Html:
    """The title of a row as a link to its page."""
    title = escape(page.title or render.word("untitled"))
    sign = render.icon(page.icon) if icon else NOTHING
    return element("a", join([sign, title], " ") if sign else title, href=page.route.url)


def card(view: ShownView, at: int, render: HtmlRenderer, *, hidden: str = "") -> Html:
    """A row as a card; `hidden` is the property that the cards need not repeat."""
    page = view.rows[at]
    cover = _picture(view.covers[at], render) if view.covers else NOTHING
    # Where others have a picture, the icon stands for one.
    sign = render.icon(page.icon) if view.covers and not cover else NOTHING
    box = element("div", cover or sign, class_="row-cover" if cover else "row-cover row-sign")
    title = element("p", row_link(page, render, icon=not sign), class_="row-title")
    parts = [box if cover or sign else NOTHING, title, row_values(view, at, render, hidden=hidden)]
    return element("li", join([part for part in parts if part]), class_="row-card")


def line(view: ShownView, at: int, render: HtmlRenderer, *, hidden: str = "") -> Html:
    """A row as a line of a list."""
    title = element("p", row_link(view.rows[at], render), class_="row-title")
    return element("li", join([title, row_values(view, at, render, hidden=hidden)]), class_="row-line")


def _picture(ref: FileRef | None, render: HtmlRenderer) -> Html:
    """The picture of a card, which says nothing that the title does not; nothing where it cannot be had."""
    if ref is None:
        return NOTHING
    if media := render.file(ref) if ref.hosted else None:
        return picture(media, "", CARD_SIZES)
    url = render.address(ref) if not ref.hosted else None
    return void("img", src=url, alt="", loading="lazy", decoding="async") if url else NOTHING


def row_values(view: ShownView, at: int, render: HtmlRenderer, *, hidden: str = "") -> Html:
    """The values of a row with their names; those that are empty are left out."""
    pairs = []
    for column in view.columns:
        value = view.values[at].get(column.name)
        if value is None or column.name == hidden:
            continue
        if shown := property_html(value, render, column):
            pair = join([element("dt", escape(column.name)), element("dd", shown)])
            pairs.append(element("div", pair, class_="named" if _needs_name(value) else None))
    return element("dl", join(pairs), class_="row-values") if pairs else NOTHING


def _needs_name(value: Property) -> bool:
    return isinstance(value, _NAMED) and not (isinstance(value, Rollup) and isinstance(value.value, tuple))


def group_heading(
    group: Group, column: SchemaProperty | None, level: int, render: HtmlRenderer, *, count: bool = True
) -> Html:
    """The heading of a group, of a level in the page's outline from 1, and how many rows it has."""
    label = group_label(group, column, render)
    number = element("span", escape(str(len(group.rows))), class_="count")
    return element(f"h{min(level + 1, 6)}", join([label, number], " ") if count else label, class_="group-title")


def group_label(group: Group, column: SchemaProperty | None, render: HtmlRenderer) -> Html:
    """What the rows of a group share."""
    if group.value is None:
        return without_value(column.name if column else "", render)
    shown = property_html(group.value, render, column)
    match group.unit:
        case "month" | "year":
            return _period(group, render)
        case "range" if group.last is not None:
            first, last = (property_text(value, render, column) for value in (group.value, group.last))
            return escape(format_between(first, last, render.language))
        case "below":
            return join([escape("<"), shown], " ")
        case "above":
            return join([escape("≥"), shown], " ")
    if isinstance(group.value, Checkbox) and column:
        return join([escape(column.name), shown], ": ")
    return shown


def _period(group: Group, render: HtmlRenderer) -> Html:
    date = getattr(group.value, "date", None)
    if date is None:
        return NOTHING
    words = f"{date.start.year}" if group.unit == "year" else format_month(date.start, render.language)
    return element("time", escape(words), datetime=date.start.isoformat()[: 4 if group.unit == "year" else 7])


def without_value(name: str, render: HtmlRenderer) -> Html:
    """The words for rows that have nothing in a property."""
    return escape(render.word("without_value", name=name))


def cards(view: ShownView, rows: Iterable[int], render: HtmlRenderer, *, hidden: str = "") -> Html:
    """Rows as cards in a list."""
    return element("ul", join([card(view, at, render, hidden=hidden) for at in rows], "\n"), class_="row-cards")


def lines(view: ShownView, rows: Iterable[int], render: HtmlRenderer, *, hidden: str = "") -> Html:
    """Rows as lines of a list."""
    return element("ul", join([line(view, at, render, hidden=hidden) for at in rows], "\n"), class_="row-lines")
