"""Bodies that a crawl has parsed: the build that follows reads no tree, and makes the same of them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from notionpress import cli
from notionpress.content.parse import parse_blocks
from notionpress.site.kept import body_data, kept_blocks
from notionpress.store import Store
from notionpress.store.files import MADE_FILES
from tests.commands import site_yaml
from tests.crawl.workspaces import block, page, paragraphs, uid, write
from tests.render.every_block import every_block
from tests.render.hostile import tree
from tests.sites import files


def run(*arguments: str) -> None:
    assert cli.run([*arguments]) == 0


def nested() -> list[dict[str, object]]:
    """A list with paragraphs in its items, below a heading."""
    items = [block("bulleted_list_item", "Reef", paragraphs(2)) for _ in range(2)]
    return [block("heading_2", "Reefs"), *items]


def trees(folder: Path) -> list[Path]:
    return list((folder / ".notionpress" / "blocks").iterdir())


@pytest.fixture
def crawled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page of paragraphs and one of nested blocks, crawled."""
    workspace = write(tmp_path / "workspace", pages=[page("P", paragraphs(2, "Tide")), page("Q", nested())])
    site_yaml(tmp_path, notion=f"{{root: [{uid('P')}, {uid('Q')}], emulator: {workspace}}}")
    monkeypatch.chdir(tmp_path)
    run("crawl")
    return tmp_path


def test_a_build_reads_no_tree_that_the_crawl_has_parsed(crawled: Path) -> None:
    for path in trees(crawled):
        path.write_bytes(b"")
    run("build", "--offline", "--jobs", "1")
    run("export", "exported", "--to", "plain", "--offline", "--jobs", "1")
    assert sum("Tide" in text.decode() for text in files(crawled / "exported").values()) == 1


@pytest.mark.parametrize("command", [("build",), ("export", "public", "--to", "hugo")])
def test_what_is_made_of_it_is_what_is_made_of_the_tree(crawled: Path, command: tuple[str, ...]) -> None:
    run(*command, "--offline")
    found = files(crawled / "public")
    for name in MADE_FILES:
        (crawled / ".notionpress" / name).unlink(missing_ok=True)
    (crawled / ".notionpress" / "manifest.json").unlink()
    for path in (crawled / ".notionpress" / "traces").iterdir():
        path.unlink()
    (crawled / "public").rename(crawled / "before")
    run(*command, "--offline")
    assert files(crawled / "public") == found


def test_the_body_of_another_tree_is_not_taken(crawled: Path) -> None:
    (path,) = [path for path in trees(crawled) if b"Tide" in path.read_bytes()]
    other = json.dumps(json.loads(path.read_bytes())).replace("Tide", "Ebb").encode()
    store = Store.open(crawled / ".notionpress")
    entry = store.entry(path.stem, "page")
    assert entry
    store.put_object(json.loads(store.read("page", entry.id)), entry, tree=json.loads(other))
    store.close()
    run("build", "--offline", "--jobs", "1")
    assert any(b"Ebb" in made for name, made in files(crawled / "public").items() if name.endswith("index.html"))
    assert not any(b"Tide" in made for name, made in files(crawled / "public").items() if name.endswith("index.html"))


def test_blocks_of_every_kind_come_back_as_they_were() -> None:
    blocks = parse_blocks(every_block())
    data = body_data("tree", blocks)
    assert data
    assert kept_blocks(data, "tree") == blocks
    assert kept_blocks(data, "another") is None
    assert kept_blocks(data[:-1], "tree") is None


@pytest.mark.parametrize("seed", range(100))
def test_spoilt_blocks_come_back_as_they_were_or_are_not_kept(seed: int) -> None:
    blocks = parse_blocks(tree(Random(seed)))
    data = body_data("tree", blocks)
    assert data is None or repr(kept_blocks(data, "tree")) == repr(blocks)
