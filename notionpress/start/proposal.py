"""What a database's properties are most likely meant for, by their types and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from notionpress.config import PublishSettings
from notionpress.content.pages import DataSource, SchemaProperty

_TYPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "date": ("date",),
        "slug": ("rich_text",),
        "tags": ("multi_select", "select"),
        "authors": ("people", "multi_select", "select", "rich_text"),
        "description": ("rich_text",),
        "cover": ("files", "url"),
    }
)
_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "date": ("published", "published on", "publish date", "publication date", "date", "posted", "day"),
        "slug": ("slug", "permalink", "path"),
        "tags": ("tags", "tag", "topics", "topic", "categories", "category", "keywords", "labels", "subjects"),
        "authors": ("authors", "author", "writers", "writer", "written by", "by", "byline"),
        "description": ("description", "summary", "excerpt", "abstract", "subtitle", "teaser", "lead"),
        "cover": ("cover", "cover image", "image", "picture", "thumbnail", "hero", "banner", "photo"),
    }
)
"""What such properties are called in most workspaces, the likeliest first."""

_ALONE: Final = ("date", "tags")
"""What the only property of the first type is taken for, whatever it is called."""

_OTHER_DATES: Final = frozenset(("due", "deadline", "reminder", "remind", "birthday", "end", "expires", "review"))
_PUBLIC: Final = ("published", "public", "publish", "live", "posted", "released", "online")
_WITH_CHOICES: Final = ("status", "select", "multi_select")
_UNSHOWN: Final = ("title", "button", "email", "phone_number")
_OTHERS: Final = 6
_LAST_GROUP: Final = "Complete"
"""The group of a status that means done; groups keep the names that Notion gives them."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What site.yaml may say of a database.

    `properties` are names of properties by setting, `others` some that could be shown too, and `rules` the publish
    rules that it can meet, the likeliest first. `choices` are all choices of the properties in the rules.
    """

    properties: Mapping[str, str] = MappingProxyType({})
    others: tuple[str, ...] = ()
    rules: tuple[PublishSettings, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What a new site.yaml begins with.

    `title` is the site's, "" for one that is made of its folder's name. `roots` are ids or Notion URLs, each with its
    title, "" when it is not known; `proposal` is what may be said of their rows, and `rule` the publish rule that was
    chosen, None for none.
    """

    title: str = ""
    roots: tuple[tuple[str, str], ...] = ()
    proposal: Proposal = Proposal()
    rule: PublishSettings | None = None


def propose(sources: Sequence[DataSource]) -> Proposal:
    """What site.yaml may say of data sources whose rows are posts; rules that fit all of them come first."""
    properties, rules = _properties(sources), _rules(sources)
    columns = {name: column for source in sources for name, column in source.properties.items()}
    taken = {*properties.values(), *(rule.property for rule in rules)}
    others = (name for name, column in columns.items() if column.type not in _UNSHOWN and name not in taken)
    choices = {rule.property: [one for source in sources for one in _choices(source, rule.property)] for rule in rules}
    return Proposal(
        properties=properties,
        others=tuple(others)[:_OTHERS],
        rules=rules,
        choices={name: tuple(dict.fromkeys(names)) for name, names in choices.items()},
    )


def _properties(sources: Iterable[DataSource]) -> dict[str, str]:
    found: dict[str, str] = {}
    for source in sources:
        for setting in _TYPES:
            if name := _likeliest(setting, source.properties.values()):
                found.setdefault(setting, name)
    return found


def _rules(sources: Sequence[DataSource]) -> tuple[PublishSettings, ...]:
    """The rules of all data sources; those for one property are one, with the choices of each."""
    found: dict[str, PublishSettings] = {}
    for source in sources:
        for rule in _rules_of(list(source.properties.values())):
            values = (*found.get(rule.property, rule).values, *rule.values)
            found[rule.property] = PublishSettings(property=rule.property, values=tuple(dict.fromkeys(values)))
    return tuple(sorted(found.values(), key=lambda rule: sum(not fits(rule, source) for source in sources)))


def _likeliest(setting: str, columns: Iterable[SchemaProperty]) -> str:
    """The name of the property that a setting is most likely to be made of, "" for none."""
    fitting = [one for one in columns if one.type in _TYPES[setting]]
    by_words = {_plain(one.name): one.name for one in reversed(fitting)}
    for words in _WORDS[setting]:
        if words in by_words:
            return by_words[words]
    alone = [one.name for one in fitting if one.type == _TYPES[setting][0]]
    if setting == "date":
        alone = [name for name in alone if not _OTHER_DATES & set(_plain(name).split())]
    return alone[0] if setting in _ALONE and len(alone) == 1 else ""


def _rules_of(columns: Sequence[SchemaProperty]) -> list[PublishSettings]:
    """Rules by choices that say published, by boxes that do, and by what a status is done with."""
    with_choices = [one for kind in _WITH_CHOICES for one in columns if one.type == kind]
    rules = []
    for one in with_choices:
        if values := tuple(option.name for option in one.options if _plain(option.name) in _PUBLIC):
            rules.append(PublishSettings(property=one.name, values=values))
    rules += [PublishSettings(property=one.name) for one in columns if _is_public_box(one)]
    ruled = {rule.property for rule in rules}
    for one in columns:
        done = tuple(option.name for option in one.options if option.group == _LAST_GROUP)
        if one.type == "status" and one.name not in ruled and done:
            rules.append(PublishSettings(property=one.name, values=done))
    return rules


def _is_public_box(column: SchemaProperty) -> bool:
    return column.type == "checkbox" and _plain(column.name) in _PUBLIC


def fits(rule: PublishSettings, source: DataSource) -> bool:
    """Whether a data source can meet a rule: without the property and its choices, none of its rows is public."""
    column = source.properties.get(rule.property)
    if column is None:
        return False
    if not rule.values:
        return column.type == "checkbox"
    return column.type in _WITH_CHOICES and not set(rule.values).isdisjoint(_choices(source, rule.property))


def _choices(source: DataSource, name: str) -> tuple[str, ...]:
    column = source.properties.get(name)
    return tuple(option.name for option in column.options) if column else ()


def _plain(name: str) -> str:
    """A name in small letters, without signs and emojis."""
    return " ".join(re.findall(r"\w+", name.casefold()))
