"""Single blocks through a theme's templates: what these see of a block (docs/themes.md describes it)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Any, Final, get_args

from markupsafe import Markup

from notionpress.content.blocks import (
    Block,
    Breadcrumb,
    ChildDatabase,
    ChildPage,
    Code,
    ColumnList,
    Equation,
    LinkToPage,
    MeetingNotes,
    Tab,
    Table,
    TableOfContents,
)
from notionpress.content.raw import moment
from notionpress.content.rich_text import FileRef, Icon, Span
from notionpress.emit.values import Values
from notionpress.errors import ThemeError
from notionpress.render.html_media import file_name
from notionpress.render.html_renderer import BlockFunction, BlockFunctions, HtmlRenderer
from notionpress.render.inline import color_class
from notionpress.render.markup import Html, made_elsewhere, safe_url
from notionpress.render.page import HTML
from notionpress.site.site import Target
from notionpress.theme import BLOCKS, Theme

_Value = Callable[[Any, HtmlRenderer], Any]

_HIDDEN: Final = frozenset(("id", "kind", "target", "title", "synced_from"))
"""Fields that hold ids, or titles of pages that may not be public."""

_ICON: Final = get_args(Icon)
_SPAN: Final = get_args(Span)


def block_functions(theme: Theme, built_in: BlockFunctions, kinds: Iterable[type[Block]]) -> BlockFunctions:
    """The functions that make HTML of blocks by the theme's templates in `blocks/`.

    A template has the name of a class of blocks as Notion would write it: `callout.html`, `bulleted_list_item.html`.
    `built_in` makes what a template gets as `block.html`. Raises ThemeError for a name that no block has.
    """
    names = theme.block_templates()
    if not names:
        return MappingProxyType({})
    named: dict[str, list[type[Block]]] = {}
    for kind in kinds:
        named.setdefault(block_name(kind), []).append(kind)
    for name in names:
        if name not in named:
            close = get_close_matches(name, sorted(named), 1)
            hint = f"Did you mean “{close[0]}”?" if close else "docs/themes.md lists the names of blocks."
            raise ThemeError(f"{BLOCKS}/{name}.html: there is no block “{name}”.", hint)
    return MappingProxyType({kind: _function(theme, name, built_in) for name in names for kind in named[name]})


def block_name(kind: type[Block]) -> str:
    """The name of a class of blocks as Notion writes it: `to_do` for `ToDo`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def starting_template(name: str) -> str | None:
    """A template for a kind of block to begin with, by its name in `templates/`; None where there is no such block."""
    kinds = {f"{BLOCKS}/{block_name(kind)}.html": kind for kind in HTML}
    kind = kinds.get(name)
    if kind is None:
        return None
    known = ", ".join(f"block.{one}" for one in dict.fromkeys(("children", *variables(kind))))
    return f"{{# Besides block.html, all of what notionpress makes of it, there is {known}. #}}\n{{{{ block.html }}}}\n"


def _function(theme: Theme, name: str, built_in: BlockFunctions) -> BlockFunction:
    template = f"{BLOCKS}/{name}.html"

    def render_block(block: Block, render: HtmlRenderer) -> Html:
        page, spoken = render.current, theme.in_language(render.language)
        context = {
            "block": BlockValues(block, render, built_in),
            "page": {"title": page.title, "url": page.route.url},
            "feed": render.feed,
        }
        return made_elsewhere(spoken.render(template, context, page=page.title, reads=render.reads).strip())

    return render_block


class BlockValues(Values):
    """A block's fields as templates use them."""

    def __init__(self, block: Block, render: HtmlRenderer, built_in: BlockFunctions) -> None:
        self._block = block
        self._render = render
        self._names: Mapping[str, _Value] = {**variables(type(block)), "html": partial(_html, built_in)}

    def _make(self, name: str) -> Any:
        return self._names[name](self._block, self._render)


def variables(kind: type[Block]) -> Mapping[str, _Value]:
    """What a template for a class of blocks may name after `block.`, besides `html`, each with what makes its value."""
    found: dict[str, _Value] = {}
    for field in kind.__struct_fields__:
        found.update(_FIELDS.get(field) or ({} if field in _HIDDEN else {field: partial(_field, field)}))
    for base in reversed(kind.__mro__):
        found.update(_CLASSES.get(base, {}))
    return found


def _html(built_in: BlockFunctions, block: Block, render: HtmlRenderer) -> Markup:
    kind = next(base for base in type(block).__mro__ if base in built_in)
    return Markup(built_in[kind](block, render))


