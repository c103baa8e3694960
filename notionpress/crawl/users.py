"""The people that pages name: kept as they are met, asked for once where only their id stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from notionpress.crawl.changes import Json
from notionpress.errors import NotionError, NotShared, Restricted
from notionpress.notion.client import NotionClient
from notionpress.report import Problem, Report
from notionpress.store import Entry, Store

_KEPT = ("object", "id", "name", "avatar_url", "type")


class Users:
    """Keeps users without e-mail address and without what a bot tells of its workspace."""

    def __init__(
        self, client: NotionClient, store: Store, report: Report, now: Callable[[], str], *, full: bool
    ) -> None:
        self._client = client
        self._store = store
        self._report = report
        self._now = now
        self._full = full
        self._met: set[str] = set()
        self._refused = False

    def note(self, users: Iterable[Json]) -> list[str]:
        """Keep the users that are whole; returns the ids of those that have to be asked for.

        These are kept as incomplete, so that also a next run asks for them if this one does not come to it.
        """
        wanted = []
        for user in users:
            id = user["id"]
            if id in self._met:
                continue
            if "name" in user:
                self._met.add(id)
                self._put({key: user.get(key) for key in _KEPT})
            else:
                known = self._store.entry(id, "user")
                if known is None:
                    self._put({"object": "user", "id": id}, incomplete=True)
                if self._full or known is None or known.incomplete:
                    wanted.append(id)
        return wanted

    def unfinished(self) -> list[str]:
        """The ids of users that no run came to ask for, or whose files were lost or damaged."""
        lost = [entry.id for entry in self._store.entries("user") if not self._store.holds_object(entry)]
        for id in lost:
            self._put({"object": "user", "id": id}, incomplete=True)
        return [entry.id for entry in self._store.entries("user") if entry.incomplete]

    async def fetch(self, id: str) -> None:
        """Ask for one user. One that cannot be read is not asked for again."""
        if id in self._met or self._refused:
            return
        self._met.add(id)
        try:
            user = await self._client.user(id)
        except Restricted as error:
            self._refused = True
            self._problem(error.hint)
        except NotShared:
            self._put({"object": "user", "id": id})
            self._problem("Guests and people who left the workspace have no name here.")
        else:
            self._put({key: user.get(key) for key in _KEPT})

    def not_read(self, error: NotionError) -> None:
        """Tell of a user that could not be asked for this time; a next run asks again."""
        self._problem(error.hint)

    def _put(self, user: Json, *, incomplete: bool = False) -> None:
        self._store.put_object(user, Entry("user", user["id"], fetched=self._now(), incomplete=incomplete))

    def _problem(self, hint: str) -> None:
        if not any(problem.kind == "users-not-readable" for problem in self._report.problems):
            message = "the names of some people cannot be read"
            self._report.add(Problem("users-not-readable", message, hint=hint))
