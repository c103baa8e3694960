"""One frozen class per Notion block type, plus the lists that runs of list items are gathered into."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

import msgspec

from notionpress.content.rich_text import FileRef, Icon, RichText

DECORATION: Final = "(decorative)"
"""The caption or alternative text by which an author says that a picture is only decoration; it is not shown."""


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="class", tag=True):
    """What every block has: its Notion id and the blocks below it ("" and none where they do not apply).

    It can be kept as JSON, where the name of its class tells which it is.
    """

    parts: ClassVar[tuple[str, ...]] = ()
    """The names of further fields that hold blocks."""

    id: str = ""
    children: tuple[AnyBlock, ...] = ()


class Paragraph(Block, frozen=True, kw_only=True):
    """A paragraph of text."""

    rich_text: RichText = ()
    icon: Icon | None = None
    color: str = "default"


class Heading(Block, frozen=True, kw_only=True):
    """A heading of level 1 to 4; `anchor` is its id on the page, unique there. Toggles carry children."""

    level: int
    rich_text: RichText = ()
    anchor: str = ""
    is_toggleable: bool = False
    color: str = "default"


class BulletedListItem(Block, frozen=True, kw_only=True):
    """An item of a bulleted list."""

    rich_text: RichText = ()
    color: str = "default"


class NumberedListItem(Block, frozen=True, kw_only=True):
    """An item of a numbered list."""

    rich_text: RichText = ()
    color: str = "default"


class ToDo(Block, frozen=True, kw_only=True):
    """A task, done or open."""

    rich_text: RichText = ()
    checked: bool = False
    color: str = "default"


class BulletedList(Block, frozen=True, kw_only=True):
    """A run of bulleted items (made while parsing; `children` are the items)."""


class NumberedList(Block, frozen=True, kw_only=True):
    """A run of numbered items; `format` is `numbers`, `letters` or `roman`."""

    start: int = 1
    format: str = "numbers"


class ToDoList(Block, frozen=True, kw_only=True):
    """A run of tasks."""


class Toggle(Block, frozen=True, kw_only=True):
    """A line that opens to show what is below it."""

    rich_text: RichText = ()
    color: str = "default"


class Quote(Block, frozen=True, kw_only=True):
    """A quotation."""

    rich_text: RichText = ()
    color: str = "default"


class Callout(Block, frozen=True, kw_only=True):
    """A box that stands out, with an icon."""

    rich_text: RichText = ()
    icon: Icon | None = None
    color: str = "default"


class Code(Block, frozen=True, kw_only=True):
    """Source code in one of Notion's languages."""

    rich_text: RichText = ()
    language: str = "plain text"
    caption: RichText = ()


class Equation(Block, frozen=True, kw_only=True):
    """A displayed formula, as TeX."""

    expression: str = ""


class Divider(Block, frozen=True, kw_only=True):
    """A horizontal rule."""


class Breadcrumb(Block, frozen=True, kw_only=True):
    """The path from the site's top to this page."""


class TableOfContents(Block, frozen=True, kw_only=True):
    """A list of the page's headings."""

    color: str = "default"


class ColumnList(Block, frozen=True, kw_only=True):
    """Columns side by side; the children are columns."""


class Column(Block, frozen=True, kw_only=True):
    """One column; `width_ratio` is its share of the width, 0 to 1, or None for an equal share."""

    width_ratio: float | None = None


class Tab(Block, frozen=True, kw_only=True):
    """Panes of which one shows at a time; the children are panes."""


class TabPane(Block, frozen=True, kw_only=True):
    """A pane of a tab block, with the label and icon of the paragraph that Notion keeps it in."""

    rich_text: RichText = ()
    icon: Icon | None = None


class Table(Block, frozen=True, kw_only=True):
    """A simple table; the children are its rows."""

    width: int = 0
    has_column_header: bool = False
    has_row_header: bool = False


class TableRow(Block, frozen=True, kw_only=True):
    """A row of a simple table."""

    cells: tuple[RichText, ...] = ()


