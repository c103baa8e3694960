"""What machines read: Markdown twins, and llms.txt."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from notionpress.errors import BuildError
from notionpress.report import Report
from tests.crawl.workspaces import block
from tests.emit.project import made, post, project
from tests.emit.test_seo import Head
from tests.sites import build

HOME = "https://example.org/log/"
BOTH = "machines: {markdown: true, llms: true}"
LINE = re.compile(r"- \[(?P<title>(?:\\.|[^\]\\])*)\]\((?P<url>[^()\s]+)\)(?:: (?P<about>.+))?")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with all that machines read."""
    folder = project(tmp_path_factory.mktemp("machines"), settings=BOTH)
    made(folder)
    return folder / "public"


def twin(site: Path, page: str) -> tuple[dict[str, Any], str]:
    """The front matter of a twin, and what stands below it."""
    _, head, body = (site / page / "index.md").read_text().split("---\n", 2)
    return yaml.safe_load(head), body


def links(markdown: str) -> list[str]:
    """Where links and pictures of a text lead."""
    tokens = [one for token in MarkdownIt().parse(markdown) for one in token.children or ()]
    return [str(one.attrs.get("href") or one.attrs.get("src")) for one in tokens if one.type in ("link_open", "image")]


def test_each_page_has_a_twin_with_what_it_is_and_says(site: Path) -> None:
    facts, body = twin(site, "fog-signals")
    assert facts["title"] == "Fog & <Signals>"
    assert facts["url"] == f"{HOME}fog-signals/"
    assert facts["description"] == 'What the "horn" says </script><b>'
    assert facts["date"] == date(2026, 3, 14)
    assert (facts["authors"], facts["tags"]) == (["Ada <Bell>"], ["Sea & sky", "Light"])
    assert facts["properties"] == {"Depth": 12}
    assert body.startswith("\n# Fog & &lt;Signals>\n\n## Horns\n\nA horn in the dark")
    assert "description" not in twin(site, "waves")[0]
    assert {path.parent.relative_to(site).as_posix() for path in site.rglob("index.md")} == {
        *("fog-signals", "waves", "灯台の夜", "guide", "guide/knots"),
    }


def test_what_a_twin_leads_to_is_there(site: Path) -> None:
    found = links(twin(site, "fog-signals")[1])
    assert f"{HOME}guide/" in found
    assert len(found) >= 3
    for path in site.rglob("index.md"):
        for url in links(path.read_text()):
            assert url.startswith(HOME)
            target = site / url.removeprefix(HOME)
            assert target.is_file() or (target / "index.html").is_file(), url


def test_pages_name_their_twins(site: Path) -> None:
    for page in ("fog-signals", "guide/knots"):
        found = Head((site / page / "index.html").read_text())
        assert [url for url in found.links["alternate"] if url.endswith(".md")] == [f"/log/{page}/index.md"]
    for page in ("", "tags/light", "secret-place"):
        found = Head((site / page / "index.html").read_text())
        assert not [url for url in found.links["alternate"] if url.endswith(".md")]


def test_the_list_names_every_page_in_the_form_that_is_agreed(site: Path) -> None:
    # llmstxt.org: a heading, a quotation, then sections of lists of links.
    lines = (site / "llms.txt").read_text().splitlines()
    assert lines[:4] == ["# Lamp & Tide", "", "> Notes on “light” & water.", ""]
    sections: dict[str, list[re.Match[str]]] = {}
    for line in filter(None, lines[4:]):
        if line.startswith("## "):
            items = sections.setdefault(line[3:], [])
        else:
            found = LINE.fullmatch(line)
            assert found, line
            items.append(found)
    named = {name: [one["url"].removeprefix(HOME) for one in items] for name, items in sections.items()}
    assert named == {
        "Pages": ["guide/index.md", "guide/knots/index.md"],
        "Posts": [
            "fog-signals/index.md",
            "waves/index.md",
            "%E7%81%AF%E5%8F%B0%E3%81%AE%E5%A4%9C/index.md",
        ],
    }
    fog, waves, _ = sections["Posts"]
    assert fog["title"] == "Fog & &lt;Signals>"
    assert waves["about"] == "Water moves."


def test_without_twins_the_list_leads_to_pages(tmp_path: Path) -> None:
    folder = project(tmp_path, settings="machines: {llms: true}")
    made(folder)
    assert f"- [Waves]({HOME}waves/): Water moves.\n" in (folder / "public/llms.txt").read_text()
    assert not list((folder / "public").rglob("index.md"))
    assert 'type="text/markdown"' not in (folder / "public/waves/index.html").read_text()


def test_nothing_of_it_is_written_unless_it_is_asked_for(tmp_path: Path) -> None:
    folder = project(tmp_path)
    made(folder)
    assert not [*(folder / "public").rglob("index.md"), *(folder / "public").rglob("llms.txt")]


def test_collections_are_sections_of_their_own(tmp_path: Path) -> None:
    folder = project(tmp_path, settings=BOTH)
    settings = (folder / "site.yaml").read_text()
    (folder / "site.yaml").write_text(f"{settings}collections: [{{name: manual, title: Manual, root: local}}]\n")
    (folder / "content/local").mkdir(parents=True)
    (folder / "content/local/oil.md").write_text("---\ndate: 2026-01-01\n---\n\n# Oil\n\nFor the lamp.\n")
    made(folder)
    assert "## Manual\n\n- [Oil](" in (folder / "public/llms.txt").read_text()


def test_the_gate_reads_twins_too(tmp_path: Path) -> None:
    folder = project(tmp_path, settings=f"{BOTH}\nplugins: [leak.py]")
    (folder / "leak.py").write_text(
        "from notionpress.content.blocks import Paragraph\n"
        "def setup(press):\n"
        "    press.markdown(Paragraph, lambda block, render: 'ntn_' + '7' * 43)\n"
    )
    with pytest.raises(BuildError, match=r"token: a token\n +\S*index\.md"):
        build(folder, Report(), jobs=1)
    assert not (folder / "public/index.html").exists()


def test_problems_of_a_page_are_told_once(tmp_path: Path) -> None:
    bad = post("Odd", "2026-05-01", [block("equation", {"expression": "\\frac{"})])
    with_twins, without = Report(), Report()
    made(project(tmp_path / "with", settings=BOTH, more=(bad,)), with_twins)
    made(project(tmp_path / "without", more=(bad,)), without)
    assert with_twins.problems == without.problems != []
