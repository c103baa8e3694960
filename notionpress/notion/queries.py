"""The rows of a query, however many there are: Notion gives 10,000 for one, and the rest in windows of time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, Final, TypeAlias

from notionpress.errors import NotionError
from notionpress.notion.filters import conjunction
from notionpress.notion.lists import ListPage

Json: TypeAlias = dict[str, Any]

_BY_CREATION: Final[list[Json]] = [{"timestamp": "created_time", "direction": "ascending"}]


async def read_rows(
    ask: Callable[[Json], AsyncIterator[ListPage]],
    request: str,
    *,
    filter: Json | None,
    sorts: list[Json] | None,
    cut: Callable[[], None],
) -> AsyncIterator[Json]:
    """The rows that pass a filter, each once; `ask` sends a body and gives the answers to it, `request` names it.

    They come in the order of the sorts, by default the oldest first. Windows are made by the time of creation: where
    another sort comes first and Notion cuts the list, the rest comes by creation, and `cut` is called. Raises
    NotionError when more rows than Notion gives were made within one minute.
    """
    order = sorts or _BY_CREATION
    bound = ""
    seen: set[str] = set()
    while True:
        complete, last = True, bound
        async for page in ask(_body(filter, order, bound, request)):
            complete = complete and page.complete
            for row in page.results:
                last = str(row.get("created_time") or last)
                if row.get("id") not in seen:
                    seen.add(str(row.get("id")))
                    yield row
        if complete:
            return
        if not _is_by_creation(order):
            cut()
            order = _BY_CREATION
        elif last == bound:
            raise NotionError(
                f"the rows of {request} are cut: Notion gives 10,000 at most for one query",
                "More rows than that were made within one minute: move some to another database.",
            )
        else:
            bound = last


def _body(filter: Json | None, order: list[Json], bound: str, request: str) -> Json:
    word = "on_or_before" if order[0]["direction"] == "descending" else "on_or_after"
    window = {"timestamp": "created_time", "created_time": {word: bound}} if bound else None
    try:
        wanted = conjunction(filter, window)
    except ValueError as error:
        raise NotionError(
            f"the rows of {request} are cut, and its filter leaves no room to ask for the rest",
            "Notion gives 10,000 rows at most for one query: simplify the filter, or narrow it.",
        ) from error
    return {"sorts": order, **({"filter": wanted} if wanted else {})}


def _is_by_creation(order: list[Json]) -> bool:
    return order[0].get("timestamp") == "created_time"
