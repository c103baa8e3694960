"""Random block trees of nasty text and adjacent containers, from a seed."""

from __future__ import annotations

from random import Random
from typing import Any

from notionpress.content.blocks import (
    Block,
    BulletedList,
    BulletedListItem,
    Callout,
    Code,
    Column,
    ColumnList,
    Divider,
    Equation,
    Heading,
    Image,
    NumberedList,
    NumberedListItem,
    Paragraph,
    Quote,
    SyncedBlock,
    Table,
    TableRow,
    ToDo,
    ToDoList,
    Toggle,
)
from notionpress.content.rich_text import (
    Annotations,
    DateMention,
    DateValue,
    EmojiIcon,
    FileRef,
    InlineEquation,
    PageMention,
    RichText,
    Span,
    Text,
)
from tests.render import worlds

WORDS = (
    "tide", "Ебб", "潮の満ち干", "「引用」", "。", "a", "B", "É", "١", "한글", "x_y", "snake_case_name", "__init__", "_em_",
    "*", "**", "***bold***", "_", "__", "~", "~~", "`", "``", "```", "~~~", "\\", "\\\\", "\\n", "#", "##", "# not", "#hash",
    "-", "- not", "+ not", "* not", "--", "---", "===", "=", "1. not", "1) not", "12.", "2026.", "> not", ">", "<", "<b>", "</p>", "<!-- -->",
    "<script>", "a<b", "a & b", "&amp;", "&#35;", "&copy", "[", "]", "[x]", "[ ] not", "[a](b)", "![a](b)", "[ref]: x", "[^1]", "!", "![",
    "$", "$5", "$x$", "$$", "{", "}", "{{ x }}", "{% x %}", "{{< x >}}", "{#id}", "|", "a|b", "|---|", ":", ": x", "::: x", ":smile:",
    "!!! note", "??? note", "=== x", "+++", "https://example.org/a_b*c", "www.example.org", "a@example.org", "(", ")", "()", "'", '"', "…", "—",
    "😀", "👩‍👩‍👧", "€", "+", "½", "ﬁ", "́", "‍", "import x", "export default", "%", "@Ada", "\u3000", "\u00a0", "\u200b", "\u2028", "//", "///", "//// x", "^", "^sup^", "==hi==", "H~2~O",
)  # fmt: skip
ADDRESSES = frozenset({"https://example.org/a_b*c", "www.example.org", "a@example.org"})
SPACES = ("", "", " ", " ", " ", "  ", "\n", "\n", "\t", "\n\n", " \n ", "\u3000")
COLORS = ("default", "default", "default", "red", "blue_background")
LINKS = (
    "https://example.org/",
    "https://example.org/a_(b)?c=*d*&e=f",
    "/22222222222242228222222222222222",
    "mailto:a@example.org",
    "https://example.org/]x[",
)
CODE = (
    "x = 1",
    "```",
    "````\n~~~",
    "a\n\n  b\n",
    "<b>&amp;</b>",
    "$x$ {{ y }}",
    "",
    "  indented",
    "- a\n- b",
    "\ttab",
    "`",
)
TEX = ("x^2", "a_{b}", r"\frac{1}{2}", "a < b", r"\{x\}", "x * y", r"a \mid b", "|x|")


