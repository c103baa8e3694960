"""Commands of KaTeX that math-core does not know or reads otherwise, in terms of those that it knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from notionpress.render import chemistry, quantities
from notionpress.render.tex_rewriting import FONTS, Command, Rewriting, css_color
from notionpress.render.tex_source import after_space, argument, ems, optional, url_argument
from notionpress.render.tex_styles import SIZES, Tags, styled, switch

_KHAN: Mapping[str, str] = MappingProxyType(
    {
        "blue": "6495ED",
        "orange": "FFA500",
        "pink": "FF00AF",
        "red": "DF0030",
        "green": "28AE7B",
        "gray": "808080",
        "purple": "9D38BD",
    }
)
_RELATION = re.compile(
    r"\s*(?:[=<>≤≥≠≈]|\\(?:le|leq|ge|geq|neq?|approx|equiv|sim|simeq|cong|propto|in|subset|subseteq|(?:left|right|Right)?arrow"
    r"|to|implies|iff|mapsto)(?![A-Za-z]))\s*"
)
_BINARY = re.compile(r"\s*(?:[-+±×·]|\\(?:pm|mp|times|cdot|div|cup|cap|oplus|otimes|circ)(?![A-Za-z]))\s*")
_CHARACTER = re.compile(r"\s*(?:\"([0-9A-Fa-f]+)|'([0-7]+)|`\\?(.)|(\d+))")
_VERBATIM = re.compile(r"\*?([^A-Za-z*\s])([^\n]*?)\1")
_LIMITS = re.compile(r"\s*\\(no)?limits(?![A-Za-z])")
_LOOSE_LENGTH = re.compile(r"\s*[-+]?\s*[\d.]+\s*[a-z]{2}")

# Commands: each takes the rewriting, the source, and the place behind its name


def _words(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\text` and its kin, of which math-core knows what has only words in it."""
    taken = argument(source, at)
    if taken is None:
        return None
    font = FONTS[source[source.rindex("\\", 0, at) + 1 : at]]
    tex = made.text(taken[0], (font,) if font else ())
    simple = re.fullmatch(r"\\[a-z]+\{[^{}]*\}", tex)
    return (tex if simple else f"{{{tex}}}"), taken[1]


