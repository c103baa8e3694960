"""Templates for single blocks: where they are found, what they are given, what is said when they are wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from notionpress.content.blocks import Block, Callout
from notionpress.content.parse import parse_blocks
from notionpress.content.rich_text import Text
from notionpress.emit.blocks import BlockValues, block_functions, block_name, variables
from notionpress.errors import ThemeError
from notionpress.plugins.tables import kinds, makers, table
from notionpress.render.html_renderer import BlockFunctions, HtmlRenderer
from notionpress.render.page import HTML
from notionpress.report import Problem
from notionpress.theme import Theme
from tests.conftest import PROJECT
from tests.crawl.workspaces import block, paragraphs
from tests.plugins.projects import add_plugins, built, post, project, shown
from tests.render.worlds import renderer
from tests.test_docs import section

THEMES = (PROJECT / "docs" / "themes.md").read_text()
OURS = [kind for kind in HTML if kind.__module__ == Block.__module__]
CALLOUT = block("callout", {"rich_text": "Mind the <rocks>", "color": "red_background"}, paragraphs(1, "Below"))


def theme(folder: Path, **templates: str) -> Theme:
    """The theme `journal` of a project with these templates for blocks."""
    (folder / "templates/blocks").mkdir(parents=True, exist_ok=True)
    for name, text in templates.items():
        (folder / f"templates/blocks/{name}.html").write_text(text)
    return Theme.load("journal", folder=folder, templates=folder / "templates")


def functions(theme: Theme) -> BlockFunctions:
    return table(HTML, block_functions(theme, HTML, kinds()))


def rendered(theme: Theme, *raw: object, problems: list[Problem] | None = None) -> str:
    """The HTML of blocks in JSON with the theme's templates."""
    render = renderer(problems)
    render = HtmlRenderer(
        render.current,
        render._reader,
        render._problems,
        functions=functions(theme),
        highlight=render.highlight,
    )
    return render.body(parse_blocks(list(raw)))


def words(text: str) -> dict[str, object]:
    return {"rich_text": [{"type": "text", "text": {"content": text}, "plain_text": text}]}


def test_a_template_makes_the_block(tmp_path: Path) -> None:
    template = '<aside class="{{ block.color_class }}">{{ block.content }}{{ block.children }}</aside>\n'
    (tmp_path / "templates/blocks").mkdir(parents=True)
    (tmp_path / "templates/blocks/callout.html").write_text(template)
    folder = project(tmp_path / "project", post("One", [CALLOUT]))
    (tmp_path / "templates").rename(folder / "templates")
    assert built(folder) == []
    made = '<aside class="background-red">Mind the &lt;rocks&gt;<p>Below 0</p></aside>'
    assert made in shown(folder, "one")
    assert (
        made.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
        in (folder / "public/feed.xml").read_text()
    )


def test_the_project_comes_before_the_theme_and_that_before_its_parent(tmp_path: Path) -> None:
    for name, above in (("child", "parent"), ("parent", "journal")):
        (tmp_path / "themes" / name / "blocks").mkdir(parents=True)
        (tmp_path / "themes" / name / "theme.yaml").write_text(f"name: {name}\nextends: {above}\n")
        for kind in ("quote", "callout", "toggle")[: 2 if name == "child" else 3]:
            (tmp_path / "themes" / name / "blocks" / f"{kind}.html").write_text(f"<p>{name}</p>")
    (tmp_path / "templates/blocks").mkdir(parents=True)
    (tmp_path / "templates/blocks/quote.html").write_text("<p>project</p>{% include 'child/blocks/quote.html' %}")
    made = Theme.load("child", folder=tmp_path, templates=tmp_path / "templates")
    blocks = [{"type": kind, kind: words("a")} for kind in ("quote", "callout", "toggle", "paragraph")]
    assert rendered(made, *blocks).split("\n") == [
        "<p>project</p><p>child</p>",
        "<p>child</p>",
        "<p>parent</p>",
        "<p>a</p>",
    ]


