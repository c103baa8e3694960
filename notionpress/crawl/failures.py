"""What could not be read in a crawl: told in the report, and remembered, since nothing may be removed then."""

from __future__ import annotations

from notionpress.crawl.answers import GIVE_UP_AFTER, is_unanswered
from notionpress.errors import NotionError
from notionpress.ids import notion_url
from notionpress.report import Problem, Report
from notionpress.store import Kind


class Failures:
    """Keeps what failed. `complete` says that nothing did; `pages` and `roots` are ids in the order of their failing.

    Once several requests in a row had no answer, a failure raises its error: Notion is gone, and the rest would fail
    too.
    """

    def __init__(self, report: Report) -> None:
        self.complete = True
        self.pages: list[str] = []
        self.roots: dict[str, NotionError] = {}
        self._report = report
        self._unanswered = 0
        self._silent: NotionError | None = None
        self._heard = False

    def heard(self) -> None:
        """Say that something was read: Notion is there."""
        self._heard = True
        self._unanswered = 0

    def root(self, id: str, error: NotionError) -> None:
        """A root cannot be read."""
        self.complete = False
        self.roots[id] = error
        self._report.add(Problem("root-not-read", error.message, "", notion_url(id), error.hint))

    def page(self, id: str, title: str, error: NotionError) -> None:
        """A page cannot be read; its last version stays. Raises the error when Notion is gone."""
        self.complete = False
        self.pages.append(id)
        self._report.add(Problem("page-not-read", error.message, title, notion_url(id), error.hint))
        self._count(error)

    def listing(self, kind: Kind, id: str, error: NotionError) -> None:
        """A database or data source cannot be read: what is not seen may still be there. Raises as `page` does."""
        self.complete = False
        name = kind.replace("_", " ")
        self._report.add(Problem(f"{name.replace(' ', '-')}-not-read", error.message, "", notion_url(id), error.hint))
        self._count(error)

    def user(self, error: NotionError) -> None:
        """A user cannot be read. Raises as `page` does."""
        self._count(error)

    def gone(self, kind: Kind, id: str, error: NotionError) -> None:
        """What stands in a page may not be read: it is not published any more."""
        name = kind.replace("_", " ")
        message = f"a {name} is left out because it is not shared with the connection"
        self._report.add(Problem(f"{name.replace(' ', '-')}-not-shared", message, "", notion_url(id), error.hint))

    def raise_if_silent(self) -> None:
        """Raise the first error when nothing at all was answered."""
        if self._silent is not None and not self._heard:
            raise self._silent

    def _count(self, error: NotionError) -> None:
        if is_unanswered(error):
            self._silent = self._silent or error
            self._unanswered += 1
            if self._unanswered >= GIVE_UP_AFTER:
                raise error
