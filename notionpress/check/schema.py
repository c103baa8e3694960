"""Whether the properties that site.yaml names are in the schema, and fit; whether the publish rule can be met. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from notionpress.check.findings import Finding, note, well, wrong
from notionpress.check.tables import Table, by_id, nearest, renamed, renamed_choice
from notionpress.config import Config, PropertySettings, PublishSettings
from notionpress.content.pages import SchemaProperty

_TEXT: Final = ("title", "rich_text", "select", "status", "formula", "url")
_NAMES: Final = (
    *("multi_select", "select", "status", "people", "created_by", "last_edited_by", "relation", "rollup"),
    *("title", "rich_text", "formula", "url"),
)
_TICKED: Final = ("checkbox", "formula")
_ORDERED: Final = ("number", "unique_id", "date", "created_time", "last_edited_time", *_TEXT)
FITTING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "title": _TEXT,
        "date": ("date", "created_time", "last_edited_time", "formula"),
        "slug": _TEXT,
        "tags": _NAMES,
        "description": _TEXT,
        "cover": ("files", "url"),
        "cover_focus": ("number", *_TEXT),
        "authors": _NAMES,
        "aliases": tuple(type for type in _NAMES if type != "relation"),
        "language": _TEXT,
        "series": _NAMES,
        "part": _ORDERED,
        "order": _ORDERED,
        "translation_of": ("relation", *_TEXT),
        "noindex": _TICKED,
        "discussion": _TICKED,
        "terms": _NAMES,
    }
)
"""The types of properties that a setting can be made of, as `site/` reads them; `terms` are those of a taxonomy."""

_WITH_CHOICES: Final = ("status", "select", "multi_select")
_WITHOUT_CHOICES: Final = ("checkbox", "date")
_LISTED: Final = 8


class Named(msgspec.Struct, frozen=True):
    """A property that site.yaml names: `kind` is what it is to be, `setting` where it is named, `name` its name."""

    kind: str
    setting: str
    name: str


def named_properties(config: Config) -> list[Named]:
    """The properties that site.yaml names: under `properties`, in collections, and as taxonomies."""
    found = list(_named(config.properties, "properties"))
    for at, collection in enumerate(config.collections):
        found += _named(collection.properties, f"collections.{at}.properties")
    for at, taxonomy in enumerate(config.taxonomies):
        found.append(Named("terms", f"taxonomies.{at}.property", taxonomy.property))
    return [one for one in found if one.name]


def _named(properties: PropertySettings, place: str) -> Iterator[Named]:
    for kind in FITTING:
        if kind != "terms":
            yield Named(kind, f"{place}.{kind}", getattr(properties, kind))
    for at, name in enumerate(properties.metadata):
        yield Named("metadata", f"{place}.metadata.{at}", name)


def check_properties(
    config: Config, tables: Sequence[Table], *, elsewhere: str = "", shown_elsewhere: str = ""
) -> list[Finding]:
    """Whether every property that site.yaml names is in a table, and of a type that can be what it is to be.

    `elsewhere` says where else properties may come from, such as plugins, `shown_elsewhere` where those may that are
    only shown: a missing one is then no mistake.
    """
    named = named_properties(config)
    if not named:
        message = "site.yaml names no properties: nothing but title and text of rows is published."
        return [note("properties", message, "Name what is to be shown under `properties:`.")]
    places = {one: elsewhere or (shown_elsewhere if one.kind == "metadata" else "") for one in named}
    unknown = [one for one, place in places.items() if place and _may_be_elsewhere(one, tables)]
    found = {one: list(_check_property(one, tables)) for one in named if one not in unknown}
    right = dict.fromkeys(one.name for one, wrongs in found.items() if not wrongs)
    fine = [well("properties", f"These properties are there and fit: {_quoted(right)}.")] if right else []
    open_ones = [_unknown(unknown, places[unknown[0]])] if unknown else []
    return [*fine, *(finding for wrongs in found.values() for finding in wrongs), *open_ones]


def _may_be_elsewhere(named: Named, tables: Sequence[Table]) -> bool:
    """Whether no table has had the property, nor one that is meant without doubt."""
    alike = nearest(named.name, _all_names(tables)).casefold() == named.name.casefold()
    return not alike and not any(renamed(one, named.name) or by_id(one, named.name) for one in tables)


def _unknown(named: Sequence[Named], elsewhere: str) -> Finding:
    it = "It" if len(named) == 1 else "They"
    message = f"No database that was read has {_quoted(one.name for one in named)}."
    return note("properties", message, f"{it} may come from {elsewhere}.", setting=named[0].setting)


def _check_property(named: Named, tables: Sequence[Table]) -> Iterator[Finding]:
    having = [one for one in tables if named.name in one.schema.properties]
    moved = [(one, column) for one in tables if (column := renamed(one, named.name))]
    yield from (_renamed(named, one, column, still_there=bool(having)) for one, column in moved)
    if not having and not moved:
        yield _missing(named, tables)
    fitting = FITTING.get(named.kind)
    for one in having:
        column = one.schema.properties[named.name]
        if fitting and column.type not in fitting:
            candidates = _candidates(named.kind, [one])
            there = f" There is {_listed(candidates)}." if candidates else ""
            yield wrong(
                "properties",
                f"“{named.name}” of “{one.title}” cannot be `{named.kind}`: it is of type {column.type}.",
                f"`{named.kind}` takes {_either(fitting)}.{there}",
                url=one.url,
                setting=named.setting,
            )


def _renamed(named: Named, one: Table, column: SchemaProperty, *, still_there: bool) -> Finding:
    message = f"The property “{named.name}” of “{one.title}” is called “{column.name}” now."
    if still_there:
        hint = "Other databases have that name still: call it the same everywhere, or leave it out here."
        return note("properties", message, hint, url=one.url, setting=named.setting)
    hint = f"Write “{column.name}” as `{named.kind}` in site.yaml."
    return wrong("properties", message, hint, url=one.url, setting=named.setting)


def _missing(named: Named, tables: Sequence[Table]) -> Finding:
    message = f"No database has the property “{named.name}”, which is to be `{named.kind}`."
    meant = next(((one, column) for one in tables if (column := by_id(one, named.name))), None)
    if meant:
        hint = f"That is the id of “{meant[1].name}”: write its name."
        return wrong("properties", message, hint, url=meant[0].url, setting=named.setting)
    candidates = _candidates(named.kind, tables)
    near = nearest(named.name, candidates)
    there = f" There is {_listed(candidates)}." if candidates else ""
    hint = f"Did you mean “{near}”?" if near else f"Name one that is there.{there}"
    return wrong("properties", message, hint, url=_url_of(near, tables), setting=named.setting)


def _candidates(kind: str, tables: Sequence[Table]) -> list[str]:
    """The names of the properties that could be meant, best first."""
    columns = [column for one in tables for column in one.schema.properties.values()]
    if fitting := FITTING.get(kind):
        columns = sorted((one for one in columns if one.type in fitting), key=lambda one: fitting.index(one.type))
    return list(dict.fromkeys(column.name for column in columns))


# The publish rule


def check_rule(rule: PublishSettings, tables: Sequence[Table]) -> list[Finding]:
    """Whether the databases have the property of the publish rule, of a type that it can judge, with its choices.

    Rows of a root without the property are not public; those of other databases are.
    """
    if not rule.property:
        return [note("publish", "There is no publish rule: every page below the roots is public.")]
    judged = [one for one in tables if one.is_root or rule.property in one.schema.properties]
    open_ones = [one for one in tables if one not in judged]
    found = [finding for one in judged for finding in _check_rule_in(rule, one)]
    found += [_rule_renamed(rule, one, column) for one in open_ones if (column := renamed(one, rule.property))]
    if not judged and not found:
        return [_nothing_to_judge(rule)]
    if not found:
        found.append(well("publish", f"The publish rule can be met: {_shown(rule)}."))
    if public := [one.title for one in open_ones if not renamed(one, rule.property)]:
        found.append(_open_databases(rule, public))
    return found


def _nothing_to_judge(rule: PublishSettings) -> Finding:
    return note(
        "publish",
        f"No database that is known has the property “{rule.property}” of the publish rule.",
        "Databases in pages are known once they are crawled: run `notionpress crawl`, then check again.",
        setting="publish.property",
    )


def _open_databases(rule: PublishSettings, titles: Sequence[str]) -> Finding:
    return note(
        "publish",
        f"Databases in pages without “{rule.property}”, whose rows are all public: {_listed(titles)}.",
        f"Give them the property “{rule.property}” in Notion, if some of their rows are not for everyone.",
        setting="publish.property",
    )


def _check_rule_in(rule: PublishSettings, one: Table) -> Iterator[Finding]:
    column = one.schema.properties.get(rule.property)
    if column is None:
        yield _rule_missing(rule, one)
    elif column.type in _WITH_CHOICES:
        yield from _check_choices(rule, column, one)
    elif column.type in _WITHOUT_CHOICES:
        if rule.values:
            message = f"The publish rule names values, but “{column.name}” of “{one.title}” is of type {column.type}."
            yield note(
                "publish",
                message,
                "They mean nothing there: leave `publish: values:` out.",
                url=one.url,
                setting="publish.values",
            )
    elif column.type != "formula":
        yield wrong(
            "publish",
            f"The publish rule cannot judge “{column.name}” of “{one.title}”: it is of type {column.type}.",
            f"Name {_either((*_WITH_CHOICES, *_WITHOUT_CHOICES, 'formula'))}.{_rule_candidates(one)}",
            url=one.url,
            setting="publish",
        )


def _rule_missing(rule: PublishSettings, one: Table) -> Finding:
    if column := renamed(one, rule.property):
        return _rule_renamed(rule, one, column)
    near = nearest(rule.property, one.schema.properties)
    return wrong(
        "publish",
        f"“{one.title}” has no property “{rule.property}”, which the publish rule names: none of its rows is public.",
        f"Did you mean “{near}”?" if near else f"Name another as `publish: property:`.{_rule_candidates(one)}",
        url=one.url,
        setting="publish.property",
    )


def _rule_renamed(rule: PublishSettings, one: Table, column: SchemaProperty) -> Finding:
    return wrong(
        "publish",
        f"The property “{rule.property}” of “{one.title}”, which the publish rule names, is called “{column.name}”"
        f" now: {'none' if one.is_root else 'each'} of its rows is public.",
        f"Write `publish: property: {column.name}` in site.yaml.",
        url=one.url,
        setting="publish.property",
    )


def _check_choices(rule: PublishSettings, column: SchemaProperty, one: Table) -> Iterator[Finding]:
    known = [option.name for option in column.options]
    if not rule.values:
        yield wrong(
            "publish",
            f"The publish rule does not say which choices of “{column.name}” mean published: no row is public.",
            f"Name them as `publish: values:`. There is {_listed(known)}.",
            url=one.url,
            setting="publish",
        )
    for value in rule.values:
        if value not in known:
            yield wrong(
                "publish",
                f"“{column.name}” of “{one.title}” has no choice “{value}”, which the publish rule names.",
                _choice_hint(one, column, value, known),
                url=one.url,
                setting="publish.values",
            )


def _choice_hint(one: Table, column: SchemaProperty, value: str, known: Sequence[str]) -> str:
    if now := renamed_choice(one, column, value):
        return f"It is called “{now}” now: write that under `publish: values:`."
    near = nearest(value, known)
    return f"Did you mean “{near}”?" if near else f"There is {_listed(known)}."


def _rule_candidates(one: Table) -> str:
    names = [
        column.name
        for column in one.schema.properties.values()
        if column.type in (*_WITH_CHOICES, *_WITHOUT_CHOICES, "formula")
    ]
    return f" There is {_listed(names)}." if names else ""


def _shown(rule: PublishSettings) -> str:
    values = " or ".join(f"“{value}”" for value in rule.values)
    return f"“{rule.property}” is {values}" if values else f"“{rule.property}”"


# Words


def _all_names(tables: Iterable[Table]) -> list[str]:
    return [name for one in tables for name in one.schema.properties]


def _url_of(name: str, tables: Sequence[Table]) -> str:
    having = [one for one in tables if name in one.schema.properties] or tables
    return having[0].url if having and (name or len(having) == 1) else ""


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return _quoted(known[:_LISTED]) + more
