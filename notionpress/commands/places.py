"""What a token can see, as people and programs read it: a table, lines, JSON."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from notionpress.text import one_line

if TYPE_CHECKING:
    from notionpress.check.visible import Place, Visible

_LONGEST_TITLE: Final = 44
_ROOM_FOR_DAYS: Final = 110
"""Columns from which a terminal has room for the days of the last edits."""

_NOT_ALL: Final = (
    "Notion's search does not promise to find everything, and what was made or shared a moment ago may be missing. The"
    " address that ••• > Copy link gives works as a root at once."
)
_NOTHING: Final = (
    "In Notion, open what is to be published, choose ••• > Connections and add your connection; what lies below is"
    " shared with it."
)


def as_table(found: Visible) -> str:
    """Databases and pages under each other, as wide as the terminal at most; lines end with a line feed."""
    groups = (("Databases", "database"), ("Pages", "page"))
    lines: list[str] = []
    for heading, kind in groups:
        rows = [row for place in found.places if place.object == kind for row in _rows(place)]
        if rows:
            lines += [*([""] if lines else []), heading, *_aligned(rows)]
    return "".join(f"{line}\n" for line in lines)


def as_lines(found: Visible) -> str:
    """A line for each, its fields set apart by tabs: kind, id, title, place, time of the last edit."""
    lines: list[tuple[str, ...]] = []
    for place in found.places:
        path = " / ".join(one_line(title) for title in place.path)
        lines.append((place.object, place.id, one_line(place.title), path, place.last_edited_time))
        if len(place.data_sources) > 1:
            below = f"{path} / {one_line(place.title)}" if path else one_line(place.title)
            lines += [("data_source", one.id, one_line(one.title), below, "") for one in place.data_sources]
    return "".join("\t".join(line) + "\n" for line in lines)


def as_json(found: Visible) -> str:
    """All of it as a JSON object (docs/commands.md describes it)."""
    facts = {"found": found.places, "rows": found.rows, "complete": found.complete, "requests": found.requests}
    return msgspec.json.format(msgspec.json.encode(facts), indent=2).decode()


def about(found: Visible, words: str) -> str:
    """What is to be said of the list: how much it holds, what it leaves out, what to do with it."""
    counts = [_count(sum(place.object == kind for place in found.places), kind) for kind in ("database", "page")]
    named = f" with “{one_line(words)}” in the title" if words else ""
    text = [f"The token can see {' and '.join(counts)}{named} ({_count(found.requests, 'request')})."]
    if found.rows:
        text.append(f"Left out are {_count(found.rows, 'row')} of databases: --rows shows them too.")
    if not found.complete:
        text.append("There are more pages: look for words of their title, or raise --limit.")
    if found.places:
        text.append("To publish one of these, set its id as `notion: root:` in site.yaml.")
    elif not words:
        text.append(_NOTHING)
    return "\n".join((*text, _NOT_ALL))


def _rows(place: Place) -> Iterable[tuple[str, str, str, str]]:
    """Title, id, day of the last edit and place of a database or page, and of its data sources if it has several."""
    where = " › ".join(one_line(title) for title in place.path)
    yield one_line(place.title), place.id, place.last_edited_time[:10], where
    if len(place.data_sources) > 1:
        for one in place.data_sources:
            yield f"  {one_line(one.title)}", one.id, "", "data source"


def _aligned(rows: list[tuple[str, str, str, str]]) -> Iterable[str]:
    from rich.cells import cell_len, set_cell_size

    columns = shutil.get_terminal_size().columns
    wide = min(_LONGEST_TITLE, max(cell_len(title) for title, _, _, _ in rows))
    for title, id, day, where in rows:
        shown = [set_cell_size(_cut(title, wide), wide), id]
        if columns >= _ROOM_FOR_DAYS:
            shown.append(day.ljust(10))
        # An id stays whole, however narrow the terminal is.
        line = "  ".join(["", *shown])
        yield f"{line}  {_cut(where, max(columns - cell_len(line) - 3, 1))}".rstrip()


def _cut(text: str, cells: int) -> str:
    """A text that takes so many columns at most."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1)}…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
