"""Text, lists and containers as HTML: one function per block type, named as Notion's type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from notionpress.content.blocks import (
    Block,
    Breadcrumb,
    BulletedList,
    BulletedListItem,
    Callout,
    Code,
    Column,
    ColumnList,
    Divider,
    Equation,
    Footnote,
    Footnotes,
    Heading,
    Image,
    MeetingNotes,
    NumberedList,
    NumberedListItem,
    Paragraph,
    Quote,
    SyncedBlock,
    Tab,
    Table,
    TableOfContents,
    TableRow,
    TabPane,
    Template,
    ToDo,
    ToDoList,
    Toggle,
    Unsupported,
)
from notionpress.content.raw import moment
from notionpress.content.rich_text import DateValue, LinkMention, RichText
from notionpress.render import problems
from notionpress.render.dates import date_html
from notionpress.render.functions import html
from notionpress.render.html_cards import mention_card
from notionpress.render.inline import color_class, formula, refused_equation
from notionpress.render.markup import (
    NOTHING,
    Attribute,
    Html,
    closing,
    element,
    escape,
    join,
    made_elsewhere,
    opening,
    void,
)
from notionpress.render.places import in_its_place, preview_box

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer


def _classes(*names: str | None) -> str | None:
    return " ".join(name for name in names if name) or None


def _indented(children: tuple[Block, ...], render: HtmlRenderer) -> Html:
    below = render.blocks(children)
    return element("div", below, class_="indent") if below else NOTHING


def _words_and_children(rich_text: RichText, children: tuple[Block, ...], render: HtmlRenderer) -> Html:
    """A paragraph of the words, then what is below them."""
    words = render.inline(rich_text)
    return join([part for part in (element("p", words) if words else NOTHING, render.blocks(children)) if part], "\n")


# Text


@html(Paragraph)
def paragraph(block: Paragraph, render: HtmlRenderer) -> Html:
    """`p`; what is indented below it follows in a box. An empty one is only space, which is the theme's."""
    if (mention := _only_mention(block.rich_text)) and not block.children and not block.icon:
        return mention_card(mention, render, color_class(block.color))
    words = render.inline(block.rich_text)
    if sign := render.icon(block.icon):
        words = join([sign, words], " ")
    color = color_class(block.color)
    if not block.children:
        if not words:
            return NOTHING
        return element("p", words, class_=color) if color else element("p", words)
    parts = [element("p", words) if words else NOTHING, _indented(block.children, render)]
    below = join([part for part in parts if part], "\n")
    return element("div", below, class_=_classes("paragraph", color)) if below else NOTHING


def _only_mention(words: RichText) -> LinkMention | None:
    """The mention of a web page that is all of a text, and that Notion has read a title from."""
    if LinkMention not in map(type, words):
        return None
    spans = [span for span in words if span.text.strip()]
    found = spans[0] if len(spans) == 1 else None
    return found if isinstance(found, LinkMention) and found.title else None


@html(Heading)
def heading(block: Heading, render: HtmlRenderer) -> Html:
    """`h2` to `h5`, since the page's title is its `h1`, without a gap; a toggle heading is the summary of `details`."""
    words = render.inline(block.rich_text)
    if not words and not block.children:
        return NOTHING
    name = f"h{render.level(block) + 1}"
    color = color_class(block.color)
    if not block.children:
        return element(name, join([words, _anchor(block, render)]), id=block.anchor, class_=color)
    title = element(name, words, id=block.anchor, class_=color) if words else NOTHING
    return _details("toggle-heading", title, block.children, render)


def _anchor(block: Heading, render: HtmlRenderer) -> Html:
    """A link to the heading, so that its address can be copied."""
    if render.feed:
        return NOTHING
    label = f"{render.word('link_to_section')}: {render.words(block.rich_text)}"
    return element("a", class_="anchor", href=f"#{block.anchor}", aria_label=label)


@html(Quote)
def quote(block: Quote, render: HtmlRenderer) -> Html:
    """`blockquote`."""
    inner = _words_and_children(block.rich_text, block.children, render)
    return element("blockquote", inner, class_=color_class(block.color)) if inner else NOTHING


@html(Callout)
def callout(block: Callout, render: HtmlRenderer) -> Html:
    """A note with its icon beside it."""
    inner = _words_and_children(block.rich_text, block.children, render)
    sign = render.icon(block.icon)
    if not inner and not sign:
        return NOTHING
    body = element("div", inner, class_="callout-body")
    return element("div", join([sign, body]), class_=_classes("callout", color_class(block.color)), role="note")


