"""Names and lists of names as they are written into site.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w -]*\w)?")


def names_text(names: Iterable[str]) -> str:
    """A list of names in one line."""
    return f"[{', '.join(map(name_text, names))}]"


def name_text(name: str) -> str:
    """A name as YAML takes it for text."""
    return name if _PLAIN.fullmatch(name) and name.casefold() != "null" else quoted_text(name)


def quoted_text(text: str) -> str:
    """A text in double quotes: JSON's are YAML's."""
    return json.dumps(text, ensure_ascii=False)
