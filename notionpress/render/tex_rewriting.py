"""An expression on its way to math-core: its commands and its text in terms of those that math-core knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import TypeAlias

from notionpress.render.tex_source import argument, group, math_end
from notionpress.render.tex_styles import SIZES, Styles, Tags, styled, switch

DEEPEST = 40
"""How deep text and mathematics may stand in each other."""

FONTS: Mapping[str, str] = MappingProxyType(
    {
        "text": "",
        "textnormal": "",
        "textup": "",
        "textmd": "",
        "mbox": "",
        "hbox": "",
        "textrm": "textrm",
        "textbf": "textbf",
        "textit": "textit",
        "textsf": "textsf",
        "texttt": "texttt",
        "emph": "textit",
    }
)
_SWITCHES: Mapping[str, str] = MappingProxyType(
    {"rm": "textrm", "bf": "textbf", "it": "textit", "sf": "textsf", "tt": "texttt"}
)
_SPACES = frozenset(("quad", "qquad", "enspace", "thinspace", ",", ":", ";", "!", ">"))
_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "∅": r"\emptyset ",
        "√": r"\surd ",
        "∛": r"\text{∛}",
        "∜": r"\text{∜}",
        "∠": r"\angle ",
        "∡": r"\measuredangle ",
        "∢": r"\sphericalangle ",
        "∴": r"\therefore ",
        "∵": r"\because ",
        "⊤": r"\top ",
        "⊥": r"\bot ",
    }
)
_LIGATURES: Mapping[str, str] = MappingProxyType(
    {"---": "—", "--": "–", "``": "\u201c", "''": "\u201d", "`": "\u2018", "'": "\u2019"}
)
_STEP = re.compile(r"\\([A-Za-z]+\*?)|\\.|%[^\n]*|[{}]|[∅√∛∜∠∡∢∴∵⊤⊥]", re.DOTALL)
_TEXT_STEP = re.compile(
    r"\\(?:['\"`^~=.]|[cuvHrk](?![A-Za-z]))\s*(?:\{[^{}]*\}|\\?[A-Za-z])|\\([A-Za-z]+\*?)\s?|\\.|[{$]"
    r"|---?|``|''|[`']",
    re.DOTALL,
)
_DEFINED = re.compile(
    r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand|DeclareMathOperator)(?![A-Za-z])\*?\s*\{?\s*\\([A-Za-z]+)(?![A-Za-z])"
)
_TALL = re.compile(r"\\(?:frac|binom|sum|(?:co)?prod|o?i*nt|lim|max|min|sup|inf|big[a-z]+)(?![A-Za-z])")
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "KaTeX": "KaTeX",
        "LaTeX": "LaTeX",
        "TeX": "TeX",
        "textasciitilde": "\u223c",
        "copyright": "©",
        "textcopyright": "©",
        "circledR": "®",
        "textregistered": "®",
        "checkmark": "✓",
        "maltese": "✠",
        "yen": "¥",
        "pounds": "£",
        "degree": "°",
        "lbrack": "[",
        "rbrack": "]",
        "varvdots": "⋮",
    }
)
_HEX = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})|#[0-9A-Fa-f]{4}|#[0-9A-Fa-f]{8}")

Command: TypeAlias = Callable[["Rewriting", str, int], tuple[str, int] | None]
"""What stands for a command whose arguments begin at a place, and the place behind them; None where they are wrong."""


class Rewriting:
    """One expression on its way to math-core.

    `link` gives the address that a link may have in the page, None where it may have none; `display` says whether the
    equation stands on a line of its own; `commands` has what stands for a command, by its name.
    """

    def __init__(
        self, source: str, link: Callable[[str], str | None], commands: Mapping[str, Command], *, display: bool
    ) -> None:
        self.styles = Styles()
        self.link = link
        self.display = display
        self._level = 0
        own = frozenset(_DEFINED.findall(source))
        self.commands = {name: made for name, made in commands.items() if name not in own}

    # Mathematics

    def math(self, source: str) -> str:
        """Mathematics whose commands math-core knows."""
        if self._level > DEEPEST:
            return source
        self._level += 1
        out, at = [], 0
        while found := _STEP.search(source, at):
            out.append(source[at : found.start()])
            made, at = self._command(source, found)
            out.append(made)
        self._level -= 1
        return "".join((*out, source[at:]))

    def _command(self, source: str, found: re.Match[str]) -> tuple[str, int]:
        if found[0] in _SYMBOLS:
            return _SYMBOLS[found[0]], found.end()
        name = found[1] or ""
        for known in (name, name.removesuffix("*")):
            if (command := self.commands.get(known)) and (
                made := command(self, source, found.start() + 1 + len(known))
            ):
                return made
        return found[0], found.end()

    # Text

    def text(self, source: str, fonts: tuple[str, ...] = ()) -> str:
        """Text as mathematics: words in their fonts, with formulas, colours and boxes between them."""
        if self._level > DEEPEST:
            return f"${source}"
        self._level += 1
        pieces = self._pieces(source, fonts)
        self._level -= 1
        return "".join(pieces)

    def _pieces(self, source: str, fonts: tuple[str, ...]) -> list[str]:
        out: list[str] = []
        words: list[str] = []
        at = 0

        def end_words() -> None:
            if any(words):
                out.append(_in_fonts("".join(words), fonts))
            words.clear()

        while found := _TEXT_STEP.search(source, at):
            words.append(source[at : found.start()])
            at = found.end()
            name = found[1] or found[0].removeprefix("\\")
            if found[0] in _LIGATURES:
                words.append(_LIGATURES[found[0]])
            elif found[1] in _WORDS:
                words.append(_WORDS[name])
            elif name in _SWITCHES:
                end_words()
                fonts = (*fonts, _SWITCHES[name])
            elif made := self._piece(source, found, fonts):
                end_words()
                out.append(made[0])
                at = made[1]
            else:
                words.append(found[0])
                # math-core drops the space behind a sign.
                if found[1] is None and len(name) == 1 and source[at : at + 1].isspace():
                    words.append("\\")
        words.append(source[at:])
        end_words()
        return out

    def _piece(self, source: str, found: re.Match[str], fonts: tuple[str, ...]) -> tuple[str, int] | None:
        """What is no word: a formula, a group, a command."""
        start, name = found.start(), found[1] or found[0].removeprefix("\\")
        if found[0] == "$" and (end := math_end(source, start)):
            return self._inline(source[start + 1 : end - 1]), end
        if found[0] == r"\(" and (closing := source.find(r"\)", start)) > 0:
            return self._inline(source[start + 2 : closing]), closing + 2
        if found[0] == "{" and (inside := group(source, start)) is not None:
            return f"{{{self.text(inside, fonts)}}}", start + len(inside) + 2
        if name in FONTS and (taken := argument(source, found.end())):
            inner = (*fonts, FONTS[name]) if FONTS[name] else fonts
            return f"{{{self.text(taken[0], inner)}}}", taken[1]
        if name in SIZES or name in _SPACES:
            return SIZES.get(name, found[0]), found.end()
        if name == "textcolor" and (color := argument(source, found.end())):
            words = argument(source, color[1])
            return words and (f"{{{self.color(color[0])}{self.text(words[0], fonts)}}}", words[1])
        command = self.commands.get(name)
        return command(self, source, start + 1 + len(name)) if command else None

    def _inline(self, source: str) -> str:
        """A formula within text, set as in a line."""
        tex = self.math(source)
        if self.display and _TALL.search(source):
            return self.styles.around(Tags('<mrow displaystyle="false">', "</mrow>"), tex)
        return f"{{{tex}}}"

    def literal(self, text: str, *, code: bool = False) -> str:
        """Characters as they are."""
        shown = escape(text)
        return self.styles.around(Tags(f"<mtext>{f'<code>{shown}</code>' if code else shown}</mtext>", ""), "{}")

    # Colours

    def color(self, name: str) -> str:
        """The command that sets a colour to the end of a group. Names are those of CSS, as KaTeX takes them."""
        css = css_color(name)
        if css is None:
            return rf"\color{{{name}}}"
        if len(css) == 7 and css.startswith("#"):
            return switch(css[1:].upper())
        return self.styles.from_here(styled(f"color:{css}"))


def _in_fonts(words: str, fonts: tuple[str, ...]) -> str:
    made = words
    for font in reversed(fonts or ("text",)):
        made = rf"\{font}{{{made}}}"
    return made


def css_color(name: str) -> str | None:
    """A colour for CSS: `#` with digits, or a name; None where it is neither."""
    name = name.strip()
    if found := _HEX.fullmatch(name):
        digits = found[1] or name[1:]
        return f"#{''.join(digit * 2 for digit in digits) if len(digits) == 3 else digits}"
    return name.lower() if name.isascii() and name.isalpha() else None
