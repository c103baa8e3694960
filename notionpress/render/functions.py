"""The table of block functions: filled at import by a visible decorator, handed out as it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from notionpress.content.blocks import Block
from notionpress.render.markup import Html

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer

_B = TypeVar("_B", bound=Block)

_HTML: dict[type[Block], Callable[[Any, HtmlRenderer], Html]] = {}


def html(kind: type[_B]) -> Callable[[Callable[[_B, HtmlRenderer], Html]], Callable[[_B, HtmlRenderer], Html]]:
    """Register the decorated function as the one that makes HTML of a class of blocks."""

    def register(function: Callable[[_B, HtmlRenderer], Html]) -> Callable[[_B, HtmlRenderer], Html]:
        _HTML[kind] = function
        return function

    return register


def registered() -> dict[type[Block], Callable[[Any, HtmlRenderer], Html]]:
    """Every class of block that has a function, with it, as a table of the caller's own."""
    return dict(_HTML)
