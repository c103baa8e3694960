"""The leak gate: no file of the site is written while one of them holds what must not be public."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

import msgspec

from notionpress.build.leaks import Leak, Scanner
from notionpress.build.written import block_with, words_of_page, words_of_site, words_without_link
from notionpress.config import GateRule
from notionpress.content.blocks import Block
from notionpress.content.comments import Thread
from notionpress.emit.output import Output, Workshop
from notionpress.errors import BuildError
from notionpress.site.site import PageMeta, Site, place_of

_TEXTS: Final = frozenset(
    ("", ".html", ".htm", ".xhtml", ".xml", ".atom", ".rss", ".txt", ".json", ".md", ".mdx", ".css", ".js", ".mjs")
) | frozenset((".svg", ".csv", ".webmanifest", ".toml", ".yaml", ".yml"))
_HEAD: Final = 1024
"""What is no text holds a zero byte among so many; plugins may write text under any name."""

_SHOWN: Final = 3
"""How many of the files with the same finding are named."""

_OWNERS: Final = frozenset(("theme", "static"))
"""Emitters whose files the owner wrote: what may stand in them is told by the rules that no words can excuse."""

_ALWAYS: Final = frozenset[GateRule](("token", "unpublished-id"))
"""What must not be public even where an author wrote it."""

_WHAT: Final[dict[GateRule, str]] = {
    "signed-url": "the address of a file in Notion, which anyone can open until it expires",
    "token": "a token",
    "email": "an e-mail address that no author wrote",
    "unpublished-id": "the id of a page that is not published",
    "unpublished-title": "the title of a page that is not published",
    "notion-link": "a link that works only for members of the workspace",
}


class Finding(msgspec.Struct, frozen=True):
    """Something that must not be public: the rule, what it is (never a secret itself), and the place it stands at.

    `same` tells one thing from another of that rule.
    """

    rule: GateRule
    what: str
    place: str
    same: str


class Gate:
    """Looks at every file that a build is about to write, and tells what there is to hide.

    `secrets` are tokens that are known by themselves.
    """

    def __init__(self, workshop: Workshop, secrets: Iterable[str] = ()) -> None:
        site = workshop.site
        self._workshop = workshop
        self._scanner = Scanner(
            {id: one.title for id, one in site.withheld.items()}, site.known, secrets, site.config.gate.skip
        )
        self._excused: set[tuple[str, str]] = set()
        self._read: tuple[str, tuple[Block, ...]] = ("", ())

    def looks_at(self, output: Output) -> bool:
        """Whether a copied file is one that the gate reads: text that the owner put beside the site."""
        return output.emitter in _OWNERS and PurePosixPath(output.path).suffix.lower() in _TEXTS

    def check(self, output: Output, data: bytes) -> list[Finding]:
        """Look at one file."""
        if PurePosixPath(output.path).suffix.lower() not in _TEXTS and b"\0" in data[:_HEAD]:
            return []
        leaks = self._scanner.scan(data)
        return [self._finding(leak, output, data) for leak in leaks if not self._is_excused(leak, output)]

    def _is_excused(self, leak: Leak, output: Output) -> bool:
        """Whether an author or the owner wrote the same words for this file."""
        if leak.rule in _ALWAYS and not leak.value.startswith("Bearer"):
            return False
        if output.emitter in _OWNERS:
            return leak.rule not in ("signed-url", "notion-link")
        page = self._workshop.site.pages.get(output.key)
        key = (page.id if page else "", leak.value)
        if key not in self._excused and self._is_written(leak, page):
            self._excused.add(key)
        return key in self._excused

    def _is_written(self, leak: Leak, page: PageMeta | None) -> bool:
        pages = (page,) if page else self._workshop.site.pages.values()
        if leak.rule == "notion-link":
            return any(leak.value in words_without_link(self._blocks(one)) for one in pages)
        return _has(leak.value, self._site_words) or any(
            _has(leak.value, words_of_page(self._blocks(one), self._comments(one))) for one in pages
        )

    @cached_property
    def _site_words(self) -> str:
        return words_of_site(self._workshop.site, self._workshop.theme)

    def _blocks(self, page: PageMeta) -> tuple[Block, ...]:
        if self._read[0] != page.id:
            try:
                self._read = (page.id, self._workshop.blocks(page.id))
            except Exception:
                # Its own output has failed, and says so.
                self._read = (page.id, ())
        return self._read[1]

    def _comments(self, page: PageMeta) -> tuple[Thread, ...]:
        try:
            return self._workshop.comments(page.id)
        except Exception:
            return ()

    def _finding(self, leak: Leak, output: Output, data: bytes) -> Finding:
        line = data.count(b"\n", 0, leak.at) + 1
        column = leak.at - data.rfind(b"\n", 0, leak.at)
        place = f"{output.path}:{line}:{column}"
        if page := self._workshop.site.pages.get(output.key):
            place += f", “{page.title}” {self._address(page, leak.value)}"
        return Finding(leak.rule, self._what(leak), place, hashlib.sha256(leak.value.encode()).hexdigest())

    def _address(self, page: PageMeta, value: str) -> str:
        return place_of(page, block_with(value, self._blocks(page)))

    def _what(self, leak: Leak) -> str:
        """What was found, so that its owner knows it and nobody learns it from a log."""
        what, withheld = _WHAT[leak.rule], self._workshop.site.withheld
        match leak.rule:
            case "unpublished-id":
                return f"{what}: {withheld[leak.value].source}"
            case "unpublished-title":
                return f"{what}: {next(one.source for one in withheld.values() if one.title == leak.value)}"
            case "email":
                return f"{what}: {leak.value[0]}…@{leak.value.rpartition('@')[2]}"
            case "signed-url":
                return f"{what} (at {leak.value.split('/')[2]})"
        return what


def stop_for(findings: Iterable[Finding]) -> None:
    """Raise BuildError with everything that was found, if anything was."""
    together: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        together.setdefault((one.rule, one.same), []).append(one)
    if not together:
        return
    lines = ["The site is not written: its files hold what must not be public."]
    for found in together.values():
        lines.append(f"  {found[0].rule}: {found[0].what}")
        lines.extend(f"    {one.place}" for one in found[:_SHOWN])
        if len(found) > _SHOWN:
            lines.append(f"    and {len(found) - _SHOWN:,} more files")
    rules = ", ".join(dict.fromkeys(rule for rule, _ in together))
    raise BuildError(
        "\n".join(lines),
        "Take it out of the block that is named; where none is, a template, plugin or static file put it there.\n"
        f"What is meant to be public passes with `gate: skip: [{rules}]` in site.yaml.",
    )


def digest_of_rules(site: Site, secrets: Iterable[str]) -> str:
    """A digest of all that the gate looks for: when it changes, files that stay as they are need another look."""
    hidden = [(id, one.title) for id, one in site.withheld.items()]
    facts = (hidden, sorted(site.known), sorted(secrets), site.config.gate.skip)
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


def _has(value: str, words: str) -> bool:
    """Whether words hold a value, with any white space between its own words."""
    return value in words or bool(re.search(r"\s+".join(map(re.escape, value.split())), words))
