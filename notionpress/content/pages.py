"""Pages, databases and data sources as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from notionpress.content.properties import Option, Property, Title
from notionpress.content.rich_text import FileRef, Icon, RichText, plain
from notionpress.content.value import Value
from notionpress.ids import notion_url


class Parent(Value, frozen=True):
    """Where an object lives; `kind` is `page`, `database`, `data_source`, `block` or `workspace`."""

    kind: str = "workspace"
    id: str = ""
    database_id: str = ""


class Page(Value, frozen=True, kw_only=True):
    """A page with its properties, without its blocks. `properties` maps names to values, in Notion's order."""

    id: str
    created_time: datetime
    last_edited_time: datetime
    parent: Parent = Parent()
    properties: Mapping[str, Property] = {}
    icon: Icon | None = None
    cover: FileRef | None = None
    in_trash: bool = False
    url: str = ""
    public_url: str = ""
    """Where anyone can read it in Notion, "" where only members can."""
    file: str = ""
    """The Markdown file of a local page, seen from the folder of site.yaml; "" for a page in Notion."""

    @property
    def source(self) -> str:
        """Where its author edits it: its address in Notion, or its file."""
        return self.file or notion_url(self.id)

    @property
    def title(self) -> RichText:
        """The title, whatever its property is called."""
        for value in self.properties.values():
            if isinstance(value, Title):
                return value.rich_text
        return ()

    @property
    def plain_title(self) -> str:
        """The title's words, on one line."""
        return " ".join(plain(self.title).split())


class SchemaProperty(Value, frozen=True, kw_only=True):
    """A property as a data source defines it.

    `options` are a select's, multi-select's or status's; `relation` is the property that a roll-up follows, and
    `rolled_up` the one that it gathers there; `expression` is what a formula computes.
    """

    id: str
    name: str
    type: str
    options: tuple[Option, ...] = ()
    number_format: str = ""
    relation: str = ""
    rolled_up: str = ""
    expression: str = ""


class DataSource(Value, frozen=True, kw_only=True):
    """A table of pages, with its schema."""

    id: str
    title: RichText = ()
    icon: Icon | None = None
    parent: Parent = Parent()
    properties: Mapping[str, SchemaProperty] = {}


class Database(Value, frozen=True, kw_only=True):
    """A container of data sources, as it stands in a page or in the workspace."""

    id: str
    title: RichText = ()
    description: RichText = ()
    icon: Icon | None = None
    cover: FileRef | None = None
    parent: Parent = Parent()
    is_inline: bool = False
    data_sources: tuple[str, ...] = ()
