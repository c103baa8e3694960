"""The three versions of the API that are served, and how the shapes of objects differ between them.

Source: developers.notion.com/reference/changes-by-version and the upgrade guides of 2025-09-03 and 2026-03-11.
"""

from __future__ import annotations

from typing import Any

VERSIONS = ("2022-06-28", "2025-09-03", "2026-03-11")

Json = dict[str, Any]


def has_data_sources(version: str) -> bool:
    """Whether databases are containers of data sources."""
    return version >= "2025-09-03"


def with_trash_flags(value: Json, version: str) -> Json:
    """Add `archived`, which 2026-03-11 left out, as the last key."""
    if version < "2026-03-11":
        value["archived"] = value["in_trash"]
    return value


def parent_of_row(database_id: str, source_id: str, version: str) -> Json:
    """The parent of a page that is a row."""
    if has_data_sources(version):
        return {"type": "data_source_id", "data_source_id": source_id, "database_id": database_id}
    return {"type": "database_id", "database_id": database_id}


def block_type(type: str, version: str) -> str:
    """The name of a block type: meeting notes were once a transcription."""
    if type in ("meeting_notes", "transcription"):
        return "meeting_notes" if version >= "2026-03-11" else "transcription"
    return type


def listed_kind(version: str) -> str:
    """The `type` of search results and rows."""
    return "page_or_data_source" if has_data_sources(version) else "page_or_database"


def relation(configuration: Json, version: str) -> Json:
    """The configuration of a relation: old versions know no data sources."""
    if has_data_sources(version):
        return configuration
    return {key: value for key, value in configuration.items() if key != "data_source_id"}
