"""A cache whose files were lost or damaged: the next crawl mends it, or says that it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from notionpress.errors import StoreError
from notionpress.store import Store
from tests.crawl.crawling import Served, contents, run, serving, tree
from tests.crawl.workspaces import everything, uid

DAMAGES = (None, b"", b"{}", b"[]", b'[{"a":"\xff"}]', b"[" * 100_000)


def damage(path: Path, data: bytes | None) -> None:
    """Lose a file, or put other bytes in its place."""
    path.unlink()
    if data is not None:
        path.write_bytes(data)


def some_files(cache: Path) -> list[Path]:
    """Two files of each folder, and what stands beside them; the index apart."""
    folders = [folder for folder in sorted(cache.iterdir()) if folder.is_dir()]
    files = [path for folder in folders for path in sorted(folder.iterdir())[:2]]
    return [*files, *(path for path in sorted(cache.iterdir()) if path.is_file() and path.name != "index.json")]


def test_a_crawl_mends_whatever_was_damaged(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            whole = contents(served.cache)
            for path in some_files(served.cache):
                for data in DAMAGES:
                    damage(path, data)
                    assert (await served.crawl("Home")).complete
                    assert contents(served.cache) == whole, (path, data)

    run(crawled())


def test_a_full_crawl_mends_what_is_as_long_as_it_was(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            whole = contents(served.cache)
            for path in some_files(served.cache):
                path.write_bytes(bytes(path.stat().st_size))
            assert (await served.crawl("Home", full=True)).complete
            assert contents(served.cache) == whole

    run(crawled())


def test_what_is_not_whole_is_not_read(tmp_path: Path) -> None:
    async def crawled() -> Served:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            return served

    served = run(crawled())
    assert tree(served.cache, "Deep")
    (served.cache / "blocks" / f"{uid('Deep')}.json").write_bytes(b"[]")
    (served.cache / "pages" / f"{uid('Deep')}.json").unlink()
    store = Store.open(served.cache)
    with pytest.raises(StoreError, match="damaged") as damaged:
        store.read_tree(uid("Deep"))
    assert "Crawl again" in damaged.value.hint
    with pytest.raises(StoreError, match="lost page"):
        store.read("page", uid("Deep"))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"format":"notionpress cache 1","roots":[{"id":"\xff"}]}', b"[" * 100_000]
)
def test_an_index_that_cannot_be_read_is_told(tmp_path: Path, data: bytes) -> None:
    Store.open(tmp_path / "cache")
    (tmp_path / "cache" / "index.json").write_bytes(data)
    with pytest.raises(StoreError, match=r"index\.json") as damaged:
        Store.open(tmp_path / "cache")
    assert "Delete the folder" in damaged.value.hint


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(everything(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            shutil.rmtree(served.cache / "blocks")
            # A file where a folder should be refuses also those who may write everywhere.
            (served.cache / "blocks").write_text("")
            with pytest.raises(StoreError, match="cannot be written") as refused:
                await served.crawl("Home")
            assert "blocks" in refused.value.message

    run(crawled())
