"""Whatever an author writes, Markdown of every dialect is made, and nothing in it becomes active or leaves its place."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from notionpress.content.blocks import Code, Heading, Image, Paragraph
from notionpress.content.parse import parse_blocks
from notionpress.content.rich_text import Annotations, FileRef, Text
from notionpress.render.dialects import DIALECTS, PLAIN
from tests.markdown.structure import Node, parse
from tests.markdown.test_oracle import markdown
from tests.render.hostile import tree
from tests.render.test_hostile import trees

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "table", "thead",
    "tbody", "tr", "th", "td", "a", "img", "strong", "em", "s", "del", "u", "br", "hr", "span", "mark", "details",
    "summary", "figure", "figcaption", "div", "aside", "input", "video", "audio", "math", "mrow", "mi", "mn", "mo",
    "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded", "mphantom", "msub", "msup",
    "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "semantics", "annotation", "mprescripts",
    "mmultiscripts", "menclose",
}  # fmt: skip
ACTIVE = re.compile(r"^[\s\x00-\x20]*(?:javascript|data|vbscript):", re.IGNORECASE)


def elements(node: Node) -> list[Node]:
    """Every element below one."""
    inner = [child for child in node.children if isinstance(child, Node)]
    return [*inner, *(one for child in inner for one in elements(child))]


def check(blocks: Any) -> None:
    """Render blocks in every dialect, and look at what is made of the plain one."""
    for dialect in DIALECTS.values():
        source = markdown(parse_blocks(blocks), dialect)
        assert isinstance(source, str)
        source.encode()
    for element in elements(parse(PARSER.render(markdown(parse_blocks(blocks), PLAIN)))):
        assert element.name in OURS
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in ("href", "src") or not ACTIVE.match(value)


@given(st.lists(trees, max_size=3))
@settings(max_examples=100, deadline=None)
def test_nothing_that_an_author_writes_becomes_active(blocks: list[Any]) -> None:
    check(blocks)


@pytest.mark.parametrize("name", DIALECTS)
def test_carriage_returns_end_neither_code_nor_its_block(name: str) -> None:
    words = (Text("a\r```\r\n<script>alert(1)</script>"),)
    coded = (Text("a\r<script>alert(1)</script>", Annotations(code=True, color="red")),)
    made = markdown(
        (Code(rich_text=words), Paragraph(rich_text=coded), Heading(rich_text=coded, level=1)), DIALECTS[name]
    )
    assert "\r" not in made
    assert "\na\n```\n<script>" in made
    assert re.fullmatch(r"`{4,}.*", made.partition("\n")[0])


@pytest.mark.parametrize("seed", range(200))
def test_spoilt_blocks_of_the_api_become_markdown(seed: int) -> None:
    check(tree(Random(seed)))


@pytest.mark.parametrize("name", DIALECTS)
def test_the_name_of_a_file_that_is_missing_begins_no_block(name: str) -> None:
    file = FileRef(url="javascript:alert(1)", name="```\n# x")
    made = markdown((Image(file=file, caption=(Text("words"),)),), DIALECTS[name])
    assert "\n" not in made.strip()
    assert made.strip().endswith("# x is not available · words")


@pytest.mark.parametrize("start", ["# ", "- ", "1. ", "> ", "+ "])
def test_the_start_of_the_name_of_a_file_that_is_missing_begins_no_block(start: str) -> None:
    made = markdown((Image(file=FileRef(url="javascript:alert(1)", name=f"{start}x")),), PLAIN)
    assert [one.name for one in elements(parse(PARSER.render(made)))] == ["p"]
