"""What every generator's own parser makes of our Markdown equals our own HTML, in structure and in words."""

from __future__ import annotations

import pytest

from notionpress.render.dialects import DIALECTS
from notionpress.report import Problem
from tests.markdown.parsers import PARSERS
from tests.markdown.structure import structure
from tests.markdown.test_oracle import html, markdown
from tests.markdown.trees import ADDRESSES, Trees

pytestmark = pytest.mark.generators

WITHOUT_ADDRESSES = {"astro", "docusaurus"}
"""remark makes links of addresses, whatever keeps them from being read as such."""


def differences(name: str, seeds: range) -> list[str]:
    """The Markdown of the trees of seeds that is read otherwise."""
    without = ADDRESSES if name in WITHOUT_ADDRESSES else frozenset[str]()
    trees = {seed: Trees(seed, without=without).tree() for seed in seeds}
    problems: dict[int, list[Problem]] = {seed: [] for seed in seeds}
    sources = {seed: markdown(tree, DIALECTS[name], problems[seed]) for seed, tree in trees.items()}
    found = []
    for (seed, source), read in zip(sources.items(), PARSERS[name](list(sources.values())), strict=True):
        # The author is told where something has no notation.
        told = any(problem.kind == "too-deep" for problem in problems[seed])
        if not told and _structure(read) != structure(html(trees[seed])):
            found.append(f"seed {seed}:\n{source}\nis read as:\n{read}")
    return found


def _structure(read: str) -> object:
    try:
        return structure(read)
    except AssertionError as error:
        return str(error)


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_generators_parser_reads_what_our_html_says(name: str) -> None:
    assert not differences(name, range(300))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(300, 2300, 500))
@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_generators_parser_reads_what_our_html_says_in_many_trees(name: str, start: int) -> None:
    assert not differences(name, range(start, start + 500))
