"""Pages of a list, and the cursors that lead through it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import msgspec

from notionpress.errors import NotionError


class ListPage(msgspec.Struct, frozen=True):
    """One answer of a list: up to a hundred objects, and where the next ones are (None at the end).

    `complete` is false where Notion says that it cut the list (`request_status`).
    """

    results: list[dict[str, Any]]
    next_cursor: str | None = None
    complete: bool = True


def list_page(body: dict[str, Any], request: str) -> ListPage:
    """The page of a list in an answer. Raises NotionError when it is not one, or has more but no way to it."""
    results, cursor, more = body.get("results"), body.get("next_cursor"), body.get("has_more")
    if not isinstance(results, list):
        raise NotionError(f"the answer to {request} is not a list", "Check `notion: base_url:` in site.yaml.")
    if more and not cursor:
        raise NotionError(f"the list of {request} breaks off: more is promised, but no cursor given", "Run again.")
    status = body.get("request_status")
    complete = not (isinstance(status, dict) and status.get("type") == "incomplete")
    return ListPage(results, str(cursor) if more else None, complete)


_MOST_EMPTY: Final = 100
"""Answers in a row that may be empty: Notion may give fewer results than were asked for, even none."""


class Cursors:
    """Follows the cursors of one list and refuses what would never end: a cursor that comes twice, nothing but more."""

    def __init__(self, request: str) -> None:
        self._request = request
        self._seen: set[str] = set()
        self._empty = 0

    def next(self, page: ListPage) -> str | None:
        """The cursor of the next page, or None at the end."""
        cursor = page.next_cursor
        if cursor is not None:
            if cursor in self._seen:
                raise NotionError(
                    f"the list of {self._request} goes in circles: Notion gave the same cursor twice",
                    "Run again; if it stays, tell Notion's support.",
                )
            self._seen.add(cursor)
            self._empty = 0 if page.results else self._empty + 1
            if self._empty > _MOST_EMPTY:
                raise NotionError(
                    f"the list of {self._request} does not end: more was promised {self._empty} times, and none came",
                    "Run again; if it stays, tell Notion's support.",
                )
        return cursor


async def all_pages(fetch: Callable[[str | None], Awaitable[ListPage]], request: str) -> AsyncIterator[ListPage]:
    """All pages of a list, one request each."""
    cursors, cursor = Cursors(request), None
    while True:
        page = await fetch(cursor)
        yield page
        cursor = cursors.next(page)
        if cursor is None:
            return
