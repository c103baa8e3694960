"""Blocks out of Notion's JSON: one function per block type, named as the type (API reference: block object)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from notionpress.content.blocks import (
    Audio,
    Block,
    Bookmark,
    Breadcrumb,
    BulletedListItem,
    Callout,
    ChildDatabase,
    ChildPage,
    Code,
    Column,
    ColumnList,
    Divider,
    Embed,
    Equation,
    File,
    Heading,
    Image,
    LinkPreview,
    LinkToPage,
    MeetingNotes,
    Paragraph,
    Pdf,
    Quote,
    SyncedBlock,
    Tab,
    Table,
    TableOfContents,
    TableRow,
    TabPane,
    Template,
    ToDo,
    Toggle,
    Unsupported,
    Video,
    says_decoration,
)
from notionpress.content.body import BlockParser, Body
from notionpress.content.footnotes import with_footnotes
from notionpress.content.lists import NumberedEntry, gather
from notionpress.content.parse_rich_text import file_ref, icon, rich_text
from notionpress.content.raw import Raw, mapping, number, sequence, text
from notionpress.content.rich_text import RichText, own_words, plain

ParseBlock = Callable[[Raw, Raw, Body], Block]

_WIDEST: Final = 100
"""How many cells a row can have, as the API's arrays hold no more."""

_NONE: Final[Mapping[str, BlockParser]] = MappingProxyType({})


def parse_blocks(raw: object, parsers: Mapping[str, BlockParser] = _NONE) -> tuple[Block, ...]:
    """Parse a page's block tree: top-level blocks with their children nested under `children`.

    Runs of list items come back as lists, the notes that authors write as footnotes (`content.footnotes`), unknown
    types as `Unsupported` with their children. Nothing raises: what is malformed is read as empty. `parsers` are
    plugins' functions by block type, which are asked first.
    """
    return with_footnotes(_blocks(raw, Body(parsers)))


def _blocks(raw: object, body: Body) -> tuple[Block, ...]:
    return gather([_block(mapping(one), body) for one in sequence(raw)])


def _block(raw: Raw, body: Body) -> Block:
    kind = text(raw.get("type"))
    if kind in body.parsers and (own := body.parsers[kind](raw)) is not None:
        own = body.with_anchor(own)
        return replace(own, id=own.id or _id(raw), children=own.children or _children(raw, body))
    parse = _PARSERS.get(kind, unsupported)
    return parse(raw, mapping(raw.get(kind)), body)


def _children(raw: Raw, body: Body) -> tuple[Block, ...]:
    below = raw.get("children")
    return _blocks(below, body) if below else ()


def _id(raw: Raw) -> str:
    return text(raw.get("id"))


def _color(payload: Raw) -> str:
    color = text(payload.get("color"))
    # What is kept of a block leaves out what is the very default.
    return "default" if color in ("", "default") else color


def _words(payload: Raw) -> RichText:
    # API versions before 2022-02-22 call it `text`.
    return rich_text(payload.get("rich_text") or payload.get("text"))


def paragraph(raw: Raw, payload: Raw, body: Body) -> Block:
    """A paragraph."""
    return Paragraph(
        id=_id(raw),
        rich_text=_words(payload),
        icon=icon(payload.get("icon")),
        color=_color(payload),
        children=_children(raw, body),
    )


def heading(level: int) -> ParseBlock:
    """The function for `heading_1` to `heading_4`."""

    def parse(raw: Raw, payload: Raw, body: Body) -> Block:
        words = _words(payload)
        return Heading(
            id=_id(raw),
            level=level,
            rich_text=words,
            anchor=body.anchor(own_words(words)),
            # Old versions tell a toggle only by its children.
            is_toggleable=payload.get("is_toggleable") is True or bool(raw.get("children")),
            color=_color(payload),
            children=_children(raw, body),
        )

    return parse


def bulleted_list_item(raw: Raw, payload: Raw, body: Body) -> Block:
    """An item of a bulleted list."""
    return BulletedListItem(
        id=_id(raw), rich_text=_words(payload), color=_color(payload), children=_children(raw, body)
    )


def numbered_list_item(raw: Raw, payload: Raw, body: Body) -> Block:
    """An item of a numbered list; the first of a run may state start and format."""
    start = number(payload.get("list_start_index"))
    return NumberedEntry(
        id=_id(raw),
        rich_text=_words(payload),
        color=_color(payload),
        children=_children(raw, body),
        start=None if start is None else int(start),
        format=text(payload.get("list_format")),
    )


