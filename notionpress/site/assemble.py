"""The site model put together from crawled values: routes, tags, menu, inline databases, media."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from notionpress.config import Config, PropertySettings
from notionpress.content.pages import DataSource, SchemaProperty
from notionpress.content.properties import Property
from notionpress.errors import PluginError
from notionpress.ids import notion_url
from notionpress.report import Problem, Report
from notionpress.site import routes
from notionpress.site.addresses import NONE, Addresses
from notionpress.site.collections import collections_of, in_place, names_in_collections, sequence_of
from notionpress.site.conditions import Clock
from notionpress.site.databases import Databases, shown_files
from notionpress.site.editorial import editorial_problems
from notionpress.site.fields import focus, is_ticked, names, picture, public_words, words
from notionpress.site.folders import FRONT_PATH
from notionpress.site.front_matter import LOCAL_NAMES
from notionpress.site.fronts import language_fronts, languages_of_posts, posts_in_front, posts_in_no_list, with_lists
from notionpress.site.languages import language_of, language_problem
from notionpress.site.links import connect
from notionpress.site.media import gather
from notionpress.site.menu import menu_of
from notionpress.site.order import in_order, published
from notionpress.site.outside import outside_of
from notionpress.site.page_routes import page_routes
from notionpress.site.publish import moment_of, next_change
from notionpress.site.redirects import redirects_of
from notionpress.site.related import PostText, related_posts
from notionpress.site.rollups import without_withheld
from notionpress.site.site import (
    Collection,
    Download,
    PageMeta,
    Route,
    Site,
    Withheld,
)
from notionpress.site.taxonomies import further_terms, taxonomies_of, taxonomy_settings
from notionpress.site.titles import by_title
from notionpress.site.translations import translations_of
from notionpress.site.tree import PROPERTY_MISSING, Content, Place, Tree
from notionpress.site.views import Views


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
    relate: Callable[[Sequence[PostText], int], Mapping[str, tuple[str, ...]]] = related_posts,
) -> Site:
    """Decide what is published, where it lies and what it is called.

    `roots` are (id, kind); `schemas`, `people` and `bodies` (digests of block trees) go by id; `download` finds a
    hosted file by key; `renamed` gives the names that properties have now by those they had; `addresses` is where pages
    were before. Pure: all reading is done by what it is handed.
    """
    zone = ZoneInfo(config.time_zone)
    clock = Clock(now, zone)
    named: set[str] = set()
    views = Views(content, schemas, config.databases, clock, partial(_name_of, content, people, named))
    tree = Tree(content, config, now, zone, views.publishes)
    places = list(tree.places(roots))
    known = frozenset((*content.pages, *content.databases, *content.rows))
    places = without_withheld(places, schemas, known - {place.page.id for place in places})
    rule = config.publish.property
    report.extend(_told_of_rename(one, rule, renamed) for one in tree.problems)
    report.extend(_unknown_properties(names_in_collections(config).values(), schemas, content, renamed))
    base = routes.base_path(config.base_url)
    home = _home(places, roots, config)
    titles = {place.page.id: place.title for place in places}
    fronts = _fronts(places)
    of_collections = {one.name: one.language for one in config.collections}
    languages = {
        place.page.id: language_of(
            place.property(place.names.language), config.language, of_collections.get(place.collection, "")
        )
        for place in places
    }
    others = languages_of_posts(places, languages, config)
    lists, without_lists = with_lists(others, config)
    report.extend(without_lists)
    routed = page_routes(places, titles, fronts, base, config, home, languages, lists, report)

    def person(id: str) -> str:
        return people.get(id, "")

    def page_title(id: str) -> str:
        named.add(id)
        return titles.get(id, "")

    order = _order(places, config)
    below = _children(places, order)
    # One for all rows of a data source: there are many.
    published = dict.fromkeys(name for one in names_in_collections(config).values() for name in one.metadata)
    columns = {id: _columns(schema, published) for id, schema in schemas.items()}
    known_tags: dict[str, str] = {}
    taxonomies = [one for one in taxonomy_settings(config) if one.name not in ("tags", "authors")]
    pages = {
        place.page.id: _meta(
            place,
            routed[place.page.id],
            titles[place.page.id],
            config,
            tags=_once(names(place.property(place.names.tags), person, page_title), known_tags),
            authors=names(place.property(place.names.authors), person, page_title),
            terms=further_terms(place, taxonomies, person, page_title) if taxonomies else {},
            children=tuple(below.get(place.page.id, ())),
            columns=columns.get(place.page.parent.id, {}),
            body=bodies.get(place.page.id, ""),
            language=languages[place.page.id],
        )
        for place in places
    }
    report.extend(_of_languages(places, pages))
    for id, group in translations_of(places, pages, known, config, report).items():
        pages[id] = replace(pages[id], translations=group)
    posts = in_order((page for page in pages.values() if page.kind == "post"), config, content, roots)
    in_front = posts_in_front(posts, others, lists, config)
    report.extend(posts_in_no_list(posts, in_front, config))
    elsewhere = frozenset(id for language, ids in in_front.items() if language for id in ids)
    collections = collections_of(config, pages, fronts, posts, order, elsewhere, base) if config.collections else {}
    sequences = _sequences(posts, collections, config)
    front = pages[home].route.url if home else base
    listed = _listed(posts, pages, config, roots, content)
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
        collections=collections,
        languages=language_fronts(posts, in_front, config, pages, collections, home, base),
        sequences=sequences,
        position={id: at for sequence in sequences.values() for at, id in enumerate(sequence)},
        taxonomies=taxonomies_of(config, listed, places, titles, base),
        related=relate(_texts(posts, places), config.related_posts) if config.related_posts else {},
        archive=_archive(posts, config),
        by_title=() if config.search == "off" else by_title(pages.values()),
        menu=menu_of(config, content, places, pages, home, report),
        home=home,
        home_lists=not home or config.home == "both" or (config.home is None and home in _posts_fronts(collections)),
        databases=shown,
        inline=inline,
        sources_in_pages=tuple(sorted({one for id in inline for one in _sources(content, id)})),
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
        named=tuple(sorted(named & pages.keys())),
        outlines=content.outlines,
        until=next_change(_held_back(content, config), now, zone, every_day=any(content.views.values())),
    )


def _sources(content: Content, database: str) -> Iterator[str]:
    """What a database may have rows of: by its id before 2025-09-03, by its data sources and those of its views."""
    yield database
    yield from content.sources.get(database, ())
    yield from (view.data_source for view in content.views.get(database, ()))


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
    rule = config.publish.property
    of_rows = {rule, *(names.date for names in names_in_collections(config).values())}
    of_local = {rule, LOCAL_NAMES.date}
    for page in (*content.pages.values(), *content.newer.values()):
        for name in of_local if page.file else of_rows:
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


def _name_of(content: Content, people: Mapping[str, str], named: set[str], id: str) -> str:
    named.add(id)
    page = content.pages.get(id)
    return page.plain_title if page else people.get(id, "")


def _home(places: list[Place], roots: tuple[tuple[str, str], ...], config: Config) -> str:
    """The page that is the front page, "" where that lists posts.

    It is the first page of a collection at `/`, else the local page of that name, else the first root page of Notion's
    that no collection begins with; where nobody asks for a page, only if the site has no posts.
    """
    if config.home == "list":
        return ""
    at_top = {one.name for one in config.collections if one.url == "/"}
    for place in places:
        if place.is_front and place.collection in at_top:
            return place.page.id
    for place in places:
        if place.page.file and not place.parents and place.path == FRONT_PATH:
            return place.page.id
    if config.home is None and (
        any(kind != "page" for _, kind in roots) or any(place.kind == "post" for place in places)
    ):
        return ""
    return next((one.page.id for one in places if one.root and one.kind == "page" and _may_be_home(one)), "")


def _may_be_home(place: Place) -> bool:
    return not place.page.file and not place.collection


def _fronts(places: Iterable[Place]) -> dict[str, str]:
    """The page that each collection begins with, by its name."""
    found: dict[str, str] = {}
    for place in places:
        if place.is_front:
            found.setdefault(place.collection, place.page.id)
    return found


def _posts_fronts(collections: Mapping[str, Collection]) -> set[str]:
    """The pages that collections of posts begin with, where these have lists."""
    return {one.page for one in collections.values() if one.layout == "posts" and one.has_list}


def _order(places: Iterable[Place], config: Config) -> dict[str, Property]:
    """The values by which pages of trees stand in order."""
    trees = {one.name for one in config.collections if one.layout != "posts"}
    found = ((one.page.id, one.property(one.names.order)) for one in places if trees and one.collection in trees)
    return {id: value for id, value in found if value is not None}


def _sequences(
    posts: Iterable[PageMeta], collections: Mapping[str, Collection], config: Config
) -> dict[str, tuple[str, ...]]:
    """What is read one after the other: posts of each collection and language, and pages along trees."""
    found: dict[str, list[str]] = {}
    for post in posts:
        name = sequence_of(post, collections, config)
        if name != post.collection:
            found.setdefault(name, []).append(post.id)
    trees = {name: one.sequence for name, one in collections.items() if one.layout == "docs"}
    return {**{name: tuple(ids) for name, ids in found.items()}, **trees}


def _children(places: list[Place], order: Mapping[str, Property]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for place in places:
        # Rows of an inline database are shown by its table.
        if place.parents and place.page.parent.kind in ("page", "block"):
            below.setdefault(place.parents[-1], []).append(place.page.id)
    return {id: list(in_place(found, order)) for id, found in below.items()} if order else below


def _columns(schema: DataSource, shown: Iterable[str]) -> dict[str, SchemaProperty]:
    """How the published properties are defined."""
    return {name: schema.properties[name] for name in shown if name in schema.properties}


def _meta(
    place: Place,
    route: Route,
    title: str,
    config: Config,
    *,
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    terms: Mapping[str, tuple[str, ...]],
    children: tuple[str, ...],
    columns: Mapping[str, SchemaProperty],
    body: str,
    language: str,
) -> PageMeta:
    page, summary, settings = place.page, place.summary, place.names
    discussed = place.property(settings.discussion)
    return PageMeta(
        id=page.id,
        kind=place.kind,
        title=title,
        route=route,
        created=page.created_time,
        updated=page.last_edited_time,
        date=moment_of(place.property(settings.date)),
        description=words(place.property(settings.description)),
        excerpt=summary.excerpt,
        tags=tags,
        authors=authors or ((config.author,) if config.author and place.kind == "post" else ()),
        terms=terms,
        icon=page.icon,
        cover=picture(place.property(settings.cover)) or page.cover,
        cover_focus=focus(place.property(settings.cover_focus)),
        metadata={name: page.properties[name] for name in settings.metadata if name in page.properties},
        columns=columns,
        parents=place.parents,
        children=children,
        anchors="\n".join([f"{one.block} {one.anchor}" for one in summary.headings]),
        words=summary.words,
        characters=summary.characters,
        has_code=summary.has_code,
        has_equation=summary.has_equation,
        public_url=page.public_url,
        body=body,
        file=page.file,
        noindex=is_ticked(place.property(settings.noindex)),
        discussed=place.kind == "post" if discussed is None else is_ticked(discussed),
        language=language,
        collection=place.collection,
    )


def _texts(posts: Iterable[PageMeta], places: Iterable[Place]) -> list[PostText]:
    """What posts are compared by."""
    headings = {one.page.id: one.summary.headings for one in places if one.kind == "post"}
    return [
        PostText(
            post.id,
            post.title,
            post.tags,
            "\n".join((post.description, post.excerpt, *(heading.text for heading in headings[post.id]))),
            post.language,
        )
        for post in posts
    ]


def _of_languages(places: Iterable[Place], pages: Mapping[str, PageMeta]) -> Iterator[Problem]:
    """What to tell of pages whose property for the language names none."""
    for place in places:
        name = place.names.language
        if name and (value := place.property(name)):
            page = pages[place.page.id]
            if problem := language_problem(value, name, page.title, page.source):
                yield problem


def _archive(posts: Iterable[PageMeta], config: Config) -> dict[str, tuple[str, ...]]:
    """The posts of each year, and of each month where that is asked for; the newest first."""
    if config.archive.by == "none":
        return {}
    zone = ZoneInfo(config.time_zone)
    found: dict[str, list[str]] = {}
    for post in sorted(posts, key=lambda post: (published(post, zone), post.id), reverse=True):
        day = published(post, zone).astimezone(zone)
        found.setdefault(f"{day:%Y}", []).append(post.id)
        if config.archive.by == "month":
            found.setdefault(f"{day:%Y/%m}", []).append(post.id)
    return {period: tuple(ids) for period, ids in found.items()}


def _listed(
    posts: list[PageMeta],
    pages: Mapping[str, PageMeta],
    config: Config,
    roots: tuple[tuple[str, str], ...],
    content: Content,
) -> list[PageMeta]:
    """What taxonomies list: posts, and the pages of collections of other kinds."""
    of_trees = {one.name for one in config.collections if one.layout != "posts"}
    if not of_trees:
        return posts
    return in_order([*posts, *(page for page in pages.values() if page.collection in of_trees)], config, content, roots)


def _told_of_rename(problem: Problem, rule: str, renamed: Mapping[str, str]) -> Problem:
    """A problem; where the property of the publish rule is missing, it says what that is called now."""
    if problem.kind != PROPERTY_MISSING or rule not in renamed:
        return problem
    return replace(problem, hint=f"It is called “{renamed[rule]}” in Notion now: write that as `publish: property:`.")


def _unknown_properties(
    settings: Iterable[PropertySettings],
    schemas: Mapping[str, DataSource],
    content: Content,
    renamed: Mapping[str, str],
) -> list[Problem]:
    """Names in site.yaml that no crawled database has: most likely misspelt, or renamed in Notion."""
    existing = {name for schema in schemas.values() for name in schema.properties}
    named = list(dict.fromkeys(name for one in settings for name in one.named))
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
