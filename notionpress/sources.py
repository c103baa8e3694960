"""notionpress's own sources, by whose digest it is known what an earlier version has made."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent


def digest_of_sources(*patterns: str, more: str = "") -> str:
    """A digest of the sources that match patterns, seen from the package, and of what `more` says."""
    found = hashlib.sha256(more.encode())
    for path in sorted({path for pattern in patterns for path in _PACKAGE.glob(pattern)}):
        found.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:32]