@html(Code)
def code(block: Code, render: HtmlRenderer) -> Html:
    """A figure with the highlighted source and its caption."""
    source = made_elsewhere(render.highlight(render.text(block.rich_text), block.language))
    # It scrolls, so the keyboard must reach it.
    pre = element("pre", element("code", source), tabindex=None if render.feed else 0)
    language = None if block.language == "plain text" else block.language
    return _figure("code", pre, block.caption, block.children, render, data_language=language)


def _figure(
    class_: str,
    content: Html,
    caption: RichText,
    children: tuple[Block, ...],
    render: HtmlRenderer,
    **attributes: Attribute,
) -> Html:
    words = render.inline(caption)
    parts = [content, element("figcaption", words) if words else NOTHING]
    figure = element("figure", join(parts), class_=class_, **attributes)
    return join([figure, render.blocks(children)], "\n") if children else figure


@html(Equation)
def equation(block: Equation, render: HtmlRenderer) -> Html:
    """MathML in a box of its own."""
    if not block.expression.strip():
        return NOTHING
    made = formula(block.expression, render, display=True)
    if not made:
        source = refused_equation(block.expression, render, block.id)
        return join([preview_box("equation", render), element("div", source, class_="equation refused")])
    return element("div", made, class_="equation", tabindex=None if render.feed else 0)


@html(Divider)
def divider(block: Divider, render: HtmlRenderer) -> Html:
    """`hr`."""
    return void("hr")


# Lists


@html(BulletedList)
def bulleted_list(block: BulletedList, render: HtmlRenderer) -> Html:
    """`ul`."""
    return element("ul", render.blocks(block.children))


@html(NumberedList)
def numbered_list(block: NumberedList, render: HtmlRenderer) -> Html:
    """`ol` with its start and its numbers, letters or Roman numerals."""
    kind = {"letters": "a", "roman": "i"}.get(block.format)
    return element("ol", render.blocks(block.children), type=kind, start=None if block.start == 1 else block.start)


@html(ToDoList)
def to_do_list(block: ToDoList, render: HtmlRenderer) -> Html:
    """`ul` of tasks."""
    return element("ul", render.blocks(block.children), class_="to-do-list")


@html(BulletedListItem)
def bulleted_list_item(block: BulletedListItem, render: HtmlRenderer) -> Html:
    """`li`."""
    return _item(block.rich_text, block.color, block.children, render)


@html(NumberedListItem)
def numbered_list_item(block: NumberedListItem, render: HtmlRenderer) -> Html:
    """`li`."""
    return _item(block.rich_text, block.color, block.children, render)


def _item(words: RichText, color: str, children: tuple[Block, ...], render: HtmlRenderer) -> Html:
    content = render.inline(words)
    if below := render.blocks(children):
        content = join([content, below], "\n")
    class_ = color_class(color)
    return element("li", content, class_=class_) if class_ else element("li", content)


@html(ToDo)
def to_do(block: ToDo, render: HtmlRenderer) -> Html:
    """`li` with a box that is ticked or not."""
    words = render.inline(block.rich_text)
    if render.feed:
        label = join([Html("☑" if block.checked else "☐"), words], " ")
    else:
        box = void("input", type="checkbox", disabled=True, checked=block.checked)
        label = element("label", join([box, element("span", words)], " "))
    below = render.blocks(block.children)
    classes = _classes("to-do", "checked" if block.checked else None, color_class(block.color))
    return element("li", join([label, below], "\n") if below else label, class_=classes)


# What opens and closes


@html(Toggle)
def toggle(block: Toggle, render: HtmlRenderer) -> Html:
    """`details`."""
    classes = _classes("toggle", color_class(block.color))
    return _details(classes or "toggle", render.inline(block.rich_text), block.children, render)


def _details(class_: str, title: Html, children: Iterable[Block], render: HtmlRenderer) -> Html:
    body = element("div", render.blocks(children), class_="toggle-body")
    summary = element("summary", title or escape("…"))
    return element("details", join([summary, body], "\n"), class_=class_)


@html(Template)
def template(block: Template, render: HtmlRenderer) -> Html:
    """`details`: the button's words, and what it would insert."""
    return _details("template", render.inline(block.rich_text), block.children, render)


@html(Tab)
def tab(block: Tab, render: HtmlRenderer) -> Html:
    """Radio buttons, each with its label and pane after it: they work without a script and from the keyboard."""
    panes = [pane for pane in block.children if isinstance(pane, TabPane)]
    if render.feed:
        return join([tab_pane(pane, render) for pane in panes], "\n")
    number = render.number("tabs")
    parts: list[Html] = []
    for at, pane in enumerate(panes):
        id = f"tabs-{number}-{at + 1}"
        sign, words = render.icon(pane.icon), render.inline(pane.rich_text)
        label = join([part for part in (sign, words) if part], " ") or escape(str(at + 1))
        parts.append(void("input", type="radio", name=f"tabs-{number}", id=id, checked=at == 0))
        parts.append(element("label", label, for_=id))
        parts.append(element("div", render.blocks(pane.children), class_="tab-pane"))
    if not parts:
        return NOTHING
    return element("div", join(parts, "\n"), class_="tabs", role="group", aria_label=render.word("tabs"))


