"""What may be asked of each type of property in a query, and how site.yaml's words for it become Notion's.

Source: developers.notion.com/reference/filter-data-source-entries. Values are taken as JSON and as text alike, since
the type of the property tells what is meant: `true` for a checkbox, `5` for a number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

import msgspec

from notionpress.crawl.changes import Json
from notionpress.ids import parse_id
from notionpress.notion.filters import MOST_MEMBERS
from notionpress.store import SchemaNames

Schema: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The `properties` of a data source: name to `{id, name, type, …}`."""
Place: TypeAlias = tuple[str | int, ...]
"""Where something stands below a setting: names and positions in lists."""

TIMESTAMPS: Final = ("created_time", "last_edited_time")
RELATIVE_DATES: Final = (
    "today",
    "tomorrow",
    "yesterday",
    "one_week_ago",
    "one_week_from_now",
    "one_month_ago",
    "one_month_from_now",
)
WINDOWS: Final = ("this_week", "past_week", "past_month", "past_year", "next_week", "next_month", "next_year")
FORMULA_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"string": "text", "checkbox": "checkbox", "number": "number", "date": "date"}
)
"""What a formula may be asked as."""
QUANTIFIERS: Final = ("any", "every", "none")

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("title", "rich_text", "url", "email", "phone_number"), "text"),
        **dict.fromkeys(("number", "unique_id"), "number"),
        "checkbox": "checkbox",
        **dict.fromkeys(("select", "status"), "choice"),
        "multi_select": "choices",
        **dict.fromkeys(("date", *TIMESTAMPS), "date"),
        **dict.fromkeys(("people", "created_by", "last_edited_by"), "people"),
        "relation": "relation",
        "files": "files",
        "formula": "formula",
        "rollup": "rollup",
        "verification": "verification",
    }
)
"""The kind of condition behind each type of property that can be asked for; the type is its key in a filter."""

ITEM_KEYS: Final = (
    "rich_text",
    "number",
    "checkbox",
    "select",
    "multi_select",
    "relation",
    "date",
    "people",
    "files",
    "status",
)
"""What the items of a roll-up may be asked as."""

_EXISTENCE: Final = ("is_empty", "is_not_empty")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "text": dict.fromkeys(
            ("equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with"), "text"
        ),
        "number": dict.fromkeys(
            (
                "equals",
                "does_not_equal",
                "greater_than",
                "less_than",
                "greater_than_or_equal_to",
                "less_than_or_equal_to",
            ),
            "number",
        ),
        "checkbox": dict.fromkeys(("equals", "does_not_equal"), "truth"),
        "choice": dict.fromkeys(("equals", "does_not_equal"), "options"),
        "choices": dict.fromkeys(("contains", "does_not_contain"), "options"),
        "date": {
            **dict.fromkeys(("equals", "before", "after", "on_or_before", "on_or_after"), "date"),
            **dict.fromkeys(WINDOWS, "nothing"),
        },
        "people": dict.fromkeys(("contains", "does_not_contain"), "person"),
        "relation": dict.fromkeys(("contains", "does_not_contain"), "page"),
        "files": {},
        "verification": dict.fromkeys(("status", "does_not_equal"), "verification"),
    }
)


class Mistake(msgspec.Struct, frozen=True):
    """Something wrong in `filter`, `sorts` or `where`: at a place below `notion` in site.yaml, and what it is."""

    place: Place
    message: str


class Property(msgspec.Struct, frozen=True):
    """A property of the schema; of a time that every page has, `timestamp` is its name and `type`."""

    name: str
    type: str
    definition: Mapping[str, Any] = {}
    timestamp: bool = False

    @property
    def subject(self) -> Json:
        """What a condition of Notion's grammar names it by."""
        return {"timestamp" if self.timestamp else "property": self.name}


def words_of(kind: str) -> Mapping[str, str]:
    """The conditions of a kind, each with the kind of value that it takes."""
    exists = {} if kind in ("checkbox", "verification") else dict.fromkeys(_EXISTENCE, "true")
    return {**_WORDS[kind], **exists}


def near(word: str, known: Iterable[str]) -> str:
    """The end of a message about a word that is not known: what may be meant, else all that there is."""
    names = list(known)
    there = f"; there is {', '.join(f'“{name}”' for name in names[:20])}{' …' if len(names) > 20 else ''}"
    return _meant(word, names) or there


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean “{close[0]}”?" if close else ""


