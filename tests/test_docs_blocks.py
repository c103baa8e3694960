"""docs/blocks.md is made of the files in tests/blocks, and they hold every field and value of Notion's blocks.

After a change that is meant, `UPDATE_GOLDEN=1 pytest tests/test_docs_blocks.py` writes the document anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.content.parse import BLOCK_TYPES
from notionpress.render import problems
from notionpress.render.embeds import PROVIDERS
from notionpress.render.highlight import ALIASES, PLAIN
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "blocks"
DOCUMENT = PROJECT / "docs" / "blocks.md"

# API reference: block object, with every field of the 37 types; `children` for those that carry blocks.
WORDS = "rich_text color children"
HEADING = f"{WORDS} is_toggleable"
FILE = "caption type external file"
FIELDS = {
    "audio": FILE,
    "bookmark": "caption url",
    "breadcrumb": "",
    "bulleted_list_item": WORDS,
    "callout": f"{WORDS} icon",
    "child_database": "title",
    "child_page": "title",
    "code": "caption rich_text language",
    "column": "width_ratio children",
    "column_list": "children",
    "divider": "",
    "embed": "caption url",
    "equation": "expression",
    "file": f"{FILE} name",
    "heading_1": HEADING,
    "heading_2": HEADING,
    "heading_3": HEADING,
    "heading_4": HEADING,
    "image": FILE,
    "link_preview": "url",
    "link_to_page": "type page_id database_id comment_id",
    "meeting_notes": "title status children calendar_event recording",
    "numbered_list_item": f"{WORDS} list_start_index list_format",
    "paragraph": f"{WORDS} icon",
    "pdf": FILE,
    "quote": WORDS,
    "synced_block": "synced_from children",
    "tab": "children",
    "table": "table_width has_column_header has_row_header children",
    "table_of_contents": "color",
    "table_row": "cells",
    "template": "rich_text children",
    "to_do": f"{WORDS} checked",
    "toggle": WORDS,
    "unsupported": "block_type children",
    "video": FILE,
}

COLORS = ["default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"]
STATUSES = "transcription_not_started transcription_paused transcription_in_progress summary_in_progress notes_ready"
VALUES: dict[tuple[str, str], set[Any]] = {
    ("paragraph", "color"): {*COLORS, *(f"{color}_background" for color in COLORS)},
    ("numbered_list_item", "list_format"): {"numbers", "letters", "roman"},
    ("to_do", "checked"): {True, False},
    ("table", "has_column_header"): {True, False},
    ("table", "has_row_header"): {True, False},
    ("link_to_page", "type"): {"page_id", "database_id", "comment_id"},
    ("meeting_notes", "status"): set(STATUSES.split()),
    **{(kind, "is_toggleable"): {True, False} for kind in FIELDS if kind.startswith("heading")},
    **{(kind, "type"): {"external", "file"} for kind in ("audio", "file", "image", "pdf", "video")},
}
ICONS = {"emoji", "external", "file", "custom_emoji", "icon"}
ICON_COLORS = {*COLORS, "lightgray"} - {"default"}

HEAD = """\
# Blocks

What becomes of each of Notion's blocks, and of each of their fields, in HTML and in Markdown. This document is made from the files in
`tests/blocks`, which are the tests of it too: each has further examples.

