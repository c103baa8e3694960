"""Roll-ups without what they gather from pages that are held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from notionpress.content.pages import DataSource, Page
from notionpress.content.properties import Property, Relation, Rollup
from notionpress.site.tree import Place


def without_withheld(
    places: Iterable[Place], schemas: Mapping[str, DataSource], withheld: Collection[str]
) -> list[Place]:
    """The places with their roll-ups emptied where these follow a relation to a page of `withheld`.

    A roll-up does not say which page each of its values comes from, so it is shown whole or not at all. `schemas` go
    by the id of the data source.
    """
    return [_cleared(place, schemas, withheld) for place in places]


def _cleared(place: Place, schemas: Mapping[str, DataSource], withheld: Collection[str]) -> Place:
    page = place.page
    hidden: dict[str, Property] = {
        name: replace(value, value=())
        for name, value in page.properties.items()
        if isinstance(value, Rollup) and isinstance(value.value, tuple) and _follows(page, name, schemas, withheld)
    }
    return replace(place, page=replace(page, properties={**page.properties, **hidden})) if hidden else place


def _follows(page: Page, name: str, schemas: Mapping[str, DataSource], withheld: Collection[str]) -> bool:
    schema = schemas.get(page.parent.id)
    column = schema.properties.get(name) if schema else None
    relation = page.properties.get(column.relation) if column else None
    return isinstance(relation, Relation) and any(id in withheld for id in relation.pages)
