"""What a form says of properties and of what is public, and how the first rows would look by it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec
from msgspec.structs import replace

from notionpress.check.schema import FITTING
from notionpress.check.tables import Table
from notionpress.config import Config, PropertySettings, PublishSettings
from notionpress.content.pages import SchemaProperty
from notionpress.content.parse_pages import parse_page
from notionpress.content.summary import Summary
from notionpress.errors import ConfigError
from notionpress.report import Report
from notionpress.serve.guard import Form
from notionpress.site.assemble import assemble
from notionpress.site.site import PageMeta, Site
from notionpress.site.tree import Content
from notionpress.start.proposal import Proposal, Start, propose
from notionpress.start.settings import Setting, Settings

SINGLE: Final = ("date", "tags", "description", "slug", "authors", "cover")
"""The settings that are made of one property, in the order of the form."""

_WITH_CHOICES: Final = ("status", "select", "multi_select")
_NOT_SHOWN: Final = ("title", "button")
_MENTIONED: Final = 6
"""How many of the properties that are not shown a new site.yaml mentions."""

Json: TypeAlias = dict[str, Any]


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen: the properties, and the publish rule, whose property is "" where all rows are public."""

    properties: PropertySettings = PropertySettings()
    rule: PublishSettings = PublishSettings()


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What may be chosen: for each setting the names of properties that fit, the rest to show, and publish rules."""

    names: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    rules: tuple[tuple[str, tuple[PublishSettings, ...]], ...]
    """In groups: the likeliest first, then by property."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it would appear; `page` is None where it would not, or not before it is `scheduled`."""

    title: str
    page: PageMeta | None = None
    scheduled: datetime | None = None


def offered(tables: Sequence[Table]) -> Offered:
    """What the schemas of data sources let one choose."""
    columns = {column.name: column for one in tables for column in one.schema.properties.values()}
    names = {setting: tuple(c.name for c in columns.values() if c.type in FITTING[setting]) for setting in SINGLE}
    likely = propose([one.schema for one in tables]).rules
    groups = [("Most likely", likely)] if likely else []
    groups += [(name, rules) for name, column in columns.items() if (rules := _rules(column))]
    others = tuple(name for name, column in columns.items() if column.type not in _NOT_SHOWN)
    return Offered(names=MappingProxyType(names), others=others, rules=tuple(groups))


def _rules(column: SchemaProperty) -> tuple[PublishSettings, ...]:
    if column.type in _WITH_CHOICES:
        return tuple(PublishSettings(property=column.name, values=(option.name,)) for option in column.options)
    return (PublishSettings(property=column.name),) if column.type in ("checkbox", "date") else ()


def mapped_at_first(tables: Sequence[Table], config: Config) -> Mapped:
    """What site.yaml says, as far as the schemas have it; the rest as it is most likely meant."""
    proposal = propose([one.schema for one in tables])
    there = {name for one in tables for name in one.schema.properties}
    said = {setting: str(getattr(config.properties, setting)) for setting in SINGLE}
    chosen = {
        setting: name if name in there else proposal.properties.get(setting, "") for setting, name in said.items()
    }
    rule = next(iter(proposal.rules), PublishSettings())
    return Mapped(
        properties=replace(config.properties, **chosen),
        rule=config.publish if config.publish.property in there else rule,
    )


def mapped_by(form: Form, tables: Sequence[Table], config: Config) -> Mapped:
    """What a form says, where it names what the schemas have; the rest of site.yaml stays as it is.

    Raises ConfigError for a publish rule that they do not have: another one could make everything public.
    """
    offer = offered(tables)
    chosen = {setting: name for setting in SINGLE if (name := form.one(setting)) in ("", *offer.names[setting])}
    ticked = [name for name in form.all("metadata") if name in offer.others]
    # Databases in pages have properties of their own, which are not offered.
    kept = [name for name in config.properties.metadata if name in ticked or name not in offer.others]
    metadata = tuple(dict.fromkeys((*kept, *ticked)))
    rules = {rule_text(rule): rule for _, group in offer.rules for rule in group}
    rules |= {rule_text(config.publish): config.publish, "": PublishSettings()}
    text = form.one("rule") if form.all("rule") else rule_text(config.publish)
    if text not in rules:
        raise ConfigError("The database has no longer what tells which rows are public.", "Go back, and choose again.")
    return Mapped(
        properties=replace(config.properties, **chosen, metadata=metadata),
        rule=rules[text],
    )


