"""Footnotes as authors write them: numbered by their first marks, never made of what only looks like one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from notionpress.content.blocks import Block, Footnote, Footnotes, Paragraph, Table
from notionpress.content.markdown import parse_markdown
from notionpress.content.parse import parse_blocks
from notionpress.content.rich_text import FootnoteMark, plain
from notionpress.content.summarise import summarise
from notionpress.content.walk import rich_texts, walk
from notionpress.render.dialects import DIALECTS, PLAIN, Dialect
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import MARKDOWN
from notionpress.site.reader import Reader
from tests.render import worlds


@dataclass
class Read:
    """What a page says: its blocks, the numbers of its marks in order, its notes, and its other words."""

    blocks: tuple[Block, ...]
    marks: list[int]
    notes: list[str]
    text: list[str]


def text(words: str, **annotations: bool) -> dict[str, Any]:
    return {"type": "text", "text": {"content": words}, "annotations": annotations}


def paragraph(*words: str | dict[str, Any], children: Any = ()) -> dict[str, Any]:
    spans = [text(one) if isinstance(one, str) else one for one in words]
    return {"type": "paragraph", "paragraph": {"rich_text": spans}, "children": list(children)}


def read(*blocks: dict[str, Any]) -> Read:
    parsed = parse_blocks(list(blocks))
    texts = [words for block in walk(parsed) for words in rich_texts(block)]
    last = parsed[-1]
    return Read(
        parsed,
        [span.number for words in texts for span in words if isinstance(span, FootnoteMark)],
        [plain(one.rich_text) for one in last.children if isinstance(one, Footnote)]
        if isinstance(last, Footnotes)
        else [],
        [plain(words) for block in parsed if isinstance(block, Paragraph) for words in rich_texts(block)],
    )


def test_notes_are_numbered_by_their_first_marks_wherever_these_stand() -> None:
    row = {"type": "table_row", "table_row": {"cells": [[text("a[^c]")], [text("b[^a]")]]}}
    table = {"type": "table", "table": {"table_width": 2}, "children": [row]}
    toggle = {"type": "toggle", "toggle": {"rich_text": [text("t")]}, "children": [paragraph("in it[^b]")]}
    found = read(paragraph("[^a]: A"), table, toggle, paragraph("[^b]: B"), paragraph("[^c]: C"))
    assert found.marks == [1, 2, 3]
    assert found.notes == ["C", "A", "B"]
    assert found.text == []
    assert isinstance(found.blocks[0], Table)


@pytest.mark.parametrize(
    "words",
    [
        ("a[^1]",),
        ("[^1]: a note that nobody asks for",),
        ("a[^1]", "[^2]: another"),
        ("a[^ 1] b[^] c[^^1]", "[^ 1]: a", "[^]: b", "[^^1]: c"),
        ("a [^1]: b", " [^1]: c"),
    ],
)
def test_what_has_no_counterpart_stays_text(words: tuple[str, ...]) -> None:
    found = read(*map(paragraph, words))
    assert found.text == list(words)
    assert found.marks == found.notes == []


def test_code_holds_no_marks_and_no_notes() -> None:
    code = {"type": "code", "code": {"rich_text": [text("[^1]: x[^1]")], "language": "plain text", "caption": []}}
    found = read(paragraph("a", text("[^1]", code=True)), code, paragraph(text("[^1]: b", code=True)))
    assert found.marks == found.notes == []


def test_a_second_note_of_a_label_stays_text_and_notes_may_be_lines_of_one_paragraph() -> None:
    below = [paragraph("below")]
    found = read(
        paragraph("a[^1] b[^2]"), paragraph("[^1]: one\nmore\n[^2]: two", children=below), paragraph("[^1]: again")
    )
    assert found.notes == ["one\nmore", "two"]
    assert found.text == ["a b", "[^1]: again"]
    notes = found.blocks[-1].children
    assert [len(one.children) for one in notes] == [0, 1]


def test_notes_know_how_many_marks_lead_to_them_also_from_each_other() -> None:
    found = read(paragraph("a[^1] b[^1]"), paragraph("[^1]: see[^2]"), paragraph("[^2]: and[^1]"))
    notes = [one for one in found.blocks[-1].children if isinstance(one, Footnote)]
    assert [(one.number, one.marks) for one in notes] == [(1, 3), (2, 1)]


def test_excerpts_and_counts_do_without_marks() -> None:
    summary = summarise(read(paragraph("Two words[^1]."), paragraph("[^1]: and three more")).blocks)
    assert summary.excerpt == "Two words."
    assert summary.words == 5


def exported(blocks: tuple[Block, ...], dialect: Dialect) -> str:
    site = worlds.site()
    return MarkdownRenderer(site.pages[worlds.TIDES], Reader(site), [], dialect=dialect, functions=MARKDOWN).body(
        blocks
    )


def test_markdown_reads_back_what_was_exported() -> None:
    code = {"type": "code", "code": {"rich_text": [text("x")], "language": "python", "caption": []}}
    found = read(
        paragraph("a[^n](b) c", text("[^m]", bold=True), "[d]"),
        paragraph("[^n]: N", children=[code]),
        paragraph("[^m]: M"),
    )
    again = parse_markdown(exported(found.blocks, PLAIN))
    assert worlds.renderer().body(again) == worlds.renderer().body(found.blocks)


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_dialects_without_footnotes_have_a_numbered_list(name: str) -> None:
    found = read(paragraph("a[^n]: b"), paragraph("[^n]: N"))
    made = exported(found.blocks, DIALECTS[name])
    if DIALECTS[name].footnotes:
        assert made == "a[^1]&#58; b\n\n[^1]: N\n"
    else:
        assert made.startswith("a<sup>1</sup>")
        assert "1. N" in made
        assert "[^" not in made
