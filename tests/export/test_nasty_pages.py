"""Pages that look like templates, markup and notation, built by each generator: every character comes back."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from tests.crawl.workspaces import Json, block, row
from tests.export.generators import GENERATORS
from tests.export.made import Page
from tests.export.test_export import export, pages, project
from tests.html_text import squeezed

pytestmark = [pytest.mark.slow, pytest.mark.generators]

NASTY = (
    "{{ title }}",
    "{% raw %}",
    "{% endraw %}",
    "{% end %}",
    '{{ youtube(id="x") }}',
    "{{< ref >}}",
    "{{% pct %}}",
    "{# not a comment #}",
    "#}",
    "{{",
    "}}",
    "{/* not a comment */}",
    "<!-- nor this -->",
    "<script>alert(1)</script>",
    "</p><div>",
    "a < b > c & d &amp; e",
    "{x} {#id} {: .class} {.class}",
    "import x from 'y'",
    "export const x = 1",
    ":smile: :::note a:b c:d[e]",
    "~~x~~ ==y== ^z^ ++w++ ~v~",
    "$5 and $6, $$, \\(x\\) \\[y\\]",
    "# 1. - + > | a | b |",
    "*x* _y_ **z** `w` [a](b) ![c](d) [^1] [e]: f",
    ": no definition",
    "*[HTML]: no abbreviation",
    "[TOC] [[wiki]] @user #12",
    "+++",
    "---",
    "=== Tab",
    "!!! note",
    "/// html | div",
    "\\ \\n \\*",
)


def nasty() -> list[Json]:
    """A post of every nasty line as words, as a heading, in a list, in a table, in code, and as a caption."""
    cells = [
        block("table_row", {"cells": [[line], [{"text": {"content": line}, "annotations": {"bold": True}}]]})
        for line in NASTY
    ]
    return [
        *(block("paragraph", line) for line in NASTY),
        *(block("heading_2", line) for line in NASTY),
        *(block("bulleted_list_item", line) for line in NASTY),
        *(block("quote", line) for line in NASTY),
        *(block("callout", {"rich_text": [line], "icon": {"type": "emoji", "emoji": "💡"}}) for line in NASTY),
        *(block("toggle", line, [block("paragraph", line)]) for line in NASTY),
        *(
            block("paragraph", {"rich_text": [{"text": {"content": line}, "annotations": {"code": True}}]})
            for line in NASTY
        ),
        block("table", {"table_width": 2, "has_column_header": False, "has_row_header": False}, cells),
        *(block("code", {"rich_text": [line], "language": "plain text"}) for line in NASTY),
        block("code", {"rich_text": ["\n".join(NASTY)], "language": "html"}),
    ]


COUNT = 12
"""How often each line stands in the page: twice in a toggle and in the table."""


def shown(page: str) -> str:
    """What a reader sees of a page, without white space."""
    body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<!--.*?-->", "", page)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", body)))


@pytest.mark.parametrize("name", GENERATORS)
def test_every_nasty_line_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    generator = GENERATORS[name]
    if generator.executable is None:
        pytest.skip(f"{name} is not installed; .ci/generators installs it, NOTIONPRESS_GENERATORS names where")
    title = 'All {{ x }} {% y %} <b> & "c": d'
    post = row(
        title, "posts", nasty(), properties={"Date": "2025-03-01", "About": NASTY[0], "Tags": ["Tide 🌊", "C++", "C#"]}
    )
    project(tmp_path, [*pages(), post])
    export(tmp_path, name)
    generator.set_up(tmp_path / "out", base="/log")
    ran = generator.run(tmp_path / "out")
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert generator.warnings(said) == []
    folder = tmp_path / "out" / generator.output
    made = shown((folder / "2025" / "all-x-y-b-c-d" / "index.html").read_text())
    counts = {line: made.count(squeezed(line)) for line in NASTY}
    assert {line: count for line, count in counts.items() if count < COUNT} == {}
    plain = Page((folder / "2025" / "high-water" / "index.html").read_text())
    leading = [urljoin("/log/2025/high-water/", link) for link in (*plain.links, *plain.pictures)]
    for page in ("/log/2025/neap", "/log/guide/chart"):
        assert any(link.rstrip("/") == page for link in leading), page
    for link in leading:
        if link.startswith("/"):
            path = folder / unquote(link.partition("#")[0].removeprefix("/log/"))
            assert link.startswith("/log/"), link
            assert path.is_file() or (path / "index.html").is_file(), link
