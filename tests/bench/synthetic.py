"""Makes a synthetic workspace folder: so many posts of about 40 blocks with two code blocks each.

    python tests/bench/synthetic.py FOLDER --pages 1000

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
    """Writes words and blocks from a seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

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
        return {"type": "code", "code": {"rich_text": text, "language": language}}

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


def make(folder: Path, pages: int) -> str:
    """Write the workspace; returns the id of its posts database."""
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
    start = datetime(2015, 1, 1, 9, tzinfo=UTC)
    for number in range(pages):
        writer = Writer(number)
        moment = (start + timedelta(hours=6 * number)).strftime("%Y-%m-%dT%H:%M:00.000Z")
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
                "children": writer.body(),
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
    arguments = parser.parse_args()
    print(make(arguments.folder, arguments.pages))
