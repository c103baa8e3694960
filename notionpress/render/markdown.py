"""Text and containers as Markdown: one function per block type, named as Notion's type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape as html_escape
from typing import TYPE_CHECKING

from notionpress.content.blocks import (
    Block,
    Breadcrumb,
    Callout,
    Code,
    Column,
    ColumnList,
    Divider,
    Equation,
    Footnote,
    Footnotes,
    Heading,
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
    Toggle,
    Unsupported,
)
from notionpress.content.raw import moment
from notionpress.content.rich_text import DateValue, EmojiIcon, RichText, Text
from notionpress.render.dates import date_text
from notionpress.render.dialects import holds_template, language
from notionpress.render.functions import markdown
from notionpress.render.markdown_inline import is_plain
from notionpress.render.markdown_math import display_math
from notionpress.render.markdown_text import apart, destination, indented, line_feeds, lines, quoted
from notionpress.render.problems import unsupported_block

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer

_KINDS = {
    "💡": "tip",
    "✅": "tip",
    "⚠️": "warning",
    "⚠": "warning",
    "🚧": "warning",
    "❗": "danger",
    "🚨": "danger",
    "🔥": "danger",
    "⛔": "danger",
    "ℹ️": "info",
    "ℹ": "info",
}
"""What a callout's icon says it is; others are notes."""

_ALERTS = {"tip": "TIP", "warning": "WARNING", "danger": "CAUTION", "info": "NOTE", "note": "NOTE"}
_TITLE = re.compile(r"\w(?:[\w ./,()+-]*\w)?")
_CLOSING = re.compile(r"(?<!\S)#+$")
_TIGHT_CLOSING = re.compile(r"(?<![\\#])#+$")
_DOTS = (Text("…"),)
_BACKTICKS = re.compile(r"^\s*(`{3,})", re.MULTILINE)


# Text


@markdown(Paragraph)
def paragraph(block: Paragraph, render: MarkdownRenderer) -> str:
    """Lines; what is indented below them follows in a box."""
    words = render.inline(block.rich_text, color=block.color)
    if block.icon and (sign := render.icon(block.icon)):
        words = f"{sign} {words}" if words else sign
    if not block.children:
        return words
    below = render.within("box", block.children)
    return apart(words, render.box("div", below, class_="indent") if below else "")


@markdown(Heading)
def heading(block: Heading, render: MarkdownRenderer) -> str:
    """A heading one level below the page's title; a toggle heading is the summary of `details`."""
    words = render.inline(block.rich_text, "heading", block.color)
    if not words:
        return _folded(_DOTS, _folded_blocks(block.children, render), render) if block.children else ""
    # Number signs at the end would be taken for the closing ones.
    if words.endswith("#"):
        closing = _TIGHT_CLOSING if render.dialect.tight_headings else _CLOSING
        words = closing.sub(lambda found: "\\#" * len(found[0]), words)
    named = render.with_id(words, block.anchor) if block.anchor else words
    line = f"{'#' * (render.level(block) + 1)} {named}"
    return _details_with_heading(line, block.children, render) if block.children else line


def _details_with_heading(line: str, children: Iterable[Block], render: MarkdownRenderer) -> str:
    return render.box("details", render.within("box", children), before=render.box("summary", line))


@markdown(Quote)
def quote(block: Quote, render: MarkdownRenderer) -> str:
    """A block quotation."""
    inner = apart(render.inline(block.rich_text, color=block.color), render.blocks(block.children))
    if render.in_generic_block and "\n\n" in inner:
        return render.box("blockquote", inner)
    return quoted(inner) if inner else ""


