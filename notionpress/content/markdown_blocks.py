"""Blocks out of a tree of Markdown: one function per element, named as the element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec.structs import replace

from notionpress.content.blocks import (
    Audio,
    Block,
    Bookmark,
    BulletedList,
    BulletedListItem,
    Callout,
    Code,
    Column,
    ColumnList,
    Divider,
    Embed,
    Equation,
    File,
    Footnote,
    Footnotes,
    Heading,
    Image,
    NumberedList,
    NumberedListItem,
    Paragraph,
    Pdf,
    Quote,
    Tab,
    Table,
    TableRow,
    TabPane,
    ToDo,
    ToDoList,
    Toggle,
    Video,
)
from notionpress.content.body import Body
from notionpress.content.footnotes import counted
from notionpress.content.languages import language_of
from notionpress.content.markdown_inline import BLANK, Piece, Words, plain_text, tidied
from notionpress.content.markdown_tree import Child, Node
from notionpress.content.rich_text import EmojiIcon, RichText, Text, plain
from notionpress.ids import derived_id

ReadElement: TypeAlias = Callable[["Reading", Node], list[Block]]

_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:\s+|$)", re.IGNORECASE)
_ALERTS: Final[Mapping[str, tuple[str, str]]] = {
    "note": ("ℹ️", "blue_background"),
    "tip": ("💡", "green_background"),
    "important": ("❗", "purple_background"),
    "warning": ("⚠️", "yellow_background"),
    "caution": ("🛑", "red_background"),
}
"""GitHub's alerts with the icon and colour of the callouts that they become."""

_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007f]+"
    "|(?:[\U0001f000-\U0001faff]|[\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299])[\ufe0f\U0001f3fb-\U0001f3ff]?"
    "(?:\u200d[\u2640-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]?)*)"
)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_TITLE = re.compile(r"""title=(?:"([^"]*)"|'([^']*)'|(\S+))""")
_WITH_CAPTION: Final = (Image, Video, Audio, Pdf, File, Embed, Bookmark, Code)


class Reading:
    """Reads the elements of one page; `words` reads what is in a line, `page` is the id that headings' are made of."""

    def __init__(self, words: Words, page: str) -> None:
        self.words = words
        self._page = page
        self._anchors = Body({})

    def body(self, root: Node) -> tuple[Block, ...]:
        """The blocks of the page."""
        return counted(tuple(self.blocks(root.children)))

    def blocks(self, nodes: Iterable[Child]) -> list[Block]:
        """The blocks that elements stand for; text between them is in paragraphs."""
        found: list[Block] = []
        for is_block, run in groupby(nodes, key=_is_block):
            if is_block:
                for node in run:
                    assert isinstance(node, Node)
                    found.extend(_ELEMENTS.get(node.name, contents)(self, node))
            else:
                found.extend(self.paragraphs(list(run)))
        return found

    def paragraphs(self, nodes: Sequence[Child], *, cards: bool = True) -> list[Block]:
        """A line of text as a paragraph, parted where pictures stand; with `cards`, a lone address is a bookmark."""
        id = next((_id(node) for node in nodes if isinstance(node, Node)), "")
        return self._parted(self.words.pieces(nodes), id, cards=cards)

    def _parted(self, pieces: Iterable[Piece], id: str, *, cards: bool) -> list[Block]:
        found: list[Block] = []
        for is_block, run in groupby(pieces, key=lambda piece: isinstance(piece, Block)):
            if is_block:
                found.extend(piece for piece in run if isinstance(piece, Block))
            elif text := tidied(piece for piece in run if not isinstance(piece, Block)):
                found.append(_paragraph_or_card(text, id) if cards else Paragraph(id=id, rich_text=text))
        return found

    def lead(self, nodes: Sequence[Child]) -> tuple[RichText, tuple[Block, ...]]:
        """The first line of an item or quotation, and the blocks below it."""
        start = 0
        while start < len(nodes) and _is_space(nodes[start]):
            start += 1
        end = start
        first = nodes[start] if start < len(nodes) else ""
        if isinstance(first, Node) and first.name == "p" and not first.holds_blocks:
            line, end = first.children, start + 1
        else:
            while end < len(nodes) and not _is_block(nodes[end]):
                end += 1
            line = list(nodes[start:end])
        found = self.paragraphs(line, cards=False)
        words: RichText = ()
        if found and isinstance(found[0], Paragraph):
            words = found.pop(0).rich_text  # type: ignore[attr-defined]
        return words, (*found, *self.blocks(nodes[end:]))

    def heading(self, node: Node) -> Heading:
        """A heading with an id of its own, which links may name."""
        words = self.words.rich_text(node.children)
        anchor = self._anchors.anchor(node.attributes.get("id") or plain(words))
        return Heading(
            id=derived_id(self._page, anchor),
            level=min(int(node.name[1]), 4),
            rich_text=words,
            anchor=anchor,
        )


