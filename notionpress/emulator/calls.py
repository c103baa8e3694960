"""A request to the API, checked as far as that is the same for all endpoints, and the lists that answer it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from notionpress.emulator.reader import Reader
from notionpress.emulator.refusals import bad_cursor, invalid, invalid_json, not_found
from notionpress.emulator.validation import fields
from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]

MOST = 100
_MOST_BYTES = 500_000
#: A longer number is no number: Python reads no more digits than 4,300.
_DIGITS = 400
#: What a 404 calls the object that it did not find: a data source is a database there.
_NAMES = {"data_source": "database"}


#: A cursor that names a place: an id as Notion accepts them, which ends with it.
_AT = "00000000-0000-4000-8000-{:012x}"


class Piece(msgspec.Struct, frozen=True):
    """Part of a list: the ids in it, and the cursor of what comes next."""

    ids: Sequence[str]
    next: str | None


class Call(msgspec.Struct, frozen=True):
    """A request: `ids` come from the path, `query` holds every value of each parameter, `body` is a JSON object.

    With `edits_move_pages` every edit of a block moves the time of its page.
    """

    reader: Reader
    ids: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Json
    now: datetime
    query_cap: int
    positional_cursors: bool = False
    part_size: int = MOST
    edits_move_pages: bool = False

    @property
    def workspace(self) -> Workspace:
        """What is served."""
        return self.reader.workspace

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter."""
        given = self.query.get(name)
        return given[0] if given else None

    def find(self, kind: str, id: str) -> str:
        """The id, when it names a shared object of a kind. Raises Refusal."""
        found = id in self.workspace.pages if kind == "page" else id in self.workspace.objects(kind)
        if not found or not self.workspace.is_shared(id):
            raise self.missing(kind, id)
        return id

    def missing(self, kind: str, id: str) -> Exception:
        """The refusal for an object that is not there."""
        about = self.workspace.about
        integration = {"id": about.integration_id, "name": about.integration.name}
        return not_found(_NAMES.get(kind, kind), id, integration)

    def only(self, *names: str) -> None:
        """Refuse a body with other keys than these."""
        fields(self.body, "body", names)

    def piece(self, ids: Sequence[str]) -> Piece:
        """The part of a list of ids that is asked for. Raises Refusal."""
        size, cursor = self.paging()
        return self.piece_at(ids, size, cursor)

    def piece_at(self, ids: Sequence[str], size: int, cursor: str | None) -> Piece:
        """The part of a list of ids from a cursor on. Raises Refusal when that leads nowhere."""
        size = min(size, self.part_size)
        start = 0
        if cursor is not None and self.positional_cursors:
            start = _position(cursor)
        elif cursor is not None:
            if cursor not in ids:
                raise bad_cursor(cursor)
            start = ids.index(cursor)
        end = start + size
        after = None
        if end < len(ids):
            after = _AT.format(end) if self.positional_cursors else ids[end]
        return Piece(ids[start:end], after)

    def paging(self) -> tuple[int, str | None]:
        """Page size and cursor, from the query or the body. Raises Refusal."""
        part = "body" if self.body else "query"
        size: Any = self.body.get("page_size") if self.body else self.parameter("page_size")
        cursor: Any = self.body.get("start_cursor") if self.body else self.parameter("start_cursor")
        if isinstance(size, str) and size.isascii() and size.isdigit() and len(size) < _DIGITS and part == "query":
            size = int(size)
        if size is None:
            size = MOST
        place, shown = f"{part}.page_size", msgspec.json.encode(size).decode()
        if not isinstance(size, int) or isinstance(size, bool):
            raise invalid(f"{part} failed validation: {place} should be a number, instead was `{shown}`.")
        if not 1 <= size <= MOST:
            bound = f"≤ `{MOST}`" if size > MOST else "≥ `1`"
            raise invalid(f"{part} failed validation: {place} should be {bound}, instead was `{size}`.")
        if cursor is not None and not isinstance(cursor, str):
            shown = msgspec.json.encode(cursor).decode()
            raise invalid(f"{part} failed validation: {part}.start_cursor should be a string, instead was `{shown}`.")
        return size, cursor


def _position(cursor: str) -> int:
    """The place that a cursor names. Raises Refusal when it names none."""
    start = _AT.format(0)[:-12]
    try:
        place = int(cursor.removeprefix(start), 16)
    except ValueError:
        raise bad_cursor(cursor) from None
    if cursor != _AT.format(place):
        raise bad_cursor(cursor)
    return place


def listing(results: list[Json], kind: str, next_cursor: str | None, value: Json | None = None) -> Json:
    """The envelope of a list; `value` is what the key named like its type holds."""
    return {
        "object": "list",
        "results": results,
        "next_cursor": next_cursor,
        "has_more": next_cursor is not None,
        "type": kind,
        kind: value or {},
    }


def read_body(data: bytes) -> Json:
    """The JSON object of a request; nothing counts as an empty one. Raises Refusal."""
    if len(data) > _MOST_BYTES:
        raise invalid(f"Request body too large: it has {len(data)} bytes, and {_MOST_BYTES} are allowed.")
    if not data.strip():
        return {}
    try:
        body = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise invalid_json() from None
    if not isinstance(body, dict):
        shown = msgspec.json.encode(body).decode()
        raise invalid(f"body failed validation: body should be an object, instead was `{shown}`.")
    return body


def one_of(place: str, value: object, allowed: Collection[str]) -> None:
    """Refuse a value of the body that is none of those allowed."""
    if value not in allowed:
        known = [f'`"{one}"`' for one in allowed]
        wanted = known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"
        shown = msgspec.json.encode(value).decode()
        raise invalid(f"body failed validation: {place} should be {wanted}, instead was `{shown}`.")
