"""Rich text as HTML: every word under its own marks, in as few tags as can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from notionpress.content.parse_rich_text import rich_text as parse
from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    CustomEmojiMention,
    DateMention,
    DateValue,
    FileRef,
    InlineEquation,
    LinkMention,
    PageMention,
    Person,
    RichText,
    TemplateMention,
    Text,
    UnsupportedSpan,
    UserMention,
)
from notionpress.render.nesting import LONGEST
from notionpress.report import Problem
from tests.render.worlds import ADA, SECRET, TIDES, renderer

BOLD = Annotations(bold=True)
ITALIC = Annotations(italic=True)
BOTH = Annotations(bold=True, italic=True)
CODE = Annotations(code=True)
RED = Annotations(color="red")
URL = "https://example.org/"


def html(*spans: Any, **config: Any) -> str:
    return str(renderer(**config).inline(spans))


# Marks


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((Text("a", BOLD), Text("b", BOTH)), "<strong>a<em>b</em></strong>"),
        ((Text("a", BOTH), Text("b", ITALIC)), "<em><strong>a</strong>b</em>"),
        ((Text("a", ITALIC), Text("b", BOTH), Text("c", BOLD)), "<em>a<strong>b</strong></em><strong>c</strong>"),
        ((Text("a", BOLD, URL), Text("b", BOLD)), f'<strong><a href="{URL}">a</a>b</strong>'),
        ((Text("a", BOLD, URL), Text("b", href=URL)), f'<a href="{URL}"><strong>a</strong>b</a>'),
        ((Text("a", BOLD, URL),), f'<a href="{URL}"><strong>a</strong></a>'),
        ((Text("a", BOLD), Text("b", BOLD), Text("", ITALIC), Text("c", BOLD)), "<strong>abc</strong>"),
        ((Text("a", BOLD), Text("b", RED), Text("c", BOLD)), None),
        ((Text("a", Annotations(code=True, color="red")),), '<span class="color-red"><code>a</code></span>'),
        ((Text("a", Annotations(color="blue_background")),), '<span class="background-blue">a</span>'),
        ((Text("a", Annotations(color="default_background")),), "a"),
        ((Text("a", Annotations(color="ultraviolet")),), "a"),
        ((Text("a", Annotations(True, True, True, True, True)),), None),
    ],
)
def test_marks_stand_around_what_shares_them(spans: RichText, expected: str | None) -> None:
    found = html(*spans)
    if expected is None:
        check(spans)
    else:
        assert found == expected


def test_the_order_of_marks_is_chosen_for_fewest_tags() -> None:
    bold, italic, lined = {"bold": True}, {"italic": True}, {"underline": True}
    spans = [
        Text("a" * 8, Annotations(**bold)),
        Text("b", Annotations(**bold, **italic, **lined)),
        Text("c", Annotations(**italic, **lined)),
        Text("d", Annotations(**lined)),
    ]
    assert html(*spans) == "<strong>aaaaaaaa</strong><u><em><strong>b</strong>c</em>d</u>"


STYLES = ("bold", "italic", "strikethrough", "underline", "code")
NAMES = dict(zip(("strong", "em", "s", "u", "code"), STYLES, strict=True))
annotations = st.builds(
    Annotations,
    **dict.fromkeys(STYLES, st.booleans()),
    color=st.sampled_from(("default", "red", "blue", "red_background")),
)
texts = st.builds(
    Text,
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn"), exclude_characters="\ufffe\uffff"
        )
        | st.sampled_from(" \n<&"),
        max_size=6,
    ),
    annotations,
    st.sampled_from(("", "", "https://example.org/a", "https://example.org/b", "javascript:x")),
)


@given(st.lists(texts, max_size=10))
def test_every_character_is_under_the_marks_of_its_span(spans: list[Text]) -> None:
    check(spans)


@given(st.lists(st.builds(Text, st.just("x"), annotations), min_size=LONGEST, max_size=LONGEST + 20))
def test_long_runs_are_under_their_marks_too(spans: list[Text]) -> None:
    check(spans)


def check(spans: Any) -> None:
    found = html(*spans)
    expected = [(character, marks_of(span)) for span in spans for character in span.text]
    tree = JustHTML(found, fragment=True, sanitize=False).root
    assert [(shown(one), marks) for one, marks in characters(tree)] == [(shown(one), marks) for one, marks in expected]
    for parent in elements(tree):
        children = parent.children or []
        for one, other in pairwise(children):
            assert one.name == "br" or tag(one) != tag(other) or one.name == "#text", found
        assert all(child.name != parent.name for child in children), found


def marks_of(span: Text) -> frozenset[str]:
    found = {name for name in STYLES if getattr(span.annotations, name)}
    name, _, background = span.annotations.color.partition("_")
    if name != "default":
        found.add(f"background-{name}" if background else f"color-{name}")
    if span.href.startswith("https:"):
        found.add(span.href)
    return frozenset(found)


def shown(character: str) -> str:
    return " " if character.isspace() else character


def characters(node: Any, under: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    for child in node.children or []:
        if child.name == "#text":
            yield from ((one, under) for one in child.data if one != "\n")
        elif child.name == "br":
            yield "\n", under
        else:
            mark = NAMES.get(child.name) or child.attrs.get("href") or child.attrs.get("class")
            yield from characters(child, under | {mark})


def elements(node: Any) -> Iterator[Any]:
    yield node
    for child in node.children or []:
        yield from elements(child)


def tag(node: Any) -> tuple[str, Any]:
    return node.name, getattr(node, "attrs", None)


# Space


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("a  b",), "a\xa0 b"),
        (("a    b",), "a\xa0\xa0\xa0 b"),
        (("   a",), "\xa0\xa0\xa0a"),
        (("a\n  b",), "a<br>\n\xa0\xa0b"),
        (("a ", " b"), "a \xa0b"),
        (("a ", "   b"), "a \xa0\xa0 b"),
        (("a\tb",), "a\N{EM SPACE}b"),
        ((" a b ",), " a b "),
    ],
)
def test_several_spaces_stay_several(words: tuple[str, ...], expected: str) -> None:
    assert html(*(Text(one) for one in words)) == expected


def test_code_keeps_its_spaces_as_they_are() -> None:
    assert html(Text("a   b\n  c", CODE)) == "<code>a   b<br>  c</code>"


# Equations and mentions


def test_a_link_around_an_equation_or_a_mention_is_kept() -> None:
    raw = [
        {"type": "equation", "equation": {"expression": "x"}, "plain_text": "x", "href": URL},
        {"type": "mention", "mention": {"type": "user", "user": {"id": ADA}}, "plain_text": "@Ada", "href": URL},
        {"type": "text", "text": {"content": " there", "link": {"url": URL}}, "plain_text": " there", "href": URL},
    ]
    assert html(*parse(raw)) == (
        f'<a href="{URL}"><math><mi>x</mi></math><span class="mention mention-user">@Ada Wren</span> there</a>'
    )


def test_a_link_in_an_equation_follows_the_rules_of_links() -> None:
    problems: list[Problem] = []
    render = renderer(problems)
    inside = InlineEquation(rf"\href{{/{TIDES}}}{{x}} \href{{/{SECRET}}}{{y}} \href{{javascript:z}}{{z}}")
    assert render.inline((inside,)) == (
        '<math><mtext><a href="/guide/tides/"><math><mi>x</mi></math></a></mtext><mi>y</mi><mi>z</mi></math>'
    )
    assert [problem.kind for problem in problems] == ["link-refused"]


def test_a_link_in_an_equation_in_a_link_is_only_words() -> None:
    assert html(InlineEquation(rf"\href{{{URL}b}}{{x}}", href=URL)) == f'<a href="{URL}"><math><mi>x</mi></math></a>'


def test_an_equation_takes_the_marks_of_its_text() -> None:
    spans = (Text("where ", RED), InlineEquation("x", RED), Text(" is", RED))
    assert html(*spans) == '<span class="color-red">where <math><mi>x</mi></math> is</span>'


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (UserMention(Person(ADA), "@Anonymous"), '<span class="mention mention-user">@Ada Wren</span>'),
        (UserMention(Person("x"), "@Bo"), '<span class="mention mention-user">@Bo</span>'),
        (UserMention(Person("x"), ""), '<span class="mention mention-user">@Jemand</span>'),
        (
            PageMention(TIDES, "Old title"),
            '<a class="mention" href="/guide/tides/"><span class="icon">🌊</span> Tides &amp; &lt;times&gt;</a>',
        ),
        (PageMention(SECRET, "Plans"), '<span class="mention mention-unpublished">unveröffentlichte Seite</span>'),
        (TemplateMention("today", "@Today"), '<span class="mention">@Today</span>'),
        (
            LinkMention(URL, URL, "A paper", "What it says", "Ada Wren", "Journal"),
            f'<a class="mention" href="{URL}" title="Ada Wren · Journal – What it says">A paper</a>',
        ),
        (LinkMention(URL, URL), f'<a class="mention" href="{URL}">{URL}</a>'),
        (LinkMention("javascript:x", "js", "Odd"), "Odd"),
        (
            LinkMention(f"https://www.notion.so/{SECRET}", "x", "Plans"),
            '<span class="mention mention-unpublished">unveröffentlichte Seite</span>',
        ),
        (CustomEmojiMention("bell", FileRef(key="space/none/bell.png"), ":bell:"), ":bell:"),
        (
            CustomEmojiMention("lamp", FileRef(key="space/seven/lamp.png"), ":lamp:"),
            '<img class="emoji" src="/media/lamp.png" alt=":lamp:" width="24" height="24">',
        ),
        (UnsupportedSpan("mention agent", "@Helper"), "@Helper"),
        (DateMention(None, "soon"), '<span class="mention">soon</span>'),
        (
            DateMention(DateValue(date(2026, 3, 14)), "2026-03-14"),
            '<time class="mention" datetime="2026-03-14">14. März 2026</time>',
        ),
        (
            DateMention(DateValue(datetime(2026, 3, 14, 23, 30, tzinfo=UTC)), ""),
            '<time class="mention" datetime="2026-03-14T23:30:00+00:00">15. März 2026, 00:30</time>',
        ),
        (
            DateMention(
                DateValue(
                    datetime(2026, 3, 14, 9, 0, tzinfo=timezone(timedelta(hours=-5))),
                    datetime(2026, 3, 14, 10, 0, tzinfo=timezone(timedelta(hours=-5))),
                ),
                "",
            ),
            '<time class="mention" datetime="2026-03-14T09:00:00-05:00">14. März 2026, 15:00\N{THIN SPACE}–\N{THIN SPACE}16:00</time>',
        ),
    ],
)
def test_a_mention_is_shown_by_what_the_site_knows(span: Any, expected: str) -> None:
    assert html(span, language="de", time_zone="Europe/Berlin") == expected


def test_a_mention_in_colour_keeps_it() -> None:
    assert html(UserMention(Person(ADA), "@Ada", RED)) == (
        '<span class="color-red"><span class="mention mention-user">@Ada Wren</span></span>'
    )


def test_plain_words_have_no_tags() -> None:
    assert html(Text("a < b", PLAIN)) == "a &lt; b"
