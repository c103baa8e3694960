"""Answers that contradict each other or are not as they should be: nothing is lost for them, and nothing runs on."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from tests.crawl.crawling import NOW, run, serving, tree
from tests.crawl.workspaces import Json, below, block, data_source, database, page, paragraphs, plain, row, uid, write
from tests.notion.scripted import answer, error, listing


def link(name: str) -> Json:
    """The block that a page stands as."""
    return {"type": "child_page", "child_page": uid(name)}


def family(folder: Path) -> Path:
    """Three pages, each in the one before; the second has a toggle too."""
    toggle = block("toggle", "Toggle", paragraphs(2), id=uid("toggle"))
    pages = [page("Home", [link("Child")]), below("Child", "Home", [toggle, link("Grandchild")])]
    return write(folder, pages=[*pages, below("Grandchild", "Child", paragraphs(1))])


def test_a_block_that_goes_while_its_page_is_read_does_not_take_the_page_with_it(tmp_path: Path) -> None:
    async def rule(line: str, _: int) -> web.StreamResponse | None:
        return error(404, "object_not_found") if line == f"GET blocks/{uid('toggle')}/children" else None

    async def crawled() -> None:
        async with serving(family(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            # Only its list of blocks tells that it changed.
            served.workspace.edit(uid("Child"), lambda page: page["children"].append(block("divider")))
            served.gate.rule = rule
            result = await served.crawl("Home")
            assert (result.pages, result.complete, served.kinds()) == (3, False, ["page-not-read"])
            served.gate.rule = None
            assert (await served.crawl("Home")).complete
            assert tree(served.cache, "Child")[-1]["type"] == "divider"

    run(crawled())


def test_a_block_that_notion_gives_in_part_is_passed_over(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(family(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            blocks = tree(served.cache, "Home")

            async def rule(line: str, _: int) -> web.StreamResponse | None:
                partial = {"object": "block", "id": uid("partial")}
                return listing(*blocks, partial) if line == f"GET blocks/{uid('Home')}/children" else None

            served.gate.rule = rule
            for _ in range(2):
                result = await served.crawl("Home")
                assert (result.pages, result.complete, served.kinds()) == (3, True, [])

    run(crawled())


def test_a_gateway_that_finds_nothing_does_not_speak_for_notion(tmp_path: Path) -> None:
    async def rule(line: str, _: int) -> web.StreamResponse | None:
        missing = answer({"message": "no Route matched with those values"}, 404)
        return missing if line == f"GET pages/{uid('Child')}" else None

    async def crawled() -> None:
        async with serving(family(tmp_path / "workspace"), tmp_path / "cache") as served:
            await served.crawl("Home")
            served.workspace.edit(uid("Child"), lambda _: None, at=NOW)
            served.gate.rule = rule
            result = await served.crawl("Home")
            assert (result.pages, result.complete, served.kinds()) == (3, False, ["page-not-read"])

    run(crawled())


def test_a_list_that_promises_more_for_ever_is_left(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 3), tmp_path / "cache") as served:

            async def rule(line: str, number: int) -> web.StreamResponse | None:
                return listing(cursor=f"cursor {number}") if line.endswith("/query") and number < 500 else None

            served.gate.rule = rule
            result = await served.crawl("Posts")
            assert (result.complete, served.kinds()) == (False, ["data-source-not-read"])
            assert "does not end" in served.problems[0].message

    run(crawled())


def test_a_page_that_was_made_a_database_is_one(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(write(tmp_path / "workspace", pages=[page("Home")]), tmp_path / "cache") as served:
            await served.crawl("Home")
            del served.workspace.pages[uid("Home")]
            for one in (database("Home", None, "rows"), data_source("rows", "Home"), row("Row", "rows")):
                served.workspace.add(one)
            for _ in range(2):
                result = await served.crawl("Home")
                assert (result.pages, result.complete, served.kinds()) == (1, True, [])

    run(crawled())
