"""The Markdown parsers of the generators themselves, set up as docs/export.md tells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PYTHON_MARKDOWN = {
    "extensions": [
        "admonition",
        "attr_list",
        "footnotes",
        "md_in_html",
        "sane_lists",
        "tables",
        "pymdownx.arithmatex",
        "pymdownx.betterem",
        "pymdownx.blocks.caption",
        "pymdownx.blocks.html",
        "pymdownx.details",
        "pymdownx.highlight",
        "pymdownx.superfences",
        "pymdownx.tabbed",
        "pymdownx.tasklist",
        "pymdownx.tilde",
    ],
    "extension_configs": {
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.highlight": {"use_pygments": False},
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.tilde": {"subscript": False},
    },
}


def mkdocs(sources: Sequence[str]) -> list[str]:
    """Python-Markdown, with PyMdown's extensions."""
    markdown = pytest.importorskip("markdown")
    parser = markdown.Markdown(**PYTHON_MARKDOWN)
    return [parser.reset().convert(source) for source in sources]


_KRAMDOWN = r"""
require "json"
require "kramdown"
options = {input: "GFM", hard_wrap: false, syntax_highlighter: nil, smart_quotes: "apos,apos,quot,quot",
           typographic_symbols: {hellip: "...", mdash: "---", ndash: "--", laquo: "<<", raquo: ">>",
                                 laquo_space: "<< ", raquo_space: " >>"}}
print JSON.generate(JSON.parse(STDIN.read).map { |source| Kramdown::Document.new(source, options).to_html })
"""


def jekyll(sources: Sequence[str]) -> list[str]:
    """kramdown as Jekyll calls it."""
    if not shutil.which("ruby"):
        pytest.skip("Ruby with kramdown is not here")
    return _answer(["ruby", "-e", _KRAMDOWN], sources)


def _answer(command: list[str], sources: Sequence[str]) -> list[str]:
    run = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: list[str] = json.loads(run.stdout)
    return found
