"""Equations in Markdown: between dollars where the generator sets them, as MathML elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notionpress.render.dialects import holds_template
from notionpress.render.markdown_text import Place, code_span, reference
from notionpress.render.problems import refused_equation

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer

_MARKS = {"dollars": ("$", "$"), "two dollars": ("$$", "$$"), "brackets": ("\\(", "\\)")}
_TEXT = re.compile(r"(?<=>)[^<]+(?=<)")
_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]{}$~|:!#+=>'\"-]")


def inline_math(expression: str, render: MarkdownRenderer, place: Place) -> str:
    """An equation in running text."""
    tex = " ".join(expression.split())
    if not tex:
        return ""
    if not render.dialect.math or not _fits(tex, render):
        return _element(tex, render, display=False)
    tex = tex.replace("|", "\\|") if place == "cell" else tex
    start, end = _MARKS[render.dialect.math]
    return f"{start}{_passive(tex)}{end}"


def display_math(expression: str, render: MarkdownRenderer, block: str) -> str:
    """An equation in lines of its own."""
    # An empty line would end it.
    tex = re.sub(r"\n\s*(?=\n)", "", expression.strip())
    if not tex:
        return ""
    if render.dialect.math and _fits(tex, render):
        return f"$$\n{_passive(tex)}\n$$"
    return f'<div class="equation">{_element(tex, render, display=True, block=block)}</div>'


def _passive(tex: str) -> str:
    """An equation that makes no element and no link where nobody takes it for one; spaces mean nothing in TeX."""
    return re.sub(r"<(?=[A-Za-z/!?])", "< ", tex).replace("](", "] (")


def _fits(tex: str, render: MarkdownRenderer) -> bool:
    """Whether an equation can stand between dollars and be read to its end there."""
    # A fence of code in it would begin first.
    if "`" in tex or "~~~" in tex:
        return False
    return "$" not in tex and not holds_template(tex, render.dialect) and not tex.endswith("\\")


def _element(tex: str, render: MarkdownRenderer, *, display: bool, block: str = "") -> str:
    from notionpress.render.math import mathml  # noqa: PLC0415  (few sites have equations)

    made = mathml(tex, display=display)
    if made is None:
        refused_equation(tex, render, block)
        return code_span(" ".join(tex.split()))
    if render.dialect.mdx:
        # A style is an object there.
        made = re.sub(r' style="[^"]*"', "", made)
    return _TEXT.sub(lambda found: _MEANS_SOMETHING.sub(lambda one: reference(one[0]), found[0]), made)
