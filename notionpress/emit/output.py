"""Outputs, and the workshop that they are made in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from notionpress.content.blocks import Block
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import Site
from notionpress.theme import Theme


class Output(msgspec.Struct, frozen=True):
    """A file of the site: its path, which emitter makes it, and that emitter's own key for it.

    `source` names a file that is copied as it is; such an output is not rendered.
    """

    path: str
    emitter: str
    key: str = ""
    source: str = ""


class Workshop(msgspec.Struct, frozen=True, kw_only=True):
    """What emitters work with: the site, the theme, and a way to a page's blocks. Made once for a build."""

    site: Site
    theme: Theme
    blocks: Callable[[str], tuple[Block, ...]]
    highlight: Callable[[str, str], str]


class Job(msgspec.Struct, frozen=True):
    """One output in the making: its reader, and where its problems go."""

    workshop: Workshop
    reader: Reader
    problems: list[Problem]


class Emitter(Protocol):
    """Lists outputs and renders each of them."""

    name: str

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """All files that this emitter makes for the site."""

    def render(self, output: Output, job: Job) -> str:
        """The text of one of them."""