def _is_block(node: Child) -> bool:
    return isinstance(node, Node) and node.is_block


def _is_space(node: Child) -> bool:
    return isinstance(node, str) and not node.strip(BLANK)


def _id(node: Node) -> str:
    return str(node.line) if node.line else ""


def _elements(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Node)]


def _paragraph_or_card(text: RichText, id: str) -> Block:
    span = text[0]
    if len(text) == 1 and isinstance(span, Text) and span.text == span.href and _WEB.match(span.href):
        return Bookmark(id=id, url=span.href)
    return Paragraph(id=id, rich_text=text)


# Text


def contents(reading: Reading, node: Node) -> list[Block]:
    """What is in it: elements that mean nothing by themselves."""
    return reading.blocks(node.children)


def p(reading: Reading, node: Node) -> list[Block]:
    """A paragraph."""
    if node.holds_blocks:
        return reading.blocks(node.children)
    found = reading.paragraphs(node.children)
    return [replace(one, id=_id(node)) if type(one) is Paragraph else one for one in found]


def heading(reading: Reading, node: Node) -> list[Block]:
    """A heading; Notion has four levels."""
    made = reading.heading(node)
    return [made] if made.rich_text else []


def blockquote(reading: Reading, node: Node) -> list[Block]:
    """A quotation; one that begins with an emoji, or with GitHub's `[!NOTE]`, is a callout."""
    words, below = reading.lead(node.children)
    first = words[0] if words else None
    if isinstance(first, Text) and not first.annotations.code:
        if alert := _ALERT.match(first.text):
            icon, color = _ALERTS[alert[1].lower()]
            return [_callout(node, words, alert.end(), icon, color, below)]
        emoji = _EMOJI.match(first.text)
        if emoji and first.text[emoji.end() : emoji.end() + 1] in ("", " ", "\n"):
            return [_callout(node, words, emoji.end(), emoji[0], "default", below)]
    return [Quote(id=_id(node), rich_text=words, children=below)]


def _callout(node: Node, words: RichText, cut: int, icon: str, color: str, below: tuple[Block, ...]) -> Block:
    """A callout without the mark that said so; words that begin below the mark move up."""
    first = words[0]
    assert isinstance(first, Text)
    words = tidied((replace(first, text=first.text[cut:]), *words[1:]))
    if not words and below and isinstance(below[0], Paragraph):
        words, below = below[0].rich_text, below[1:]
    return Callout(id=_id(node), rich_text=words, icon=EmojiIcon(icon), color=color, children=below)


def pre(reading: Reading, node: Node) -> list[Block]:
    """Source code; a block of the language `math` is a formula."""
    info = node.attributes.get("info", "").strip()
    name = info.split(maxsplit=1)[0].strip("{}.") if info else ""
    for child in _elements(node):
        for one in child.classes:
            name = name or one.removeprefix("language-") * one.startswith("language-")
    source = plain_text(node).removeprefix("\n" if "info" not in node.attributes else "").removesuffix("\n")
    if name == "math":
        return [Equation(id=_id(node), expression=source.strip())]
    title = _TITLE.search(info)
    caption = next((part for part in title.groups() if part), "") if title else ""
    return [
        Code(
            id=_id(node),
            rich_text=(Text(source),) if source else (),
            language=language_of(name),
            caption=(Text(caption),) if caption else (),
        )
    ]


def math_block(reading: Reading, node: Node) -> list[Block]:
    """A formula on lines of its own."""
    return [Equation(id=_id(node), expression=plain_text(node).strip())]


