"""The words over pages that only the preview shows."""

from __future__ import annotations

from datetime import datetime

from notionpress.report import BuildResult


def marks_of(built: BuildResult) -> dict[str, str]:
    """The words for each page that is not public, by its path."""
    return {path: _mark(held.moment) for path, held in built.held.items()}


def _mark(moment: datetime | None) -> str:
    if moment is None:
        return "Draft: only this preview shows it"
    time = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"Scheduled for {moment.day} {moment:%B %Y}{time}: only this preview shows it"
