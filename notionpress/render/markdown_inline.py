"""Rich text as Markdown: marks that nest, delimiters where CommonMark lets them work, HTML tags elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    CustomEmojiMention,
    DateMention,
    InlineEquation,
    LinkMention,
    PageMention,
    RichText,
    Span,
    TemplateMention,
    Text,
    UnsupportedSpan,
    UserMention,
    link_of,
)
from notionpress.render.inline import COLORS
from notionpress.render.markdown_math import inline_math
from notionpress.render.markdown_text import (
    Place,
    broken,
    code_span,
    destination,
    edged,
    is_line,
    lines,
    reference,
    ruled,
)
from notionpress.render.plain import user_words
from notionpress.render.spaces import with_visible_spaces
from notionpress.text import without_controls

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer


class _Mark(NamedTuple):
    """One thing that spans are under; `value` is a link's address or a colour."""

    kind: str
    value: str = ""


class _Piece(NamedTuple):
    """Words, or Markdown that is made already, under marks."""

    text: str
    marks: frozenset[_Mark]
    code: bool = False
    made: bool = False


class _Node:
    """A mark around pieces and other marks."""

    def __init__(self, mark: _Mark, inner: list[_Node | _Piece]) -> None:
        self.mark = mark
        self.inner = inner


class _Token:
    """A string of the result, or the start or end of a pair of delimiters that is not decided yet."""

    def __init__(self, text: str, mark: str = "", other: int = -1) -> None:
        self.text = text
        self.mark = mark
        self.other = other
        self.plain = True


_ORDER: Final = ("link", "color", "underline", "bold", "italic", "strike", "code")
_DELIMITERS: Final = MappingProxyType({"bold": "**", "italic": "*", "both": "***", "strike": "~~"})
_TAGS: Final = MappingProxyType(
    {
        "bold": ("<strong>", "</strong>"),
        "italic": ("<em>", "</em>"),
        "both": ("<strong><em>", "</em></strong>"),
        "strike": ("<del>", "</del>"),
        "underline": ("<u>", "</u>"),
        "code": ("<code>", "</code>"),
    }
)
_ADDRESS = re.compile(r"https?://[^\s<>&*_~`\\\[\]]+")


def inline(rich_text: RichText, render: MarkdownRenderer, place: Place = "paragraph", color: str = "default") -> str:
    """A rich text as Markdown; `color` is that of its block."""
    if len(rich_text) == 1 and color == "default" and is_plain(rich_text[0]) and is_line(rich_text[0].text):
        return rich_text[0].text
    rich_text = with_visible_spaces(rich_text)
    pieces = _merged([piece for span in rich_text for piece in _pieces(span, render, place, color)])
    tokens: list[_Token] = []
    _emit(_nested(pieces, frozenset()), tokens, render, place)
    _decide(tokens, render)
    made = "".join(token.text for token in tokens)
    if place in ("paragraph", "item"):
        return broken(lines(made, render.dialect), render.dialect)
    made = edged(made).replace("\n", render.line_break)
    return ruled(made, render.dialect) if place == "cell" else made


def is_plain(span: Span) -> bool:
    """Whether a span is nothing but words on one line."""
    return isinstance(span, Text) and not span.href and span.annotations == PLAIN and "\n" not in span.text


# Pieces


def _pieces(span: Span, render: MarkdownRenderer, place: Place, color: str) -> Iterator[_Piece]:
    marks = _marks(span.annotations, color)
    if (href := link_of(span)) and (url := _target(href, render)):
        marks |= {_Mark("link", url)}
    made = _MADE.get(type(span))
    words = "" if made else without_controls(_words(span, render))
    if span.annotations.code and made is None:
        for at, line in enumerate(words.split("\n")):
            if at:
                yield _Piece("\n", marks)
            if line:
                yield _Piece(line, marks, code=True)
        return
    if made is None:
        yield _Piece(words, marks)
    else:
        marks |= {_Mark("code")} if span.annotations.code else set()
        yield _Piece(made(span, render, place), marks, made=True)


