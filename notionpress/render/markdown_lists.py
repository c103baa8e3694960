"""Lists as Markdown: one function per block type, named as Notion's type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notionpress.content.blocks import (
    Block,
    BulletedList,
    BulletedListItem,
    NumberedList,
    NumberedListItem,
    ToDo,
    ToDoList,
)
from notionpress.content.rich_text import RichText
from notionpress.render.functions import markdown
from notionpress.render.markdown_text import apart, indented, only_elements

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer

_LONGEST_NUMBER = 999_999_999
"""CommonMark 0.31.2, 5.2: a list marker has at most nine digits."""

_INTERRUPTS = re.compile(r"(?:[-*]|1[.)]) +\S")
"""CommonMark 0.31.2, 5.3: the lists that need no empty line after a paragraph."""
_BREAK = re.compile(r"^ {0,3}([*_-])[ \t]*(?:\1[ \t]*){2,}$", re.MULTILINE)
"""CommonMark 0.31.2, 4.1: thematic breaks, which may be lines of code too."""
_TRUE = "{true}"


@markdown(BulletedList)
def bulleted_list(block: BulletedList, render: MarkdownRenderer) -> str:
    """Items behind hyphens, or asterisks where a list of hyphens stands right before."""
    marker = "*" if render.alternate else "-"
    return _joined(
        [_item(marker, render.inline(_words(item), color=_color(item)), item, render) for item in block.children]
    )


@markdown(ToDoList)
def to_do_list(block: ToDoList, render: MarkdownRenderer) -> str:
    """Items with a box that is ticked or not."""
    marker = "*" if render.alternate else "-"
    return _joined(
        [_item(marker, _task(item, render), item, render) for item in block.children if isinstance(item, ToDo)]
    )


def _task(item: ToDo, render: MarkdownRenderer) -> str:
    # Without any words it would be no task.
    words = render.inline(item.rich_text, "item", item.color) or "&nbsp;"
    if render.dialect.task_lists and not (only_elements(words) and render.dialect.mdx):
        return f"[{'x' if item.checked else ' '}] {words}"
    end = " /" if render.dialect.mdx else ""
    box = f'<input type="checkbox" disabled{"=" + _TRUE if render.dialect.mdx else ""}'
    ticked = f" checked{'=' + _TRUE if render.dialect.mdx else ''}" if item.checked else ""
    return render.alone(f"{box}{ticked}{end}> {words}")


@markdown(NumberedList)
def numbered_list(block: NumberedList, render: MarkdownRenderer) -> str:
    """Items behind their numbers; letters, Roman numerals and numbers that Markdown has not are HTML."""
    last = block.start + len(block.children)
    plain = block.format == "numbers" and block.start >= 0 and last <= _LONGEST_NUMBER
    if not plain or (block.start != 1 and not render.dialect.list_starts):
        return _html_list(block, render)
    after = ")" if render.alternate else "."
    return _joined(
        [
            _item(f"{number}{after}", render.inline(_words(item), color=_color(item)), item, render)
            for number, item in enumerate(block.children, block.start)
        ]
    )


def _html_list(block: NumberedList, render: MarkdownRenderer) -> str:
    attributes = {} if block.start == 1 else {"start": str(block.start)}
    if kind := {"letters": "a", "roman": "i"}.get(block.format):
        attributes["type"] = kind
    items = [
        apart(render.inline(_words(item), color=_color(item)), render.within("item box", item.children))
        for item in block.children
    ]
    if render.dialect.containers == "blocks" and any(re.search("^    ", item, re.MULTILINE) for item in items):
        # What is set in there would be taken for more of this list.
        return _list_of_boxes(items, block, render)
    return render.box("ol", "\n\n".join(render.box("li", item) for item in items), **attributes)


def _list_of_boxes(items: list[str], block: NumberedList, render: MarkdownRenderer) -> str:
    kind = {"letters": "lower-alpha", "roman": "lower-roman"}.get(block.format, "decimal")
    style = f"display: list-item; list-style-type: {kind}; margin-inline-start: 2em"
    made = [render.box("div", item, role="listitem", style=style) for item in items]
    style = f"counter-reset: list-item {block.start - 1}"
    return render.box("div", "\n\n".join(made), role="list", style=style)


def _words(item: Block) -> RichText:
    words: RichText = getattr(item, "rich_text", ())
    return words


def _color(item: Block) -> str:
    return str(getattr(item, "color", "default"))


def _joined(items: list[str]) -> str:
    """Items of a list: with empty lines between them where one has empty lines in it."""
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _item(marker: str, words: str, item: Block, render: MarkdownRenderer) -> str:
    width = render.dialect.indent or len(marker) + 1
    if words and not item.children:
        set_in = indented(words, " " * width)[width:] if "\n" in words else words
        return f"{marker.ljust(width - 1)} {set_in}"
    below = render.within("list", item.children)
    if render.dialect.break_indent and _BREAK.search(below):
        width = max(width, render.dialect.break_indent)
    only_list = len(item.children) == 1 and isinstance(item.children[0], (BulletedList, NumberedList, ToDoList))
    # A tag alone on its line would take the next line for HTML too.
    tight = only_list and _INTERRUPTS.match(below) and not words.endswith(">")
    inner = f"{words}\n{below}" if tight and words else apart(words, below)
    if not words and render.dialect.empty_item:
        inner = apart(render.dialect.empty_item, below)
        words = render.dialect.empty_item
    if not inner:
        return marker
    set_in = indented(inner, " " * width)
    if not words:
        # The first block begins on the next line: beside the marker it might be read with it.
        return f"{marker}\n{set_in}"
    return f"{marker.ljust(width - 1)} {set_in[width:]}"


@markdown(BulletedListItem)
def bulleted_list_item(block: BulletedListItem, render: MarkdownRenderer) -> str:
    """An item outside of a list: a list of its own."""
    return _item("-", render.inline(block.rich_text, color=block.color), block, render)


@markdown(NumberedListItem)
def numbered_list_item(block: NumberedListItem, render: MarkdownRenderer) -> str:
    """An item outside of a list: a list of its own."""
    return _item("1.", render.inline(block.rich_text, color=block.color), block, render)


@markdown(ToDo)
def to_do(block: ToDo, render: MarkdownRenderer) -> str:
    """A task outside of a list: a list of its own."""
    return _item("-", _task(block, render), block, render)
