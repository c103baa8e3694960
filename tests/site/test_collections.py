"""Collections, taxonomies, series and archives: what is listed where, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from notionpress.config import (
    ArchiveSettings,
    CollectionSettings,
    MenuEntry,
    MenuItem,
    PropertySettings,
    PublishSettings,
    TaxonomySettings,
)
from notionpress.content.pages import Database, Parent
from notionpress.content.properties import Date, MultiSelect, Number, Option, People, Relation, Select
from notionpress.content.rich_text import DateValue, Person, Text
from notionpress.site.facts import fact, neighbours
from notionpress.site.listings import listing, listings
from notionpress.site.site import Site
from tests.site.test_assemble import DATABASE, Workspace, identifier, page, text

GUIDE = identifier(0x100)


def day(value: str) -> Date:
    return Date(date=DateValue(date.fromisoformat(value)))


def collected(*collections: CollectionSettings, **settings: Any) -> Workspace:
    """Posts in a database, and a guide: a page with pages below it, two levels deep."""
    workspace = Workspace(**{"collections": collections, "publish": PublishSettings(), **settings})
    for number, (title, when) in enumerate((("Ebb", "2025-03-01"), ("Flood", "2026-01-02"), ("Slack", "2026-05-01"))):
        workspace.post(1 + number, title, Date=day(when))
    leaf = workspace.child(0x103, "Bowline", identifier(0x101))
    first = workspace.add(page(0x101, "Knots", Parent("page", GUIDE)), leaf)
    second = workspace.child(0x102, "Anchors", GUIDE)
    workspace.add(page(0x100, "The guide", Parent()), first, second)
    workspace.roots.append((GUIDE, "page"))
    return workspace


def blog(**settings: Any) -> CollectionSettings:
    return CollectionSettings(**{"name": "blog", "root": (DATABASE,), "url": "/blog/", **settings, **_links(settings)})


def guide(**settings: Any) -> CollectionSettings:
    given = {"name": "guide", "root": (GUIDE,), "layout": "docs", "url": "/guide/", **settings}
    return CollectionSettings(**{**given, **_links(given)})


def _links(settings: dict[str, Any]) -> dict[str, str]:
    # As the reading of site.yaml fills it in.
    return {"permalink": settings.get("permalink") or f"{settings.get('url', '/blog/')}{{slug}}/"}


def urls(site: Site) -> dict[str, str]:
    return {one.title: one.route.url for one in site.pages.values()}


def titled(site: Site, ids: tuple[str, ...]) -> list[str]:
    return [site.pages[id].title for id in ids]


def walk(site: Site, first: str) -> Iterator[str]:
    """The titles of what is read one after the other, by the link to the next."""
    id = first
    while id:
        yield site.pages[id].title
        id, _ = neighbours(site, id)


def test_without_collections_nothing_changes() -> None:
    site = collected().site()
    assert urls(site) == {
        "Ebb": "/ebb/",
        "Flood": "/flood/",
        "Slack": "/slack/",
        "The guide": "/the-guide/",
        "Knots": "/the-guide/knots/",
        "Bowline": "/the-guide/knots/bowline/",
        "Anchors": "/the-guide/anchors/",
    }
    assert [one.key for one in listings(site)] == ["posts:"]
    assert {one.collection for one in site.pages.values()} == {""}


def test_collections_have_addresses_of_their_own() -> None:
    site = collected(blog(permalink="/{year}/{slug}/"), guide(url="/handbook/")).site()
    assert urls(site) == {
        "Ebb": "/2025/ebb/",
        "Flood": "/2026/flood/",
        "Slack": "/2026/slack/",
        "The guide": "/handbook/",
        "Knots": "/handbook/knots/",
        "Bowline": "/handbook/knots/bowline/",
        "Anchors": "/handbook/anchors/",
    }
    assert [(one.key, one.route.url) for one in listings(site)] == [("posts:", "/"), ("collection:blog", "/blog/")]
    assert site.collections["guide"].title == "The guide"


def test_docs_are_read_along_the_tree() -> None:
    site = collected(guide()).site()
    assert list(walk(site, GUIDE)) == ["The guide", "Knots", "Bowline", "Anchors"]
    assert neighbours(site, GUIDE) == (identifier(0x101), "")
    # Posts that are in no collection follow one another by date as before.
    assert neighbours(site, identifier(2)) == (identifier(3), identifier(1))


def test_a_property_can_say_the_order_of_pages() -> None:
    workspace = collected(guide(), properties=PropertySettings(date="Date", order="Order"))
    for number, place in ((0x101, 2), (0x102, 1)):
        workspace.child(number, f"Page {number}", GUIDE, Order=Number(number=place))
    workspace.holds(identifier(0x101), identifier(0x103))
    site = workspace.site()
    assert site.collections["guide"].sequence == tuple(map(identifier, (0x100, 0x102, 0x101, 0x103)))
    assert site.pages[GUIDE].children == (identifier(0x102), identifier(0x101))


def test_rows_are_posts_or_pages_as_the_layout_says() -> None:
    site = collected(blog(layout="pages")).site()
    assert [one.kind for one in site.pages.values() if one.collection == "blog"] == ["page"] * 3
    assert site.posts == ()
    assert titled(site, site.collections["blog"].posts) == ["Ebb", "Flood", "Slack"]
    assert neighbours(site, identifier(2)) == ("", "")


def test_what_stands_in_the_root_page_of_posts_are_posts() -> None:
    site = collected(guide(layout="posts", name="news")).site()
    kinds = {one.title: one.kind for one in site.pages.values() if one.collection == "news"}
    assert kinds == {"The guide": "page", "Knots": "post", "Anchors": "post", "Bowline": "page"}
    (front, news) = listings(site)
    assert news.page == GUIDE
    assert sorted(titled(site, news.posts)) == ["Anchors", "Knots"]
    assert len(front.posts) == 5


def test_rows_of_a_database_in_that_page_are_posts_too() -> None:
    workspace = collected(guide(layout="posts"))
    inner, source = identifier(0xE0), identifier(0xE1)
    workspace.databases[inner] = Database(id=inner, title=(Text("Reports"),), data_sources=(source,))
    row = workspace.add(page(0x104, "Report", Parent("data_source", source, inner)))
    workspace.rows[source] = (row,)
    workspace.holds(GUIDE, inner)
    site = workspace.site()
    assert site.pages[row].kind == "post"
    assert site.pages[row].route.url == "/guide/report/"


def test_properties_can_have_other_names_in_a_collection() -> None:
    workspace = collected(blog(properties=PropertySettings(date="Published")))
    workspace.post(9, "Late", Date=day("2020-01-01"), Published=day("2026-06-01"))
    workspace.post(10, "To come", Published=day("2026-07-01"))
    site = workspace.site()
    assert titled(site, site.posts)[0] == "Late"
    assert "To come" not in urls(site)
    assert site.until is not None


def test_a_page_that_wants_the_address_of_a_list_gets_another_and_both_are_named() -> None:
    workspace = collected(blog())
    own = workspace.add(page(0x200, "Blog", Parent()))
    workspace.roots.append((own, "page"))
    site = workspace.site()
    assert site.pages[own].route.url == "/blog-2/"
    (told,) = [one for one in workspace.report.problems if one.kind == "same-address"]
    assert "The list of blog has the address /blog/ already" in told.message
    assert told.page == "Blog"


def test_pages_of_two_collections_with_one_address_are_both_named() -> None:
    workspace = collected(blog(permalink="/{slug}/"), guide(permalink="/{slug}/"))
    workspace.post(9, "Knots", Date=day("2026-01-01"))
    site = workspace.site()
    knots = sorted(one.route.url for one in site.pages.values() if one.title == "Knots")
    assert knots == ["/knots-2/", "/knots/"]
    (told,) = [one for one in workspace.report.problems if one.kind == "same-address"]
    assert "“Knots” has the address /knots/ already" in told.message


@pytest.mark.parametrize(
    ("home", "page_id", "lists"),
    [(None, "", True), ("list", "", True), ("page", GUIDE, False), ("both", GUIDE, True)],
)
def test_what_the_front_page_is(home: Any, page_id: str, lists: bool) -> None:
    site = collected().site(home=home)
    assert (site.home, site.home_lists) == (page_id, lists)
    assert urls(site)["The guide"] == ("/" if page_id else "/the-guide/")
    assert [(one.key, one.page) for one in listings(site)] == ([("posts:", page_id)] if lists else [])


def test_a_collection_can_lie_at_the_top() -> None:
    site = collected(blog(), guide(url="/")).site()
    assert (site.home, site.home_lists) == (GUIDE, False)
    assert urls(site)["Knots"] == "/knots/"
    site = collected(blog(url="/"), guide()).site()
    assert [(one.key, one.route.url, len(one.posts)) for one in listings(site)] == [("posts:", "/", 3)]


def test_lists_come_in_pages() -> None:
    site = collected(blog(posts_per_page=2)).site()
    found = listing(site, "collection:blog")
    assert found is not None
    assert found.count == 2
    assert fact(site, "collection:blog/2") == (found.posts[2:], 2)
    assert fact(site, "collection:log/1") is None
    assert found.route_of("/", 2).url == "/blog/page/2/"


def test_lists_of_terms_come_in_pages_of_their_own() -> None:
    topics = TaxonomySettings(name="topics", property="Topic", posts_per_page=2)
    workspace = collected(taxonomies=(topics, TaxonomySettings(name="tags", posts_per_page=100)), posts_per_page=1)
    for number in range(5, 9):
        told = {"Topic": Select(option=Option("Tides")), "Tags": MultiSelect(options=(Option("Sea"),))}
        workspace.post(number, f"P{number}", Date=day("2026-01-01"), **told)
    site = workspace.site()
    assert {one.key: (one.count, one.size) for one in listings(site) if one.key.startswith("term:")} == {
        "term:topics/tides": (2, 2),
        "term:tags/sea": (1, 100),
    }
    assert fact(site, "term:tags/sea/1") == (site.taxonomies["tags"].terms[0].posts, 1)


# Taxonomies


def test_the_values_of_any_property_can_have_pages() -> None:
    topics = TaxonomySettings(name="topics", property="Topic", url="/subjects/")
    workspace = collected(taxonomies=(topics, TaxonomySettings(name="authors", url="/authors/", feed=False)))
    workspace.post(5, "A", Topic=Select(option=Option("Tides", "blue")), Date=day("2026-01-01"))
    workspace.post(
        6, "B", Topic=MultiSelect(options=(Option("Tides", "blue"), Option("Ropes"))), Date=day("2026-02-01")
    )
    workspace.post(7, "C", Authors=People(people=(Person(id=identifier(0xA)),)))
    site = workspace.site()
    tides, ropes = site.taxonomies["topics"].terms
    assert (tides.name, tides.color, titled(site, tides.posts)) == ("Tides", "blue", ["B", "A"])
    assert ropes.route.url == "/subjects/ropes/"
    assert [term.name for term in site.taxonomies["authors"].terms] == ["Ada"]
    assert site.pages[identifier(6)].terms == {"topics": ("Tides", "Ropes")}
    feeds = {one.key: one.feed for one in listings(site) if one.key.startswith("term:")}
    assert feeds == {"term:topics/tides": True, "term:topics/ropes": True, "term:authors/ada": False}


def test_a_term_of_a_relation_is_a_published_page() -> None:
    series = TaxonomySettings(name="places", property="Place", url="/places/", body=True)
    workspace = collected(taxonomies=(series,), publish=PublishSettings(property="Status", values=("Published",)))
    workspace.post(5, "Harbour")
    workspace.post(6, "Secret", Status=Select(option=Option("Draft")))
    workspace.post(7, "Letter", Place=Relation(pages=(identifier(5), identifier(6))))
    site = workspace.site()
    (term,) = site.taxonomies["places"].terms
    assert (term.name, term.page) == ("Harbour", identifier(5))
    assert fact(site, "about-term:places/harbour") == ("Harbour", "/places/harbour/", "default", 1, identifier(5), True)


def test_no_page_takes_the_addresses_of_terms() -> None:
    workspace = collected(taxonomies=(TaxonomySettings(name="topics", property="Topic", url="/by/topic/"),))
    workspace.post(5, "A", Slug=text("by/topic/a"), Topic=Select(option=Option("A")))
    workspace.post(6, "B", Slug=text("by/b"))
    assert urls(workspace.site())["A"] == "/by/topic-page/a/"
    assert urls(workspace.site())["B"] == "/by/b/"


def test_parts_of_a_series_follow_one_another() -> None:
    named = PropertySettings(date="Date", series="Series", part="Part")
    workspace = Workspace(publish=PublishSettings(), properties=named)
    sums = Select(option=Option("Sums"))
    workspace.post(1, "Third", Date=day("2026-03-01"), Series=sums)
    workspace.post(2, "First", Date=day("2026-01-01"), Series=sums)
    workspace.post(3, "Second", Date=day("2026-02-01"), Series=sums)
    site = workspace.site()
    assert titled(site, site.taxonomies["series"].terms[0].posts) == ["First", "Second", "Third"]
    workspace.post(4, "Zeroth", Date=day("2026-04-01"), Series=sums, Part=Number(number=0))
    site = workspace.site()
    assert titled(site, fact(site, "series:Sums")[1]) == ["Zeroth", "First", "Second", "Third"]
    assert fact(site, "series:Unknown") is None


# The archive


def test_an_archive_has_years_and_months_of_the_sites_time_zone() -> None:
    workspace = collected(time_zone="Asia/Tokyo", archive=ArchiveSettings(by="month"))
    late = Date(date=DateValue(datetime.fromisoformat("2025-12-31T20:00:00+00:00")))
    workspace.post(9, "New year", Date=late)
    site = workspace.site()
    assert {period: titled(site, ids) for period, ids in site.archive.items()} == {
        "2026": ["Slack", "Flood", "New year"],
        "2026/05": ["Slack"],
        "2026/01": ["Flood", "New year"],
        "2025": ["Ebb"],
        "2025/03": ["Ebb"],
    }
    found = listing(site, "archive:2026/05")
    assert found is not None
    assert found.route.url == "/archive/2026/05/"


# Menu and tree


def test_a_menu_can_be_the_page_tree() -> None:
    site = collected().site(menu="tree")
    (guide,) = site.menu
    assert (guide.label, guide.url) == ("The guide", "/the-guide/")
    assert [(one.label, one.url, one.links) for one in guide.links] == [
        ("Knots", "/the-guide/knots/", ()),
        ("Anchors", "/the-guide/anchors/", ()),
    ]


def test_entries_of_a_menu_can_hold_others() -> None:
    workspace = collected()
    about = MenuEntry(url="/tags/", label="Tags")
    missing = MenuEntry(page=identifier(0x999))
    site = workspace.site(menu=(MenuItem(page=GUIDE, below=True, items=(about, missing)), MenuItem(label="More")))
    guide, more = site.menu
    assert [link.label for link in guide.links] == ["Knots", "Anchors", "Tags"]
    assert (more.label, more.url, more.links) == ("More", "", ())
    assert workspace.kinds() == ["menu-page-unpublished"]


def test_the_tree_of_a_collection_begins_with_its_page() -> None:
    site = collected(guide()).site()
    bowline = ("Bowline", "/guide/knots/bowline/", "", ())
    assert fact(site, "tree:guide") == (
        ("The guide", "/guide/", "", ()),
        ("Knots", "/guide/knots/", "", (bowline,)),
        ("Anchors", "/guide/anchors/", "", ()),
    )
    assert fact(site, "tree:") == ()
    assert [one[0] for one in fact(collected().site(), "tree:")] == ["The guide"]
