"""Chemistry: what the manual of mhchem shows, and what people write in notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.render.math import mathml
from tests.render.test_equations import outline
from tests.render.test_math import check

FORMULAS = [
    (r"H2O", "msub(H 2) O"),
    (r"2H2O", "2 msub(H 2) O"),
    (r"2 H2O", "2 msub(H 2) O"),
    (r"0.5H2O", "0.5 msub(H 2) O"),
    (r"1/2H2O", "mfrac(1 2) msub(H 2) O"),
    (r"(1/2)H2O", "(1 / 2) msub(H 2) O"),
    (r"n H2O", "n msub(H 2) O"),
    (r"2nH2O", "2 n msub(H 2) O"),
    (r"pH", "pH"),
    (r"$n$ H2O", "n msub(H 2) O"),
    (r"Sb2O3", "msub(Sb 2) msub(O 3)"),
    (r"(NH4)2S", "(msub(NH 4)) msub(mphantom(X) 2) S"),
    (r"[Cu(NH3)4]^2+", "[ Cu (msub(NH 3)) msub(mphantom(X) 4) ] msup(mphantom(X) 2 +)"),
    (r"H+", "msup(H +)"),
    (r"AgCl2-", "msub(AgCl 2) msup(mphantom(X) −)"),
    (r"CrO4^2-", "msub(CrO 4) msup(mphantom(X) 2 −)"),
    (r"Y^99+", "msup(Y 99 +)"),
    (r"SO^{2-}_4", "msubsup(SO 4 2 −)"),
    (r"Fe+3", "msubsup(Fe 3 +)"),
    (r"Fe^{II}Fe^{III}2O4", "msup(Fe II) msup(Fe III) msub(mphantom(X) 2) msub(O 4)"),
    (r"Hg2", "Hg msub(mphantom(X) 2)"),
    (r"^{227}_{90}Th+", "mmultiscripts(Th + 90 227)"),
    (r"_90^227Th", "mmultiscripts(Th 90 227)"),
    (r"H{}^3HO", "H mmultiscripts(HO 3)"),
    (r"^{1}H-NMR", "mmultiscripts(H 1) − NMR"),
    (r"\nu_e", "msub(ν e)"),
    (r"H2O(l)", "msub(H 2) O (l)"),
    (r"NaOH (aq,$\infty$)", "NaOH (aq , ∞)"),
    (r"H2_{(aq)}", "msub(H 2) msub(mphantom(X) (aq))"),
    (r"C6H5-CHO", "msub(C 6) msub(H 5) − CHO"),
    (r"O=C=O", "O = C = O"),
    (r"HC#CH", "HC ≡ CH"),
    (r"R-COO-R'", "R − COO − msup(R ′)"),
    (r"Na+Cl-", "msup(Na +) msup(Cl −)"),
    (r"(R)-2-butanol", "(R) − 2 - butanol"),
    (r"1,2-C2H4", "1 , 2 - msub(C 2) msub(H 4)"),
    (r"\alpha-D", "α - D"),
    (r"A\bond{...}B\bond{~-}C\bond{<-}D", "A ⋅ ⋅ ⋅ B munder(┄ −) C ← D"),
    (r"CuSO4.5H2O", "msub(CuSO 4) ⋅ 5 msub(H 2) O"),
    (r"CaSO4 * 1/2 H2O", "msub(CaSO 4) ⋅ mfrac(1 2) msub(H 2) O"),
    (r"A + B", "A + B"),
    (r"A - B", "A − B"),
    (r"A +- B", "A ± B"),
    (r"A = B", "A = B"),
    (r"A -> B", "A mover(→ mover()) B"),
    (r"A->[H2O][\Delta]B", "A munderover(→ munder(Δ) mover(msub(H 2) O)) B"),
    (r"A ->T[hot] B", "A mover(→ mover(hot)) B"),
    (r"A ->C[H2O] B", "A mover(→ mover(msub(H 2) O)) B"),
    (r"A <- B", "A mover(← mover()) B"),
    (r"A <-> B", "A mover(↔ mover()) B"),
    (r"A <--> B", "A mover(⇄ mover()) B"),
    (r"A <=> B", "A mover(⇌ mover()) B"),
    (r"A <=>> B", "A <font-size:144%>(⥂) B"),
    (r"A → B ⇌ C", "A mover(→ mover()) B mover(⇌ mover()) C"),
    (r"AgCl v", "AgCl ↓"),
    (r"H2 ^ + O2 (^)", "msub(H 2) ↑ + msub(O 2) ↑"),
    (r"Ag (v)", "Ag ↓"),
    (r"OCO^{.-}", "msup(OCO ∙ −)"),
    (r"O2^.-", "msub(O 2) msup(mphantom(X) ∙ −)"),
    (r"NO^{(2.)-}", "msup(NO (2 ∙) −)"),
    (r"Li^x_{Li,1-2x}", "msubsup(Li Li , 1 − 2 x ×)"),
    (r"O''_{i,x}", "msubsup(O i , x ′ ′)"),
    (r"NO_x", "msub(NO x)"),
    (r"C_nH_{2n+2}", "msub(C n) msub(H 2 n + 2)"),
    (r"T_{1/2}", "msub(T mfrac(1 2))"),
    (r"K_{sp}", "msub(K sp)"),
    (r"X_{{red}}", "msub(X red)"),
    (r"{ethanol} + $x$", "ethanol + x"),
    (r"\frac{1}{2}O2", "mfrac(1 2) msub(O 2)"),
    (r"\overset{+2}{Fe}", "mover(Fe + 2)"),
    (r"A, B", "A , B"),
    (r"A ... B", "A . . . B"),
    (r"\Delta H = -57 kJ", "Δ H = − 57 kJ"),
    (r"H₂O", "H ₂ O"),
]

QUANTITIES = [
    (r"123 kJ", "123 kJ"),
    (r"9.81 m/s2", "9.81 m / msup(s 2)"),
    (r"1.2e3 kJ//mol", "1.2 ⋅ msup(10 3) mfrac(kJ mol)"),
    (r"mm2s-1", "msup(mm 2) msup(s − 1)"),
    (r"-273.15 °C", "− 273.15 msup(∘) C"),
    (r"1,200 J K-1 mol-1", "1 , 200 J msup(K − 1) msup(mol − 1)"),
    (r"123 mol*L-1", "123 mol ⋅ msup(L − 1)"),
    (r"123 mol.L-1", "123 mol ⋅ msup(L − 1)"),
    (r"m s^-2", "m msup(s − 2)"),
    (r"kJ mol^{-1}", "kJ msup(mol − 1)"),
    (r"1.2 x 10^5 Pa", "1.2 × msup(10 5) Pa"),
    (r"6.022e23 mol-1", "6.022 ⋅ msup(10 23) msup(mol − 1)"),
    (r"1.6022E-19 C", "1.6022 × msup(10 − 19) C"),
    (r"25 °C", "25 msup(∘) C"),
    (r"\mu g", "μ g"),
    (r"μg", "μg"),
    (r"0.5(2) m", "0.5 (2) m"),
    (r"10^3 kg", "msup(10 3) kg"),
    (r"kg m2 s-2", "kg msup(m 2) msup(s − 2)"),
    (r"3 m/s", "3 m / s"),
    (r"W//m2.K", "mfrac(W msup(m 2) ⋅ K)"),
    (r"\Omega", "Ω"),
    (r"1e-3", "1 ⋅ msup(10 − 3)"),
    (r"1000000 m", "1 000 000 m"),
    (r"12345.6789 m", "12 345.6789 m"),
    (r"km/h", "km / h"),
    (r"1.23*10^4 J", "1.23 ⋅ msup(10 4) J"),
    (r"+5 V", "+ 5 V"),
    (r"±0.5 g", "± 0.5 g"),
    (r"5-10 kg", "5 − 10 kg"),
    (r"J/(mol K)", "J / (mol K)"),
]


@pytest.mark.parametrize(("source", "expected"), FORMULAS)
def test_a_formula_says_what_its_author_means(source: str, expected: str) -> None:
    html = mathml(rf"\ce{{{source}}}", display=False)
    check(html)
    assert outline(html or "<math>refused</math>") == expected


@pytest.mark.parametrize(("source", "expected"), QUANTITIES)
def test_a_quantity_has_its_units_upright(source: str, expected: str) -> None:
    html = mathml(rf"\pu{{{source}}}", display=False)
    check(html)
    assert outline(html or "<math>refused</math>") == expected


def test_elements_are_upright_and_numbers_of_a_letter_are_not() -> None:
    html = mathml(r"\ce{C_nH}", display=False) or ""
    assert html.count('<mi mathvariant="normal">') == 2
    assert "<mi>n</mi>" in html


def test_reactions_can_be_aligned() -> None:
    html = mathml(r"\begin{aligned}\ce{A &-> B} \\ \ce{C + D &-> E}\end{aligned}", display=True) or ""
    assert [row.count("<mtd") for row in html.split("<mtr>")[1:]] == [2, 2]


def test_a_long_number_is_grouped() -> None:
    assert (mathml(r"\pu{1234567.12345 m}", display=False) or "").count("<mspace") == 4


PIECES = (
    "H",
    "2",
    "n",
    "x",
    "+",
    "-",
    "^",
    "_",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "$",
    " ",
    "->",
    "<=>",
    "v",
    ".",
    "*",
    "=",
)


@given(
    st.lists(
        st.sampled_from((*PIECES, "#", "'", ",", "/", "&", "\\alpha", "\\bond", "\\frac", "\\ce", "aq")), max_size=20
    )
)
def test_whatever_is_written_is_set_or_refused(parts: list[str]) -> None:
    check(mathml(rf"\ce{{{''.join(parts)}}}", display=True))
    check(mathml(rf"\pu{{{''.join(parts)}}}", display=True))
