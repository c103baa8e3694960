"""The Markdown dialects of the generators that pages are exported for, as values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import msgspec

_ASCII_PUNCTUATION: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """How a generator's Markdown differs from CommonMark with GitHub's tables, task lists and strikethrough.

    `escapable` are the characters that a backslash takes the meaning from; others are written as references.
    `active` are further characters that mean something in running text, `braces` says that `{` and `}` do, and
    `templates` are the marks that a template language looks for before Markdown does. `mdx` is Markdown in which HTML
    is JSX. `separator` stands between lists and quotations that would become one. `indent` is the least that the
    content of a list item is set in by.
    """

    name: str
    escapable: str = _ASCII_PUNCTUATION
    active: str = ""
    braces: bool = False
    templates: tuple[str, ...] = ()
    mdx: bool = False
    separator: str = "<!-- -->"
    indent: int = 0
    hard_break: str = "\\\n"
    merges_lists: bool = False
    """Whether lists of one kind merge though their markers differ, and quotations though a blank line parts them."""
    list_starts: bool = True
    """Whether a numbered list begins where its first number says."""
    autolinks: bool = True
    """Whether addresses become links without being asked to."""
    shortcodes: bool = False
    """Whether `:name:` becomes an emoji."""
    footnotes: bool = True
    """Whether `[^1]` leads to a note that begins with `[^1]: `."""
    task_lists: bool = True
    """Whether `- [x]` is a task."""
    strikethrough: bool = True
    """Whether `~~` strikes through."""
    directives: bool = False
    """Whether `:name` is a directive."""
    math: Literal["dollars", "two dollars", "brackets", ""] = "dollars"
    """One dollar or two; two for both; brackets in text and two dollars; or none: then equations are MathML."""
    tabs_in_code: bool = True
    """Whether tabs are kept in blocks of code; otherwise they are spaces that depend on what is around."""
    tight_headings: bool = False
    """Whether number signs make a heading without a space after them."""
    heading_id: str = ""
    """What stands after a heading to give it an id, with `{}` for the id; "" where that is an `a` before its words."""
    inner: str = ""
    """The attribute by which an HTML element holds Markdown."""
    inner_inline: str = ""
    """The attribute by which an HTML element holds Markdown of one line."""
    alt_escapes: bool = True
    """Whether escapes and references mean something in a picture's alternative text."""
    by_patterns: bool = False
    """Whether the ends of links and of code are found by patterns, which escapes and code within them mislead."""
    nested_emphasis: bool = True
    """Whether asterisks in what stands between asterisks are told apart."""
    padded_code: bool = True
    """Whether a code span may begin and end with space."""
    empty_item: str = ""
    """What stands in a list item without words; "" where nothing may stand there."""
    containers: Literal["html", "blocks"] = "html"
    """Boxes as HTML elements, or as PyMdown's generic blocks, which lists can hold too."""
    callouts: Literal["quote", "alert", "directive", "admonition", "html"] = "quote"
    """A quotation that begins with the icon; GitHub's alerts; `:::note`; `!!! note`; or an `aside`."""
    details: Literal["html", "admonition"] = "html"
    """`details` elements, or `??? note`."""
    tabs: Literal["details", "docusaurus", "admonition"] = "details"
    """`details` of which one is open at a time; Docusaurus's components; or `=== "label"`."""
    code_title: str = ""
    """What stands after a code block's language to give it a title, with `{}` for the title."""
    languages: tuple[tuple[str, str], ...] = ()
    """Names of languages that the generator's highlighter has for those of `CODE_LANGUAGES`; "" for none."""
    table_headers: bool = True
    """Whether every table has a row of headers, if only an empty one."""
    table_of_headers: bool = True
    """Whether a table may have nothing but a row of headers."""
    cell_references: str = ""
    """Characters that are written as references in cells of tables, as a backslash does not help there."""
    break_indent: int = 0
    """The least that the content of a list item is set in by when there is a thematic break in it."""


