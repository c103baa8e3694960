"""Roll-ups and formulas that tell something of pages that are not published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final
from urllib.parse import unquote

from msgspec.structs import replace

from notionpress.content.pages import DataSource, Page, SchemaProperty
from notionpress.content.properties import Formula, Property, Relation, Rollup
from notionpress.site.tree import Place

_COUNTS: Final = frozenset(
    ("count", "count_values", "empty", "not_empty", "unique", "checked", "unchecked", "count_per_group")
) | frozenset(("percent_empty", "percent_not_empty", "percent_checked", "percent_unchecked", "percent_per_group"))
"""What tells how many, and no value."""

_COMPUTED: Final = (Rollup, Formula)

# The two forms that Notion has for a property in a formula (API reference: property object).
_NAMED = re.compile(r"prop\(\s*\"((?:[^\"\\]|\\.)*)\"\s*\)|block_property:([^:}]*)")


def without_withheld(
    places: Iterable[Place], schemas: Mapping[str, DataSource], withheld: Collection[str]
) -> list[Place]:
    """The places with those roll-ups and formulas emptied that follow a relation to a page of `withheld`.

    They do not say which page each of their values comes from, so they are shown whole or not at all; roll-ups that
    only count stay. `schemas` go by the id of the data source.
    """
    found = list(places)
    telling = _Telling({place.page.id: place.page for place in found}, schemas, withheld)
    return [_cleared(place, telling) for place in found]


def _cleared(place: Place, telling: _Telling) -> Place:
    page = place.page
    hidden = {
        name: _emptied(value)
        for name, value in page.properties.items()
        if isinstance(value, _COMPUTED) and telling.of_withheld(page, name)
    }
    return replace(place, page=replace(page, properties={**page.properties, **hidden})) if hidden else place


def _emptied(value: Rollup | Formula) -> Property:
    if isinstance(value, Rollup):
        return replace(value, value=() if isinstance(value.value, tuple) else None)
    return replace(value, value=None)


class _Telling:
    """Knows which values come from pages that are withheld, through however many roll-ups and formulas."""

    def __init__(self, pages: Mapping[str, Page], schemas: Mapping[str, DataSource], withheld: Collection[str]) -> None:
        self._pages = pages
        self._schemas = schemas
        self._withheld = withheld
        self._known: dict[tuple[str, str], bool] = {}

    def of_withheld(self, page: Page, name: str) -> bool:
        """Whether a property of a page is a roll-up or formula that tells something of a withheld page."""
        key = (page.id, name)
        if key not in self._known:
            # Roll-ups that follow each other in a circle tell nothing more.
            self._known[key] = False
            self._known[key] = self._finds(page, name)
        return self._known[key]

    def _finds(self, page: Page, name: str) -> bool:
        columns = self._columns(page)
        column = columns.get(name)
        match page.properties.get(name):
            case Rollup(function=function) if column and function not in _COUNTS:
                return self._follows(page, column)
            case Formula() if column:
                return any(self._uses(page, one) for one in _named(column.expression, columns))
        return False

    def _follows(self, page: Page, column: SchemaProperty) -> bool:
        relation = page.properties.get(column.relation)
        if not isinstance(relation, Relation):
            return False
        if relation.has_more or any(id in self._withheld for id in relation.pages):
            return True
        there = (self._pages[id] for id in relation.pages if id in self._pages)
        return any(self.of_withheld(one, column.rolled_up) for one in there)

    def _uses(self, page: Page, name: str) -> bool:
        value = page.properties.get(name)
        if isinstance(value, Relation):
            return value.has_more or any(id in self._withheld for id in value.pages)
        return self.of_withheld(page, name)

    def _columns(self, page: Page) -> Mapping[str, SchemaProperty]:
        schema = self._schemas.get(page.parent.id)
        return schema.properties if schema else {}


def _named(expression: str, columns: Mapping[str, SchemaProperty]) -> list[str]:
    """The names of the properties that a formula is made of."""
    by_id = {unquote(column.id): name for name, column in columns.items()}
    found = (re.sub(r"\\(.)", r"\1", name) or by_id.get(unquote(id), "") for name, id in _NAMED.findall(expression))
    return [name for name in found if name in columns]
