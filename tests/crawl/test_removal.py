"""What leaves the store after a crawl in which something could not be read: only what is seen to be gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from tests.crawl.crawling import NOW, Served, names, run, serving
from tests.crawl.gate import Rule
from tests.crawl.workspaces import Json, below, data_source, database, page, paragraphs, plain, row, uid, write
from tests.notion.scripted import error


def refusing(*lines: str) -> Rule:
    """A door that refuses these requests."""

    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(400, "validation_error") if line in lines else None

    return rule


def break_page(served: Served, name: str) -> None:
    """Let a page be one that changed and cannot be read."""
    served.workspace.edit(uid(name), lambda _: None, at=NOW)
    served.gate.rule = refusing(f"GET blocks/{uid(name)}/children")


def pages_asked(served: Served) -> set[str]:
    return {line.removeprefix("GET pages/") for line in served.gate.lines if line.startswith("GET pages/")}


def test_a_page_that_cannot_be_read_does_not_keep_others_that_are_gone(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 12, nested=0), tmp_path / "cache") as served:
            await served.crawl("Posts")
            break_page(served, "Post 1")
            served.workspace.trash(uid("Post 3"))
            served.workspace.unshare(uid("Post 4"))
            result = await served.crawl("Posts")
            assert (result.complete, result.pages, result.pages_removed) == (False, 10, 2)
            assert pages_asked(served) == {uid("Post 3"), uid("Post 4")}
            assert (await served.crawl("Posts")).pages == 10
            assert pages_asked(served) == set()
            for number in range(5, 12):
                served.workspace.trash(uid(f"Post {number}"))
            result = await served.crawl("Posts")
            assert (result.pages, len(result.refused_removals)) == (10, 7)

    run(crawled())


def link(name: str) -> Json:
    return {"type": "child_page", "child_page": uid(name)}


def test_pages_in_a_page_that_is_gone_go_with_it_and_what_is_elsewhere_stays(tmp_path: Path) -> None:
    pages = [page("Home", [link("Broken"), link("Top")]), below("Broken", "Home"), page("Attic")]
    pages += [below("Top", "Home", [link("Inner"), link("Moved")]), below("Inner", "Top"), below("Moved", "Top")]

    async def crawled() -> None:
        async with serving(write(tmp_path / "workspace", pages=pages), tmp_path / "cache") as served:
            await served.crawl("Home")
            served.workspace.edit(uid("Moved"), lambda page: page.update(parent={"page_id": uid("Attic")}))
            served.workspace.edit(uid("Home"), lambda page: page["children"].pop(1), at=NOW)
            break_page(served, "Broken")
            served.workspace.trash(uid("Top"))
            result = await served.crawl("Home")
            assert (result.complete, result.pages_removed) == (False, 2)
            # It may have been moved into a page that could not be read.
            assert names(served.cache, "page", ["Home", "Broken", "Moved"]) == {"Home", "Broken", "Moved"}
            served.gate.rule = None
            assert (await served.crawl("Home")).complete
            assert names(served.cache, "page", ["Home", "Broken"]) == {"Home", "Broken"}

    run(crawled())


@pytest.mark.parametrize("count", [3, 80])
def test_rows_of_a_listing_that_failed_are_not_asked_for(tmp_path: Path, count: int) -> None:
    folder = write(
        tmp_path / "workspace",
        pages=[*(row(f"Row {number}", "rows", paragraphs(1)) for number in range(count)), row("Other", "others")],
        databases=[database("Rows", None, "rows"), database("Others", None, "others")],
        data_sources=[data_source("rows", "Rows"), data_source("others", "Others")],
    )

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            await served.crawl("Rows", "Others")
            served.gate.rule = refusing(f"POST data_sources/{uid('rows')}/query")
            served.workspace.trash(uid("Row 1"))
            served.workspace.trash(uid("Other"))
            result = await served.crawl("Rows", "Others")
            assert (result.complete, result.pages, pages_asked(served)) == (False, count, {uid("Other")})

    run(crawled())