@html(TabPane)
def tab_pane(block: TabPane, render: HtmlRenderer) -> Html:
    """A pane outside of tabs: its label and its blocks."""
    return _words_and_children(block.rich_text, block.children, render)


# Side by side


@html(ColumnList)
def column_list(block: ColumnList, render: HtmlRenderer) -> Html:
    """A grid whose columns have Notion's shares of the width."""
    columns = [one for one in block.children if isinstance(one, Column)]
    equal = 1 / len(columns) if columns else 1
    ratios = _ratios(columns, render)
    shares = ratios or [one.width_ratio or equal for one in columns]
    style = f"--columns: {' '.join(f'minmax(0, {share:.4g}fr)' for share in shares)}"
    inner = render.blocks(block.children)
    return element("div", inner, class_="columns pictures" if ratios else "columns", style=style) if inner else NOTHING


def _ratios(columns: Sequence[Column], render: HtmlRenderer) -> list[float]:
    """The shares in which pictures beside each other, one in each column, are equally high; nothing for other columns.

    Where an author has made columns unequal, they stay so.
    """
    if len(columns) < 2 or len({one.width_ratio for one in columns}) > 1:
        return []
    pictures = [one.children[0] for one in columns if len(one.children) == 1]
    files = [render.file(one.file) for one in pictures if isinstance(one, Image)]
    sizes = [(one.width, one.height) for one in files if one and one.is_shown and one.width and one.height]
    if len(sizes) < len(columns):
        return []
    whole = sum(width / height for width, height in sizes)
    return [width / height / whole for width, height in sizes]


@html(Column)
def column(block: Column, render: HtmlRenderer) -> Html:
    """One of the columns; an empty one keeps its place."""
    return element("div", render.blocks(block.children), class_="column")


@html(Table)
def table(block: Table, render: HtmlRenderer) -> Html:
    """`table` with its header row and header column, in a box that scrolls."""
    rows = [row for row in block.children if isinstance(row, TableRow)]
    width = max([block.width, *(len(row.cells) for row in rows)])
    if not rows or not width:
        return NOTHING
    head, rest = (rows[:1], rows[1:]) if block.has_column_header else ([], rows)
    parts = []
    if head:
        cells = [_header(cell, "col", render) for cell in _padded(head[0], width)]
        parts.append(element("thead", element("tr", join(cells))))
    if rest:
        lines = [_table_row(row, width, render, header=block.has_row_header) for row in rest]
        parts.append(element("tbody", join(lines, "\n")))
    return scrolling(element("table", join(parts, "\n")), render.word("table"), render)


def _padded(row: TableRow, width: int) -> tuple[RichText, ...]:
    return (*row.cells, *((),) * (width - len(row.cells)))


def _table_row(row: TableRow, width: int, render: HtmlRenderer, *, header: bool) -> Html:
    cells = [
        _header(cell, "row", render) if header and at == 0 else element("td", render.inline(cell))
        for at, cell in enumerate(_padded(row, width))
    ]
    return element("tr", join(cells))


def _header(cell: RichText, scope: str, render: HtmlRenderer) -> Html:
    """A header cell; an empty one, as in the corner of a table with both, is the header of nothing."""
    words = render.inline(cell)
    return element("th", words, scope=scope) if words else element("td")


@html(TableRow)
def table_row(block: TableRow, render: HtmlRenderer) -> Html:
    """A row outside of a table: its cells as a line."""
    cells = [html for cell in block.cells if (html := render.inline(cell))]
    return element("p", join(cells, " · ")) if cells else NOTHING


def scrolling(content: Html, label: str, render: HtmlRenderer) -> Html:
    """A box that scrolls sideways, which the keyboard can reach and a screen reader can name.

    It is a group, not a region: regions are landmarks, and a page with many tables would have nothing but those.
    """
    if render.feed:
        return content
    return element("div", content, class_="table-scroll", role="group", aria_label=label, tabindex=0)


# The page itself


