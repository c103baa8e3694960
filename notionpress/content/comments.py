"""Comments on a page and its blocks, as threads (API reference: comment object)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from notionpress.content.parse_rich_text import person, rich_text
from notionpress.content.raw import Raw, mapping, sequence, text, time
from notionpress.content.rich_text import Person, RichText


class Comment(msgspec.Struct, frozen=True):
    """One comment: its id, its author, what it says, and when it was written."""

    id: str
    author: Person
    words: RichText
    created: datetime | None = None


class Thread(msgspec.Struct, frozen=True):
    """Comments that answer each other, oldest first; `block` is the id of the block that they are about, or ""."""

    id: str
    comments: tuple[Comment, ...]
    block: str = ""


def parse_comments(raw: object) -> tuple[Thread, ...]:
    """The threads among the comments of a page and of its blocks, those with the oldest beginning first.

    Nothing raises: what is malformed is read as empty, and a comment without words is left out.
    """
    threads: dict[str, list[tuple[Comment, str]]] = {}
    for one in map(mapping, sequence(raw)):
        comment = _comment(one)
        if comment.words:
            block = text(mapping(one.get("parent")).get("block_id"))
            threads.setdefault(text(one.get("discussion_id")) or comment.id, []).append((comment, block))
    found = [
        Thread(id, tuple(comment for comment, _ in sorted(members, key=_when)), members[0][1])
        for id, members in threads.items()
    ]
    return tuple(sorted(found, key=lambda thread: (_moment(thread.comments[0]), thread.id)))


def _comment(raw: Raw) -> Comment:
    return Comment(text(raw.get("id")), _author(raw), rich_text(raw.get("rich_text")), time(raw.get("created_time")))


def _author(raw: Raw) -> Person:
    """Who wrote it, by the name that Notion shows; a connection may write in another's name."""
    user = mapping(raw.get("created_by"))
    shown = text(mapping(raw.get("display_name")).get("resolved_name"))
    return person({"id": text(user.get("id")), "name": shown or text(user.get("name"))}) or Person("")


def _when(member: tuple[Comment, str]) -> tuple[float, str]:
    return _moment(member[0]), member[0].id


def _moment(comment: Comment) -> float:
    return comment.created.timestamp() if comment.created else 0.0
