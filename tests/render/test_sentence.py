"""Sentences among backlinks: the link is marked, nothing in them leads anywhere, nothing unpublished is told."""

from __future__ import annotations

from notionpress.content.rich_text import Annotations, LinkMention, PageMention, Text
from notionpress.render.sentence import sentence_html
from tests.render.worlds import HERE, SECRET, TIDES, renderer


def test_the_words_of_the_link_are_marked_and_nothing_is_a_link() -> None:
    words = (
        Text("See "),
        Text("the ", href=f"/{TIDES}"),
        Text("tides", Annotations(bold=True), f"/{TIDES}"),
        Text(", "),
        Text("others", href="https://example.org/"),
        Text(" & "),
        PageMention(HERE, "Its title of old"),
    )
    html = sentence_html(words, TIDES, renderer())
    assert html == "See <mark>the <strong>tides</strong></mark>, others &amp; Field guide"


def test_a_mention_has_the_title_of_now() -> None:
    assert (
        sentence_html((Text("By "), PageMention(TIDES, "Old")), TIDES, renderer())
        == "By <mark>Tides &amp; &lt;times&gt;</mark>"
    )


def test_titles_of_pages_that_are_not_published_are_left_out() -> None:
    address = f"https://www.notion.so/A-secret-{SECRET.replace('-', '')}"
    words = (
        Text("The tides, "),
        PageMention(SECRET, "A secret"),
        Text(", "),
        LinkMention(address, "A secret", title="A secret"),
        Text(", "),
        Text(address, href=address),
    )
    html = sentence_html(words, TIDES, renderer())
    assert "secret" not in html.lower()
    assert "<a" not in html
