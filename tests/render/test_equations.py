"""Equations of real use, each with what its MathML must hold."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from notionpress.render.math import mathml
from tests.render.test_math import check

STRUCTURE = frozenset(
    [
        "mfrac",
        "mroot",
        "msqrt",
        "msub",
        "msubsup",
        "msup",
        "mmultiscripts",
        "mover",
        "munder",
        "munderover",
        "mtr",
        "mtd",
        "mphantom",
        "a",
        "code",
        "b",
        "i",
    ]
)
STYLE = re.compile(r"(color|background|border|font-size|transform|font-family)[^;]*")


def outline(html: str) -> str:
    """The structure of an equation with its signs: `mfrac(1 2)`, with colours and boxes, without spaces."""
    html = html.replace("&ApplyFunction;", "").replace("&InvisibleTimes;", "")
    return re.sub(r" +(?=\))|(?<=\() +", "", " ".join(_outline(ElementTree.fromstring(html)).split()))


def _outline(element: ElementTree.Element) -> str:
    inside = " ".join([element.text or "", *(_outline(one) + " " + (one.tail or "") for one in element)])
    if found := STYLE.search(element.get("style", "")):
        style = found[0] if len(found[0]) < 40 else found[1]
        return f"<{style}>({inside})" if element.tag in ("mrow", "mspace", "span") else f"{element.tag}({inside})"
    return f"{element.tag}({inside})" if element.tag in STRUCTURE else inside


def equations() -> list[tuple[str, str]]:
    """Every equation of the file with its outline; lines that begin with % name a kind."""
    text = (Path(__file__).parent / "equations.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("%")]
    return list(zip(lines[::2], lines[1::2], strict=True))


def link(url: str) -> str:
    """Every link is allowed."""
    return url


EQUATIONS = equations()


def test_there_are_enough_equations_and_none_twice() -> None:
    assert len({tex for tex, _ in EQUATIONS}) == len(EQUATIONS) > 150


@pytest.mark.parametrize(("tex", "expected"), EQUATIONS, ids=range(len(EQUATIONS)))
def test_an_equation_has_its_parts_where_they_belong(tex: str, expected: str) -> None:
    html = mathml(tex, display=True, link=link)
    check(html)
    assert outline(html or "<math>refused</math>") == expected


@pytest.mark.parametrize("tex", [tex for tex, _ in EQUATIONS if not re.search(r"\\tag|\{(align|gather|equation)", tex)])
def test_an_equation_may_stand_in_a_line(tex: str) -> None:
    html = mathml(tex, display=False)
    check(html)
    assert html is not None
