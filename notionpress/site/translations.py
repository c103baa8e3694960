"""Which pages say the same in different languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final

from notionpress.config import Config
from notionpress.content.properties import Relation
from notionpress.ids import local_id, notion_url
from notionpress.report import Problem, Report
from notionpress.site.collections import list_segments
from notionpress.site.fields import words
from notionpress.site.languages import spoken
from notionpress.site.site import PageMeta
from notionpress.site.tree import Place

_KEY: Final = "key:"
"""What shared keys begin with here, so that none is taken for an id."""


def translations_of(
    places: Iterable[Place], pages: Mapping[str, PageMeta], known: frozenset[str], config: Config, report: Report
) -> dict[str, tuple[str, ...]]:
    """For each published page with translations the ids of these and its own, that in the site's language first.

    Pages belong together that share a key, or of which one relates to the other, also by way of a third; the key may
    be the file of a local page. In collections of which one translates the other, those with the same address belong
    together, seen from the collection. `known` are the ids of all that was crawled. What cannot be is told to the
    report.
    """
    nearest: dict[str, str] = {}
    parallel = _parallel(config)
    for place in places:
        if place.collection in parallel:
            key = f"{_KEY}/{_place_in(pages[place.page.id], *parallel[place.collection])}"
            nearest[_first(place.page.id, nearest)] = _first(key, nearest)
        name = place.names.translation_of
        value = place.property(name)
        if value is None:
            continue
        page = pages[place.page.id]
        for other in _named(value.pages if isinstance(value, Relation) else (), words(value)):
            if other in pages or other.startswith(_KEY):
                nearest[_first(page.id, nearest)] = _first(other, nearest)
            else:
                report.add(_missing(page, name, other, is_known=other in known))
    members: dict[str, list[PageMeta]] = {}
    for id in nearest.keys() | set(nearest.values()):
        if id in pages:
            members.setdefault(_first(id, nearest), []).append(pages[id])
    found: dict[str, tuple[str, ...]] = {}
    for group in members.values():
        ids = tuple(page.id for page in _one_of_each(group, config, report))
        if len(ids) > 1:
            found.update(dict.fromkeys(ids, ids))
    return found


def _parallel(config: Config) -> dict[str, tuple[str, int]]:
    """By collection that is a translation, or has one, the name of the first, and the depth of its own address."""
    first = {one.translates: one.translates for one in config.collections if one.translates}
    first |= {one.name: one.translates for one in config.collections if one.translates}
    return {one.name: (first[one.name], len(list_segments(one.url))) for one in config.collections if one.name in first}


def _place_in(page: PageMeta, collection: str, depth: int) -> str:
    """Where a page lies below its collection, which is the same in all languages."""
    return "/".join((collection, *page.route.path.split("/")[depth:])).casefold()


def _named(related: tuple[str, ...], key: str) -> tuple[str, ...]:
    """What a property names: pages by their ids, or a key."""
    if not key:
        return related
    return (local_id(key),) if key.endswith(".md") else (f"{_KEY}{key.casefold()}",)


def _first(id: str, nearest: dict[str, str]) -> str:
    """What stands for all that belongs together with a page or key."""
    while (above := nearest.get(id, id)) != id:
        nearest[id] = id = nearest.get(above, above)
    nearest.setdefault(id, id)
    return id


def _one_of_each(group: Iterable[PageMeta], config: Config, report: Report) -> Iterator[PageMeta]:
    """The pages of a group in the order of their languages, of each language the one that was there first."""
    for language, (first, *others) in groupby(sorted(group, key=_rank), key=lambda page: page.language):
        yield first
        for page in others:
            report.add(
                Problem(
                    "second-translation",
                    f"“{first.title}” is the same page in the same language ({spoken(language, config)}): only that "
                    "one is shown as a translation.",
                    page.title,
                    page.source,
                    "Name the language of both, or take one of them out of the group.",
                )
            )


def _rank(page: PageMeta) -> tuple[bool, str, datetime, str]:
    return bool(page.language), page.language, page.created, page.id


def _missing(page: PageMeta, name: str, other: str, *, is_known: bool) -> Problem:
    kind, why = (
        ("translation-unpublished", "not published")
        if is_known
        else ("translation-unknown", "no part of the site, or not shared with the connection")
    )
    which = f" ({notion_url(other)})" if is_known and not page.file else ""
    return Problem(
        kind,
        f"This page is a translation of one that is {why}{which}: no link leads there.",
        page.title,
        page.source,
        f"Publish that page, or take it out of “{name}”.",
    )
