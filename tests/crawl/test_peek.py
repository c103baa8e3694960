"""Peeks at what changed: what they find, and the requests that they make."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from notionpress.crawl.news import is_due, lists_in
from notionpress.crawl.peek import Peeked
from notionpress.store import Looked
from tests.crawl.crawling import NOW
from tests.crawl.named import (
    PUBLISHED,
    STEP,
    VERSIONS,
    Site,
    child,
    handbook,
    in_site,
    journal,
    move,
)
from tests.crawl.workspaces import below, block, paragraphs, plain, row, uid


async def peeked(site: Site) -> Peeked:
    """Peek ten minutes after what happened last."""
    site.now += STEP
    options = {key: value for key, value in site.options.items() if key in ("selection", "version")}
    return await site.served.peek(*site.roots, now=site.now, **options)


def changed(*names: str) -> frozenset[str]:
    """The ids of what is expected to be named."""
    return frozenset(uid(name) for name in names)


@pytest.mark.parametrize("version", VERSIONS)
def test_at_rest_a_peek_costs_one_request(tmp_path: Path, version: str) -> None:
    async def test(site: Site) -> None:
        assert await peeked(site) == Peeked(requests=1)
        assert sum("query" in line for line in site.asked()) == 1

    in_site(journal(tmp_path / "workspace", 230), "Posts", test=test, version=version)


def test_an_edit_is_seen_read_and_then_seen_no_more(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.put_into("Post 003", block("paragraph", "Changed"))
        site.add(row("New", "posts"))
        site.now += STEP
        found = await peeked(site)
        assert found == Peeked(changed=changed("Post 003", "New"), requests=1)
        await site.crawl("Post 003", "New")
        assert await peeked(site) == Peeked(requests=1)

    in_site(journal(tmp_path / "workspace", 230), "Posts", test=test)


def test_drafts_are_looked_at_once_after_each_edit(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        # It is older than the listing, which left it out.
        assert not (await peeked(site)).changed
        site.edit("Post 003", properties={"Name": "Still a draft"})
        site.now += STEP
        assert (await peeked(site)).changed == changed("Post 003")
        result = await site.crawl("Post 003")
        assert result.pages == 9
        assert not (await peeked(site)).changed
        site.edit("Post 003", properties={"Status": "Published"})
        site.now += STEP
        assert (await peeked(site)).changed == changed("Post 003")
        assert (await site.crawl("Post 003")).pages == 10
        assert not (await peeked(site)).changed

    in_site(journal(tmp_path / "workspace"), "Posts", test=test, selection=PUBLISHED)


def test_a_row_that_is_withdrawn_is_seen(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.edit("Post 004", properties={"Status": "Draft"})
        site.now += STEP
        assert (await peeked(site)).changed == changed("Post 004")
        assert (await site.crawl("Post 004")).pages_removed == 1
        assert not (await peeked(site)).changed

    in_site(journal(tmp_path / "workspace"), "Posts", test=test, selection=PUBLISHED)


@pytest.mark.parametrize("count", [12, 230])
def test_a_row_in_the_trash_is_seen_where_it_would_be_in_the_answer(tmp_path: Path, count: int) -> None:
    async def test(site: Site) -> None:
        site.put_into("Post 005", block("paragraph", "Changed"))
        await site.crawl("Post 005")
        site.served.workspace.trash(uid("Post 005"))
        assert (await peeked(site)).changed == changed("Post 005")
        await site.crawl("Post 005")
        assert not (await peeked(site)).changed
        # One that was edited long ago is missed in a long list: a crawl of everything finds that out.
        site.served.workspace.trash(uid("Post 000"))
        assert (await peeked(site)).changed == (changed("Post 000") if count == 12 else frozenset())

    in_site(journal(tmp_path / "workspace", count), "Posts", test=test)


def test_more_answers_are_asked_for_while_all_in_one_is_new(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        edited = [f"Post {number:03}" for number in range(150)]
        for name in edited:
            site.edit(name)
        site.now += STEP
        assert await peeked(site) == Peeked(changed=changed(*edited), requests=2)

    in_site(journal(tmp_path / "workspace", 230), "Posts", test=test)


def test_pages_in_pages_cost_one_search(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        assert await peeked(site) == Peeked(requests=2)
        site.put_into("Leaf", block("paragraph", "Changed"))
        site.put_into("Term 0", block("paragraph", "Changed"))
        site.add(below("New", "Guide", paragraphs(1)))
        site.put_into("Guide", child("New"))
        site.now += STEP
        assert await peeked(site) == Peeked(changed=changed("Leaf", "Term 0", "New", "Guide"), requests=2)
        await site.crawl("Leaf", "Term 0", "New", "Guide")
        await site.ends_as_a_crawl_of_everything()
        move(site, "Leaf", "Guide", "Elsewhere")
        site.edit("Private")
        site.now += STEP
        found = await peeked(site)
        assert {uid("Elsewhere"), uid("Private")} <= found.changed
        assert (await site.served.crawl("Home", now=site.now, pages=found.changed)).complete
        # What is elsewhere is known to be there.
        assert not (await peeked(site)).changed

    in_site(handbook(tmp_path / "workspace"), "Home", test=test)


def test_only_a_crawl_of_everything_can_begin(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.options["selection"] = PUBLISHED
        assert await peeked(site) == Peeked(complete=False)
        # What is named is then no more than all.
        assert (await site.crawl("Post 001")).pages == 9
        assert await peeked(site) == Peeked(requests=1)

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


def test_a_list_that_is_refused_makes_it_incomplete(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        site.served.workspace.unshare(uid("Posts"))
        assert await peeked(site) == Peeked(changed=changed("posts"), requests=1, complete=False)

    in_site(journal(tmp_path / "workspace"), "Posts", test=test)


# Edits within one minute


def test_an_edit_within_the_minute_of_the_last_look_is_seen(tmp_path: Path) -> None:
    async def test(site: Site) -> None:
        minute = NOW + timedelta(days=1)
        edit, crawl, peek = site.served.workspace.edit, site.served.crawl, site.served.peek

        def add(words: str, second: int) -> None:
            at = minute + timedelta(seconds=second)
            edit(uid("Post 2"), lambda value: value["children"].append(block("paragraph", words)), at=at)

        async def found(second: int) -> bool:
            at = minute + timedelta(seconds=second)
            named = (await peek("Posts", now=at)).changed
            if named:
                await crawl("Posts", now=at + timedelta(seconds=1), pages=named)
            return bool(named)

        add("First", 5)
        assert await found(10)
        assert not await found(12)
        add("Second", 14)
        # The page takes four requests: it is read again when four seconds have passed, and is not at rest before.
        assert await found(16)
        assert await found(58)
        # Once its minute is over there is one last time.
        assert await found(64)
        assert not await found(70)
        assert await found(121)
        assert not await found(125)

    in_site(plain(tmp_path / "workspace", 5), "Posts", test=test)


@pytest.mark.parametrize(
    ("read", "now", "cost", "due"),
    [
        (":20", "10:00:24", 3, True),
        (":20", "10:00:22", 3, False),
        (":20", "10:00:59", None, False),
        (":20", "10:02:00", None, True),
        ("10:01:00", "10:01:30", 3, False),
        ("10:01:00", "10:02:00", 3, True),
    ],
)
def test_when_to_look_again(read: str, now: str, cost: int | None, due: bool) -> None:
    fetched = f"2026-01-01T{'10:00' if read.startswith(':') else ''}{read}Z"
    looked = Looked("2026-01-01T10:00:00.000Z", fetched)
    assert is_due(looked, f"2026-01-01T{now}Z", timedelta(seconds=cost) if cost else None) is due


def test_the_lists_of_a_page_are_counted() -> None:
    toggle = {"type": "toggle", "has_children": True, "toggle": {}, "children": [{"type": "divider", "divider": {}}]}
    page = {"type": "child_page", "has_children": True, "child_page": {}}
    assert lists_in([]) == 1
    assert lists_in([toggle, page] * 60) == 2 + 60
