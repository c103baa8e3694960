"""The addresses of pages: by their slugs, their places in the tree, and the patterns of site.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from notionpress.config import Config
from notionpress.report import Problem, Report
from notionpress.site import routes
from notionpress.site.collections import list_segments
from notionpress.site.fields import words
from notionpress.site.fronts import front_segments
from notionpress.site.publish import aware, moment_of
from notionpress.site.site import PageMeta, Route
from notionpress.site.taxonomies import taxonomy_settings
from notionpress.site.tree import Place
from notionpress.slugs import slug


def page_routes(
    places: list[Place],
    titles: Mapping[str, str],
    fronts: Mapping[str, str],
    base: str,
    config: Config,
    home: str,
    languages: Mapping[str, str],
    lists: Iterable[str],
    report: Report,
) -> dict[str, Route]:
    """The route of every page by its id.

    `titles` are their titles and `fronts` the pages that collections begin with, by name; `home` is the page at the
    top. `languages` are those of pages by id, `lists` those that have a list of their own, at whose address a page in
    that language may lie. Pages that had to get another address than theirs are told to the report.
    """
    found: dict[str, Route] = {}
    segments: dict[str, tuple[str, ...]] = {}
    collections = {one.name: one for one in config.collections}
    parts = {one.page.id: one.collection for one in places} if collections else {}
    tops = {one.page.id for one in places if one.is_front} if collections else set()
    claims = routes.Routes(base, reserved=_reserved(config))
    for one in config.collections:
        own = fronts.get(one.name, "")
        address = list_segments(one.url)
        if own and own != home:
            found[own], _ = claims.claim(address, own)
            segments[own] = address
        elif one.list and not own:
            claims.claim(address, one.title or one.name)
        claims.claim((*address, "page"), one.title or one.name)
    above_list = {}
    for language in lists:
        address = front_segments(language)
        above_list[address] = language
        claims.claim(address, f"posts in the language {language}")
        claims.claim((*address, "page"), language)
    zone = ZoneInfo(config.time_zone)
    for place in places:
        page = place.page
        title = titles[page.id]
        if page.id in found:
            continue
        if page.id == home:
            found[home], segments[home] = routes.route(base), ()
            continue
        above = segments[place.parents[-1]] if place.parents else ()
        name = _name(place, title, config)
        collection = collections.get(place.collection)
        if collection is None:
            wanted = _outside_of_collections(place, (*above, *name), config, zone)
        elif not place.parents or place.parents[-1] in tops or parts.get(place.parents[-1]) != place.collection:
            wanted = routes.permalink(collection.permalink, name, _day(place, zone))
        else:
            wanted = (*above, *name)
        if place.kind == "page" and languages[page.id] and above_list.get(wanted) == languages[page.id]:
            del above_list[wanted]
            found[page.id], segments[page.id] = routes.route(base, *wanted), wanted
            continue
        found[page.id], first = claims.claim(wanted, page.id)
        segments[page.id] = tuple(found[page.id].path.split("/")[:-1])
        if first and config.checks.tells("same-address"):
            report.add(_same_address(place, titles, first, wanted, found[page.id]))
    return found


def free_route(
    place: Place, before: PageMeta, pages: Iterable[PageMeta], base: str, config: Config, zone: tzinfo
) -> Route | None:
    """The route that `page_routes` gives a post that has another title now, on a site without collections.

    `before` is the post as it was, `pages` are all pages as they were, with it. None where others have to give way to
    one another in other ways than before.
    """
    wanted = [
        _outside_of_collections(place, _name(place, title, config), config, zone)
        for title in (before.title, place.title)
    ]
    if wanted[0] == wanted[1]:
        return before.route
    old, new = (routes.Routes(base, reserved=_reserved(config)).claim(one, "")[0] for one in wanted)
    others = {routes.key_of(page.route) for page in pages if page.id != before.id}
    is_free = not any(routes.meets(routes.key_of(one), others) for one in (old, new))
    return new if old == before.route and is_free else None


def _outside_of_collections(place: Place, wanted: tuple[str, ...], config: Config, zone: tzinfo) -> tuple[str, ...]:
    """The segments of a page's address: those of posts as site.yaml says."""
    if place.kind != "post" or config.permalink == routes.PLAIN:
        return wanted
    return routes.permalink(config.permalink, wanted, _day(place, zone))


def _reserved(config: Config) -> list[tuple[str, ...]]:
    """The beginnings of addresses below which taxonomies and archive lie."""
    urls = [one.url for one in taxonomy_settings(config)]
    if config.archive.by != "none":
        urls.append(config.archive.url)
    return [list_segments(url) for url in urls]


def _same_address(
    place: Place, titles: Mapping[str, str], first: str, wanted: tuple[str, ...], route: Route
) -> Problem:
    holder = f"“{titles[first]}”" if first in titles else f"The list of {first}"
    return Problem(
        "same-address",
        f"{holder} has the address /{'/'.join(wanted)}/ already; this page is at {route.url}",
        titles[place.page.id],
        place.page.source,
        "Give one of them another slug.",
    )


def _name(place: Place, title: str, config: Config) -> tuple[str, ...]:
    """The last parts of a page's address; local pages have theirs from their folders and file."""
    given = words(place.property(place.names.slug))
    if not place.path:
        return routes.name_for(given, title, place.page.id, config.slugs)
    folders = tuple(slug(folder, config.slugs) or "folder" for folder in place.path[:-1])
    return (*folders, *routes.name_for(given, place.path[-1], place.page.id, config.slugs))


def _day(place: Place, zone: tzinfo) -> date:
    """The day that its readers see, in the site's time zone."""
    moment = moment_of(place.property(place.names.date)) or place.page.created_time
    return aware(moment, zone).astimezone(zone) if isinstance(moment, datetime) else moment
