"""What a refusal says: of what was asked for, of Notion, or of the way to it. Pure."""

from __future__ import annotations

from typing import Final

from notionpress.errors import InvalidRequest, NotionError, NotionRefused, NotionUnreachable, RateLimited

GIVE_UP_AFTER: Final = 5
"""So many failures in a row without an answer mean that Notion is gone, not that the pages are odd."""


def is_unanswered(error: NotionError) -> bool:
    """Whether an error says more about Notion, or the way to it, than about what was asked for."""
    broken = isinstance(error, NotionRefused) and (error.status >= 500 or error.code == "edge_block")
    return broken or isinstance(error, NotionUnreachable | RateLimited)


def is_linked_database(error: InvalidRequest) -> bool:
    """Whether a refusal of the versions before 2025-09-03 means a linked database."""
    return "does not contain any data sources" in error.message or "linked database" in error.message
