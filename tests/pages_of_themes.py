"""Which pages of a built project stand for all of its kinds."""

from __future__ import annotations

import re
from pathlib import Path

from notionpress.build.manifest import Manifest
from notionpress.store import Store


def emitters(folder: Path) -> dict[str, str]:
    """The HTML files of a built project, each with the name of the emitter that made it, as the build remembers it."""
    store = Store.open(folder / ".notionpress", create=False)
    try:
        outputs = Manifest.read(store, folder / "public", folder).read_traces(store).outputs
    finally:
        store.close()
    found = {path: trace.emitter for path, trace in sorted(outputs.items()) if path.endswith(".html")}
    assert found
    return found


def emitted_pages(folder: Path) -> list[str]:
    """One page of every emitter, and the front page."""
    first: dict[str, str] = {}
    for path, emitter in emitters(folder).items():
        first.setdefault(emitter, path)
    return sorted({address(path) for path in (*first.values(), "index.html")})


def kinds_of_pages(folder: Path) -> list[str]:
    """Pages that together have every class and script of all pages, of every emitter at least one."""
    left: dict[str, set[str]] = {}
    for path, emitter in emitters(folder).items():
        html = (folder / "public" / path).read_text(encoding="utf-8")
        classes = {name for found in re.findall(r' class="([^"]+)"', html) for name in found.split()}
        left[path] = {f"emitter {emitter}", *classes, *re.findall(r'<script\b[^>]* src="([^"]+)"', html)}
    chosen = []
    while any(left.values()):
        best = max(left, key=lambda path: len(left[path]))
        chosen.append(best)
        shown = left[best]
        left = {path: rest - shown for path, rest in left.items()}
    return [address(path) for path in chosen]


def address(path: str) -> str:
    """The path at which a file is served."""
    return f"/{path.removesuffix('index.html')}"
