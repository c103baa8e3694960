"""Crawls of what is named: the requests that they make, and what they leave in the cache."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from notionpress.crawl.selection import Selection
from notionpress.store import Store
from tests.crawl.crawling import contents, names, run, serving, stored, tree, words
from tests.crawl.gate import never
from tests.crawl.named import (
    LATEST,
    LATEST_PUBLISHED,
    PUBLISHED,
    VERSIONS,
    Json,
    Site,
    child,
    handbook,
    in_site,
    journal,
    move,
)
from tests.crawl.test_comments import comment
from tests.crawl.test_views import view, view_ids
from tests.crawl.test_views import workspace as with_views
from tests.crawl.workspaces import below, block, data_source, database, page, paragraphs, plain, row, uid, write
from tests.notion.scripted import error


@pytest.mark.parametrize("version", VERSIONS)
def test_an_edited_post_costs_its_own_requests_alone(tmp_path: Path, version: str) -> None:
    async def test(site: Site) -> None:
        site.put_into("Post 7", block("paragraph", "Changed"))
        site.put_into("Post 8", block("paragraph", "Not named"))
        result = await site.crawl("Post 7")
        assert result.complete
        assert site.asked() == {"GET pages/*": 1, "GET blocks/*/children": 3}
        assert (result.requests, result.pages_fetched, result.pages_removed, result.pages) == (4, 1, 0, 50)
        assert "Changed" in words(tree(site.served.cache, "Post 7"))
        assert "Not named" not in words(tree(site.served.cache, "Post 8"))
        await site.crawl()
        # The other one, and a look at one database.
        assert site.asked()["GET blocks/*/children"] == 3
        assert site.asked()["GET pages/*"] == 0
        await site.ends_as_a_crawl_of_everything()

    in_site(plain(tmp_path / "workspace", 50), "Posts", test=test, version=version)


def test_an_edit_that_moves_no_time_is_read_when_its_page_is_named(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.edit(uid("Post 3"), lambda value: value["children"].append(block("paragraph", "Silent")))
        await site.crawl("Post 3")
        assert "Silent" in words(tree(site.served.cache, "Post 3"))

    in_site(plain(tmp_path / "workspace", 5), "Posts", test=test)


# Rows


def rows_of(site: Site, source: str = "posts") -> list[str]:
    """The names of the rows of a data source in their order."""
    known = {uid(name): name for name in (*(f"Post {number:03}" for number in range(300)), *NEW)}
    entry = Store.open(site.served.cache).entry(uid(source), "data_source")
    assert entry is not None
    return [known[id] for id in entry.rows]


NEW = ("New", "Newer", "Kept", "Guide")


@pytest.mark.parametrize("selection", [Selection(), PUBLISHED, LATEST, LATEST_PUBLISHED])
def test_the_words_of_a_row_cost_no_query_whatever_rows_are_read(tmp_path: Path, selection: Selection) -> None:
    async def test(site: Site) -> None:
        site.put_into("Post 001", block("paragraph", "Changed"))
        await site.crawl("Post 001")
        assert site.asked() == {"GET pages/*": 1, "GET blocks/*/children": 1}
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace"), "Posts", test=test, selection=selection)


def test_a_new_row_comes_last_without_a_query(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.add(row("New", "posts", paragraphs(2)))
        result = await site.crawl("New")
        assert site.asked() == {"GET pages/*": 1, "GET blocks/*/children": 1}
        assert (result.pages, rows_of(site)[-1]) == (13, "New")
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_new_row_that_passes_the_filter_costs_one_query(tmp_path: Path, version: str) -> None:
    async def test(site: Site) -> None:
        site.add(row("New", "posts", paragraphs(2), properties={"Status": "Published"}))
        site.add(row("Newer", "posts", paragraphs(2), properties={"Status": "Draft"}))
        await site.crawl("New", "Newer")
        assert site.asked()["GET pages/*"] == 2
        assert sum(count for line, count in site.asked().items() if "query" in line) == 1
        assert site.asked()["GET blocks/*/children"] == 1
        source = "Posts" if version == "2022-06-28" else "posts"
        assert "New" in rows_of(site, source)
        assert "Newer" not in rows_of(site, source)
        assert "Newer" not in names(site.served.cache, "page", NEW)
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace"), "Posts", test=test, selection=PUBLISHED, version=version)


def test_a_row_that_is_withdrawn_leaves_and_one_that_is_published_comes(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.edit("Post 004", properties={"Status": "Draft"})
        site.edit("Post 003", properties={"Status": "Published"})
        result = await site.crawl("Post 004", "Post 003")
        assert site.asked() == {"GET pages/*": 2, "POST data_sources/*/query": 1, "GET blocks/*/children": 1}
        assert result.pages_removed == 1
        assert "Post 004" not in rows_of(site)
        assert "Post 003" in rows_of(site)
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace"), "Posts", test=test, selection=PUBLISHED)


@pytest.mark.parametrize("selection", [LATEST, LATEST_PUBLISHED])
@pytest.mark.parametrize("count", [12, 230])
def test_a_row_takes_its_place_in_the_order_for_one_query(tmp_path: Path, selection: Selection, count: int) -> None:
    async def test(site: Site) -> None:
        site.edit("Post 000", properties={"Date": {"start": "2025-12-30"}})
        site.add(row("New", "posts", properties={"Status": "Published", "Date": {"start": "2025-12-29"}}))
        await site.crawl("Post 000", "New")
        assert site.asked() == {"GET pages/*": 2, "POST data_sources/*/query": 1, "GET blocks/*/children": 2}
        assert rows_of(site)[:2] == ["Post 000", "New"]
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace", count), "Posts", test=test, selection=selection)


def test_a_row_beyond_the_first_hundred_is_withdrawn_with_a_second_query(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        last, before = rows_of(site)[-1], rows_of(site)[-2]
        site.edit(last, properties={"Status": "Draft", "Date": {"start": "2024-01-01"}})
        site.edit(before, properties={"Date": {"start": "2024-01-01"}})
        await site.crawl(last, before)
        assert site.asked() == {"GET pages/*": 2, "POST data_sources/*/query": 2, "GET blocks/*/children": 1}
        assert last not in rows_of(site)
        assert rows_of(site)[-1] == before

    in_site(journal(tmp_path / "workspace", 230), "Posts", test=test, selection=LATEST_PUBLISHED)


@pytest.mark.parametrize("how", ["trash", "unshare"])
def test_a_row_that_is_gone_leaves_and_comes_back(tmp_path: Path, how: str) -> None:
    async def test(site: Site) -> None:
        getattr(site.served.workspace, how)(uid("Post 005"))
        result = await site.crawl("Post 005")
        # That the root is there is seen before anything goes.
        assert site.asked() == {"GET pages/*": 1, "GET databases/*": 1}
        assert result.complete
        assert result.pages_removed == 1
        assert "Post 005" not in rows_of(site)
        await site.ends_as_a_crawl_of_everything()
        {"trash": site.served.workspace.restore, "unshare": site.served.workspace.share}[how](uid("Post 005"))
        await site.crawl("Post 005")
        assert site.asked() == {"GET pages/*": 1, "GET blocks/*/children": 1}
        assert rows_of(site)[5] == "Post 005"
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


def test_what_is_below_no_root_is_ignored(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        before = contents(site.served.cache)
        result = await site.crawl("Elsewhere")
        assert site.asked() == {"GET pages/*": 1}
        assert result.complete
        assert contents(site.served.cache) == before
        result = await site.crawl("Nothing at all")
        assert result.complete
        assert site.asked() == {
            "GET pages/*": 1,
            "GET blocks/*": 1,
            "GET data_sources/*": 1,
            "GET views/*": 1,
        }
        assert contents(site.served.cache) == before

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


def test_many_rows_that_vanish_stay_until_somebody_says_so(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        gone = [f"Post {number:03}" for number in range(8)]
        for name in gone:
            site.served.workspace.trash(uid(name))
        result = await site.crawl(*gone)
        assert len(result.refused_removals) == 8
        assert set(gone) <= names(site.served.cache, "page", gone)
        result = await site.crawl(*gone, removals=None)
        assert result.pages_removed == 8
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


# Databases and data sources


@pytest.mark.parametrize("name", ["posts", "Posts"])
def test_a_database_that_is_named_is_read_with_its_rows(tmp_path: Path, name: str) -> None:
    async def test(site: Site) -> None:
        site.edit("posts", title="New title")
        site.edit("Posts", title="New title")
        site.add(row("New", "posts", paragraphs(1)))
        site.served.workspace.trash(uid("Post 003"))
        await site.crawl(name)
        if name == "posts":
            assert site.asked() == {
                "GET data_sources/*": 1,
                "POST data_sources/*/query": 1,
                "GET blocks/*/children": 1,
            }
            assert "New" in rows_of(site)
            assert "Post 003" not in names(site.served.cache, "page", ["Post 003"])
        else:
            assert site.asked() == {"GET databases/*": 1}
            assert stored(site.served.cache, "database", "Posts")["title"][0]["plain_text"] == "New title"

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


def test_of_a_large_data_source_only_the_last_rows_are_looked_at(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.put_into("Post 007", block("paragraph", "Changed"))
        site.add(row("New", "posts", paragraphs(1)))
        await site.crawl("posts")
        assert site.asked() == {"GET data_sources/*": 1, "POST data_sources/*/query": 1, "GET blocks/*/children": 2}
        assert "New" in rows_of(site)
        site.edit("posts", title="New title")
        await site.crawl("posts")
        assert site.asked() == {"GET data_sources/*": 1, "POST data_sources/*/query": 1}
        assert stored(site.served.cache, "data_source", "posts")["title"][0]["plain_text"] == "New title"
        site.served.workspace.edit(
            uid("posts"), lambda value: value["properties"].update(Place={"type": "rich_text", "rich_text": {}})
        )
        await site.crawl("posts", "Posts")
        assert site.asked() == {"GET data_sources/*": 1, "GET databases/*": 1, "POST data_sources/*/query": 3}
        await site.ends_as_a_crawl_of_everything()

    in_site(journal(tmp_path / "workspace", 230), "Posts", test=test)


# Pages in pages


ALL = ("Home", "Guide", "Leaf", "Deep", "Term 0", "Term 1", "Below", "Elsewhere", "Private", "New", "Inner")


def pages_of(site: Site) -> set[str]:
    """The names of the pages in the cache."""
    return names(site.served.cache, "page", ALL)


@pytest.mark.parametrize(("name", "lists"), [("Home", 2), ("Guide", 1), ("Leaf", 1), ("Deep", 1), ("Term 1", 1)])
def test_a_page_in_a_page_costs_its_own_requests_alone(tmp_path: Path, name: str, lists: int) -> None:
    async def test(site: Site) -> None:
        site.put_into(name, block("paragraph", "Changed"))
        await site.crawl(name)
        assert site.asked() == {"GET pages/*": 1, "GET blocks/*/children": lists}
        assert "Changed" in words(tree(site.served.cache, name))
        await site.crawl()
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("New",), ("Guide",), ("Guide", "New"), ("Inner",)])
def test_a_new_page_is_found_by_its_own_name_and_by_that_of_the_page_it_is_in(
    tmp_path: Path, named: tuple[str, ...]
) -> None:
    async def test(site: Site) -> None:
        site.add(below("New", "Guide", [*paragraphs(1), child("Inner")]))
        site.add(below("Inner", "New", paragraphs(1)))
        site.put_into("Guide", child("New"))
        await site.crawl(*named)
        # Each of the three once.
        assert site.asked() == {"GET pages/*": 3, "GET blocks/*/children": 3}
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Guide",), ("Guide", "Home"), ("Home",)])
def test_a_page_in_the_trash_takes_what_is_below_it(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.trash(uid("Guide"))
        await site.crawl(*named)
        assert pages_of(site) == {"Home", "Deep"}
        await site.ends_as_a_crawl_of_everything()
        site.served.workspace.restore(uid("Guide"))
        await site.crawl("Guide")
        assert pages_of(site) == {"Home", "Deep", "Guide", "Leaf", "Term 0", "Term 1", "Below"}
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Leaf",), ("Home",), ("Guide",), ("Guide", "Home", "Leaf")])
def test_a_page_that_was_moved_is_below_its_new_parent(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        move(site, "Leaf", "Guide", "Home")
        await site.crawl(*named)
        assert "Leaf" in pages_of(site)
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Guide",), ("Home",), ("Elsewhere", "Guide")])
def test_a_page_that_was_moved_out_of_the_roots_leaves(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        move(site, "Guide", "Home", "Elsewhere")
        await site.crawl(*named)
        assert pages_of(site) == {"Home", "Deep"}
        await site.ends_as_a_crawl_of_everything()
        move(site, "Guide", "Elsewhere", "Home")
        await site.crawl("Leaf")
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Guide",), ("Guide", "Leaf"), ("Leaf",), ("Home",)])
def test_a_page_that_was_moved_away_before_its_parent_went_stays(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        move(site, "Leaf", "Guide", "Home")
        site.served.workspace.trash(uid("Guide"))
        await site.crawl(*named)
        assert pages_of(site) == {"Home", "Deep", "Leaf"}
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Guide",), ("Leaf",)])
def test_it_stays_also_where_nobody_names_its_new_parent(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        move(site, "Leaf", "Guide", "Deep")
        site.served.workspace.trash(uid("Guide"))
        await site.crawl(*named)
        assert pages_of(site) - {"Guide", "Term 0", "Term 1", "Below"} == {"Home", "Deep", "Leaf"}
        await site.crawl("Guide")
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Leaf",), ("Guide", "Leaf"), ("terms", "Guide"), ("terms", "Leaf")])
def test_a_page_that_becomes_a_row_is_one(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        site.take_out("Guide", "Leaf")

        def change(value: Json) -> None:
            value["parent"] = {"type": "data_source_id", "data_source_id": uid("terms")}
            value["properties"] = {"Name": "Leaf"}

        site.served.workspace.edit(uid("Leaf"), change, at=site.now)
        await site.crawl(*named)
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Leaf",), ("Guide",), ("Leaf", "New")])
def test_a_page_that_was_moved_into_a_new_one_is_read_after_it(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        site.add(below("New", "Home", paragraphs(1)))
        site.put_into("Home", child("New"))
        move(site, "Leaf", "Guide", "New")
        site.put_into("Leaf", block("paragraph", "Changed"))
        await site.crawl(*named)
        assert "Changed" in words(tree(site.served.cache, "Leaf"))
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


def test_a_page_becomes_one_below_a_row_that_is_new(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.add(row("New", "terms", [*paragraphs(1), child("Inner")]))
        site.add(below("Inner", "New", paragraphs(1)))
        await site.crawl("Inner")
        await site.ends_as_a_crawl_of_everything()
        move(site, "Leaf", "Guide", "New")
        await site.crawl("Leaf")
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Term 2",), ("More terms",), ("more",), ("Home",)])
def test_a_new_database_is_found_by_anything_of_it(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.add(database("More terms", "Home", "more"))
        site.served.workspace.add(data_source("more", "More terms"))
        site.add(row("Term 2", "more", paragraphs(1)))
        site.put_into("Home", child("More terms", "database"))
        await site.crawl(*named)
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


@pytest.mark.parametrize("named", [("Terms",), ("Guide",), ("terms", "Guide")])
def test_a_database_in_the_trash_takes_its_rows(tmp_path: Path, named: tuple[str, ...]) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.trash(uid("Terms"))
        await site.crawl(*named)
        assert pages_of(site) == {"Home", "Guide", "Leaf", "Deep"}
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


def test_a_block_leads_to_its_page(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.put_into("Home", block("toggle", "Outer", [block("paragraph", "Inner", id=uid("inner"))], id=uid("outer")))
        await site.crawl("inner")
        assert site.asked() == {"GET pages/*": 2, "GET blocks/*": 2, "GET blocks/*/children": 3}
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


def test_a_root_that_is_gone_stays_with_all_that_is_below_it(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        before = pages_of(site)
        site.served.workspace.trash(uid("Home"))
        result = await site.crawl("Home", "Guide")
        assert not result.complete
        assert result.failed_roots == (uid("Home"),)
        assert pages_of(site) == before

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


def test_of_two_data_sources_one_may_go(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "workspace",
        pages=[row(f"{side} {number}", side, paragraphs(1)) for side in ("left", "right") for number in range(2)],
        databases=[database("Both", None, "left", "right")],
        data_sources=[data_source("left", "Both"), data_source("right", "Both")],
    )

    async def test(site: Site) -> None:
        site.served.workspace.trash(uid("left"))
        await site.crawl("left")
        assert names(site.served.cache, "page", ["left 0", "left 1", "right 0", "right 1"]) == {"right 0", "right 1"}
        await site.ends_as_a_crawl_of_everything()

    in_site(folder, "Both", test=test)


# Views, comments, and what goes wrong


def test_a_view_leads_to_the_views_of_its_database(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.edit(uid("Board"), lambda value: value.update(name="Wall"))
        await site.crawl("Board")
        # The other one may have another place.
        assert site.asked() == {"GET databases/*": 1, "GET views": 1, "GET views/*": 2}
        assert stored(site.served.cache, "view", "Board")["name"] == "Wall"
        site.served.workspace.add(view("Timeline", "Shelf", "shelf"))
        await site.crawl("Timeline")
        assert uid("Timeline") in view_ids(site.served.cache, "Shelf")
        await site.ends_as_a_crawl_of_everything()

    in_site(with_views(tmp_path / "workspace"), "Home", test=test)


def test_a_linked_database_shows_what_its_view_does_now(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.edit(uid("Linked view"), lambda value: value.update(data_source_id=uid("posts")))
        await site.crawl("Linked view")
        await site.ends_as_a_crawl_of_everything()

    in_site(with_views(tmp_path / "workspace", linked="shelf"), "Home", test=test)


def test_a_comment_leads_to_its_page_whose_blocks_are_not_read(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "workspace",
        workspace={"capabilities": ["read_content", "read_users", "read_comments"]},
        pages=[page("Home", [block("paragraph", "Mind the step", id=uid("step"))]), page("Elsewhere")],
    )

    async def test(site: Site) -> None:
        site.served.workspace.add(comment("first", "Said", "thread", block_id=uid("step")))
        await site.crawl("first")
        # What names a comment is asked for as a page, block, data source and view first.
        assert site.asked()["GET pages/*"] == 2
        assert site.asked()["GET blocks/*/children"] == 0
        assert site.asked()["GET comments"] == 2
        assert stored(site.served.cache, "comments", "Home")["results"][0]["id"] == uid("first")
        await site.ends_as_a_crawl_of_everything()

    in_site(folder, "Home", test=test, comments=True)


def test_a_page_that_cannot_be_read_keeps_its_last_version_and_is_told_of(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        before = contents(site.served.cache)

        async def refuse(line: str, _: int) -> web.StreamResponse | None:
            return error(500, "internal_server_error") if uid("Post 3") in line else None

        site.served.gate.rule = refuse
        site.put_into("Post 3", block("paragraph", "Changed"))
        site.put_into("Post 4", block("paragraph", "Changed"))
        result = await site.crawl("Post 3", "Post 4")
        assert not result.complete
        assert result.failed_pages == (uid("Post 3"),)
        assert site.served.kinds() == ["page-not-read"]
        after = contents(site.served.cache)
        assert after[f"page {uid('Post 3')}"] == before[f"page {uid('Post 3')}"]
        assert "Changed" in words(tree(site.served.cache, "Post 4"))
        site.served.gate.rule = None
        assert (await site.crawl("Post 3")).complete
        await site.ends_as_a_crawl_of_everything()

    in_site(plain(tmp_path / "workspace", 6), "Posts", test=test)


def test_a_page_that_can_never_be_read_does_not_keep_others_from_being_read_by_name(tmp_path: Path) -> None:
    async def refuse(line: str, _: int) -> web.StreamResponse | None:
        return error(500, "internal_server_error") if uid("Post 003") in line else None

    async def crawled() -> None:
        async with serving(journal(tmp_path / "workspace"), tmp_path / "cache", refuse) as served:
            site = Site(served, "Posts", selection=Selection(where={"Name": {"starts_with": "Post"}}))
            assert not (await site.crawl()).complete
            site.put_into("Post 004", block("paragraph", "Changed"))
            assert (await site.crawl("Post 004")).complete
            assert site.asked() == {"GET pages/*": 1, "GET blocks/*/children": 1}

    run(crawled())


def test_nothing_goes_because_the_connection_lost_its_access(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        before = pages_of(site)
        site.served.workspace.unshare(uid("Home"))
        result = await site.crawl("Leaf")
        assert result.failed_roots == (uid("Home"),)
        assert pages_of(site) == before

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


def test_a_first_crawl_reads_everything_whatever_is_named(tmp_path: Path) -> None:
    async def crawled() -> None:
        async with serving(plain(tmp_path / "workspace", 5), tmp_path / "cache") as served:
            assert (await served.crawl("Posts", pages=frozenset({uid("Post 1")}))).pages_fetched == 5

    run(crawled())


@pytest.mark.parametrize("number", range(1, 12))
def test_a_crawl_that_is_stopped_is_made_again_with_the_same_names(tmp_path: Path, number: int) -> None:
    named = ("Guide", "New", "Term 0")

    async def test(site: Site) -> None:
        site.add(below("New", "Deep", [*paragraphs(1), child("Inner")]))
        site.add(below("Inner", "New", paragraphs(1)))
        site.put_into("Deep", child("New"))
        site.served.workspace.trash(uid("Guide"))
        site.served.workspace.trash(uid("Term 0"))
        stopped = asyncio.Event()

        async def stop(_: str, at: int) -> web.StreamResponse | None:
            if at < number:
                return None
            stopped.set()
            return await never()

        site.served.gate.rule = stop
        crawling = asyncio.create_task(site.crawl(*named))
        waiting = asyncio.create_task(stopped.wait())
        await asyncio.wait({crawling, waiting}, return_when=asyncio.FIRST_COMPLETED)
        for task in (crawling, waiting):
            task.cancel()
        await asyncio.gather(crawling, waiting, return_exceptions=True)
        site.served.gate.rule = None
        assert (await site.crawl(*named)).complete
        await site.ends_as_a_crawl_of_everything()

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)