def to_do(raw: Raw, payload: Raw, body: Body) -> Block:
    """A task."""
    return ToDo(
        id=_id(raw),
        rich_text=_words(payload),
        checked=payload.get("checked") is True,
        color=_color(payload),
        children=_children(raw, body),
    )


def toggle(raw: Raw, payload: Raw, body: Body) -> Block:
    """A toggle."""
    return Toggle(id=_id(raw), rich_text=_words(payload), color=_color(payload), children=_children(raw, body))


def quote(raw: Raw, payload: Raw, body: Body) -> Block:
    """A quotation."""
    return Quote(id=_id(raw), rich_text=_words(payload), color=_color(payload), children=_children(raw, body))


def callout(raw: Raw, payload: Raw, body: Body) -> Block:
    """A callout."""
    return Callout(
        id=_id(raw),
        rich_text=_words(payload),
        icon=icon(payload.get("icon")),
        color=_color(payload),
        children=_children(raw, body),
    )


def code(raw: Raw, payload: Raw, body: Body) -> Block:
    """Source code."""
    return Code(
        id=_id(raw),
        rich_text=_words(payload),
        language=text(payload.get("language")) or "plain text",
        caption=rich_text(payload.get("caption")),
        children=_children(raw, body),
    )


def equation(raw: Raw, payload: Raw, body: Body) -> Block:
    """A displayed formula."""
    return Equation(id=_id(raw), expression=text(payload.get("expression")))


def divider(raw: Raw, payload: Raw, body: Body) -> Block:
    """A rule."""
    return Divider(id=_id(raw))


def breadcrumb(raw: Raw, payload: Raw, body: Body) -> Block:
    """The path to the page."""
    return Breadcrumb(id=_id(raw))


def table_of_contents(raw: Raw, payload: Raw, body: Body) -> Block:
    """The page's headings."""
    return TableOfContents(id=_id(raw), color=_color(payload))


def column_list(raw: Raw, payload: Raw, body: Body) -> Block:
    """Columns."""
    below = _children(raw, body)
    columns = tuple(block if isinstance(block, Column) else Column(children=(block,)) for block in below)
    return ColumnList(id=_id(raw), children=columns)


def column(raw: Raw, payload: Raw, body: Body) -> Block:
    """A column."""
    ratio = number(payload.get("width_ratio"))
    return Column(id=_id(raw), width_ratio=ratio, children=_children(raw, body))


def tab(raw: Raw, payload: Raw, body: Body) -> Block:
    """Tabs; each pane is a paragraph (label and icon) with the pane's blocks below it."""
    panes = []
    for block in _children(raw, body):
        if isinstance(block, Paragraph):
            panes.append(TabPane(id=block.id, rich_text=block.rich_text, icon=block.icon, children=block.children))
        else:
            panes.append(TabPane(children=(block,)))
    return Tab(id=_id(raw), children=tuple(panes))


def table(raw: Raw, payload: Raw, body: Body) -> Block:
    """A simple table."""
    return Table(
        id=_id(raw),
        width=int(min(number(payload.get("table_width")) or 0, _WIDEST)),
        has_column_header=payload.get("has_column_header") is True,
        has_row_header=payload.get("has_row_header") is True,
        # Versions before 2022-06-28 could be sent rows inside the table itself.
        children=_children(raw, body) or _children(payload, body),
    )


def table_row(raw: Raw, payload: Raw, body: Body) -> Block:
    """A row of a simple table."""
    return TableRow(id=_id(raw), cells=tuple(rich_text(cell) for cell in sequence(payload.get("cells"))))


def synced_block(raw: Raw, payload: Raw, body: Body) -> Block:
    """Synced content, original or copy; the crawl has put the original's blocks under a copy."""
    source = mapping(payload.get("synced_from"))
    return SyncedBlock(id=_id(raw), synced_from=text(source.get("block_id")), children=_children(raw, body))


def template(raw: Raw, payload: Raw, body: Body) -> Block:
    """A template button."""
    return Template(id=_id(raw), rich_text=_words(payload), children=_children(raw, body))


def child_page(raw: Raw, payload: Raw, body: Body) -> Block:
    """A page below this one."""
    return ChildPage(id=_id(raw), title=text(payload.get("title")))


