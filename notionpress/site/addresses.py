"""The addresses that pages have and had, as the lines of a text file that belongs in the project's repository."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import quote

from notionpress.site.routes import INDEX
from notionpress.site.site import PageMeta

Addresses: TypeAlias = Mapping[str, tuple[str, ...]]
"""Of each page, by its `key_of`, the addresses from the site's front page on, such as `/about/`; the newest first."""

NONE: Final[Addresses] = MappingProxyType({})

_HEAD: Final = """\
# Where the pages of this site are, and where they were before: old addresses lead on to the new ones.
# notionpress keeps this file. It belongs in the repository of your project; docs/deploying.md tells more.
"""
_MERGING: Final = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
"""How lines begin that Git puts between two versions of a file: both are taken."""


def key_of(page: PageMeta) -> str:
    """What a page is known by whatever its address: its id in Notion, or the path of its file."""
    return quote(page.file) if page.file else page.id


def address_of(page: PageMeta) -> str:
    """Where a page is, seen from the front page: `/` and the folder that it has, not percent-encoded."""
    return f"/{page.route.path.removesuffix(INDEX)}"


def parse_addresses(text: str) -> dict[str, tuple[str, ...]]:
    """What the text of such a file says. Raises ValueError with line and mistake: `3: this is …`."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith(("#", *_MERGING)):
            continue
        key, *addresses = words
        if key[0] == "/" or not addresses or not all(map(_is_address, addresses)):
            raise ValueError(f"{number}: this is not the id of a page with addresses behind it")
        found[key] = _once(*found.get(key, ()), *addresses) if key in found or len(addresses) > 1 else (addresses[0],)
    return found


def _is_address(text: str) -> bool:
    """Whether a text is the address of something in the site, and leads nowhere else."""
    if text[0] != "/" or "//" in text or "\\" in text:
        return False
    # Few have a dot behind a slash.
    return "/." not in text or not any(one in f"{text}/" for one in ("/../", "/./"))


def addresses_text(addresses: Addresses) -> str:
    """The text of such a file: a line for each page, in an order that does not change."""
    return _HEAD + "".join(f"{key} {' '.join(known)}\n" for key, known in sorted(addresses.items()))


def merged(*several: Addresses) -> dict[str, tuple[str, ...]]:
    """Several as one; what the first know is taken for the newest."""
    found: dict[str, tuple[str, ...]] = {}
    for addresses in several:
        for key, known in addresses.items():
            found[key] = _once(*found[key], *known) if key in found else known
    return found


def with_present(before: Addresses, pages: Iterable[PageMeta]) -> dict[str, tuple[str, ...]]:
    """The addresses after a build that shows these pages: where they are now comes first.

    An address belongs to the page that has it now, and to no other any more.
    """
    now = {key_of(page): address_of(page) for page in pages}
    taken = frozenset(now.values())
    found = {}
    for key, known in before.items():
        if left := tuple([one for one in known if one not in taken]):
            found[key] = left
    for key, address in now.items():
        found[key] = (address, *found.get(key, ()))
    return found


def _once(*addresses: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))