class SyncedBlock(Block, frozen=True, kw_only=True):
    """Content that stands in several places; `synced_from` is the original's id in a copy, "" in the original."""

    synced_from: str = ""


class Template(Block, frozen=True, kw_only=True):
    """A template button of older pages, with what it would insert."""

    rich_text: RichText = ()


class ChildPage(Block, frozen=True, kw_only=True):
    """A page below this one; `id` is that page's id."""

    title: str = ""


class ChildDatabase(Block, frozen=True, kw_only=True):
    """A database in this page; `id` is that database's id."""

    title: str = ""


class LinkToPage(Block, frozen=True, kw_only=True):
    """A line that leads to a page, database or comment, as `kind` says."""

    kind: str = "page_id"
    target: str = ""


class Image(Block, frozen=True, kw_only=True):
    """A picture; `alt` is what Markdown says of it, "" in Notion, where the caption is that too.

    A picture that is decoration has neither, and needs none.
    """

    file: FileRef
    caption: RichText = ()
    alt: str = ""
    is_decoration: bool = False


def says_decoration(words: str) -> bool:
    """Whether the caption or alternative text of a picture says that it is decoration."""
    return words.strip().casefold() == DECORATION


class Video(Block, frozen=True, kw_only=True):
    """A film: a file, or the address of a player's page."""

    file: FileRef
    caption: RichText = ()


class Audio(Block, frozen=True, kw_only=True):
    """A sound recording."""

    file: FileRef
    caption: RichText = ()


class Pdf(Block, frozen=True, kw_only=True):
    """A PDF document."""

    file: FileRef
    caption: RichText = ()


class File(Block, frozen=True, kw_only=True):
    """Any file, to download."""

    file: FileRef
    caption: RichText = ()


class Embed(Block, frozen=True, kw_only=True):
    """Another site's content, by its address."""

    url: str = ""
    caption: RichText = ()


class Bookmark(Block, frozen=True, kw_only=True):
    """A link as a card."""

    url: str = ""
    caption: RichText = ()


class LinkPreview(Block, frozen=True, kw_only=True):
    """A link that a connected service shows a preview of."""

    url: str = ""


class MeetingNotes(Block, frozen=True, kw_only=True):
    """Notes of a meeting: its summary, notes and transcript as blocks (`transcription` before 2026-03-11)."""

    parts: ClassVar[tuple[str, ...]] = ("summary", "notes", "transcript")

    title: RichText = ()
    status: str = ""
    start_time: str = ""
    end_time: str = ""
    summary: tuple[AnyBlock, ...] = ()
    notes: tuple[AnyBlock, ...] = ()
    transcript: tuple[AnyBlock, ...] = ()


class Footnotes(Block, frozen=True, kw_only=True):
    """The footnotes of a page, at its end (made while parsing; `children` are `Footnote`s by their numbers)."""


class Footnote(Block, frozen=True, kw_only=True):
    """A footnote: its number from 1, its words, and how many marks in the text lead to it."""

    number: int = 1
    rich_text: RichText = ()
    marks: int = 1


class Unsupported(Block, frozen=True, kw_only=True):
    """A block that Notion does not give out, or of a type that this version does not know."""

    type: str = ""


if TYPE_CHECKING:
    # Plugins have blocks of their own.
    AnyBlock: TypeAlias = Block
else:
    AnyBlock = (
        Paragraph
        | Heading
        | BulletedListItem
        | NumberedListItem
        | ToDo
        | BulletedList
        | NumberedList
        | ToDoList
        | Toggle
        | Quote
        | Callout
        | Code
        | Equation
        | Divider
        | Breadcrumb
        | TableOfContents
        | ColumnList
        | Column
        | Tab
        | TabPane
        | Table
        | TableRow
        | SyncedBlock
        | Template
        | ChildPage
        | ChildDatabase
        | LinkToPage
        | Image
        | Video
        | Audio
        | Pdf
        | File
        | Embed
        | Bookmark
        | LinkPreview
        | MeetingNotes
        | Footnotes
        | Footnote
        | Unsupported
    )
