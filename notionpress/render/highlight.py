"""Source code in colour: Pygments' tokens as HTML with short classes, and the style sheet for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Protocol

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

from notionpress.render.lexing import Cut, Lexing

PLAIN = frozenset(("", "abc", "ascii art", "mermaid", "plain text"))
"""Notion's languages that have nothing to colour, or that Pygments has no lexer for."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "assembly": "nasm",
        "dhall": "haskell",
        "flow": "typescript",
        "java/c/c++/c#": "java",
        "llvm ir": "llvm",
        "markup": "html",
        "notion formula": "javascript",
        "visual basic": "vb.net",
        "webassembly": "wast",
    }
)
"""Notion's names that Pygments does not know, with the lexer that reads them or their nearest relative."""

_CLASSES: Mapping[_TokenType, str] = MappingProxyType(
    {
        Comment: "c",
        Comment.Preproc: "nd",
        Comment.PreprocFile: "s",
        Generic.Deleted: "gd",
        Generic.Emph: "ge",
        Generic.EmphStrong: "gs",
        Generic.Error: "gd",
        Generic.Heading: "gh",
        Generic.Inserted: "gi",
        Generic.Prompt: "c",
        Generic.Strong: "gs",
        Generic.Subheading: "gh",
        Generic.Traceback: "gd",
        Keyword: "k",
        Keyword.Constant: "m",
        Keyword.Type: "nc",
        Literal: "s",
        Name.Attribute: "nf",
        Name.Builtin: "nb",
        Name.Class: "nc",
        Name.Constant: "m",
        Name.Decorator: "nd",
        Name.Entity: "m",
        Name.Exception: "nc",
        Name.Function: "nf",
        Name.Property: "nf",
        Name.Tag: "k",
        Name.Variable: "nb",
        Number: "m",
        Operator: "o",
        Operator.Word: "k",
        String: "s",
        String.Escape: "m",
        String.Interpol: "m",
    }
)
"""Token types with Pygments' short name of the class they share; subtypes follow, and others have none."""

_COLORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".c": ("#66655f", "#a3a19a"),
        ".k": ("#7d48ac", "#caa6e6"),
        ".s,.gi": ("#26704a", "#86c9a2"),
        ".m": ("#a5500a", "#eda567"),
        ".nf": ("#1f64aa", "#8abfec"),
        ".nc": ("#7f5d00", "#dcb95c"),
        ".nb": ("#0b6a78", "#77c8d0"),
        ".nd": ("#ae2e6e", "#eb9ac0"),
        ".o": ("#5f5e59", "#bab8b0"),
        ".gd": ("#b8322e", "#f4958d"),
    }
)
"""The light and the dark colour of each class; headings and emphasis are told by their weight and slant."""

LONGEST: Final = 200_000
"""Characters of code that are highlighted, at about 100,000 a second; a block of Notion's has 100 spans of 2,000."""

KIND: Final = "code"
"""What highlighted code is called in a cache."""


class Cache(Protocol):
    """What keeps data by kind and key for later runs."""

    def get(self, kind: str, key: bytes) -> bytes | None:
        """The data that was put, or None."""

    def put(self, kind: str, key: bytes, data: bytes) -> None:
        """Keep data."""


class Highlighter:
    """Turns code into HTML; keeps the lexers that it has made, and in the cache what they made of code.

    It is for the cache to hold only what this version of notionpress put, with this version of Pygments.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self._lexings: dict[str, Lexing | None] = {}
        self._cache = cache

    def highlight(self, code: str, language: str) -> str:
        """What stands inside `<pre><code>`: the code, character by character, escaped and with its classes.

        `language` is Notion's name (API reference: code block) or an alias of Pygments'. Code in a language that
        nobody knows, and more of it than Notion takes, comes back escaped and plain.
        """
        name = _name(code, language)
        if not name or len(code) > LONGEST:
            return escape(code, quote=False)
        key = sha256(f"{name}\0{code}".encode(errors="surrogatepass")).digest()[:16]
        known = None if self._cache is None else self._cache.get(KIND, key)
        if known is not None:
            return known.decode(errors="surrogatepass")
        html = self._coloured(code, name)
        if html is None:
            return escape(code, quote=False)
        if self._cache is not None:
            self._cache.put(KIND, key, html.encode(errors="surrogatepass"))
        return html

    def _coloured(self, code: str, name: str) -> str | None:
        lexing = self._lexing(name)
        if lexing is None:
            return None
        try:
            return "".join(_spans(code, lexing.cuts(code)))
        except Exception:
            # Lexers are hundreds of small programs, and some stumble over code that is not in their language.
            return None

    def _lexing(self, name: str) -> Lexing | None:
        if name not in self._lexings:
            lexer = _make_lexer(name)
            self._lexings[name] = Lexing(lexer, _class) if lexer else None
        return self._lexings[name]


def style_sheet() -> str:
    """The CSS for what `Highlighter` makes, inside an element of the class `code`.

    Colours follow `color-scheme` and read well (WCAG 2.2, 1.4.3: 4.5:1) on a background from #f5f5f1 to white, and
    from #202225 to black.
    """
    rules = [f".code :is({classes}){{color:light-dark({light},{dark})}}" for classes, (light, dark) in _COLORS.items()]
    return "\n".join([*rules, ".code :is(.gh,.gs){font-weight:700}", ".code .ge{font-style:italic}", ""])


def _name(code: str, language: str) -> str:
    """The name of the lexer for the code, "" for none."""
    name = language.lower()
    if name in PLAIN:
        return ""
    if name == "php" and "<?" not in code:
        return "php inline"
    return ALIASES.get(name, name)


def _make_lexer(name: str) -> Lexer | None:
    if not name:
        return None
    if name == "php inline":
        return get_lexer_by_name("php", startinline=True)
    try:
        return get_lexer_by_name(name)
    except ClassNotFound:
        return None


def _spans(code: str, cuts: list[Cut]) -> Iterator[str]:
    """Runs of one class. They are cut out of the code itself, so a lexer that drops or repeats text loses none."""
    for (start, name), (end, _) in pairwise([*cuts, (len(code), "")]):
        if start < end:
            text = escape(code[start:end], quote=False)
            yield f'<span class="{name}">{text}</span>' if name and text else text


@lru_cache(maxsize=1024)
def _class(token: _TokenType) -> str:
    """The class of a token type, or of the nearest type above it that has one."""
    above: _TokenType | None = token
    while above is not None:
        if above in _CLASSES:
            return _CLASSES[above]
        above = above.parent
    return ""
