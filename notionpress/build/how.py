"""How a build is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    # With it comes all that builds.
    from notionpress.build.memory import Memory
    from notionpress.build.stamp import Glance

SITE: Final = "site"
"""What is made: a website."""


def markdown_for(generator: str) -> str:
    """What is made: Markdown for a generator."""
    return f"Markdown for {generator}"


Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and how many there are."""

Ready = Callable[[str, Path], None]
"""Told the path of an output, and the file that will be there when the build has ended."""


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How a build is made.

    `now` decides which scheduled pages are public; `secrets` are tokens that no file may hold; `accept_removals` lets
    however many pages go; `jobs` is the number of processes, 0 for one for each processor; `afresh` makes every output
    and body again, whatever is known of it; `start` is how processes are started, "" for the fastest way that is safe;
    `explain` is the path of an output whose reads are to be told. `first` are the paths of outputs that somebody waits
    for: they are made before all others, with the theme's files, and `ready` is told of each as soon as it is made.
    `memory` is that of a process which builds again and again. `tell_within` are the seconds that plugins have to do
    what they do after the build, in a process of its own; 0 for however long they take, in this one, and None for a
    build that they are not told of. `indexes` brings the search index up to date too; without it, `withdraws` does so
    only where pages have gone from the site, or from what is searched of it: their words must not stay. `glance` is one
    at what is built, where it has been taken already.
    """

    now: datetime
    secrets: tuple[str, ...] = ()
    progress: Progress | None = None
    accept_removals: bool = False
    jobs: int = 0
    afresh: bool = False
    start: str = ""
    explain: str = ""
    first: frozenset[str] = frozenset()
    ready: Ready | None = None
    memory: Memory | None = None
    keep_addresses: Literal["project", "cache", ""] = ""
    tell_within: float | None = 0
    indexes: bool = True
    withdraws: bool = True
    glance: Glance | None = None
