"""The site model put together from crawled values: routes, tags, menu, inline databases, media."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from notionpress.config import Config, PropertySettings
from notionpress.content.pages import DataSource, SchemaProperty
from notionpress.content.properties import Property
from notionpress.errors import PluginError
from notionpress.ids import local_id, notion_url
from notionpress.report import Problem, Report
from notionpress.site import routes
from notionpress.site.addresses import NONE, Addresses
from notionpress.site.conditions import Clock
from notionpress.site.databases import Databases, shown_files
from notionpress.site.editorial import editorial_problems
from notionpress.site.fields import colors, names, picture, public_words, words
from notionpress.site.front_matter import LOCAL_NAMES
from notionpress.site.links import connect
from notionpress.site.media import gather
from notionpress.site.order import in_order
from notionpress.site.outside import outside_of
from notionpress.site.publish import aware, moment_of, next_change
from notionpress.site.redirects import redirects_of
from notionpress.site.rollups import without_withheld
from notionpress.site.site import (
    Download,
    MenuLink,
    PageMeta,
    Route,
    Site,
    Tag,
    Withheld,
)
from notionpress.site.tree import PROPERTY_MISSING, Content, Place, Tree
from notionpress.site.views import Views
from notionpress.slugs import slug


def assemble(
    content: Content,
    config: Config,
    now: datetime,
    report: Report,
    *,
    roots: tuple[tuple[str, str], ...],
    schemas: Mapping[str, DataSource],
    people: Mapping[str, str],
    bodies: Mapping[str, str],
    download: Callable[[str], Download | None],
    renamed: Mapping[str, str] = MappingProxyType({}),
    addresses: Addresses = NONE,
) -> Site:
    """Decide what is published, where it lies and what it is called.

    `roots` are (id, kind); `schemas`, `people` and `bodies` (digests of block trees) go by id; `download` finds a
    hosted file by key; `renamed` gives the names that properties have now by those they had; `addresses` is where pages
    were before. Pure: all reading is done by what it is handed.
    """
    zone = ZoneInfo(config.time_zone)
    clock = Clock(now, zone)
    views = Views(content, schemas, config.databases, clock, partial(_name_of, content, people))
    tree = Tree(content, config, now, zone, views.publishes)
    places = list(tree.places(roots))
    known = frozenset((*content.pages, *content.databases, *content.rows))
    places = without_withheld(places, schemas, known - {place.page.id for place in places})
    rule = config.publish.property
    report.extend(_told_of_rename(one, rule, renamed) for one in tree.problems)
    report.extend(_unknown_properties(config.properties, schemas, content, renamed))
    base = routes.base_path(config.base_url)
    home = _home(places, roots)
    titles = {place.page.id: _title(place) for place in places}
    routed = _routes(places, titles, base, config, home, report)

    def person(id: str) -> str:
        return people.get(id, "")

    def page_title(id: str) -> str:
        return titles.get(id, "")

    below = _children(places)
    # One for all rows of a data source: there are many.
    columns = {id: _columns(schema, config.properties) for id, schema in schemas.items()}
    known_tags: dict[str, str] = {}
    pages = {
        place.page.id: _meta(
            place,
            routed[place.page.id],
            titles[place.page.id],
            config,
            tags=_once(names(_property(place, place.names.tags), person, page_title), known_tags),
            authors=names(_property(place, place.names.authors), person, page_title),
            children=tuple(below.get(place.page.id, ())),
            columns=columns.get(place.page.parent.id, {}),
            body=bodies.get(place.page.id, ""),
        )
        for place in places
    }
    posts = in_order((page for page in pages.values() if page.kind == "post"), config, content, roots)
    front = pages[home].route.url if home else base
    tags = _tags(posts, places, config, base)
    databases = Databases(content, config, places, pages, schemas, views, clock)
    inline, shown = databases.shown(front, roots)
    report.extend(views.problems.values())
    media = gather(places, pages, shown_files(inline), download, base, external=config.files.external == "download")
    report.extend(editorial_problems(places, pages, shown.keys(), known, media, config))
    redirects, refused = redirects_of(places, pages, addresses, config)
    report.extend(refused)
    backlinks, connected = connect(places, pages)
    return Site(
        config=config,
        base_path=base,
        pages=pages,
        posts=tuple(page.id for page in posts),
        position={page.id: at for at, page in enumerate(posts)},
        tags=tags,
        tag_named={tag.name: tag for tag in tags},
        menu=_menu(config, content, places, pages, home, report),
        home=home,
        databases=shown,
        inline=inline,
        media=media,
        people=people,
        known=known,
        unread=content.unread,
        withheld=_withheld(content, known - pages.keys() - shown.keys(), tree.scheduled),
        linked=frozenset(_anchors(places)),
        outside=outside_of(places, pages.values(), shown_files(inline)[0], media),
        redirects=redirects,
        backlinks=backlinks,
        connected=connected,
        updated=max((page.updated for page in pages.values()), default=None),
        held=tree.held,
        # The filters of views may ask which day it is.
        scheduled=min(tree.scheduled.values(), default=None),
        until=next_change(_held_back(content, config), now, zone, every_day=any(content.views.values())),
    )


def _anchors(places: Iterable[Place]) -> Iterator[str]:
    """What the links of pages name on a page: ids of blocks, or `#` and an id on the same page."""
    for place in places:
        for link in place.summary.links:
            if link.anchor:
                yield link.anchor if link.target else f"#{link.anchor}"


def _once(words: Iterable[str], known: dict[str, str]) -> tuple[str, ...]:
    """The same words, each kept in memory only once."""
    return tuple([known.setdefault(word, word) for word in words])


def _held_back(content: Content, config: Config) -> Iterator[date | datetime | None]:
    """The moments before which pages are not public."""
    for page in (*content.pages.values(), *content.newer.values()):
        date_name = LOCAL_NAMES.date if page.file else config.properties.date
        for name in {date_name, config.publish.property}:
            yield moment_of(page.properties.get(name))


def _withheld(content: Content, ids: frozenset[str], scheduled: Mapping[str, datetime]) -> dict[str, Withheld]:
    """What is not published, so that it can be told whether a file of the site gives it away."""
    found: dict[str, Withheld] = {}
    for id in sorted(ids):
        page = content.pages.get(id)
        if page:
            title = public_words(page.title)
            found[id] = Withheld(title, page.source, page.last_edited_time, _words_in(content, id), scheduled.get(id))
        else:
            database = content.databases.get(id)
            found[id] = Withheld(public_words(database.title) if database else "", notion_url(id))
    return found


def _words_in(content: Content, id: str) -> int:
    try:
        summary = content.summary(id)
    except PluginError:
        return 0  # What is not published need not be right.
    return summary.words if summary else 0


def _name_of(content: Content, people: Mapping[str, str], id: str) -> str:
    page = content.pages.get(id)
    return page.plain_title if page else people.get(id, "")


def _home(places: list[Place], roots: tuple[tuple[str, str], ...]) -> str:
    """The local page of that name, else the first root page of Notion's, where the site has no posts."""
    own = local_id("index.md")
    if any(place.page.id == own for place in places):
        return own
    if any(kind != "page" for _, kind in roots) or any(place.kind == "post" for place in places):
        return ""
    return next((place.page.id for place in places if place.root and not place.page.file), "")


