"""`where` of site.yaml, the short form of a filter: each property with what it must be, typed by the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from notionpress.crawl.changes import Json
from notionpress.crawl.conditions import (
    FORMULA_KINDS,
    KINDS,
    QUANTIFIERS,
    WINDOWS,
    Place,
    Property,
    Reading,
    moment,
    near,
    number,
    truth,
    words_of,
)
from notionpress.crawl.filters import read_filter
from notionpress.notion.filters import MOST_MEMBERS, conjunction

_USUAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "equals",
        "number": "equals",
        "checkbox": "equals",
        "choice": "equals",
        "choices": "contains",
        "date": "equals",
        "people": "contains",
        "relation": "contains",
        "verification": "status",
    }
)
"""The condition that a value by itself stands for."""
_NUMBERS: Final = (
    *("count", "count_values", "empty", "not_empty", "unique", "percent_empty", "percent_not_empty"),
    *("sum", "average", "median", "min", "max", "range"),
    *("checked", "unchecked", "percent_checked", "percent_unchecked"),
)
_DATES: Final = ("earliest_date", "latest_date")


def read_where(where: Mapping[str, Any], reading: Reading, place: Place = ("where",)) -> Json | None:
    """The filter that `where` stands for: all of its properties must be so. `reading` notes the mistakes.

    A value is what the property equals or, of several choices, people or pages, contains; a list is any of its values;
    a value that is empty is one that the property has not; a mapping holds conditions by their names in Notion's
    grammar, all of which must be met.
    """
    return _Where(reading).read(where, place)


class _Where:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, where: Mapping[str, Any], place: Place) -> Json | None:
        found = []
        for name, written in where.items():
            inner = (*place, name)
            property = self._reading.find(name, inner, times=True)
            if property is not None and property.type not in KINDS:
                self._wrong(inner, f"“{property.name}” is of type {property.type}, which Notion cannot filter by")
            elif property is not None:
                found.append(self._property(property, written, inner))
        return self._all(found, place)

    def _wrong(self, place: Place, message: str) -> None:
        self._reading.wrong(place, message)

    def _all(self, filters: Iterable[Json | None], place: Place) -> Json | None:
        try:
            return conjunction(*filters)
        except ValueError as error:
            self._wrong(place, f"{error}; ask for less, or use “filter”")
            return None

    def _any(self, filters: Iterable[Json | None], place: Place) -> Json | None:
        members = [one for one in filters if one is not None]
        if len(members) > MOST_MEMBERS:
            self._wrong(place, f"Notion takes {MOST_MEMBERS} values at most, and these are {len(members)}")
        return members[0] if len(members) == 1 else {"or": members} if members else None

    # One property

    def _property(self, property: Property, written: Any, place: Place) -> Json | None:
        match written:
            case Mapping() if not written:
                self._wrong(place, "{} says nothing; a property that is empty is asked for by nothing at all, or null")
                return None
            case Mapping():
                return self._all([self._word(property, str(word), written[word], place) for word in written], place)
            case []:
                self._wrong(place, "this list is empty, so that no page would be published")
                return None
            case list():
                return self._list(property, written, place)
            case None | "":
                return self._empty(property, place)
        return self._value(property, written, place)

    def _list(self, property: Property, values: list[Any], place: Place) -> Json | None:
        """Any of these; names of options go into one condition, which takes lists."""
        if KINDS[property.type] not in ("choice", "choices"):
            return self._any([self._property(property, one, (*place, at)) for at, one in enumerate(values)], place)
        names = [one for one in values if isinstance(one, str) and one]
        others = [(at, one) for at, one in enumerate(values) if not isinstance(one, str) or not one]
        found = [self._property(property, one, (*place, at)) for at, one in others]
        return self._any([self._value(property, names, place) if names else None, *found], place)

    def _value(self, property: Property, written: Any, place: Place) -> Json | None:
        """What a value by itself says."""
        kind, path = self._kind(property, [written], place)
        if kind == "date" and written in WINDOWS:
            return self._leaf(property, path, kind, written, {}, place)
        if kind not in _USUAL:
            if kind == "files":
                self._wrong(place, f"of “{property.name}” can only be asked whether it is_empty or is_not_empty")
            return None
        return self._leaf(property, path, kind, _USUAL[kind], written, place)

    def _empty(self, property: Property, place: Place) -> Json | None:
        kind, path = self._kind(property, [], place)
        if kind and "is_empty" not in words_of(kind):
            self._wrong(place, f"“{property.name}” is of type {property.type}, which is never empty")
            return None
        return self._leaf(property, path, kind, "is_empty", True, place) if kind else None

    def _word(self, property: Property, word: str, written: Any, place: Place) -> Json | None:
        """One condition by its name; `does_not_…` with a list is none of these, any other is any of them."""
        inner = (*place, word)
        if property.type in ("formula", "rollup") and word in (*FORMULA_KINDS, *QUANTIFIERS):
            # The whole grammar, for what the schema does not tell the type of.
            return read_filter({**property.subject, property.type: {word: written}}, self._reading, place)
        kind, path = self._kind(property, [word, *(written if isinstance(written, list) else [written])], inner)
        if not kind:
            return None
        words = words_of(kind)
        if word not in words:
            self._wrong(inner, f"“{property.name}” has no condition “{word}”{near(word, words)}")
            return None
        if not isinstance(written, list) or words[word] == "options":
            return self._leaf(property, path, kind, word, written, inner)
        leaves = [self._leaf(property, path, kind, word, one, (*inner, at)) for at, one in enumerate(written)]
        if not leaves:
            self._wrong(inner, "this list is empty")
        return self._all(leaves, inner) if word.startswith("does_not_") else self._any(leaves, inner)

    def _leaf(
        self, property: Property, path: tuple[str, ...], kind: str, word: str, written: Any, place: Place
    ) -> Json | None:
        asked = property if len(path) == 1 else Property(property.name, kind)
        value = self._reading.value(words_of(kind)[word], written, asked, place)
        if value is None:
            return None
        condition: Json = {word: value}
        for key in reversed(path):
            condition = {key: condition}
        return {**property.subject, **condition}

    # Types that are known from the values alone

    def _kind(self, property: Property, words: list[Any], place: Place) -> tuple[str, tuple[str, ...]]:
        """The kind of condition, and the keys that lead to it; "" and a mistake when it cannot be told."""
        if property.type == "formula":
            key = _formula_key(words)
            if not key:
                kinds = ", ".join(FORMULA_KINDS)
                self._wrong(
                    place, f"of a formula, say what its result is ({kinds}), as in {{number: {{is_empty: true}}}}"
                )
            return FORMULA_KINDS.get(key, ""), ("formula", key)
        if property.type == "rollup":
            function = str((property.definition.get("rollup") or {}).get("function"))
            key = "number" if function in _NUMBERS else "date" if function in _DATES else ""
            if not key:
                self._wrong(place, "of this roll-up, say what is meant, as in {any: {rich_text: {contains: …}}}")
            return key, ("rollup", key)
        return KINDS[property.type], (property.type,)


def _formula_key(words: list[Any]) -> str:
    """What a formula is asked as by a value, or by a condition and its values; "" when it could be anything."""
    condition, values = (str(words[0]), words[1:]) if len(words) > 1 else ("", words)
    of_condition = [key for key, kind in FORMULA_KINDS.items() if condition in words_of(kind)]
    if len(of_condition) == 1:
        return of_condition[0]
    if not values or values[0] is None or condition in ("is_empty", "is_not_empty"):
        return ""
    value = values[0]
    if truth(value) is not None:
        return "checkbox"
    if number(value) is not None:
        return "number"
    return "date" if value in WINDOWS or moment(value) else "string"
