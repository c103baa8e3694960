"""Markdown becomes the blocks that Notion would have sent; nothing in it raises, acts, or is lost."""

from __future__ import annotations

import sys

import justhtml
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notionpress.content.blocks import (
    Audio,
    Block,
    Bookmark,
    BulletedList,
    Callout,
    Code,
    ColumnList,
    Divider,
    Embed,
    Equation,
    Footnote,
    Footnotes,
    Heading,
    Image,
    NumberedList,
    Paragraph,
    Quote,
    Tab,
    Table,
    TableRow,
    TabPane,
    ToDo,
    ToDoList,
    Toggle,
    Video,
)
from notionpress.content.markdown import Unseen, parse_markdown
from notionpress.content.rich_text import Annotations, EmojiIcon, FootnoteMark, InlineEquation, RichText, Text, plain
from notionpress.content.walk import rich_texts, walk
from tests.render.test_hostile import PIECES, Checker
from tests.render.worlds import renderer


def read(markdown: str) -> tuple[Block, ...]:
    return parse_markdown(markdown)


def one(markdown: str) -> Block:
    (block,) = read(markdown)
    return block


def line(markdown: str) -> RichText:
    block = one(markdown)
    assert isinstance(block, Paragraph)
    return block.rich_text


def words(block: Block) -> str:
    return plain(getattr(block, "rich_text", ()))


BOLD, ITALIC = Annotations(bold=True), Annotations(italic=True)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*a*", Text("a", ITALIC)),
        ("__a__", Text("a", BOLD)),
        ("***a***", Text("a", Annotations(bold=True, italic=True))),
        ("<em>a</em>", Text("a", ITALIC)),
        ("<strong>a</strong>", Text("a", BOLD)),
        ("~~a~~", Text("a", Annotations(strikethrough=True))),
        ("<u>a</u>", Text("a", Annotations(underline=True))),
        ("`*a*`", Text("*a*", Annotations(code=True))),
        ("<kbd>Ctrl</kbd>", Text("Ctrl", Annotations(code=True))),
        ('<span class="color-red">a</span>', Text("a", Annotations(color="red"))),
        ('<mark class="background-blue">a</mark>', Text("a", Annotations(color="blue_background"))),
        ("<mark>a</mark>", Text("a", Annotations(color="yellow_background"))),
        ('<span class="color-puce">a</span>', Text("a")),
        ("[a](https://x.org)", Text("a", href="https://x.org")),
        ('<a href="https://x.org">a</a>', Text("a", href="https://x.org")),
        ("a\\\nb", Text("a\nb")),
        ("a<br>b", Text("a\nb")),
        ("a\nb", Text("a b")),
        ("H<sub>2</sub>O", Text("H2O")),
        ("&lt;b&gt; \\*a\\*", Text("<b> *a*")),
        ("a <!-- never --> b", Text("a  b")),
        ("$x^2$", InlineEquation("x^2")),
        ("$\\$5$", InlineEquation("\\$5")),
        ("from $5 to $6", Text("from $5 to $6")),
        ("$ 5 $", Text("$ 5 $")),
        ("\\$5\\$", Text("$5$")),
        ("https\\://x.org/", Text("https://x.org/")),
    ],
)
def test_a_line_is_read(markdown: str, expected: Text | InlineEquation) -> None:
    assert line(markdown) == (expected,)


def test_marks_in_each_other_add_up() -> None:
    assert line('[*a* **`b`**](/x) <span class="color-red">c *d*</span>') == (
        Text("a", ITALIC, "/x"),
        Text(" ", href="/x"),
        Text("b", Annotations(bold=True, code=True), "/x"),
        Text(" "),
        Text("c ", Annotations(color="red")),
        Text("d", Annotations(italic=True, color="red")),
    )


def test_a_formula_at_the_start_of_a_line_that_ends_with_a_digit_is_one() -> None:
    assert line("$x$ is 5") == (InlineEquation("x"), Text(" is 5"))


def test_addresses_in_text_are_links_without_what_follows() -> None:
    assert line("See https://x.org/a_(b)), or not.") == (
        Text("See "),
        Text("https://x.org/a_(b)", href="https://x.org/a_(b)"),
        Text("), or not."),
    )