def test_a_plugin_comes_before_a_template(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One", [CALLOUT, block("quote", "a")]))
    (folder / "templates/blocks").mkdir(parents=True)
    for kind in ("callout", "quote"):
        (folder / f"templates/blocks/{kind}.html").write_text("<p>template</p>")
    plugin = "from notionpress.content.blocks import Quote\ndef setup(press):\n    press.html(Quote, lambda *_: '<p>plugin</p>')"
    add_plugins(folder, {"quote.py": plugin})
    built(folder)
    assert "<p>template</p>\n<p>plugin</p>" in shown(folder, "one")


def test_a_block_of_a_plugin_has_its_template_too(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Block

        class DepthChart(Block, frozen=True, kw_only=True):
            depths: tuple[tuple[str, int], ...] = ()

        def setup(press):
            press.parse("callout", lambda raw: DepthChart(depths=(("<Bank>", 3), ("Deep", 40))))
    """
    folder = project(tmp_path, post("One", [CALLOUT]), plugins={"chart.py": plugin})
    (folder / "templates/blocks").mkdir(parents=True)
    (folder / "templates/blocks/depth_chart.html").write_text(
        "{% for name, depth in block.depths %}<i>{{ name }}: {{ depth }}</i>{% endfor %}"
    )
    assert built(folder) == []
    assert "<i>&lt;Bank&gt;: 3</i><i>Deep: 40</i>" in shown(folder, "one")


def test_a_template_can_wrap_what_notionpress_makes(tmp_path: Path) -> None:
    made = theme(tmp_path, callout="<section>{{ block.html }}</section>")
    html = rendered(made, {"type": "callout", "callout": words("a")})
    assert html == f"<section>{renderer().blocks([Callout(rich_text=(Text('a'),))])}</section>"


def test_what_a_template_does_not_ask_for_is_not_made(tmp_path: Path) -> None:
    problems: list[Problem] = []
    inner = {"type": "hologram", "hologram": {}}
    quote = {"type": "quote", "quote": words("a"), "children": [inner]}
    rendered(theme(tmp_path, quote="{{ block.text }}"), quote, problems=problems)
    assert problems == []
    rendered(theme(tmp_path, quote="{{ block.children }}{{ block.children }}"), quote, problems=problems)
    assert [problem.kind for problem in problems] == ["unsupported-block"]


def test_addresses_that_act_do_not_reach_a_template(tmp_path: Path) -> None:
    made = theme(tmp_path, bookmark='<a href="{{ block.url }}">', image="{{ block.file is none }}")
    for url in ("javascript:alert(1)", "data:text/html,x", "https://www.notion.so/33333333333343338333333333333333"):
        assert rendered(made, {"type": "bookmark", "bookmark": {"url": url}}) == '<a href="">'
        image = {"type": "image", "image": {"type": "external", "external": {"url": url}}}
        assert rendered(made, image) == "True"
    assert rendered(made, {"type": "bookmark", "bookmark": {"url": 'https://a.b/"><script>'}}).count("<") == 1


def test_a_name_that_no_block_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"blocks/calout\.html: there is no block “calout”") as error:
        functions(theme(tmp_path, calout="x"))
    assert error.value.hint == "Did you mean “callout”?"
    functions(theme(tmp_path / "other", _part="x"))


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("\n{{ block.contnt }}", "There is no “contnt” here. Did you mean “content”?"),
        ("\n{{ blok }}", "“blok” is not defined."),
        ("\n{% if %}", "Expected an expression"),
        ("\n{{ block.color + 1 }}", "TypeError"),
        ("\n{{ static('none.css') }}", "has no static file “none.css”"),
    ],
)
def test_a_mistake_names_template_line_and_page(tmp_path: Path, template: str, told: str) -> None:
    made = theme(tmp_path, callout=template, toggle="\n\n{{ block.children }}")
    toggle = {"type": "toggle", "toggle": words("b"), "children": [{"type": "callout", "callout": words("a")}]}
    with pytest.raises(ThemeError) as error:
        rendered(made, toggle)
    assert error.value.message.startswith("templates/blocks/callout.html, line 2, while rendering “Tides & <times>”: ")
    assert told in error.value.message


def test_a_block_template_is_noted_with_what_it_includes(tmp_path: Path) -> None:
    made = theme(
        tmp_path, callout="{% include 'blocks/_part.html' %}{{ block.children }}", _part="{{ options.accent }}"
    )
    render = renderer()
    render = HtmlRenderer(render.current, render._reader, [], functions=functions(made), highlight=render.highlight)
    render.body(parse_blocks([CALLOUT]))
    found = {name for name in render._reader.reads.names if not name.startswith("block:")}
    assert found == {"template:blocks/callout.html", "template:blocks/_part.html", "option:accent"}
    before = {name: made.fingerprint(name) for name in found}
    changed = theme(tmp_path, _part="b")
    assert [name for name in found if changed.fingerprint(name) != before[name]] == ["template:blocks/_part.html"]


def test_the_classes_of_the_blocks_of_a_body_are_noted() -> None:
    render = renderer()
    render.body(parse_blocks([CALLOUT]))
    assert {"block:Callout", "block:Paragraph"} <= render._reader.reads.names


def test_it_is_told_whose_function_makes_a_class_of_blocks(tmp_path: Path) -> None:
    class LitBuoy(Callout):
        """A plugin's own."""

    class LitBeacon(Block):
        """Another, which nothing makes."""

    def told(built_in: object, templates: object, plugins: object) -> dict[str, str]:
        return dict(makers(built_in=built_in, templates=templates, plugins=plugins))

    ours = told(HTML, {}, {})
    assert (ours["Paragraph"], ours["LitBuoy"], ours["LitBeacon"]) == (
        "built_in Paragraph",
        "built_in Callout",
        "nothing",
    )
    ours = told(HTML, block_functions(theme(tmp_path, callout="a"), HTML, kinds()), {LitBuoy: HTML[Callout]})
    assert (ours["Callout"], ours["LitBuoy"]) == ("templates Callout", "plugins LitBuoy")


def test_every_block_can_be_made_by_a_template_of_all_its_variables(tmp_path: Path) -> None:
    templates = {
        block_name(kind): "".join(f"[{{{{ block.{name} }}}}]" for name in (*variables(kind), "html")) for kind in OURS
    }
    table = functions(theme(tmp_path, **templates))
    for kind in OURS:
        assert table[kind] is not HTML[kind]
    raw = re.findall(
        r"(?s)```json\n(.*?)\n```",
        "".join(path.read_text() for path in sorted((PROJECT / "tests/blocks").glob("*.md"))),
    )
    render = renderer()
    render._functions = table
    for source in raw:
        value = json.loads(source)
        render.body(parse_blocks(value if isinstance(value, list) else [value]))


NASTY = st.lists(
    st.sampled_from(["<script>", "<b>", "</", "&", "&lt;", '"', "'", "{{ block }}", "a", "\n"]), max_size=6
)


@given(NASTY.map("".join), st.sampled_from(["callout", "quote", "code", "toggle"]))
def test_words_of_authors_stay_words(text: str, kind: str) -> None:
    (block,) = parse_blocks([{"type": kind, kind: words(text)}])
    values = BlockValues(block, renderer(), HTML)
    assert re.findall(r"<(?!/?span|br>)", str(values["content"])) == []
    assert isinstance(values["content"], Markup)
    assert not isinstance(values["text"], Markup), "it is escaped where it is shown"


def documented() -> dict[str, set[str]]:
    """The variables by the name of the block, as docs/themes.md has them."""
    found: dict[str, set[str]] = {}
    table = section(THEMES, "Templates for blocks").partition("| block | variables |")[2]
    for names, row in re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|(.*?) ?\|$", table):
        for name in re.findall(r"`(\w+)`", names):
            found[name] = set(re.findall(r"`block\.(\w+)`", row))
    return found


def test_every_block_is_documented_with_its_variables() -> None:
    always = {"children", "html"}
    rows = documented()
    assert set(rows) == {block_name(kind) for kind in OURS}
    for kind in OURS:
        assert rows[block_name(kind)] | always == {*variables(kind), *always}, block_name(kind)
