"""What a site on the air has to do next, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import msgspec

from notionpress.serve.events import SOMETHING
from notionpress.serve.waiting import Waiting


class Read(msgspec.Struct, frozen=True):
    """Read what waits, and build."""

    taken: tuple[Waiting, ...]


class Reconcile(msgspec.Struct, frozen=True):
    """Look for all that changed, `afresh` by reading every page again, and build; `taken` asked for it."""

    afresh: bool = False
    taken: tuple[Waiting, ...] = ()


class Peek(msgspec.Struct, frozen=True):
    """Ask Notion whether something changed."""


class Build(msgspec.Struct, frozen=True):
    """Build what was read before: a date has come, it failed, or the search index is behind."""


class Deploy(msgspec.Struct, frozen=True):
    """Put the site on the air."""


class Wait(msgspec.Struct, frozen=True):
    """Nothing, until a time; None for until an event comes."""

    until: datetime | None


Step: TypeAlias = Read | Reconcile | Peek | Build | Deploy
"""Something to do."""


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """When something is due, None for never; `waiting` is what events asked for, each with its own time."""

    waiting: tuple[Waiting, ...] = ()
    reconcile: datetime | None = None
    reread: datetime | None = None
    peek: datetime | None = None
    build: datetime | None = None
    deploy: datetime | None = None

    def next(self, now: datetime) -> Step | Wait:
        """What has been due for longest; all that waits for being read is read together.

        Reading everything finds what a listing would, and a listing is no reading of pages.
        """
        asked = tuple(one for one in self.waiting if one.id == SOMETHING and one.due <= now)
        named = tuple(one for one in self.waiting if one.id != SOMETHING and one.due <= now)
        steps: list[tuple[datetime | None, Step]] = [
            (min((one.due for one in named), default=None), Read(named)),
            (self.reread, Reconcile(afresh=True, taken=asked)),
            (min((one.due for one in asked), default=None), Reconcile(taken=asked)),
            (self.reconcile, Reconcile(taken=asked)),
            (self.peek, Peek()),
            (self.build, Build()),
            (self.deploy, Deploy()),
        ]
        due = [(at, number) for number, (at, _) in enumerate(steps) if at is not None and at <= now]
        if due:
            return steps[min(due)[1]][1]
        times = (at for at, _ in steps if at is not None)
        return Wait(min((*times, *(one.due for one in self.waiting)), default=None))
