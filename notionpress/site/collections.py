"""The collections of a site: which pages each has, in what order, and where its list is."""

from __future__ import annotations

from collections.abc import Collection as Ids
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec.structs import replace

from notionpress.config import CollectionSettings, Config, PropertySettings
from notionpress.content.properties import Formula, Number, Property, UniqueId
from notionpress.site import routes
from notionpress.site.fields import words
from notionpress.site.languages import language_of, list_language
from notionpress.site.publish import moment_of
from notionpress.site.site import Collection, PageMeta, Route

LIST_TEMPLATE: Final = "list.html"
"""The template of a collection's list that names none."""


def name_of(collection: CollectionSettings | None) -> str:
    """The name of a collection, "" for none."""
    return collection.name if collection else ""


def names_in_collections(config: Config) -> dict[str, PropertySettings]:
    """Which property is what in each collection, by its name; under "" elsewhere."""
    found = {"": config.properties}
    for one in config.collections:
        own = {name: value for name in PropertySettings.__struct_fields__ if (value := getattr(one.properties, name))}
        found[one.name] = replace(config.properties, **own)
    return found


def list_segments(url: str) -> tuple[str, ...]:
    """The parts of the address of a list."""
    return tuple(part for part in url.split("/") if part)


def list_route(base: str, url: str) -> Route:
    """The route of a list by its address as settings have it."""
    return routes.route(base, *list_segments(url))


def collections_of(
    config: Config,
    pages: Mapping[str, PageMeta],
    fronts: Mapping[str, str],
    posts: Sequence[PageMeta],
    order: Mapping[str, Property],
    elsewhere: Ids[str],
    base: str,
) -> dict[str, Collection]:
    """The collections by name, in the order of site.yaml.

    `fronts` are the pages that they begin with by their names, `posts` all posts in their order, `order` the values by
    which pages stand in order, by id; `elsewhere` are the ids of the posts that the lists of their languages hold.
    """
    found = {}
    for one in config.collections:
        front = fronts.get(one.name, "")
        members = [page for page in pages.values() if page.collection == one.name]
        if one.layout == "posts":
            listed = tuple(
                _in_its_language([post for post in posts if post.collection == one.name], one, config, elsewhere)
            )
            sequence: tuple[str, ...] = ()
        else:
            sequence = tuple(_along_the_tree(members, pages, order))
            listed = tuple(_tops(members, front, pages, sequence))
        found[one.name] = Collection(
            name=one.name,
            title=one.title or (pages[front].title if front else "") or one.name.replace("-", " ").capitalize(),
            layout=one.layout,
            route=pages[front].route if front else list_route(base, one.url),
            # A page that a tree begins with is shown as it is.
            has_list=one.list and (one.layout == "posts" or not front),
            page=front,
            posts=listed,
            sequence=sequence,
            posts_per_page=one.posts_per_page or config.posts_per_page,
            template=one.template,
            list_template=one.list_template or LIST_TEMPLATE,
            feed=one.feed,
            language=language_of(None, config.language, one.language),
            translates=one.translates,
        )
    return found


def _in_its_language(
    members: Sequence[PageMeta], collection: CollectionSettings, config: Config, elsewhere: Ids[str]
) -> Iterator[str]:
    """The posts that a collection's list holds: all but those that others of their language do.

    Where none is in its language, nobody has said in which it is: its list stays whole.
    """
    own = language_of(None, config.language, collection.language)
    is_whole = not any(list_language(post.language, config) == list_language(own, config) for post in members)
    for post in members:
        if is_whole or post.id not in elsewhere or post.language == own:
            yield post.id


def sequence_of(page: PageMeta, collections: Mapping[str, Collection], config: Config) -> str:
    """The name of the sequence that a page is read in: posts have one for each collection and language."""
    is_in_tree = page.collection and collections[page.collection].layout != "posts"
    return page.collection if is_in_tree else f"{page.collection}/{list_language(page.language, config)}"


def in_place(ids: Iterable[str], order: Mapping[str, Property]) -> tuple[str, ...]:
    """Pages by the values that say their order; those without one come last, as they were."""
    return tuple(sorted(ids, key=lambda page_id: place_in_order(order.get(page_id))))


def _along_the_tree(
    members: Sequence[PageMeta], pages: Mapping[str, PageMeta], order: Mapping[str, Property]
) -> Iterator[str]:
    """Each page before what is below it."""
    ids = {page.id for page in members}
    tops = in_place((page.id for page in members if not ids.intersection(page.parents)), order)
    waiting = list(reversed(tops))
    while waiting:
        id = waiting.pop()
        yield id
        waiting.extend(child for child in reversed(pages[id].children) if child in ids)


def _tops(
    members: Iterable[PageMeta], front: str, pages: Mapping[str, PageMeta], sequence: Sequence[str]
) -> Iterator[str]:
    """What a list shows: what stands below the page that the collection begins with, and beside it."""
    ids = {page.id for page in members}
    for id in sequence:
        above = pages[id].parents
        if id != front and (above[-1:] == (front,) or not ids.intersection(above)):
            yield id


def place_in_order(value: Property | None) -> tuple[int, float, str]:
    """What the value of a property sorts by: numbers first, then dates, then words; what is empty comes last."""
    match value:
        case Number(number=int() | float() as number) | UniqueId(number=int() as number):
            return 0, float(number), ""
        case Formula(value=int() | float() as number):
            return 0, float(number), ""
    moment = moment_of(value)
    if isinstance(moment, datetime):
        return 1, moment.replace(tzinfo=None).toordinal() + moment.hour / 24 + moment.minute / 1440, ""
    if isinstance(moment, date):
        return 1, float(moment.toordinal()), ""
    text = words(value)
    return (2, 0.0, text.casefold()) if text else (3, 0.0, "")
