"""Slugs: readable in every script, never too long, always unique."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.slugs import _of_any_script, slug, unique


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World!", "hello-world"),
        ("  The keeper’s log  ", "the-keepers-log"),
        ("C++ & Rust", "c-rust"),
        ("Ünïcödé Größe", "ünïcödé-größe"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("ภาษาไทยที่ดี", "ภาษาไทยที่ดี"),
        ("مرحبا بالعالم", "مرحبا-بالعالم"),
        ("🌊", ""),
        ("❤️", ""),
        ("☀️ Sun", "sun"),
        ("1️⃣ First", "1️⃣-first"),
        ("2026: a review", "2026-a-review"),
        ("../../etc/passwd", "etc-passwd"),
        ("", ""),
    ],
)
def test_titles(text: str, expected: str) -> None:
    assert slug(text) == unicodedata.normalize("NFC", expected)


def test_ascii_style_transliterates() -> None:
    assert slug("Größe der Straße", "ascii") == "grosse-der-strasse"
    assert slug("日本", "ascii")


@given(st.text(max_size=400))
def test_any_text_gives_a_safe_stable_name(text: str) -> None:
    name = slug(text)
    assert len(name.encode()) <= 180
    assert not set(name) & set("/\\?#%&<>\"' .:\0\n")
    assert not name.startswith("-")
    assert not name.endswith("-")
    assert slug(name) == name
    assert unicodedata.is_normalized("NFC", name)


@given(st.text(st.characters(max_codepoint=127), max_size=300) | st.text("a1 '-_", max_size=300))
def test_the_short_way_for_plain_letters_leads_to_the_same_name(text: str) -> None:
    assert slug(text) == _of_any_script(text)


def test_unique_counts_up() -> None:
    taken: dict[str, int] = {}
    assert [unique("a", taken) for _ in range(3)] == ["a", "a-2", "a-3"]
