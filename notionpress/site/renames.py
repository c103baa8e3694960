"""A site in which a post has another title than before: told without putting it together again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from notionpress.config import Config
from notionpress.content.pages import Page
from notionpress.content.properties import Title
from notionpress.content.summary import Summary
from notionpress.report import Problem
from notionpress.site.addresses import Addresses, address_of, key_of
from notionpress.site.collections import names_in_collections
from notionpress.site.editorial import told_apart_by
from notionpress.site.links import reordered
from notionpress.site.page_routes import free_route
from notionpress.site.redirects import aliases_of
from notionpress.site.site import PageMeta, Site
from notionpress.site.taxonomies import taxonomy_settings
from notionpress.site.titles import with_rank_of
from notionpress.site.tree import Place


class Renamed(NamedTuple):
    """A site in which a page has another title, and what is wrong with it."""

    site: Site
    problems: tuple[Problem, ...]


def with_title(
    site: Site, problems: tuple[Problem, ...], page: Page, summary: Summary, addresses: Addresses
) -> Renamed | None:
    """The site in which a page has the title that it has now, and the address that follows from it.

    It is as before otherwise. `problems` are those of the site, `addresses` where pages were before. None where other
    pages, lists or problems may be others by the title, in ways that only putting the site together tells.
    """
    before = site.pages.get(page.id)
    if before is None:
        return None
    place = Place(page, summary, "post", (), root=True, names=names_in_collections(site.config)[""])
    if not (_is_simple(site, before) and place.title and before.title):
        return None
    # All of them are looked at, and to ask for one after the other takes longer.
    pages = dict(site.pages)
    if (
        any(aliases_of([place], pages))
        or _is_named_elsewhere(site, page, before, pages)
        or _has_namesake(before, place.title, pages.values())
        or any(_tells_of(problem, before) for problem in problems)
    ):
        return None
    route = free_route(place, before, pages.values(), site.base_path, site.config, ZoneInfo(site.config.time_zone))
    now = replace(before, title=place.title, route=route) if route else None
    redirects = _redirects(site, before, now, addresses) if now else None
    if now is None or redirects is None:
        return None
    pages[page.id] = now
    backlinks, connected = reordered(page.id, pages, site.backlinks, site.connected)
    found = replace(
        site,
        pages=pages,
        redirects=redirects,
        backlinks=backlinks,
        connected=connected,
        by_title=with_rank_of(now, site.by_title, pages),
    )
    return Renamed(found, tuple(replace(one, page=now.title) if one.page == before.title else one for one in problems))


def _is_simple(site: Site, before: PageMeta) -> bool:
    """Whether a page is a post of a site with one list of posts, with neither texts nor pages to compare it with."""
    is_alone = before.kind == "post" and not (before.parents or before.translations or before.language or before.file)
    return is_alone and not (site.collections or site.languages or site.config.related_posts)


def _is_named_elsewhere(site: Site, page: Page, before: PageMeta, pages: Mapping[str, PageMeta]) -> bool:
    """Whether something besides the page itself, and links that ask for it, is made of its title or address."""
    id, url = before.id, before.route.url
    in_menu = (link for item in site.menu for link in (item, *item.links))
    titles = (name for name, value in page.properties.items() if type(value) is Title)
    return (
        id == site.home
        or id in site.named
        or not _names_in_use(site.config).isdisjoint(titles)
        or any(link.page == id or link.url == url for link in in_menu)
        or any(target.url.partition("#")[0] == url for target in site.databases.values())
        or any(id in one.parents for one in pages.values())
    )


def _names_in_use(config: Config) -> set[str]:
    """The names of the properties that make something of a page."""
    of_terms = (one.property for one in taxonomy_settings(config))
    return {config.publish.property, *config.properties.named, *of_terms}


def _tells_of(problem: Problem, page: PageMeta) -> bool:
    """Whether a problem may have to do with a page's title or address, and not only name it as the page it is on."""
    words = f"{problem.message} {problem.hint} {problem.subject}"
    is_of_another = problem.page == page.title and not problem.url.startswith(page.source)
    return is_of_another or problem.kind == "redirect-taken" or page.title in words or page.route.url in words


def _has_namesake(before: PageMeta, title: str, pages: Iterable[PageMeta]) -> bool:
    """Whether another page has the title that the page had, or that it has now."""
    taken = {told_apart_by(before.title), told_apart_by(title)}
    return any(page.id != before.id and told_apart_by(page.title) in taken for page in pages)


def _redirects(site: Site, before: PageMeta, now: PageMeta, addresses: Addresses) -> dict[str, str] | None:
    """Where addresses lead on to once the page is where it is now; None where it meets another page there."""
    found = dict(site.redirects)
    was, address = address_of(before), address_of(now)
    if was == address:
        return found
    if found.pop(address, now.id) != now.id:
        return None
    were_there = [key for key, known in addresses.items() if was in known]
    if were_there == [key_of(now)]:
        found[was] = now.id
    elif were_there:
        return None
    return dict(sorted(found.items()))
