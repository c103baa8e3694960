"""Markdown into tokens: CommonMark with GitHub's tables, strikethrough and tasks, and with formulas and footnotes."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_block_dollar
from mdit_py_plugins.footnote import footnote_plugin

DEEPEST: Final = 140
"""How many levels of containers are read: 70 lists in each other. What lies deeper is kept as text."""

MANY_BRACKETS: Final = 100
NESTED_BRACKETS: Final = 30
"""Above the first number in a paragraph, only brackets that are paired, and in no more than these, can be links."""

_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_TASK = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
_HEADING_ID = re.compile(r"(?<!\\)[ \t]*\{#([^\s{}]+)\}[ \t]*$")


def tokens(text: str) -> list[Token]:
    """The tokens of a text, blocks first, each with the tokens of its words."""
    return _parser().parse(text)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"])
    # Characters after a backslash stay apart, so that they make no address.
    parser.disable("text_join")
    parser.use(footnote_plugin, inline=False)
    parser.block.ruler.before("table", "too_deep", _too_deep)
    # Blank lines end a formula, so that a lone $$ takes no page with it.
    parser.block.ruler.before("fence", "math_block", math_block_dollar(False, None, False))
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    parser.inline.ruler.before("link", "lone_bracket", _lone_bracket)
    parser.core.ruler.after("block", "tasks", _tasks)
    parser.core.ruler.after("block", "heading_ids", _heading_ids)
    return parser


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Text for all that stands deeper than containers are read, which markdown-it would leave out."""
    if silent or state.level < DEEPEST - 2:
        return False
    last = start
    while last < end and not (state.sCount[last] < state.blkIndent and not state.isEmpty(last)):
        last += 1
    opened = state.push("paragraph_open", "p", 1)
    opened.map = [start, last]
    words = state.push("inline", "", 0)
    words.content = state.getLines(start, last, state.blkIndent, False).strip()
    words.map, words.children = [start, last], []
    state.push("paragraph_close", "p", -1)
    state.line = max(last, start + 1)
    return True


def _lone_bracket(state: StateInline, silent: bool) -> bool:
    """Text for brackets that cannot be a link's: markdown-it looks for the end of each, up to the end of the text."""
    at = state.pos
    if state.src[at] not in "[!^":
        return False
    bracket = at if state.src[at] == "[" else at + 1
    if state.src[bracket : bracket + 1] != "[" or not _is_lone(bracket, state):
        return False
    if not silent:
        state.pending += state.src[at]
    state.pos += 1
    return True


def _is_lone(at: int, state: StateInline) -> bool:
    """Whether a bracket of many has no other to close it, or is in too many others."""
    kept = state.env.get("paired")
    if kept is None or kept[0] is not state.src:
        paired = _paired(state.src) if state.src.count("[") > MANY_BRACKETS else None
        kept = state.env["paired"] = (state.src, paired)
    return kept[1] is not None and at not in kept[1]


def _paired(source: str) -> set[int]:
    found: set[int] = set()
    waiting: list[int] = []
    for bracket in _BRACKET.finditer(source):
        if bracket[0] == "[":
            waiting.append(bracket.start())
        elif bracket[0] == "]" and waiting:
            start = waiting.pop()
            if len(waiting) < NESTED_BRACKETS:
                found.add(start)
    return found


def _math_inline(state: StateInline, silent: bool) -> bool:
    """`$…$` as Pandoc reads it, so that prices stay prices, and `$$…$$` inside of text.

    The opening sign has no space after it, the closing one none before and no digit after it
    (Pandoc's manual, "tex_math_dollars").
    """
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    sign = "$$" if source.startswith("$$", start) else "$"
    first = start + len(sign)
    end = _closing(source, sign, first, state.posMax)
    if end <= first:
        return False
    if sign == "$" and (source[first].isspace() or source[end - 1].isspace() or source[end + 1 : end + 2].isdigit()):
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = source[first:end].strip()
    state.pos = end + len(sign)
    return True


def _closing(source: str, sign: str, start: int, end: int) -> int:
    """Where the next sign stands that no backslash takes the meaning from; -1 if nowhere."""
    at = source.find(sign, start, end)
    while at > start and _is_escaped(source, at, start):
        at = source.find(sign, at + 1, end)
    return at


def _is_escaped(source: str, at: int, start: int) -> bool:
    first = at
    while first > start and source[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _tasks(state: StateCore) -> None:
    """Note on items that begin with `[ ]` or `[x]` whether they are done, and take the box away."""
    for item, paragraph, words in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type == "list_item_open" and paragraph.type == "paragraph_open" and (box := _TASK.match(words.content)):
            item.meta["checked"] = box[1] != " "
            words.content = words.content[box.end() :]


def _heading_ids(state: StateCore) -> None:
    """Take `{#id}` from the end of headings and note it."""
    for heading, words in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open" and (found := _HEADING_ID.search(words.content)):
            heading.meta["id"] = found[1]
            words.content = words.content[: found.start()]