def child_database(raw: Raw, payload: Raw, body: Body) -> Block:
    """A database in this page."""
    return ChildDatabase(id=_id(raw), title=text(payload.get("title")))


def link_to_page(raw: Raw, payload: Raw, body: Body) -> Block:
    """A link to a page, database or comment."""
    kind = text(payload.get("type")) or "page_id"
    return LinkToPage(id=_id(raw), kind=kind, target=text(payload.get(kind)))


def media(kind: type[Image] | type[Video] | type[Audio] | type[Pdf] | type[File]) -> ParseBlock:
    """The function for `image`, `video`, `audio`, `pdf` and `file`; without a file the caption stays as text."""

    def parse(raw: Raw, payload: Raw, body: Body) -> Block:
        file = file_ref(payload)
        caption = rich_text(payload.get("caption"))
        if file is None:
            return Paragraph(id=_id(raw), rich_text=caption, children=_children(raw, body))
        if kind is Image and says_decoration(plain(caption)):
            return Image(id=_id(raw), file=file, is_decoration=True, children=_children(raw, body))
        return kind(id=_id(raw), file=file, caption=caption, children=_children(raw, body))

    return parse


def embed(raw: Raw, payload: Raw, body: Body) -> Block:
    """An embed."""
    return Embed(id=_id(raw), url=text(payload.get("url")), caption=rich_text(payload.get("caption")))


def bookmark(raw: Raw, payload: Raw, body: Body) -> Block:
    """A bookmark."""
    return Bookmark(id=_id(raw), url=text(payload.get("url")), caption=rich_text(payload.get("caption")))


def link_preview(raw: Raw, payload: Raw, body: Body) -> Block:
    """A link preview."""
    return LinkPreview(id=_id(raw), url=text(payload.get("url")))


def meeting_notes(raw: Raw, payload: Raw, body: Body) -> Block:
    """Meeting notes (`transcription` before 2026-03-11); the crawl has put their three parts under `children`."""
    names = {text(id): name for name, id in mapping(payload.get("children")).items()}
    parts: dict[str, list[Any]] = {"summary_block_id": [], "notes_block_id": [], "transcript_block_id": []}
    for child in sequence(raw.get("children")):
        name = names.get(text(mapping(child).get("id")), "")
        parts.get(name, parts["notes_block_id"]).append(child)
    times = (mapping(payload.get(name)) for name in ("recording", "calendar_event"))
    held = next((one for one in times if one.get("start_time")), {})
    return MeetingNotes(
        id=_id(raw),
        title=rich_text(payload.get("title")),
        status=text(payload.get("status")),
        start_time=text(held.get("start_time")),
        end_time=text(held.get("end_time")),
        summary=_blocks(parts["summary_block_id"], body),
        notes=_blocks(parts["notes_block_id"], body),
        transcript=_blocks(parts["transcript_block_id"], body),
    )


def unsupported(raw: Raw, payload: Raw, body: Body) -> Block:
    """A block that Notion keeps back, or of a type that is newer than this version."""
    kind = text(raw.get("type"))
    name = text(payload.get("block_type")) if kind == "unsupported" else kind
    return Unsupported(id=_id(raw), type=name or "unsupported", children=_children(raw, body))


_PARSERS: dict[str, ParseBlock] = {
    "paragraph": paragraph,
    "heading_1": heading(1),
    "heading_2": heading(2),
    "heading_3": heading(3),
    "heading_4": heading(4),
    "bulleted_list_item": bulleted_list_item,
    "numbered_list_item": numbered_list_item,
    "to_do": to_do,
    "toggle": toggle,
    "quote": quote,
    "callout": callout,
    "code": code,
    "equation": equation,
    "divider": divider,
    "breadcrumb": breadcrumb,
    "table_of_contents": table_of_contents,
    "column_list": column_list,
    "column": column,
    "tab": tab,
    "table": table,
    "table_row": table_row,
    "synced_block": synced_block,
    "template": template,
    "child_page": child_page,
    "child_database": child_database,
    "link_to_page": link_to_page,
    "image": media(Image),
    "video": media(Video),
    "audio": media(Audio),
    "pdf": media(Pdf),
    "file": media(File),
    "embed": embed,
    "bookmark": bookmark,
    "link_preview": link_preview,
    "meeting_notes": meeting_notes,
    "transcription": meeting_notes,
    "unsupported": unsupported,
}

BLOCK_TYPES = frozenset(_PARSERS)
"""Every block type that Notion's API knows."""