def hr(reading: Reading, node: Node) -> list[Block]:
    """A divider."""
    return [Divider(id=_id(node))]


# Lists


def ul(reading: Reading, node: Node) -> list[Block]:
    """A bulleted list, or tasks where the items say so."""
    return _lists(reading, node, lambda items: BulletedList(id=items[0].id, children=items))


def ol(reading: Reading, node: Node) -> list[Block]:
    """A numbered list with its start and its kind of numbers."""
    start = node.attributes.get("start", "")
    first = int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1
    form = {"a": "letters", "i": "roman"}.get(node.attributes.get("type", "").lower(), "numbers")
    taken = 0

    def numbered(items: tuple[Block, ...]) -> Block:
        nonlocal taken
        made = NumberedList(id=items[0].id, start=first + taken, format=form, children=items)
        taken += len(items)
        return made

    return _lists(reading, node, numbered)


def _lists(reading: Reading, node: Node, gather: Callable[[tuple[Block, ...]], Block]) -> list[Block]:
    """The lists that a list's items make: tasks are gathered apart."""
    kind = NumberedListItem if node.name == "ol" else BulletedListItem
    items = [item for child in node.children if not _is_space(child) for item in _items(reading, child, kind)]
    found: list[Block] = []
    for is_task, run in groupby(items, key=lambda item: isinstance(item, ToDo)):
        gathered = tuple(run)
        found.append(ToDoList(id=gathered[0].id, children=gathered) if is_task else gather(gathered))
    return found


def _items(
    reading: Reading, child: Child, kind: type[BulletedListItem] | type[NumberedListItem]
) -> list[BulletedListItem | NumberedListItem | ToDo]:
    node = child if isinstance(child, Node) else None
    is_item = node is not None and node.name == "li"
    words, below = reading.lead(node.children if node and is_item else [child])
    id = _id(node) if node else ""
    if node and "checked" in node.attributes:
        return [ToDo(id=id, rich_text=words, checked=node.attributes["checked"] == "True", children=below)]
    if node and is_item and (box := _box(node)):
        return [ToDo(id=id, rich_text=words, checked="checked" in box.attributes, children=below)]
    return [kind(id=id, rich_text=words, children=below)]


def _box(node: Node) -> Node | None:
    """The box of HTML that an item begins with."""
    first = next((child for child in node.children if not _is_space(child)), "")
    if isinstance(first, Node) and first.name in ("p", "label"):
        return _box(first)
    is_box = isinstance(first, Node) and first.name == "input" and first.attributes.get("type") == "checkbox"
    return first if isinstance(first, Node) and is_box else None


def li(reading: Reading, node: Node) -> list[Block]:
    """An item outside of a list."""
    alone = Node("ul", {}, node.line, None)
    alone.children.append(node)
    return ul(reading, alone)


def footnotes(reading: Reading, node: Node) -> list[Block]:
    """The notes at the end of the page, by their numbers."""
    notes = []
    for number, child in enumerate(_elements(node), 1):
        words, below = reading.lead(child.children)
        notes.append(Footnote(id=_id(child), number=number, rich_text=words, children=below))
    return [Footnotes(id=_id(node), children=tuple(notes))]


# What opens, stands beside, or is a table


def details(reading: Reading, node: Node) -> list[Block]:
    """A toggle; one whose summary holds a heading is a toggle heading."""
    summary = next((child for child in _elements(node) if child.name == "summary"), None)
    rest = [child for child in node.children if child is not summary]
    title = _first_heading(summary) if summary else None
    if title is not None:
        made = reading.heading(title)
        beside = [child for child in summary.children if child is not title] if summary else []
        return [replace(made, is_toggleable=True, children=tuple(reading.blocks([*beside, *rest])))]
    words = reading.words.rich_text(summary.children) if summary else ()
    return [Toggle(id=_id(node), rich_text=words, children=tuple(reading.blocks(rest)))]


def _first_heading(node: Node) -> Node | None:
    return next((child for child in _elements(node) if re.fullmatch("h[1-6]", child.name)), None)


