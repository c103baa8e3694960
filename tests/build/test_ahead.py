"""What outputs need of their pages is made once, before any of them, and what fails is left to its output."""

from __future__ import annotations

from collections import Counter

import pytest

from notionpress.build.ahead import Ahead, Blocks
from notionpress.content.blocks import Code, Paragraph
from notionpress.content.rich_text import Text
from notionpress.emit.machines import MarkdownTwins
from notionpress.emit.output import Body, Job, Output, Workshop
from notionpress.emit.pages import NotFound, Pages
from notionpress.render.early_markdown import EarlyMarkdown
from notionpress.render.html_renderer import BlockFunctions
from notionpress.render.markup import made_elsewhere
from notionpress.render.page import HTML
from notionpress.site.reader import Reader
from notionpress.theme import Theme
from tests.conftest import PROJECT
from tests.render import worlds

OUTPUTS = [Output("a", "pages", worlds.HERE), Output("b", "pages", worlds.TIDES), Output("404.html", "not-found")]
EMITTERS = {one.name: one for one in (Pages(), NotFound())}
KEPT = Body(made_elsewhere("<p>Kept</p>"))


class Counting:
    """A workshop whose blocks and kept bodies are counted; `broken` pages cannot be read."""

    def __init__(
        self,
        *,
        kept: tuple[str, ...] = (),
        broken: tuple[str, ...] = (),
        functions: BlockFunctions = HTML,
        early: EarlyMarkdown | None = None,
    ) -> None:
        self.loaded: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self._kept_pages, self._broken = kept, broken
        self.highlighted: list[tuple[str, str]] = []
        self.ahead = Ahead(self._load, self._kept, self._highlight, lambda _: early)
        self.shop = Workshop(
            site=worlds.site(),
            theme=Theme.load("journal", folder=PROJECT),
            blocks=self.ahead.blocks,
            highlight=self.ahead.highlight,
            kept=self.ahead.kept,
            early=self.ahead.early,
            functions=functions,
        )

    def _load(self, page_id: str) -> Blocks:
        self.loaded[page_id] += 1
        if page_id in self._broken:
            raise ValueError(page_id)
        code = Code(id="c", rich_text=(Text("let height"), Text(" = 2")), language="rust")
        return (Paragraph(id="p", rich_text=(Text("High water."),)), code)

    def _highlight(self, code: str, language: str) -> str:
        self.highlighted.append((code, language))
        return "<b>2</b>"

    def _kept(self, page_id: str) -> Body | None:
        self.asked[page_id] += 1
        return KEPT if page_id in self._kept_pages else None

    def prepare(self) -> None:
        self.ahead.prepare(OUTPUTS, EMITTERS, self.shop)

    def body(self, page_id: str) -> Body:
        job = Job(self.shop, Reader(self.shop.site), [])
        return job.body(job.page(page_id))


def test_each_body_is_made_once_and_taken_away_by_its_output() -> None:
    counting = Counting()
    counting.prepare()
    assert counting.loaded == counting.asked == {worlds.HERE: 1, worlds.TIDES: 1}
    made = [counting.body(id) for id in (worlds.HERE, worlds.TIDES)]
    assert all(body.html.startswith("<p>High water.</p>\n") and "<b>2</b>" in body.html for body in made)
    assert all(made[at].pages[id] for at, id in enumerate((worlds.HERE, worlds.TIDES)))
    assert counting.loaded.total() == counting.asked.total() == 2
    counting.body(worlds.HERE)
    assert counting.loaded[worlds.HERE] == counting.asked[worlds.HERE] == 2
    assert counting.highlighted == [("let height = 2", "rust")]


def test_code_that_is_shown_otherwise_is_not_highlighted() -> None:
    counting = Counting(functions={**HTML, Code: lambda block, render: made_elsewhere("<pre></pre>")})
    counting.prepare()
    assert counting.body(worlds.HERE).html == "<p>High water.</p>\n<pre></pre>"
    assert counting.highlighted == []


def test_of_a_page_whose_body_is_kept_no_blocks_are_read() -> None:
    counting = Counting(kept=(worlds.TIDES,))
    counting.prepare()
    assert counting.body(worlds.TIDES) is KEPT
    assert counting.loaded == {worlds.HERE: 1}
    assert counting.asked == {worlds.HERE: 1, worlds.TIDES: 1}


def test_what_cannot_be_made_fails_where_it_is_needed() -> None:
    counting = Counting(broken=(worlds.HERE,))
    counting.prepare()
    with pytest.raises(ValueError, match=worlds.HERE):
        counting.body(worlds.HERE)
    assert "High water." in counting.body(worlds.TIDES).html


def test_nothing_stays_from_one_task_to_the_next() -> None:
    counting = Counting()
    counting.prepare()
    counting.prepare()
    assert counting.asked == {worlds.HERE: 2, worlds.TIDES: 2}
    counting.ahead.prepare(OUTPUTS[2:], EMITTERS, counting.shop)
    counting.body(worlds.HERE)
    assert counting.asked[worlds.HERE] == 3


@pytest.mark.parametrize(("dialect", "loads"), [("plain", 0), ("hugo", 1)])
def test_no_blocks_are_read_where_the_markdown_is_there_in_the_dialect(dialect: str, loads: int) -> None:
    counting = Counting(early=EarlyMarkdown((dialect,), ("High water.\n",)))
    twin = Output("index.md", MarkdownTwins.name, worlds.HERE)
    counting.ahead.prepare([twin], {MarkdownTwins.name: MarkdownTwins()}, counting.shop)
    assert counting.loaded.total() == loads
    made = MarkdownTwins().render(twin, Job(counting.shop, Reader(counting.shop.site), []))
    assert "\nHigh water.\n" in made
    assert counting.loaded.total() == loads
