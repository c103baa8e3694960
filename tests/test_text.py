"""Text without the characters that HTML and XML forbid."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from notionpress.text import without_controls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\tb\r\nc\n", "a\tb\r\nc\n"),
        ("a\x00b\x08c\x0bd\x0ce\x1bf", "abcdef"),
        ("a\x7fb\x85c\x9fd", "abcd"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufffeb\uffffc\ufdd0d\U0001ffffe\U0010fffef", "abcdef"),
        ("🦦 \u200d\u200f\ufeff\u2028é", "🦦 \u200d\u200f\ufeff\u2028é"),
    ],
)
def test_only_what_is_forbidden_goes(text: str, expected: str) -> None:
    assert without_controls(text) == expected


@given(st.text())
def test_any_text_becomes_xml(text: str) -> None:
    shown = without_controls(text)
    root = ElementTree.fromstring(f"<a>{escape(shown)}</a>")
    assert (root.text or "") == shown.replace("\r\n", "\n").replace("\r", "\n")
    assert without_controls(shown) == shown


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_stays(text: str) -> None:
    assert without_controls(text) == text
