"""Footnotes of exported pages, as generators show them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands import notionpress
from tests.export.generators import GENERATORS

PAGE = """\
---
title: Lamp
date: 2026-01-01
---

A lamp[^1] and *tide*[^two].

[^1]: It is **lit**.
[^two]: High.
"""


@pytest.mark.generators
@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_shows_notes_as_notes(name: str, tmp_path: Path) -> None:
    generator = GENERATORS[name]
    if generator.executable is None:
        pytest.skip(f"{name} is not installed")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "lamp.md").write_text(PAGE)
    (tmp_path / "site.yaml").write_text("title: Notes\nbase_url: https://example.org\n")
    made = notionpress(tmp_path, "export", "made", "--to", name, "--offline")
    assert made.returncode == 0, made.stderr
    project = tmp_path / "made"
    generator.set_up(project)
    done = generator.run(project)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [page.read_text() for page in (project / generator.output).rglob("*.html")]
    page = next(page for page in pages if re.search(r"A lamp\s*<sup", page))
    assert re.search(r"It is <strong>lit</strong>\.", page)
    assert "[^" not in page
    assert len(re.findall(r"<sup\b", page)) >= 2