def _without(characters: str) -> str:
    return "".join(one for one in _ASCII_PUNCTUATION if one not in characters)


PLAIN: Final = Dialect(name="plain")

DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {
        dialect.name: dialect
        for dialect in (
            PLAIN,
            Dialect(
                name="hugo",
                # With the passthrough extension \\[ and \\( would begin an equation.
                escapable=_without("[]()$"),
                braces=True,
                templates=("{{<", "{{%"),
                math="brackets",
                heading_id=" {{#{}}}",
                empty_item="&nbsp;",
                callouts="html",
            ),
            Dialect(
                name="jekyll",
                escapable="\\.*_+`-()[]{}#!:|\"'<>$",
                active="|",
                braces=True,
                autolinks=False,
                merges_lists=True,
                list_starts=False,
                math="two dollars",
                # After kramdown's {#…} an id must begin with a letter of ASCII.
                heading_id='\n{{: id="{}"}}',
                hard_break="<br>\n",
                inner='markdown="1"',
                inner_inline='markdown="span"',
                padded_code=False,
                empty_item="&nbsp;",
                callouts="html",
                alt_escapes=False,
                table_headers=False,
                table_of_headers=False,
                cell_references="`",
                break_indent=4,
            ),
            Dialect(
                name="eleventy",
                footnotes=False,
                autolinks=False,
                task_lists=False,
                math="",
                alt_escapes=False,
                callouts="html",
            ),
            Dialect(name="astro", math="", callouts="html"),
            Dialect(
                name="docusaurus",
                mdx=True,
                braces=True,
                shortcodes=True,
                directives=True,
                separator="{/* */}",
                hard_break="<br />",
                heading_id=" {{#{}}}",
                callouts="directive",
                tabs="docusaurus",
                code_title=' title="{}"',
            ),
            Dialect(
                name="mkdocs",
                nested_emphasis=False,
                tight_headings=True,
                tabs_in_code=False,
                escapable="\\`*_{}>#+-.!",
                braces=True,
                autolinks=False,
                indent=4,
                hard_break="  \n",
                merges_lists=True,
                heading_id=" {{ #{} }}",
                padded_code=False,
                empty_item="&nbsp;",
                containers="blocks",
                callouts="admonition",
                details="admonition",
                tabs="admonition",
                code_title=' title="{}"',
                table_of_headers=False,
            ),
            Dialect(
                name="zola",
                braces=True,
                templates=("{{", "{%"),
                autolinks=False,
                math="",
                heading_id=" {{#{}}}",
                callouts="alert",
            ),
            Dialect(
                name="hexo",
                footnotes=False,
                by_patterns=True,
                nested_emphasis=False,
                hard_break="<br>",
                strikethrough=False,
                math="",
                alt_escapes=False,
                callouts="html",
            ),
        )
    }
)
"""Every dialect by the name of its generator."""

CODE_LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ascii art": "text",
        "c#": "csharp",
        "c++": "cpp",
        "docker": "dockerfile",
        "f#": "fsharp",
        "java/c/c++/c#": "java",
        "llvm ir": "llvm",
        "markup": "html",
        "notion formula": "text",
        "objective-c": "objectivec",
        "plain text": "text",
        "vb.net": "vbnet",
        "visual basic": "vb",
        "webassembly": "wasm",
    }
)
"""Notion's names of languages that are called otherwise in Markdown; the rest keep theirs."""


def holds_template(text: str, dialect: Dialect) -> bool:
    """Whether there is something in a text that a template language would look for."""
    # Every mark of every dialect begins so: most texts need no further look.
    return ("{{" in text or "{%" in text) and any(mark in text for mark in dialect.templates)


def language(name: str, dialect: Dialect) -> str:
    """What a code block of one of Notion's languages is marked with."""
    common = CODE_LANGUAGES.get(name, name)
    return dict(dialect.languages).get(common, common)
