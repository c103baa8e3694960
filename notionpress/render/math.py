"""Equations as MathML: math-core sets the TeX, and its output is checked before a page gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markupsafe import escape
from math_core import LatexError, LatexToMathML

from notionpress.render.tex import MACROS, rewritten
from notionpress.render.tex_styles import STRIKES, Styles, Tags
from notionpress.text import without_controls

LONGEST: Final = 10_000
"""The length of an expression; Notion takes 1,000 characters (API reference: request limits)."""

DEEPEST: Final = 800
"""How many commands, groups and scripts an expression may have.

math-core calls itself for each level, and overflows a stack of 8 MB, and so ends the process, from 3,100 levels on.
"""

_NESTING = re.compile(r"[\\{^_]")
_DEFINITION = re.compile(r"\\(?:[gex]?def|let|futurelet|(?:re)?newcommand|providecommand)(?![A-Za-z])")
# A delimiter of a size of its own takes it in a row, in Chromium not as what scripts stand at.
_SCRIPTED = re.compile(r"(<m(?:sub|sup|subsup|under|over|underover)>)(<mo [^>]*minsize=[^>]*>[^<]*</mo>)")
# math-core escapes names of several signs, and leaves one that stands alone as it is.
_BARE = re.compile(r"(?<=>)[&<>](?=</)")
_ID = re.compile(r' id="[^"]*"')
_FOREIGN = re.compile(r"<a\b|<menclose\b|</?script|\son\w+=", re.IGNORECASE)
_ENCLOSED = re.compile(r'<menclose notation="([a-z ]+)">')
_STROKES = re.compile(r'<mrow class="menclose-[a-z]+"></mrow>')
_ROW = re.compile(
    r'<mrow style="color:#([0-9A-F]{6});"><mrow></mrow></mrow>|</mrow>|<mrow(?: style="color:#([0-9A-F]{6});"|[^>]*)>'
)
_LINE = re.compile(r'<mtr><mtd style="(border-top: [^;"]*;)[^"]*"></mtd></mtr>(</mtable>)?')


def no_link(url: str) -> None:
    """Let a link go, and keep its words."""


def mathml(tex: str, *, display: bool, link: Callable[[str], str | None] = no_link) -> str | None:
    """The `math` element for an expression, or None where it cannot be set.

    Arguments: `tex` is what an author wrote for KaTeX, which Notion sets equations with; `display` says whether the
    equation stands on a line of its own; `link` gives the address that a link in it may have, None if it may have
    none. The result holds MathML Core elements and, in text, HTML's phrasing elements; no other link, no script, event
    handler or id.
    """
    tex = without_controls(tex).strip()
    depth = len(_NESTING.findall(tex))
    if len(tex) > LONGEST or depth > DEEPEST:
        return None
    said, styles = rewritten(tex, link, display=display)
    if len(_NESTING.findall(said)) > 3 * DEEPEST:
        return None
    made = _converted(_converter(tex, depth), said, display)
    return None if made is None else _checked(made, styles)


_CONVERTER: Final = LatexToMathML(
    macros=dict(MACROS), fancy_error=False, allow_unreliable_rendering=True, max_expansions=DEEPEST
)


def _converter(tex: str, depth: int) -> LatexToMathML:
    """math-core, told how often it may expand what the author defines, lest definitions nest below any depth."""
    if not _DEFINITION.search(tex):
        return _CONVERTER
    return LatexToMathML(
        macros=dict(MACROS), fancy_error=False, allow_unreliable_rendering=True, max_expansions=3 * DEEPEST // depth
    )


def _converted(convert: LatexToMathML, tex: str, display: bool) -> str | None:
    try:
        made = str(convert.convert_with_local_state(tex, displaystyle=display))
    except LatexError:
        return None
    return _BARE.sub(lambda found: str(escape(found[0])), made)


def _checked(made: str, styles: Styles) -> str | None:
    """What a page can take of math-core's output, or None where that would not be the equation."""
    if "<menclose" in made:
        made = _STROKES.sub("", _ENCLOSED.sub(_enclosed, made)).replace("</menclose>", "</mrow>")
    if "<mtable" in made:
        made = _ID.sub("", _LINE.sub(_line, made))
    if "minsize=" in made:
        made = _SCRIPTED.sub(r"\1<mrow>\2</mrow>", made)
    if "class=" in made:
        made = made.replace('class="math-core-sans-serif-font"', 'style="font-family:sans-serif"')
    if _FOREIGN.search(made):
        return None
    return _styled(made, styles) if 'style="color' in made else made


def _line(found: re.Match[str]) -> str:
    """A line over all columns, which comes as a row of one empty cell; above another line, some space is left."""
    space = "0" if found[2] else ".1em 0"
    return f'<mtr><mtd columnspan="99" style="{found[1]}padding:{space}"></mtd></mtr>{found[2] or ""}'


def _styled(made: str, styles: Styles) -> str:
    """The styles that colours stand for. TeX's sizes are of the document's, CSS's of the element's around."""
    around: list[tuple[int, str]] = [(100, "")]

    def style(found: re.Match[str]) -> str:
        if found[0] == "</mrow>":
            return around.pop()[1]
        size = around[-1][0]
        meant = styles.meaning(found[1] or found[2] or "")
        if found[1]:
            return meant.start + meant.end if isinstance(meant, Tags) else "<mrow></mrow>"
        match meant:
            case int():
                around.append((meant, "</mrow>"))
                return f'<mrow style="font-size:{round(100 * meant / size)}%">'
            case Tags(start, end):
                around.append((size, end))
                return start
        around.append((size, "</mrow>"))
        return found[0]

    return _ROW.sub(style, made)


def _enclosed(found: re.Match[str]) -> str:
    style = STRIKES.get(found[1])
    return f'<mrow style="{style}">' if style else found[0]