def _field(name: str, block: Block, render: HtmlRenderer) -> Any:
    return _value(getattr(block, name), render)


def _value(value: Any, render: HtmlRenderer) -> Any:
    """A field's value: rich text, blocks and icons as HTML, files with their address, the rest as it is."""
    if isinstance(value, _ICON):
        return Markup(render.icon(value))
    if isinstance(value, FileRef):
        return _file(value, render)
    if isinstance(value, tuple):
        if not value:
            return Markup("")
        if isinstance(value[0], Block):
            return Markup(render.blocks(value))
        if isinstance(value[0], _SPAN):
            return Markup(render.inline(value))
        return [_value(one, render) for one in value]
    return "" if value is None else value


def _file(ref: FileRef, render: HtmlRenderer) -> dict[str, Any] | None:
    """A file as templates see it, None where it cannot be had."""
    media = render.file(ref)
    url = media.url if media else None if ref.hosted else render.address(ref)
    if url is None:
        return None
    return {
        "url": url,
        "name": file_name(ref, render),
        "media_type": media.media_type if media else "",
        "size": media.size if media else 0,
        "width": media.width if media else 0,
        "height": media.height if media else 0,
    }


def _url(block: Any, render: HtmlRenderer) -> str:
    target = render.link(block.url)
    return (safe_url(target) if target else None) or ""


def _target(id: str, render: HtmlRenderer) -> dict[str, Any] | None:
    target: Target | None = render.page(id)
    if target is None:
        return None
    title = target.title or render.word("untitled")
    return {"title": title, "url": target.url, "icon": Markup(render.icon(target.icon))}


def _rows(block: Table, render: HtmlRenderer) -> list[list[Markup]]:
    return [[Markup(render.inline(cell)) for cell in getattr(row, "cells", ())] for row in block.children]


def _columns(block: ColumnList, render: HtmlRenderer) -> list[dict[str, Any]]:
    return [
        {"content": Markup(render.blocks(one.children)), "width_ratio": getattr(one, "width_ratio", None)}
        for one in block.children
    ]


def _panes(block: Tab, render: HtmlRenderer) -> list[dict[str, Any]]:
    return [
        {
            "label": Markup(render.inline(getattr(one, "rich_text", ()))),
            "icon": Markup(render.icon(getattr(one, "icon", None))),
            "content": Markup(render.blocks(one.children)),
        }
        for one in block.children
    ]


def _headings(block: TableOfContents, render: HtmlRenderer) -> list[dict[str, Any]]:
    return [
        {"level": render.level(one), "text": render.words(one.rich_text), "anchor": one.anchor}
        for one in render.headings
    ]


def _path(block: Breadcrumb, render: HtmlRenderer) -> list[dict[str, Any]]:
    return [{"title": one.title or render.word("untitled"), "url": one.url} for one in render.breadcrumbs()]


def _code(block: Code, render: HtmlRenderer) -> Markup:
    return Markup(render.highlight(render.text(block.rich_text), block.language))


def _formula(block: Equation, render: HtmlRenderer) -> Markup:
    from notionpress.render.math import mathml  # noqa: PLC0415  (few sites have equations)

    return Markup(mathml(block.expression, display=True) or "")


_FIELDS: Final[Mapping[str, Mapping[str, _Value]]] = {
    "rich_text": {
        "content": lambda block, render: Markup(render.inline(block.rich_text)),
        "text": lambda block, render: render.words(block.rich_text),
    },
    "color": {
        "color": lambda block, render: block.color,
        "color_class": lambda block, render: color_class(block.color) or "",
    },
    "level": {"level": lambda block, render: render.level(block)},
    "url": {"url": _url},
    "start_time": {"start_time": lambda block, render: moment(block.start_time)},
    "end_time": {"end_time": lambda block, render: moment(block.end_time)},
}
"""Fields that templates see in another way than by their value."""

_CLASSES: Final[Mapping[type, Mapping[str, _Value]]] = {
    Code: {"content": _code, "text": lambda block, render: render.text(block.rich_text)},
    Equation: {"content": _formula},
    Table: {"rows": _rows},
    ColumnList: {"columns": _columns},
    Tab: {"panes": _panes},
    TableOfContents: {"headings": _headings},
    MeetingNotes: {"title": lambda block, render: Markup(render.inline(block.title))},
    Breadcrumb: {"path": _path},
    ChildPage: {"page": lambda block, render: _target(block.id, render)},
    ChildDatabase: {"page": lambda block, render: _target(block.id, render)},
    LinkToPage: {"page": lambda block, render: _target(block.target, render)},
}
"""What single classes have besides."""
