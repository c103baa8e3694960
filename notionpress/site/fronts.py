"""The front pages of the languages that a site's posts are written in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

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
    for one in lists_in(language, config):
        if list_segments(one.url.lower()) == front_segments(language) or one.translates in at_top:
            return one
    return None


def lists_in(language: str, config: Config) -> Iterator[CollectionSettings]:
    """The collections of posts in a language that have a list."""
    for one in config.collections:
        if one.layout == "posts" and one.list and tag_of(one.language) == language:
            yield one


def list_of_post(language: str, collection: str, fronts: Container[str], config: Config) -> str:
    """The key of the list that holds a post of a language and a collection, "" where those of the site do.

    `fronts` are the languages that have a front page. Where that is the list of a collection, posts of others are not
    in it.
    """
    if not language or language not in fronts:
        return ""
    if collection_in_front(language, config) is None:
        return f"language:{language}"
    has_list = collection in {one.name for one in lists_in(language, config)}
    return f"collection:{collection}" if has_list else ""


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
    found = {language: ids for language, ids in found.items() if ids}
    if not found:
        return {}
    rest = (post.id for post in posts if not list_of_post(post.language, post.collection, found, config))
    return {"": tuple(rest), **found}


def posts_in_no_list(posts: Iterable[PageMeta], fronts: Container[str], config: Config) -> Iterator[Problem]:
    """What to tell of posts in the languages that have a front page, `fronts`, which no list in these holds."""
    for post in posts:
        is_elsewhere = post.language and post.language in fronts
        if is_elsewhere and not list_of_post(post.language, post.collection, fronts, config):
            front = collection_in_front(post.language, config)
            yield _not_listed(post, front.name if front else "", config)


def _not_listed(post: PageMeta, front: str, config: Config) -> Problem:
    own = next((one for one in config.collections if one.name == post.collection), None)
    hint = f"Move it to the collection “{front}”"
    if own and tag_of(own.language) == post.language:
        hint += f", or let “{own.name}” have a list (`list: true`)"
    elif own and list_segments(own.url):
        hint += f", or, if all of “{own.name}” is in that language, let it say `language: {post.language}`"
    return Problem(
        "language-not-listed",
        f"This post is in the language “{post.language}”, whose front page is the list of the collection “{front}”, of "
        "which it is no part: it stays in the lists of the site.",
        post.title,
        post.source,
        f"{hint}.",
    )


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
    for language, ids in held.items():
        own = collection_in_front(language, config) if language else None
        if not language:
            on_top = next((name for name, one in collections.items() if one.route.url == base), "")
            fed = _fed_by_site(posts, held, config)
            front = LanguageFront(route=routes.route(base), posts=ids, fed=fed, collection=on_top, page=home)
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
    return found


def _fed_by_site(posts: Iterable[PageMeta], held: Mapping[str, tuple[str, ...]], config: Config) -> tuple[str, ...]:
    """The ids of the posts that no feed of a list in their language has."""
    unfed = {"", *(f"collection:{one.name}" for one in config.collections if not one.feed)}
    return tuple(post.id for post in posts if list_of_post(post.language, post.collection, held, config) in unfed)


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
