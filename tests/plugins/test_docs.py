"""docs/extending.md: its examples work as they stand there, and it names every verb."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest

from notionpress.build.built_in import setup
from notionpress.build.export import export_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.plugins.load import load_plugins
from notionpress.plugins.press import Press
from notionpress.report import Report
from notionpress.store import Store
from tests.conftest import PROJECT
from tests.crawl.workspaces import block, uid
from tests.plugins.projects import built, post, project, shown
from tests.sites import NOW, files
from tests.test_docs import section

EXTENDING = (PROJECT / "docs" / "extending.md").read_text()
EXAMPLES = dict(re.findall(r"(?s)`(plugins/\w+\.py)`:\n\n```python\n(.*?)```", EXTENDING))
BARS = "bars\nHigh <water> 5.5\nLow | water 2\n"


def example(name: str) -> dict[str, str]:
    """An example of the document by its path, and no other."""
    return {f"plugins/{name}.py": EXAMPLES[f"plugins/{name}.py"]}


def test_the_document_has_three_examples() -> None:
    assert len(EXAMPLES) == 3
    assert EXTENDING.count("```python") == 3


def test_bars_are_shown_in_html(tmp_path: Path) -> None:
    code = block("code", BARS, language="plain text")
    other = block("code", "print('bars')", language="python")
    folder = project(tmp_path, post("One", [code, other]), plugins=example("bars"))
    assert built(folder) == []
    page = shown(folder, "one")
    assert (
        '<table class="bars"><tbody>'
        '<tr><th scope="row">High &lt;water&gt;</th><td><meter value="5.5" max="5.5">5.5</meter></td></tr>\n'
        '<tr><th scope="row">Low | water</th><td><meter value="2" max="5.5">2</meter></td></tr>'
        "</tbody></table>"
    ) in page
    assert '<figure class="code"' in page
    assert "&lt;meter" in (folder / "public/feed.xml").read_text()


def test_bars_are_shown_in_markdown(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One", [block("code", BARS)]), plugins=example("bars"))
    report = Report()
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / config.cache, create=False)
    export_site(config, store, report, to="plain", output=folder / "export", how=How(now=NOW))
    assert report.problems == []
    (page,) = (folder / "export").rglob("*.md")
    assert page.read_text().endswith("\n\n|  |  |\n| --- | --- |\n| High &lt;water> | 5.5 |\n| Low \\| water | 2 |\n")


def test_a_line_without_a_number_is_told(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One", [block("code", "bars\nHigh water")]), plugins=example("bars"))
    problem = next(one for one in built(folder) if one.kind == "plugin-failed")
    assert "The plugin plugins/bars.py failed in press.parse('code'): ValueError in bars.py" in problem.message
    assert problem.page == "One"


def test_the_list_of_posts_is_a_file_of_the_site(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"), post("Two “2”"), plugins=example("post_list"))
    assert built(folder) == []
    posts = json.loads((folder / "public/posts.json").read_text())
    assert {post["title"]: post["url"] for post in posts} == {
        "One": "https://example.org/one/",
        "Two “2”": "https://example.org/two-2/",
    }
    assert {post["date"][:10] for post in posts} == {"2026-01-01"}


def test_the_filter_keeps_pages_back(tmp_path: Path) -> None:
    see = {"See also": [uid("Inner circle")]}
    folder = project(
        tmp_path,
        post("One", Audience="Everybody"),
        post("Inner circle", Audience="Members", **see),
        post("Untitled"),
        plugins=example("readers"),
        settings="",
    )
    assert built(folder) == []
    site = files(folder / "public")
    assert {path for path in site if path.endswith("/index.html")} == {"one/index.html", "search/index.html"}
    assert not any(b"Inner circle" in data for data in site.values())


@pytest.mark.parametrize("name", [name for name, _ in inspect.getmembers(Press, inspect.isfunction) if name[0] != "_"])
def test_every_verb_is_documented(name: str) -> None:
    assert re.search(rf"(?m)^\| `press\.{name}(\(\w+\))?` \|", section(EXTENDING, "The verbs"))


def test_no_verb_is_documented_that_does_not_exist() -> None:
    for name in re.findall(r"\bpress\.(\w+)", EXTENDING):
        assert callable(getattr(Press, name)), name


def test_the_emitters_of_notionpress_are_named(tmp_path: Path) -> None:
    names = [emitter.name for emitter in load_plugins([], tmp_path, setup).emitters]
    for name in names:
        assert f"`{name}`" in section(EXTENDING, "The verbs")


def test_the_configuration_of_the_document_names_its_plugins() -> None:
    assert "plugins:\n  - plugins/bars.py\n" in EXTENDING
