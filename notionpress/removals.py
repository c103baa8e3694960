"""How many pages may vanish in one run, and the error that says that more of them would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from notionpress.errors import PagesVanished

_NAMED: Final = 10
"""How many pages the error names."""


class RemovalLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many pages may vanish in one run; with more, nothing is removed and the command stops."""

    percent: int = 20
    """The share of the pages that may always vanish; 100 for no limit."""
    pages: int = 5
    """How many pages may always vanish, whatever their share."""

    def forbids(self, vanished: int, known: int) -> bool:
        """Whether so many pages, of all that were known before, are too many."""
        return vanished > self.pages and vanished * 100 > known * self.percent


def pages_vanished(pages: Sequence[tuple[str, str]], known: int, place: str, look_at: str) -> PagesVanished:
    """The error that names pages by title and Notion address; `known` is how many there were.

    `place` is what they would leave ("the cache"), `look_at` is where the reason may be found if it is not meant.
    """
    ordered = tuple(sorted((" ".join(title.split()), url) for title, url in pages))
    named = [f"  {f'“{title}” ' if title else ''}{url}" for title, url in ordered[:_NAMED]]
    if len(ordered) > _NAMED:
        named.append(f"  and {len(ordered) - _NAMED:,} more")
    return PagesVanished(
        "\n".join(
            [f"{len(ordered):,} of {known:,} pages would leave {place} at once, so nothing was removed:", *named]
        ),
        f"If this is not meant, look at {look_at}.\n"
        "If it is, give --accept-removals to the command; `removals:` in site.yaml sets how many may go unasked.\n"
        "The site was left as it is.",
        pages=ordered,
    )
