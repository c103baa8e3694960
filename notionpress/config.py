"""site.yaml as values: every setting with its meaning and default, and the reading of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from notionpress.config_checks import CHECKS, web_address
from notionpress.config_collections import check_languages, join_collections, join_taxonomies
from notionpress.config_file import Written, read_settings
from notionpress.errors import ConfigError
from notionpress.removals import RemovalLimit

Version = Literal["2022-06-28", "2025-09-03", "2026-03-11"]
"""The versions of Notion's API that are understood."""

_UNLIMITED: Final = 10_000_000
"""Requests a minute: as good as no limit."""


class NotionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the content comes from. The token is never here: it comes from NOTION_TOKEN or `.env`."""

    root: tuple[str, ...] = ()
    """Databases, data sources and pages to publish, as ids or Notion URLs; one, or a list. Kept as dashed ids."""
    version: Version = "2025-09-03"
    """The Notion-Version that is sent with every request."""
    base_url: str = "https://api.notion.com"
    """Another server to ask; NOTION_BASE_URL overrides it."""
    requests_per_minute: int = 180
    """The plan's limit: 180, or 600 on Business and Enterprise."""
    concurrency: int = 8
    """How many requests may be under way at once."""
    reread_within: int = 100
    """The number of crawls within which every page is read anew once, changed or not; 0: only with --full."""
    where: Written = {}
    """Which rows of root databases are read: properties by name, each with what it must be."""
    filter: Written = {}
    """The same in Notion's own grammar; where both are given, both must be met."""
    sorts: tuple[Written, ...] = ()
    """The order of the rows, in Notion's own grammar: that of posts if `properties` name no date."""
    emulator: str = ""
    """A workspace folder to serve with the embedded Notion server during the build, instead of asking Notion."""

    @property
    def request_limit(self) -> int:
        """How many requests a minute the server allows that the site is read from; the embedded one has no limit."""
        return _UNLIMITED if self.emulator else self.requests_per_minute


class PropertySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which Notion property is what. Properties that are not named here are not published."""

    title: str = ""
    """The title; by default the property of type title."""
    date: str = ""
    """When it was or will be published: a date property, or created_time. A future date keeps the page back."""
    slug: str = ""
    """The last part of its address; by default made from the title."""
    tags: str = ""
    """Its tags: multi-select, select, or a relation."""
    description: str = ""
    """One or two sentences for lists, feeds and search engines; by default the first words of the text."""
    cover: str = ""
    """A files or URL property with a picture; by default the page's cover."""
    cover_focus: str = ""
    """A number or text property: the place of the cover that is always seen, in percent from the top."""
    authors: str = ""
    """Who wrote it: people, select, multi-select, text or a relation. Only names are published."""
    aliases: str = ""
    """Further addresses that lead to it: text with commas between them, or multi-select."""
    language: str = ""
    """The language that it is written in, as a tag (en, de, pt-BR), where that is not the site's: select or text."""
    translation_of: str = ""
    """Which pages say the same in other languages: a relation to one of them, or a text that is the same in all."""
    noindex: str = ""
    """A checkbox, or a formula that comes to true or false: where it is ticked, search engines leave the page out."""
    discussion: str = ""
    """The same: whether readers can comment on the page. By default they can on posts, and on nothing else."""
    series: str = ""
    """The series that it is a part of: select, text or a relation."""
    part: str = ""
    """Which part of the series it is, as a number; by default parts follow one another by date."""
    order: str = ""
    """A number, text or date by which the pages of a collection stand in order, where that is not by date."""
    metadata: tuple[str, ...] = ()
    """Further properties to show, by name, in this order; also the columns of inline databases."""

    @property
    def named(self) -> tuple[str, ...]:
        """All names of properties that are given."""
        one_each = (getattr(self, name) for name in self.__struct_fields__ if name != "metadata")
        return (*filter(None, one_each), *self.metadata)