@markdown(Callout)
def callout(block: Callout, render: MarkdownRenderer) -> str:
    """The generator's own box, or a quotation that begins with the icon."""
    way = render.dialect.callouts
    sign, words = render.icon(block.icon), render.inline(block.rich_text)
    below = render.within("box" if way == "admonition" and render.in_generic_block else "list", block.children)
    kind = _KINDS.get(block.icon.emoji, "note") if isinstance(block.icon, EmojiIcon) else "note"
    if way == "directive":
        inner = apart(words, below)
        colons = _fence(":", inner)
        return f"{colons}{kind}{f'[{sign}]' if sign else ''}\n\n{inner}\n\n{colons}"
    if way == "admonition" and render.in_generic_block:
        title = render.box("p", sign, class_="admonition-title") if sign else ""
        return render.box("div", apart(title, words, below), class_=f"admonition {kind}")
    if way == "admonition":
        return f'!!! {kind} "{sign}"\n\n{indented(apart(words, below), "    ")}'.rstrip()
    inner = apart(f"{sign} {words}".strip(), below)
    if not inner:
        return ""
    if way == "alert":
        return f"> [!{_ALERTS[kind]}]\n{quoted(inner)}"
    if way == "html":
        color = {} if block.color == "default" else {"data-color": block.color}
        return render.box("aside", inner, class_="callout", **color)
    return quoted(inner)


def _fence(mark: str, inner: str) -> str:
    """A fence of three marks, or of more than stand at the start of any line inside."""
    longest = max((len(run) for run in re.findall(rf"^\s*({mark}{{3,}})", inner, re.MULTILINE)), default=2)
    return mark * (longest + 1)


@markdown(Code)
def code(block: Code, render: MarkdownRenderer) -> str:
    """A fenced block, in the generator's names of languages."""
    source = line_feeds(render.text(block.rich_text))
    if "\t" in source and not render.dialect.tabs_in_code:
        source = source.expandtabs(4)
    if holds_template(source, render.dialect):
        # A template language would read it: as text by its characters' numbers it does not.
        escaped = html_escape(source).replace("{", "&#123;").replace("}", "&#125;").replace("\n", "&#10;")
        return apart(render.figure(f"<pre><code>{escaped}</code></pre>", block.caption), render.blocks(block.children))
    runs = _BACKTICKS.findall(source) if "```" in source else ()
    fence = "`" * max(3, max(map(len, runs), default=0) + 1)
    name = language(block.language, render.dialect)
    if not block.caption:
        made = f"{fence}{name}\n{source}\n{fence}"
    elif name and render.dialect.code_title and _is_title(caption := render.text(block.caption), block.caption):
        made = f"{fence}{name}{render.dialect.code_title.format(caption)}\n{source}\n{fence}"
    else:
        made = render.figure(f"{fence}{name}\n{source}\n{fence}", block.caption)
    return apart(made, render.blocks(block.children))


def _is_title(words: str, caption: RichText) -> bool:
    """Whether the words of a caption can stand between quotes behind a code block's language."""
    return all(map(is_plain, caption)) and bool(_TITLE.fullmatch(words))


@markdown(Equation)
def equation(block: Equation, render: MarkdownRenderer) -> str:
    """TeX between two dollars, or MathML."""
    return display_math(block.expression, render, block.id)


@markdown(Divider)
def divider(block: Divider, render: MarkdownRenderer) -> str:
    """A thematic break."""
    return "---"


# What opens and closes


@markdown(Toggle)
def toggle(block: Toggle, render: MarkdownRenderer) -> str:
    """`details`, or what the generator has for it."""
    return _details(block.rich_text, _folded_blocks(block.children, render), render, color=block.color)


def _folded_blocks(blocks: Iterable[Block], render: MarkdownRenderer) -> str:
    """What will stand in an admonition, which is set in, or in an element."""
    old = render.dialect.details == "admonition" and not render.in_generic_block
    return render.within("list" if old else "box", blocks)


def _details(title: RichText, inner: str, render: MarkdownRenderer, *, color: str = "default") -> str:
    return _folded(title or _DOTS, inner, render, color=color)


def _folded(
    title: RichText,
    inner: str,
    render: MarkdownRenderer,
    *,
    color: str = "default",
    name: str = "",
    open_: bool = False,
) -> str:
    """Content below a line that opens it."""
    if render.dialect.details == "admonition" and not render.in_generic_block:
        words = lines(render.inline(title, "heading", color), render.dialect)
        return f'???{"+" if open_ else ""} note "{words}"\n\n{indented(inner, "    ")}'.rstrip()
    attributes = {"name": name} if name else {}
    if open_:
        attributes["open"] = ""
    return render.box("details", inner, before=render.line_box("summary", title, color), **attributes)


