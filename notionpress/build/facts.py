"""Fingerprints of what outputs read: of each page and its fields, and of every other fact by its name."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from struct import Struct
from typing import Any, Final

import msgspec

from notionpress.site.facts import EVERY, FIELDS, fact, neighbours, page_values, read_values
from notionpress.site.site import Site

Fingerprint = Callable[[str], str]

_encode = msgspec.json.Encoder(enc_hook=str).encode

_SUMS: Final = Struct(f">{len(FIELDS)}I")


def encoded_digest(value: object) -> str:
    """A short digest of values: 64 bits tell two versions of one thing apart."""
    # SHA-256 is the quickest digest where the processor has it built in.
    return sha256(_encode(value)).hexdigest()[:16]


class Facts:
    """Tells what a fact is now.

    `others` gives the fingerprints of kinds of facts that are not the site's, by kind: the theme's, the comments', …
    """

    def __init__(self, site: Site, others: Mapping[str, Fingerprint]) -> None:
        self._site = site
        self._others = others
        self._names: dict[str, str] = {}

    def page(self, id: str) -> str:
        """The fingerprint of all that can be read of a page."""
        page = self._site.pages.get(id)
        if page is None:
            return encoded_digest(page_values(self._site, id))
        # Many times quicker than field by field.
        return encoded_digest((page, neighbours(self._site, id), id in self._site.known))

    def fields(self, id: str) -> str:
        """The fingerprints of a page's fields, each of eight characters, in their order."""
        sums = [zlib.crc32(_encode(value)) for value in page_values(self._site, id)]
        return _SUMS.pack(*sums).hex()

    def name(self, name: str) -> str:
        """The fingerprint of a fact that is no page's."""
        found = self._names.get(name)
        if found is None:
            other = self._others.get(name.partition(":")[0])
            found = other(name) if other else encoded_digest(fact(self._site, name))
            self._names[name] = found
        return found

    def of_reads(self, pages: Mapping[str, int], names: Iterable[str]) -> str:
        """One fingerprint of all that was read."""
        parts: list[Any] = [(name, self.name(name)) for name in sorted(names)]
        for id, fields in sorted(pages.items()):
            parts.append((id, read_values(self._site, id, fields)))
        return encoded_digest(parts)


def changed_fields(before: str, now: str) -> int:
    """The fields, as bits, whose fingerprints differ; all of them where there were others."""
    if len(before) != len(now):
        return EVERY
    bits = 0
    for at in range(len(FIELDS)):
        if before[8 * at : 8 * at + 8] != now[8 * at : 8 * at + 8]:
            bits |= 1 << at
    return bits
