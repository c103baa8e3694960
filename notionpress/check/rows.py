"""Whether `where`, `filter` and `sorts` fit the root databases. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from notionpress.check.findings import Finding, well, wrong
from notionpress.check.tables import Table
from notionpress.config import NotionSettings
from notionpress.crawl.conditions import Mistake
from notionpress.crawl.selection import Selection, find_mistakes

_HINT: Final = "The names and options are those of the database in Notion; docs/configuration.md explains the rest."


def check_rows(settings: NotionSettings, tables: Sequence[Table], *, all_read: bool) -> list[Finding]:
    """Whether the settings that choose and sort rows fit each root database; `all_read` says that these are all."""
    selection = Selection(settings.filter, settings.sorts, settings.where)
    if not selection:
        return []
    roots = [one for one in tables if one.is_root]
    if not roots:
        return [_wrong(one) for one in selection.without_rows()] if all_read else []
    found = [_wrong(mistake, one) for one in roots for mistake in find_mistakes(selection, one.properties, one.names)]
    titles = ", ".join(f"“{one.title}”" for one in roots)
    return found or [well("rows", f"The rows of {titles} can be chosen and sorted as site.yaml says.")]


def _wrong(mistake: Mistake, one: Table | None = None) -> Finding:
    setting = ".".join(map(str, ("notion", *mistake.place)))
    message = f"In “{one.title}”, {mistake.message}" if one else mistake.message
    message = message if message.endswith(("?", "…")) else f"{message}."
    return wrong("rows", message, _HINT, url=one.url if one else "", setting=setting)
