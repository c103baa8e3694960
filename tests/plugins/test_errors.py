"""What a plugin does wrong is told with its name, the verb and the page, and spoils nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from notionpress.build.built_in import setup
from notionpress.errors import PluginError
from notionpress.plugins.load import load_plugins
from notionpress.report import Report
from tests.commands import notionpress
from tests.crawl.workspaces import block
from tests.plugins.projects import add_plugins, built, post, project, shown
from tests.sites import build, files

CALLOUT = block("callout", "Confidential words")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def setup(press):\n    press.page(", r"SyntaxError in wrong\.py, line 2"),
        ("import no_such_module", r"ModuleNotFoundError in wrong\.py, line 1: No module named 'no_such_module'"),
        ("1 / 0", r"ZeroDivisionError in wrong\.py, line 1: division by zero"),
        ("raise SystemExit(3)", r"SystemExit in wrong\.py, line 1: 3"),
        ("x = 1", r"no function setup\(press\)"),
        ("def setup(): pass", r"failed in setup: TypeError"),
        ("def setup(press): press.shout(print)", r"failed in setup: AttributeError .*'shout'"),
        ("def setup(press): press.page(1)", r"failed in setup: TypeError .* press.page must be a function, not 1"),
        ("def setup(press): press.body(None)", r"press.body must be a function, not None"),
        ("def setup(press): press.html(str, print)", r"<class 'str'> is no class of blocks"),
        ("def setup(press): press.html('callout', print)", r"'callout' is no class of blocks"),
        ("def setup(press): press.template_filter('no name', print)", r"'no name' is no name for a filter"),
        ("def setup(press): press.emit(object())", r"the emitter object has no name"),
        ("class E:\n    name = 'e'\ndef setup(press): press.emit(E)", r"the emitter e: outputs must be a function"),
        ("from notionpress.errors import PluginError\nraise PluginError('Not today.', 'Tomorrow.')", r"Not today\."),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_told_before_anything_happens(tmp_path: Path, source: str, told: str) -> None:
    (tmp_path / "wrong.py").write_text(source)
    with pytest.raises(PluginError, match=told) as error:
        load_plugins(["wrong.py"], tmp_path, setup)
    assert error.value.message.startswith("The plugin wrong.py ")
    assert error.value.plugin == "wrong.py"
    assert error.value.hint
    assert error.value.exit_code == 6


def test_a_plugin_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"plugins/none\.py cannot be loaded: .*plugins/none\.py cannot be read"):
        load_plugins(["plugins/none.py"], tmp_path, setup)
    for name in ("no_such_module", "no_such.module", "json.no_such", ".x"):
        with pytest.raises(PluginError, match="there is no such module") as error:
            load_plugins([name], tmp_path, setup)
        assert "name a file" in error.value.hint


def test_a_module_of_a_package_is_loaded_with_all_that_the_package_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "press_parts"
    (package / "deep").mkdir(parents=True)
    for path in ("__init__.py", "deep/__init__.py"):
        (package / path).write_text("")
    (package / "words.py").write_text("LOUD = '!'")
    (package / "deep/plugin.py").write_text(
        "from press_parts.words import LOUD\ndef setup(press): press.template_filter('loud', lambda v: v + LOUD)"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded = load_plugins(["press_parts.deep.plugin"], tmp_path, setup)
    assert loaded.template_filters["loud"]("a") == "a!"
    (package / "words.py").write_text("LOUD = '?'")
    assert load_plugins(["press_parts.deep.plugin"], tmp_path, setup).hooks.digest != loaded.hooks.digest
    for name in [name for name in sys.modules if name.startswith("press_parts")]:
        monkeypatch.delitem(sys.modules, name)


def test_two_plugins_of_one_name_do_not_mix(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.py").write_text(
            "from dataclasses import dataclass\n"
            "@dataclass\nclass Kept:\n    x: 'int' = 0\n"
            f"def setup(press): press.template_filter('{folder}', lambda v: __file__)"
        )
    loaded = load_plugins(["a/same.py", "b/same.py"], tmp_path, setup)
    assert loaded.template_filters["a"]("") == str(tmp_path / "a/same.py")
    assert loaded.template_filters["b"]("") == str(tmp_path / "b/same.py")


@pytest.mark.parametrize(
    ("verb", "call"),
    [
        ("press.page", "press.page(lambda page: broken(page.plain_title, page))"),
        ("press.page", "press.page(lambda page: 1 if page.plain_title == 'Harbour' else page)"),
        ("press.publish_if", "press.publish_if(lambda page: broken(page.plain_title, True))"),
        ("press.publish_if", "press.publish_if(lambda page: 1 if page.plain_title == 'Harbour' else True)"),
        ("press.parse('page')", "press.parse('page', lambda raw: 'x' if 'Harbour' in str(raw) else None)"),
    ],
)
def test_a_page_on_which_a_plugin_fails_is_left_out_and_the_others_are_not(
    tmp_path: Path, verb: str, call: str
) -> None:
    plugin = f"""
        def broken(title, value):
            if title == "Harbour":
                raise KeyError("Confidential words")
            return value

        def setup(press):
            {call}
    """
    folder = project(tmp_path, post("One"), post("Harbour", [CALLOUT]), plugins={"wrong.py": plugin})
    (problem,) = built(folder)
    assert problem.kind == "plugin-failed"
    assert problem.message.startswith(f"The plugin wrong.py failed in {verb}: ")
    assert problem.message.endswith("The page is left out.")
    assert "Confidential" not in problem.message
    assert (problem.page, problem.url.startswith("https://www.notion.so/")) == ("Harbour", True)
    assert "One 0" in shown(folder, "one")
    assert not any(b"Harbour" in data for data in files(folder / "public").values())


@pytest.mark.parametrize(
    ("verb", "call"),
    [
        ("press.parse('callout')", "press.parse('callout', lambda raw: raw['no such key'])"),
        ("press.parse('callout')", "press.parse('callout', lambda raw: 'words')"),
        ("press.body", "press.body(lambda blocks, page: broken(page.plain_title, blocks))"),
        ("press.body", "press.body(lambda blocks, page: [1] if page.plain_title == 'Harbour' else blocks)"),
        ("press.body", "press.body(lambda blocks, page: None if page.plain_title == 'Harbour' else blocks)"),
    ],
)
def test_a_page_whose_body_a_plugin_fails_on_keeps_its_earlier_version(tmp_path: Path, verb: str, call: str) -> None:
    plugin = f"""
        def broken(title, value):
            if title == "Harbour":
                raise KeyError("Confidential words")
            return value

        def setup(press):
            {call}
    """
    folder = project(tmp_path, post("One"), post("Harbour", [CALLOUT]))
    built(folder)
    before = shown(folder, "harbour")
    add_plugins(folder, {"wrong.py": plugin})
    entry, problem = built(folder)
    assert (entry.kind, problem.kind) == ("feed-entry-failed", "plugin-failed")
    expected = (
        f"harbour/index.html could not be made; its earlier version stays. The plugin wrong.py failed in {verb}: "
    )
    assert problem.message.startswith(expected)
    assert "Confidential" not in problem.message + entry.message
    assert (problem.page, problem.url.startswith("https://www.notion.so/")) == ("Harbour", True)
    assert "One 0" in shown(folder, "one")
    assert shown(folder, "harbour") == before


@pytest.mark.parametrize(
    "call",
    [
        "press.html(Callout, lambda block, render: block.no_such_field)",
        "press.html(Callout, lambda block, render: None)",
    ],
)
def test_a_page_that_cannot_be_rendered_keeps_its_earlier_version(tmp_path: Path, call: str) -> None:
    folder = project(tmp_path, post("One"), post("Two", [CALLOUT]))
    built(folder)
    before = shown(folder, "two")
    add_plugins(folder, {"wrong.py": f"from notionpress.content.blocks import Callout\ndef setup(press):\n    {call}"})
    report = Report()
    result = build(folder, report)
    assert result.failed == ("two/index.html",)
    assert shown(folder, "two") == before
    (problem,) = [one for one in report.problems if one.kind == "plugin-failed"]
    assert problem.message.startswith(
        "two/index.html could not be made; its earlier version stays. The plugin wrong.py"
    )
    assert "press.html(Callout)" in problem.message
    assert problem.page == "Two"


def test_the_line_of_the_plugin_is_named_where_notionpress_fails(tmp_path: Path) -> None:
    plugin = """
        from notionpress.content.blocks import Callout

        def setup(press):
            @press.html(Callout)
            def callout(block, render):
                return render.inline(7)
    """
    folder = project(tmp_path, post("Two", [CALLOUT]), plugins={"wrong.py": plugin})
    problem = next(one for one in built(folder) if one.kind == "plugin-failed")
    assert "TypeError in inline.py, line " in problem.message
    assert "called from wrong.py, line 7" in problem.message


def test_a_plugin_may_say_in_its_own_words_what_is_wrong(tmp_path: Path) -> None:
    plugin = """
        from notionpress.errors import PluginError

        def setup(press):
            @press.body
            def check(blocks, page):
                raise PluginError("There are no figures.", "Add one.")
    """
    folder = project(tmp_path, post("One"), plugins={"check.py": plugin})
    problem = next(one for one in built(folder) if one.kind == "plugin-failed")
    assert problem.message.endswith("The plugin check.py failed in press.body: There are no figures.")
    assert problem.hint == "Add one."


def test_a_filter_that_fails_names_its_plugin_and_the_page(tmp_path: Path) -> None:
    plugin = "def setup(press):\n    press.template_filter('sum', lambda value: value + 1)\n"
    folder = project(tmp_path, post("One"), plugins={"sum.py": plugin})
    (folder / "templates").mkdir()
    (folder / "templates/post.html").write_text("{{ page.title | sum }}")
    (problem,) = built(folder)
    assert "The plugin sum.py failed in press.template_filter('sum'): TypeError in sum.py, line 2" in problem.message
    assert problem.page == "One"


@pytest.mark.parametrize("path", ["../out.txt", "/out.txt", "a/../../out.txt", "", "a\\..\\b"])
def test_an_emitter_writes_nowhere_but_into_the_site(tmp_path: Path, path: str) -> None:
    plugin = f"""
        from notionpress.emit.output import Output

        class Out:
            name = "out"
            def outputs(self, workshop):
                return [Output({path!r}, "out")]
            def render(self, output, job):
                return "x"

        def setup(press):
            press.emit(Out())
    """
    folder = project(tmp_path, post("One"), plugins={"out.py": plugin})
    with pytest.raises(PluginError, match=r"press.emit\('out'\): it returned tuple"):
        built(folder)
    assert not (folder / "public").exists()


def test_an_emitter_that_fails_spoils_only_its_own_file(tmp_path: Path) -> None:
    plugin = """
        from notionpress.emit.output import Output

        class Out:
            name = "out"
            def outputs(self, workshop):
                return [Output("out.txt", "out"), Output("out2.txt", "out", "2")]
            def render(self, output, job):
                return "x" if output.key else 7

        def setup(press):
            press.emit(Out())
    """
    folder = project(tmp_path, post("One"), plugins={"out.py": plugin})
    report = Report()
    assert build(folder, report).failed == ("out.txt",)
    assert "It has to return text or bytes." in report.problems[0].hint
    assert (folder / "public/out2.txt").exists()
    assert (folder / "public/one/index.html").exists()


def test_after_build_fails_alone(tmp_path: Path) -> None:
    plugin = """
        def setup(press):
            press.after_build(lambda result: 1 / 0)
            press.after_build(lambda result: (result.folder / "told").touch())
    """
    folder = project(tmp_path, post("One"), plugins={"after.py": plugin})
    (problem,) = built(folder)
    assert "press.after_build: ZeroDivisionError in after.py, line 3" in problem.message
    assert (folder / "public/told").exists()


def test_the_command_line_tells_a_failed_plugin_by_its_exit_code(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"), post("Two"), plugins={"ok.py": "def setup(press): pass"})
    assert notionpress(folder, "build", "--offline").returncode == 0
    (folder / "ok.py").write_text("def setup(press): press.publish_if(lambda page: page.plain_title == 'One' or 1 / 0)")
    done = notionpress(folder, "build", "--offline")
    assert done.returncode == 6
    assert "The plugin ok.py failed in press.publish_if: ZeroDivisionError in ok.py, line 1." in done.stdout
    (folder / "ok.py").write_text("import nothing_of_that_name")
    done = notionpress(folder, "build", "--offline")
    assert done.returncode == 6
    assert "The plugin ok.py cannot be loaded: ModuleNotFoundError" in done.stderr
    assert "Traceback" not in done.stderr
