"""What each verb of a plugin does to the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress.report import Report
from tests.crawl.workspaces import block, paragraphs, uid
from tests.plugins.projects import add_plugins, built, post, project, shown
from tests.sites import build, files

CALLOUT = block("callout", "Mind the rocks")


def test_parse_makes_a_block_of_another_class(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Block
        from notionpress.render.markup import element, escape

        class Buoy(Block, frozen=True, kw_only=True):
            name: str = ""

        def setup(press):
            @press.parse("buoy")
            def buoy(raw):
                return Buoy(name=raw["buoy"]["name"])

            @press.html(Buoy)
            def buoy_html(block, render):
                return element("div", element("b", escape(block.name)) + render.blocks(block.children), class_="buoy")
    """
    buoy = block("buoy", {"name": "<North>"}, paragraphs(1, "Below"))
    folder = project(tmp_path, post("One", [buoy]), plugins={"buoy.py": plugin})
    assert built(folder) == []
    assert '<div class="buoy"><b>&lt;North&gt;</b><p>Below 0</p></div>' in shown(folder, "one")


def test_parse_may_leave_a_block_to_others(tmp_path: Path) -> None:
    first = """
        from notionpress.content.blocks import Heading
        from notionpress.content.parse_rich_text import rich_text

        def setup(press):
            @press.parse("quote")
            def quote(raw):
                words = rich_text(raw["quote"]["rich_text"])
                return Heading(level=2, rich_text=words) if words[0].text.startswith("#") else None
    """
    second = """
        from notionpress.content.blocks import Divider

        def setup(press):
            press.parse("quote", lambda raw: Divider() if raw["quote"]["rich_text"][0]["plain_text"] == "---" else None)
    """
    quotes = [block("quote", words) for words in ("---", "#Fog", "#Fog", "Said")]
    folder = project(tmp_path, post("One", quotes), plugins={"one.py": first, "two.py": second})
    assert built(folder) == []
    page = shown(folder, "one")
    assert "<hr>" in page
    assert 'id="fog"' in page
    assert 'id="fog-2"' in page
    assert "<blockquote><p>Said</p></blockquote>" in page


def test_parse_makes_pages(tmp_path: Path) -> None:
    plugin = """
        from msgspec.structs import replace
        from notionpress.content.parse_pages import parse_page
        from notionpress.content.properties import Title
        from notionpress.content.rich_text import Text

        def setup(press):
            @press.parse("page")
            def page(raw):
                page = parse_page(raw)
                return replace(page, properties={**page.properties, "Name": Title(rich_text=(Text("Renamed"),))})
    """
    folder = project(tmp_path, post("One"), plugins={"rename.py": plugin})
    built(folder)
    assert "<title>Renamed" in shown(folder, "renamed")


def test_page_changes_and_adds_properties(tmp_path: Path) -> None:
    plugin = """
        from msgspec.structs import replace
        from notionpress.content.properties import Number

        def setup(press):
            @press.page
            def depth(page):
                return replace(page, properties={**page.properties, "Depth": Number(number=1234)})
    """
    folder = project(tmp_path, post("One"), plugins={"depth.py": plugin})
    assert built(folder) == []
    assert "Depth" in shown(folder, "one")
    assert "1234" in shown(folder, "one")


DROP = """
    def setup(press):
        @press.page
        def drop(page):
            return None if page.plain_title.startswith("Secret") else page
"""
HOLD = """
    def setup(press):
        press.publish_if(lambda page: not page.plain_title.startswith("Secret"))
"""


@pytest.mark.parametrize("plugin", [DROP, HOLD])
def test_a_page_that_is_dropped_or_held_back_is_nowhere_in_the_site(tmp_path: Path, plugin: str) -> None:
    mention = {"type": "mention", "mention": {"type": "page", "page": {"id": uid("Secret plan")}}, "plain_text": "x"}
    words = {"rich_text": [mention, {"type": "text", "text": {"content": "Words"}}]}
    folder = project(
        tmp_path,
        post(
            "One",
            [block("paragraph", words), block("link_to_page", {"type": "page_id", "page_id": uid("Secret plan")})],
        ),
        post("Secret plan", paragraphs(2, "Hush")),
        plugins={"filter.py": plugin},
    )
    built(folder)
    site = files(folder / "public")
    assert "secret-plan/index.html" not in site
    assert "unpublished page" in shown(folder, "one")
    for path, data in site.items():
        assert b"Secret" not in data, path
        assert b"Hush" not in data, path


