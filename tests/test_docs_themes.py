"""docs/themes.md names every template and every variable that templates are given, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from notionpress.store import Store
from notionpress.theme import Theme
from tests.conftest import PROJECT
from tests.sites import build, crawl_workspace, example_settings
from tests.test_docs import section

THEMES = (PROJECT / "docs" / "themes.md").read_text()
ROOTS = (
    "5ea11947-71de-4a1e-bead-11947ca5cade",
    "ab0074be-acde-4fab-9a11-1947cafe5ea5",
    "f1e1d601-de5e-4a5a-8ded-71de5caf01d0",
)


def keys(value: Any) -> Iterator[str]:
    """The names of all fields of a template's variables, at any depth."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            # These names are the author's.
            yield from keys(
                list(inner.values()) if name in ("properties", "terms") and isinstance(inner, Mapping) else inner
            )
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from keys(inner)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """By template, the names that the example site's build gives to it."""
    folder = tmp_path_factory.mktemp("themes")
    example_settings(
        folder,
        comments="true",
        provider="isso\n  url: https://comments.example.org",
        formats="[webp]",
        cards="all",
        icon="icon.svg",
    )
    (folder / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    (folder / "content").mkdir()
    (folder / "content" / "nebel.md").write_text(
        "---\ntitle: Nebel\ndate: 2026-03-01\nlanguage: de\n---\n\nEin Horn.\n"
    )
    (folder / "addresses.txt").write_text(f"{ROOTS[-1]} /before/\n")
    workspace = Workspace.load(PROJECT / "example-site" / "workspace")
    crawl_workspace(workspace, folder / ".notionpress", ROOTS, Report(), comments=True)
    assert Store.open(folder / ".notionpress", create=False).roots
    seen: dict[str, set[str]] = {}
    render = Theme.render

    def note(theme: Theme, template: str, context: Mapping[str, Any], **more: Any) -> str:
        seen.setdefault(template, set()).update(keys(context))
        return render(theme, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", note)
        # In this process, where it is noted.
        assert not build(folder, Report(), jobs=1).failed
    return seen


def documented(text: str) -> set[str]:
    """The names in code, without what stands before a dot: `site.title` is `title` of `site`."""
    found: set[str] = set()
    for code in re.findall(r"`([a-z_.]+)`", text):
        found.update(code.split("."))
    return found


def test_every_variable_is_documented(given: dict[str, set[str]]) -> None:
    names = documented(section(THEMES, "Variables"))
    for template, found in given.items():
        assert found - names == set(), template


def test_no_variable_is_documented_that_templates_are_not_given(given: dict[str, set[str]]) -> None:
    everywhere = {"options", "language", "direction"}  # they are the environment's, not a template's
    values = {"post", "page", "ltr", "rtl", "html", "docs", "details"}
    names = documented(section(THEMES, "Variables"))
    assert (
        names
        - everywhere
        - values
        - set().union(*given.values())
        - {"post", "index", "list", "archive", "archives", "yaml"}
        - {"card", "svg"}
        == set()
    )


def test_every_template_is_documented(given: dict[str, set[str]]) -> None:
    rows = set(re.findall(r"(?m)^\| `([\w.-]+\.(?:html|svg))` \|", section(THEMES, "Templates")))
    assert rows - {"base.html"} == set(given)


def test_the_theme_of_ones_own_in_30_lines_is_one(tmp_path: Path) -> None:
    text = section(THEMES, "A theme of your own in 30 lines")
    files = dict(re.findall(r"(?ms)^`([\w./]+)`:\n\n```\w+\n(.*?)^```", text))
    assert files.keys() == {"themes/mine/theme.yaml", "themes/mine/templates/404.html"}
    assert sum(len(one.splitlines()) for one in files.values()) <= 30
    setting = re.search(r"`(theme: \w+)`", text)
    assert setting
    files["site.yaml"] = f"title: Lamp\n{setting[1]}\ntheme_options: {{motto: Slow & steady.}}\n"
    files["content/index.md"] = "# Lamp\n"
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    Store.open(tmp_path / ".notionpress").close()
    assert not build(tmp_path, Report(), jobs=1).failed
    page = (tmp_path / "public" / "404.html").read_text()
    assert "<h1>Lost at sea</h1>" in page
    assert "<p>Slow &amp; steady.</p>" in page
    # All else is that of the theme that it extends.
    assert page.count('class="site-title"') == 1


def test_every_function_and_filter_is_documented() -> None:
    theme = Theme.load("journal", folder=Path())
    plain = jinja2.Environment()
    environment = theme._environment
    ours = (set(environment.filters) - set(plain.filters)) | (set(environment.globals) - set(plain.globals))
    rows = set(re.findall(r"(?m)^\| `(\w+)[`(]", section(THEMES, "Functions and filters").partition("<!--")[0]))
    assert rows == ours - {"options", "language", "direction"}