Layout = Literal["posts", "docs", "pages"]
"""What the pages of a collection are: dated posts, chapters read along the page tree, or pages by themselves."""


class CollectionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the site that has pages, addresses and a list of its own."""

    name: str
    """Its name in lower-case letters, digits and hyphens."""
    root: tuple[str, ...] = ()
    """Databases, data sources and pages of Notion, or folders of local pages; everything below them is part of it."""
    layout: Layout = "posts"
    """`posts`: dated, newest first; `docs`: read along the page tree; `pages`: in the same order, each by itself."""
    title: str = ""
    """What it is called; by default the title of its root page, or its name."""
    url: str = ""
    """The address of its list; by default its name, as in `/blog/`. `/` is the front page."""
    list: bool = True
    """Whether it has a list."""
    permalink: str = ""
    """The address of its posts and of its top pages; by default below that of its list: `/blog/{slug}/`."""
    posts_per_page: int = 0
    """How many pages its list shows before the next begins; 0 for as many as other lists."""
    template: str = ""
    """The template of its pages; by default post.html or page.html."""
    list_template: str = ""
    """The template of its list; by default list.html."""
    feed: bool = True
    """Whether it has a feed of its own, where the site has feeds."""
    language: str = ""
    """The language of its pages, list and feeds, as a tag, where that is not the site's; a page may name another."""
    translates: str = ""
    """The name of a collection whose pages stand here in another language, each with the same slug or file name."""
    properties: PropertySettings = PropertySettings()
    """Which property is what, where that is another one than in the rest of the site."""


class LanguageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the site is called in another language that pages are written in."""

    language: str
    """The language, as a tag: de, pt-BR."""
    title: str = ""
    """The site's name in it, where that is another."""
    description: str = ""
    """One sentence about the site in it."""


class TaxonomySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A property whose values have pages of their own, with all that has the value."""

    name: str
    """Its name in lower-case letters, digits and hyphens; `tags`, `authors` and `series` are those of `properties`."""
    property: str = ""
    """A select, multi-select, status, relation, people or text property; not for those three."""
    title: str = ""
    """What it is called; by default the theme's word for it, or its name."""
    url: str = ""
    """The address of the list of all values; by default its name, as in `/topics/`."""
    body: bool = False
    """Whether the page of a value that comes from a relation shows the body of the related page above its list."""
    feed: bool = True
    """Whether each value has a feed of its own, where terms have feeds."""
    posts_per_page: int = 0
    """How many posts the list of a value shows before the next page begins; 0 for as many as other lists."""


class ArchiveSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pages with the posts of each year."""

    by: Literal["none", "year", "month"] = "none"
    """`year`: a page for each year; `month`: for each month too."""
    url: str = "/archive/"
    """The address of the list of all years."""


GateRule = Literal["signed-url", "token", "email", "unpublished-id", "unpublished-title", "notion-link"]
"""What the leak gate looks for in the files of the site."""


class GateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The leak gate, which stops a build whose files hold what must not be public."""

    skip: tuple[GateRule, ...] = ()
    """Rules that do not apply."""


class PublishSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pages are public. Without a property, every page below the roots is."""

    property: str = ""
    """A status, select, multi-select, checkbox or date property of the root databases."""
    values: tuple[str, ...] = ()
    """The choices that mean published. Not needed for a checkbox (ticked) or a date (not in the future)."""


class DiscussionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Comments of readers, by a provider; what it needs is loaded when a reader asks for them."""

    provider: Literal["none", "giscus", "isso", "remark42"] = "none"
    """Who keeps them: giscus in discussions of a repository at GitHub, isso and remark42 on a server of your own."""
    url: str = ""
    """The address of the server."""
    repo: str = ""
    """giscus: the repository, as owner/name."""
    repo_id: str = ""
    """giscus: its id, which giscus.app tells."""
    category: str = ""
    """giscus: the category of new discussions."""
    category_id: str = ""
    """giscus: its id."""
    site_id: str = "remark"
    """remark42: the site on the server, if that has several."""


class FileSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The files that pages show: pictures, films, sounds, documents."""

    external: Literal["link", "download"] = "link"
    """Whether files of other servers stay there, or are downloaded and served by the site itself."""
    largest: int = 512
    """The size in MiB above which a file is not downloaded."""
    timeout: int = 600
    """The seconds after which the download of one file is given up."""


class PictureSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The smaller versions of pictures, which need the extra `images`; the theme says how wide they are."""

    formats: tuple[Literal["avif", "webp"], ...] = ("avif", "webp")
    """What they are made as, best first; none for no smaller versions."""
    quality: int = 75
    """From 1 (small) to 100 (faithful)."""
    gallery_from: int = 3
    """How many pictures one after the other make a gallery; 0: none do."""
    megapixels: int = 100
    """The number of pixels above which a picture is not decoded, but only linked."""


class DatabaseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How databases that stand in pages are shown."""

    views: Literal["all", "first"] = "all"
    """Their views: all of them as tabs, at most five, or the first alone."""
    properties: Literal["metadata", "visible"] = "metadata"
    """Which properties a view may show: those that are named under `properties`, or all that are visible in Notion."""


Told = Literal["off", "warn"]
"""Whether something that an author may want to mend is told."""


class CheckSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The editorial checks: what of the pages is told to authors, at the end of a build and by `notionpress check`."""

    missing_alt: Told = "warn"
    """Pictures without a caption; `(decorative)` as caption says that one needs none."""
    missing_description: Told = "warn"
    """Pages whose description property is empty."""
    skipped_heading: Told = "warn"
    """Headings more than one level below the heading before."""
    dead_link: Told = "warn"
    """Links and mentions whose page is not published."""
    dead_anchor: Told = "warn"
    """Links to a place on a page that readers cannot be led to."""
    dead_external_link: Told = "warn"
    """Links to other sites that lead nowhere, which `notionpress check --links` finds."""
    moved_external_link: Told = "warn"
    """Links to other sites that have moved for good, which it finds too."""
    same_title: Told = "warn"
    """Pages with the title of another page."""
    same_address: Told = "warn"
    """Pages that would have the address of another page, and so got a number."""
    large_picture: Told = "warn"
    """Pictures above one of the two limits below."""
    empty_page: Told = "warn"
    """Pages on which nothing stands."""
    picture_size: int = 5
    """The size in MiB above which a picture is very large."""
    picture_megapixels: int = 25
    """The number of pixels, in millions, above which it is."""
    skip_links: tuple[str, ...] = ()
    """Beginnings of addresses that are not asked for."""
    links_kept: int = 7
    """The number of days for which it is kept that a link leads somewhere."""

    def tells(self, kind: str) -> bool:
        """Whether problems of a kind are told; one that is no editorial check always is."""
        return bool(getattr(self, kind.replace("-", "_"), "warn") != "off")


FeedFormat = Literal["atom", "rss", "json"]
"""A format of feeds."""


class FeedSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The feeds: of the whole site, of collections, and of tags and other terms."""

    enabled: bool = True
    """Whether there are feeds."""
    posts: int = 20
    """How many of the newest posts each holds."""
    formats: tuple[FeedFormat, ...] = ("atom", "rss", "json")
    """What feeds are written as; terms have the first alone."""
    text: Literal["full", "summary"] = "full"
    """Whether feeds of the site and its collections hold the text of posts, or only what lists say of them."""
    terms: Literal["full", "summary", "none"] = "full"
    """The same of the feeds of tags and other terms; none for no such feeds."""


class SocialSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is shown of pages where their addresses are shared."""

    cards: Literal["none", "without_cover", "all"] = "none"
    """Which pages get a card, a picture with their title, made with the extra `og`: those without a cover, or all."""
    fonts: tuple[str, ...] = ()
    """Font files that cards are lettered in; what they lack is taken from installed fonts."""


class MachineSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written for machines that read."""

    markdown: bool = False
    """Whether each page has a Markdown twin: index.md beside index.html."""
    llms: bool = False
    """Whether there is llms.txt, a list of all pages."""


SearchKind = Literal["auto", "pagefind", "list", "off"]
"""What searches the site."""


class LiveSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How `notionpress live` follows Notion."""

    debounce: int = 2
    """The seconds without another event of a page after which it is read; at most 30 seconds after the first."""
    reconcile: int = 15
    """The minutes after which it is looked for what no event told of."""
    reread: int = 0
    """The hours after which every page is read anew; 0: never, as `notion.reread_within` does it little by little."""


Host = Literal["netlify", "cloudflare", "vercel", "nginx", "apache", "caddy"]
"""Hosts and servers that take redirects and headers from a file of the site."""

Redirection = Literal["pages", "netlify", "cloudflare", "vercel", "nginx", "apache", "caddy"]
"""What leads visitors of old addresses on."""


class DeploySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the site goes: files that its host reads, and what `notionpress live` does with a site that changed."""

    redirects: tuple[Redirection, ...] = ("pages", "cloudflare")
    """How old addresses lead on: by pages, which do everywhere, and by files that hosts read."""
    headers: tuple[Host, ...] = ("cloudflare",)
    """For which hosts there are files that say which headers go with the site's files."""
    allow: Written = {}
    """What pages may load besides, by directives of the Content-Security-Policy, each with its sources."""
    command: str = ""
    """A line of the shell that is run in the project's folder; NOTIONPRESS_OUTPUT is where the site lies."""
    timeout: int = 600
    """The seconds after which it is ended, and so are the functions of plugins that are called after a build."""


class MenuEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry below another one in the site's menu: a page of the site, or any address."""

    label: str = ""
    """The words; by default the page's title."""
    page: str = ""
    """A Notion page, by id or URL."""
    url: str = ""
    """An address instead: `/tags/`, `https://…`, `mailto:…`."""


class MenuItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of the site's menu: a page of the site, or any address."""

    label: str = ""
    """The words; by default the page's title."""
    page: str = ""
    """A Notion page, by id or URL."""
    url: str = ""
    """An address instead: `/tags/`, `https://…`, `mailto:…`."""
    below: bool = False
    """Whether the pages below it in the page tree are entries below it."""
    items: tuple[MenuEntry, ...] = ()
    """Entries below it."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of site.yaml."""

    title: str
    """The site's name."""
    description: str = ""
    """One sentence about the site."""
    base_url: str = "http://localhost:8000"
    """The address that the site will have, with a path if it lives in a folder."""
    icon: str = ""
    """A picture, SVG or PNG, of which the site's icons are made."""
    language: str = "en"
    """The site's language, as a BCP 47 tag: en, de, pt-BR."""
    languages: tuple[LanguageSettings, ...] = ()
    """What the site is called in other languages."""
    time_zone: str = "UTC"
    """The time zone in which dates are shown and scheduled: Europe/Berlin."""
    author: str = ""
    """Who publishes the site; the author of posts that name none."""
    notion: NotionSettings = NotionSettings()
    properties: PropertySettings = PropertySettings()
    publish: PublishSettings = PublishSettings()
    databases: DatabaseSettings = DatabaseSettings()
    permalink: str = "/{slug}/"
    """The address of a post: {slug}, {year}, {month} and {day} are filled in."""
    slugs: Literal["unicode", "ascii"] = "unicode"
    """Whether addresses keep letters of every script or are transliterated."""
    posts_per_page: int = 10
    """How many posts a list shows before the next page begins."""
    related_posts: int = 0
    """How many related posts a post names; 0 for none."""
    collections: tuple[CollectionSettings, ...] = ()
    """Parts of the site with addresses, lists and layouts of their own."""
    taxonomies: tuple[TaxonomySettings, ...] = ()
    """Properties whose values have pages of their own, besides tags and series."""
    archive: ArchiveSettings = ArchiveSettings()
    home: Literal["list", "page", "both"] | None = None
    """What the front page is: the list of posts, a page, or that page with the posts below it. By default a page where
    there is index.md, or where the site has no posts."""
    menu: tuple[MenuItem, ...] | Literal["tree"] | None = None
    """The menu; by default the root pages, with `tree` these and the pages below each."""
    feed: FeedSettings = FeedSettings()
    machines: MachineSettings = MachineSettings()
    social: SocialSettings = SocialSettings()
    search: SearchKind = "auto"
    """What searches the site: `pagefind` the whole text, which needs the extra `search`; `list` a list of all pages
    with their tags and descriptions; `auto` the first where the extra is installed, else the second; `off` nothing."""
    comments: bool = False
    """Whether the comments on published pages are shown below them, with the names of their authors."""
    discussion: DiscussionSettings = DiscussionSettings()
    files: FileSettings = FileSettings()
    pictures: PictureSettings = PictureSettings()
    unsupported: Literal["nothing", "link", "text"] = "nothing"
    """What readers get for a block that cannot be shown: nothing, a link to it where it is public in Notion, or a line
    of text."""
    gate: GateSettings = GateSettings()
    checks: CheckSettings = CheckSettings()
    removals: RemovalLimit = RemovalLimit()
    live: LiveSettings = LiveSettings()
    deploy: DeploySettings = DeploySettings()
    addresses: str = "addresses.txt"
    """The file that keeps where pages were, so that old addresses lead on; it belongs in the repository."""
    content: str = "content"
    """A folder of Markdown files that are pages of the site too; it need not exist."""
    theme: str = "journal"
    """A theme's name, or the path of a folder that holds one."""
    theme_options: dict[str, Any] = {}
    """The theme's own options; its theme.yaml lists them."""
    plugins: tuple[str, ...] = ()
    """Files or modules of the owner's own that take part in the build, in order."""
    output: str = "public"
    """The folder that the site is written to."""
    cache: str = ".notionpress"
    """The folder that keeps what was crawled; a CI job should cache it."""
    static: str = "static"
    """A folder whose files are copied to the site as they are; it need not exist."""
    templates: str = "templates"
    """A folder with templates that win over the theme's; it need not exist."""

    preview: bool = False
    """Whether a box stands wherever something is not shown as in Notion (not a setting: `build --preview` says so)."""
    drafts: bool = False
    """Whether pages are shown that the publish rule holds back (not a setting: `serve --drafts` says so)."""
    future: bool = False
    """Whether pages are shown whose date has not come (not a setting: `serve --future` says so)."""
    folder: Path = Path()
    """Where site.yaml lies; every relative path starts there (not a setting)."""
    file: str = "site.yaml"
    """What it is called (not a setting)."""


INTERNAL: Final = ("drafts", "file", "folder", "future", "preview")
"""Values of the configuration that are no settings."""


def load_config(
    path: Path, *, base_url: str = "", preview: bool = False, drafts: bool = False, future: bool = False
) -> Config:
    """Read site.yaml.

    `base_url` stands in for the one in the file (a preview has another address); in a `preview`, authors see where
    something is not shown as in Notion; `drafts` and `future` show pages that are not public. Raises ConfigError with
    all mistakes, each with file, line and column.
    """
    values = read_settings(path, Config, CHECKS, internal=INTERNAL)
    if base_url:
        try:
            values["base_url"] = web_address(base_url)
        except ValueError as error:
            raise ConfigError(f"--base-url: {error}.", "Name it as in `--base-url https://example.org`.") from error
    check_languages(path, values)
    join_collections(path, values)
    join_taxonomies(path, values)
    shown = {"preview": preview, "drafts": drafts, "future": future}
    return msgspec.convert({**values, **shown, "folder": path.parent, "file": path.name}, Config)
