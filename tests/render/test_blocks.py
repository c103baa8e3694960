"""Each block type's JSON and what it becomes, side by side in tests/blocks.

After a change that is meant, `UPDATE_GOLDEN=1 pytest tests/render/test_blocks.py` writes HTML and Markdown anew; then read it.
docs/blocks.md is made of the same files: `UPDATE_GOLDEN=1 pytest tests/test_docs_blocks.py` writes that.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from notionpress.content import blocks as classes
from notionpress.content.blocks import Block
from notionpress.content.parse import BLOCK_TYPES, parse_blocks
from notionpress.render.dialects import PLAIN
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import HTML, MARKDOWN
from notionpress.report import Problem
from notionpress.site.reader import Reader
from tests.render import worlds
from tests.render.worlds import renderer

FOLDER = Path(__file__).parents[1] / "blocks"
CASE = re.compile(
    r"```json\n(?P<json>.*?)\n```\n\n```html\n(?P<html>.*?)```\n\n`````markdown\n(?P<markdown>.*?)`````\n"
    r"(?P<problems>(?:\n> problem: [^\n]*\n)*)",
    re.S,
)
FILES = sorted(FOLDER.glob("*.md"))


def rendered(source: str) -> tuple[str, list[Problem]]:
    """The HTML of a block or list of blocks in JSON, and what was found wrong."""
    problems: list[Problem] = []
    value: Any = json.loads(source)
    blocks = parse_blocks(value if isinstance(value, list) else [value])
    return renderer(problems).body(blocks), problems


def exported(source: str) -> str:
    """The Markdown of the same, in the dialect of no generator."""
    value: Any = json.loads(source)
    site = worlds.site()
    render = MarkdownRenderer(site.pages[worlds.TIDES], Reader(site), [], dialect=PLAIN, functions=MARKDOWN)
    return render.body(parse_blocks(value if isinstance(value, list) else [value]))


def written(case: re.Match[str]) -> str:
    """The case as it should stand in the file."""
    html, problems = rendered(case["json"])
    kinds = "".join(f"\n> problem: {problem.kind}\n" for problem in sorted(problems))
    end = "\n" if html else ""
    markdown = exported(case["json"])
    return f"```json\n{case['json']}\n```\n\n```html\n{html}{end}```\n\n`````markdown\n{markdown}`````\n{kinds}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_each_block_becomes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert CASE.search(text), "there is no case in this file"
    assert text.count("```json") == len(CASE.findall(text))
    expected = CASE.sub(written, text)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(expected, encoding="utf-8")
    assert text == expected


def test_every_block_type_has_its_file() -> None:
    same = {"transcription": "meeting_notes"}
    expected = {same.get(name, name) for name in BLOCK_TYPES}
    assert {path.stem for path in FILES} >= expected


def test_every_class_of_block_has_a_function() -> None:
    kinds = {
        kind
        for kind in vars(classes).values()
        if isinstance(kind, type) and issubclass(kind, Block) and kind is not Block and issubclass(kind, msgspec.Struct)
    }
    assert set(HTML) == kinds
    assert set(MARKDOWN) == kinds


def test_functions_are_named_as_notion_names_the_type() -> None:
    ours = {"bulleted_list", "numbered_list", "to_do_list", "tab_pane", "heading", "footnotes", "footnote"}
    for functions in (HTML, MARKDOWN):
        assert {function.__name__ for function in functions.values()} - ours <= BLOCK_TYPES