@html(TableOfContents)
def table_of_contents(block: TableOfContents, render: HtmlRenderer) -> Html:
    """The headings of the page as nested lists."""
    if render.feed or not render.headings:
        return NOTHING
    classes = _classes("table-of-contents", color_class(block.color))
    number = render.number("table-of-contents")
    # Landmarks are told apart by their names.
    label = render.word("table_of_contents") if number == 1 else f"{render.word('table_of_contents')} {number}"
    return element("nav", _contents(render.headings, render), class_=classes, aria_label=label)


def _contents(headings: Iterable[Heading], render: HtmlRenderer) -> Html:
    """Lists in lists, by the levels of the outline."""
    parts: list[Html] = []
    depth = 0
    for one in headings:
        level = render.level(one)
        if level > depth:
            parts.append(opening("ol"))
        else:
            parts.append(join([closing("li"), *[closing("ol"), closing("li")] * (depth - level)]))
        depth = level
        link = element("a", escape(render.words(one.rich_text)), href=f"#{one.anchor}")
        parts.append(join([opening("li"), link]))
    parts.extend([closing("li"), closing("ol")] * depth)
    return join(parts)


@html(Breadcrumb)
def breadcrumb(block: Breadcrumb, render: HtmlRenderer) -> Html:
    """The path to this page."""
    path = render.breadcrumbs()
    if render.feed or not path:
        return NOTHING
    links = [element("a", escape(one.title or render.word("untitled")), href=one.url) for one in path[:-1]]
    here = element("span", escape(path[-1].title or render.word("untitled")), aria_current="page")
    items = [element("li", one) for one in (*links, here)]
    # Named by the page, so that it is told from the theme's own.
    label = f"{render.word('breadcrumb')}: {path[-1].title}"
    if (number := render.number("breadcrumb")) > 1:
        label = f"{label} {number}"
    return element("nav", element("ol", join(items)), class_="breadcrumb", aria_label=label)


@html(SyncedBlock)
def synced_block(block: SyncedBlock, render: HtmlRenderer) -> Html:
    """What is in it; a copy shows its original's blocks."""
    return render.blocks(block.children)


@html(MeetingNotes)
def meeting_notes(block: MeetingNotes, render: HtmlRenderer) -> Html:
    """A section with the title and time, the summary and notes, and the transcript folded."""
    parts = [element("p", render.inline(block.title))] if block.title else []
    if start := _time(block.start_time):
        parts.append(element("p", date_html(DateValue(start, _time(block.end_time)), render), class_="time"))
    for name, content in (
        ("meeting_summary", block.summary),
        ("meeting_notes", block.notes),
        ("meeting_transcript", block.transcript),
    ):
        inner = render.blocks(content)
        if inner:
            summary = element("summary", escape(render.word(name)))
            is_open = name != "meeting_transcript"
            parts.append(element("details", join([summary, inner], "\n"), open=is_open))
    status = None if block.status == "notes_ready" else block.status or None
    return element("div", join(parts, "\n"), class_="meeting-notes", data_status=status) if parts else NOTHING


def _time(text: str) -> datetime | None:
    found = moment(text)
    return found if isinstance(found, datetime) else None


@html(Footnotes)
def footnotes(block: Footnotes, render: HtmlRenderer) -> Html:
    """A list in a section of its own; in a feed a list below a rule."""
    notes = element("ol", render.blocks(block.children))
    if render.feed:
        return join([void("hr"), notes], "\n")
    return element("section", notes, class_="footnotes", role="doc-endnotes", aria_label=render.word("footnotes"))


@html(Footnote)
def footnote(block: Footnote, render: HtmlRenderer) -> Html:
    """An item with a link back to each of its marks."""
    words = render.inline(block.rich_text)
    if render.feed:
        return element("li", join([element("p", words), render.blocks(block.children)], "\n"))
    links = [_link_back(block.number, times, render) for times in range(1, block.marks + 1)]
    line = element("p", join([part for part in (words, *links) if part], " "))
    parts = [line, *([render.blocks(block.children)] if block.children else [])]
    return element("li", join(parts, "\n"), id=f"fn:{block.number}")


def _link_back(number: int, times: int, render: HtmlRenderer) -> Html:
    which, place = (f"{number}-{times}", f":{times}") if times > 1 else (str(number), "")
    label = render.word("back_to_reference", number=which)
    # Without the sign after it, some systems draw it as a picture.
    sign = escape("\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}")
    return element("a", sign, href=f"#fnref:{number}{place}", role="doc-backlink", aria_label=label)


@html(Unsupported)
def unsupported(block: Unsupported, render: HtmlRenderer) -> Html:
    """What site.yaml says, which is nothing by default, and what is below it: the author is told."""
    problems.unsupported_block(block.type, render, block.id)
    parts = in_its_place(block.type, block.id, render), render.blocks(block.children)
    return join([part for part in parts if part], "\n")
