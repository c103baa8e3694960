"""Bodies that a crawl has made Markdown: the export that follows makes only the others, and the same files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from notionpress import cli
from notionpress.build.early_bodies import KIND, EarlyBodies
from notionpress.build.salt import notionpress_digest
from notionpress.content.blocks import Block, Code, Paragraph
from notionpress.content.rich_text import Annotations, Text
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.store import Entry, Store
from notionpress.store.made import Made
from tests.commands import site_yaml
from tests.crawl.workspaces import block, page, paragraphs, uid, write
from tests.sites import files

MENTION = {"type": "mention", "mention": {"type": "page", "page": {"id": uid("P")}}}
PLUGIN = """
from notionpress.content.blocks import Paragraph

def setup(press):
    @press.markdown(Paragraph)
    def shouted(block, render):
        return render.text(block.rich_text).upper()
"""


def run(*arguments: str) -> None:
    assert cli.run([*arguments]) == 0


def export(folder: Path, to: str = "hugo") -> str:
    """All that is exported, in one text."""
    run("export", "out", "--to", to, "--offline", "--jobs", "1")
    return "\n".join(text.decode() for _, text in sorted(files(folder / "out").items()))


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the body of each page is made Markdown of its blocks, by the page's title."""
    found: Counter[str] = Counter()
    body = MarkdownRenderer.body

    def counted(self: MarkdownRenderer, blocks: tuple[Block, ...]) -> str:
        if type(self) is MarkdownRenderer:
            found[self.current.title] += 1
        return body(self, blocks)

    monkeypatch.setattr(MarkdownRenderer, "body", counted)
    return found


@pytest.fixture
def crawled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page of text, one that mentions it, and one with a callout, crawled."""
    text = [block("heading_2", "High water"), *paragraphs(2, "Tide")]
    mention = block("paragraph", {"rich_text": ["See ", MENTION]})
    callout = block("callout", {"rich_text": ["Mind it"]})
    pages = [page("P", text), page("Q", [mention]), page("R", [callout])]
    workspace = write(tmp_path / "workspace", pages=pages)
    site_yaml(tmp_path, notion=f"{{root: [{uid('P')}, {uid('Q')}, {uid('R')}], emulator: {workspace}}}")
    monkeypatch.chdir(tmp_path)
    run("crawl")
    return tmp_path


def test_only_what_shows_the_site_or_is_written_otherwise_is_made_of_blocks(
    crawled: Path, rendered: Counter[str]
) -> None:
    found = export(crawled)
    assert "## High water {#high-water}" in found
    assert "Tide" in found
    assert rendered == {"Q": 1, "R": 1}
    (crawled / "out").rename(crawled / "hugo")
    export(crawled, "plain")
    # The plain dialect has callouts as what was made has them.
    assert rendered == {"Q": 2, "R": 1}


def test_twins_for_machines_take_it_too(crawled: Path, rendered: Counter[str]) -> None:
    with (crawled / "site.yaml").open("a") as settings:
        settings.write("machines: {markdown: true}\n")
    run("build", "--offline", "--jobs", "1")
    assert rendered == {"Q": 1}
    assert any(name.endswith("index.md") and b"Tide" in text for name, text in files(crawled / "public").items())


@pytest.mark.parametrize("to", ["hugo", "plain", "mkdocs"])
def test_what_is_exported_is_what_is_made_of_blocks(crawled: Path, rendered: Counter[str], to: str) -> None:
    found = export(crawled, to)
    made = Made(crawled / ".notionpress", notionpress_digest())
    assert made.prune(KIND, keep=()) == 2
    made.close()
    (crawled / ".notionpress" / "manifest.json").unlink()
    for path in (crawled / ".notionpress" / "traces").iterdir():
        path.unlink()
    (crawled / "out").rename(crawled / "before")
    rendered.clear()
    assert export(crawled, to) == found
    assert rendered.keys() >= {"P", "Q", "R"}


def test_that_of_another_tree_is_not_taken(crawled: Path) -> None:
    store = Store.open(crawled / ".notionpress")
    entry = store.entry(uid("P"), "page")
    assert entry
    tree = json.loads(store.read_tree(entry.id).replace(b"Tide", b"Ebb"))
    store.put_object(json.loads(store.read("page", entry.id)), entry, tree=tree)
    store.close()
    found = export(crawled)
    assert "Ebb" in found
    assert "Tide" not in found


@pytest.mark.parametrize("data", [b"", b"x", b"\x92\xa0\x92\x90\x90", b"\xff"])
def test_what_cannot_be_read_is_not_taken(crawled: Path, data: bytes) -> None:
    made = Made(crawled / ".notionpress", notionpress_digest())
    made.put(KIND, uid("P"), data)
    made.close()
    assert "Tide" in export(crawled)


def test_a_plugin_that_comes_later_makes_all_of_it(crawled: Path) -> None:
    (crawled / "loud.py").write_text(PLUGIN)
    with (crawled / "site.yaml").open("a") as settings:
        settings.write("plugins: [./loud.py]\n")
    found = export(crawled)
    assert "TIDE" in found
    assert "Tide" not in found


def test_half_a_character_is_not_kept(tmp_path: Path) -> None:
    early, entry = EarlyBodies(Made(tmp_path, "salt")), Entry(id=uid("P"), kind="page", tree="t")
    # As a text and as code, which is kept as it is.
    for words in (Text("\ud800 tide"), Text("\ud800", Annotations(code=True))):
        early.keep(entry, (Paragraph(rich_text=(words,)), Code(rich_text=(words,))))
        assert early.find(entry) is None


def test_long_pages_do_not_keep_the_crawl_waiting(tmp_path: Path) -> None:
    early, entry = EarlyBodies(Made(tmp_path, "salt")), Entry(id=uid("P"), kind="page", tree="t")
    for count in (500, 501):
        early.keep(entry, (Paragraph(rich_text=(Text("Tide"),)),) * count)
        found = early.find(entry)
        assert found
        assert found.parts[0].count("Tide") == 500
