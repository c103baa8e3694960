"""Where Markdown files lie in the content folder: which are the pages of their folders, and what stands above them."""

from __future__ import annotations

from collections.abc import Container
from pathlib import PurePosixPath
from typing import Final

from notionpress.ids import local_id

INDEX: Final = "index.md"
"""The page of the folder that it lies in."""

README: Final = "README.md"
"""The same where there is no other: what code hosts show of a folder."""

FRONT_PATH: Final = ("index",)
"""The path of the front page."""


def by_path(name: str) -> tuple[str, ...]:
    """What paths are sorted by: the page of a folder comes before what lies in it."""
    *folders, file = name.split("/")
    return (*folders, "" if file == INDEX else file.removesuffix(".md"))


def is_index(name: str, names: Container[str]) -> bool:
    """Whether a file is the page of the folder that it lies in; `names` are all files."""
    folder, _, file = name.rpartition("/")
    if file != README:
        return file == INDEX
    return f"{folder}/{INDEX}".lstrip("/") not in names and f"{folder}.md" not in names


def place_of(name: str, names: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the pages above, and the names below the nearest of them."""
    parts = PurePosixPath(name).with_suffix("").parts
    if is_index(name, names):
        parts = parts[:-1] or FRONT_PATH
    found = {depth: _folder_page("/".join(parts[:depth]), names) for depth in range(1, len(parts))}
    above = {depth: page for depth, page in found.items() if page}
    return tuple(local_id(page) for page in above.values()), parts[max(above) :] if above else parts


def _folder_page(folder: str, names: frozenset[str]) -> str:
    """The page of a folder: in it, or beside it with its name; "" if there is none."""
    return next((page for page in (f"{folder}/{INDEX}", f"{folder}.md", f"{folder}/{README}") if page in names), "")
