"""What is published, where, in which order, and what never is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from notionpress.config import Config, MenuItem, NotionSettings, PropertySettings, PublishSettings
from notionpress.content.pages import Database, DataSource, Page, Parent, SchemaProperty
from notionpress.content.properties import (
    Checkbox,
    Date,
    MultiSelect,
    Number,
    Option,
    People,
    Property,
    Relation,
    RichTextValue,
    Rollup,
    Select,
    Status,
    Title,
)
from notionpress.content.rich_text import DateValue, FileRef, PageMention, Person, Text
from notionpress.content.summary import HeadingRef, Summary
from notionpress.content.views import View
from notionpress.report import Report
from notionpress.site.assemble import assemble
from notionpress.site.facts import BITS, Reads
from notionpress.site.reader import AbsoluteReader, Reader
from notionpress.site.site import Download, Site
from notionpress.site.tree import Content

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def identifier(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


DATABASE, SOURCE = identifier(0xD0), identifier(0xD1)
BOOKS, BOOKS_SOURCE = identifier(0xB0), identifier(0xB1)


def text(words: str) -> RichTextValue:
    return RichTextValue(rich_text=(Text(words),))


def page(number: int, title: str, parent: Parent | None = None, /, **properties: Property) -> Page:
    created = datetime(2026, 1, 1, number % 24, tzinfo=UTC)
    return Page(
        id=identifier(number),
        created_time=created,
        last_edited_time=created,
        parent=parent or Parent("data_source", SOURCE, DATABASE),
        properties={"Name": Title(rich_text=(Text(title),)), **properties},
    )


def status(name: str) -> Status:
    return Status(option=Option(name))


class Workspace:
    """A workspace made by hand: a posts database, and pages with what stands in them."""

    def __init__(self, **settings: Any) -> None:
        self.pages: dict[str, Page] = {}
        self.rows: dict[str, tuple[str, ...]] = {SOURCE: ()}
        self.summaries: dict[str, Summary] = {}
        self.databases = {DATABASE: Database(id=DATABASE, title=(Text("Posts"),), data_sources=(SOURCE,))}
        named = {name: SchemaProperty(id=name, name=name, type="") for name in ("Date", "Slug", "Tags", "Authors")}
        self.schemas: dict[str, DataSource] = {SOURCE: DataSource(id=SOURCE, properties=named)}
        self.roots: list[tuple[str, str]] = [(DATABASE, "database")]
        self.files: dict[str, Download] = {}
        self.views: dict[str, tuple[View, ...]] = {}
        self.addresses: dict[str, tuple[str, ...]] = {}
        self.report = Report()
        self.settings: dict[str, Any] = {
            "title": "Test",
            "base_url": "https://example.org",
            "properties": PropertySettings(date="Date", slug="Slug", tags="Tags", authors="Authors"),
            "publish": PublishSettings(property="Status", values=("Published",)),
            **settings,
        }

    def post(self, number: int, title: str, /, **properties: Property) -> str:
        one = page(number, title, **{"Status": status("Published"), **properties})
        self.rows[SOURCE] += (one.id,)
        return self.add(one)

    def add(self, one: Page, *children: str, **summary: Any) -> str:
        self.pages[one.id] = one
        self.summaries[one.id] = Summary(children=children, **summary)
        return one.id

    def holds(self, id: str, *children: str) -> None:
        self.summaries[id] = msgspec.structs.replace(self.summaries[id], children=children)

    def child(self, number: int, title: str, parent: str, /, **properties: Property) -> str:
        return self.add(page(number, title, Parent("page", parent), **properties))

    def site(self, **settings: Any) -> Site:
        config = Config(**{**self.settings, **settings})
        names: Mapping[str, str] = {identifier(0xA): "Ada"}
        return assemble(
            Content(
                pages=self.pages,
                databases=self.databases,
                rows=self.rows,
                sources={id: one.data_sources for id, one in self.databases.items()},
                summary=self.summaries.get,
                views=self.views,
            ),
            config,
            NOW,
            self.report,
            roots=tuple(self.roots),
            schemas=self.schemas,
            people=names,
            bodies={},
            download=self.files.get,
            addresses=self.addresses,
        )

    def kinds(self) -> list[str]:
        return [problem.kind for problem in self.report.problems]


def titles(site: Site) -> set[str]:
    return {one.title for one in site.pages.values()}


@pytest.mark.parametrize(
    ("rule", "value", "public"),
    [
        (PublishSettings(property="P", values=("Published", "Live")), status("Live"), True),
        (PublishSettings(property="P", values=("Published",)), status("Draft"), False),
        (PublishSettings(property="P", values=("Published",)), Status(), False),
        (PublishSettings(property="P", values=("Yes",)), Select(option=Option("Yes")), True),
        (PublishSettings(property="P", values=("web",)), MultiSelect(options=(Option("print"), Option("web"))), True),
        (PublishSettings(property="P", values=("web",)), MultiSelect(options=(Option("print"),)), False),
        (PublishSettings(property="P"), Checkbox(checked=True), True),
        (PublishSettings(property="P"), Checkbox(), False),
        (PublishSettings(property="P"), Date(date=DateValue(date(2026, 6, 15))), True),
        (PublishSettings(property="P"), Date(date=DateValue(date(2026, 6, 16))), False),
        (PublishSettings(property="P"), Date(), False),
        (PublishSettings(property="P", values=("1",)), Number(number=1), False),
        (PublishSettings(), status("Draft"), True),
    ],
)
def test_the_publish_rule(rule: PublishSettings, value: Property, public: bool) -> None:
    workspace = Workspace(publish=rule)
    workspace.post(1, "Post", P=value)
    assert titles(workspace.site()) == ({"Post"} if public else set())


@pytest.mark.parametrize(
    ("moment", "zone", "public"),
    [
        (date(2026, 6, 15), "UTC", True),
        (date(2026, 6, 16), "UTC", False),
        (date(2026, 6, 16), "Pacific/Kiritimati", True),
        (datetime(2026, 6, 15, 12, 0, tzinfo=UTC), "UTC", True),
        (datetime(2026, 6, 15, 12, 1, tzinfo=UTC), "UTC", False),
    ],
)
def test_a_date_in_the_future_waits(moment: date, zone: str, public: bool) -> None:
    workspace = Workspace(time_zone=zone)
    workspace.post(1, "Post", Date=Date(date=DateValue(moment)))
    assert titles(workspace.site()) == ({"Post"} if public else set())


def test_the_next_scheduled_page_is_told() -> None:
    workspace = Workspace(time_zone="Europe/Berlin")
    assert workspace.site().scheduled is None
    workspace.post(1, "Here", Date=Date(date=DateValue(date(2026, 6, 15))))
    workspace.post(2, "Later", Date=Date(date=DateValue(date(2026, 6, 20))))
    workspace.post(3, "Draft", Date=Date(date=DateValue(date(2026, 6, 16))), Status=status("Draft"))
    hidden = workspace.post(4, "Hidden", Status=status("Draft"))
    workspace.holds(hidden, workspace.child(5, "Below", hidden, Date=Date(date=DateValue(date(2026, 6, 16)))))
    site = workspace.site()
    assert site.scheduled == datetime(2026, 6, 19, 22, tzinfo=UTC)
    assert site.scheduled.isoformat(" ", "minutes") == "2026-06-20 00:00+02:00"
    workspace.post(6, "Soon", Date=Date(date=DateValue(datetime(2026, 6, 15, 12, 1, tzinfo=UTC))))
    assert workspace.site().scheduled == datetime(2026, 6, 15, 12, 1, tzinfo=UTC)


def test_a_page_that_waits_for_two_dates_is_scheduled_for_the_later() -> None:
    workspace = Workspace(publish=PublishSettings(property="Release"))
    one, two = (Date(date=DateValue(date(2026, 6, day))) for day in (20, 25))
    workspace.post(1, "Post", Date=one, Release=two)
    assert workspace.site().scheduled == datetime(2026, 6, 25, tzinfo=UTC)


def test_a_root_database_without_the_rules_property_publishes_nothing() -> None:
    workspace = Workspace(publish=PublishSettings(property="State", values=("Published",)))
    workspace.post(1, "Post")
    assert titles(workspace.site()) == set()
    assert "publish-property-missing" in workspace.kinds()


def test_a_rule_that_fits_no_page_holds_back_the_rows_of_every_database() -> None:
    workspace = Workspace(publish=PublishSettings(property="State", values=("Published",)))
    workspace.databases[BOOKS] = Database(id=BOOKS, data_sources=(BOOKS_SOURCE,))
    workspace.add(page(7, "A draft", Parent("data_source", BOOKS_SOURCE, BOOKS), Status=status("Draft")))
    workspace.rows[BOOKS_SOURCE] = (identifier(7),)
    workspace.roots = [(workspace.add(page(8, "Home", Parent())), "page")]
    workspace.holds(identifier(8), BOOKS)
    assert titles(workspace.site()) == {"Home"}
    assert workspace.kinds() == ["publish-property-missing"]


def test_what_an_unpublished_page_holds_is_unpublished() -> None:
    workspace = Workspace()
    draft = workspace.post(1, "Draft", Status=status("Draft"))
    workspace.holds(draft, workspace.child(2, "Below the draft", draft))
    public = workspace.post(3, "Public")
    below = workspace.child(4, "Below", public)
    workspace.holds(public, below)
    workspace.holds(below, workspace.child(5, "Further below", below))
    site = workspace.site()
    assert titles(site) == {"Public", "Below", "Further below"}
    assert site.pages[identifier(5)].route.url == "/public/below/further-below/"
    assert site.pages[identifier(5)].parents == (identifier(3), identifier(4))
    assert site.pages[identifier(3)].children == (identifier(4),)


def test_trashed_pages_and_their_rows_are_gone() -> None:
    workspace = Workspace()
    one = workspace.post(1, "Trashed")
    workspace.pages[one] = msgspec.structs.replace(workspace.pages[one], in_trash=True)
    assert titles(workspace.site()) == set()


def test_a_row_elsewhere_obeys_the_rule_if_it_has_the_property() -> None:
    workspace = Workspace()
    workspace.databases[BOOKS] = Database(id=BOOKS, title=(Text("Books"),), data_sources=(BOOKS_SOURCE,))
    in_books = Parent("data_source", BOOKS_SOURCE, BOOKS)
    for number, title, properties in ((7, "Free", {}), (8, "Held back", {"Status": status("Draft")})):
        workspace.add(page(number, title, in_books, **properties))
    workspace.rows[BOOKS_SOURCE] = (identifier(7), identifier(8))
    workspace.holds(workspace.post(1, "Reading list"), BOOKS)
    site = workspace.site()
    assert titles(site) == {"Reading list", "Free"}
    assert site.pages[identifier(7)].kind == "page"
    assert [row.title for row in site.inline[BOOKS].rows] == ["Free"]
    assert site.databases[BOOKS].url == "/reading-list/#database-000000b0"


def test_inline_databases_show_only_the_columns_that_are_named() -> None:
    workspace = Workspace(properties=PropertySettings(metadata=("Year",)), publish=PublishSettings())
    workspace.databases[BOOKS] = Database(id=BOOKS, title=(Text("Books"),), data_sources=(BOOKS_SOURCE,))
    schema = {
        name: SchemaProperty(id=name, name=name, type=kind)
        for name, kind in (("Secret", "rich_text"), ("Year", "number"), ("Name", "title"))
    }
    workspace.schemas[BOOKS_SOURCE] = DataSource(id=BOOKS_SOURCE, properties=schema)
    in_books = Parent("data_source", BOOKS_SOURCE, BOOKS)
    workspace.add(page(7, "Moby-Dick", in_books, Secret=text("hush"), Year=Number(number=1851)))
    workspace.rows[BOOKS_SOURCE] = (identifier(7),)
    workspace.holds(workspace.post(1, "Reading list"), BOOKS)
    rows = workspace.site().inline[BOOKS]
    assert [column.name for column in rows.columns] == ["Name", "Year"]
    assert [sorted(values) for values in rows.values] == [["Year"]]


def test_sorts_of_site_yaml_decide_where_dates_do_not() -> None:
    sorts = NotionSettings(sorts=({"property": "Name"},))
    workspace = Workspace(properties=PropertySettings(tags="Tags"))
    workspace.post(3, "C", Tags=MultiSelect(options=(Option("x"),)))
    workspace.post(1, "A")
    workspace.post(2, "B", Tags=MultiSelect(options=(Option("x"),)))
    assert workspace.site().posts == (identifier(3), identifier(2), identifier(1))
    site = workspace.site(notion=sorts)
    assert site.posts == (identifier(3), identifier(1), identifier(2))
    assert site.taxonomies["tags"].terms[0].posts == (identifier(3), identifier(2))
    dated = Workspace()
    for number, day in ((1, 1), (3, 2), (2, 2), (4, 1)):
        dated.post(number, str(number), Date=Date(date=DateValue(date(2026, 5, day))))
    assert dated.site().posts == tuple(map(identifier, (3, 2, 4, 1)))
    assert dated.site(notion=sorts).posts == tuple(map(identifier, (3, 2, 1, 4)))
    assert dated.site(notion=sorts, properties=PropertySettings()).posts == tuple(map(identifier, (1, 3, 2, 4)))


def test_posts_are_newest_first_and_tags_count_them() -> None:
    workspace = Workspace()
    for number, day, names in ((1, 3, ("tides",)), (2, 9, ("tides", "maps")), (3, 5, ())):
        workspace.post(
            number,
            f"Post {number}",
            Date=Date(date=DateValue(date(2026, 3, day))),
            Tags=MultiSelect(options=tuple(Option(name, "blue") for name in names)),
        )
    site = workspace.site()
    assert site.posts == (identifier(2), identifier(3), identifier(1))
    assert [(tag.name, tag.color, tag.posts) for tag in site.taxonomies["tags"].terms] == [
        ("tides", "blue", (identifier(2), identifier(1))),
        ("maps", "blue", (identifier(2),)),
    ]
    assert site.taxonomies["tags"].terms[0].route.url == "/tags/tides/"


def test_tags_whose_addresses_would_be_one_stay_apart() -> None:
    workspace = Workspace()
    workspace.post(1, "Post", Tags=MultiSelect(options=(Option("C"), Option("C#"), Option("page"))))
    assert sorted(tag.slug for tag in workspace.site().taxonomies["tags"].terms) == ["c", "c-2", "page-2"]


def test_tags_that_a_file_system_may_take_for_one_have_addresses_of_their_own() -> None:
    workspace = Workspace()
    names = ("Straße", "STRASSE", "ﬁsh", "fish")
    workspace.post(1, "One", Tags=MultiSelect(options=tuple(Option(name) for name in names)))
    addresses = {tag.name: tag.slug for tag in workspace.site().taxonomies["tags"].terms}
    assert addresses == {"STRASSE": "strasse", "Straße": "straße-2", "fish": "fish", "ﬁsh": "ﬁsh-2"}


def test_authors_are_names_never_ids() -> None:
    workspace = Workspace(author="The editors")
    known, unknown = Person(identifier(0xA)), Person(identifier(0xB))
    workspace.post(1, "One", Authors=People(people=(known, unknown)))
    workspace.post(2, "Two")
    site = workspace.site()
    assert site.pages[identifier(1)].authors == ("Ada",)
    assert site.pages[identifier(2)].authors == ("The editors",)


def test_related_names_of_unpublished_pages_stay_secret() -> None:
    workspace = Workspace()
    workspace.post(1, "Public topic")
    workspace.post(2, "Secret topic", Status=status("Draft"))
    workspace.post(3, "Post", Tags=Relation(pages=(identifier(1), identifier(2))))
    assert workspace.site().pages[identifier(3)].tags == ("Public topic",)


def test_a_roll_up_shows_nothing_of_a_page_that_is_held_back() -> None:
    columns = {
        "Related": SchemaProperty(id="a", name="Related", type="relation"),
        "Gathered": SchemaProperty(id="b", name="Gathered", type="rollup", relation="Related"),
    }
    workspace = Workspace(properties=PropertySettings(metadata=("Gathered",), tags="Gathered"))
    workspace.schemas[SOURCE] = DataSource(id=SOURCE, properties=columns)
    workspace.post(1, "Public")
    workspace.post(2, "Draft", Status=status("Draft"))
    gathered = Rollup(value=(text("of a page"),))
    for number, related in ((3, (1,)), (4, (1, 2)), (5, (99,))):
        pages = Relation(pages=tuple(identifier(one) for one in related))
        workspace.post(number, f"Post {number}", Related=pages, Gathered=gathered)
    site = workspace.site()
    found = {number: site.pages[identifier(number)].tags for number in (3, 4, 5)}
    # What lies outside of the crawl was named by the site's owner, who sees it in the property.
    assert found == {3: ("of a page",), 4: (), 5: ("of a page",)}
    assert site.pages[identifier(4)].metadata["Gathered"] == Rollup(value=())


def test_a_title_shows_no_mention_of_another_page() -> None:
    workspace = Workspace()
    one = workspace.post(1, "x")
    mention = (Text("About "), PageMention(identifier(9), "Secret plan"))
    workspace.pages[one] = msgspec.structs.replace(
        workspace.pages[one], properties={"Name": Title(rich_text=mention), "Status": status("Published")}
    )
    assert titles(workspace.site()) == {"About"}


def test_same_titles_get_addresses_in_order_of_creation_and_are_reported() -> None:
    workspace = Workspace()
    for number in (5, 2, 9):
        workspace.post(number, "Tides")
    site = workspace.site()
    assert [site.pages[identifier(number)].route.url for number in (2, 5, 9)] == ["/tides/", "/tides-2/", "/tides-3/"]
    assert workspace.kinds() == ["same-address", "same-title", "same-address", "same-title"]


def test_slugs_permalinks_and_folders() -> None:
    workspace = Workspace(permalink="/{year}/{slug}/", base_url="https://me.example.org/blog")
    workspace.post(1, "Long title", Slug=text("short"), Date=Date(date=DateValue(date(2025, 2, 3))))
    workspace.post(2, "🌊", Date=Date(date=DateValue(date(2025, 2, 3))))
    site = workspace.site()
    assert site.pages[identifier(1)].route.url == "/blog/2025/short/"
    assert site.pages[identifier(1)].route.path == "2025/short/index.html"
    assert site.pages[identifier(2)].route.url == "/blog/2025/page-00000002/"


def test_a_page_root_is_the_front_page_where_there_are_no_posts() -> None:
    workspace = Workspace(publish=PublishSettings())
    workspace.roots = [(identifier(1), "page"), (identifier(2), "page")]
    workspace.child(1, "Welcome", "")
    workspace.child(2, "About", "")
    workspace.holds(identifier(1), workspace.child(3, "Guide", identifier(1)))
    site = workspace.site()
    assert site.home == identifier(1)
    assert site.pages[identifier(1)].route.path == "index.html"
    assert site.pages[identifier(3)].route.url == "/guide/"
    assert [link.label for link in site.menu] == ["About"]


def test_the_menu_can_be_written_down() -> None:
    items = (
        MenuItem(page=identifier(1)),
        MenuItem(page=identifier(2), label="Draft"),
        MenuItem(url="/tags/", label="Topics"),
        MenuItem(url="https://example.com/", label="Elsewhere"),
    )
    workspace = Workspace(menu=items, base_url="https://example.org/blog")
    workspace.post(1, "Post")
    workspace.post(2, "Draft", Status=status("Draft"))
    site = workspace.site()
    assert [(link.label, link.url) for link in site.menu] == [
        ("Post", "/blog/post/"),
        ("Topics", "/blog/tags/"),
        ("Elsewhere", "https://example.com/"),
    ]
    assert workspace.kinds() == ["menu-page-unpublished"]


def test_only_files_of_published_pages_reach_the_site() -> None:
    workspace = Workspace()
    for number, state in ((1, "Published"), (2, "Draft")):
        ref = FileRef(key=f"space/{number}/Photo of us.jpg", name="Photo of us.jpg")
        workspace.files[ref.key] = Download(
            source="x", digest=f"{number}" * 64, extension=".jpg", name="p.jpg", media_type="image/jpeg", size=9
        )
        one = workspace.post(number, f"Post {number}", Status=status(state))
        workspace.summaries[one] = Summary(files=(ref,))
    site = workspace.site()
    assert [media.path for media in site.media.values()] == ["media/photo-of-us-111111111111.jpg"]


def test_properties_that_nobody_has_are_reported() -> None:
    workspace = Workspace(properties=PropertySettings(tags="Tgas"))
    workspace.post(1, "Post", Tags=MultiSelect())
    workspace.site()
    (problem,) = workspace.report.problems
    assert problem.kind == "unknown-property"
    assert "Tags" in problem.hint


def test_a_page_without_a_body_is_left_out_and_reported() -> None:
    workspace = Workspace()
    del workspace.summaries[workspace.post(1, "Post")]
    assert titles(workspace.site()) == set()
    assert workspace.kinds() == ["page-without-body"]


def test_links_between_pages() -> None:
    workspace = Workspace()
    heading = HeadingRef(2, "High water", "high-water", identifier(0xBEEF))
    one = workspace.post(1, "Tides")
    workspace.summaries[one] = Summary(headings=(heading,))
    workspace.post(2, "Draft", Status=status("Draft"))
    reader = Reader(workspace.site())
    plain = identifier(1).replace("-", "")
    block = identifier(0xBEEF).replace("-", "")
    assert reader.link(f"/{plain}") == "/tides/"
    assert reader.link(f"https://www.notion.so/Tides-{plain}?pvs=4#{block}") == "/tides/#high-water"
    assert reader.link(f"/{identifier(2).replace('-', '')}") is None
    assert reader.link(f"https://acme.notion.site/Draft-{identifier(2).replace('-', '')}") is None
    assert reader.link(f"https://acme.notion.site/Theirs-{'e' * 12}4{'e' * 3}8{'e' * 15}") is not None
    assert reader.link("https://example.com/a") == "https://example.com/a"
    assert reader.target(DATABASE) is not None
    assert reader.reads.pages[identifier(1)] == BITS["route"] | BITS["anchors"]


def test_absolute_addresses_for_feeds() -> None:
    workspace = Workspace(base_url="https://example.org/blog")
    workspace.post(1, "Tides")
    site = workspace.site()
    reader = AbsoluteReader(site, "https://example.org", Reads())
    assert reader.link(f"/{identifier(1).replace('-', '')}") == "https://example.org/blog/tides/"


def test_the_roots_of_the_configuration_do_not_matter_here() -> None:
    workspace = Workspace(notion=NotionSettings(root=(identifier(0xFF),)))
    workspace.post(1, "Post")
    assert titles(workspace.site()) == {"Post"}


def test_aliases_are_those_of_the_property_that_is_named() -> None:
    workspace = Workspace(properties=PropertySettings(slug="Slug", aliases="Before"))
    first = workspace.post(1, "First", Before=text("/2019/first.html, uno"))
    workspace.post(2, "Second", Before=text("/first/"), Slug=text("second"))
    assert workspace.site().redirects == {"/2019/first.html": first, "/uno/": first}
    (problem,) = workspace.report.problems
    assert problem.kind == "alias-taken"
    assert "“First”" in problem.message
    assert problem.page == "Second"
    assert Workspace(properties=PropertySettings()).site().redirects == {}


@pytest.mark.parametrize(
    ("words", "characters", "minutes"),
    [(0, 0, 1), (230, 0, 1), (1150, 0, 5), (500, 1000, 2), (2500, 5000, 10), (1150 + 500, 1000, 7)],
)
def test_minutes_to_read_know_words_and_characters(words: int, characters: int, minutes: int) -> None:
    workspace = Workspace()
    id = workspace.post(1, "A")
    workspace.summaries[id] = Summary(words=words, characters=characters)
    assert workspace.site().pages[id].reading_minutes == minutes