def test_headings_have_four_levels_and_ids() -> None:
    made = [block for block in read("# A\n\n### A\n\n###### B {#here}\n\nC\n---") if isinstance(block, Heading)]
    assert [(block.level, words(block), block.anchor) for block in made] == [
        (1, "A", "a"),
        (3, "A", "a-2"),
        (4, "B", "here"),
        (2, "C", "c"),
    ]
    assert len({block.id for block in made}) == 4


def test_lists_keep_their_kind_start_and_depth() -> None:
    bulleted, numbered, tasks, rest = read("- a\n\n  3. b\n\n     c\n     - d\n\n4. e\n\n+ [x] f\n+ [ ] g\n+ h\n")
    assert isinstance(bulleted, BulletedList)
    inner = bulleted.children[0].children[0]
    assert isinstance(inner, NumberedList)
    assert (inner.start, words(inner.children[0])) == (3, "b")
    assert [type(below) for below in inner.children[0].children] == [Paragraph, BulletedList]
    assert isinstance(numbered, NumberedList)
    assert numbered.start == 4
    assert isinstance(tasks, ToDoList)
    assert [(words(item), item.checked) for item in tasks.children if isinstance(item, ToDo)] == [
        ("f", True),
        ("g", False),
    ]
    assert isinstance(rest, BulletedList)


def test_a_comment_parts_lists() -> None:
    assert [type(block) for block in read("- a\n\n<!-- -->\n\n- b")] == [BulletedList, BulletedList]


def test_a_box_of_html_makes_a_task() -> None:
    made = one('- <input type="checkbox" disabled>\n- <input type="checkbox" checked> a')
    assert [(words(item), item.checked) for item in made.children if isinstance(item, ToDo)] == [
        ("", False),
        ("a", True),
    ]


def test_a_box_that_is_escaped_is_text() -> None:
    made = one("- \\[ ] a")
    assert isinstance(made, BulletedList)
    assert words(made.children[0]) == "[ ] a"


@pytest.mark.parametrize(
    ("markdown", "icon", "color"),
    [
        ("> 💡 a\n>\n> b", "💡", "default"),
        ("> 👩🏽‍🚀 a\n>\n> b", "👩🏽‍🚀", "default"),
        ("> 🇫🇷 a\n>\n> b", "🇫🇷", "default"),
        ("> [!NOTE]\n> a\n>\n> b", "ℹ️", "blue_background"),
        ("> [!warning] a\n>\n> b", "⚠️", "yellow_background"),
        ("> [!TIP]\n>\n> a\n>\n> b", "💡", "green_background"),
    ],
)
def test_a_quotation_with_a_sign_is_a_callout(markdown: str, icon: str, color: str) -> None:
    made = one(markdown)
    assert isinstance(made, Callout)
    assert (made.icon, made.color, words(made)) == (EmojiIcon(icon), color, "a")
    assert [words(below) for below in made.children] == ["b"]


def test_a_quotation_without_a_sign_is_a_quotation() -> None:
    made = one("> a\n>\n> - b")
    assert isinstance(made, Quote)
    assert words(made) == "a"
    assert isinstance(made.children[0], BulletedList)


def test_code_has_notions_language_and_a_title() -> None:
    made = one('```js title="a.js"\nx\n\n  y\n```')
    assert made == Code(id="1", rich_text=(Text("x\n\n  y"),), language="javascript", caption=(Text("a.js"),))
    unknown = one("~~~zig\n~~~")
    assert isinstance(unknown, Code)
    assert unknown.language == "zig"


def test_formulas_stand_on_their_own() -> None:
    for markdown in ("$$\na\\\\b\n$$", "$$a\\\\b$$", "```math\na\\\\b\n```"):
        assert one(markdown) == Equation(id="1", expression="a\\\\b")


def cells(block: Block) -> list[list[str]]:
    return [[plain(cell) for cell in row.cells] for row in block.children if isinstance(row, TableRow)]


def test_tables_have_headers_where_they_are_not_empty() -> None:
    headed, bare = read("| a | b |\n|:-:|--|\n| c \\| d | *e* |\n\n|  |  |\n|--|--|\n| c | d |\n")
    assert isinstance(headed, Table)
    assert (headed.has_column_header, headed.has_row_header, headed.width) == (True, False, 2)
    assert cells(headed) == [["a", "b"], ["c | d", "e"]]
    assert isinstance(bare, Table)
    assert not bare.has_column_header
    assert cells(bare) == [["c", "d"]]


