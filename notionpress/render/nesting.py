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


Piece: TypeAlias = tuple[Html, frozenset[Mark]]
"""Something without marks of its own, and the marks that it is under."""

_Plan: TypeAlias = tuple[int, Html]
"""How many marks are opened, and the result."""


def nested(pieces: Sequence[Piece]) -> Html:
    """The pieces, none of which is empty, under their marks, each of which spans as many neighbours as can be."""
    out: list[Html] = []
    run: list[Piece] = []
    for piece in pieces:
        html, marks = piece
        if run and run[-1][1].isdisjoint(marks):
            out.append(_run(run))
            run = []
        if marks:
            run.append(piece)
        else:
            out.append(html)
    if run:
        out.append(_run(run))
    return join(out)


def _run(pieces: Sequence[Piece]) -> Html:
    """A run in which all neighbours share something."""
    if len(pieces) == 1:
        html, marks = pieces[0]
        return _within(marks, html)
    pieces = _merged(pieces)
    divide = _fewest if len(pieces) <= LONGEST else _longest
    return divide(pieces)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours under the same marks as one."""
    found: list[Piece] = []
    for html, marks in pieces:
        if found and found[-1][1] == marks:
            found[-1] = Html(found[-1][0] + html), marks
        else:
            found.append((html, marks))
    return found


def _within(marks: frozenset[Mark], html: Html) -> Html:
    for mark in sorted(marks, reverse=True) if len(marks) > 1 else marks:
        html = Html(f"{mark.start}{html}{mark.end}")
    return html


def _fewest(pieces: Sequence[Piece]) -> Html:
    """The nesting that opens the fewest marks: what all pieces share is outside; the rest is divided in all ways."""
    known: dict[tuple[int, int, frozenset[Mark]], _Plan] = {}

    def plan(start: int, end: int, under: frozenset[Mark]) -> _Plan:
        key = (start, end, under)
        if key not in known:
            common = frozenset.intersection(*(marks for _, marks in pieces[start:end]))
            count, html = _divided(start, end, under | common, plan) if end - start > 1 else (0, pieces[start][0])
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
        marks = pieces[at][1] - under
        if not marks:
            out.append(pieces[at][0])
            at += 1
            continue
        mark, end = min(((one, _extent(pieces, at, one)) for one in marks), key=lambda pair: (-pair[1], pair[0]))
        out.append(Html(f"{mark.start}{_longest(pieces[at:end], under | {mark})}{mark.end}"))
        at = end
    return join(out)


def _extent(pieces: Sequence[Piece], start: int, mark: Mark) -> int:
    end = start
    while end < len(pieces) and mark in pieces[end][1]:
        end += 1
    return end