@lru_cache(maxsize=1024)
def _marks(how: Annotations, block_color: str) -> frozenset[_Mark]:
    color = how.color if how.color != "default" else block_color
    found = [
        _Mark(kind)
        for kind, wanted in (
            ("bold", how.bold),
            ("italic", how.italic),
            ("strike", how.strikethrough),
            ("underline", how.underline),
        )
        if wanted
    ]
    if color.partition("_")[0] in COLORS:
        found.append(_Mark("color", color))
    return frozenset(found)


def _target(href: str, render: MarkdownRenderer) -> str | None:
    """Where a link leads, or None where its words lose their target."""
    url = render.target_of(href)
    if url is None:
        render.problem_with_link(href)
    return url


def _words(span: Span, render: MarkdownRenderer) -> str:
    match span:
        case Text(text=address) if render.is_withheld(address):
            return render.word("unpublished_page")
        case UserMention():
            return user_words(span, render)
    return render.text((span,)) if isinstance(span, DateMention) else span.text


def _equation(span: InlineEquation, render: MarkdownRenderer, place: Place) -> str:
    return inline_math(span.expression, render, place)


def _page(span: PageMention, render: MarkdownRenderer, place: Place) -> str:
    target = render.page(span.id)
    if target is None:
        return render.escape(render.word("unpublished_page"), place)
    return render.page_link(target, place)


def _link_mention(span: LinkMention, render: MarkdownRenderer, place: Place) -> str:
    target = render.target_of(span.url)
    if target is None:
        return render.escape(render.word("unpublished_page"), place)
    return f"[{render.label(span.title or span.text, place)}]({destination(target)})"


def _custom_emoji(span: CustomEmojiMention, render: MarkdownRenderer, place: Place) -> str:
    return render.picture(span.file, span.text, place) or render.escape(span.text, place)


_MADE: Final[Mapping[type[Span], Callable[[Any, MarkdownRenderer, Place], str]]] = MappingProxyType(
    {
        InlineEquation: _equation,
        PageMention: _page,
        LinkMention: _link_mention,
        CustomEmojiMention: _custom_emoji,
    }
)
assert all(kind not in _MADE for kind in (Text, UserMention, DateMention, TemplateMention, UnsupportedSpan))


