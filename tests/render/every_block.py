"""One page with every case of the golden files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "blocks"


def cases(kind: str) -> list[list[dict[str, Any]]]:
    """The cases of a block type's file, each as a list of blocks in JSON."""
    text = (FOLDER / f"{kind}.md").read_text(encoding="utf-8")
    found = [json.loads(source) for source in re.findall(r"(?ms)^```json\n(.*?)^```", text)]
    return [one if isinstance(one, list) else [one] for one in found]


def every_block() -> list[dict[str, Any]]:
    """All cases of all files, each file's below a heading with its name."""
    blocks: list[dict[str, Any]] = []
    for kind in sorted(path.stem for path in FOLDER.glob("*.md")):
        words = [{"type": "text", "text": {"content": kind}}]
        blocks.append({"type": "heading_1", "heading_1": {"rich_text": words}})
        blocks.extend(block for case in cases(kind) for block in case)
    return blocks
