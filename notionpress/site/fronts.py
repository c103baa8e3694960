"""The front pages of the languages that a site's posts are written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from notionpress.config import CollectionSettings, Config
from notionpress.language_tags import tag_of
from notionpress.report import Problem
from notionpress.site import routes
from notionpress.site.collections import list_segments
from notionpress.site.languages import list_language, spoken
from notionpress.site.site import Collection, LanguageFront, PageMeta, Site
from notionpress.site.taxonomies import taxonomy_settings
from notionpress.site.tree import Place

FRONT: Final = "posts:"
"""The key of the list on the site's front page."""


def front_segments(language: str) -> tuple[str, ...]:
    """Where the list of a language lies, by its tag: `/pt-br/`."""
    return (language.lower(),)


def languages_of_posts(places: Iterable[Place], languages: Mapping[str, str], config: Config) -> tuple[str, ...]:
    """The tags of the languages besides the site's that posts are written in; none where no post is in the site's own.

    `languages` are those of pages by id.
    """
    found = {list_language(languages[place.page.id], config) for place in places if place.kind == "post"}
    return tuple(sorted(filter(None, found))) if "" in found else ()


def collection_in_front(language: str, config: Config) -> CollectionSettings | None:
    """The collection whose list is the front page of a language: where its list would be, or in place of the site's."""
    at_top = {one.name for one in config.collections if not list_segments(one.url)}
    for one in config.collections:
        is_list = one.layout == "posts" and one.list and tag_of(one.language) == language
        if is_list and (list_segments(one.url.lower()) == front_segments(language) or one.translates in at_top):
            return one
    return None


def with_lists(languages: Iterable[str], config: Config) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Those of the languages that have a list of their own, and what to tell of others, whose address is taken."""
    collections = {list_segments(one.url.lower()): f"The collection “{one.name}”" for one in config.collections}
    others = {list_segments(one.url.lower()): f"The taxonomy “{one.name}”" for one in taxonomy_settings(config)}
    archive = {list_segments(config.archive.url.lower()): "The archive"} if config.archive.by != "none" else {}
    taken = {**collections, **others, **archive}
    found, problems = [], []
    for language in languages:
        holder = taken.get(front_segments(language))
        if collection_in_front(language, config):
            continue
        if holder:
            problems.append(_taken(language, holder))
        else:
            found.append(language)
    return tuple(found), tuple(problems)


def _taken(language: str, holder: str) -> Problem:
    address = "/".join(("", *front_segments(language), ""))
    return Problem(
        "language-address",
        f"{holder} has the address {address}, where posts in the language “{language}” would be listed: they stay in "
        "the lists of the site.",
        hint=f"Give it another `url` in site.yaml, or let a collection of posts there say `language: {language}`.",
    )


def posts_in_front(
    posts: Sequence[PageMeta], languages: Iterable[str], lists: Iterable[str], config: Config
) -> dict[str, tuple[str, ...]]:
    """The ids of the posts that the front page of each language holds, that of the site's, under "", first.

    `languages` are those besides the site's, `lists` those of them that have a list of their own. Empty where all is
    on one front page.
    """
    found: dict[str, tuple[str, ...]] = {}
    for language in languages:
        own = collection_in_front(language, config)
        if own or language in lists:
            found[language] = tuple(
                post.id for post in posts if post.language == language and (own is None or post.collection == own.name)
            )
    if not any(found.values()):
        return {}
    elsewhere = {id for ids in found.values() for id in ids}
    rest = tuple(post.id for post in posts if post.id not in elsewhere)
    return {"": rest, **{language: ids for language, ids in found.items() if ids}}


def language_fronts(
    posts: Iterable[PageMeta],
    held: Mapping[str, tuple[str, ...]],
    config: Config,
    pages: Mapping[str, PageMeta],
    collections: Mapping[str, Collection],
    home: str,
    base: str,
) -> dict[str, LanguageFront]:
    """The front pages of languages by tag.

    `posts` are all in their order, `held` those that each front page holds by their ids, `home` is the page at the top.
    """
    at = {page.route.path: page.id for page in pages.values() if page.language and page.kind == "page"} if held else {}
    found = {}
    fed: set[str] = set()
    for language, ids in held.items():
        own = collection_in_front(language, config) if language else None
        if language and (own is None or own.feed):
            fed.update(ids)
        if not language:
            on_top = next((name for name, one in collections.items() if one.route.url == base), "")
            front = LanguageFront(route=routes.route(base), posts=ids, collection=on_top, page=home)
        elif own:
            collection = collections[own.name]
            front = LanguageFront(
                route=collection.route,
                posts=ids,
                fed=ids if own.feed else (),
                collection=own.name,
                page=collection.page,
            )
        else:
            route = routes.route(base, *front_segments(language))
            front = LanguageFront(route=route, posts=ids, fed=ids, page=at.get(route.path, ""))
        found[language] = front
    if found:
        found[""] = replace(found[""], fed=tuple(post.id for post in posts if post.id not in fed))
    return found


def fronts(site: Site) -> tuple[tuple[str, str, str], ...]:
    """Language, address and key of the list of each front page, the site's own first; none for one alone."""
    return tuple(
        (spoken(language, site.config), one.route.url, front_key(language, one))
        for language, one in site.languages.items()
    )


def front_key(language: str, front: LanguageFront) -> str:
    """The key of the list on a front page, as in `listings`."""
    if not language:
        return FRONT
    return f"collection:{front.collection}" if front.collection else f"language:{language}"