class Trees:
    """Makes one tree of a seed; `equations` says whether there may be any, `without` are words left out."""

    def __init__(self, seed: int, *, equations: bool = False, without: frozenset[str] = frozenset()) -> None:
        self.random = Random(seed)
        self.equations = equations
        self.vocabulary = tuple(word for word in WORDS if word not in without)

    def tree(self) -> tuple[Block, ...]:
        """A body of a few blocks."""
        return self.blocks(0)

    def blocks(self, depth: int) -> tuple[Block, ...]:
        """Blocks one after the other; below four levels there are none."""
        count = self.random.choice((0, 1, 1, 2, 3) if depth else (1, 2, 3, 4, 5))
        return tuple(self.block(depth) for _ in range(count)) if depth < 4 else ()

    def block(self, depth: int) -> Block:
        makers = [
            self.paragraph, self.paragraph, self.heading, self.bullets, self.bullets, self.numbers, self.numbers, self.tasks,
            self.quote, self.callout, self.toggle, self.code, self.divider, self.table, self.columns, self.synced, self.image,
        ]  # fmt: skip
        if self.equations:
            makers.append(self.equation)
        return self.random.choice(makers)(depth)

    def words(self, most: int = 5) -> str:
        return "".join(
            self.random.choice(SPACES) + self.random.choice(self.vocabulary) + self.random.choice(SPACES)
            for _ in range(self.random.randrange(1, most))
        )

    def rich_text(self, most: int = 5) -> RichText:
        return tuple(self.span() for _ in range(self.random.choice((0, 1, 1, 1, 2, 3, most))))

    def annotations(self) -> Annotations:
        chance = self.random.random
        return Annotations(
            bold=chance() < 0.3,
            italic=chance() < 0.3,
            strikethrough=chance() < 0.1,
            underline=chance() < 0.1,
            code=chance() < 0.1,
            color=self.random.choice(COLORS),
        )

    def span(self) -> Span:
        kind = self.random.randrange(12)
        how = self.annotations()
        if kind == 0:
            return PageMention(worlds.TIDES, "Tides", how)
        if kind == 1:
            return DateMention(DateValue(worlds.THEN.date()), "2026-03-14", how)
        if kind == 2 and self.equations:
            return InlineEquation(self.random.choice(TEX), how)
        href = self.random.choice(LINKS) if self.random.random() < 0.15 else ""
        return Text(self.words(), how, href)

    def paragraph(self, depth: int) -> Block:
        children = self.blocks(depth + 2) if self.random.random() < 0.2 else ()
        return Paragraph(rich_text=self.rich_text(), children=children)

    def heading(self, depth: int) -> Block:
        children = self.blocks(depth + 1) if self.random.random() < 0.3 else ()
        return Heading(
            level=self.random.randrange(1, 5),
            rich_text=self.rich_text(3),
            is_toggleable=bool(children),
            children=children,
        )

    def _items(self, kind: Any, depth: int) -> tuple[Block, ...]:
        return tuple(
            kind(rich_text=self.rich_text(), children=self.blocks(depth + 1) if self.random.random() < 0.4 else ())
            for _ in range(self.random.randrange(1, 4))
        )

    def bullets(self, depth: int) -> Block:
        return BulletedList(children=self._items(BulletedListItem, depth))

    def numbers(self, depth: int) -> Block:
        return NumberedList(
            start=self.random.choice((1, 1, 1, 3, 9, 99)),
            format=self.random.choice(("numbers", "numbers", "numbers", "letters", "roman")),
            children=self._items(NumberedListItem, depth),
        )

    def tasks(self, depth: int) -> Block:
        return ToDoList(
            children=tuple(
                ToDo(rich_text=self.rich_text(), checked=self.random.random() < 0.5, children=self.blocks(depth + 2))
                for _ in range(self.random.randrange(1, 4))
            )
        )

    def quote(self, depth: int) -> Block:
        return Quote(rich_text=self.rich_text(), children=self.blocks(depth + 1))

    def callout(self, depth: int) -> Block:
        icon = EmojiIcon(self.random.choice("💡🔥⚠")) if self.random.random() < 0.7 else None
        # Without words of its own, what is below it would look like them.
        return Callout(rich_text=(Text("Mind"), *self.rich_text()), icon=icon, children=self.blocks(depth + 1))

    def toggle(self, depth: int) -> Block:
        return Toggle(rich_text=self.rich_text(3), children=self.blocks(depth + 1))

    def code(self, depth: int) -> Block:
        caption = self.rich_text(2) if self.random.random() < 0.2 else ()
        return Code(rich_text=(Text(self.random.choice(CODE)),), language="python", caption=caption)

    def divider(self, depth: int) -> Block:
        return Divider()

    def equation(self, depth: int) -> Block:
        return Equation(expression=self.random.choice(TEX))

    def image(self, depth: int) -> Block:
        caption = self.rich_text(2) if self.random.random() < 0.5 else ()
        return Image(file=FileRef(key="space/one/tide.png", name="tide.png"), caption=caption)

    def table(self, depth: int) -> Block:
        width = self.random.randrange(1, 4)
        rows = tuple(
            TableRow(cells=tuple(self.rich_text(2) for _ in range(width))) for _ in range(self.random.randrange(1, 4))
        )
        return Table(
            width=width,
            has_column_header=self.random.random() < 0.5,
            has_row_header=self.random.random() < 0.3,
            children=rows,
        )

    def columns(self, depth: int) -> Block:
        return ColumnList(children=tuple(Column(children=self.blocks(depth + 1)) for _ in range(2)))

    def synced(self, depth: int) -> Block:
        return SyncedBlock(children=self.blocks(depth + 1))
