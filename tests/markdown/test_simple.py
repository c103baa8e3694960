"""Simple rich text is made at once, and is then what it would be with care."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.content.rich_text import PLAIN, Annotations, RichText, Text
from notionpress.render.dialects import DIALECTS
from notionpress.render.markdown_inline import with_care
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.markdown_simple import simple
from notionpress.render.markdown_text import Place
from notionpress.render.page import MARKDOWN
from notionpress.site.reader import Reader
from tests.render import worlds

SITE = worlds.site()

ALONE = (
    PLAIN,
    Annotations(bold=True),
    Annotations(italic=True),
    Annotations(strikethrough=True),
    Annotations(code=True),
)
SETTINGS = (*ALONE, Annotations(bold=True, italic=True), Annotations(underline=True), Annotations(color="red"))
PIECES = (
    "a",
    "word",
    "two words",
    " ",
    "  ",
    ".",
    ", ",
    ": ",
    ":",
    "(",
    ")",
    "!",
    "*",
    "_",
    "`",
    "~",
    "www",
    "http",
    "//",
)
ADDRESSES = ("", "", "https://example.org/a", "https://example.org/(b)", "javascript:alert(1)")

spans = st.builds(
    Text,
    st.lists(st.sampled_from((*PIECES, "é", "漢", "1", "-", "#", "|", "{{<", "\n", "\t")), max_size=4).map("".join),
    st.sampled_from(SETTINGS),
    st.sampled_from(ADDRESSES),
)


def rendering(dialect: str) -> MarkdownRenderer:
    return MarkdownRenderer(SITE.pages[worlds.TIDES], Reader(SITE), [], dialect=DIALECTS[dialect], functions=MARKDOWN)


@given(st.lists(spans, min_size=1, max_size=5).map(tuple), st.sampled_from(sorted(DIALECTS)))
def test_what_is_simple_is_what_care_makes_of_it(rich_text: RichText, dialect: str) -> None:
    for place in ("paragraph", "heading", "cell"):
        assert_alike(rich_text, dialect, place)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_marks_beside_every_piece(dialect: str) -> None:
    for before, after, how in product(PIECES, PIECES, ALONE):
        assert_alike((Text(before), Text("word", how), Text(after)), dialect, "paragraph")


def assert_alike(rich_text: RichText, dialect: str, place: Place) -> None:
    render = rendering(dialect)
    made = simple(rich_text, render)
    if made is not None:
        assert made == with_care(rich_text, render, place)


def test_most_text_is_simple() -> None:
    words = (
        Text("Tides come "),
        Text("twice", Annotations(bold=True)),
        Text(" a day, see "),
        Text("the chart", PLAIN, "https://example.org/chart"),
        Text(". Run "),
        Text("tides --today", Annotations(code=True)),
        Text("."),
    )
    assert simple(words, rendering("hugo")) == (
        "Tides come **twice** a day, see [the chart](https://example.org/chart). Run `tides --today`."
    )
