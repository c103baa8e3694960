"""The site as values: published pages with their addresses, tags, navigation, and the databases among them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime
from typing import Final, TypeAlias

import msgspec

from notionpress.config import Config, Layout
from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import Property
from notionpress.content.rich_text import DateValue, FileRef, Icon
from notionpress.content.value import Moment
from notionpress.ids import notion_url
from notionpress.report import Held
from notionpress.site.icons import SiteIcon

_Day: TypeAlias = date

WORDS_PER_MINUTE: Final = 230
"""Mean silent reading speed of English prose (Brysbaert 2019: 238), rounded down."""

CHARACTERS_PER_MINUTE: Final = 500
"""Reading speed of Chinese, Japanese and Korean, in characters, as Medium and Hugo take it."""


SERIES: Final = "series"
"""The taxonomy whose terms have an order of their own: that of their parts."""


class Route(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An address: `url` as it stands in a link (percent-encoded, with the site's base path), `path` of its file."""

    url: str
    path: str


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the cache holds it: `source` is its path there, `extension` has its dot."""

    source: str
    digest: str
    extension: str
    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0


class PictureVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in another size and format; `still` marks the first frame of one that moves."""

    url: str
    path: str
    source: str
    media_type: str
    width: int
    still: bool = False


class Media(msgspec.Struct, frozen=True):
    """A downloaded file as the site serves it.

    `width` and `height` are in pixels, 0 when unknown, `size` in bytes; `digest` is of the download, `page` the first
    that shows it. `is_shown` says that it is shown as a picture, not only linked; then `placeholder` is a tiny copy as
    a `data:` URL or "", and `versions` are there for browsers to choose from, smallest first in each format.
    """

    url: str
    path: str
    source: str
    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0
    digest: str = ""
    page: str = ""
    is_shown: bool = True
    placeholder: str = ""
    versions: tuple[PictureVersion, ...] = ()


class Term(msgspec.Struct, frozen=True):
    """A value of a taxonomy, such as a tag, with the ids of what has it in its order.

    `page` is the id of the published page that the value is, where it comes from a relation; "" for none.
    """

    name: str
    slug: str
    color: str
    route: Route
    posts: tuple[str, ...]
    page: str = ""


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """A property whose values have pages of their own; `title` is "" where the theme has a word for it."""

    name: str
    title: str
    route: Route
    terms: tuple[Term, ...]
    """By number of posts, then name."""
    term_named: Mapping[str, Term]
    """The same by name."""
    body: bool = False
    feed: bool = False
    posts_per_page: int = 10


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the site with addresses and a list of its own, as `collections:` in site.yaml describes it."""

    name: str
    title: str
    layout: Layout
    route: Route
    """Where its list is, or the page that it begins with."""
    has_list: bool = True
    page: str = ""
    """The page that it begins with, whose body stands above its list; "" for none."""
    posts: tuple[str, ...] = ()
    """What its list shows: its posts, or its top pages."""
    sequence: tuple[str, ...] = ()
    """Its pages along the tree; none where they are posts."""
    posts_per_page: int = 10
    template: str = ""
    list_template: str = ""
    feed: bool = True
    language: str = ""
    """The tag of the language of its list where that is another than the site's, else ""."""
    translates: str = ""
    """The name of the collection that it has in another language, "" for none."""


class LanguageFront(msgspec.Struct, frozen=True, kw_only=True):
    """The front page of a language: where it is, and the posts that are written in it, as the site orders them.

    `fed` are the posts of its feeds, none where it has none: those of the site's have posts that no other feed of their
    language has. `collection` is the name of the collection whose list it is, "" for a list of its own; `page` is the
    id of the page at its address, whose body stands above the list, "" for none.
    """

    route: Route
    posts: tuple[str, ...] = ()
    fed: tuple[str, ...] = ()
    collection: str = ""
    page: str = ""


