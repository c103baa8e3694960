"""Markdown that is made before the site is known is what is made once it is, or is not made."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from notionpress.content.blocks import (
    Block,
    Breadcrumb,
    ChildDatabase,
    ChildPage,
    Code,
    Equation,
    Heading,
    Image,
    LinkToPage,
    Paragraph,
    Quote,
    TableOfContents,
    Unsupported,
)
from notionpress.content.parse import parse_blocks
from notionpress.content.rich_text import (
    Annotations,
    DateMention,
    DateValue,
    FileIcon,
    FileRef,
    PageMention,
    Person,
    RichText,
    Text,
    UserMention,
)
from notionpress.render.dialects import DIALECTS, PLAIN, Dialect, holds_template
from notionpress.render.early_markdown import EarlyMarkdown, early_markdown
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.page import MARKDOWN
from notionpress.report import Problem
from notionpress.site.facts import Reads
from notionpress.site.reader import Reader
from notionpress.site.site import Site
from tests.markdown.trees import Trees
from tests.recordings import bodies, objects
from tests.render import worlds
from tests.render.every_block import FOLDER as GOLDEN
from tests.render.every_block import cases
from tests.render.hostile import tree
from tests.render.test_hostile import trees

SITE = worlds.site()


def renderer(dialect: Dialect, site: Site = SITE) -> tuple[MarkdownRenderer, Reads, list[Problem]]:
    """Renders as on the page “Tides”; with what it reads and tells."""
    reads, problems = Reads(), list[Problem]()
    page = site.pages[worlds.TIDES]
    return MarkdownRenderer(page, Reader(site, reads), problems, dialect=dialect, functions=MARKDOWN), reads, problems


def check(blocks: tuple[Block, ...]) -> EarlyMarkdown | None:
    """What is made early is in every dialect what is made late, of the same facts, and nothing is to be told."""
    early = early_markdown(blocks)
    for dialect in DIALECTS.values() if early else ():
        render, reads, problems = renderer(dialect)
        assert early
        body = early.body(render)
        assert (body is not None) == (dialect.name in early.dialects)
        if body is None:
            continue
        late, late_reads, late_problems = renderer(dialect)
        assert body == late.body(blocks)
        assert (reads.pages, reads.names) == (late_reads.pages, late_reads.names)
        assert problems == late_problems == []
    return early


def words(*spans: Any) -> RichText:
    return tuple(Text(span) if isinstance(span, str) else span for span in spans)


@pytest.mark.parametrize("kind", sorted(path.stem for path in GOLDEN.glob("*.md")))
def test_every_case_of_the_golden_files_is_the_same(kind: str) -> None:
    for case in cases(kind):
        check(parse_blocks(case))


@pytest.mark.parametrize("start", range(0, 2000, 500))
def test_random_trees_are_the_same(start: int) -> None:
    found = [check(Trees(seed, equations=seed % 5 == 0).tree()) for seed in range(start, start + 500)]
    assert sum(one is not None for one in found) > 50


@pytest.mark.parametrize("start", range(0, 1000, 500))
def test_spoilt_blocks_are_the_same(start: int) -> None:
    found = [check(parse_blocks(tree(Random(seed)))) for seed in range(start, start + 500)]
    assert sum(one is not None for one in found) > 50


@given(st.lists(trees, max_size=3))
@settings(max_examples=100, deadline=None)
def test_whatever_an_author_writes_is_the_same(blocks: list[Any]) -> None:
    check(parse_blocks(blocks))


def test_recorded_blocks_are_the_same() -> None:
    found = [check(parse_blocks([block])) for _, answer in bodies() for block in objects(answer, "block")]
    assert sum(one is not None for one in found) > len(found) / 2


def article() -> list[dict[str, Any]]:
    """What most of a page is: text under marks, with links, lists, code, a table and a quotation, below headings."""
    source = """
    [{"type": "heading_1", "heading_1": {"rich_text": [{"type": "text", "text": {"content": "Tides"}}]}},
     {"type": "paragraph", "paragraph": {"rich_text": [
        {"type": "text", "text": {"content": "Low water is "}},
        {"type": "text", "text": {"content": "soon"}, "annotations": {"bold": true}},
        {"type": "text", "text": {"content": ": see "}},
        {"type": "text", "text": {"content": "the chart", "link": {"url": "https://example.org/a"}}},
        {"type": "text", "text": {"content": " (1)!"}}]}},
     {"type": "bulleted_list_item", "bulleted_list_item": {"rich_text": [
        {"type": "text", "text": {"content": "Reefs"}}]}},
     {"type": "numbered_list_item", "numbered_list_item": {"rich_text": [
        {"type": "text", "text": {"content": "Shoals"}}]}},
     {"type": "code", "code": {"language": "c", "rich_text": [{"type": "text", "text": {"content": "if (x) {\\n}"}}]}},
     {"type": "heading_2", "heading_2": {"rich_text": [{"type": "text", "text": {"content": "Currents"}}]}},
     {"type": "quote", "quote": {"rich_text": [{"type": "text", "text": {"content": "It turns."}}]}},
     {"type": "toggle", "toggle": {"rich_text": [{"type": "text", "text": {"content": "More"}}]}}]
    """
    found: list[dict[str, Any]] = json.loads(source)
    return found


def test_text_with_headings_lists_and_code_is_made_early_for_most_generators() -> None:
    early = check(parse_blocks(article()))
    assert early
    assert set(early.dialects) >= {"plain", "hugo", "astro", "docusaurus", "zola"}


def test_of_headings_only_their_ids_wait_for_the_site() -> None:
    early = early_markdown((Heading(level=1, rich_text=words("High water"), anchor="high-water"),))
    assert early
    plain, reads, _ = renderer(PLAIN)
    assert early.body(plain) == "## High water\n"
    assert reads.names == {f"linked:{worlds.TIDES}"}
    linked, _, _ = renderer(PLAIN, replace(SITE, linked=frozenset({worlds.HIGH_WATER})))
    assert early.body(linked) == '## <a id="high-water"></a>High water\n'
    hugo, reads, _ = renderer(DIALECTS["hugo"])
    assert early.body(hugo) == "## High water {#high-water}\n"
    assert not reads.names
    # Its id takes a line.
    assert early.body(renderer(DIALECTS["jekyll"])[0]) is None


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(rich_text=words(PageMention(id=worlds.HERE, text="Field guide"))),
        Paragraph(rich_text=words(Text("x", href=f"/{worlds.HERE.replace('-', '')}"))),
        Paragraph(rich_text=words(Text("x", href="content:guide/tides.png"))),
        Paragraph(rich_text=words(f"https://www.notion.so/{worlds.SECRET.replace('-', '')}")),
        Paragraph(rich_text=words(Text("x", href="javascript:alert(1)"))),
        Paragraph(rich_text=words(UserMention(person=Person(worlds.ADA), text="@Ada"))),
        Paragraph(rich_text=words(DateMention(date=DateValue(worlds.THEN.date()), text="2026-03-14"))),
        Paragraph(rich_text=words("x"), icon=FileIcon(FileRef(key="space/one/tide.png"))),
        Quote(rich_text=words("x"), children=(Image(file=FileRef(key="space/one/tide.png")),)),
        Breadcrumb(),
        ChildDatabase(id=worlds.DATABASE),
        ChildPage(id=worlds.HERE),
        Equation(expression="\\notacommand$"),
        LinkToPage(target=worlds.HERE),
        TableOfContents(),
        Unsupported(type="forms"),
    ],
)
def test_what_shows_something_of_the_site_or_tells_the_author_is_not_made_early(block: Block) -> None:
    assert early_markdown((Paragraph(rich_text=words("x")), block)) is None


def test_marks_of_its_own_in_a_text_do_not_mislead() -> None:
    heading = Heading(level=1, rich_text=words("a"), anchor="a")
    for code in ("\0", "\0a\0a\0", "\0\0\0", "a\0" * 6):
        check((Code(rich_text=words(code)), heading, Code(rich_text=words(code))))
    check((Code(rich_text=words("\0a\0a\0")),))


def test_a_text_is_made_early_for_those_that_write_it_alike() -> None:
    early = check((Paragraph(rich_text=words("3 {x} $5")),))
    assert early
    assert "plain" in early.dialects
    assert "hugo" not in early.dialects
    struck = check((Paragraph(rich_text=words(Text("x", Annotations(strikethrough=True)))),))
    assert struck
    assert "hexo" not in struck.dialects


def test_every_mark_of_a_template_language_is_looked_for() -> None:
    for dialect in DIALECTS.values():
        for mark in dialect.templates:
            assert holds_template(f"a {mark} b", dialect)
    assert not holds_template("{{< x >}}", PLAIN)
