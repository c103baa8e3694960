"""TeX in other words: what KaTeX knows and math-core does not, said with commands that both know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from notionpress.render.tex_commands import COMMANDS
from notionpress.render.tex_rewriting import Rewriting
from notionpress.render.tex_source import ems
from notionpress.render.tex_styles import AROUND, Styles, Tags

MACROS: Mapping[str, str] = MappingProxyType(
    {
        "KaTeX": r"\text{KaTeX}",
        "LaTeX": r"\text{LaTeX}",
        "TeX": r"\text{TeX}",
        "cr": r"\\",
        "dotsb": r"\cdots",
        "dotsc": r"\ldots",
        "dotsi": r"\cdots",
        "dotsm": r"\cdots",
        "dotso": r"\ldots",
        "enskip": r"\enspace",
        "ensuremath": "#1",
        "global": "",
        "mathbbm": r"\mathbb{#1}",
        "mathds": r"\mathbb{#1}",
        "mathbfit": r"\boldsymbol{#1}",
        "mathnormal": "#1",
        "pmb": r"\boldsymbol{#1}",
        "sdot": r"\cdot",
        "substack": r"\begin{subarray}{c}#1\end{subarray}",
        "angln": r"\angl{n}",
        "centerdot": r"\cdot",
        "det": r"\operatorname*{det}",
        "dotsx": r"\ldots\,",
        "intop": r"\int",
        "long": "",
        "mapsfrom": r"\mathrel{\text{↤}}",
        "mathellipsis": r"\ldots",
        "nobreak": "",
        "allowbreak": "",
        "ordinarycolon": ":",
        "shortmid": r"\mid",
        "shortparallel": r"\parallel",
        "nshortmid": r"\nmid",
        "nshortparallel": r"\nparallel",
        "smallfrown": r"\frown",
        "smallint": r"\textstyle\int",
        "smallsetminus": r"\setminus",
        "smallsmile": r"\smile",
        "textcopyright": r"\text{©}",
        "textregistered": r"\text{®}",
        "thickapprox": r"\approx",
        "thicksim": r"\sim",
        "tripledash": r"\text{┄}",
        "varpropto": r"\propto",
        "varvdots": r"\vdots",
        **AROUND,
    }
)
"""Commands that are short for others (KaTeX: supported functions)."""

_NUMBERED = re.compile(r"\\(begin|end)\s*\{(equation|align|gather|multline)\}")
_ALIGNED_AT = re.compile(r"\\(begin|end)\s*\{align(ed)?at(\*?)\}(\s*\{\s*\d+\s*\})?")
_CELL = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\.|[&{}]", re.DOTALL)
_CONTINUED = re.compile(r"\\cfrac\s*\[[lr]\]")
_LEADING = re.compile(r"\\\\\s*\[\s*([-+]?[\d.]+\s*(?:[a-z]{2}))\s*\]")
_LINES = re.compile(r"(\\hline)\s*(?=\\hline)")
_STEP = re.compile(r"\\(?:begin|end|left|right)(?![A-Za-z])|\\.|[{}$]|%[^\n]*", re.DOTALL)
_TAG = re.compile(r"\\tag\b")
_DELIMITER = re.compile(r"\\(left|right|middle|[bB]igg?[lrm]?)\s*(?:(<|\\lt(?![A-Za-z]))|(>|\\gt(?![A-Za-z])))")
_OTHERWISE = re.compile(rf"\\(?:{'|'.join(sorted(COMMANDS, key=len, reverse=True))})(?![A-Za-z])|[∅√∛∜∠∡∢∴∵⊤⊥]")
_DIAGRAM = re.compile(r"\\begin\s*\{CD\}(.*?)\\end\s*\{CD\}", re.DOTALL)
_LABEL = r"((?:[^{}@]|\{[^{}]*\})*?)"
_ARROW = re.compile(rf"@(?:([<>VA]){_LABEL}\1{_LABEL}\1|([=|.]))")
_STARRED = re.compile(r"\\(begin|end)\s*\{([pbBvV]?)matrix\*\}(?:\s*\[([lcr])\])?")
_FENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": (".", "."),
        "p": ("(", ")"),
        "b": ("[", "]"),
        "B": (r"\{", r"\}"),
        "v": ("|", "|"),
        "V": (r"\|", r"\|"),
    }
)


_CELL_SPACE = 0.8
"""What lies between two cells, in em (MathML Core: user agent style sheet)."""

_BELOW = 0.15
"""How deep a line is, in em: 0.36 in TeX (0.3 of the distance of lines), of which cells of MathML have some as padding.
"""


def rewritten(tex: str, link: Callable[[str], str | None], *, display: bool) -> tuple[str, Styles]:
    """The expression without what math-core refuses or reads otherwise than KaTeX does, and the styles in it.

    Lines outside an environment stand below each other. Numbers that count through a page are left out, as an
    expression does not know its place; tags stay. `link` gives the address that a link may have in the page.
    """
    rewriting = Rewriting(tex, link, COMMANDS, display=display)
    if "\\begin" in tex:
        tex = _environments(tex)
    if "\\cfrac" in tex:
        tex = _CONTINUED.sub(r"\\cfrac", tex)
    if "<" in tex or ">" in tex or "t" in tex:
        tex = _DELIMITER.sub(_delimiter, tex)
    if _OTHERWISE.search(tex):
        tex = rewriting.math(tex)
    if "\\\\" in tex:
        tex = _LEADING.sub(lambda found: _leading(found, rewriting.styles), tex)
    return _on_lines(tex) if display else tex, rewriting.styles


def _environments(tex: str) -> str:
    tex = _NUMBERED.sub(r"\\\1{\2*}", tex)
    if "at}" in tex or "at*}" in tex:
        tex = _ALIGNED_AT.sub(_aligned, _close_columns(tex))
    tex = re.sub(r"\\(begin|end)\s*\{split\}", r"\\\1{aligned}", tex)
    tex = re.sub(r"\\begin\s*\{smallmatrix\}", r"\\begin{subarray}{cccccccccc}", tex)
    tex = re.sub(r"\\end\s*\{smallmatrix\}", r"\\end{subarray}", tex)
    tex = _LINES.sub(r"\1\\\\", tex)
    return _DIAGRAM.sub(_diagram, _STARRED.sub(_fenced, tex))


def _on_lines(tex: str) -> str:
    """An equation that stands alone: in lines if it has some, with its tag at the side."""
    if "\\\\" in tex and _has_lines(tex):
        tex = f"\\begin{{gathered}}{tex}\n\\end{{gathered}}"
    elif "\\tag" in tex and _TAG.search(tex) and r"\begin{" not in tex:
        tex = f"\\begin{{equation*}}{tex}\n\\end{{equation*}}"
    return tex


def _delimiter(found: re.Match[str]) -> str:
    return rf"\{found[1]}\{'langle' if found[2] else 'rangle'} "


def _leading(found: re.Match[str], styles: Styles) -> str:
    """The end of a line with space below it: TeX makes the line as deep as its usual depth and the space."""
    space = ems(found[1]) or 0
    if space <= 0:
        return r"\\"
    depth = round(space + _BELOW, 4)
    return styles.around(Tags(f'<mspace depth="{depth}em"/>', ""), "{}") + r"\\"


def _aligned(found: re.Match[str]) -> str:
    return rf"\{found[1]}{{aligned}}" if found[2] else rf"\{found[1]}{{align*}}"


def _close_columns(tex: str) -> str:
    """Without the space that lies between pairs of columns, which `alignat` has not."""
    out, at, around = [], 0, [-1]  # in each environment, how many columns lie behind; -1 where that is no matter
    for found in _CELL.finditer(tex):
        out.append(tex[at : (at := found.end())])
        if found[0] == "{" or found[0].startswith(r"\begin"):
            around.append(0 if _ALIGNED_AT.fullmatch(found[0]) else -1)
        elif found[0] == "}" or found[0].startswith(r"\end"):
            around = around[:-1] or [-1]
        elif around[-1] >= 0:
            around[-1] = around[-1] + 1 if found[0] == "&" else 0 if found[0] == r"\\" else around[-1]
            if found[0] == "&" and around[-1] % 2 == 0:
                out.append(rf"\kern-{_CELL_SPACE}em ")
    return "".join((*out, tex[at:]))


def _has_lines(tex: str) -> bool:
    """Whether there is a line break outside all groups and environments."""
    depth = 0
    for found in _STEP.finditer(tex):
        match found[0]:
            case "{" | "\\begin" | "\\left":
                depth += 1
            case "}" | "\\end" | "\\right":
                depth -= 1
            case "\\\\" if depth == 0 and tex[found.end() :].strip():
                return True
    return False


def _fenced(found: re.Match[str]) -> str:
    """The start or end of a matrix whose columns are aligned to a side."""
    opening, closing = _FENCES[found[2]]
    if found[1] == "end":
        return rf"\end{{array}}\right{closing}"
    return rf"\left{opening}\begin{{array}}{{{(found[3] or 'c') * 10}}}"


def _diagram(found: re.Match[str]) -> str:
    """A commutative diagram as a matrix, objects and the arrows between them in turn (LaTeX package amscd)."""
    rows = [_diagram_row(row) for row in found[1].strip().removesuffix("\\\\").split("\\\\")]
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _diagram_row(row: str) -> str:
    arrows = list(_ARROW.finditer(row))
    if arrows and not row[: arrows[0].start()].strip():
        return " & & ".join(_vertical(arrow) for arrow in arrows)
    return _ARROW.sub(lambda arrow: f"& {_horizontal(arrow)} &", row)


def _horizontal(arrow: re.Match[str]) -> str:
    direction, above, below, line = arrow.groups()
    if line:
        return r"\xlongequal{\quad}" if line == "=" else ""
    name = "xrightarrow" if direction == ">" else "xleftarrow"
    under = f"[{{{below}}}]" if below.strip() else ""
    return rf"\{name}{under}{{{above}}}"


def _vertical(arrow: re.Match[str]) -> str:
    direction, left, right, line = arrow.groups()
    if line:
        return r"\Big\Vert" if line in "=|" else ""
    name = "downarrow" if direction == "V" else "uparrow"
    return rf"{{\scriptstyle {left}}}\Big\{name}{{\scriptstyle {right}}}"
