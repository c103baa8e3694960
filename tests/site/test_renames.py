"""A new title of a post: the site that is told from the one before is the one that is put together anew, or none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from msgspec.structs import replace

from notionpress.config import CheckSettings, MenuEntry, MenuItem, PropertySettings
from notionpress.content.pages import Database, DataSource, Parent, SchemaProperty
from notionpress.content.properties import MultiSelect, Option, Relation, Title
from notionpress.content.rich_text import Annotations, PageMention, RichText, Text, plain
from notionpress.content.summary import LinkRef, MentionRef, Summary
from notionpress.content.views import Sort, View
from notionpress.report import Problem, Report
from notionpress.site.edits import frame, outline, with_edits
from notionpress.site.kept import ParsedPage
from notionpress.site.renames import with_title
from notionpress.site.site import Site
from tests.site.test_assemble import BOOKS, BOOKS_SOURCE, Workspace, identifier, page, text

TITLES = (
    *("Foo", "foo", " Foo", "Foo 2", "foo-2", "Foo 2 2", "Foo 3", "Tags", "tags-page", "", "…", "Bar", "Über", "Zebra"),
    *("page", "A/B", "List", "Guide", "x" * 1100, "Quay", "Reef", "Jib", "Mast", "Keel"),
)
WORDS = st.sampled_from(TITLES)
PROPERTIES = PropertySettings(
    date="Date",
    slug="Slug",
    tags="Tags",
    authors="Authors",
    aliases="Aliases",
    series="Series",
    description="About",
)
GUIDE, FIRST_BOOK = 0x90, 0xB2


def parsed(workspace: Workspace, id: str) -> ParsedPage:
    one, summary = workspace.pages[id], workspace.summaries[id]
    return ParsedPage(id, "", "", one, summary, outline(one, summary))


def assembled(workspace: Workspace) -> tuple[Site, tuple[Problem, ...]]:
    workspace.report = Report()
    site = workspace.site()
    return site, tuple(workspace.report.problems)


def renamed(workspace: Workspace, id: str, title: str | RichText) -> bool:
    """Give a page another title; whether the site after that was told from the one before, and rightly so."""
    before, problems = assembled(workspace)
    old = parsed(workspace, id)
    words = (Text(title),) if isinstance(title, str) else title
    properties = {**old.page.properties, "Name": Title(rich_text=words)}
    workspace.pages[id] = replace(old.page, properties=properties, url=f"https://www.notion.so/{plain(words)[:9]}")
    now = parsed(workspace, id)
    assert frame(now.outline) == frame(old.outline)
    edited = with_edits(before, [now])
    assert now.summary is not None
    told = with_title(edited, problems, now.page, now.summary, workspace.addresses) if edited else None
    if told is None:
        return False
    found = told.site
    expected, problems = assembled(workspace)
    assert list(found.pages.items()) == list(expected.pages.items())
    assert list(found.redirects.items()) == list(expected.redirects.items())
    assert replace(found, pages={}) == replace(expected, pages={})
    report = Report()
    report.extend(told.problems)
    assert tuple(report.problems) == problems
    return True


def links(ids: list[str]) -> dict[str, Any]:
    return {
        "links": tuple(LinkRef(id) for id in ids),
        "mentions": tuple(MentionRef(id, f"See {number}.") for number, id in enumerate(ids)),
    }


def relation(*ids: str) -> Relation:
    return Relation(pages=ids)


@st.composite
def workspaces(draw: st.DrawFn) -> Workspace:
    """Some posts, a page with another below it, and one with a table of books, of which each is about posts."""
    ids = [identifier(number) for number in range(1, draw(st.integers(2, 5)) + 1)]
    some = st.lists(st.sampled_from(ids), max_size=2, unique=True)
    rarely = st.integers(0, 5).map(lambda number: number == 5)
    workspace = Workspace(
        permalink=draw(st.sampled_from(["/{slug}/", "/{year}/{slug}/", "/tags/{slug}/"])),
        related_posts=2 if draw(rarely) else 0,
        search=draw(st.sampled_from(["list", "off"])),
        properties=PROPERTIES,
        checks=CheckSettings(same_title=draw(st.booleans()), same_address=draw(st.booleans())),
        menu=draw(st.none() | st.lists(menu_items(ids), max_size=2).map(tuple)),
    )
    for number, id in enumerate(ids, 1):
        more: dict[str, Any] = {}
        if draw(rarely):
            more["Slug"] = text(draw(st.sampled_from(["foo", "bar", "foo-2"])))
        if draw(rarely):
            more["Tags"] = relation(*draw(some)) if draw(st.booleans()) else MultiSelect(options=(Option("Foo"),))
        if draw(rarely):
            more["Authors"] = relation(*draw(some))
        if draw(rarely):
            more["Series"] = relation(*draw(some))
        if draw(rarely):
            more["Aliases"] = text(draw(st.sampled_from(["/foo/", "/zebra/, /old/", "foo-2"])))
        if draw(rarely):
            more["About"] = text("")
        workspace.post(number, draw(WORDS), **more)
        workspace.summaries[id] = Summary(excerpt="It begins.", **links(draw(some)))
        was_at = st.lists(st.sampled_from(["/foo/", "/foo-2/", "/zebra/", "/list/"]), max_size=2, unique=True)
        workspace.addresses[id] = tuple(draw(was_at))
    guide = workspace.add(page(GUIDE, draw(WORDS), Parent()))
    workspace.roots.append((guide, "page"))
    below = [workspace.child(GUIDE + 2, draw(WORDS), guide)]
    if draw(rarely):
        below.append(books(workspace, ids))
    workspace.summaries[guide] = Summary(children=tuple(below), **links(draw(some)))
    return workspace


def menu_items(ids: list[str]) -> st.SearchStrategy[MenuItem]:
    pages = st.sampled_from([*ids, identifier(GUIDE)])
    entries = st.builds(MenuEntry, page=pages) | st.just(MenuEntry(label="Elsewhere", url="/foo/"))
    return st.builds(MenuItem, page=pages, items=st.lists(entries, max_size=1).map(tuple))


def books(workspace: Workspace, ids: list[str]) -> str:
    """A table of books in a page, in the order of the titles that they are about."""
    workspace.databases[BOOKS] = Database(
        id=BOOKS, title=(Text("Books"),), data_sources=(BOOKS_SOURCE,), parent=Parent("page", identifier(GUIDE))
    )
    columns = {
        name: SchemaProperty(id=name, name=name, type=kind) for name, kind in (("Name", "title"), ("Of", "relation"))
    }
    workspace.schemas[BOOKS_SOURCE] = DataSource(id=BOOKS_SOURCE, properties=columns)
    rows = [
        workspace.add(page(FIRST_BOOK + at, f"Book {at}", Parent("data_source", BOOKS_SOURCE, BOOKS), Of=relation(id)))
        for at, id in enumerate(ids[:2])
    ]
    workspace.rows[BOOKS_SOURCE] = tuple(rows)
    workspace.views[BOOKS] = (View(id="view", data_source=BOOKS_SOURCE, sorts=(Sort(property="Of"),)),)
    return BOOKS


@given(workspaces(), st.data())
def test_a_new_title_gives_the_site_that_is_put_together_anew(workspace: Workspace, data: st.DataObject) -> None:
    id = data.draw(st.sampled_from(sorted(workspace.pages)))
    event(f"told: {renamed(workspace, id, data.draw(WORDS))}")


@given(workspaces(), st.data())
def test_one_new_title_after_another_does_too(workspace: Workspace, data: st.DataObject) -> None:
    for title in data.draw(st.lists(WORDS, min_size=2, max_size=4)):
        renamed(workspace, identifier(1), title)


def simple() -> Workspace:
    workspace = Workspace(properties=PROPERTIES, search="list")
    first, second = workspace.post(1, "Foo"), workspace.post(2, "Zebra")
    guide = workspace.add(page(GUIDE, "Guide", Parent()), **links([first, second]))
    workspace.roots.append((guide, "page"))
    workspace.summaries[second] = Summary(**links([first]))
    workspace.summaries[first] = Summary(**links([guide]))
    workspace.addresses = {first: ("/foo/",), second: ("/zebra/",), guide: ("/guide/",)}
    return workspace


@pytest.mark.parametrize("title", ["Zz", "Alpha", "Über alles", "Tags", "x" * 1100, "A/B", "Foo!", "…", "foo"])
def test_the_title_of_a_post_is_told(title: str) -> None:
    workspace = simple()
    assert renamed(workspace, identifier(1), title)
    # And back again, to an address that leads to it.
    workspace.addresses[identifier(1)] = (f"/{workspace.site().pages[identifier(1)].route.path[:-10]}", "/foo/")
    assert renamed(workspace, identifier(1), "Foo")


def test_problems_of_the_post_name_it_by_its_new_title() -> None:
    workspace = simple()
    one = workspace.pages[identifier(1)]
    workspace.pages[one.id] = replace(one, properties={**one.properties, "About": text("")})
    assert renamed(workspace, one.id, "Yak")
    assert {(one.kind, one.page) for one in workspace.report.problems} >= {("missing-description", "Yak")}


def used_as_tag(workspace: Workspace) -> None:
    workspace.post(3, "Third", Tags=relation(identifier(1)))


def used_as_author(workspace: Workspace) -> None:
    workspace.post(3, "Third", Authors=relation(identifier(1)))


def used_in_an_order(workspace: Workspace) -> None:
    workspace.summaries[identifier(GUIDE)] = Summary(children=(books(workspace, [identifier(1), identifier(2)]),))


def namesake(workspace: Workspace) -> None:
    workspace.post(3, " foo ", Slug=text("third"))


def second_of_its_name(workspace: Workspace) -> None:
    workspace.post(3, "Foo", Slug=text("foo"))


def shown_in_the_menu(workspace: Workspace) -> None:
    workspace.settings["menu"] = (MenuItem(page=identifier(1)),)


def compared(workspace: Workspace) -> None:
    workspace.settings["related_posts"] = 2


def told_of_elsewhere(workspace: Workspace) -> None:
    workspace.summaries[identifier(2)] = Summary(links=(LinkRef(identifier(1), anchor="nowhere"),))


def published_twice(workspace: Workspace) -> None:
    workspace.settings["properties"] = replace(PROPERTIES, metadata=("Name",))


def old_address_of_another(workspace: Workspace) -> None:
    workspace.addresses[identifier(2)] = ("/zebra/", "/yak/")


def has_alias(workspace: Workspace) -> None:
    one = workspace.pages[identifier(1)]
    workspace.pages[one.id] = replace(one, properties={**one.properties, "Aliases": text("/foo/")})


def holds_pages(workspace: Workspace) -> None:
    child = workspace.child(3, "Below", identifier(1))
    workspace.summaries[identifier(1)] = Summary(children=(child,))


@pytest.mark.parametrize(
    "case",
    [
        *(used_as_tag, used_as_author, used_in_an_order, namesake, second_of_its_name, shown_in_the_menu, compared),
        *(told_of_elsewhere, published_twice, old_address_of_another, holds_pages, has_alias),
    ],
)
def test_a_title_on_which_more_depends_is_not_told(case: Any) -> None:
    workspace = simple()
    case(workspace)
    assert not renamed(workspace, identifier(1), "Yak")


@pytest.mark.parametrize("title", ["Zebra", "zebra", "Guide", "", "Zebra 2"])
def test_a_title_that_meets_another_is_not_told(title: str) -> None:
    assert not renamed(simple(), identifier(1), title)


def test_how_a_title_is_set_is_told_unless_it_is_shown_as_a_property() -> None:
    bold = (Text("Foo", annotations=Annotations(bold=True)),)
    assert renamed(simple(), identifier(1), bold)
    workspace = simple()
    workspace.settings["properties"] = replace(PROPERTIES, metadata=("Name",))
    assert not renamed(workspace, identifier(1), bold)


def test_words_of_a_title_that_readers_do_not_see_may_decide_an_order() -> None:
    other = (Text("Foo"), PageMention(id=identifier(2), text="Zz"))
    assert renamed(simple(), identifier(1), other)
    workspace = simple()
    used_in_an_order(workspace)
    assert not renamed(workspace, identifier(1), other)
    workspace.settings["properties"] = replace(PROPERTIES, title="Public")
    one = workspace.pages[identifier(1)]
    workspace.pages[one.id] = replace(one, properties={**one.properties, "Public": text("Open")})
    assert not renamed(workspace, identifier(1), "Zzz")


def test_the_title_of_a_page_is_not_told() -> None:
    assert not renamed(simple(), identifier(GUIDE), "Handbook")