def test_what_stands_below_a_dropped_page_goes_with_it(tmp_path: Path) -> None:
    child = {
        **post("Child"),
        "parent": {"page_id": uid("Secret plan")},
        "properties": {"title": "Child"},
    }
    folder = project(tmp_path, post("One"), post("Secret plan"), child, plugins={"drop.py": DROP})
    built(folder)
    assert not any("child" in path for path in files(folder / "public"))


def test_publish_if_adds_to_the_rule_and_does_not_replace_it(tmp_path: Path) -> None:
    yes = "def setup(press):\n    press.publish_if(lambda page: True)\n"
    folder = project(tmp_path, post("One"), post("Draft", Public=False), plugins={"all.py": yes})
    built(folder)
    assert (folder / "public/one").exists()
    assert not (folder / "public/draft").exists()


BODY = """
    from msgspec.structs import replace
    from notionpress.content.blocks import Heading, Paragraph
    from notionpress.content.rich_text import Text

    def setup(press):
        @press.body
        def signed(blocks, page):
            yield Heading(level=1, rich_text=(Text("About " + page.plain_title),))
            yield from blocks
            yield Paragraph(rich_text=(Text("SIGNED"),))
"""


def test_body_changes_the_blocks_that_everything_is_made_of(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One", [block("heading_1", "About One"), block("paragraph", "Words")]))
    built(folder)
    add_plugins(folder, {"sign.py": BODY})
    assert built(folder) == []
    page = shown(folder, "one")
    assert page.index('id="about-one-2"') < page.index('id="about-one"') < page.rindex("SIGNED")
    assert "SIGNED" in (folder / "public/index.html").read_text(), "the excerpt is made of the new blocks"
    assert "SIGNED" in (folder / "public/feed.xml").read_text()


def test_a_changed_plugin_makes_summaries_anew(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"), plugins={"sign.py": BODY})
    built(folder)
    (folder / "sign.py").write_text((folder / "sign.py").read_text().replace("SIGNED", "SEALED"))
    built(folder)
    assert "SEALED" in (folder / "public/index.html").read_text()
    (folder / "site.yaml").write_text((folder / "site.yaml").read_text().replace("[sign.py]", "[]"))
    built(folder)
    assert "SEALED" not in (folder / "public/index.html").read_text()


def test_html_replaces_what_notionpress_makes(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Callout
        from notionpress.render.markup import element

        def callout(block, render):
            return element("aside", render.inline(block.rich_text))

        def setup(press):
            press.html(Callout, callout)
    """
    folder = project(tmp_path, post("One", [CALLOUT]), plugins={"aside.py": plugin})
    built(folder)
    assert "<aside>Mind the rocks</aside>" in shown(folder, "one")
    assert "&lt;aside&gt;Mind the rocks&lt;/aside&gt;" in (folder / "public/feed.xml").read_text()


def test_a_block_without_a_function_is_shown_as_the_class_that_it_is_made_from(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Block, Quote
        from notionpress.content.parse_rich_text import rich_text

        class Saying(Quote, frozen=True, kw_only=True):
            pass

        class Nothing(Block, frozen=True, kw_only=True):
            pass

        def setup(press):
            press.parse("quote", lambda raw: Saying(rich_text=rich_text(raw["quote"]["rich_text"])))
            press.parse("callout", lambda raw: Nothing())
    """
    callout = block("callout", "Gone", paragraphs(1, "Kept"))
    folder = project(tmp_path, post("One", [block("quote", "Said"), callout]), plugins={"odd.py": plugin})
    problems = built(folder)
    page = shown(folder, "one")
    assert "<blockquote><p>Said</p></blockquote>" in page
    assert "<p>Kept 0</p>" in page
    assert "Gone" not in page
    assert [(one.kind, one.subject, one.page) for one in problems] == [("unsupported-block", "Nothing", "One")]


def test_template_filter_reaches_every_template(tmp_path: Path) -> None:
    plugin = """
        def setup(press):
            @press.template_filter("shout")
            def shout(words):
                return words.upper() + "<!>"
    """
    folder = project(tmp_path, post("One"), plugins={"shout.py": plugin})
    (folder / "templates").mkdir()
    (folder / "templates/post.html").write_text('{{ page.title | shout }} {{ "a" | shout | safe }}')
    built(folder)
    assert shown(folder, "one") == "ONE&lt;!&gt; A<!>"


EMIT = """
    from notionpress.emit.output import Output

    class Humans:
        name = "humans"

        def outputs(self, workshop):
            yield Output("humans.txt", self.name)

        def render(self, output, job):
            return job.workshop.site.config.title

    def setup(press):
        press.emit(Humans)
"""


@pytest.mark.parametrize("call", ["press.emit(Humans)", "press.emit(Humans())"])
def test_emit_makes_files_and_takes_them_away_again(tmp_path: Path, call: str) -> None:
    folder = project(tmp_path, post("One"), plugins={"humans.py": EMIT.replace("press.emit(Humans)", call)})
    built(folder)
    assert (folder / "public/humans.txt").read_text() == "The site"
    (folder / "site.yaml").write_text((folder / "site.yaml").read_text().replace("[humans.py]", "[]"))
    built(folder)
    assert not (folder / "public/humans.txt").exists()


def test_an_emitter_takes_the_place_of_one_that_has_its_name(tmp_path: Path) -> None:
    plugin = EMIT.replace('"humans"', '"robots"').replace("humans.txt", "robots.txt")
    folder = project(tmp_path, post("One"), plugins={"robots.py": plugin})
    built(folder)
    assert (folder / "public/robots.txt").read_text() == "The site"


def test_after_build_is_told_the_result_when_the_site_is_there(tmp_path: Path) -> None:
    plugin = """
        def setup(press):
            @press.after_build
            def note(result):
                assert (result.folder / "index.html").exists()
                (result.folder.parent / "note.txt").write_text(f"{result.posts} posts, {result.written} files")
    """
    folder = project(tmp_path, post("One"), post("Two"), plugins={"note.py": plugin})
    report = Report()
    result = build(folder, report)
    assert report.problems == []
    assert (folder / "note.txt").read_text() == f"2 posts, {result.written} files"


def test_the_last_plugin_wins(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Callout

        def setup(press):
            press.html(Callout, lambda block, render: "<p>{}</p>")
            press.page(lambda page: page)
    """
    folder = project(
        tmp_path,
        post("One", [CALLOUT]),
        plugins={"one.py": plugin.replace("{}", "first"), "two.py": plugin.replace("{}", "second")},
    )
    built(folder)
    assert "<p>second</p>" in shown(folder, "one")


def test_a_verb_may_be_called_or_decorate(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Callout, Quote

        def setup(press):
            @press.html(Callout)
            def callout(block, render):
                return "<p>decorated</p>"

            press.html(Quote)(lambda block, render: "<p>called</p>")
            assert callout(None, None) == "<p>decorated</p>"
    """
    folder = project(tmp_path, post("One", [CALLOUT, block("quote", "a")]), plugins={"both.py": plugin})
    built(folder)
    assert "<p>decorated</p>\n<p>called</p>" in shown(folder, "one")


def test_a_plugin_that_registers_nothing_changes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One", [CALLOUT, block("code", "x = 1", language="python")]), post("Two"))
    built(folder)
    before = files(folder / "public")
    add_plugins(folder, {"idle.py": "def setup(press): pass"})
    built(folder)
    assert files(folder / "public") == before


def test_a_function_that_forgets_to_return_the_page_is_told(tmp_path: Path) -> None:
    plugin = """
        def setup(press):
            @press.page
            def look(page):
                page.plain_title
    """
    folder = project(tmp_path, post("One"), plugins={"look.py": plugin})
    (problem,) = built(folder)
    assert problem.message == "The plugins drop or hold back every page."
