"""Language tags (BCP 47): what is one, and how it is written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

LANGUAGE_TAG: Final = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
"""RFC 5646, section 2.1, without grandfathered tags."""

_SCRIPT: Final = 4
_COUNTRY: Final = 2


@lru_cache(maxsize=256)
def tag_of(text: str) -> str:
    """A language's tag in the letters of RFC 5646, section 2.1.1: `pt-BR` for `pt_br`; "" for what is no tag."""
    tag = text.strip().replace("_", "-")
    if not LANGUAGE_TAG.fullmatch(tag):
        return ""
    first, *others = tag.split("-")
    return "-".join((first.lower(), *map(_subtag, others)))


def in_one_list(one: str, other: str) -> bool:
    """Whether what is in two languages, by their tags, stands in one list: `en` with `en-GB`, not that with `en-US`."""
    return one == other or f"{one}-".startswith(f"{other}-") or f"{other}-".startswith(f"{one}-")


def _subtag(subtag: str) -> str:
    if len(subtag) == _COUNTRY:
        return subtag.upper()
    return subtag.title() if len(subtag) == _SCRIPT and subtag.isalpha() else subtag.lower()
