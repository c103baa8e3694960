"""Makes a synthetic workspace folder: so many posts of about 40 blocks with two code blocks each.

    python tests/bench/synthetic.py FOLDER --pages 1000 --linking 20

The same arguments always give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAMESPACE = uuid.UUID("8f1c2b5e-7a34-4d10-9c55-2f6b8f0e9a11")
WORDS = [
    "tide",
    "harbour",
    "lamp",
    "keeper",
    "signal",
    "fog",
    "star",
    "chart",
    "rope",
    "anchor",
    "swell",
    "gull",
    "granite",
    "lens",
    "night",
    "watch",
    "current",
    "shoal",
    "bell",
    "buoy",
    "compass",
    "north",
    "wind",
    "salt",
    "timber",
    "beacon",
    "drift",
    "moon",
    "reef",
    "sail",
    "shore",
    "storm",
    "channel",
    "log",
    "brass",
    "glass",
    "island",
]
TAGS = [f"Tag {number}" for number in range(50)]
COLORS = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red", "default")
SNIPPETS = {
    "python": """def height(hours: float, mean: float, parts: list[tuple[float, float, float]]) -> float:
    \"\"\"Height of the tide in metres.\"\"\"
    total = mean
    for amplitude, period, phase in parts:
        total += amplitude * cos(2 * pi * (hours / period) + phase)
    return round(total, {n})


for hour in range(24):
    print(f"{{hour:02}}:00  {{height(hour, 2.1, PARTS):.2f}} m")
""",
    "javascript": """export async function fetchTides(station, days = {n}) {{
  const response = await fetch(`/tides/${{station}}?days=${{days}}`);
  if (!response.ok) throw new Error(`No tides: ${{response.status}}`);
  const rows = await response.json();
  return rows
    .filter((row) => row.height !== null)
    .map(({{ time, height }}) => ({{ time: new Date(time), height }}));
}}
""",
    "bash": """#!/usr/bin/env bash
set -euo pipefail
for station in harwich dover leith; do
  curl --fail --silent "https://example.org/tides/$station.csv" |
    awk -F, 'NR > 1 && $2 > {n} {{ print $1, $2 }}' |
    sort --numeric-sort --key=2 > "out/$station.txt"
done
echo "done: $(ls out | wc -l) files"
""",
}


def identifier(*parts: object) -> str:
    """A stable id for a thing."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


class Writer:
    """Writes words and blocks from a seeded source of chance; `plain_code` names no language that is highlighted."""

    def __init__(self, seed: int, *, plain_code: bool = False) -> None:
        self.random = random.Random(seed)
        self._plain_code = plain_code

    def sentence(self, low: int = 8, high: int = 18) -> str:
        """A sentence of made-up prose."""
        words = self.random.choices(WORDS, k=self.random.randint(low, high))
        return " ".join(words).capitalize() + "."

    def prose(self, sentences: int = 3) -> str:
        """A few sentences."""
        return " ".join(self.sentence() for _ in range(sentences))

    def rich(self) -> list[object]:
        """A paragraph with a bold word and a link in it."""
        return [
            self.prose(2) + " ",
            {"text": {"content": self.random.choice(WORDS)}, "annotations": {"bold": True}},
            " " + self.sentence() + " ",
            {"text": {"content": "the chart", "link": {"url": f"https://example.org/{self.random.randint(1, 999)}"}}},
            ".",
        ]

    def code(self, language: str) -> dict[str, object]:
        """A code block that differs from all others."""
        text = SNIPPETS[language].format(n=self.random.randint(1, 10**6))
        return {"type": "code", "code": {"rich_text": text, "language": "plain text" if self._plain_code else language}}

    def body(self) -> list[dict[str, object]]:
        """About 40 blocks, some of them nested, two of them code."""
        languages = self.random.sample(sorted(SNIPPETS), 2)
        blocks: list[dict[str, object]] = []
        for section in range(5):
            blocks.append({"type": "heading_2", "heading_2": {"rich_text": self.sentence(3, 5).rstrip(".")}})
            blocks.append({"type": "paragraph", "paragraph": {"rich_text": self.rich()}})
            blocks.append({"type": "paragraph", "paragraph": {"rich_text": self.prose()}})
            blocks += [
                {"type": "bulleted_list_item", "bulleted_list_item": {"rich_text": self.sentence()}} for _ in range(3)
            ]
            if section < 2:
                blocks.append(self.code(languages[section]))
        blocks.append({"type": "quote", "quote": {"rich_text": self.sentence()}})
        blocks.append(
            {
                "type": "toggle",
                "toggle": {"rich_text": self.sentence(3, 6)},
                "children": [{"type": "paragraph", "paragraph": {"rich_text": self.prose(2)}} for _ in range(2)],
            }
        )
        return blocks