class Reading:
    """Reads settings against the schema of a data source, and collects the `mistakes` in them.

    `known` are the names that the properties had in earlier crawls: they tell what was renamed in Notion since.
    """

    def __init__(self, schema: Schema, known: SchemaNames) -> None:
        self.schema = schema
        self.mistakes: list[Mistake] = []
        self._known = known

    def wrong(self, place: Place, message: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(place, message))

    def find(self, reference: Any, place: Place, *, times: bool = False) -> Property | None:
        """The property with this name or id, or with `times` the time of pages; None, and a mistake, without one."""
        name = str(reference)
        if (found := _find(self.schema, name)) is not None:
            return Property(found, str(self.schema[found].get("type")), self.schema[found])
        if times and name in TIMESTAMPS:
            return Property(name, name, timestamp=True)
        id = self._known.properties.get(name)
        if id and (now := _find(self.schema, id)):
            self.wrong(place, f"the property “{name}” is called “{now}” in Notion now")
        else:
            self.wrong(place, f"there is no property “{name}”{near(name, self.schema)}")
        return None

    def value(self, kind: str, written: Any, property: Property, place: Place) -> Any:
        """A value as Notion takes it; None, and a mistake, when it is none of this kind."""
        try:
            if kind == "options":
                return self._options(written, property)
            return _VALUES[kind](written, property)
        except ValueError as error:
            self.wrong(place, str(error))
            return None

    def _options(self, written: Any, property: Property) -> str | list[str]:
        names = written if isinstance(written, list) else [written]
        if not names or not all(isinstance(one, str) for one in names):
            raise ValueError("this must be the name of an option, or a list of such")
        if len(names) > MOST_MEMBERS:
            raise ValueError(f"Notion takes {MOST_MEMBERS} options at most, and these are {len(names)}")
        known = _option_names(property.definition)
        for name in names:
            if property.definition and name not in known:
                raise ValueError(self._unknown_option(name, property, known))
        return names[0] if len(names) == 1 else list(names)

    def _unknown_option(self, name: str, property: Property, known: list[str]) -> str:
        id = self._known.choices.get(str(property.definition.get("id")), {}).get(name)
        now = next((one.get("name") for one in _option_values(property.definition) if id and one.get("id") == id), None)
        if now:
            return f"the option “{name}” of “{property.name}” is called “{now}” in Notion now"
        return f"“{property.name}” has no option “{name}”{near(name, known) if known else ''}"


def _find(schema: Schema, reference: str) -> str | None:
    if reference in schema:
        return reference
    wanted = unquote(reference)
    return next((name for name, one in schema.items() if unquote(str(one.get("id"))) == wanted), None)


def _option_values(definition: Mapping[str, Any]) -> list[Json]:
    return list((definition.get(str(definition.get("type"))) or {}).get("options") or ())


def _option_names(definition: Mapping[str, Any]) -> list[str]:
    return [str(one.get("name")) for one in _option_values(definition)]


# Values


def truth(written: Any) -> bool | None:
    """What a value says that is true or false, or None."""
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    return written if isinstance(written, bool) else words.get(written.lower()) if isinstance(written, str) else None


def number(written: Any) -> int | float | None:
    """The number that is written, or None."""
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    for kind in (int, float):
        try:
            found = kind(written) if isinstance(written, str) else written
        except ValueError:
            continue
        return found if math.isfinite(found) else None
    return None


def moment(written: Any) -> str | None:
    """A relative date, or a date with or without a time in ISO 8601; None when it is neither."""
    if not isinstance(written, str) or written in RELATIVE_DATES:
        return written if isinstance(written, str) else None
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(written).isoformat()
        except ValueError:
            continue
    return None


def _text_value(written: Any, _: Property) -> str:
    if not isinstance(written, str) or not written:
        raise ValueError("this must be text")
    return written


def _number_value(written: Any, property: Property) -> int | float:
    prefix = (property.definition.get("unique_id") or {}).get("prefix") if property.type == "unique_id" else None
    if prefix and isinstance(written, str):
        written = written.removeprefix(f"{prefix}-")
    found = number(written)
    if found is None:
        raise ValueError("this must be a number")
    return found


def _truth_value(written: Any, _: Property) -> bool:
    found = truth(written)
    if found is None:
        raise ValueError("this must be true or false")
    return found


def _true_value(written: Any, _: Property) -> bool:
    if truth(written) is not True:
        raise ValueError("this can only be true; the opposite of is_empty is is_not_empty")
    return True


def _nothing_value(written: Any, _: Property) -> Json:
    if written not in (None, {}) and truth(written) is not True:
        raise ValueError("this takes no value: write {}")
    return {}


def _date_value(written: Any, _: Property) -> str:
    found = moment(written)
    if found is None:
        word = f"“{written}”" if isinstance(written, str) else "this"
        meant = _meant(str(written).replace(" ", "_"), RELATIVE_DATES) or f", nor one of {', '.join(RELATIVE_DATES)}"
        raise ValueError(f"{word} is no date such as 2026-01-31 or 2026-01-31T12:00+01:00{meant}")
    return found


def _person_value(written: Any, _: Property) -> str:
    if written == "me":
        return "me"
    try:
        return parse_id(str(written))
    except ValueError:
        raise ValueError("this must be the id of a person, or “me”, which is the connection itself") from None


def _page_value(written: Any, _: Property) -> str:
    try:
        return parse_id(str(written))
    except ValueError:
        raise ValueError("this must be a page, by its id or the address that “Copy link” gives") from None


def _verification_value(written: Any, _: Property) -> str:
    if written not in ("verified", "expired", "none"):
        raise ValueError("this must be one of verified, expired and none")
    return str(written)


_VALUES: Final[Mapping[str, Callable[[Any, Property], Any]]] = MappingProxyType(
    {
        "text": _text_value,
        "number": _number_value,
        "truth": _truth_value,
        "true": _true_value,
        "nothing": _nothing_value,
        "date": _date_value,
        "person": _person_value,
        "page": _page_value,
        "verification": _verification_value,
    }
)
