"""Recorded answers of the real API: where they are, and every object in them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def corpus() -> Path:
    """The folder of recorded answers; the test is skipped where it is absent."""
    default = Path(__file__).parents[2] / "shared" / "corpus"
    folder = Path(os.environ.get("NOTIONPRESS_CORPUS", default))
    if not folder.is_dir():
        pytest.skip("the recorded API answers are not here; NOTIONPRESS_CORPUS names their folder")
    return folder


def bodies() -> Iterator[tuple[Path, Any]]:
    """Every JSON file with its content; one that is no JSON is left out (some recordings are cut)."""
    for path in sorted(path for path in corpus().rglob("*.json") if path.is_file()):
        try:
            yield path, json.loads(path.read_bytes())
        except ValueError:
            continue


def objects(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every object of a kind (`block`, `page`, …) at any depth."""
    if isinstance(value, dict):
        if value.get("object") == kind:
            yield value
        for inner in value.values():
            yield from objects(inner, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, kind)
