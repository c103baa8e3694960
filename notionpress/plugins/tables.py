"""The tables of block functions: a plugin's before the theme's template, that before notionpress's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from notionpress.content.blocks import Block
from notionpress.render.renderer import Renderer

_F = TypeVar("_F", bound=Callable[..., str])


def table(*tables: Mapping[type[Block], _F]) -> Mapping[type[Block], _F]:
    """One table of several, of which the later win.

    A class that has no function, as a plugin's own may in a format, is shown as the class that it is made from; one
    that is made from none is left out with a word to the author, and what is below it stays.
    """
    found: dict[type[Block], Any] = {}
    for one in tables:
        found.update(one)
    for kind in kinds():
        if kind not in found:
            found[kind] = next((found[base] for base in kind.__mro__ if base in found), _left_out)
    return MappingProxyType(found)


def kinds(kind: type[Block] = Block) -> Iterator[type[Block]]:
    """Every class of blocks that there is."""
    for below in kind.__subclasses__():
        yield below
        yield from kinds(below)


def _left_out(block: Block, render: Any) -> Any:
    assert isinstance(render, Renderer)
    name = type(block).__name__
    render.problem(
        "unsupported-block",
        f"Nothing makes the class of blocks {name} into this format; the block is not shown.",
        block.id,
        f"Register a function for {name} in the plugin that makes such blocks.",
        subject=name,
    )
    return render.blocks(block.children)  # type: ignore[attr-defined]
