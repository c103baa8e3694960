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
            base = _shown_as(kind, found)
            found[kind] = found[base] if base else _left_out
    return MappingProxyType(found)


def makers(**tables: Mapping[type[Block], Any]) -> Mapping[str, str]:
    """Whose function makes each class of blocks, by the name of the class; the tables are those of `table`, by name.

    Said as `<table> <class>`, the table that wins and the class that the function was registered for, or `nothing`; of
    several classes with one name this is joined.
    """
    last = {kind: name for name, one in tables.items() for kind in one}
    found: dict[str, set[str]] = {}
    for kind in kinds():
        base = _shown_as(kind, last)
        found.setdefault(kind.__name__, set()).add(f"{last[base]} {base.__name__}" if base else "nothing")
    return MappingProxyType({name: ", ".join(sorted(words)) for name, words in found.items()})


def _shown_as(kind: type[Block], table: Mapping[type[Block], Any]) -> type[Block] | None:
    return next((base for base in kind.__mro__ if base in table), None)


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
