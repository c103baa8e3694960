"""Names and lists of names as they are written into site.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

_ESCAPED: Final = re.compile("[\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufeff\\ufffe\\uffff]")
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w -]*\w)?")


def names_text(names: Iterable[str]) -> str:
    """A list of names in one line."""
    return f"[{', '.join(map(name_text, names))}]"


def name_text(name: str) -> str:
    """A name as YAML takes it for text."""
    return name if _PLAIN.fullmatch(name) and name.casefold() != "null" else quoted_text(name)


def quoted_text(text: str) -> str:
    """A text in double quotes: JSON's are YAML's, but for characters that YAML 1.1 refuses, or takes for line ends."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