def _around_text(name: str) -> Command:
    """A command that does to text what `name` does to mathematics."""

    def command(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
        taken = argument(source, at)
        return taken and (rf"\{name}{{{made.text(taken[0])}}}", taken[1])

    return command


def _same_as(tex: str) -> Command:
    """A command that is short for others."""

    def command(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
        return tex, at

    return command


def _colored(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\color`, a switch."""
    taken = None if optional(source, at)[0] else argument(source, at)
    return taken and (made.color(taken[0]), taken[1])


def _textcolor(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    color = argument(source, at)
    taken = color and argument(source, color[1])
    if color is None or taken is None:
        return None
    return _as_atom(taken[0], f"{{{made.color(color[0])}{made.math(taken[0])}}}"), taken[1]


def _as_atom(source: str, tex: str) -> str:
    """A colour takes no space from around a sign."""
    if _RELATION.fullmatch(source):
        return rf"\mathrel{tex}"
    return rf"\mathbin{tex}" if _BINARY.fullmatch(source) else tex


def _own_color(digits: str) -> Command:
    def command(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
        taken = argument(source, at)
        return taken and (f"{{{switch(digits)}{made.math(taken[0])}}}", taken[1])

    return command


def _colorbox(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    color = argument(source, at)
    taken = color and argument(source, color[1])
    css = css_color(color[0]) if color else None
    if css is None or taken is None:
        return None
    return made.styles.around(styled(f"background:{css};padding:.3em"), made.text(taken[0])), taken[1]


def _fcolorbox(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    border = argument(source, at)
    box = border and _colorbox(made, source, border[1])
    css = css_color(border[0]) if border else None
    if css is None or box is None:
        return None
    # The border goes around the box itself, whose padding is inside.
    return made.styles.around(styled(f"border:.06em solid {css}"), box[0]), box[1]


def _rule(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\rule[raise]{width}{height}`: a black box."""
    raised, at = optional(source, at)
    first = argument(source, at)
    second = first and argument(source, first[1])
    if first is None or second is None:
        return None
    width, height, raise_ = ems(first[0]), ems(second[0]), ems(raised or "0em")
    if width is None or height is None or raise_ is None:
        return None
    space = (
        f'<mspace width="{width}em" height="{round(height + raise_, 4)}em" depth="{-raise_}em"'
        f' style="background:currentcolor"/>'
    )
    return made.styles.around(Tags(space, ""), "{}"), second[1]


def _raisebox(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    raised = argument(source, at)
    taken = raised and argument(source, raised[1])
    height = ems(raised[0]) if raised else None
    if height is None or taken is None:
        return None
    tags = Tags(f'<mpadded voffset="{height}em">', "</mpadded>")
    return made.styles.around(tags, made.text(taken[0])), taken[1]


def _smash(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    side, at = optional(source, at)
    name = {"t": "smashtop", "b": "smashbottom"}.get(side.strip(), "smash")
    taken = argument(source, at)
    return taken and (rf"\{name}{{{made.math(taken[0])}}}", taken[1])


def _linked(made: Rewriting, url: str, tex: str) -> str:
    address = made.link(url)
    if address is None:
        return f"{{{tex}}}"
    display = ' displaystyle="true"' if made.display else ""
    tags = Tags(f'<mtext><a href="{escape(address)}"><math{display}>', "</math></a></mtext>")
    return made.styles.around(tags, tex)


def _href(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    url = url_argument(source, at)
    taken = url and argument(source, url[1])
    return None if url is None or taken is None else (_linked(made, url[0], made.math(taken[0])), taken[1])


def _url(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    url = url_argument(source, at)
    return url and (_linked(made, url[0], made.literal(url[0], code=True)), url[1])


def _verbatim(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    found = _VERBATIM.match(source, at)
    return found and (made.literal(found[2], code=True), found.end())


def _character(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\char` with the number of a character."""
    found = _CHARACTER.match(source, at)
    if found is None:
        return None
    high, octal, letter, number = found.groups()
    code = ord(letter) if letter else int(high or octal or number, 16 if high else 8 if octal else 10)
    shown = chr(code) if code < 0x110000 else ""
    return (made.literal(shown), found.end()) if shown.isprintable() and shown else None


def _formula(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\ce` of mhchem."""
    taken = argument(source, at)
    return taken and (made.math(chemistry.formula(taken[0])), taken[1])


def _quantity(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\pu` of mhchem."""
    taken = argument(source, at)
    return taken and (made.math(quantities.quantity(taken[0])), taken[1])


def _operator(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\mathop`, with limits above and below it where it has some."""
    taken = argument(source, at)
    return taken and _with_limits(made, rf"\mathop{{{made.math(taken[0])}}}", source, taken[1])


def _operator_named(tex: str) -> Command:
    def command(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
        return _with_limits(made, rf"\mathop{{{made.math(tex)}}}", source, at, limits=made.display)

    return command


def _with_limits(made: Rewriting, operator: str, source: str, at: int, *, limits: bool = False) -> tuple[str, int]:
    """An operator with what stands above and below it, if that is asked for or `limits` says so."""
    asked = _LIMITS.match(source, at)
    at = asked.end() if asked else at
    if not (limits if asked is None else asked[1] is None):
        return operator, at
    for mark, name in (("_", "underset"), ("^", "overset"), ("_", "underset")):
        start = after_space(source, at)
        taken = argument(source, start + 1) if source[start : start + 1] == mark else None
        if taken:
            operator, at = rf"\{name}{{{made.math(taken[0])}}}{{{operator}}}", taken[1]
    return operator, at


def _hspace(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    taken = argument(source, at + source.startswith("*", at))
    width = ems(taken[0]) if taken else None
    return None if taken is None or width is None else (rf"\kern{width}em ", taken[1])


def _skip(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\kern` and `\\hskip` with their length bare or in braces."""
    found = _LOOSE_LENGTH.match(source, at)
    inside, end = (found[0], found.end()) if found else (argument(source, at) or ("", at))
    width = ems(inside)
    return None if width is None else (rf"\kern{width}em ", end)


def _centered(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\vcenter`: as tables are, of which it becomes one."""
    taken = argument(source, at)
    table = "darray" if made.display else "array"
    return taken and (rf"{{\begin{{{table}}}{{c}}{made.math(taken[0])}\end{{{table}}}}}", taken[1])


def _labelled(sign: str) -> Command:
    """A sign with what stands above and below it, as arrows take it."""

    def command(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
        below, at = optional(source, at)
        above = argument(source, at)
        if above is None:
            return None
        tex = rf"\mathrel{{{{{SIZES['Large']}\text{{{sign}}}}}}}"
        for name, label in (("overset", above[0]), ("underset", below)):
            tex = rf"\{name}{{{made.math(label)}}}{{{tex}}}" if label else tex
        return rf"\mathrel{{{tex}}}", above[1]

    return command


def _renamed(name: str) -> Command:
    """A command that takes what another takes."""

    def command(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
        return rf"\{name}", at

    return command


def _sans_italic(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\mathsfit`: letters that Unicode has."""
    taken = argument(source, at)
    if taken is None or not re.fullmatch(r"[A-Za-z]+", taken[0]):
        return None
    letters = (chr(0x1D608 + ord(one) - (65 if one.isupper() else 71)) for one in taken[0])
    return f"{{{''.join(letters)}}}", taken[1]


def _definition(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\newcommand`: math-core has names of its own, which authors may not know, and refuses to define them anew."""
    name = argument(source, at + source.startswith("*", at))
    count, end = optional(source, name[1]) if name else ("", at)
    body = name and argument(source, end)
    if name is None or body is None or not re.fullmatch(r"\s*[0-9]?\s*", count) or optional(source, end)[0]:
        return None
    parameters = "".join(f"#{number}" for number in range(1, int(count or 0) + 1))
    return rf"\def{name[0].strip()}{parameters}{{{made.math(body[0])}}}", body[1]


def _named_operator(made: Rewriting, source: str, at: int) -> tuple[str, int] | None:
    """`\\DeclareMathOperator`: a definition."""
    star = "*" if source.startswith("*", at) else ""
    name = argument(source, at + len(star))
    words = name and argument(source, name[1])
    if name is None or words is None:
        return None
    return rf"\def{name[0].strip()}{{\operatorname{star}{{{words[0]}}}}}", words[1]


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        **dict.fromkeys(FONTS, _words),
        "llap": _around_text("mathllap"),
        "rlap": _around_text("mathrlap"),
        "clap": _around_text("mathclap"),
        "fbox": _around_text("boxed"),
        "framebox": _around_text("boxed"),
        "underbar": _around_text("underline"),
        "reflectbox": _around_text("mathreflectbox"),
        "textcircled": _around_text("encircled"),
        "color": _colored,
        "textcolor": _textcolor,
        **{name: _own_color(digits) for name, digits in _KHAN.items()},
        "colorbox": _colorbox,
        "fcolorbox": _fcolorbox,
        "rule": _rule,
        "raisebox": _raisebox,
        "smash": _smash,
        "href": _href,
        "url": _url,
        "verb": _verbatim,
        "char": _character,
        "ce": _formula,
        "pu": _quantity,
        "mathop": _operator,
        "varlimsup": _operator_named(r"\overline{\mathrm{lim}}"),
        "varliminf": _operator_named(r"\underline{\mathrm{lim}}"),
        "varinjlim": _operator_named(r"\underrightarrow{\mathrm{lim}}"),
        "varprojlim": _operator_named(r"\underleftarrow{\mathrm{lim}}"),
        # No font has harpoons of two lengths; Unicode has arrows of two.
        "xrightequilibrium": _labelled("⥂"),
        "xleftequilibrium": _labelled("⥄"),
        "xrightleftarrows": _renamed("xtofrom"),
        "hspace": _hspace,
        "kern": _skip,
        "mkern": _skip,
        "hskip": _skip,
        "mskip": _skip,
        "vcenter": _centered,
        "mathsfit": _sans_italic,
        "newcommand": _definition,
        "renewcommand": _definition,
        "DeclareMathOperator": _named_operator,
        **{name: _same_as(tex) for name, tex in SIZES.items()},
    }
)
"""What stands for a command, by its name."""