@markdown(Template)
def template(block: Template, render: MarkdownRenderer) -> str:
    """`details`: the button's words, and what it would insert."""
    return _details(block.rich_text, _folded_blocks(block.children, render), render)


@markdown(Tab)
def tab(block: Tab, render: MarkdownRenderer) -> str:
    """The generator's tabs, or `details` of which one is open at a time."""
    panes = [pane for pane in block.children if isinstance(pane, TabPane)]
    if not panes:
        return ""
    number = render.number("tabs")
    made = [_pane(pane, at, number, render) for at, pane in enumerate(panes)]
    if render.dialect.tabs == "docusaurus":
        return "<Tabs>\n" + "\n".join(made) + "\n</Tabs>"
    return "\n\n".join(made)


def _pane(pane: TabPane, at: int, number: int, render: MarkdownRenderer) -> str:
    sign = pane.icon.emoji if isinstance(pane.icon, EmojiIcon) else ""
    label = " ".join(part for part in (sign, render.words(pane.rich_text)) if part) or str(at + 1)
    inner = _folded_blocks(pane.children, render)
    if render.dialect.tabs == "admonition" and not render.in_generic_block:
        return f'=== "{render.escape(label)}"\n\n{indented(inner, "    ")}'.rstrip()
    if render.dialect.tabs == "docusaurus":
        default = " default" if at == 0 else ""
        return f'<TabItem value="{at + 1}" label="{html_escape(label)}"{default}>\n\n{inner}\n\n</TabItem>'
    title: RichText = (Text(label),)
    if pane.rich_text:
        title = (Text(f"{sign} "), *pane.rich_text) if sign else pane.rich_text
    return _folded(title, inner, render, name=f"tabs-{number}", open_=at == 0)


@markdown(TabPane)
def tab_pane(block: TabPane, render: MarkdownRenderer) -> str:
    """A pane outside of tabs: its label and its blocks."""
    return apart(render.inline(block.rich_text), render.blocks(block.children))


# Side by side


@markdown(ColumnList)
def column_list(block: ColumnList, render: MarkdownRenderer) -> str:
    """Boxes in a box; they follow one another where no style sheet sets them side by side."""
    inner = render.within("box", block.children)
    return render.box("div", inner, class_="columns") if inner else ""


@markdown(Column)
def column(block: Column, render: MarkdownRenderer) -> str:
    """One of the columns; an empty one keeps its place."""
    return render.box("div", render.within("box", block.children), class_="column")


@markdown(Table)
def table(block: Table, render: MarkdownRenderer) -> str:
    """A table of pipes; one with a header column is HTML, which pipes cannot say."""
    rows = [row for row in block.children if isinstance(row, TableRow)]
    width = max([block.width, *(len(row.cells) for row in rows)])
    if not rows or not width:
        return ""
    only_headers = block.has_column_header and len(rows) == 1
    if block.has_row_header or (only_headers and not render.dialect.table_of_headers):
        return _html_table(rows, width, render, header=block.has_column_header)
    cells = [[render.inline(cell, "cell") for cell in _padded(row, width)] for row in rows]
    head = cells.pop(0) if block.has_column_header else None
    return pipes(head, cells, width, render)


def pipes(head: list[str] | None, rows: list[list[str]], width: int, render: MarkdownRenderer) -> str:
    """Cells as a table of pipes; without a head its head is empty, where the dialect must have one."""
    lines = [_pipe_row(row) for row in rows]
    if head or render.dialect.table_headers:
        lines = [_pipe_row(head or [""] * width), _pipe_row(["---"] * width), *lines]
    return "\n".join(lines)


def _pipe_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _padded(row: TableRow, width: int) -> tuple[RichText, ...]:
    return (*row.cells, *((),) * (width - len(row.cells)))