def test_tables_of_html_are_read_with_markdown_in_them() -> None:
    made = one(
        '<table>\n<thead><tr><td></td><th scope="col">A</th></tr></thead>\n<tbody>\n'
        '<tr><th scope="row">r</th><td>\n\n**x**\n\n- y\n\n</td></tr>\n</tbody>\n</table>'
    )
    assert isinstance(made, Table)
    assert (made.has_column_header, made.has_row_header) == (True, True)
    assert cells(made) == [["", "A"], ["r", "x\ny"]]


def test_what_opens_holds_markdown() -> None:
    toggle, heading = read(
        "<details>\n<summary>a <em>b</em></summary>\n\nc\n\n<details>\n<summary>d</summary>\n</details>\n\n</details>\n\n"
        "<details>\n<summary>\n\n### e\n\n</summary>\n\nf\n\n</details>\n"
    )
    assert isinstance(toggle, Toggle)
    assert toggle.rich_text == (Text("a "), Text("b", ITALIC))
    assert [type(below) for below in toggle.children] == [Paragraph, Toggle]
    assert isinstance(heading, Heading)
    assert (heading.level, heading.is_toggleable, words(heading.children[0])) == (3, True, "f")


def test_pictures_part_a_paragraph_and_keep_their_words() -> None:
    before, picture, after = read('a ![b *c*](d.png "e") f')
    assert isinstance(picture, Image)
    assert (picture.file.url, picture.alt, plain(picture.caption)) == ("d.png", "b c", "e")
    assert (words(before), words(after)) == ("a", "f")


def test_pictures_in_a_heading_are_links_to_them() -> None:
    made = one("## a ![b](d.png)")
    assert isinstance(made, Heading)
    assert made.rich_text == (Text("a "), Text("b", href="d.png"))


def test_figures_give_their_caption_to_what_they_show() -> None:
    for inside, kind in (
        ("![b](c.png)", Image),
        ("```\nx\n```", Code),
        ('<video src="c.mp4" controls></video>', Video),
        ("<https://x.org/>", Bookmark),
    ):
        made = one(f"<figure>\n\n{inside}\n\n<figcaption>\n\nd *e*\n\n</figcaption>\n</figure>")
        assert isinstance(made, kind)
        assert plain(made.caption) == "d e"  # type: ignore[attr-defined]


def test_players_and_frames_are_blocks() -> None:
    kinds = [
        type(block)
        for block in read(
            '<video src="a.mp4"></video>\n\n<audio controls><source src="b.mp3"></audio>\n\n'
            '<iframe src="https://x.org/"></iframe>\n\n---'
        )
    ]
    assert kinds == [Video, Audio, Embed, Divider]


def test_columns_and_tabs_are_told_by_their_class() -> None:
    columns, tabs = read(
        '<div class="columns">\n<div class="column">\n\na\n\n</div>\n<div class="column">\n\nb\n\n</div>\n</div>\n\n'
        '<div class="tabs">\n<div class="tab" data-label="c">\n\nd\n\n</div>\n</div>\n'
    )
    assert isinstance(columns, ColumnList)
    assert [words(column.children[0]) for column in columns.children] == ["a", "b"]
    assert isinstance(tabs, Tab)
    pane = tabs.children[0]
    assert isinstance(pane, TabPane)
    assert (words(pane), words(pane.children[0])) == ("c", "d")


def test_a_lone_address_is_a_bookmark_and_a_lone_link_is_not() -> None:
    assert one("<https://x.org/>") == Bookmark(id="1", url="https://x.org/")
    assert isinstance(one("[x](https://x.org/)"), Paragraph)


def test_footnotes_stand_at_the_end_by_their_numbers() -> None:
    text, notes = read("a[^x] b[^y] c[^x] [^z]\n\n[^y]: d\n\n[^x]: c\n\n    e\n")
    assert isinstance(text, Paragraph)
    marks = [span.number for span in text.rich_text if isinstance(span, FootnoteMark)]
    assert marks == [1, 2, 1]
    assert words(text) == "a b c [^z]"
    assert isinstance(notes, Footnotes)
    first, second = notes.children
    assert isinstance(first, Footnote)
    assert isinstance(second, Footnote)
    assert (words(first), words(first.children[0]), words(second)) == ("c", "e", "d")
    assert [(one.number, one.marks) for one in (first, second)] == [(1, 2), (2, 1)]


