"""Equations: what KaTeX sets comes out, as MathML that is safe whatever the TeX says."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notionpress.render.math import mathml

# What people write in notes, papers and lessons, and what is hard about it.
EXPRESSIONS = [
    r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
    r"\begin{split} a &= b \\ &\quad + c \end{split}",
    r"f(x) = \begin{cases} x^2 & \text{if } x \geq 0 \\ -x & \text{otherwise} \end{cases}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1} = \frac{1}{ad-bc} \begin{bmatrix} d & -b \\ -c & a \end{bmatrix}",
    r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ \hline 4 & 5 & 6 \end{array}\right]",
    r"\sum_{\substack{0 \le i \le m \\ 0 < j < n}} P(i,j)",
    r"\text{for all $x \in \mathbb{R}$ we have } x^2 \ge 0",
    r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}",
    r"\operatorname*{argmax}_{\theta} \mathcal{L}(\theta \mid x)",
    r"A \xrightarrow[\text{below}]{f \circ g} B \xleftarrow{h} C",
    r"\underbrace{a + a + \cdots + a}_{n \text{ times}} = \overbrace{na}^{\text{product}}",
    r"\hat{x} + \tilde{y} + \vec{v} + \bar{z} + \dot{q} + \ddot{q} + \widehat{ABC} + \overline{AB} + \check{b}",
    r"\boxed{E = mc^2}",
    r"\ce{2H2 + O2 -> 2H2O}",
    r"\color{red} x + \textcolor{blue}{y} + \textcolor{#228B22}{z}",
    r"\def\R{\mathbb{R}} f : \R^n \to \R",
    r"\newcommand{\norm}[1]{\left\lVert #1 \right\rVert} \norm{x} \le 1",
    r"\oint_{\partial \Omega} \mathbf{F} \cdot d\mathbf{r} = \iint_\Omega \nabla \times \mathbf{F} \cdot d\mathbf{S}",
    r"\int_{-\infty}^{\infty} e^{-x^2} \, dx = \sqrt{\pi}",
    r"\lim_{n \to \infty} \left(1 + \frac{1}{n}\right)^n = e",
    r"\sqrt[3]{\frac{a}{b}} + \dfrac{a}{b} + \tfrac{c}{d} + \cfrac[l]{1}{1+\cfrac{1}{x}}",
    r"\binom{n}{k} = \frac{n!}{k!(n-k)!} \quad {n \choose k} \quad \dbinom{n}{k}",
    r"\begin{vmatrix} \mathbf{i} & \mathbf{j} \\ a & b \end{vmatrix} \begin{Vmatrix} 1 \end{Vmatrix}",
    r"\bigl(\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}\bigr)",
    r"\mathbb{E}_{x \sim p}[f(x)] = \mathcal{O}(n \log n),\ \mathfrak{g},\ \mathscr{L},\ \mathsf{T},\ \mathtt{code}",
    r"\left\{ x \in \mathbb{Z} \;\middle|\; x^2 < 10 \right\}",
    r"\bigl( \Bigl[ \biggl\{ \Biggl| x \Biggr| \biggr\} \Bigr] \bigr)",
    r"a \equiv b \pmod{n} \quad a \bmod b \quad \gcd(a,b)",
    r"\forall \epsilon > 0\ \exists \delta > 0 : |x - a| < \delta \implies |f(x) - L| < \epsilon",
    r"\nabla^2 \phi = \frac{\partial^2 \phi}{\partial x^2} + \frac{\partial^2 \phi}{\partial y^2}",
    r"i\hbar\frac{\partial}{\partial t}\Psi = \left[-\frac{\hbar^2}{2m}\nabla^2 + V(\mathbf{r},t)\right]\Psi",
    r"\langle \psi | \hat{H} | \psi \rangle = \braket{\psi|\hat{H}|\psi} = \bra{\psi}\hat H\ket{\psi}",
    r"\cancel{x} + \bcancel{y} + \xcancel{z} + \sout{w}",
    r"\overset{!}{=} \quad \underset{x}{\min} \quad \stackrel{\text{def}}{=}",
    r"\begin{gathered} a = b \\ c = d + e \end{gathered}",
    r"\begin{align} a &= b \tag{1} \\ c &= d \end{align}",
    r"\begin{align*} \dot{x} &= \sigma(y-x) \\ \dot{y} &= \rho x - y - xz \\ \dot{z} &= -\beta z + xy \end{align*}",
    r"\begin{alignedat}{2} a &= b & c &= d \end{alignedat}",
    "\\begin{CD}\nA @>a>> B \\\\\n@VbVV @AAcA \\\\\nC @= D\n\\end{CD}",
    r"\huge{x} + \small y + {\Large z}",
    r"\boldsymbol{\beta} = (X^\top X)^{-1} X^\top \mathbf{y} \quad \bm{\alpha} \quad \pmb{v}",
    r"\phantom{x} \hphantom{y} \vphantom{\frac12} \mathstrut \smash[b]{y}",
    r"\colorbox{yellow}{$x^2$}",
    r"x \not= y,\ x \notin A,\ x \not\in B,\ A \not\subset B",
    r"\overrightarrow{AB} + \overleftarrow{CD} + \underline{z} + \overleftrightarrow{EF} + \widetilde{xyz}",
    r"50\% \text{ of } \$100 \ \& \ \#1 \_ \{ \}",
    r"90^\circ \text{C} \quad 5\,\text{€} \quad 10\degree",
    r"f'(x) + f''(x) + f^{(n)}(x) + y'_i + x_{1}^{2} + {}_a^b X",
    r"\rm{d}x \quad {\bf v} \quad {\it a} \quad \cal{L} \quad a \over b",
    r"\begin{pmatrix*}[r] -1 & 2 \\ 3 & 44 \end{pmatrix*} \begin{rcases} a \\ b \end{rcases}",
    r"\KaTeX \ \LaTeX \ \TeX",
    r"a, b, \dotsc, z \quad a + b + \dotsb + z \quad \dots \ldots \vdots \ddots",
    r"\textbf{bold} \textit{it} \textrm{rm} \texttt{tt} \textsf{sf} \mbox{if $x$ is} \hbox{h}",
    r"x + y = z \tag{3.1}",
    r"\lVert x \rVert_2 \quad \lvert x \rvert \quad \lfloor x \rfloor \quad \lceil x \rceil",
    r"A \iff B \impliedby C \quad \to \mapsto \hookrightarrow \rightharpoonup \rightleftharpoons \leadsto",
    r"a = b \\[2pt] c = d % and so on",
    r"\Re z + \Im z + \wp + \ell + \aleph_0 + \hbar + \imath + \varepsilon + \vartheta + \digamma",
    r"P\left(A \,\middle\vert\, B\right) = \Pr(A) \quad \iiint \bigcup_{i=1}^n A_i \bigoplus \coprod \prod",
    r"e^{iπ} = -1 → 🦦",
]

HOSTILE = [
    r"\href{javascript:alert(1)}{x}",
    r"\url{javascript:alert(1)}",
    r"\text{\href{javascript:alert(1)}{x}}",
    r"\text{<script>alert(1)</script>}",
    r"\operatorname{<img src=x onerror=alert(1)>}",
    r"\operatorname\& \operatorname< \operatorname*>",
    r"\htmlClass{x}{y}",
    r"\htmlId{x}{y}",
    r"\htmlStyle{color:red}{y}",
    r"\htmlData{foo=bar}{y}",
    r"\includegraphics{x}",
    r'\color{red" onload="alert(1)}x',
    r"\textcolor{red;background:url(https://example.com)}{y}",
    r'\color{#fff" onload="x}y',
    r'\begin{align} a \label{x" onload="alert(1)} \end{align}',
    r"\begin{align} a \label{top} \end{align} \eqref{top}",
    r"\eqref{javascript:alert(1)}",
    r"\eqref{x}",
    r'\hspace{1em" onload="x}',
    r'\begin{array}{c" onload="x}a\end{array}',
    r'\tag{"><script>} x',
    r"\unknown<b>",
    r"\color{red} \phase{\phase{x}} \huge y",
    r"\def\a{\a}\a",
    r"\newcommand{\x}{\x\x}\x",
    r"\def\a#1{" + r"\sqrt{" * 90 + "#1" + "}" * 90 + "}" + r"\a{" * 30 + "x" + "}" * 30,
    "{" * 50_000,
    "{" * 50_000 + "}" * 50_000,
    r"\frac{1}{" * 20_000 + "}" * 20_000,
    r"\sqrt" * 50_000,
    r"x^{" * 30_000,
    r"\text{$" * 390 + "$}" * 390,
    r"\text{$" * 399,
    r"\begin{matrix}" * 20_000,
    r"\ce{" * 300 + "}" * 300,
    r"\ce{" + "->[" * 1500 + "]" * 1500 + "}",
    r"\ce{" + "H2 + " * 1900 + "}",
    r"\ce{$\ce{$" * 150 + "$}$}" * 150,
    r"\ce{" + "{" * 390 + "}" * 390 + "}",
    r"\colorbox{red}{$" * 300 + "$}" * 300,
    r"\text{\textbf{" * 190 + "}}" * 190,
    r"\colorbox{red;background:url(//a)}{x}",
    r'\colorbox{red" onload="x}{x}',
    r'\rule{1em" onload="x}{1em}',
    r'\raisebox{1em" onload="x}{x}',
    r"\verb|<script>|\url{\"><script>}",
    r"\color[HTML]{F1E201}x\color[HTML]{F1E300}y",
    r"\left(" * 390,
    "x+" * 50_000,
    "'" * 100_000,
    r"\text{" + "&" * 5000 + "}",
    "}{",
    "$",
    "\\",
    "&",
    "^",
    "%",
    "",
    "\x00\x08",
    "\ud800",
    "x\ufffe<",
    "a <!-- b --> ]]> &lt; &#60;",
]

ELEMENTS = {
    "math",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "b",
    "code",
    "em",
    "i",
    "s",
    "span",
    "u",
    "a",
}
ATTRIBUTES = {
    "accent",
    "accentunder",
    "class",
    "columnspan",
    "display",
    "displaystyle",
    "form",
    "depth",
    "height",
    "href",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "stretchy",
    "style",
    "symmetric",
    "voffset",
    "width",
}
STYLES = {
    "background",
    "border",
    "border-bottom",
    "border-left",
    "border-right",
    "border-top",
    "color",
    "border-radius",
    "font-family",
    "font-size",
    "font-variant-caps",
    "justify-items",
    "margin-left",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "transform",
    "width",
}


def check(html: str | None) -> None:
    """Well-formed, and of nothing but what is on the lists."""
    if html is None:
        return
    html = html.replace("&ApplyFunction;", "\u2061").replace("&InvisibleTimes;", "\u2062")
    for element in ElementTree.fromstring(html).iter():
        assert element.tag in ELEMENTS, element.tag
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        assert element.get("class", "math-core-").startswith("math-core-")
        for style in filter(None, element.get("style", "").split(";")):
            name, _, value = style.partition(":")
            assert name.strip() in STYLES, style
            assert "url" not in value


@pytest.mark.parametrize("display", [True, False])
@pytest.mark.parametrize("tex", EXPRESSIONS)
def test_hard_expressions_come_out(tex: str, display: bool) -> None:
    html = mathml(tex, display=display)
    check(html)
    needs_display = r"\tag{3.1}" in tex
    assert (html is None) == (needs_display and not display)


@pytest.mark.parametrize("tex", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_expressions_do_no_harm(tex: str) -> None:
    for display in (True, False):
        html = mathml(tex, display=display)
        check(html)
        assert not re.search(r"<script|<a\b|<img|\son\w+=\"|href=|\sid=", html or "", re.IGNORECASE)


TOKENS = sorted({token for tex in [*EXPRESSIONS, *HOSTILE[:24]] for token in re.findall(r"\\[A-Za-z]+|\\.|.", tex)})


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(TOKENS), max_size=25))
def test_any_mixture_of_commands_is_safe(parts: list[str]) -> None:
    check(mathml("".join(parts), display=True))


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    check(mathml(text, display=False))
    check(mathml(rf"\text{{{text}}}", display=True))


def test_display_and_inline() -> None:
    assert mathml("x", display=True) == '<math display="block"><mi>x</mi></math>'
    assert mathml("x", display=False) == "<math><mi>x</mi></math>"


@pytest.mark.parametrize(
    ("other", "known"),
    [
        (r"\begin{split}a&=b\end{split}", r"\begin{aligned}a&=b\end{aligned}"),
        (r"\begin{align}a&=b\end{align}", r"\begin{align*}a&=b\end{align*}"),
        (r"\begin{alignat}{2}a&=b\end{alignat}", r"\begin{align*}a&=b\end{align*}"),
        (r"a \\ b", r"\begin{gathered}a \\ b\end{gathered}"),
        (r"\begin{matrix}a \cr b\end{matrix}", r"\begin{matrix}a \\ b\end{matrix}"),
        (r"\text{if $x$ is}y", r"{\text{if }x\text{ is}}y"),
        (r"\text{a $x_{\text{b $y$}}$}", r"{\text{a }x_{\text{b }y}}"),
        (r"\text{5\$ $x$}", r"{\text{5\$ }x}"),
        (r"\textbf{v $x$}", r"{\textbf{v }x}"),
        (r"\mbox{a}", r"\text{a}"),
        (r"\cfrac[l]{1}{2}", r"\cfrac{1}{2}"),
        (r"\textcolor{#abc}{x}y", r"{\color[HTML]{AABBCC}x}y"),
        (r"\left<x\right>", r"\left\langle x\right\rangle"),
        (r"\newcommand{\argmax}[1]{\max #1}\argmax{x}", r"\max x"),
        (r"\hspace*{10pt}x", r"\kern1em x"),
        (r"\mathop{ab}\limits_x^y", r"\overset{y}{\underset{x}{\mathop{ab}}}"),
        (r"\text{\(x\)}", r"{x}"),
        (r"\text{a {\bf b} c}", r"{\text{a }{\textbf{b}}\text{ c}}"),
        (r"\textbf{a \textit{b $x$}}", r"{\textbf{a }{\textbf{\textit{b }}{x}}}"),
        (r"\text{5\% of}", r"\text{5\%\ of}"),
        (r"\ce{H2O}", r"{\mathrm{H}_{2}\mathrm{O}}"),
        (r"x\tag{1}", r"\begin{equation*}x\tag{1}\end{equation*}"),
        (r"a\dotsc b", r"a\ldots b"),
    ],
)
def test_equal_expressions_look_equal(other: str, known: str) -> None:
    assert mathml(other, display=True) == mathml(known, display=True) is not None


def test_a_commutative_diagram_is_a_matrix_of_objects_and_arrows() -> None:
    diagram = "\\begin{CD} A @>a>b> B @= C \\\\ @VcVV @AAdA @| \\\\ D @<<< E @. F \\\\ \\end{CD}"
    html = mathml(diagram, display=True) or ""
    words = re.findall(r"<m[io][^>]*>([^<]+)<", html)
    assert words == ["A", "→", "b", "a", "B", "=", "C", "c", "↓", "↑", "d", "‖", "D", "←", "E", "F"]
    assert [row.count("<mtd>") for row in html.split("<mtr>")[1:]] == [5, 5, 5]


def test_a_line_break_at_the_end_adds_no_line() -> None:
    assert "mtable" not in (mathml(r"a \\", display=True) or "mtable")


def test_sizes_end_with_their_group() -> None:
    assert (
        mathml(r"{\huge x}y", display=False) == '<math><mrow style="font-size:207%"><mi>x</mi></mrow><mi>y</mi></math>'
    )


def test_a_size_takes_the_place_of_the_one_before() -> None:
    assert mathml(r"\huge x \tiny y \overline{z}", display=False) == (
        '<math><mrow style="font-size:207%"><mi>x</mi><mrow style="font-size:24%"><mi>y</mi>'
        '<mrow style="border-top:.05em solid;padding-top:.1em"><mi>z</mi></mrow></mrow></mrow></math>'
    )


def test_strokes_and_boxes_are_styles() -> None:
    assert re.fullmatch(
        r'<math><mrow style="background:linear-gradient[^"]*"><mi>x</mi></mrow></math>',
        mathml(r"\cancel{x}", display=False) or "",
    )
    assert 'style="border:.06em solid;padding:.3em"' in (mathml(r"\boxed{x}", display=False) or "")


def test_the_line_below_an_array_reaches_over_its_columns() -> None:
    html = mathml(r"\begin{array}{|c|c|}\hline a&b\\\hline\end{array}", display=True) or ""
    assert html.endswith(
        '<mtd columnspan="99" style="border-top: 0.05em solid currentcolor;padding:0"></mtd></mtr></mtable></math>'
    )


def test_links_lead_where_they_may() -> None:
    def link(url: str) -> str | None:
        return url if url.startswith("https:") else None

    assert mathml(r"\href{https://a.example/%20?b&c}{x}", display=False, link=link) == (
        '<math><mtext><a href="https://a.example/%20?b&amp;c"><math><mi>x</mi></math></a></mtext></math>'
    )
    assert mathml(r"\href{javascript:x}{x}", display=False, link=link) == "<math><mi>x</mi></math>"
    assert mathml(r"\href{https://a.example}{x}", display=False) == "<math><mi>x</mi></math>"


def test_space_between_lines_is_depth_of_the_line_above() -> None:
    html = mathml(r"\begin{matrix} a \\[1em] b \end{matrix}", display=True) or ""
    assert '<mi>a</mi><mspace depth="1.15em"/></mtd></mtr><mtr>' in html


def test_an_author_may_define_what_has_a_meaning_already() -> None:
    assert mathml(r"\renewcommand{\ce}[1]{(#1)} \ce{H2}", display=False) == mathml("(H2)", display=False)


def test_a_sign_in_colour_keeps_its_space() -> None:
    html = mathml(r"a \textcolor{red}{=} b", display=False) or ""
    assert "padding-left:0.2778em;padding-right:0.2778em" in html


def test_a_delimiter_keeps_its_size_under_scripts() -> None:
    html = mathml(r"\Big|_a^b", display=True) or ""
    assert re.search(r'<msubsup><mrow><mo [^>]*minsize="[^"]*"[^>]*>\|</mo></mrow><mi>a</mi><mi>b</mi></msubsup>', html)


def test_a_sign_as_the_name_of_an_operator_is_escaped() -> None:
    assert ">&amp;</mi>" in str(mathml(r"\operatorname\&", display=False))
    assert ">&lt;</mi>" in str(mathml(r"\operatorname*<", display=True))
