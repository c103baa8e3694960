"""Outputs, and the workshop that they are made in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from notionpress.content.blocks import Block
from notionpress.content.comments import Thread
from notionpress.errors import ConfigError, ThemeError, explained
from notionpress.render.html_renderer import BlockFunctions, HtmlRenderer
from notionpress.render.markup import Html, element, escape
from notionpress.render.page import HTML
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import PageMeta, Site
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
    """What emitters work with: the site, the theme, and ways to a page's blocks and comments. Made once for a build."""

    site: Site
    theme: Theme
    blocks: Callable[[str], tuple[Block, ...]]
    highlight: Callable[[str, str], str]
    functions: BlockFunctions = HTML
    comments: Callable[[str], tuple[Thread, ...]] = lambda _: ()


class Job(msgspec.Struct, frozen=True):
    """One output in the making: its reader, and where its problems go."""

    workshop: Workshop
    reader: Reader
    problems: list[Problem]

    def renderer(self, page: PageMeta) -> HtmlRenderer:
        """What renders blocks and texts of a page for this output."""
        shop = self.workshop
        return HtmlRenderer(
            page,
            self.reader,
            self.problems,
            functions=shop.functions,
            highlight=shop.highlight,
            sizes=shop.theme.pictures.sizes,
        )

    def feed_body(self, page: PageMeta, reader: Reader) -> Html:
        """A page's body for readers far from the site; its problems are told by the page's own output.

        Of one that cannot be made, only the first words.
        """
        shop = self.workshop
        renderer = HtmlRenderer(page, reader, [], functions=shop.functions, highlight=shop.highlight, feed=True)
        try:
            return renderer.body(shop.blocks(page.id))
        except (ThemeError, ConfigError):
            raise
        except Exception as error:
            what, hint = explained(error)
            message = f"In the feed, only the first words of this page stand. {what}"
            self.problems.append(Problem("feed-entry-failed", message, page.title, page.source, hint))
            return element("p", escape(page.excerpt))


class Emitter(Protocol):
    """Lists outputs and renders each of them."""

    name: str

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """All files that this emitter makes for the site."""

    def render(self, output: Output, job: Job) -> str | bytes:
        """The text, or the bytes, of one of them."""
