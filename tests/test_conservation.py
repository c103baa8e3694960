"""Nothing is lost: every word of the recorded sites stands on its page, by a count that shares no code with the parser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from notionpress.store import Store
from tests.html_text import squeezed, text_of
from tests.recordings import corpus
from tests.sites import build, crawl_workspace

pytestmark = pytest.mark.corpus

SITES = (
    "brenwin1+notionapi",
    "bynarlogic+jekyll-notion",
    "emoriarty+jekyll-notion",
    "emoriarty+jekyll-notion@1138235b",
    "emoriarty+notion_to_md",
    "nvlgzr+notion2svelte",
)

EXEMPT_MENTIONS = {
    "page": "shows the page's current title, or a neutral text where the page is not published",
    "database": "as for pages",
    "date": "is written out in the site's language",
    "user": "shows the name that Notion knows now",
    "template_mention": "its words may be shown in the site's language",
    "custom_emoji": "is a picture; its name is the picture's alternative text",
}
EXEMPT_TYPES = {"equation": "becomes MathML, whose text is not the TeX source"}


def pieces(value: Any) -> Iterator[str]:
    """Every piece of plain text in a block's own payload."""
    if isinstance(value, dict):
        if isinstance(value.get("plain_text"), str):
            mention = (value.get("mention") or {}).get("type") if value.get("type") == "mention" else None
            if mention not in EXEMPT_MENTIONS and value.get("type") not in EXEMPT_TYPES:
                yield value["plain_text"]
            return
        for inner in value.values():
            yield from pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pieces(inner)


def blocks_of(parent: str, children: dict[str, list[dict[str, Any]]], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every block below a page or block, as recorded."""
    for block in children.get(parent, []):
        yield block
        if block.get("has_children") and block["type"] not in ("child_page", "child_database") and depth < 60:
            source = (block.get("synced_block") or {}).get("synced_from") or {}
            yield from blocks_of(source.get("block_id") or block["id"], children, depth + 1)


@pytest.mark.parametrize("name", SITES)
def test_every_word_is_on_its_page(name: str, tmp_path: Path) -> None:
    recorded = json.loads((corpus() / "_sites" / f"{name}.json").read_bytes())
    roots = tuple(sorted(recorded["pages"]))
    quoted = ", ".join(f"'{root}'" for root in roots)
    (tmp_path / "site.yaml").write_text(f"title: Recorded\nnotion:\n  root: [{quoted}]\n")
    report = Report()
    result = crawl_workspace(Workspace.from_recording(recorded), tmp_path / ".notionpress", roots, report)
    assert result.pages >= len(roots)
    built = build(tmp_path, report)
    assert not built.failed
    written = {}
    for path in sorted((tmp_path / "public").rglob("*.html")):
        written[path] = text_of(path.read_text())
    checked = 0
    for page in roots:
        found = page_file(tmp_path, page)
        text = written[found]
        for block in blocks_of(page, recorded["children"]):
            for piece in pieces(block.get(block["type"])):
                checked += 1
                assert squeezed(piece) in text, f"{piece!r} of the {block['type']} {block['id']} is not in {found}"
    assert checked >= {"brenwin1+notionapi": 0}.get(name, 10)
    assert Store.open(tmp_path / ".notionpress", create=False).entries("page")


def page_file(folder: Path, page: str) -> Path:
    """Where a page was written, as its own site says."""
    from notionpress.config import load_config
    from notionpress.site.load import load_site
    from tests.sites import NOW

    config = load_config(folder / "site.yaml")
    site = load_site(Store.open(folder / config.cache, create=False), config, NOW, Report())
    return folder / "public" / site.pages[page].route.path
