"""`filter` and `sorts` of site.yaml, in Notion's own grammar: what is wrong with them, all at once.

Source: developers.notion.com/reference/filter-data-source-entries and /sort-data-source-entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from notionpress.crawl.changes import Json
from notionpress.crawl.conditions import (
    FORMULA_KINDS,
    ITEM_KEYS,
    KINDS,
    QUANTIFIERS,
    TIMESTAMPS,
    Place,
    Property,
    Reading,
    near,
    words_of,
)
from notionpress.notion.filters import MOST_MEMBERS

_GROUPS: Final = ("and", "or")
_LEVELS: Final = 2
_ALSO: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rich_text": ("title", "url", "email", "phone_number"),
        "date": TIMESTAMPS,
        "people": ("created_by", "last_edited_by"),
    }
)
"""The types of properties that a key may be asked of beside its own."""
_DIRECTIONS: Final = ("ascending", "descending")


def read_filter(filter: Any, reading: Reading, place: Place = ("filter",)) -> Json | None:
    """A filter as Notion takes it, its values of the right types; what is wrong is left out, and noted by `reading`."""
    return _Filter(reading).read(filter, place, _LEVELS)


def read_sorts(sorts: Any, reading: Reading, place: Place = ("sorts",)) -> list[Json]:
    """Sorts as Notion takes them; what is wrong is left out, and noted by `reading`."""
    if not isinstance(sorts, list | tuple):
        reading.wrong(place, "sorts are a list, the most important first")
        return []
    if len(sorts) > MOST_MEMBERS:
        reading.wrong(place, f"Notion takes {MOST_MEMBERS} sorts at most, and these are {len(sorts)}")
    return [found for at, one in enumerate(sorts) if (found := _sort(one, reading, (*place, at)))]


def _sort(sort: Any, reading: Reading, place: Place) -> Json | None:
    if not isinstance(sort, Mapping) or ("property" in sort) == ("timestamp" in sort):
        reading.wrong(place, "a sort has a property (or a timestamp: created_time or last_edited_time) and a direction")
        return None
    for name in sort:
        if name not in ("property", "timestamp", "direction"):
            reading.wrong((*place, name), f"a sort has no “{name}”{near(name, ('property', 'timestamp', 'direction'))}")
    direction = sort.get("direction", "ascending")
    if direction not in _DIRECTIONS:
        reading.wrong((*place, "direction"), "the direction is ascending or descending")
    if "timestamp" in sort:
        subject = {"timestamp": sort["timestamp"]}
        if sort["timestamp"] not in TIMESTAMPS:
            reading.wrong((*place, "timestamp"), "a timestamp is created_time or last_edited_time")
    else:
        property = reading.find(sort["property"], (*place, "property"))
        subject = {"property": property.name} if property else {}
    return {**subject, "direction": direction}


class _Filter:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, filter: Any, place: Place, levels: int) -> Json | None:
        if not isinstance(filter, Mapping) or not filter:
            self._reading.wrong(place, "this must be a condition, or a group of them under “and” or “or”")
            return None
        for group in _GROUPS:
            if group in filter:
                return self._group(filter, group, place, levels)
        return self._condition(filter, place)

    def _group(self, filter: Mapping[str, Any], kind: str, place: Place, levels: int) -> Json | None:
        inner, members = (*place, kind), filter[kind]
        if not levels:
            self._reading.wrong(inner, f"Notion takes groups in groups, but no deeper: this “{kind}” is a third level")
            return None
        for name in filter:
            if name != kind:
                self._reading.wrong((*place, name), f"beside “{kind}” nothing can stand; put it into the group")
        if not isinstance(members, list) or not members:
            self._reading.wrong(inner, f"“{kind}” is a list of conditions, with a hyphen before each")
            return None
        if len(members) > MOST_MEMBERS:
            self._reading.wrong(inner, f"a group has {MOST_MEMBERS} members at most, and this one {len(members)}")
        found = [self.read(one, (*inner, at), levels - 1) for at, one in enumerate(members)]
        return {kind: [one for one in found if one is not None]}

    def _condition(self, filter: Mapping[str, Any], place: Place) -> Json | None:
        property = self._property(filter, place)
        if property is None:
            return None
        keys = [name for name in filter if name not in ("property", "timestamp", "type")]
        own = property.type
        if own not in KINDS:
            self._reading.wrong(place, f"“{property.name}” is of type {own}, which Notion cannot filter by")
            return None
        if len(keys) != 1:
            self._reading.wrong(place, f"this must say one thing of “{property.name}”, as in `{own}: {_example(own)}`")
            return None
        key = keys[0]
        fits = key == own or (own in _ALSO.get(key, ()) and not property.timestamp)
        if not fits or filter.get("type", key) != key:
            self._reading.wrong((*place, key), f"“{property.name}” is of type {own}: ask for `{own}:`, not `{key}:`")
            return None
        condition = self._of_kind(KINDS[key], filter[key], property, (*place, key))
        return None if condition is None else {**property.subject, key: condition}

    def _property(self, filter: Mapping[str, Any], place: Place) -> Property | None:
        if "timestamp" in filter:
            name = filter["timestamp"]
            if name in TIMESTAMPS and "property" not in filter:
                return Property(name, name, timestamp=True)
            self._reading.wrong((*place, "timestamp"), "a timestamp is created_time or last_edited_time, by itself")
            return None
        if "property" not in filter:
            known = (*_GROUPS, "property", "timestamp")
            name = str(next(iter(filter)))
            self._reading.wrong((*place, name), f"a condition names a “property”{near(name, known)}")
            return None
        return self._reading.find(filter["property"], (*place, "property"))

    def _of_kind(self, kind: str, condition: Any, property: Property, place: Place) -> Json | None:
        if kind == "formula":
            return self._nested(condition, FORMULA_KINDS, property, place)
        if kind == "rollup":
            return self._rollup(condition, property, place)
        words = words_of(kind)
        word = self._only(condition, tuple(words), place)
        if word is None:
            return None
        value = self._reading.value(words[word], condition[word], property, (*place, word))
        return None if value is None else {word: value}

    def _nested(self, condition: Any, kinds: Mapping[str, str], property: Property, place: Place) -> Json | None:
        key = self._only(condition, tuple(kinds), place)
        if key is None:
            return None
        # What is asked of a formula's or an item's value has no options to be compared with.
        anything = Property(property.name, key)
        found = self._of_kind(kinds[key], condition[key], anything, (*place, key))
        return None if found is None else {key: found}

    def _rollup(self, condition: Any, property: Property, place: Place) -> Json | None:
        key = self._only(condition, (*QUANTIFIERS, "number", "date"), place)
        if key is None:
            return None
        if key in QUANTIFIERS:
            found = self._nested(condition[key], {one: KINDS[one] for one in ITEM_KEYS}, property, (*place, key))
            return None if found is None else {key: found}
        return self._nested(condition, {"number": "number", "date": "date"}, property, place)

    def _only(self, condition: Any, known: tuple[str, ...], place: Place) -> str | None:
        """The one word of a condition."""
        if not isinstance(condition, Mapping) or not condition:
            self._reading.wrong(place, f"this must be a condition, one of {', '.join(known)}")
            return None
        for word in condition:
            if word not in known:
                self._reading.wrong((*place, str(word)), f"there is no condition “{word}” here{near(str(word), known)}")
                return None
        if len(condition) > 1:
            self._reading.wrong(place, "this must be one condition; put several into a group under “and”")
            return None
        return str(next(iter(condition)))


def _example(type: str) -> str:
    kind = KINDS[type]
    if kind == "formula":
        return "{string: {equals: …}}"
    if kind == "rollup":
        return "{number: {equals: …}}"
    return f"{{{next(iter(words_of(kind)))}: …}}"
