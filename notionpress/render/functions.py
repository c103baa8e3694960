"""The tables of block functions: filled at import by visible decorators, handed out as they are then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from notionpress.content.blocks import Block
from notionpress.render.markup import Html

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer
    from notionpress.render.markdown_renderer import MarkdownRenderer

_B = TypeVar("_B", bound=Block)

_HTML: dict[type[Block], Callable[[Any, HtmlRenderer], Html]] = {}
_MARKDOWN: dict[type[Block], Callable[[Any, MarkdownRenderer], str]] = {}


def html(kind: type[_B]) -> Callable[[Callable[[_B, HtmlRenderer], Html]], Callable[[_B, HtmlRenderer], Html]]:
    """Register the decorated function as the one that makes HTML of a class of blocks."""

    def register(function: Callable[[_B, HtmlRenderer], Html]) -> Callable[[_B, HtmlRenderer], Html]:
        _HTML[kind] = function
        return function

    return register


def markdown(
    kind: type[_B],
) -> Callable[[Callable[[_B, MarkdownRenderer], str]], Callable[[_B, MarkdownRenderer], str]]:
    """Register the decorated function as the one that makes Markdown of a class of blocks."""

    def register(function: Callable[[_B, MarkdownRenderer], str]) -> Callable[[_B, MarkdownRenderer], str]:
        _MARKDOWN[kind] = function
        return function

    return register


def registered() -> dict[type[Block], Callable[[Any, HtmlRenderer], Html]]:
    """Every class of block that has a function for HTML, with it, as a table of the caller's own."""
    return dict(_HTML)


def registered_markdown() -> dict[type[Block], Callable[[Any, MarkdownRenderer], str]]:
    """Every class of block that has a function for Markdown, with it, as a table of the caller's own."""
    return dict(_MARKDOWN)