def _html_table(rows: list[TableRow], width: int, render: MarkdownRenderer, *, header: bool) -> str:
    made = []
    for at, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(_padded(row, width)):
            scope = "col" if header and at == 0 else "row" if column == 0 else ""
            filled = render.line_box("th", cell, scope=scope) if scope else render.line_box("td", cell)
            cells.append(filled or render.line_box("td", (), empty=True))
        made.append(cells)
    if render.dialect.containers == "blocks":
        return render.box("table", apart(*(render.box("tr", apart(*cells)) for cells in made)))
    lines = [f"<tr>\n{_stacked(cells)}\n</tr>" for cells in made]
    return f"<table>\n{_stacked(lines)}\n</table>"


def _stacked(parts: list[str]) -> str:
    """Pieces of HTML below each other, with empty lines where there is Markdown in them."""
    return ("\n\n" if any("\n\n" in part for part in parts) else "\n").join(parts)


@markdown(TableRow)
def table_row(block: TableRow, render: MarkdownRenderer) -> str:
    """A row outside of a table: its cells as a line."""
    return " · ".join(words for cell in block.cells if (words := render.inline(cell)))


# The page itself


@markdown(TableOfContents)
def table_of_contents(block: TableOfContents, render: MarkdownRenderer) -> str:
    """The headings of the page as nested lists."""
    width = max(2, render.dialect.indent)
    lines = []
    for one in render.headings:
        link = f"[{render.label(render.words(one.rich_text))}]({destination(f'#{one.anchor}')})"
        lines.append(f"{' ' * width * (render.level(one) - 1)}{'-'.ljust(width)}{link}")
    return "\n".join(lines)


@markdown(Breadcrumb)
def breadcrumb(block: Breadcrumb, render: MarkdownRenderer) -> str:
    """The path to this page."""
    path = render.breadcrumbs()
    if not path:
        return ""
    here = render.escape(path[-1].title or render.word("untitled"))
    return " / ".join([*(render.page_link(one) for one in path[:-1]), here])


@markdown(SyncedBlock)
def synced_block(block: SyncedBlock, render: MarkdownRenderer) -> str:
    """What is in it; a copy shows its original's blocks."""
    return render.blocks(block.children)


@markdown(MeetingNotes)
def meeting_notes(block: MeetingNotes, render: MarkdownRenderer) -> str:
    """The title and time, the summary and notes, and the transcript folded."""
    parts = [render.inline(block.title)]
    start, end = moment(block.start_time), moment(block.end_time)
    if start:
        parts.append(render.escape(date_text(DateValue(start, end), render)))
    for name, content in (
        ("meeting_summary", block.summary),
        ("meeting_notes", block.notes),
        ("meeting_transcript", block.transcript),
    ):
        if inner := _folded_blocks(content, render):
            title = (Text(render.word(name)),)
            parts.append(_folded(title, inner, render, open_=name != "meeting_transcript"))
    return apart(*parts)


@markdown(Footnotes)
def footnotes(block: Footnotes, render: MarkdownRenderer) -> str:
    """The notes in the notation for them; where a dialect has none, a numbered list below a rule."""
    if render.dialect.footnotes:
        return render.blocks(block.children)
    notes = [one for one in block.children if isinstance(one, Footnote)]
    items = tuple(NumberedListItem(id=one.id, rich_text=one.rich_text, children=one.children) for one in notes)
    return render.blocks((Divider(), NumberedList(children=items)))


@markdown(Footnote)
def footnote(block: Footnote, render: MarkdownRenderer) -> str:
    """A note: its first line after its number, the rest set in."""
    content = apart(render.inline(block.rich_text), render.within("list", block.children))
    return f"[^{block.number}]: {indented(content, '    ').lstrip(' ')}"


@markdown(Unsupported)
def unsupported(block: Unsupported, render: MarkdownRenderer) -> str:
    """Nothing but what is below it: readers cannot do anything about it, the author is told."""
    unsupported_block(block.type, render, block.id)
    return render.blocks(block.children)
