"""Equations as MathML: math-core sets the TeX, and its output is checked before a page gets it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from math_core import LatexError, LatexToMathML

from notionpress.render.tex import MACROS, STYLES, definite, rewritten
from notionpress.text import without_controls

LONGEST: Final = 10_000
"""The length of an expression; Notion takes 1,000 characters (API reference: request limits)."""

DEEPEST: Final = 800
"""How many commands, groups and scripts an expression may have.

math-core calls itself for each level, and overflows a stack of 8 MB, and so ends the process, from 3,100 levels on.
"""

_NESTING = re.compile(r"[\\{^_]")
_DEFINITION = re.compile(r"\\(?:[gex]?def|let|futurelet|(?:re)?newcommand|providecommand)(?![A-Za-z])")
_ID = re.compile(r' id="[^"]*"')
_FOREIGN = re.compile(r"<a\b|<menclose\b|</?script|\son\w+=", re.IGNORECASE)
_ENCLOSED = re.compile(r'<menclose notation="([a-z ]+)">')
_STROKES = re.compile(r'<mrow class="menclose-[a-z]+"></mrow>')
_ROW = re.compile(r'</mrow>|<mrow(?: style="color:#([0-9A-F]{6});"|[^>]*)>')
_LAST_LINE = re.compile(r'<mtd style="(border-top: [^;"]*;)[^"]*"></mtd></mtr></mtable>')

_UP = "linear-gradient(to top left,#0000 calc(50% - .04em),currentcolor 0 calc(50% + .04em),#0000 0)"
_DOWN = _UP.replace("top left", "top right")
_NOTATIONS = MappingProxyType(
    {
        "box": "border:.06em solid;padding:.3em",
        "downdiagonalstrike": f"background:{_DOWN}",
        "updiagonalstrike": f"background:{_UP}",
        "updiagonalstrike downdiagonalstrike": f"background:{_UP},{_DOWN}",
    }
)
"""`menclose` is no part of MathML Core, and no engine but Gecko draws it: styles do."""


def mathml(tex: str, *, display: bool) -> str | None:
    """The `math` element for an expression, or None where it cannot be set.

    Arguments: `tex` is what an author wrote for KaTeX, which Notion sets equations with; `display` says whether the
    equation stands on a line of its own. The result holds MathML Core elements and, in text, HTML's phrasing
    elements; no link, script, event handler or id.
    """
    tex = without_controls(tex).strip()
    depth = len(_NESTING.findall(tex))
    if len(tex) > LONGEST or depth > DEEPEST:
        return None
    convert = _converter(tex, depth)
    made = _converted(convert, definite(tex, display=display), display) or _converted(
        convert, rewritten(tex, display=display), display
    )
    return None if made is None else _checked(made)


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
        return str(convert.convert_with_local_state(tex, displaystyle=display))
    except LatexError:
        return None


def _checked(made: str) -> str | None:
    """What a page can take of math-core's output, or None where that would not be the equation."""
    if "<menclose" in made:
        made = _STROKES.sub("", _ENCLOSED.sub(_enclosed, made)).replace("</menclose>", "</mrow>")
    if "<mtable" in made:
        # The line below an array comes as a row of one empty cell; it reaches over all columns.
        made = _LAST_LINE.sub(r'<mtd columnspan="99" style="\1padding:0"></mtd></mtr></mtable>', made)
        made = _ID.sub("", made)
    if _FOREIGN.search(made):
        return None
    return _styled(made) if 'style="color' in made else made


def _styled(made: str) -> str:
    """The styles that colours stand for. TeX's sizes are of the document's, CSS's of the element's around."""
    around = [100]

    def style(found: re.Match[str]) -> str:
        if found[0] == "</mrow>":
            around.pop()
            return found[0]
        meant = STYLES.get(found[1] or "")
        around.append(meant if isinstance(meant, int) else around[-1])
        if meant is None:
            return found[0]
        css = f"font-size:{round(100 * meant / around[-2])}%" if isinstance(meant, int) else meant
        return f'<mrow style="{css}">'

    return _ROW.sub(style, made)


def _enclosed(found: re.Match[str]) -> str:
    style = _NOTATIONS.get(found[1])
    return f'<mrow style="{style}">' if style else found[0]