def _merged(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Neighbours that differ in nothing as one; pieces of nothing are left out."""
    found: list[_Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        last = found[-1] if found else None
        if last and not piece.made and not last.made and (last.marks, last.code) == (piece.marks, piece.code):
            found[-1] = last._replace(text=last.text + piece.text)
        else:
            found.append(piece)
    return found


# Nesting


def _nested(pieces: Sequence[_Piece], under: frozenset[_Mark]) -> list[_Node | _Piece]:
    """Marks around the longest runs of pieces that share them."""
    found: list[_Node | _Piece] = []
    at = 0
    while at < len(pieces):
        open_here = pieces[at].marks - under
        if not open_here:
            found.append(pieces[at])
            at += 1
            continue
        mark, end = max(
            ((one, _extent(pieces, at, one)) for one in open_here),
            key=lambda pair: (pair[1], -_ORDER.index(pair[0].kind)),
        )
        found.append(_Node(mark, _nested(pieces[at:end], under | {mark})))
        at = end
    return found


def _extent(pieces: Sequence[_Piece], start: int, mark: _Mark) -> int:
    end = start
    while end < len(pieces) and mark in pieces[end].marks:
        end += 1
    return end


# Tokens


def _emit(nodes: Sequence[_Node | _Piece], tokens: list[_Token], render: MarkdownRenderer, place: Place) -> None:
    for node in nodes:
        if isinstance(node, _Piece):
            _emit_piece(node, tokens, render, place)
        else:
            _emit_mark(node, tokens, render, place)


def _emit_piece(piece: _Piece, tokens: list[_Token], render: MarkdownRenderer, place: Place) -> None:
    linked = any(mark.kind == "link" for mark in piece.marks)
    if piece.made:
        if piece.text.startswith("["):
            _keep_from_picture(tokens)
        tokens.append(_Token(piece.text))
    elif piece.code:
        before = tokens[-1].text[-1:] if tokens else ""
        misleads = render.dialect.by_patterns and (piece.text.endswith("\\") or "`" in piece.text)
        tokens.append(_Token(_code(piece.text, render, place, tags=before == "`" or misleads)))
    else:
        tokens.append(_Token((render.label if linked else render.escape)(piece.text, place)))


def _keep_from_picture(tokens: list[_Token]) -> None:
    """Write an exclamation mark before a link so that no picture begins there."""
    if tokens and tokens[-1].text.endswith("!") and not tokens[-1].mark:
        tokens[-1].text = f"{tokens[-1].text[:-1]}{reference('!')}"


def _code(code: str, render: MarkdownRenderer, place: Place, *, tags: bool) -> str:
    """A code span, or a `code` element where a span would be read otherwise."""
    dialect = render.dialect
    taken = any(mark in code for mark in dialect.templates) or (place == "cell" and "|" in code)
    bare = code[0] not in "` " and code[-1] not in "` " and not code[0].isspace() and not code[-1].isspace()
    taken = taken or "\u2028" in code or "\u2029" in code or not (bare or dialect.padded_code)
    if not (tags or taken or code.isspace() or ("\\" in code and place == "cell")):
        return code_span(code)
    return f"<code>{''.join(_reference(character) for character in code)}</code>"


def _reference(character: str) -> str:
    bare = character.isalnum() or character == " " or not (character.isascii() or character in "\u2028\u2029")
    return character if bare else reference(character)


def _emit_mark(node: _Node, tokens: list[_Token], render: MarkdownRenderer, place: Place) -> None:
    kind = node.mark.kind
    if kind == "link":
        _keep_from_picture(tokens)
        _emit_link(node, tokens, render, place)
    elif kind in ("color", "underline", "code"):
        start, end = _colored(node.mark.value) if kind == "color" else _TAGS[kind]
        if render.dialect.inner_inline:
            start = f"{start[:-1]} {render.dialect.inner_inline}>"
        tokens.append(_Token(start))
        _emit(node.inner, tokens, render, place)
        tokens.append(_Token(end))
    else:
        _emit_delimited(node, tokens, render, place)


def _colored(color: str) -> tuple[str, str]:
    name, _, background = color.partition("_")
    if background:
        return f'<mark class="background-{name}">', "</mark>"
    return f'<span class="color-{name}">', "</span>"


def _emit_link(node: _Node, tokens: list[_Token], render: MarkdownRenderer, place: Place) -> None:
    url = node.mark.value
    only = node.inner[0] if len(node.inner) == 1 else None
    if isinstance(only, _Piece) and only.text == url and _ADDRESS.fullmatch(url) and not render.dialect.mdx:
        tokens.append(_Token(f"<{url}>"))
        return
    # Lines that end within brackets are read in more than one way.
    before, after = _take_space(node.inner, 0), _take_space(node.inner, -1)
    if before:
        tokens.append(_Token(render.escape(before, place)))
    if node.inner:
        tokens.append(_Token("["))
        _emit(node.inner, tokens, render, place)
        tokens.append(_Token(f"]({destination(url)})"))
    if after:
        tokens.append(_Token(render.escape(after, place)))


def _emit_delimited(node: _Node, tokens: list[_Token], render: MarkdownRenderer, place: Place) -> None:
    kind, inner = node.mark.kind, node.inner
    only = inner[0] if len(inner) == 1 else None
    if isinstance(only, _Node) and {kind, only.mark.kind} == {"bold", "italic"}:
        kind, inner = "both", only.inner
    before = _take_space(inner, 0)
    after = _take_space(inner, -1)
    if before:
        tokens.append(_Token(render.escape(before, place)))
    if inner:
        start = len(tokens)
        tokens.append(_Token("", kind))
        _emit(inner, tokens, render, place)
        tokens.append(_Token("", kind, start))
        tokens[start].other = len(tokens) - 1
    if after:
        tokens.append(_Token(render.escape(after, place)))


def _take_space(inner: list[_Node | _Piece], end: int) -> str:
    """Take the space from one end of what a mark is around: delimiters do not work beside it."""
    taken = ""
    while inner:
        one = inner[end]
        if isinstance(one, _Node):
            if one.mark.kind not in ("bold", "italic", "strike"):
                break
            space = _take_space(one.inner, end)
            if one.inner:
                return _joined(taken, space, end)
            inner.pop(end)
            taken = _joined(taken, space, end)
            continue
        if one.made or one.code:
            break
        words = one.text.lstrip() if end == 0 else one.text.rstrip()
        count = len(one.text) - len(words)
        taken = _joined(taken, (one.text[:count] if end == 0 else one.text[len(words) :]), end)
        if words:
            inner[end] = one._replace(text=words)
            break
        inner.pop(end)
    return taken


def _joined(taken: str, space: str, end: int) -> str:
    return taken + space if end == 0 else space + taken


# Delimiters


def _decide(tokens: list[_Token], render: MarkdownRenderer) -> None:
    """Choose delimiters or tags for each pair, outer ones first."""
    dialect, outer = render.dialect, -1
    for at, token in enumerate(tokens):
        if token.mark and token.other > at:
            end = tokens[token.other]
            delimiter = _DELIMITERS[token.mark]
            usable = dialect.strikethrough if token.mark == "strike" else dialect.nested_emphasis or at > outer
            usable = usable and _works(tokens, at, token.other)
            if token.mark == "strike":
                # Not every parser looks for code first.
                usable = usable and not any("~~" in inner.text for inner in tokens[at : token.other])
            token.text, end.text = (delimiter, delimiter) if usable else _TAGS[token.mark]
            if usable and token.mark != "strike":
                outer = max(outer, token.other)


def _works(tokens: list[_Token], start: int, end: int) -> bool:
    """Whether delimiters there would be the start and the end of emphasis (CommonMark 0.31.2, 6.2)."""
    delimiter = _DELIMITERS[tokens[start].mark][0]
    beside = (start - 1, start + 1, end - 1, end + 1)
    if any(0 <= at < len(tokens) and tokens[at].mark and tokens[at].text.startswith(delimiter) for at in beside):
        return False
    edges = _before(tokens, start), _after(tokens, start), _after(tokens, end), _before(tokens, end)
    # One that only stands for itself right beside is counted in by some parsers.
    if any(edge == delimiter for edge in edges):
        return False
    return _flanking(edges[0], edges[1]) and _flanking(edges[2], edges[3])


def _flanking(outside: str, inside: str) -> bool:
    """Whether a delimiter between these characters faces inwards.

    Parsers differ in whether symbols are punctuation: the answer is yes only where it does not matter.
    """
    if inside.isspace():
        return False
    return not _is_symbol(inside) or _is_space(outside) or _is_punctuation(outside)


def _before(tokens: list[_Token], at: int) -> str:
    for token in reversed(tokens[:at]):
        if token.mark:
            return "<"
        if token.text:
            return token.text[-1]
    return "\n"


def _after(tokens: list[_Token], at: int) -> str:
    for token in tokens[at + 1 :]:
        if token.mark:
            return "<"
        if token.text:
            return token.text.removeprefix("\\")[:1] or "\\"
    return "\n"


def _is_space(character: str) -> bool:
    return character in "\t\n\f\r" or unicodedata.category(character) == "Zs"


@lru_cache(maxsize=4096)
def _is_symbol(character: str) -> bool:
    return _is_punctuation(character) or unicodedata.category(character)[0] == "S"


@lru_cache(maxsize=4096)
def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"
