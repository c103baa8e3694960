"""TeX in other words: what KaTeX knows and math-core does not, said with commands that both know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_SIZES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "tiny": ("F1E201", 50),
        "scriptsize": ("F1E202", 70),
        "footnotesize": ("F1E203", 80),
        "small": ("F1E204", 90),
        "normalsize": ("F1E205", 100),
        "large": ("F1E206", 120),
        "Large": ("F1E207", 144),
        "LARGE": ("F1E208", 173),
        "huge": ("F1E209", 207),
        "Huge": ("F1E20A", 249),
    }
)
_LINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "overline": ("F1E20B", "border-top:.05em solid;padding-top:.1em"),
        "underline": ("F1E20C", "border-bottom:.05em solid;padding-bottom:.15em"),
        "sout": ("F1E20D", "background:linear-gradient(currentcolor 0 0) 0 60%/100% .05em no-repeat"),
    }
)

STYLES: Mapping[str, int | str] = MappingProxyType(dict([*_SIZES.values(), *_LINES.values()]))
"""Sizes in percent, and styles, by the colour that stands for each on its way through math-core.

It has no sizes outside text, and its lines take a mathematical font to reach over more than a letter. A colour holds
for just as long as a size would, to the end of its group, and comes out as the style of one `mrow`.
"""

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
        "ensuremath": "#1",
        "mathbfit": r"\boldsymbol{#1}",
        "mathnormal": "#1",
        "pmb": r"\boldsymbol{#1}",
        "sdot": r"\cdot",
        "substack": r"\begin{subarray}{c}#1\end{subarray}",
        **{name: rf"{{\color[HTML]{{{color}}}#1}}" for name, (color, _) in _LINES.items()},
    }
)
"""Commands that are short for others (KaTeX: supported functions)."""

_NUMBERED = re.compile(r"\\(begin|end)\s*\{(equation|align|gather|multline)\}")
_ALIGNED_AT = re.compile(r"\\begin\s*\{align(ed)?at(\*?)\}\s*\{\s*\d+\s*\}|\\end\s*\{align(ed)?at(\*?)\}")
_CONTINUED = re.compile(r"\\cfrac\s*\[[lr]\]")
_LEADING = re.compile(r"\\\\\s*\[\s*[-+]?[\d.]+\s*(?:[a-z]{2})\s*\]")
_STEP = re.compile(r"\\(?:begin|end|left|right)(?![A-Za-z])|\\.|[{}$]|%[^\n]*", re.DOTALL)
_TAG = re.compile(r"\\tag\b")
_TEXT = re.compile(r"\\(text(?:normal|up|md|rm|bf|it|sf|tt)?|mbox|hbox)\s*\{")
_PLAIN_TEXT = frozenset(("textnormal", "textup", "textmd", "mbox", "hbox"))
_SWITCHED = re.compile(r"\\(" + "|".join(_SIZES) + r")(?![A-Za-z])")
_HEX = re.compile(
    r"\\color\s*\{#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\}|\\textcolor\s*\{#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\}\s*\{"
)
_SMASH = re.compile(r"\\smash\s*(?:\[[tb]\])?(?![A-Za-z])")
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


def definite(tex: str, *, display: bool) -> str:
    """The expression without what math-core reads otherwise than KaTeX does.

    Lines outside an environment stand below each other, and the space that is asked for between lines is not read as
    words. Numbers that count through a page are left out, as an
    expression does not know its place; tags stay.
    """
    if "\\begin" in tex:
        tex = _NUMBERED.sub(r"\\\1{\2*}", tex)
        tex = _ALIGNED_AT.sub(_aligned, tex)
    if "\\cfrac" in tex:
        tex = _CONTINUED.sub(r"\\cfrac", tex)
    if "\\\\" in tex:
        tex = _LEADING.sub(r"\\\\", tex)
    if display and "\\\\" in tex and _has_lines(tex):
        return f"\\begin{{gathered}}{tex}\n\\end{{gathered}}"
    return tex


def rewritten(tex: str, *, display: bool) -> str:
    """The expression with all that math-core refuses and that can be said otherwise."""
    tex = definite(tex, display=display)
    tex = re.sub(r"\\(begin|end)\s*\{split\}", r"\\\1{aligned}", tex)
    tex = tex.replace(r"\begin{smallmatrix}", r"\begin{subarray}{cccccccccc}")
    tex = tex.replace(r"\end{smallmatrix}", r"\end{subarray}")
    tex = _DIAGRAM.sub(_diagram, _STARRED.sub(_fenced, tex))
    tex = _SMASH.sub("", _HEX.sub(_colored, tex))
    tex = _texts(tex)
    tex = _SWITCHED.sub(lambda found: rf"\color[HTML]{{{_SIZES[found[1]][0]}}}", tex)
    if display and _TAG.search(tex) and r"\begin{" not in tex:
        return f"\\begin{{equation*}}{tex}\n\\end{{equation*}}"
    return tex


def _aligned(found: re.Match[str]) -> str:
    inner = found[1] or found[3]
    side = "begin" if found[0].startswith(r"\begin") else "end"
    return rf"\{side}{{aligned}}" if inner else rf"\{side}{{align*}}"


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


def _colored(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    switch = rf"\color[HTML]{{{digits.upper()}}}"
    return switch if found[1] else "{" + switch


def _texts(tex: str, levels: int = 20) -> str:
    """Take the mathematics out of text: `\\text{if $x$}` is `\\text{if }x`."""
    out, at = "", 0
    while levels and (found := _TEXT.search(tex, at)):
        inside = _group(tex, found.end() - 1)
        if inside is None:
            break
        name = "text" if found[1] in _PLAIN_TEXT else found[1]
        parts = _between_dollars(inside)
        if len(parts) % 2 == 0:
            break
        words = [rf"\{name}{{{part}}}" if part else "" for part in parts[::2]]
        formulas = [f"{{{_texts(part, levels - 1)}}}" for part in parts[1::2]]
        mixed = [one for pair in zip(words, [*formulas, ""], strict=True) for one in pair]
        out += f"{tex[at : found.start()]}{{{''.join(mixed)}}}"
        at = found.end() + len(inside) + 1
    return out + tex[at:]


def _between_dollars(text: str) -> list[str]:
    """Words and formulas in turn; a formula may hold text with formulas of its own."""
    parts, start, depth = [], 0, 0
    for found in _STEP.finditer(text):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == "$" and depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def _group(tex: str, start: int) -> str | None:
    """What stands in the braces that open at `start`, or None where they do not close."""
    depth = 0
    for found in _STEP.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return tex[start + 1 : found.start()]
    return None
