"""Crawls of the rows that `where` and `filter` choose, in the order of `sorts`: requests, removals, and mistakes."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from notionpress.crawl.selection import Selection, WrongSelection
from notionpress.errors import NotionError
from notionpress.store import Store
from tests.crawl.crawling import NOW, Served, names, run, serving
from tests.crawl.workspaces import Json, block, data_source, database, page, paragraphs, row, uid, write
from tests.notion.scripted import error

VERSIONS = ["2022-06-28", "2025-09-03", "2026-03-11"]
SOON = NOW + timedelta(minutes=1)
PUBLISHED = Selection(where={"Status": "Published"})


def options(*names: str) -> list[Json]:
    return [{"id": f"id of {name}", "name": name, "color": "default"} for name in names]


STATUS: Json = {"type": "status", "status": {"options": options("Draft", "Published", "Updated")}}
NUMBER: Json = {"type": "number", "number": {}}


def posts(folder: Path, published: int, drafts: int, **more: Any) -> Path:
    """A root database `Posts`, and a page `Home` in which the database `Notes` stands, with a draft and a note."""
    rows = [
        row(
            f"Post {number}",
            "posts",
            paragraphs(1),
            properties={"Status": "Published" if number < published else "Draft", "Number": -number},
        )
        for number in range(published + drafts)
    ]
    home = page("Home", [{"type": "child_database", "child_database": uid("Notes")}])
    notes = [row(f"Note {number}", "notes", properties={"Status": "Draft"}) for number in range(2)]
    return write(
        folder,
        pages=[home, *rows, *notes],
        databases=[database("Posts", None, "posts"), database("Notes", "Home", "notes")],
        data_sources=[
            data_source("posts", "Posts", Status=STATUS, Number=NUMBER),
            data_source("notes", "Notes", Status=STATUS),
        ],
        **more,
    )


def set_status(served: Served, name: str, status: str) -> None:
    served.workspace.edit(uid(name), lambda page: page["properties"].update(Status=status), at=NOW)


def change_schema(served: Served, change: Any, source: str = "posts") -> None:
    served.workspace.edit(uid(source), lambda found: change(found["properties"]))


def listed(cache: Path, source: str = "posts") -> list[int]:
    """The numbers of the rows of a data source, or of a database of the old versions, in the order of its listing."""
    entry = Store.open(cache).entry(uid(source), "data_source")
    assert entry is not None
    by_id = {uid(f"Post {number}"): number for number in range(400)}
    return [by_id[id] for id in entry.rows]


@pytest.mark.parametrize("version", VERSIONS)
def test_rows_that_do_not_match_cost_nothing_and_never_enter_the_cache(tmp_path: Path, version: str) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 120, 130), tmp_path / "cache") as served:
            for expected in (120, 0):
                result = await served.crawl("Posts", "Home", version=version, selection=PUBLISHED, now=SOON)
                assert (result.pages, result.pages_fetched, result.complete) == (
                    123,
                    expected + 3 * (expected > 0),
                    True,
                )
                # Two answers for 120 rows; the database in the page is listed whole.
                assert served.gate.count("/query") == 3
                assert served.kinds() == []
            # The page's own request, the lists, the page's blocks, and a look at one database at most.
            assert len(served.gate.lines) <= 6
            known = [*(f"Post {number}" for number in range(250)), "Home", "Note 0", "Note 1"]
            assert names(served.cache, "page", known) == {*known} - {f"Post {number}" for number in range(120, 250)}

    run(crawled())


@pytest.mark.parametrize("version", VERSIONS)
def test_the_first_crawl_asks_for_no_more_than_without_a_filter(tmp_path: Path, version: str) -> None:
    async def crawled() -> None:
        counts = []
        for number, selection in enumerate((Selection(), Selection(where={"Status": ["Published", "Draft"]}))):
            async with serving(posts(tmp_path / f"workspace {number}", 3, 3), tmp_path / f"cache {number}") as served:
                await served.crawl("Posts", version=version, selection=selection)
                counts.append(sorted(served.gate.lines))
        assert counts[0] == counts[1]

    run(crawled())


@pytest.mark.parametrize("version", VERSIONS)
def test_rows_leave_and_come_with_the_filter(tmp_path: Path, version: str) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 10, 10), tmp_path / "cache") as served:
            await served.crawl("Posts", version=version, selection=PUBLISHED, now=NOW + timedelta(hours=1))
            set_status(served, "Post 3", "Draft")
            result = await served.crawl("Posts", version=version, selection=PUBLISHED, now=NOW + timedelta(hours=1))
            assert (result.pages, result.pages_removed, result.pages_fetched) == (9, 1, 0)
            # One request more sees whether the row left because an option has another name now.
            assert len(served.gate.lines) == 2
            set_status(served, "Post 15", "Published")
            result = await served.crawl("Posts", version=version, selection=PUBLISHED, now=NOW + timedelta(hours=1))
            assert (result.pages, result.pages_removed, result.pages_fetched) == (10, 0, 1)
            assert len(served.gate.lines) == 2

    run(crawled())


@pytest.mark.parametrize("root", ["Posts", "posts"])
def test_the_order_is_that_of_sorts(tmp_path: Path, root: str) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 5, 2), tmp_path / "cache") as served:
            for direction, expected in (("ascending", [4, 3, 2, 1, 0]), ("descending", [0, 1, 2, 3, 4])):
                sorts = ({"property": "Number", "direction": direction},)
                chosen = Selection(where={"Status": "Published"}, sorts=sorts)
                await served.crawl(root, selection=chosen)
                assert listed(served.cache) == expected

    run(crawled())


def test_more_rows_than_notion_gives(tmp_path: Path) -> None:
    folder = posts(tmp_path / "workspace", 250, 100)

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache", query_cap=120) as served:
            for number in range(350):
                time = f"2025-12-01T{number // 60:02}:{number % 60:02}:00.000Z"
                served.workspace.edit(uid(f"Post {number}"), lambda page, time=time: page.update(created_time=time))
            for fetched in (250, 0):
                result = await served.crawl("Posts", selection=PUBLISHED, now=SOON)
                assert (result.pages, result.pages_fetched, result.complete) == (250, fetched, True)
                # Windows of 120, 120 and 12 rows: each begins with the minute in which the last one ended.
                assert served.gate.count("/query") == 2 + 2 + 1
                assert served.kinds() == []
            sorts = ({"property": "Number", "direction": "ascending"},)
            await served.crawl("Posts", selection=Selection(where={"Status": "Published"}, sorts=sorts), now=SOON)
            assert listed(served.cache) == [*range(249, 129, -1), *range(130)]
            assert served.kinds() == ["sorts-cut"]

    run(crawled())


# What the owner wants, and what he does not


def test_another_filter_may_remove_any_number_of_pages(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 10, 20), tmp_path / "cache") as served:
            assert (await served.crawl("Posts")).pages == 30

            async def fails(line: str, _: int) -> web.StreamResponse | None:
                return error(500, "internal_server_error") if line.endswith("/query") else None

            # A crawl that fails in between changes nothing.
            served.gate.rule = fails
            with pytest.raises(NotionError):
                await served.crawl("Posts", selection=PUBLISHED)
            served.gate.rule = None
            result = await served.crawl("Posts", selection=PUBLISHED)
            assert (result.pages, result.pages_removed, result.refused_removals) == (10, 20, ())
            # Without the owner's doing the same is a mistake until he says that it is not.
            for number in range(8):
                set_status(served, f"Post {number}", "Draft")
            result = await served.crawl("Posts", selection=PUBLISHED)
            assert (result.pages, len(result.refused_removals)) == (10, 8)
            result = await served.crawl("Posts", selection=PUBLISHED, removals=None)
            assert (result.pages, result.pages_removed) == (2, 8)

    run(crawled())


def test_rows_that_a_shifting_list_skips_are_not_removed(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 230, 5), tmp_path / "cache") as served:
            await served.crawl("Posts", selection=PUBLISHED)
            asked = 0

            async def shift(line: str, _: int) -> web.StreamResponse | None:
                nonlocal asked
                asked += line.endswith("/query")
                if asked == 2:
                    set_status(served, "Post 0", "Draft")
                return None

            served.gate.rule = shift
            result = await served.crawl("Posts", selection=PUBLISHED)
            assert (result.pages, result.pages_removed) == (229, 1)
            assert not served.gate.count("GET pages/")

    run(crawled())


# Mistakes


def failed(error: pytest.ExceptionInfo[WrongSelection]) -> list[str]:
    return [f"{'.'.join(map(str, one.place))}: {one.message}" for one in error.value.mistakes]


@pytest.mark.parametrize("version", VERSIONS)
def test_all_mistakes_are_told_before_any_row_is_read(tmp_path: Path, version: str) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 3, 3), tmp_path / "cache") as served:
            wrong = Selection(where={"Stauts": "Published", "Number": "x"}, sorts=({"property": "Nubmer"},))
            with pytest.raises(WrongSelection) as caught:
                await served.crawl("Posts", "Notes", version=version, selection=wrong)
            # The data source is called “posts”, its database “Posts”.
            assert [one.replace("“Posts”", "“posts”").replace("“Notes”", "“notes”") for one in failed(caught)] == [
                "where.Stauts: in the database “posts”, there is no property “Stauts”; did you mean “Status”?",
                "where.Number: in the database “posts”, this must be a number",
                "sorts.0.property: in the database “posts”, there is no property “Nubmer”; did you mean “Number”?",
                "where.Stauts: in the database “notes”, there is no property “Stauts”; did you mean “Status”?",
                "where.Number: in the database “notes”, there is no property “Number”; did you mean “Name”?",
                "sorts.0.property: in the database “notes”, there is no property “Nubmer”; did you mean “Name”?",
            ]
            assert served.gate.count("/query") == 0

    run(crawled())


def test_no_root_is_a_database(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 1, 1), tmp_path / "cache") as served:
            with pytest.raises(WrongSelection, match=r"notion\.where: `root` names no database"):
                await served.crawl("Home", selection=PUBLISHED)
            # What cannot be read may be one.
            with pytest.raises(NotionError, match="does not exist"):
                await served.crawl("Nowhere", selection=PUBLISHED)
            assert not (await served.crawl("Home", "Nowhere", selection=PUBLISHED)).complete

    run(crawled())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("looks", range(3))
def test_a_property_that_is_new_in_notion_is_known(tmp_path: Path, version: str, looks: int) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 3, 3), tmp_path / "cache") as served:
            # Crawls look at the database and its data source in turn.
            for hour in range(looks + 1):
                await served.crawl("Posts", version=version, now=NOW + timedelta(hours=hour))
            change_schema(served, lambda schema: schema.update(Public={"type": "checkbox", "checkbox": {}}))
            served.workspace.edit(uid("Post 2"), lambda page: page["properties"].update(Public=True))
            public, now = Selection(where={"Public": "true"}), NOW + timedelta(hours=looks + (looks > 0))
            result = await served.crawl("Posts", version=version, selection=public, now=now)
            assert result.pages == 1
            # The listing, the data source, and the database where its turn has come.
            assert served.gate.count("GET ") <= 2 and served.gate.count("/query") == 1

    run(crawled())


def rename(old: str, new: str) -> Any:
    def change(schema: Json) -> None:
        schema[new] = {**schema.pop(old), "id": "same"}

    return change


@pytest.mark.parametrize("version", VERSIONS)
def test_a_property_that_was_renamed_in_notion(tmp_path: Path, version: str) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 10, 1), tmp_path / "cache") as served:
            change_schema(served, lambda schema: schema.update(Status={**STATUS, "id": "same"}))
            await served.crawl("Posts", version=version, selection=PUBLISHED)
            change_schema(served, rename("Status", "State"))
            for number in range(11):
                served.workspace.edit(
                    uid(f"Post {number}"),
                    lambda page: page["properties"].update(State=page["properties"].pop("Status")),
                )
            # The message stays until site.yaml is right, and so does what was read.
            for _ in range(2):
                with pytest.raises(WrongSelection) as caught:
                    await served.crawl("Posts", version=version, selection=PUBLISHED)
                assert failed(caught) == ["where.Status: the property “Status” is called “State” in Notion now"]
                assert len(Store.open(served.cache).entries("page")) == 10
            result = await served.crawl("Posts", version=version, selection=Selection(where={"State": "Published"}))
            assert (result.pages, result.complete) == (10, True)

    run(crawled())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("others", [0, 10])
def test_an_option_that_was_renamed_in_notion_removes_nothing(tmp_path: Path, version: str, others: int) -> None:
    either = Selection(where={"Status": ["Published", "Updated"]})

    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", others + 1, 1), tmp_path / "cache") as served:
            set_status(served, "Post 0", "Updated")
            await served.crawl("Posts", version=version, selection=either)
            renamed = options("Draft", "Published", "Revised")
            renamed[2]["id"] = "id of Updated"
            change_schema(served, lambda schema: schema["Status"]["status"].update(options=renamed))
            set_status(served, "Post 0", "Revised")
            with pytest.raises(WrongSelection) as caught:
                await served.crawl("Posts", version=version, selection=either)
            message = "where.Status: the option “Updated” of “Status” is called “Revised” in Notion now"
            assert failed(caught) == [message]
            assert len(Store.open(served.cache).entries("page")) == others + 1

    run(crawled())


def test_a_property_of_another_type_is_asked_for_as_that(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 4, 4), tmp_path / "cache") as served:
            await served.crawl("Posts", selection=PUBLISHED)
            select = {"type": "select", "select": {"options": options("Draft", "Published")}}
            change_schema(served, lambda schema: schema.update(Status=select))
            result = await served.crawl("Posts", selection=PUBLISHED)
            assert (result.pages, result.complete, served.kinds()) == (4, True, [])

    run(crawled())


def test_a_database_that_is_shown_by_a_root_and_a_page_is_listed_once(tmp_path: Path) -> None:
    folder = posts(tmp_path / "workspace", 3, 3)

    async def crawled() -> None:
        async with serving(folder, tmp_path / "cache") as served:
            child = block("child_database", None)
            child["child_database"] = uid("Posts")
            served.workspace.edit(uid("Posts"), lambda found: found.update(parent={"page_id": uid("Home")}))
            served.workspace.edit(uid("Home"), lambda found: found.update(children=[child]))
            result = await served.crawl("Home", "Posts", concurrency=1, selection=PUBLISHED)
            assert (result.pages, served.gate.count("/query")) == (4, 1)

    run(crawled())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("looks", range(3))
@pytest.mark.parametrize("how", ["trash", "unshare"])
@pytest.mark.parametrize("chosen", [Selection(), PUBLISHED, Selection(where={"Stauts": "Published"})])
def test_a_root_that_goes_removes_nothing(
    tmp_path: Path, how: str, looks: int, version: str, chosen: Selection
) -> None:
    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 3, 3), tmp_path / "cache") as served:
            for hour in range(looks + 1):
                await served.crawl("Posts", version=version, selection=PUBLISHED, now=NOW + timedelta(hours=hour))
            getattr(served.workspace, how)(uid("Posts"))
            now = NOW + timedelta(hours=looks + 1)
            # A mistake may be told before the loss.
            with pytest.raises((NotionError, WrongSelection)):
                await served.crawl("Posts", version=version, selection=chosen, now=now)
            assert len(Store.open(served.cache).entries("page")) == 3

    run(crawled())


@pytest.mark.parametrize("seed", range(4))
def test_whatever_fails_on_the_way_the_rows_that_match_are_there_in_the_end(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    version = chance.choice(VERSIONS)
    chosen = Selection(where={"Status": ["Published", "Updated"]}, sorts=({"property": "Number"},))

    async def crawled() -> None:
        async with serving(posts(tmp_path / "workspace", 130, 40), tmp_path / "cache", query_cap=150) as served:

            async def fails(_: str, __: int) -> web.StreamResponse | None:
                if chance.random() < 0.05:
                    set_status(
                        served, f"Post {chance.randrange(170)}", chance.choice(["Draft", "Published", "Updated"])
                    )
                return error(500, "internal_server_error") if chance.random() < 0.01 else None

            for hour in range(4):
                served.gate.rule = fails
                with contextlib.suppress(NotionError):
                    await served.crawl(
                        "Posts", "Home", version=version, selection=chosen, now=NOW + timedelta(hours=hour)
                    )
                served.gate.rule = None
            now = NOW + timedelta(hours=5)
            result = await served.crawl("Posts", "Home", version=version, selection=chosen, removals=None, now=now)
            assert result.complete
            left = Served(served.workspace, served.emulator, served.gate, tmp_path / "clean")
            await left.crawl("Posts", "Home", version=version, selection=chosen, now=now)
            source = "Posts" if version == VERSIONS[0] else "posts"
            assert listed(served.cache, source) == listed(left.cache, source)
            ids = [[entry.id for entry in Store.open(one.cache).entries("page")] for one in (served, left)]
            assert ids[0] == ids[1]

    run(crawled())
