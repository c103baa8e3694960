"""The databases that stand in published pages: what of their rows, columns and views is public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from notionpress.config import Config
from notionpress.content.pages import DataSource, SchemaProperty
from notionpress.content.properties import CreatedTime, Date, Files, Formula, LastEditedTime, Property, Rollup
from notionpress.content.rich_text import DateValue, FileRef
from notionpress.content.summary import Summary
from notionpress.content.views import View
from notionpress.site.conditions import Clock
from notionpress.site.fields import picture, public_words
from notionpress.site.groups import Grouper
from notionpress.site.query import find_column
from notionpress.site.site import PageMeta, Rows, ShownView, Target
from notionpress.site.tree import Content, Place
from notionpress.site.views import Views

MOST_REPEATED: Final = 500
"""So many rows may stand in the further views of a database; what is more repeats too much of the first."""

_AS_TABLE: Final = ("chart", "map", "dashboard")
_LAYOUTS: Final = ("table", "list", "board", "gallery", "calendar", "timeline")


class Databases:
    """Makes the rows of inline databases out of what is published."""

    def __init__(
        self,
        content: Content,
        config: Config,
        places: Sequence[Place],
        pages: Mapping[str, PageMeta],
        schemas: Mapping[str, DataSource],
        views: Views,
        clock: Clock,
    ) -> None:
        settings = config.properties
        self._content = content
        self._config = config
        self._places = {place.page.id: place for place in places}
        self._pages = pages
        self._schemas = schemas
        self._views = views
        self._clock = clock
        self._public = {settings.date, settings.tags, settings.authors, settings.description, *settings.metadata} - {""}

    def shown(self, front: str, roots: tuple[tuple[str, str], ...]) -> tuple[dict[str, Rows], dict[str, Target]]:
        """The databases in published pages with their rows, and where each database can be seen.

        `front` is the address of the front page, which lists the posts of the roots.
        """
        inline: dict[str, Rows] = {}
        shown: dict[str, Target] = {}
        for id, kind in roots:
            if kind != "page":
                for one in (id, *self._content.sources.get(id, ())):
                    database = self._content.databases.get(id)
                    shown[one] = Target(front, public_words(database.title) if database else "")
        for place in self._places.values():
            for child in place.summary.children:
                database = self._content.databases.get(child)
                if database is None:
                    continue
                inline[child] = self._rows(child, public_words(database.title))
                url = f"{self._pages[place.page.id].route.url}#{database_anchor(child)}"
                for one in (child, *self._content.sources.get(child, ())):
                    shown.setdefault(one, Target(url, inline[child].title, database.icon))
        return inline, shown

    def _rows(self, id: str, title: str) -> Rows:
        sources = self._content.sources.get(id, ())
        titles = (public_words(self._schemas[source].title) for source in sources if source in self._schemas)
        title = title or next((found for found in titles if found), "")
        shown = self._shown_views(id)
        if shown:
            first = shown[0]
            return Rows(title=title, columns=first.columns, rows=first.rows, values=first.values, views=shown)
        columns = self._columns(sources)
        rows = [row for source in sources for row in self._content.rows.get(source, ()) if row in self._pages]
        return Rows(
            title=title,
            columns=_title_first(columns),
            rows=tuple(self._pages[row] for row in rows),
            values=tuple(self._values(row, columns) for row in rows),
        )

    def _columns(self, sources: Iterable[str]) -> dict[str, SchemaProperty]:
        """The title and the published properties of data sources by name."""
        columns: dict[str, SchemaProperty] = {}
        for source in sources:
            for name, column in self._schemas[source].properties.items() if source in self._schemas else ():
                if column.type == "title" or name in self._public:
                    columns.setdefault(name, column)
        return columns

    def _values(self, row: str, columns: Mapping[str, SchemaProperty]) -> dict[str, Property]:
        values = self._places[row].page.properties
        return {name: values[name] for name, one in columns.items() if one.type != "title" and name in values}

    # Views

    def _shown_views(self, id: str) -> tuple[ShownView, ...]:
        views = self._views.of(id)
        shown: list[ShownView] = []
        repeated = 0
        for view in views:
            if view.layout == "form":
                self._tell(view, id, "view-layout", "A form is not shown: a site takes no answers.", _LINK_TO_IT)
                continue
            one = self._view(view, id)
            repeated += len(one.rows) if shown else 0
            if repeated > MOST_REPEATED:
                message = f"The view “{view.name}” is left out: the further views show more than {MOST_REPEATED} rows."
                self._tell(view, id, "views-left-out", message, "Set `databases: views: first`, or filter the view.")
                break
            shown.append(one)
        # A form alone shows nothing, not all that was answered.
        return tuple(shown) or ((ShownView(),) if views else ())

    def _view(self, view: View, id: str) -> ShownView:
        known = self._views.columns(view)
        rows = [page.id for page in self._views.rows(view, id) if page.id in self._pages]
        columns = self._visible(view, known)
        public = {name: one for name, one in known.items() if name in columns or name in self._public}
        values = tuple(self._values(row, public) for row in rows)
        made = ShownView(
            name=view.name,
            layout=view.layout if view.layout in _LAYOUTS else "table",
            columns=_title_first(columns),
            rows=tuple(self._pages[row] for row in rows),
            values=values,
        )
        if view.layout in _AS_TABLE:
            message = f"The view “{view.name}” is a {view.layout} in Notion; the site shows a table of its rows."
            self._tell(view, id, "view-layout", message, "Choose another layout for the view if that does not do.")
        made = self._grouped(made, view, id, public)
        if made.layout in ("gallery", "board"):
            made = msgspec.structs.replace(made, covers=self._covers(view, rows, public))
        return self._dated(made, view, id, public) if made.layout in ("calendar", "timeline") else made

    def _visible(self, view: View, known: Mapping[str, SchemaProperty]) -> dict[str, SchemaProperty]:
        """The columns of a view: those that it shows, as far as site.yaml publishes them, and the title."""
        title = {name: one for name, one in known.items() if one.type == "title"}
        if view.properties is None:
            return {name: one for name, one in known.items() if name in title or name in self._public}
        shown = [column for one in view.properties if (column := find_column(known, one))]
        everything = self._config.databases.properties == "visible"
        return title | {one.name: one for one in shown if everything or one.name in self._public}

    def _public_column(
        self, reference: str, public: Mapping[str, SchemaProperty], view: View, id: str, what: str
    ) -> SchemaProperty | None:
        """The property that a layout needs, None where it is not published: the layout would tell its values."""
        column = find_column(self._views.columns(view), reference) if reference else None
        if column is not None and (column.name in public or column.type == "title"):
            return column
        if column is not None:
            self._tell(
                view,
                id,
                "view-property",
                f"The view “{view.name}” is {what} the property “{column.name}”, which is not published; the site shows"
                " it without.",
                f"Add “{column.name}” to `properties: metadata` to publish it.",
            )
        return None

    def _grouped(self, made: ShownView, view: View, id: str, public: Mapping[str, SchemaProperty]) -> ShownView:
        if view.group_by is None:
            return made
        column = self._public_column(view.group_by.property, public, view, id, "grouped by")
        if column is None:
            return made
        values = [self._places[row.id].page.properties.get(column.name) for row in made.rows]
        grouper = Grouper(view.group_by, column, self._clock, self._pages, self._views.name_of)
        return msgspec.structs.replace(made, grouped_by=column, groups=grouper.groups(values))

    def _covers(
        self, view: View, rows: Sequence[str], public: Mapping[str, SchemaProperty]
    ) -> tuple[FileRef | None, ...]:
        match view.cover:
            case "page_cover":
                return tuple(self._pages[row].cover for row in rows)
            case "page_content" | "page_content_first":
                return tuple(_first_picture(self._places[row].summary) for row in rows)
            case "property":
                column = find_column(self._views.columns(view), view.cover_property)
                if column is not None and (column.name in public or column.name == self._config.properties.cover):
                    return tuple(picture(self._places[row].page.properties.get(column.name)) for row in rows)
        return ()

    def _dated(self, made: ShownView, view: View, id: str, public: Mapping[str, SchemaProperty]) -> ShownView:
        """A calendar or timeline; without a property to go by, its rows are a list."""
        column = self._public_column(view.date_property, public, view, id, "ordered by")
        if column is None:
            return msgspec.structs.replace(made, layout="list")
        end = find_column(public, view.end_date_property) if view.end_date_property else None
        return msgspec.structs.replace(
            made,
            dates=tuple(_dates(row, column.name, end.name if end else "") for row in made.values),
            date_name=column.name,
        )

    def _tell(self, view: View, id: str, kind: str, message: str, hint: str) -> None:
        subject = "view" if kind == "views-left-out" else f"{view.layout} view"
        self._views.tell(kind, message, view, id, hint, subject)


_LINK_TO_IT: Final = "Link to the form in Notion instead."


def _first_picture(summary: Summary) -> FileRef | None:
    return summary.pictures[0].file if summary.pictures else None


def database_anchor(id: str) -> str:
    """The id, on its page, of an inline database."""
    return f"database-{id.replace('-', '')[:8]}"


def shown_files(inline: Mapping[str, Rows]) -> tuple[list[FileRef], list[FileRef]]:
    """The covers and the other files that the views of inline databases show."""
    views = [view for rows in inline.values() for view in rows.views]
    values = [one for view in views for row in view.values for one in row.values()]
    values += [one for rows in inline.values() for row in rows.values for one in row.values()]
    covers = [ref for view in views for ref in view.covers if ref]
    return covers, [ref for one in values if isinstance(one, Files) for ref in one.files]


def _title_first(columns: Mapping[str, SchemaProperty]) -> tuple[SchemaProperty, ...]:
    return tuple(sorted(columns.values(), key=lambda column: column.type != "title"))


def _dates(values: Mapping[str, Property], start: str, end: str) -> DateValue | None:
    """When a row is: from its date, or from one property to another."""
    found, last = _date(values.get(start)), _date(values.get(end))
    return DateValue(found.start, last.end or last.start) if found and last else found


def _date(value: Property | None) -> DateValue | None:
    match value:
        case Date(date=DateValue() as found) | Formula(value=DateValue() as found) | Rollup(value=DateValue() as found):
            return found
        case CreatedTime(time=datetime() as time) | LastEditedTime(time=datetime() as time):
            return DateValue(time)
    return None
