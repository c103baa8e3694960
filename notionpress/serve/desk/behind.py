"""What a desk asks and tells the preview that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from notionpress.serve.cycle import Ask, Cycle, Round


class Behind(Protocol):
    """A preview, as its desk sees it."""

    @property
    def path(self) -> Path:
        """The path of site.yaml, which need not be there."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What holds the token, as far as `.env` does not."""

    @property
    def cycle(self) -> Cycle:
        """What reads and builds."""

    @property
    def last(self) -> Round | None:
        """The round that ended last, None before the first."""

    @property
    def is_busy(self) -> bool:
        """Whether a round is under way or asked for."""

    @property
    def front(self) -> str:
        """The path of the front page."""

    def ask(self, ask: Ask) -> None:
        """Have a round soon."""
