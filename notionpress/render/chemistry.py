r"""Chemistry in TeX's own words: what `\ce` of the LaTeX package mhchem stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from notionpress.render.tex_source import group, math_end

DEEPEST = 20
"""How deep formulas may stand in each other, on arrows and in boxes."""

_ARROWS: Mapping[str, str] = MappingProxyType(
    {
        "<=>>": "xrightequilibrium",
        "<<=>": "xleftequilibrium",
        "<=>": "xrightleftharpoons",
        "⇌": "xrightleftharpoons",
        "<-->": "xtofrom",
        "⇄": "xtofrom",
        "<->": "xleftrightarrow",
        "↔": "xleftrightarrow",
        "->": "xrightarrow",
        "→": "xrightarrow",
        "⟶": "xrightarrow",
        "<-": "xleftarrow",
        "←": "xleftarrow",
    }
)
_BONDS: Mapping[str, str] = MappingProxyType(
    {
        "-": "-",
        "1": "-",
        "=": "=",
        "2": "=",
        "#": r"\equiv",
        "3": r"\equiv",
        "...": r"{\cdot}{\cdot}{\cdot}",
        "....": r"{\cdot}{\cdot}{\cdot}{\cdot}",
        "->": r"\rightarrow",
        "<-": r"\leftarrow",
        "<": "<",
        ">": ">",
        "~": r"\tripledash",
        "~-": r"\underset{-}{\tripledash}",
        "~=": r"\underset{=}{\tripledash}",
        "~--": r"\underset{=}{\tripledash}",
        "-~-": r"\overset{-}{\underset{-}{\tripledash}}",
    }
)
"""Arrows and bonds (mhchem manual: reaction arrows, bonds)."""

_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau"
    "|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
_SIGNS = r"\+-|\\pm(?![A-Za-z])|\\approx(?![A-Za-z])|[-+=<>]"
_OPERATOR = re.compile(rf"({_SIGNS})(?=\s|$|&)")
_ARROW = re.compile("|".join(map(re.escape, _ARROWS)))
_LEAVING = re.compile(r"(?:(v)|(\^)|\(v\)|\((\^)\))(?=\s|$|[,;])")
_AMOUNT = re.compile(r"(\d+/\d+|\(\d+/\d+\)|(?:\d+(?:[.,]\d+)*)?[a-oq-z](?=\s*[A-Z(\[])(?<!\))|\d+(?:[.,]\d+)*)(\s*)")
_STATE = re.compile(r"\s*(\((?:[a-z]{1,3}|\$[^$]*\$)(?:,[^()]*)?\))")
_WORD = re.compile(r"[A-Za-z\u0370-\u03ff]+")
_NUMBER = re.compile(r"\d+")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*|\\.", re.DOTALL)
_SCRIPT = re.compile(r"\s*(?:(\d+[-+]?|[A-Za-z][-+]?|[-+*']|\.+[-+]?)|\\[A-Za-z]+)")
_SPACE = re.compile(r"\s+")
_DEEP = re.compile(r"^\\mathrm\{\w*[gjpqy]\}$|^\\?[)\]}]$")
_ROMAN = re.compile(r"[-+]?\\mathrm\{[IVX]+\}")
SAME = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "·": ".", "•": ".", "∙": ".", "⋅": ".", "\n": " "})
"""Signs that authors paste, by those that mhchem reads."""

_TRANSLATED = frozenset(("overset", "underset", "stackrel", "underbrace", "overbrace", "boxed", "cancel", "color"))
_STAGGER = r"{\vphantom{X}}"


def formula(source: str) -> str:
    r"""What `\ce{source}` stands for, in TeX.

    The rules are those of the mhchem manual, version 4: letters are upright; numbers before a formula count it, those
    behind a letter or bracket are below; `+` and `-` at an end are charges, between letters bonds. Mathematics between
    dollars stays as it is.
    """
    made = _Formula(source.translate(SAME)).tex()
    return made if "&" in source else f"{{{made}}}"


class _Formula:
    """A formula that is read from left to right; `after` says what stands before the place that has been reached."""

    def __init__(self, source: str, level: int = 0) -> None:
        self.source = source
        self.level = level
        self.at = 0
        self.out: list[str] = []
        self.after = "nothing"
        self.before: list[str] = []
        self.scripts = ""
        self.deep = False

    def tex(self) -> str:
        """The whole formula."""
        if self.level > DEEPEST:
            return self.source
        while self.at < len(self.source):
            at = self.at
            for step in _STEPS:
                if step(self):
                    break
            if self.at == at:
                self._write(self.source[at], "nothing", 1)
        return "".join(self.out)

    def _write(self, tex: str, after: str, length: int) -> bool:
        self.out.append(tex)
        self.after = after
        self.scripts = ""
        # What stands below an atom stands as low as below any other.
        self.deep = _DEEP.search(tex) is not None
        self.at += length
        return True

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.source, self.at)

    def _next(self, start: int) -> str:
        return self.source[start : start + 1]

    # Steps: each takes what stands next, if it is its own

    def mathematics(self) -> bool:
        """`$…$`, which stays."""
        if self._next(self.at) != "$":
            return False
        end = math_end(self.source, self.at)
        if end is None:
            return False
        inside = self.source[self.at + 1 : end - 1]
        space = _SPACE.match(self.source, end)
        amount = self.after == "nothing" and space is not None and re.fullmatch(r"\s*\w+\s*", inside)
        return self._write(
            f"{{{inside}}}" + (r"\," if amount and space else ""),
            "nothing" if amount else "atom",
            end - self.at + (len(space[0]) if amount and space else 0),
        )

    def space(self) -> bool:
        """White space, with the operator, arrow or sign for a gas that may follow."""
        found = self._match(_SPACE)
        if found is None:
            return False
        if self.after in ("atom", "greek") and self._match(_STATE) and not _LEAVING.match(self.source, found.end()):
            return self.state()
        self.at = found.end()
        before, self.after = self.after, "nothing"
        if self.at == len(self.source) or self.operator() or self.arrow() or self.leaving(before):
            return True
        if before != "nothing" and self._next(self.at) not in ("&", "*") and not re.match(r"\.\s|\\\\", self._rest()):
            self.out.append("~")
        return True

    def _rest(self) -> str:
        return self.source[self.at :]

    def operator(self) -> bool:
        """A sign that stands for itself: `A + B`."""
        found = self._match(_OPERATOR) if self.after == "nothing" else None
        if found is None:
            return False
        sign = r"\pm" if found[1] == "+-" else found[1]
        return self._write(f" {{}}{sign}{{}} ", "nothing", len(found[0]) + self._spaces(found.end()))

    def _spaces(self, start: int) -> int:
        found = _SPACE.match(self.source, start)
        return len(found[0]) if found else 0

    def leaving(self, before: str) -> bool:
        """A gas that rises or a solid that falls: `H2 ^`, `AgCl v`."""
        found = self._match(_LEAVING) if before != "nothing" else None
        if found is None:
            return False
        up = "^" in found[0]
        return self._write(r" \uparrow{} " if up else r" \downarrow{} ", "sign", len(found[0]))

    def arrow(self) -> bool:
        """A reaction arrow, with formulas above and below."""
        found = self._match(_ARROW)
        if found is None:
            return False
        self.at = found.end()
        above, below = self._label(), self._label()
        under = f"[{{{below}}}]" if below else ""
        return self._write(rf"\{_ARROWS[found[0]]}{under}{{{above}}}", "nothing", self._spaces(self.at))

    def _label(self) -> str:
        kind = self._next(self.at) if self._next(self.at) in ("C", "T") and self._next(self.at + 1) == "[" else ""
        start = self.at + len(kind)
        inside = group(self.source, start, "[]")
        if inside is None:
            return ""
        self.at = start + len(inside) + 2
        return rf"\text{{{inside}}}" if kind == "T" else _Formula(inside, self.level + 1).tex()

    def amount(self) -> bool:
        """How many: `2`, `0.5`, `1/2`, `n` before a formula."""
        found = self._match(_AMOUNT) if self.after == "nothing" else None
        if found is None:
            return False
        upper, line, lower = found[1].partition("/")
        plain = not line or upper.startswith("(")
        number = found[1].replace(",", "{,}") if plain else rf"\tfrac{{{upper}}}{{{lower}}}"
        following = self.source[found.end() : found.end() + 1]
        if following == "-":
            return self._write(number + r"\text{-}", "nothing", len(found[0]) + 1)
        if found[2] and self._operator_at(found.end()):
            return self._write(number, "sign", len(found[1]))
        space = r"\," if (following and following not in ")],;&<%.\\") or following == "\\" else ""
        if not found[2] and following in ("^", "_"):
            return self._write(number, "atom", len(found[1]))
        return self._write(number + space, "count" if found[1][-1].isdigit() else "nothing", len(found[0]))

    def _operator_at(self, start: int) -> bool:
        return bool(_OPERATOR.match(self.source, start) or _ARROW.match(self.source, start))

    def state(self) -> bool:
        """The state of matter: `(aq)`."""
        found = self._match(_STATE) if self.after in ("atom", "greek") else None
        if found is None:
            return False
        words = [part if part.startswith("$") else rf"\mathrm{{{part.strip()}}}" for part in found[1][1:-1].split(",")]
        inside = ",".join(f"{{{part[1:-1]}}}" if part.startswith("$") else part for part in words)
        return self._write(rf"\mskip2mu ({inside})", "atom", len(found[0]))

    def script(self) -> bool:
        """What stands above or below, behind an atom or before one."""
        mark = self._next(self.at)
        if mark not in ("^", "_"):
            return False
        self.at += 1
        inside = self._script_argument(mark == "^")
        if self.after in ("atom", "greek"):
            self._add_script(mark, inside)
        else:
            self.before.append(f"{mark}{{{inside}}}")
            self._take_before()
        return True

    def _take_before(self) -> None:
        """Both scripts that stand before an atom go to it, set flush with it."""
        if self._next(self.at) in ("^", "_") and len(self.before) < 2:
            return
        above, below = (next((one[1:] for one in self.before if one[0] == mark), "{}") for mark in "^_")
        self.before = []
        found = self._match(_WORD)
        atom = rf"\mathrm{{{found[0]}}}" if found else ""
        if found is None and (command := self._match(re.compile(rf"\\(?:{_GREEK})(?![A-Za-z])\s*"))):
            atom, found = command[0].strip(), command
        self._write(rf"\prescript{above}{below}{{{atom}}}", "atom", len(found[0]) if found else 0)

    def _add_script(self, mark: str, inside: str) -> None:
        """Behind a number below, a charge stands to the right; behind a charge, a number stands under it."""
        aside = mark in self.scripts or "_" in self.scripts
        self.out.append(f"{_STAGGER if aside or (self.deep and not self.scripts) else ''}{mark}{{{inside}}}")
        # Nothing stands under the number of an oxidation state.
        self.scripts = "^_" if aside or _ROMAN.fullmatch(inside) else self.scripts + mark

    def _script_argument(self, above: bool) -> str:
        inside = group(self.source, self.at)
        if inside is not None:
            self.at += len(inside) + 2
            return _script(inside, above)
        if self._next(self.at) == "$" and (end := math_end(self.source, self.at)):
            start, self.at = self.at + 1, end
            return self.source[start : end - 1]
        found = self._match(_SCRIPT)
        if found is None:
            return ""
        taken = found[0] if above or found[1] is None else re.sub(r"(?<=.)[-+]$", "", found[0])
        if found[1] and found[1][0].isalpha() and not above:
            taken = found[0][: len(found[0]) - len(found[1]) + 1]
        self.at += len(taken)
        return _script(taken.strip(), above)

    def word(self) -> bool:
        """Letters of elements, upright."""
        found = self._match(_WORD)
        return found is not None and self._write(rf"\mathrm{{{found[0]}}}", "atom", len(found[0]))

    def number(self) -> bool:
        """Digits: below what they count, else as they are."""
        found = self._match(_NUMBER)
        if found is None:
            return False
        if self.after != "atom":
            return self._write(found[0], "nothing" if self.after == "nothing" else "sign", len(found[0]))
        self._add_script("_", found[0])
        self.at = found.end()
        return True

    def charge(self) -> bool:
        """`+` and `-`: a charge at an end, a bond between letters, a sign before a number."""
        sign = self._next(self.at)
        if sign not in ("+", "-"):
            return False
        after, following = self.after, self.source[self.at + 1 :]
        if after == "greek" and sign == "-" and following[:1].strip():
            return self._write(r"\text{-}", "nothing", 1)
        if after not in ("atom", "greek"):
            return self._write("-" if following[:1].isdigit() and sign == "-" else f"{{{sign}}}", "nothing", 1)
        bound = sign == "-" and re.match(r"[A-Za-z0-9\\\[{$\u0370-\u03ff]|\((?![a-z]{1,3}[),])", following)
        if bound and not re.match(rf"\\(?:{_SIGNS})", following):
            return self._write("{-}", "nothing", 1)
        self._add_script("^", sign)
        self.after = "atom"
        self.at += 1
        return True

    def bond(self) -> bool:
        """`=` and `#` between atoms, and `\\bond{…}`."""
        sign = self._next(self.at)
        if sign in ("=", "#"):
            return self._write(f"{{{_BONDS[sign]}}}", "nothing", 1)
        if not self.source.startswith(r"\bond", self.at):
            return False
        inside = group(self.source, self.at + 5)
        if inside is None or inside not in _BONDS:
            return False
        return self._write(f"{{{_BONDS[inside]}}}", "nothing", len(inside) + 7)

    def addition(self) -> bool:
        """What crystallises together: `CuSO4.5H2O`; and dots that stand for more."""
        if self.source.startswith("...", self.at):
            return self._write(r"\ldots ", "sign", 3)
        if self._next(self.at) not in (".", "*"):
            return False
        return self._write(r"\,{\cdot}\,", "nothing", 1 + self._spaces(self.at + 1))

    def prime(self) -> bool:
        """`'` above an atom."""
        found = self._match(re.compile("'+"))
        if found is None or self.after != "atom":
            return False
        self._add_script("^", r"\prime " * len(found[0]))
        self.at = found.end()
        return True

    def bracket(self) -> bool:
        """Brackets; behind one that closes, numbers count."""
        found = self._match(re.compile(r"\\[{}]|[()\[\]]"))
        return found is not None and self._write(
            found[0], "atom" if found[0] in (")", "]", r"\}") else "open", len(found[0])
        )

    def words(self) -> bool:
        """`{…}`: text as it is."""
        inside = group(self.source, self.at)
        if inside is None:
            return False
        if not inside:
            return self._write("", "nothing", 2)
        tex = f"{{{inside}}}" if inside.lstrip().startswith("\\") else rf"\text{{{inside}}}"
        return self._write(tex, "atom", len(inside) + 2)

    def command(self) -> bool:
        """A command of TeX with what it takes; in those that only place or mark, formulas go on."""
        found = self._match(_COMMAND)
        if found is None:
            return False
        name = found[1] or ""
        if re.fullmatch(_GREEK, name):
            return self._write(rf"\{name} ", "greek", len(found[0]))
        tex, start = found[0], found.end()
        while (inside := group(self.source, start)) is not None:
            raw = name not in _TRANSLATED or (name == "color" and tex == found[0])
            tex += f"{{{inside if raw else _Formula(inside, self.level + 1).tex()}}}"
            start += len(inside) + 2
        return self._write(tex, "atom" if tex != found[0] else "nothing", start - self.at)

    def comma(self) -> bool:
        """A comma or semicolon, with some space where the author left some."""
        sign = self._next(self.at)
        if sign not in (",", ";"):
            return False
        space = self._spaces(self.at + 1)
        return self._write(f"{{{sign}}}" + (r"\mkern6mu " if space else ""), "nothing", 1 + space)


_STEPS: tuple[Callable[[_Formula], bool], ...] = (
    _Formula.mathematics,
    _Formula.space,
    _Formula.arrow,
    _Formula.operator,
    _Formula.amount,
    _Formula.state,
    _Formula.script,
    _Formula.bond,
    _Formula.word,
    _Formula.number,
    _Formula.charge,
    _Formula.addition,
    _Formula.prime,
    _Formula.bracket,
    _Formula.words,
    _Formula.command,
    _Formula.comma,
)

_SCRIPT_PARTS = re.compile(
    r"\$[^$]*\$|\\[A-Za-z]+\s*(?:\{[^{}]*\})*|\{[^{}]*\}|\d+/\d+|[A-Za-z]+|\.+|,\s*|'+|\S", re.DOTALL
)


def _script(source: str, above: bool) -> str:
    """What stands above or below: words are upright, letters that stand for numbers are not."""
    if above and source == "x":
        return r"{\times}"
    return "".join(_script_part(found[0], above) for found in _SCRIPT_PARTS.finditer(source))


def _script_part(part: str, above: bool) -> str:
    if part.startswith("$"):
        return f"{{{part[1:-1]}}}"
    if part.startswith("{"):
        return rf"\text{part}"
    if part.startswith("."):
        return r"\mkern1mu \bullet\mkern1mu " * len(part)
    if part.startswith(","):
        return r"{,}\mkern1mu "
    if part.startswith("'"):
        return r"\prime " * len(part)
    if "/" in part and part != "/":
        upper, _, lower = part.partition("/")
        return rf"\tfrac{{{upper}}}{{{lower}}}"
    if not part.isalpha() or not part.isascii():
        return part
    number = len(part) == 1 and part.islower() and (above or part != "i")
    return f"{part} " if number else rf"\mathrm{{{part}}}"
