"""Taxonomies: properties whose values have pages of their own, as tags, series and authors do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from notionpress.config import Config, PropertySettings, TaxonomySettings
from notionpress.config_collections import BUILT_IN
from notionpress.content.properties import Property, Relation
from notionpress.site import routes
from notionpress.site.collections import list_segments, place_in_order
from notionpress.site.fields import NameOf, colors, names
from notionpress.site.site import SERIES, PageMeta, Taxonomy, Term
from notionpress.site.tree import Place
from notionpress.slugs import slug

_NONE: Final[Mapping[str, tuple[str, ...]]] = {}


def taxonomy_settings(config: Config) -> tuple[TaxonomySettings, ...]:
    """The taxonomies of a site: tags, series where there is a property for them, and those of site.yaml."""
    given = {one.name: one for one in config.taxonomies}
    built_in = [
        TaxonomySettings(name=name, url=f"/{name}/")
        for name in ("tags", SERIES)
        if name not in given and _has_property(config, name)
    ]
    return (*built_in, *config.taxonomies)


def _has_property(config: Config, name: str) -> bool:
    """Whether pages can have values; local pages always have tags."""
    settings = (config.properties, *(one.properties for one in config.collections))
    return name == "tags" or any(getattr(one, name) for one in settings)


def property_name(taxonomy: TaxonomySettings, own: PropertySettings, *, is_local: bool) -> str:
    """The property of a taxonomy on a page, whose own properties are `own`."""
    if taxonomy.name in BUILT_IN:
        return str(getattr(own, taxonomy.name))
    # Local pages write names as they please.
    return taxonomy.property.lower() if is_local else taxonomy.property


def further_terms(
    place: Place, taxonomies: Iterable[TaxonomySettings], person: NameOf, title: NameOf
) -> Mapping[str, tuple[str, ...]]:
    """The names of a page's terms by taxonomy, but for tags and authors, which every site has."""
    found: dict[str, tuple[str, ...]] | None = None
    for one in taxonomies:
        if one.name in ("tags", "authors"):
            continue
        value = _value(one, place)
        if value is not None and (terms := names(value, person, title)):
            found = found or {}
            found[one.name] = terms[:1] if one.name == SERIES else terms
    return _NONE if found is None else found


def _value(taxonomy: TaxonomySettings, place: Place) -> Property | None:
    name = property_name(taxonomy, place.names, is_local=bool(place.page.file))
    value = place.property(name)
    return place.property(taxonomy.property) if value is None else value


def terms_of(page: PageMeta, taxonomy: str) -> tuple[str, ...]:
    """The names of a page's terms."""
    match taxonomy:
        case "tags":
            return page.tags
        case "authors":
            return page.authors
    return page.terms.get(taxonomy, ())


def taxonomies_of(
    config: Config, posts: Sequence[PageMeta], places: Sequence[Place], titles: Mapping[str, str], base: str
) -> dict[str, Taxonomy]:
    """The taxonomies that have terms, by name.

    `posts` is all that lists can show, in order; `titles` are those of published pages by id.
    """
    found = {}
    by_id: dict[str, Place] = {}
    for one in taxonomy_settings(config):
        if one.name == SERIES and not by_id:
            by_id = {place.page.id: place for place in places}
        terms = _terms(one, posts, places, titles, config, base)
        if one.name == SERIES:
            terms = [_in_parts(term, by_id) for term in terms]
        if terms:
            ordered = tuple(sorted(terms, key=lambda term: (-len(term.posts), term.name.casefold(), term.name)))
            found[one.name] = Taxonomy(
                name=one.name,
                title=one.title or ("" if one.name in BUILT_IN else one.name.replace("-", " ").capitalize()),
                route=routes.route(base, *list_segments(one.url)),
                terms=ordered,
                term_named={term.name: term for term in ordered},
                body=one.body,
                feed=one.feed,
                posts_per_page=one.posts_per_page or config.posts_per_page,
            )
    return found


def _terms(
    taxonomy: TaxonomySettings,
    posts: Iterable[PageMeta],
    places: Iterable[Place],
    titles: Mapping[str, str],
    config: Config,
    base: str,
) -> list[Term]:
    members: dict[str, list[str]] = {}
    for post in posts:
        for name in terms_of(post, taxonomy.name):
            members.setdefault(name, []).append(post.id)
    if not members:
        return []
    color: dict[str, str] = {}
    related: dict[str, str] = {}
    for place in places:
        value = _value(taxonomy, place)
        if isinstance(value, Relation):
            related.update((title, id) for id in value.pages if (title := titles.get(id)))
        elif value is not None:
            color.update(colors(value))
    claims = routes.Routes(base, above=list_segments(taxonomy.url))
    # Further pages of the list of terms would lie there.
    claims.claim(("page",), "")
    found = []
    for name in sorted(members):
        route, _ = claims.claim((slug(name, config.slugs) or taxonomy.name.rstrip("s"),), name)
        address = route.path.split("/")[-2]
        page = related.get(name, "")
        found.append(Term(name, address, color.get(name, "default"), route, tuple(members[name]), page))
    return found


def _in_parts(term: Term, places: Mapping[str, Place]) -> Term:
    """A series with its parts in order: by their numbers, else the oldest first."""

    def number(page_id: str) -> tuple[int, float, str]:
        place = places[page_id]
        return place_in_order(place.property(place.names.part))

    oldest_first = reversed(term.posts)
    return Term(term.name, term.slug, term.color, term.route, tuple(sorted(oldest_first, key=number)), term.page)
