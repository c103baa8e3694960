"""Views of databases as HTML: one function per layout, named as Notion's type of the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from notionpress.content.rich_text import DateValue
from notionpress.render.cards import cards, group_heading, group_label, lines, row_link, row_values, without_value
from notionpress.render.dates import date_html
from notionpress.render.html import scrolling
from notionpress.render.markup import NOTHING, Html, element, escape, join
from notionpress.render.properties import property_html
from notionpress.render.texts import day_of, format_month, weekdays
from notionpress.site.site import ShownView

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer

MOST_DAYS: Final = 31
"""A row that lasts longer stands in a calendar on its first and its last day alone."""


def layout(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """A view; `label` names it, `level` is that of its headings in the page's outline, from 1."""
    if not view.rows:
        return element("p", escape(render.word("database_empty")))
    return _LAYOUTS[view.layout](view, label, level, render)


def table(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """`table`, with a part for each group."""
    head = element("tr", join([element("th", escape(column.name), scope="col") for column in view.columns]))
    parts = [element("thead", head)]
    if view.groups:
        for group in view.groups:
            words = group_label(group, view.grouped_by, render)
            title = element("th", words, scope="rowgroup", colspan=len(view.columns), class_="group-title")
            rows = [element("tr", title), *(_row(view, at, render) for at in group.rows)]
            parts.append(element("tbody", join(rows, "\n")))
    else:
        parts.append(element("tbody", join([_row(view, at, render) for at in range(len(view.rows))], "\n")))
    return scrolling(element("table", join(parts, "\n")), label, render)


def _row(view: ShownView, at: int, render: HtmlRenderer) -> Html:
    cells = []
    for column in view.columns:
        if column.type == "title":
            cells.append(element("th", row_link(view.rows[at], render, icon=False), scope="row"))
        else:
            value = view.values[at].get(column.name)
            cells.append(element("td", property_html(value, render, column) if value else NOTHING))
    return element("tr", join(cells))


def list_(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """`ul` of lines."""
    return _sections(view, level, render, lambda rows: lines(view, rows, render, hidden=_repeated(view)))


def gallery(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """Cards with their pictures."""
    return _sections(view, level, render, lambda rows: cards(view, rows, render, hidden=_repeated(view)))


def _sections(view: ShownView, level: int, render: HtmlRenderer, show: Callable[[Sequence[int]], Html]) -> Html:
    """All rows, or a section with a heading for each group."""
    if not view.groups:
        return show(range(len(view.rows)))
    sections = []
    for group in view.groups:
        heading = group_heading(group, view.grouped_by, level, render)
        sections.append(element("section", join([heading, show(group.rows)], "\n"), class_="row-group"))
    return join(sections, "\n")


def _repeated(view: ShownView) -> str:
    """The property that the headings tell already."""
    return view.grouped_by.name if view.grouped_by else ""


def board(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """A column for each group, side by side in a box that scrolls; without groups, cards."""
    if not view.groups:
        return gallery(view, label, level, render)
    inner = element("div", gallery(view, label, level, render), class_="board")
    return element("div", inner, class_="board-scroll", role="group", aria_label=label, tabindex=0)


def calendar(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """A table for each month that has rows, and the rows that have no date below."""
    days: dict[date, list[int]] = {}
    for at, when in enumerate(view.dates):
        for day in _days(when, render.time_zone) if when else ():
            days.setdefault(day, []).append(at)
    months = [_month(first, days, view, render) for first in sorted({day.replace(day=1) for day in days})]
    return join([*months, *_undated(view, render)], "\n")


def _days(when: DateValue, time_zone: str) -> list[date]:
    first = day_of(when.start, time_zone)
    last = max(first, day_of(when.end, time_zone)) if when.end else first
    if first == last:
        return [first]
    if (last - first).days >= MOST_DAYS:
        return [first, last]
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def _month(first: date, days: Mapping[date, list[int]], view: ShownView, render: HtmlRenderer) -> Html:
    week = weekdays(render.language)
    caption = element("caption", escape(format_month(first, render.language)))
    head = element("tr", join([element("th", escape(short), scope="col", abbr=full) for _, short, full in week]))
    # The blanks before the first day, and after the last.
    cells = [element("td", class_="blank")] * [day for day, _, _ in week].index(first.weekday())
    cells += [_day(first.replace(day=number), days, view, render) for number in range(1, _length(first) + 1)]
    cells += [element("td", class_="blank")] * (-len(cells) % 7)
    rows = [element("tr", join(cells[at : at + 7])) for at in range(0, len(cells), 7)]
    body = join([caption, element("thead", head), element("tbody", join(rows, "\n"))], "\n")
    return element("table", body, class_="calendar")


def _length(first: date) -> int:
    """How many days a month has."""
    return next(number for number in (31, 30, 29, 28) if _is_day(first, number))


def _is_day(first: date, number: int) -> bool:
    try:
        first.replace(day=number)
    except ValueError:
        return False
    return True


def _day(day: date, days: Mapping[date, list[int]], view: ShownView, render: HtmlRenderer) -> Html:
    number = element("time", escape(str(day.day)), datetime=day.isoformat())
    rows = days.get(day, ())
    if not rows:
        return element("td", number)
    links = [element("li", row_link(view.rows[at], render)) for at in rows]
    return element("td", join([number, element("ul", join(links))]), class_="has-rows")


def _undated(view: ShownView, render: HtmlRenderer) -> list[Html]:
    rows = [at for at, when in enumerate(view.dates) if when is None]
    if not rows:
        return []
    return [element("p", without_value(view.date_name, render), class_="undated"), lines(view, rows, render)]


def timeline(view: ShownView, label: str, level: int, render: HtmlRenderer) -> Html:
    """`ol` by date; a bar in each item shows its share of the whole time."""
    zone = render.time_zone
    spans = {
        at: (first, max(first, day_of(when.end, zone)) if when.end else first)
        for at, when in enumerate(view.dates)
        if when and (first := day_of(when.start, zone))
    }
    if not spans:
        return join(_undated(view, render), "\n")
    start = min(first for first, _ in spans.values()).toordinal()
    whole = max(last for _, last in spans.values()).toordinal() + 1 - start
    items = [
        _item(view, at, _bar(spans[at], start, whole), render) for at in sorted(spans, key=lambda at: (spans[at], at))
    ]
    return join([element("ol", join(items, "\n"), class_="timeline"), *_undated(view, render)], "\n")


def _bar(span: tuple[date, date], start: int, whole: int) -> str:
    """Where a bar begins and how long it is, in percent; at least so long that it can be seen."""
    length = max(100 * (span[1].toordinal() + 1 - span[0].toordinal()) / whole, 1)
    begin = min(100 * (span[0].toordinal() - start) / whole, 100 - length)
    return f"--start: {begin:.4g}%; --length: {length:.4g}%"


def _item(view: ShownView, at: int, style: str, render: HtmlRenderer) -> Html:
    when = view.dates[at]
    title = element("p", row_link(view.rows[at], render), class_="row-title")
    time = date_html(when, render) if when else NOTHING
    bar = element("div", element("span", style=style), class_="bar", aria_hidden="true")
    values = row_values(view, at, render, hidden=view.date_name)
    return element("li", join([title, time, bar, values]), class_="row-span")


_LAYOUTS: Mapping[str, Callable[[ShownView, str, int, HtmlRenderer], Html]] = MappingProxyType(
    {
        "table": table,
        "list": list_,
        "gallery": gallery,
        "board": board,
        "calendar": calendar,
        "timeline": timeline,
    }
)