def linking_pages(pages: int, linking: int) -> list[int]:
    """The numbers of so many pages that link to page 0, far from each other."""
    return [1 + at * (pages - 1) // linking for at in range(linking)]


def link_to(number: int) -> dict[str, object]:
    """A paragraph that mentions a page."""
    mention = {"type": "page", "page": {"id": identifier("page", number)}}
    return {"type": "paragraph", "paragraph": {"rich_text": ["See also ", {"mention": mention}, "."]}}


def apart(pages: int) -> timedelta:
    """The time between two posts: however many there are, none is of the future, and so unpublished."""
    return min(timedelta(hours=6), timedelta(days=3650) / max(pages, 1))


def make(folder: Path, pages: int, *, linking: int = 0, plain_code: bool = False) -> str:
    """Write the workspace, of whose pages `linking` mention page 0; returns the id of its posts database."""
    database, source = identifier("database"), identifier("source")
    write(folder / "workspace.json", {"name": "Synthetic", "integration": {"name": "bench"}})
    write(
        folder / "databases" / "posts.json",
        {
            "object": "database",
            "id": database,
            "title": "Posts",
            "parent": {"type": "workspace", "workspace": True},
            "data_sources": [{"id": source, "name": "Posts"}],
        },
    )
    write(
        folder / "data_sources" / "posts.json",
        {
            "object": "data_source",
            "id": source,
            "title": "Posts",
            "parent": {"type": "database_id", "database_id": database},
            "properties": {
                "Name": {"type": "title", "title": {}},
                "Date": {"type": "date", "date": {}},
                "Published": {"type": "checkbox", "checkbox": {}},
                "Tags": {
                    "type": "multi_select",
                    "multi_select": {
                        "options": [{"name": name, "color": COLORS[at % len(COLORS)]} for at, name in enumerate(TAGS)]
                    },
                },
            },
        },
    )
    start, linked_from = datetime(2015, 1, 1, 9, tzinfo=UTC), set(linking_pages(pages, linking))
    for number in range(pages):
        writer = Writer(number, plain_code=plain_code)
        moment = (start + apart(pages) * number).strftime("%Y-%m-%dT%H:%M:00.000Z")
        write(
            folder / "pages" / f"{number:06}.json",
            {
                "object": "page",
                "id": identifier("page", number),
                "parent": {"type": "data_source_id", "data_source_id": source, "database_id": database},
                "created_time": moment,
                "last_edited_time": moment,
                "properties": {
                    "Name": f"{writer.sentence(3, 6).rstrip('.')} {number}",
                    "Date": moment[:10],
                    "Published": True,
                    "Tags": sorted(writer.random.sample(TAGS, 3)),
                },
                "children": writer.body() + [link_to(0)] * (number in linked_from),
            },
        )
    return database


def write(path: Path, value: object) -> None:
    """Write one JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make a synthetic workspace.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--linking", type=int, default=0, help="so many pages mention page 0")
    parser.add_argument("--plain-code", action="store_true", help="name no language in code blocks")
    arguments = parser.parse_args()
    print(make(arguments.folder, arguments.pages, linking=arguments.linking, plain_code=arguments.plain_code))