def _property(place: Place, name: str) -> Property | None:
    return place.page.properties.get(name) if name else None


def _title(place: Place) -> str:
    return words(_property(place, place.names.title)) or public_words(place.page.title)


def _routes(
    places: list[Place], titles: Mapping[str, str], base: str, config: Config, home: str, report: Report
) -> dict[str, Route]:
    found: dict[str, Route] = {}
    segments: dict[str, tuple[str, ...]] = {}
    claims = routes.Routes(base)
    zone = ZoneInfo(config.time_zone)
    for place in places:
        page = place.page
        title = titles[page.id]
        if page.id == home:
            found[home], segments[home] = routes.route(base), ()
            continue
        above = segments[place.parents[-1]] if place.parents else ()
        name = (*above, *_name(place, title, config))
        wanted = name
        if place.kind == "post" and config.permalink != routes.PLAIN:
            wanted = routes.permalink(config.permalink, name, _day(place, zone))
        found[page.id], first = claims.claim(wanted, page.id)
        segments[page.id] = tuple(found[page.id].path.split("/")[:-1])
        if first and config.checks.tells("same-address"):
            report.add(
                Problem(
                    "same-address",
                    f"“{titles[first]}” has the address /{'/'.join(wanted)}/ already; this page is at"
                    f" {found[page.id].url}",
                    title,
                    page.source,
                    "Give one of them another slug.",
                )
            )
    return found


def _name(place: Place, title: str, config: Config) -> tuple[str, ...]:
    """The last parts of a page's address; local pages have theirs from their folders and file."""
    given = words(_property(place, place.names.slug))
    if not place.path:
        return routes.name_for(given, title, place.page.id, config.slugs)
    folders = tuple(slug(folder, config.slugs) or "folder" for folder in place.path[:-1])
    return (*folders, *routes.name_for(given, place.path[-1], place.page.id, config.slugs))


def _day(place: Place, zone: tzinfo) -> date:
    """The day that its readers see, in the site's time zone."""
    moment = moment_of(_property(place, place.names.date)) or place.page.created_time
    return aware(moment, zone).astimezone(zone) if isinstance(moment, datetime) else moment


