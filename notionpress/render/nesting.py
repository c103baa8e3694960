"""Marks around runs of text, nested so that as few as can be are opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from notionpress.render.markup import NOTHING, Html, join

LONGEST = 24
"""The pieces for which every order is weighed; in longer runs, what lasts longest stands outside."""


class Mark(NamedTuple):
    """A start and an end tag; of marks that stand around the same text, the one of the lowest rank is outside."""

    rank: int
    start: Html
    end: Html


class Piece(NamedTuple):
    """Something without marks of its own, and the marks that it is under."""

    html: Html
    marks: frozenset[Mark]


_Plan: TypeAlias = tuple[int, Html]
"""How many marks are opened, and the result."""


def nested(pieces: Sequence[Piece]) -> Html:
    """The pieces under their marks, each of which spans as many neighbours as can be."""
    out, at = [], 0
    pieces = _merged(pieces)
    while at < len(pieces):
        html, marks = pieces[at]
        end = at + 1
        while marks and end < len(pieces) and not pieces[end].marks.isdisjoint(pieces[end - 1].marks):
            end += 1
        out.append(_within(marks, html) if end == at + 1 else _run(pieces[at:end]))
        at = end
    return join(out)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours under the same marks as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].marks == piece.marks:
            found[-1] = Piece(Html(found[-1].html + piece.html), piece.marks)
        elif piece.html:
            found.append(piece)
    return found


def _run(pieces: Sequence[Piece]) -> Html:
    """A run of at least two, in which all neighbours share something."""
    divide = _fewest if len(pieces) <= LONGEST else _longest
    return divide(pieces)


def _within(marks: frozenset[Mark], html: Html) -> Html:
    for mark in sorted(marks, reverse=True):
        html = Html(f"{mark.start}{html}{mark.end}")
    return html


def _fewest(pieces: Sequence[Piece]) -> Html:
    """The nesting that opens the fewest marks: what all pieces share is outside; the rest is divided in all ways."""
    known: dict[tuple[int, int, frozenset[Mark]], _Plan] = {}

    def plan(start: int, end: int, under: frozenset[Mark]) -> _Plan:
        key = (start, end, under)
        if key not in known:
            common = frozenset.intersection(*(piece.marks for piece in pieces[start:end]))
            count, html = _divided(start, end, under | common, plan) if end - start > 1 else (0, pieces[start].html)
            known[key] = (count + len(common - under), _within(common - under, html))
        return known[key]

    return plan(0, len(pieces), frozenset())[1]


def _divided(start: int, end: int, under: frozenset[Mark], plan: Callable[[int, int, frozenset[Mark]], _Plan]) -> _Plan:
    best: _Plan | None = None
    for middle in range(start + 1, end):
        left, right = plan(start, middle, under), plan(middle, end, under)
        if best is None or left[0] + right[0] <= best[0]:
            best = (left[0] + right[0], Html(left[1] + right[1]))
    return best or (0, NOTHING)


def _longest(pieces: Sequence[Piece], under: frozenset[Mark] = frozenset()) -> Html:
    """A nesting that opens first what lasts longest."""
    out, at = [], 0
    while at < len(pieces):
        marks = pieces[at].marks - under
        if not marks:
            out.append(pieces[at].html)
            at += 1
            continue
        mark, end = min(((one, _extent(pieces, at, one)) for one in marks), key=lambda pair: (-pair[1], pair[0]))
        out.append(Html(f"{mark.start}{_longest(pieces[at:end], under | {mark})}{mark.end}"))
        at = end
    return join(out)


def _extent(pieces: Sequence[Piece], start: int, mark: Mark) -> int:
    end = start
    while end < len(pieces) and mark in pieces[end].marks:
        end += 1
    return end
