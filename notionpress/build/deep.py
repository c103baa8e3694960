"""Room for deeply nested blocks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_CALLS: Final = 10_000
"""How deep calls may go; Python's own limit of 1,000 ends at some 160 levels of blocks."""


def allow_deep_trees() -> None:
    """Let them be so for as long as the process lives, whose threads would lower the limit for each other."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _CALLS))


@contextmanager
def deep_trees() -> Iterator[None]:
    """Let blocks be nested a thousand deep: reading and rendering a level takes several calls."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _CALLS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