def test_other_html_is_only_its_words() -> None:
    assert line('<font size="7" onclick="x()">a</font> <custom-thing>b</custom-thing>') == (Text("a b"),)
    assert [words(block) for block in read("<section>\n<p>a<p>b</p>\nc\n</section>")] == ["a", "b", "c"]


def test_scripts_are_left_out_and_told_with_their_line() -> None:
    found: list[Unseen] = []
    blocks = parse_markdown("a\n\n<script>\nalert(1)\n</script>\n\nb", first_line=5, unseen=found.append)
    assert [words(block) for block in blocks] == ["a", "b"]
    assert found == [Unseen(7, "script")]


def test_blocks_know_their_line() -> None:
    assert [block.id for block in parse_markdown("a\n\n- b\n\n> c\n", first_line=10)] == ["10", "12", "14"]


MARKS = (
    *("*", "**", "_", "~~", "`", "```\n", "$", "$$", "[", "](", ")", "![", "<", ">", "&", "\\", "|", "|-|-|\n", "^"),
    *(
        "\n",
        "\n\n",
        "# ",
        "> ",
        "- ",
        "- [x] ",
        "1. ",
        "    ",
        "\t",
        "---\n",
        "===\n",
        "[^1]",
        "[^1]: ",
        "{#x}",
        "[!NOTE]",
    ),
    *(
        "<details>\n",
        "<summary>",
        "</summary>",
        "\n</details>\n",
        "<table>",
        "<tr>",
        "<td>",
        "<figure>",
        "<figcaption>",
    ),
    *('<div class="columns">', "<div>", "</div>", "<ul>", "<li>", "<p>", "<u>", "</u>", "<br>", "<img src=x>", "<pre>"),
    *(
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<a href='javascript:alert(1)'>",
        "💡 ",
        "https://x.org",
        "http://[",
        "a",
    ),
)
markdown = st.one_of(
    st.text(),
    st.lists(st.one_of(st.sampled_from(MARKS), st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join),
)


@given(markdown)
@settings(deadline=None)
def test_any_text_becomes_valid_harmless_html(text: str) -> None:
    html = renderer().body(read(text))
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    errors = justhtml.JustHTML(f"<!doctype html><title>x</title>{html}", collect_errors=True).errors
    assert [error for error in errors if error.category != "security"] == []


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1), st.integers(0, 3))
def test_words_are_never_lost(word: str, depth: int) -> None:
    prefix = "> " * depth
    texts = [plain(one) for block in walk(read(f"{prefix}{word}")) for one in rich_texts(block)]
    assert "".join(texts) == word


@pytest.mark.parametrize("container", ["> ", "- ", "<div>", "<details>\n\n", "<b>", "*a **b ", "<ul><li>"])
def test_what_is_nested_too_deep_is_kept(container: str) -> None:
    blocks = read(container * 400 + "at the bottom")
    assert "at the bottom" in " ".join(plain(one) for block in walk(blocks) for one in rich_texts(block))


SLOW = (
    "[",
    "![",
    "^[",
    "[^a",
    "[a](",
    "<a b='",
    "a <![CDATA[",
    "<!--",
    "*a **b ",
    "`",
    "$a ",
    "$$a\n\n",
    "> ",
    "- ",
    "1. ",
)
SLOW += (
    "<div>\n\n",
    "<b>",
    "</b>",
    "# a\n",
    "[a]: b\n",
    "[^1]: a\n",
    "&",
    "\\",
    "https://a",
    "|",
    "<li>",
    "<p>",
    "<?",
    "a\\\n",
)


@pytest.mark.parametrize("piece", SLOW)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def calls(size: int) -> int:
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        text = piece * (size // len(piece))
        sys.setprofile(count)
        try:
            read(text)
        finally:
            sys.setprofile(None)
        return counted

    # Four times the text would take sixteen times the calls, were each mark to look at all the others.
    assert calls(20_000) < max(8 * calls(5_000), 10_000)
