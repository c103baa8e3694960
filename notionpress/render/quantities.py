r"""Quantities in TeX's own words: what `\pu` of the LaTeX package mhchem stands for."""

from __future__ import annotations

import re

from notionpress.render.chemistry import SAME

_QUANTITY = re.compile(
    r"\s*(?P<number>[-+±]?\d[\d.,]*(?:\(\d+\))?(?:\s*(?:-|\.\.)\s*\d[\d.,]*)?)?"
    r"(?:(?P<e>[eE])(?P<power>[-+]?\d+)|\s*(?P<times>x|×|\*|\\times)\s*10\^(?P<brace>\{)?(?P<tens>[-+]?\d+)(?(brace)\}))?"
    r"(?:\^(?P<ten>\{?[-+]?\d+\}?))?\s*"
)
_UNIT = re.compile(
    r"(?P<over>//)|(?P<slash>/)|(?P<dot>[*.·⋅])|(?P<space>\s+)|(?P<bracket>[()])"
    r"|(?P<name>(?:\\(?!circ)[A-Za-z]+\s*|\\?%|[A-Za-zµμΩÅ]+))"
    r"|(?P<degree>°|\\degree(?![A-Za-z])\s*|\^?\\circ(?![A-Za-z])\s*)|\^?\{?(?P<exponent>[-+]?\d+)\}?|(?P<other>.)"
)


def quantity(source: str) -> str:
    r"""What `\pu{source}` stands for, in TeX: a number, and units with their powers (mhchem manual: physical units)."""
    source = source.translate(SAME | str.maketrans({"·": "*", "•": "*", "∙": "*", "⋅": "*"}))
    found = _QUANTITY.match(source)
    number, start = ("", 0) if found is None else (_number(found), found.end())
    units = source[start:].strip()
    above, line, below = units.partition("//")
    unit = rf"\tfrac{{{_units(above)}}}{{{_units(below)}}}" if line else _units(units)
    return f"{{{number}{'~' if number and unit else ''}{unit}}}"


def _number(found: re.Match[str]) -> str:
    digits = re.sub(r"\d[\d.,]*", lambda part: _grouped(part[0]), found["number"] or "").replace("±", r"\pm ")
    if found["ten"]:
        digits += f"^{{{found['ten'].strip('{}')}}}"
    if found["e"]:
        return rf"{digits}{chr(92)}{'times' if found['e'] == 'E' else 'cdot'} 10^{{{found['power']}}}"
    if found["times"]:
        sign = r"\cdot" if found["times"] == "*" else r"\times"
        return rf"{digits}{sign} 10^{{{found['tens']}}}"
    return digits


def _grouped(digits: str) -> str:
    """Digits of long numbers in threes, from the point on."""
    if "," in digits:
        return digits.replace(",", "{,}")
    whole, point, rest = digits.partition(".")
    if len(whole) > 4:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", r"\\mkern2mu ", whole)
    if len(rest) > 4:
        rest = re.sub(r"(\d{3})(?=\d)", r"\1\\mkern2mu ", rest)
    return whole + point + rest


def _units(source: str) -> str:
    return "".join(_unit(found) for found in _UNIT.finditer(source.strip()))


def _unit(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "name":
            name = found[0].strip()
            return rf"\{name.lstrip(chr(92))}" if name.startswith("\\") or name == "%" else rf"\mathrm{{{name}}}"
        case "exponent":
            return f"^{{{found['exponent']}}}"
        case "space":
            return r"\mkern3mu "
        case "dot":
            return r"\mkern1mu{\cdot}\mkern1mu "
        case "degree":
            return r"{}^{\circ}"
    return found[0]
