"""The sentences around links: whole where they are short, cut at words where they are long, none where none is."""

from __future__ import annotations

from datetime import date

import pytest

from notionpress.content.blocks import LinkToPage, Paragraph, TableRow
from notionpress.content.mentions import leads_to, sentence_of
from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    DateMention,
    DateValue,
    InlineEquation,
    PageMention,
    RichText,
    Text,
    plain,
)
from notionpress.content.summarise import summarise

TIDES = "22222222-2222-4222-8222-222222222222"
LINK = f"/{TIDES.replace('-', '')}"


def sentence(*words: str | PageMention | Text) -> RichText:
    """The sentence that is kept of a paragraph with one link; `[…]` is that link."""
    spans: list[PageMention | Text] = []
    for one in words:
        if isinstance(one, str):
            spans.append(Text(one[1:-1], href=LINK) if one.startswith("[") else Text(one))
        else:
            spans.append(one)
    (mention,) = summarise((Paragraph(rich_text=tuple(spans)),)).mentions
    assert mention.target == TIDES
    return sentence_of(mention.sentence)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("First. It has ", "[tides]", ", twice a day. Last."), "It has tides, twice a day."),
        (
            ("Dr. Smith of St. Ives, z. B., knew ", "[tides]", " well! So?"),
            "Dr. Smith of St. Ives, z. B., knew tides well!",
        ),
        (("It rose 3.5 m, ca. 10 ft, by ", "[tides]", "."), "It rose 3.5 m, ca. 10 ft, by tides."),
        (("朝が来る。", "[潮]", "が満ちる。夜。"), "潮が満ちる。"),
        (("One line\n", "see ", "[tides]", "\nanother"), "see tides"),
        (("“Never!” he said. “Not ", "[tides]", "!” Then he left."), "“Not tides!”"),
        (("[tides]",), ""),
        (("A sentence before it. ", "[Tides]", " "), ""),
        (("[the ]", "[tides]"), ""),
    ],
)
def test_the_sentence_around_a_link_is_kept(words: tuple[str, ...], expected: str) -> None:
    assert plain(sentence(*words)) == expected


def test_a_long_sentence_is_cut_at_words_around_the_link() -> None:
    found = plain(sentence("wave " * 200, "[tides]", " wave" * 200))
    assert found.startswith("… wave wave")
    assert found.endswith("wave wave …")
    assert "wave tides wave" in found
    assert 200 < len(found) < 280


def test_what_is_kept_comes_back_as_it_was_without_titles_which_are_asked_for() -> None:
    words = (
        Text("On "),
        DateMention(DateValue(date(2026, 3, 14)), "@14 March"),
        Text(" it was "),
        InlineEquation("a. B", PLAIN),
        Text(" deep", Annotations(bold=True)),
        Text(" at "),
        PageMention(TIDES, "Old title. With a stop", href=LINK),
    )
    (mention,) = summarise((Paragraph(rich_text=words),)).mentions
    assert sentence_of(mention.sentence) == (*words[:-1], PageMention(TIDES, ""))
    assert [leads_to(span, TIDES) for span in words] == [False] * 6 + [True]


def test_each_page_is_mentioned_once_and_blocks_without_words_have_no_sentence() -> None:
    other = "33333333-3333-4333-8333-333333333333"
    summary = summarise(
        (
            Paragraph(rich_text=(Text("First "), Text("tides", href=LINK))),
            TableRow(cells=((Text("a cell with "), PageMention(other, "Other")), (Text("tides", href=LINK),))),
            LinkToPage(target="44444444-4444-4444-8444-444444444444"),
            Paragraph(
                rich_text=(
                    Text("A place", href="#place"),
                    Text(" on the page, and "),
                    Text("a site", href="https://example.org/"),
                )
            ),
        )
    )
    found = {one.target: plain(sentence_of(one.sentence)) for one in summary.mentions}
    assert found == {TIDES: "First tides", other: "a cell with "}
    assert len(summary.links) == 4


def test_half_a_character_is_not_kept() -> None:
    assert sentence("\ud83d and ", "[tides]") == ()
