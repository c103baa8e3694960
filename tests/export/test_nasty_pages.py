"""Pages that look like templates, markup and notation, and have notes, built by each generator: all comes back."""

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


NOTES = """\
---
title: Lamp
date: 2026-01-01
---

A lamp[^1] and *tide*[^two].

[^1]: It is **lit**.
[^two]: High.
"""

COUNT = 12
"""How often each line stands in the page: twice in a toggle and in the table."""


def shown(page: str) -> str:
    """What a reader sees of a page, without white space."""
    body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<!--.*?-->", "", page)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", body)))


@pytest.fixture(scope="module", params=GENERATORS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site that a generator made, without a warning."""
    generator = GENERATORS[request.param]
    if generator.executable is None:
        pytest.skip(
            f"{generator.name} is not installed; .ci/generators installs it, NOTIONPRESS_GENERATORS names where"
        )
    folder = tmp_path_factory.mktemp(generator.name)
    post = row(
        'All {{ x }} {% y %} <b> & "c": d',
        "posts",
        nasty(),
        properties={"Date": "2025-03-01", "About": NASTY[0], "Tags": ["Tide 🌊", "C++", "C#"]},
    )
    project(folder, [*pages(), post])
    # Only pages in Markdown have notes.
    (folder / "content").mkdir()
    (folder / "content" / "lamp.md").write_text(NOTES)
    export(folder, generator.name)
    generator.set_up(folder / "out", base="/log")
    ran = generator.run(folder / "out")
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert generator.warnings(said) == []
    return folder / "out" / generator.output


def test_every_nasty_line_comes_back_as_it_was(built: Path) -> None:
    made = shown((built / "2025" / "all-x-y-b-c-d" / "index.html").read_text())
    counts = {line: made.count(squeezed(line)) for line in NASTY}
    assert {line: count for line, count in counts.items() if count < COUNT} == {}


def test_every_link_below_a_base_leads_somewhere(built: Path) -> None:
    plain = Page((built / "2025" / "high-water" / "index.html").read_text())
    leading = [urljoin("/log/2025/high-water/", link) for link in (*plain.links, *plain.pictures)]
    for page in ("/log/2025/neap", "/log/guide/chart"):
        assert any(link.rstrip("/") == page for link in leading), page
    for link in leading:
        if link.startswith("/"):
            path = built / unquote(link.partition("#")[0].removeprefix("/log/"))
            assert link.startswith("/log/"), link
            assert path.is_file() or (path / "index.html").is_file(), link


def test_notes_are_notes(built: Path) -> None:
    texts = [page.read_text() for page in built.rglob("*.html")]
    page = next(text for text in texts if re.search(r"A lamp\s*<sup", text))
    assert re.search(r"It is <strong>lit</strong>\.", page)
    assert "[^" not in page
    assert len(re.findall(r"<sup\b", page)) >= 2