def rule_text(rule: PublishSettings) -> str:
    """A rule as the value of a form's field, "" for that all rows are public."""
    return msgspec.json.encode((rule.property, *rule.values)).decode() if rule.property else ""


def rule_words(rule: PublishSettings, dates: Collection[str]) -> str:
    """A rule as people read it; `dates` are the names of properties that hold a date."""
    if rule.values:
        return f"“{rule.property}” is {' or '.join(f'“{value}”' for value in rule.values)}"
    return f"“{rule.property}” has come" if rule.property in dates else f"“{rule.property}” is ticked"


def settings_of(roots: Sequence[tuple[str, str]], mapped: Mapped | None, config: Config) -> Settings:
    """What is to be written into site.yaml: roots with their titles, and what was chosen of their properties."""
    if len(roots) == 1:
        found = {("notion", "root"): Setting(roots[0][0], roots[0][1])}
    else:
        found = {("notion", "root"): Setting(tuple(id for id, _ in roots))}
    if mapped is None:
        return found
    for name in SINGLE:
        value = str(getattr(mapped.properties, name))
        if value != getattr(config.properties, name):
            found["properties", name] = Setting(value)
    if mapped.properties.metadata != config.properties.metadata:
        found["properties", "metadata"] = Setting(mapped.properties.metadata)
    if mapped.rule != config.publish:
        found["publish", "property"] = Setting(mapped.rule.property)
        if mapped.rule.values or config.publish.values:
            found["publish", "values"] = Setting(mapped.rule.values)
    return found


def start_of(title: str, roots: Sequence[tuple[str, str]], mapped: Mapped | None, offer: Offered) -> Start:
    """What a new site.yaml begins with."""
    if mapped is None:
        return Start(title=title, roots=tuple(roots))
    chosen = {name: value for name in SINGLE if (value := str(getattr(mapped.properties, name)))}
    left = tuple(name for name in offer.others if name not in (*chosen.values(), mapped.rule.property))
    proposal = Proposal(properties=chosen, others=left[:_MENTIONED])
    return Start(title=title, roots=tuple(roots), proposal=proposal, rule=mapped.rule if mapped.rule.property else None)


def shown_rows(
    rows: Iterable[tuple[str, Json]], tables: Sequence[Table], mapped: Mapped, config: Config, now: datetime
) -> tuple[Shown, ...]:
    """Rows as they would appear, each given with the id of its data source, in their order."""
    given = [(source, parse_page(row)) for source, row in rows]
    changed = replace(config, properties=mapped.properties, publish=mapped.rule, menu=None)
    content = Content(
        pages={page.id: page for _, page in given},
        databases={},
        rows={one.schema.id: tuple(page.id for source, page in given if source == one.schema.id) for one in tables},
        sources={},
        summary=lambda _: Summary(),
    )
    site: Site = assemble(
        content,
        changed,
        now,
        Report(),
        roots=tuple((one.schema.id, "data_source") for one in tables),
        schemas={one.schema.id: one.schema for one in tables},
        people={},
        bodies={},
        download=lambda _: None,
    )
    return tuple(_shown(page.id, site, page.plain_title) for _, page in given)


def _shown(id: str, site: Site, title: str) -> Shown:
    held = site.withheld.get(id)
    return Shown(title=title, page=site.pages.get(id), scheduled=held.scheduled if held else None)
