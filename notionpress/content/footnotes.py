"""Footnotes, which Notion has none of: authors write `[^1]` in the text, and a paragraph `[^1]: …` for the note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from msgspec.structs import replace

from notionpress.content.blocks import Block, Code, Footnote, Footnotes, Paragraph, TableRow
from notionpress.content.rich_text import FootnoteMark, RichText, Span, Text
from notionpress.content.walk import rich_texts, walk

_MARK: Final = re.compile(r"\[\^([^\s\[\]^]+)\]")
_NOTE: Final = re.compile(r"\[\^([^\s\[\]^]+)\]:[ \t\u00a0]*")
_NEXT_NOTE: Final = re.compile(r"\n(?=\[\^[^\s\[\]^]+\]:)")

_Note: TypeAlias = tuple[str, Paragraph]
"""The label of a note, and the paragraph that says it without the label."""


def with_footnotes(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a page with its marks as `FootnoteMark`, and its notes at its end, in the order of their marks.

    A note is a paragraph of the page itself, or one of several lines of it. A mark without a note, a note without a
    mark, and a second note of the same label stay what they are: text.
    """
    found = {at: _notes(block) for at, block in enumerate(blocks) if type(block) is Paragraph and _may_be_note(block)}
    found = {at: notes for at, notes in found.items() if notes}
    if not found:
        return blocks
    first: dict[str, Paragraph] = {}
    for notes in found.values():
        for label, note in notes:
            first.setdefault(label, note)
    numbers = _numbers([block for at, block in enumerate(blocks) if at not in found], first)
    if not numbers:
        return blocks
    body: list[Block] = []
    for at, block in enumerate(blocks):
        body.extend(_left_of(found[at], first, numbers) if at in found else [_marked(block, numbers)])
    made = tuple(_footnote(first[label], number, numbers) for label, number in numbers.items())
    return counted((*body, Footnotes(id=made[0].id, children=made)))


def _footnote(note: Paragraph, number: int, numbers: Mapping[str, int]) -> Footnote:
    return Footnote(
        id=note.id,
        number=number,
        rich_text=_with_marks(note.rich_text, numbers),
        children=tuple(_marked(one, numbers) for one in note.children),
    )


def counted(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a page, where each footnote knows how many marks lead to it."""
    if not blocks or not isinstance(blocks[-1], Footnotes):
        return blocks
    marks = Counter(
        span.number
        for block in walk(blocks)
        for words in rich_texts(block)
        for span in words
        if isinstance(span, FootnoteMark)
    )
    notes = tuple(
        replace(one, marks=marks[one.number]) if isinstance(one, Footnote) else one for one in blocks[-1].children
    )
    return (*blocks[:-1], replace(blocks[-1], children=notes))


def _may_be_note(block: Paragraph) -> bool:
    words = block.rich_text
    return bool(words) and type(words[0]) is Text and words[0].text.startswith("[^")


def _notes(block: Paragraph) -> list[_Note]:
    """The notes that a paragraph holds, one or several lines each; what is indented below it belongs to the last."""
    found: list[_Note] = []
    for line in _lines(block.rich_text):
        head = line[0]
        assert isinstance(head, Text)
        label = _NOTE.match(head.text)
        if label is None:
            return []
        rest = head.text[label.end() :]
        words = (*((replace(head, text=rest),) if rest else ()), *line[1:])
        found.append((label[1], Paragraph(id=block.id, rich_text=words)))
    if found and block.children:
        last, note = found[-1]
        found[-1] = (last, replace(note, children=block.children))
    return found


def _lines(words: RichText) -> list[list[Span]]:
    """The words of a paragraph, parted before each line that begins a note."""
    lines: list[list[Span]] = [[]]
    for span in words:
        if type(span) is not Text or span.annotations.code:
            lines[-1].append(span)
            continue
        for at, part in enumerate(_NEXT_NOTE.split(span.text)):
            if at:
                lines.append([])
            if part:
                lines[-1].append(replace(span, text=part))
    return [line for line in lines if line]


def _left_of(notes: Iterable[_Note], first: Mapping[str, Paragraph], numbers: Mapping[str, int]) -> Iterator[Block]:
    """What is left as text of a paragraph of notes: those that no mark leads to."""
    for label, note in notes:
        if label not in numbers or first[label] is not note:
            words = (Text(f"[^{label}]: "), *note.rich_text)
            yield _marked(replace(note, rich_text=words), {key: at for key, at in numbers.items() if key != label})


def _numbers(body: Iterable[Block], notes: Mapping[str, Paragraph]) -> dict[str, int]:
    """The numbers of notes by label, in the order of their first marks: those in the text, then those in notes."""
    numbers: dict[str, int] = {}
    waiting = [label for block in body for label in _labels(block)]
    while waiting:
        label = waiting.pop(0)
        if label in notes and label not in numbers:
            numbers[label] = len(numbers) + 1
            waiting.extend(_labels(notes[label]))
    return numbers


def _labels(block: Block) -> Iterator[str]:
    """The labels of the marks in a block and below it, in reading order."""
    for one in walk((block,)):
        for words in (one.caption,) if isinstance(one, Code) else rich_texts(one):
            for span in words:
                if _may_hold_mark(span):
                    yield from _MARK.findall(span.text)


def _may_hold_mark(span: Span) -> bool:
    return type(span) is Text and "[^" in span.text and not span.annotations.code


def _marked(block: Block, numbers: Mapping[str, int]) -> Block:
    """A block and all below it with marks in the place of the text that stands for them."""
    changes: dict[str, Any] = {}
    for name in ("caption",) if isinstance(block, Code) else ("rich_text", "caption", "title"):
        words = getattr(block, name, ())
        if isinstance(words, tuple) and any(map(_may_hold_mark, words)):
            changes[name] = _with_marks(words, numbers)
    if isinstance(block, TableRow) and any(_may_hold_mark(span) for cell in block.cells for span in cell):
        changes["cells"] = tuple(_with_marks(cell, numbers) for cell in block.cells)
    for name in ("children", *block.parts):
        below = getattr(block, name)
        made = tuple(_marked(one, numbers) for one in below)
        if any(one is not other for one, other in zip(made, below, strict=True)):
            changes[name] = made
    return replace(block, **changes) if changes else block


def _with_marks(words: RichText, numbers: Mapping[str, int]) -> RichText:
    found: list[Span] = []
    for span in words:
        if not _may_hold_mark(span):
            found.append(span)
            continue
        assert isinstance(span, Text)
        at = 0
        for mark in _MARK.finditer(span.text):
            if mark[1] in numbers:
                found += _text(span, at, mark.start())
                found.append(FootnoteMark(numbers[mark[1]], span.annotations))
                at = mark.end()
        found += _text(span, at, len(span.text))
    return tuple(found)


def _text(span: Text, start: int, end: int) -> list[Span]:
    return [replace(span, text=span.text[start:end])] if start < end else []
