"""What the views of databases show: which views there are, and which rows pass their filters, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from notionpress.config import DatabaseSettings
from notionpress.content.adapters import NameOf
from notionpress.content.pages import DataSource, Page, SchemaProperty
from notionpress.content.views import View
from notionpress.ids import notion_url
from notionpress.report import Problem
from notionpress.site.conditions import Clock
from notionpress.site.query import meets, ordered
from notionpress.site.tree import Content

MOST_VIEWS: Final = 5
"""So many views of one database are shown at most; each repeats rows."""

ROWLESS: Final = frozenset(("form", "chart", "dashboard"))
"""Views that show no rows in Notion: a form takes in what others need not see, a chart counts."""


class Views:
    """Answers what each view shows. Whether a row is public is another question.

    `schemas` go by data source; `name_of` gives people's names and pages' titles, for sorts. `problems` takes what
    the author should know, once for each view.
    """

    def __init__(
        self,
        content: Content,
        schemas: Mapping[str, DataSource],
        settings: DatabaseSettings,
        clock: Clock,
        name_of: NameOf,
    ) -> None:
        self._content = content
        self._schemas = schemas
        self._settings = settings
        self._clock = clock
        self.name_of = name_of
        self._passing: dict[str, list[Page]] = {}
        self.problems: dict[tuple[str, str], Problem] = {}

    def of(self, database_id: str) -> tuple[View, ...]:
        """The views of a database that the site shows, in Notion's order; none where they are not known."""
        views = [view for view in self._content.views.get(database_id, ()) if not view.dashboard]
        if self._settings.views == "first":
            return tuple(views[:1])
        shown = views[:MOST_VIEWS]
        if len(shown) < len(views):
            self.tell(
                "views-left-out",
                f"This database has {len(views)} views; the site shows the first {MOST_VIEWS}.",
                views[0],
                database_id,
                "Put those that matter first, or set `databases: views: first`.",
                "view",
            )
        return tuple(shown)

    def columns(self, view: View) -> Mapping[str, SchemaProperty]:
        """The properties of the view's data source by name."""
        schema = self._schemas.get(view.data_source)
        return schema.properties if schema else {}

    def rows(self, view: View, database_id: str) -> list[Page]:
        """The rows that pass the view's filter, in its order, published or not."""
        if view.id not in self._passing:
            self._passing[view.id] = self._find(view, database_id)
        return self._passing[view.id]

    def _find(self, view: View, database_id: str) -> list[Page]:
        columns = self.columns(view)
        ids = self._content.rows.get(view.data_source, ())
        pages = [self._content.pages[id] for id in ids if id in self._content.pages]
        found = [(page, meets(page, view.filter, columns, self._clock)) for page in pages]
        if unknown := sum(passes is None for _, passes in found):
            self.tell(
                "view-filter",
                f"The filter of the view “{view.name}” could not be answered for {unknown} of {len(pages)} rows; the"
                " view shows them not.",
                view,
                database_id,
                "It may name a property that is gone, or ask what Notion's API does not tell.",
            )
        return ordered([page for page, passes in found if passes], view.sorts, columns, self.name_of)

    def publishes(self, database_id: str, source: str) -> set[str] | None:
        """The ids of the rows of another database that a linked view lets readers see; None for all of them.

        Only views that the site shows count, and of those only the ones that show rows in Notion.
        """
        views = self.of(database_id)
        if not self._content.views.get(database_id):
            return None
        shown = [view for view in views if view.data_source == source and view.layout not in ROWLESS]
        return {page.id for view in shown for page in self.rows(view, database_id)}

    def tell(self, kind: str, message: str, view: View, database_id: str, hint: str, subject: str = "") -> None:
        """Tell the author something about a view, once; `subject` is what is not as in Notion."""
        self.problems.setdefault((kind, view.id), Problem(kind, message, "", notion_url(database_id), hint, subject))
