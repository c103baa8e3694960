"""What every generator's own parser makes of our Markdown equals our own HTML, in structure and in words."""

from __future__ import annotations

from functools import cache

import pytest

from notionpress.content.blocks import (
    Block,
    BulletedList,
    BulletedListItem,
    Callout,
    Code,
    Column,
    ColumnList,
    Divider,
    Heading,
    Image,
    NumberedList,
    NumberedListItem,
    Paragraph,
    Quote,
    Table,
    TableRow,
    ToDo,
    ToDoList,
    Toggle,
)
from notionpress.content.rich_text import Annotations, FileRef, PageMention, RichText, Text
from notionpress.render.dialects import DIALECTS
from notionpress.report import Problem
from tests.markdown.parsers import PARSERS
from tests.markdown.structure import structure
from tests.markdown.test_oracle import html, markdown
from tests.markdown.trees import ADDRESSES, Trees
from tests.render import worlds

pytestmark = pytest.mark.generators

WITHOUT_ADDRESSES = {"astro", "docusaurus"}
"""remark makes links of addresses, whatever keeps them from being read as such."""


CODE, BOLD, BLUE = (
    Annotations(code=True),
    Annotations(bold=True),
    Annotations(color="blue_background"),
)


def words(text: str, how: Annotations | None = None, href: str = "") -> RichText:
    return (Text(text, how or Annotations(), href),)


def bullets(*children: Block, text: str = "") -> Block:
    return BulletedList(children=(BulletedListItem(rich_text=words(text) if text else (), children=children),))


def numbers(*children: Block, start: int = 1, form: str = "numbers") -> Block:
    item = NumberedListItem(rich_text=(), children=children)
    return NumberedList(start=start, format=form, children=(item, item))


MIND = Callout(rich_text=words("Mind"), children=(Divider(),))
PICTURE = FileRef(key="space/one/tide.png", name="tide.png")
CASES: dict[str, tuple[Block, ...]] = {
    "nothing in lists in a list": (bullets(numbers(bullets())),),
    "a rule in a list": (bullets(Divider(), text="x"),),
    "a rule in code in a list": (bullets(Code(rich_text=words("a\n---\nb"), language="python"), text="x"),),
    "a list from 99 on": (numbers(Heading(level=2, rich_text=words("x")), start=99),),
    "letters with lists in them": (numbers(bullets(Paragraph(rich_text=words("y")), text="x"), form="letters"),),
    "letters with everything in them": (numbers(Divider(), MIND, Quote(rich_text=words("x")), form="letters"),),
    "lists beside each other": (bullets(), Quote(), bullets(), bullets(), numbers(), numbers()),
    "a task without words": (ToDoList(children=(ToDo(children=(Paragraph(rich_text=words("x")),)),)),),
    "a task of one mark": (
        ToDoList(children=(ToDo(rich_text=words("x", BLUE), children=(Quote(rich_text=words("y")),)),)),
    ),
    "paragraphs of one mark": (
        bullets(Paragraph(rich_text=words("x", BLUE)), Paragraph(rich_text=words("y", BLUE)), text="z"),
    ),
    "a table of a head": (Table(width=1, has_column_header=True, children=(TableRow(cells=(words("x"),)),)),),
    "a table of lines": (Table(width=1, children=(TableRow(cells=(words("-"),)), TableRow(cells=(words("`"),)))),),
    "a picture with signs": (Image(file=PICTURE, caption=words('&copy "<b>" [x] *')),),
    "links with brackets": (Paragraph(rich_text=(*words("[]()", href="/a"), *words("^", href="/b"))), Divider(),
                            Paragraph(rich_text=words("]:", href="https://example.org/"))),
    "links after an exclamation mark": (
        Paragraph(rich_text=(*words("!"), *words("x", href="/a"))),
        Paragraph(rich_text=(*words("!"), PageMention(worlds.TIDES, "Tides", Annotations()))),
    ),
    "code with backticks": (
        Paragraph(rich_text=(*words("`", CODE, "/a"), *words("x", BOLD), *words("g``e", CODE), *words("\\", CODE))),
    ),
    "code that looks struck": (Paragraph(rich_text=words("~~", Annotations(code=True, strikethrough=True))),),
    "lines with signs at both ends": (Paragraph(rich_text=words("#x\n^\n٣. x\nx\\\n\\")),),
    "a heading with number signs": (Heading(level=1, rich_text=words("x#")), Heading(level=1, rich_text=words("x ##"))),
    "a separator of lines in a heading": (Heading(level=1, rich_text=words("x\u2028y", BLUE)),),
    "tabs in quoted code": (Quote(rich_text=(), children=(Code(rich_text=words("\tx"), language="python"),)),),
    "boxes in columns": (ColumnList(children=(Column(children=(MIND, Toggle(rich_text=words("#"), children=(MIND,)))),)),),
    "quotes in columns": (
        ColumnList(children=(Column(children=(Quote(rich_text=words("x"), children=(MIND, bullets())),)),)),
    ),
}  # fmt: skip


Tree = tuple[Block, ...]


@cache
def grown(seed: int, without: frozenset[str]) -> tuple[Tree, object]:
    """The tree of a seed, and what our HTML says of it, to which every generator is held."""
    tree = Trees(seed, without=without).tree()
    return tree, structure(html(tree))


def differences(name: str, seeds: range) -> list[str]:
    """The Markdown of the trees of seeds that is read otherwise."""
    without = ADDRESSES if name in WITHOUT_ADDRESSES else frozenset[str]()
    return compared(name, {f"seed {seed}": grown(seed, without) for seed in seeds})


def compared(name: str, trees: dict[str, tuple[Tree, object]]) -> list[str]:
    """The Markdown of those of some trees that are read otherwise than our HTML says."""
    problems: dict[str, list[Problem]] = {title: [] for title in trees}
    sources = {title: markdown(tree, DIALECTS[name], problems[title]) for title, (tree, _) in trees.items()}
    found = []
    for (title, source), read in zip(sources.items(), PARSERS[name](list(sources.values())), strict=True):
        # The author is told where something has no notation.
        told = any(problem.kind == "too-deep" for problem in problems[title])
        if not told and _structure(read) != trees[title][1]:
            found.append(f"{title}:\n{source}\nis read as:\n{read}")
    return found


def _structure(read: str) -> object:
    try:
        return structure(read)
    except AssertionError as error:
        return str(error)


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_generators_parser_reads_what_our_html_says(name: str) -> None:
    assert not differences(name, range(300))


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_generators_parser_reads_what_was_misread_once(name: str) -> None:
    assert not compared(name, {title: (tree, structure(html(tree))) for title, tree in CASES.items()})


@pytest.mark.slow
@pytest.mark.parametrize("start", range(300, 2300, 1000))
@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_generators_parser_reads_what_our_html_says_in_many_trees(name: str, start: int) -> None:
    assert not differences(name, range(start, start + 1000))
