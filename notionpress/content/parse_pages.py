"""Pages, databases and data sources out of Notion's JSON, of every API version since 2021."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from notionpress.content.pages import Database, DataSource, Page, Parent, SchemaProperty
from notionpress.content.parse_properties import option, parse_property
from notionpress.content.parse_rich_text import file_ref, icon, rich_text
from notionpress.content.properties import Option
from notionpress.content.raw import Raw, mapping, sequence, text, time

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_page(value: object) -> Page:
    """Parse a page object; its blocks are apart."""
    raw = mapping(value)
    return Page(
        id=text(raw.get("id")),
        created_time=time(raw.get("created_time")) or _EPOCH,
        last_edited_time=time(raw.get("last_edited_time")) or _EPOCH,
        parent=parse_parent(raw.get("parent")),
        properties={name: parse_property(one) for name, one in mapping(raw.get("properties")).items()},
        icon=icon(raw.get("icon")),
        cover=file_ref(raw.get("cover")),
        in_trash=raw.get("in_trash") is True or raw.get("archived") is True,
        url=text(raw.get("url")),
        public_url=text(raw.get("public_url")),
    )


def parse_parent(value: object) -> Parent:
    """Parse a parent reference."""
    raw = mapping(value)
    kind = text(raw.get("type"))
    if kind == "workspace" or not kind:
        return Parent()
    return Parent(kind.removesuffix("_id"), text(raw.get(kind)), text(raw.get("database_id")))


def parse_database(value: object) -> Database:
    """Parse a database object; before 2025-09-03 a database is its own data source."""
    raw = mapping(value)
    sources = tuple(text(mapping(one).get("id")) for one in sequence(raw.get("data_sources")))
    id = text(raw.get("id"))
    return Database(
        id=id,
        title=rich_text(raw.get("title")),
        description=rich_text(raw.get("description")),
        icon=icon(raw.get("icon")),
        cover=file_ref(raw.get("cover")),
        parent=parse_parent(raw.get("parent")),
        is_inline=raw.get("is_inline") is True,
        data_sources=sources or ((id,) if "properties" in raw else ()),
    )


def parse_data_source(value: object) -> DataSource:
    """Parse a data source object, or a database object of the versions before 2025-09-03."""
    raw = mapping(value)
    return DataSource(
        id=text(raw.get("id")),
        title=rich_text(raw.get("title")),
        icon=icon(raw.get("icon")),
        parent=parse_parent(raw.get("parent")),
        properties={name: _schema_property(name, mapping(one)) for name, one in mapping(raw.get("properties")).items()},
    )


def _schema_property(name: str, raw: Raw) -> SchemaProperty:
    kind = text(raw.get("type"))
    payload = mapping(raw.get(kind))
    return SchemaProperty(
        id=text(raw.get("id")),
        name=name,
        type=kind,
        options=_options(payload),
        number_format=text(payload.get("format")) if kind == "number" else "",
        relation=text(payload.get("relation_property_name")),
        rolled_up=text(payload.get("rollup_property_name")),
        expression=text(payload.get("expression")) if kind == "formula" else "",
    )


def _options(payload: Raw) -> tuple[Option, ...]:
    """The choices in the author's order; those of a status stand in groups, which come first to last."""
    found = [one for one in (option(value) for value in sequence(payload.get("options"))) if one]
    groups = [(text(group.get("name")), sequence(group.get("option_ids"))) for group in _groups(payload)]
    grouped = [replace(one, group=name) for name, ids in groups for one in found if one.id and one.id in ids]
    known = {one.id for one in grouped}
    return (*(one for one in found if one.id not in known), *grouped)


def _groups(payload: Raw) -> list[Raw]:
    return [mapping(group) for group in sequence(payload.get("groups"))]