class PageMeta(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A published page without its body. `kind` is `post` for what is dated and stands in lists, else `page`."""

    id: str
    kind: str
    title: str
    route: Route
    created: datetime
    updated: datetime
    date: Moment | None = None
    description: str = ""
    """The author's words, "" when there are none."""
    excerpt: str = ""
    """The first words of the body."""
    tags: tuple[str, ...] = ()
    """Names, in the author's order."""
    terms: Mapping[str, tuple[str, ...]] = {}
    """Names of terms by taxonomy, without tags and authors."""
    authors: tuple[str, ...] = ()
    icon: Icon | None = None
    cover: FileRef | None = None
    cover_focus: str = ""
    """The place of the cover that is always seen: how far across and down, as in CSS; "" for its middle."""
    metadata: Mapping[str, Property] = {}
    columns: Mapping[str, SchemaProperty] = {}
    """How the properties of `metadata` are defined, by name: number formats, groups of a status."""
    parents: tuple[str, ...] = ()
    """Ids of the published pages above it, top first."""
    children: tuple[str, ...] = ()
    """Ids of the published pages directly below it, in order."""
    anchors: str = ""
    """For each heading a line: the id of its block, and its id on the page. One text, as most pages have several
    headings, and few of them are ever asked for."""
    words: int = 0
    """Two characters of Chinese, Japanese and Korean count as one."""
    characters: int = 0
    """How many of these characters there are."""
    has_code: bool = False
    has_equation: bool = False
    public_url: str = ""
    """Where anyone can read it in Notion, "" where only members can."""
    body: str = ""
    """Digest of the block tree: changes exactly when the body does."""
    file: str = ""
    """The Markdown file of a local page, seen from the folder of site.yaml; "" for a page in Notion."""
    collection: str = ""
    """The collection that it is part of, "" for none."""
    language: str = ""
    """The tag of its language where that is another than the site's, else ""."""
    translations: tuple[str, ...] = ()
    """The ids of the published pages that say the same in other languages, with its own; empty where there are none."""
    noindex: bool = False
    """Whether search engines are asked to leave it out."""
    discussed: bool = False
    """Whether readers can comment on it, where the site has a provider of comments."""

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, at least a minute."""
        words = self.words - (self.characters + 1) // 2
        return max(1, round(words / WORDS_PER_MINUTE + self.characters / CHARACTERS_PER_MINUTE))

    @property
    def edited_on(self) -> _Day:
        """The day of its last edit, of pages in Notion in UTC: it stays the same over most edits."""
        return self.updated.date()

    @property
    def source(self) -> str:
        """Where its author edits it: its address in Notion, or its file."""
        return self.file or notion_url(self.id)

    def anchor(self, block: str) -> str:
        """The id on the page of a heading, by that of its block; "" for other blocks."""
        return next((anchor for own, anchor in self._headings() if own == block), "")

    def has_anchor(self, anchor: str) -> bool:
        """Whether a heading has that id on the page."""
        return any(own == anchor for _, own in self._headings())

    def anchors_in(self, named: Container[str]) -> tuple[str, ...]:
        """The ids on the page of the headings that are named by their blocks, or by `#` and that id."""
        return tuple([own for block, own in self._headings() if block in named or f"#{own}" in named])

    def _headings(self) -> Iterator[tuple[str, str]]:
        """The id of each heading's block, and its id on the page."""
        for line in self.anchors.split("\n") if self.anchors else ():
            block, _, anchor = line.partition(" ")
            yield block, anchor


def place_of(page: PageMeta, block: str = "") -> str:
    """Where an author finds a block: its address in Notion, or file and line of a local page."""
    if page.file:
        # Blocks of local pages have their line as id; headings, which links name, have not.
        return f"{page.file}:{block}" if block.isdigit() else page.file
    return page.source + (f"#{block.replace('-', '')}" if block else "")


class Target(msgspec.Struct, frozen=True):
    """What a link to a page of the site needs: address, current title, icon."""

    url: str
    title: str
    icon: Icon | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a view that belong together, as places in its list.

    `value` is what they share, None for those that have nothing there; `unit` tells how to read it: `day`, `week`,
    `month` or `year` of a date, a `range` of numbers that ends at `last`, or what is `below` or `above` all ranges.
    """

    value: Property | None = None
    last: Property | None = None
    unit: str = ""
    rows: tuple[int, ...] = ()


class ShownView(msgspec.Struct, frozen=True, kw_only=True):
    """A view of an inline database as the site shows it."""

    name: str = ""
    layout: str = "table"
    """`table`, `list`, `board`, `gallery`, `calendar` or `timeline`."""
    columns: tuple[SchemaProperty, ...] = ()
    """The title property first, then the published ones that the view shows."""
    rows: tuple[PageMeta, ...] = ()
    values: tuple[Mapping[str, Property], ...] = ()
    """For each row its published values by column name; the title is left out."""
    grouped_by: SchemaProperty | None = None
    groups: tuple[Group, ...] = ()
    covers: tuple[FileRef | None, ...] = ()
    """For each row the picture of its card; empty where cards have none."""
    dates: tuple[DateValue | None, ...] = ()
    """For each row when it is, in calendars and timelines."""
    date_name: str = ""
    """What the property is called that these come from."""


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """An inline database: title, published columns and published rows; those of the first view, where it has views."""

    title: str
    columns: tuple[SchemaProperty, ...] = ()
    """The title property first."""
    rows: tuple[PageMeta, ...] = ()
    values: tuple[Mapping[str, Property], ...] = ()
    """For each row its values by column name; the title column is left out."""
    views: tuple[ShownView, ...] = ()
    """All views that are shown, with what each shows; empty where Notion tells of none."""


class Backlink(msgspec.Struct, frozen=True, gc=False):
    """A link to a page: the id of the page that it stands on, and its sentence as `content.mentions` keeps it."""

    page: str
    sentence: str = ""


class MenuLink(msgspec.Struct, frozen=True):
    """An entry of the menu; `url` is "" for one that only holds others, which are `links`.

    `language` is the tag of the language of its label, "" for the site's; `page` is the id of the page whose title the
    label is, "" where site.yaml has the words.
    """

    label: str
    url: str
    links: tuple[MenuLink, ...] = ()
    language: str = ""
    page: str = ""


class Withheld(msgspec.Struct, frozen=True):
    """A page or database that was read and is not published: its title, and where its author edits it.

    Of a page, it tells the time of the last edit, how many words it has, 0 for unknown, and when it appears if only its
    date holds it back.
    """

    title: str
    source: str
    updated: datetime | None = None
    words: int = 0
    scheduled: datetime | None = None


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What pages load from other servers.

    `pictures` and `sounds` are schemes and hosts (`https://example.org`), `films` and `embeds` whole addresses, of
    which some have a player.
    """

    pictures: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    films: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that pages, lists and feeds are made from."""

    config: Config
    base_path: str
    """`/`, or the path of the site's folder with slashes on both ends."""
    pages: Mapping[str, PageMeta] = {}
    """Every published page by id."""
    posts: tuple[str, ...] = ()
    """Ids of the posts, newest first or as `sorts` in site.yaml say."""
    collections: Mapping[str, Collection] = {}
    """The collections by name."""
    languages: Mapping[str, LanguageFront] = {}
    """The front page of each language that posts are written in, by tag; that of the site's language, under "", comes
    first. Empty where posts are in one language."""
    sequences: Mapping[str, tuple[str, ...]] = {}
    """What is read one after the other, by the name that `collections.sequence_of` gives it."""
    position: Mapping[str, int] = {}
    """Where each post, and each page of a sequence, stands in it."""
    taxonomies: Mapping[str, Taxonomy] = {}
    """Those that have terms, by name; `tags` and `series` among them."""
    related: Mapping[str, tuple[str, ...]] = {}
    """The posts that each post is most like; empty where the site does not ask for them."""
    archive: Mapping[str, tuple[str, ...]] = {}
    """The posts of each year and month, newest first, by `2026` and `2026/05`; empty where the site has no archive."""
    by_title: tuple[str, ...] = ()
    """Ids of the pages that search finds, by their titles; none where the site is not searched."""
    menu: tuple[MenuLink, ...] = ()
    home: str = ""
    """The page whose body is the front page, or "" where the front page only lists posts."""
    home_lists: bool = True
    """Whether the front page lists posts."""
    databases: Mapping[str, Target] = {}
    """Where a database can be seen, by id of the database and of its data sources."""
    inline: Mapping[str, Rows] = {}
    """The databases that stand in published pages, by database id."""
    sources_in_pages: tuple[str, ...] = ()
    """The ids of these databases, and of the data sources that they may show rows of."""
    media: Mapping[str, Media] = {}
    """Downloaded files of published pages by key."""
    people: Mapping[str, str] = {}
    """Names of users by id."""
    known: frozenset[str] = frozenset()
    """Ids that were crawled, published or not: tells a withheld page from one that is not part of the site."""
    unread: frozenset[str] = frozenset()
    """Ids of pages that cannot be read from the cache; whether they are published is not known."""
    withheld: Mapping[str, Withheld] = {}
    """By id the crawled pages and databases that no reader may meet; other crawled things have no title here."""
    linked: frozenset[str] = frozenset()
    """What links in published pages name on a page: ids of blocks, or `#` and an id on their own page."""
    outside: Outside = Outside()
    """What the pages load from other servers."""
    redirects: Mapping[str, str] = {}
    """By address from the front page on, such as `/old/`, the id of the page that it leads on to."""
    backlinks: Mapping[str, tuple[Backlink, ...]] = {}
    """By page the published pages that link to it or mention it, by title; pages without any are left out."""
    connected: Mapping[str, tuple[str, ...]] = {}
    """By page the ids of the published pages that link to it, stand in it, or the other way round, by title."""
    updated: datetime | None = None
    """The latest edit of a published page; what feeds and sitemaps call the site's own time."""
    until: datetime | None = None
    """The next moment at which the same content makes another site, because a date has come; None for never."""
    held: Mapping[str, Held] = {}
    """By id the pages that are not public, and are here because the configuration of a preview asks for them."""
    icon: SiteIcon | None = None
    """The picture of the site's icons, None for the theme's own icon."""
    social_cards: str = "none"
    """Which pages have a social card: `none`, those `without_cover`, or `all`."""
    scheduled: datetime | None = None
    """When the next page appears that only its date holds back, in the site's time zone; None for never."""
    named: tuple[str, ...] = ()
    """Ids of pages whose titles are names of tags, authors or other terms, or decide the order of rows."""
    outlines: Mapping[str, str] = {}
    """What `site.edits` tells pages of Notion by, published or not."""
