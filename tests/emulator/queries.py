"""The queries with filters and sorts among the recorded answers, with what is known of the rows of their database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tests.recordings import corpus

Json = dict[str, Any]


class Query(msgspec.Struct, frozen=True):
    """A recorded query: what was asked, the rows that Notion gave, and all rows that any recording has."""

    path: Path
    filter: Json | None
    sorts: list[Json]
    results: list[Json]
    known: list[Json]


def recorded_queries() -> Iterator[Query]:
    """Every recorded answer to a query that has rows."""
    for repository in sorted(path for path in corpus().iterdir() if path.is_dir()):
        answers = list(_answers(repository))
        rows: dict[str, dict[str, Json]] = {}
        for _, exchange in answers:
            known = rows.setdefault(exchange["path"].partition("?")[0], {})
            known.update((page["id"], page) for page in exchange["body"]["results"] if "properties" in page)
        for path, exchange in answers:
            asked = exchange["request_body"]
            asked = json.loads(asked) if isinstance(asked, str) and asked else asked or {}
            if exchange["body"]["results"]:
                yield Query(
                    path,
                    asked.get("filter"),
                    asked.get("sorts", []),
                    exchange["body"]["results"],
                    list(rows[exchange["path"].partition("?")[0]].values()),
                )


def _answers(repository: Path) -> Iterator[tuple[Path, Json]]:
    for path in sorted(repository.rglob("*.json")):
        if not path.is_file():
            continue
        try:
            found = json.loads(path.read_bytes())
        except ValueError:
            continue
        if isinstance(found, dict) and "/query" in str(found.get("path")) and found.get("status") == 200:
            yield path, found