def figure(reading: Reading, node: Node) -> list[Block]:
    """A picture, code or the like with its caption."""
    captions = [child for child in _elements(node) if child.name == "figcaption"]
    caption = tidied(span for one in captions for span in reading.words.rich_text(one.children))
    found = reading.blocks([child for child in node.children if child not in captions])
    for at, block in enumerate(found):
        if isinstance(block, _WITH_CAPTION):
            return [*found[:at], replace(block, caption=caption or block.caption), *found[at + 1 :]]
    return [*found, Paragraph(id=_id(node), rich_text=caption)] if caption else found


def div(reading: Reading, node: Node) -> list[Block]:
    """Columns and tabs by their class; any other means nothing by itself."""
    if "columns" in node.classes:
        return [ColumnList(id=_id(node), children=tuple(_columns(reading, node)))]
    if "tabs" in node.classes:
        return [Tab(id=_id(node), children=tuple(_panes(reading, node)))]
    return reading.blocks(node.children)


def _columns(reading: Reading, node: Node) -> list[Block]:
    found: list[Block] = []
    for child in node.children:
        if isinstance(child, Node) and child.name == "div":
            found.append(Column(id=_id(child), children=tuple(reading.blocks(child.children))))
        elif not _is_space(child):
            found.append(Column(children=tuple(reading.blocks([child]))))
    return found


def _panes(reading: Reading, node: Node) -> list[Block]:
    """The panes of tabs: boxes with a `data-label`, or what opens and closes with its summary as the label."""
    found: list[Block] = []
    for child in node.children:
        if _is_space(child):
            continue
        label: RichText = ()
        blocks: list[Block]
        if isinstance(child, Node) and child.name == "details":
            summary = next((one for one in _elements(child) if one.name == "summary"), None)
            label = reading.words.rich_text(summary.children) if summary else ()
            blocks = reading.blocks([one for one in child.children if one is not summary])
        elif isinstance(child, Node) and child.name == "div":
            label = (Text(words),) if (words := child.attributes.get("data-label", "").strip()) else ()
            blocks = reading.blocks(child.children)
        else:
            blocks = reading.blocks([child])
        found.append(TabPane(rich_text=label, children=tuple(blocks)))
    return found


def table(reading: Reading, node: Node) -> list[Block]:
    """A table with its header row and header column; what stands between its rows comes before it."""
    rows: list[Node] = []
    others: list[Child] = []
    _find_rows(node, rows, others)
    cells = [[cell for cell in _elements(row) if cell.name in ("td", "th")] for row in rows]
    read = [tuple(reading.words.rich_text(cell.children) for cell in row) for row in cells]
    before = reading.blocks(others)
    if read and not any(read[0]) and all(cell.name == "th" for cell in cells[0]):
        # Pipe tables cannot be without a row of headers: an empty one stands for none.
        cells, read = cells[1:], read[1:]
        has_header = False
    else:
        has_header = bool(cells) and _is_header_row(cells[0], read[0])
    body = cells[1:] if has_header else cells
    made = Table(
        id=_id(node),
        width=max((len(row) for row in read), default=0),
        has_column_header=has_header,
        has_row_header=bool(body) and all(row and row[0].name == "th" for row in body),
        children=tuple(TableRow(cells=row) for row in read),
    )
    return [*before, made] if read else before


def _is_header_row(cells: Sequence[Node], words: Sequence[RichText]) -> bool:
    """Whether cells are headers of columns; the corner of a table with headers on both sides may be empty."""
    heads = [cell.name == "th" and cell.attributes.get("scope") != "row" for cell in cells]
    return any(heads) and all(head or not text for head, text in zip(heads, words, strict=True))


def _find_rows(node: Node, rows: list[Node], others: list[Child]) -> None:
    for child in node.children:
        if isinstance(child, Node) and child.name == "tr":
            rows.append(child)
        elif isinstance(child, Node) and child.name in ("thead", "tbody", "tfoot"):
            _find_rows(child, rows, others)
        elif not _is_space(child):
            others.append(child)


_ELEMENTS: Mapping[str, ReadElement] = MappingProxyType(
    {
        "p": p,
        **{f"h{level}": heading for level in range(1, 7)},
        "blockquote": blockquote,
        "pre": pre,
        "math-block": math_block,
        "hr": hr,
        "ul": ul,
        "menu": ul,
        "ol": ol,
        "li": li,
        "footnotes": footnotes,
        "details": details,
        "figure": figure,
        "div": div,
        "table": table,
    }
)
