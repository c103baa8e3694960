"""What could not be read in a crawl: told in the report, and remembered, since nothing may be removed then."""

from __future__ import annotations

from notionpress.crawl.answers import GIVE_UP_AFTER, is_unanswered
from notionpress.errors import NotionError
from notionpress.ids import notion_url
from notionpress.report import Problem, Report
from notionpress.store import Entry, Kind, Store


class Failures:
    """Keeps what failed. `complete` says that nothing did; `pages`, `listings` and `roots` are ids in their order.

    Once several requests in a row had no answer, a failure raises its error: Notion is gone, and the rest would fail
    too.
    """

    def __init__(self, report: Report, store: Store) -> None:
        self.complete = True
        self.pages: list[str] = []
        self.listings: list[str] = []
        self.roots: dict[str, NotionError] = {}
        self._report = report
        self._store = store
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
        self._not_read("root", self._store.entry(id), "", notion_url(id), error)

    def page(self, id: str, title: str, error: NotionError) -> None:
        """A page cannot be read; its last version stays. Raises the error when Notion is gone."""
        self.complete = False
        self.pages.append(id)
        self._not_read("page", self._store.entry(id, "page"), title, notion_url(id), error)
        self._count(error)

    def listing(self, kind: Kind, id: str, error: NotionError) -> None:
        """A database or data source cannot be read: what is not seen may still be there. Raises as `page` does."""
        self.complete = False
        self.listings.append(id)
        self._not_read(kind.replace("_", "-"), self._store.entry(id, kind), "", notion_url(id), error)
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

    def _not_read(self, what: str, entry: Entry | None, title: str, url: str, error: NotionError) -> None:
        since = (entry.tree_fetched or entry.fetched) if entry else ""
        message = f"{error.message}; {as_it_was(since)}"
        self._report.add(Problem(f"{what}-not-read", message, title, url, error.hint, since=since))

    def _count(self, error: NotionError) -> None:
        if is_unanswered(error):
            self._silent = self._silent or error
            self._unanswered += 1
            if self._unanswered >= GIVE_UP_AFTER:
                raise error


def as_it_was(since: str) -> str:
    """What becomes of something that could not be read; `since` is the ISO time (UTC) of its last reading, or ""."""
    return f"it stays as it was read on {shown_moment(since)}" if since else "it was never read before"


def shown_moment(time: str) -> str:
    """An ISO time (UTC) for people, to the minute."""
    return f"{time[:10]} {time[11:16]} UTC"