All blocks have some fields of which readers see nothing: `id` is in the address that a message to the author names;
`parent`, `has_children`, `type` and `in_trash` say where the block stands and whether it does; `created_time`,
`created_by`, `last_edited_time` and `last_edited_by` are about the making, not about the text: the page's own times are
published, those of its blocks are not.
"""

PROBLEMS = {
    "equation-refused": "A formula cannot be set and is shown as its source.",
    "expiring-embed": "An embed has an address that Notion has signed for an hour; it is left out.",
    "link-refused": "A link leads to no address that a page may lead to; its words are kept.",
    "missing-file": "A file could not be fetched, or has no address that may be used; its place says so.",
    "no-player": "An embed or film is a card that leads there, as its provider has no player.",
    "unsupported-block": "A block is of a type that Notion's API keeps back, or that is newer than notionpress.",
}


def golden(kind: str) -> str:
    return (FOLDER / f"{kind}.md").read_text(encoding="utf-8")


def blocks(kind: str) -> Iterator[dict[str, Any]]:
    """Every block in the cases of a file, at any depth."""

    def below(value: Any) -> Iterator[dict[str, Any]]:
        for one in value if isinstance(value, list) else [value]:
            yield one
            yield from below(one.get("children", []))

    for case in re.findall(r"(?ms)^```json\n(.*?)^```", golden(kind)):
        yield from below(json.loads(case))


def of_type(kind: str) -> list[dict[str, Any]]:
    return [one for one in blocks(kind) if one["type"] == kind]


def first_column(text: str, head: str) -> list[str]:
    """The first cells of the table whose head begins so."""
    table = re.search(rf"(?m)^\| {re.escape(head)} \|.*\n\|---\|---\|\n((?:\|.*\n)+)", text)
    return [row.split("|")[1].strip().strip("`") for row in table[1].splitlines()] if table else []


FIRST_CASE = re.compile(
    r"(?ms)\A.*?^```json\n.*?^```\n(?:\n(?P<fence>`{3,5})(?!json)[a-z]+\n.*?^(?P=fence)\n)*(?:\n> problem: [^\n]*\n)*",
)


def section(kind: str) -> str:
    """The part of the document about a type: what its file says above the cases, and the first of them."""
    found = FIRST_CASE.match(golden(kind))
    assert found, kind
    return f"#{found[0]}"


def document() -> str:
    told = "".join(f"| `{kind}` | {meaning} |\n" for kind, meaning in sorted(PROBLEMS.items()))
    parts = [
        HEAD,
        *(section(kind) for kind in sorted(FIELDS)),
        section("footnotes"),
        "## What an author is told\n\nWhat was found on a page is listed at the end of a build, with the address of the"
        f" block in Notion, and so is what the [editorial checks](checks.md) find.\n\n"
        f"| problem | meaning |\n|---|---|\n{told}",
    ]
    return "\n".join(parts)


def test_the_document_is_what_the_golden_files_say() -> None:
    expected = document()
    if os.environ.get("UPDATE_GOLDEN"):
        DOCUMENT.write_text(expected, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == expected


def test_the_table_has_every_type() -> None:
    assert set(FIELDS) | {"transcription"} == BLOCK_TYPES


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_is_explained_and_tried(kind: str) -> None:
    fields = set(FIELDS[kind].split())
    assert set(first_column(golden(kind), "field")) == fields
    found = {name for one in of_type(kind) for name in one[kind]}
    found |= {"children" for one in of_type(kind) if one.get("children")}
    assert fields <= found


@pytest.mark.parametrize(("kind", "field"), VALUES)
def test_every_value_of_a_field_is_tried(kind: str, field: str) -> None:
    assert VALUES[kind, field] <= {one[kind].get(field) for one in of_type(kind)}


def test_every_kind_and_colour_of_icon_is_tried() -> None:
    icons = [one["paragraph"]["icon"] for one in of_type("paragraph") if one["paragraph"].get("icon")]
    assert {icon["type"] for icon in icons} == ICONS
    assert {icon["icon"]["color"] for icon in icons if icon["type"] == "icon"} == ICON_COLORS
    in_callouts = [one["callout"]["icon"] for one in of_type("callout")]
    assert {icon["type"] for icon in in_callouts if icon} == ICONS
    assert None in in_callouts


def test_every_language_without_a_lexer_of_its_name_is_explained() -> None:
    rows = first_column(golden("code"), "language")
    assert rows == sorted({*ALIASES, *PLAIN} - {""})


def test_every_provider_is_documented() -> None:
    assert first_column(golden("embed"), "provider") == sorted(PROVIDERS)


def test_every_problem_is_documented_and_tried() -> None:
    source = Path(problems.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r"problem\(\s*\"([a-z-]+)\"", source)) == set(PROBLEMS)
    tried = {kind for name in FIELDS for kind in re.findall(r"(?m)^> problem: (.*)$", golden(name))}
    assert tried == set(PROBLEMS)
