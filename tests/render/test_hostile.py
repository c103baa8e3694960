"""Whatever an author writes, the page stays whole: tags balanced, nothing active, no word lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from notionpress.content.parse import parse_blocks
from notionpress.render.markup import SCHEMES, safe_url
from tests.html_text import squeezed, text_of
from tests.render.worlds import HERE, SECRET, renderer

VOID = frozenset(("br", "hr", "img", "input"))
PIECES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    "&amp;&lt;&#x3c;",
    "</p></div></details>",
    "<!-- ",
    "-->",
    "]]>",
    "\x00\x08\x0b",
    "\ud7ff\ufffe",
    "{{ 7 * 7 }}{% raw %}",
    "\u202e\u2066",
    "javascript:alert(1)",
    "```\n# x",
    "漢字 العربية 👩‍🚀",
    "a\tb  c\n\n d",
)
words = st.one_of(st.sampled_from(PIECES), st.text(st.characters(codec="utf-8"), max_size=12))
urls = st.one_of(
    st.sampled_from(
        (
            "https://example.org/",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\tscript:alert(1)",
            "\x01javascript:alert(1)",
            "data:text/html,<script>x</script>",
            "vbscript:x",
            "//evil.example/x",
            "\\\\evil.example",
            "/\\evil.example",
            'https://a"onload="x',
            f"/{HERE}",
            f"/{SECRET}",
            "#x",
            "mailto:a@b.c",
        )
    ),
    st.text(max_size=20),
)
annotations = st.fixed_dictionaries(
    {name: st.booleans() for name in ("bold", "italic", "strikethrough", "underline", "code")}
    | {"color": st.sampled_from(("default", "red", "blue_background", '"><x', "color:red"))}
)


def span(text: str, how: dict[str, Any], url: str | None) -> dict[str, Any]:
    """A span of text as Notion sends it."""
    link = {"url": url} if url else None
    return {"type": "text", "text": {"content": text, "link": link}, "plain_text": text, "annotations": how}


spans = st.builds(span, words, annotations, st.one_of(st.none(), urls))
rich_texts = st.lists(spans, max_size=4)
WITH_WORDS = ("paragraph", "heading_1", "heading_4", "bulleted_list_item", "numbered_list_item", "to_do", "toggle")
MORE_WITH_WORDS = ("quote", "callout", "code", "template")
WITH_CAPTION = ("image", "video", "audio", "pdf", "file")


def worded(kind: str, rich_text: list[Any], color: str, children: list[Any]) -> dict[str, Any]:
    payload = {"rich_text": rich_text, "color": color, "checked": True, "language": color, "icon": None}
    below = {"children": children} if kind != "code" else {}
    return {"type": kind, "id": HERE, kind: payload, **below}


def captioned(kind: str, caption: list[Any], url: str, name: str) -> dict[str, Any]:
    return {"type": kind, kind: {"caption": caption, "type": "external", "external": {"url": url}, "name": name}}


def linked(kind: str, caption: list[Any], url: str) -> dict[str, Any]:
    return {"type": kind, kind: {"caption": caption, "url": url}}


def tabled(cells: list[list[Any]], header: bool) -> dict[str, Any]:
    rows = [{"type": "table_row", "table_row": {"cells": cells}} for _ in range(2)]
    return {"type": "table", "table": {"has_column_header": header, "has_row_header": header}, "children": rows}


def held(kind: str, children: list[Any]) -> dict[str, Any]:
    return {"type": kind, kind: {}, "children": children}


leaves = st.one_of(
    st.builds(worded, st.sampled_from(("paragraph", "code")), rich_texts, st.sampled_from(("red", "<x>")), st.just([])),
    st.builds(captioned, st.sampled_from(WITH_CAPTION), rich_texts, urls, words),
    st.builds(linked, st.sampled_from(("embed", "bookmark")), rich_texts, urls),
    st.builds(tabled, st.lists(rich_texts, min_size=1, max_size=3), st.booleans()),
    st.builds(lambda tex: {"type": "equation", "equation": {"expression": tex}}, words),
    st.just({"type": "table_of_contents", "table_of_contents": {}}),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(
            worded,
            st.sampled_from(WITH_WORDS + MORE_WITH_WORDS),
            rich_texts,
            st.sampled_from(("default", "green_background")),
            st.lists(inner, max_size=3),
        ),
        st.builds(held, st.sampled_from(("column_list", "tab", "synced_block", "column")), st.lists(inner, max_size=3)),
    ),
    max_leaves=8,
)


class Checker(HTMLParser):
    """Fails on a tag that is not closed in its place, and on all that could act."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "iframe", "object", "base", "meta", "link", "form"), tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in ("href", "src"):
                scheme = re.match(r"([^/?#:]*):", value or "")
                assert scheme is None or scheme[1] in SCHEMES, value
                assert not (value or "").startswith(("//", "/\\", "\\")), value
            if name == "style" and "math" in self.open:
                # Equations have sizes and strokes of their own; nothing in them may load or cover anything.
                assert not re.search(r"url|position|@|expression|[<>\\]", value or ""), value
            elif name == "style":
                assert re.fullmatch(r"--columns: (minmax\(0, [\d.e-]+fr\) ?)+|(--\w+: [\d.]+%;? ?)+", value or ""), (
                    value
                )
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data}")


def pieces(value: Any) -> list[str]:
    """The words of every span, found without the parser."""
    if isinstance(value, dict):
        if "plain_text" in value:
            return [value["plain_text"]]
        return [piece for inner in value.values() for piece in pieces(inner)]
    if isinstance(value, list):
        return [piece for inner in value for piece in pieces(inner)]
    return []


@settings(max_examples=300, deadline=None)
@given(st.lists(trees, max_size=4), st.booleans())
def test_nothing_gets_out_and_nothing_gets_lost(blocks: list[Any], feed: bool) -> None:
    html = renderer(feed=feed).body(parse_blocks(blocks))
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    text = text_of(html)
    for piece in pieces(blocks):
        assert squeezed(piece) in text


@given(st.text(max_size=40))
def test_an_allowed_address_cannot_become_another(url: str) -> None:
    safe = safe_url(url)
    if safe is not None:
        assert safe_url(safe) == safe
        assert re.match(r"(https?:|mailto:|tel:|/(?![/\\])|#)", safe, re.IGNORECASE)
        assert not re.search(r"[\x00-\x20\"<>\\^`{|}]", safe)


def test_what_addresses_become() -> None:
    assert safe_url("https://example.org/a b?q=[x]#y#z") == "https://example.org/a%20b?q=%5Bx%5D#y%23z"
    assert safe_url("https://example.org/潮?50%") == "https://example.org/潮?50%25"
    assert safe_url("//example.org/x") == "https://example.org/x"
    assert safe_url("http://[2001:db8::1]:8000/[a]") == "http://[2001:db8::1]:8000/%5Ba%5D"
    assert safe_url("http://[::1]@example.org/") == "http://%5B::1%5D@example.org/"
    assert safe_url("https://me:it%20is@example.org:8000/%zz") == "https://me:it%20is@example.org:8000/%25zz"
    assert safe_url("https://m%C3%BCnchen.example/") == "https://m%C3%BCnchen.example/"
    assert safe_url("HTTP://%25zz/%25") is None
    assert safe_url("https:a b/") is None
    assert safe_url("JAVASCRIPT:alert(1)") is None
    assert safe_url("example.org") is None
    assert safe_url("") is None
