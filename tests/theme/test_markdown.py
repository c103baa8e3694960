"""Templates may show Markdown, of options and descriptions, as safe HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

from notionpress.render.snippet import snippet
from notionpress.theme import Theme
from tests.content.test_markdown import markdown
from tests.render.test_hostile import Checker


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b*", "<p>a <em>b</em></p>"),
        ("[a](https://x.org) & <script>x</script>", '<p><a href="https://x.org">a</a> &amp; x</p>'),
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
        ("- a", "<ul><li>a</li></ul>"),
        ("", ""),
    ],
)
def test_the_filter_gives_safe_html(tmp_path: Path, text: str, html: str) -> None:
    (tmp_path / "words.html").write_text("{{ words | markdown }}")
    theme = Theme.load("journal", folder=tmp_path, templates=tmp_path)
    assert theme.render("words.html", {"words": text}) == html


def test_ids_are_not_those_of_the_page() -> None:
    (id,) = re.findall('id="([^"]+)"', snippet("## Tides", "en", "UTC"))
    assert id != "tides"
    assert id.startswith("tides-")


@given(markdown)
def test_any_text_is_harmless(text: str) -> None:
    checker = Checker()
    checker.feed(snippet(text, "en", "UTC"))
    checker.close()
    assert checker.open == []