def _children(places: list[Place]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for place in places:
        # Rows of an inline database are shown by its table.
        if place.parents and place.page.parent.kind in ("page", "block"):
            below.setdefault(place.parents[-1], []).append(place.page.id)
    return below


def _columns(schema: DataSource, settings: PropertySettings) -> dict[str, SchemaProperty]:
    """How the published properties are defined."""
    return {name: schema.properties[name] for name in settings.metadata if name in schema.properties}


def _meta(
    place: Place,
    route: Route,
    title: str,
    config: Config,
    *,
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    children: tuple[str, ...],
    columns: Mapping[str, SchemaProperty],
    body: str,
) -> PageMeta:
    page, summary, settings = place.page, place.summary, place.names
    return PageMeta(
        id=page.id,
        kind=place.kind,
        title=title,
        route=route,
        created=page.created_time,
        updated=page.last_edited_time,
        date=moment_of(_property(place, settings.date)),
        description=words(_property(place, settings.description)),
        excerpt=summary.excerpt,
        tags=tags,
        authors=authors or ((config.author,) if config.author and place.kind == "post" else ()),
        icon=page.icon,
        cover=picture(_property(place, settings.cover)) or page.cover,
        metadata={name: page.properties[name] for name in settings.metadata if name in page.properties},
        columns=columns,
        parents=place.parents,
        children=children,
        anchors="\n".join([f"{one.block} {one.anchor}" for one in summary.headings]),
        words=summary.words,
        has_code=summary.has_code,
        has_equation=summary.has_equation,
        public_url=page.public_url,
        body=body,
        file=page.file,
    )


def _tags(posts: list[PageMeta], places: list[Place], config: Config, base: str) -> tuple[Tag, ...]:
    color: dict[str, str] = {}
    for place in places:
        if value := _property(place, place.names.tags):
            color.update(colors(value))
    members: dict[str, list[str]] = {}
    for post in posts:
        for name in post.tags:
            members.setdefault(name, []).append(post.id)
    claims = routes.Routes(base, above=("tags",))
    # Further pages of the list of tags would lie there.
    claims.claim(("page",), "")
    found = []
    for name in sorted(members):
        route, _ = claims.claim((slug(name, config.slugs) or "tag",), name)
        address = route.path.split("/")[-2]
        found.append(Tag(name, address, color.get(name, "default"), route, tuple(members[name])))
    return tuple(sorted(found, key=lambda tag: (-len(tag.posts), tag.name.casefold(), tag.name)))


def _menu(
    config: Config,
    content: Content,
    places: list[Place],
    pages: Mapping[str, PageMeta],
    home: str,
    report: Report,
) -> tuple[MenuLink, ...]:
    if config.menu is None:
        roots = (pages[place.page.id] for place in places if place.root and place.kind == "page")
        return tuple(MenuLink(page.title, page.route.url) for page in roots if page.id != home)
    links = []
    base = routes.base_path(config.base_url)
    for item in config.menu:
        if item.page:
            page = pages.get(item.page)
            if page:
                links.append(MenuLink(item.label or page.title, page.route.url))
            else:
                report.add(
                    Problem(
                        "menu-page-unpublished",
                        f"The menu names a page that is not published{f' (“{item.label}”)' if item.label else ''}.",
                        url=content.pages[item.page].source if item.page in content.pages else notion_url(item.page),
                        hint="Publish it, or take it out of menu in site.yaml.",
                    )
                )
        else:
            url = base + item.url[1:] if item.url.startswith("/") and not item.url.startswith("//") else item.url
            links.append(MenuLink(item.label or item.url, url))
    return tuple(links)


def _told_of_rename(problem: Problem, rule: str, renamed: Mapping[str, str]) -> Problem:
    """A problem; where the property of the publish rule is missing, it says what that is called now."""
    if problem.kind != PROPERTY_MISSING or rule not in renamed:
        return problem
    return replace(problem, hint=f"It is called “{renamed[rule]}” in Notion now: write that as `publish: property:`.")


def _unknown_properties(
    settings: PropertySettings, schemas: Mapping[str, DataSource], content: Content, renamed: Mapping[str, str]
) -> list[Problem]:
    """Names in site.yaml that no crawled database has: most likely misspelt, or renamed in Notion."""
    existing = {name for schema in schemas.values() for name in schema.properties}
    named = [settings.title, settings.date, settings.slug, settings.tags, settings.description]
    named += [settings.cover, settings.authors, *settings.metadata]
    if not existing.issuperset(filter(None, named)):
        existing.update(*(page.properties for page in content.pages.values()))
    problems = []
    for name in named:
        if name and name not in existing:
            near = get_close_matches(name, sorted(existing), 1)
            hint = f"Did you mean “{near[0]}”?" if near else "Look at the property names in Notion."
            if name in renamed:
                hint = f"It is called “{renamed[name]}” in Notion now: write that in site.yaml."
            problems.append(
                Problem("unknown-property", f"site.yaml names the property “{name}”, which no page has.", hint=hint)
            )
    return problems
