"""The renderer's words in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Untitled",
        "unpublished_page": "unpublished page",
        "missing_file": "{name} is not available",
        "enlarge": "Enlarge the picture",
        "only_in_notion": "This part can only be seen in Notion",
        "table_of_contents": "Table of contents",
        "breadcrumb": "Breadcrumb",
        "link_to_section": "Link to this section",
        "tabs": "Tabs",
        "table": "Table",
        "database_empty": "Nothing here yet",
        "without_value": "Without {name}",
        "yes": "Yes",
        "no": "No",
        "verified": "Verified",
        "unverified": "Unverified",
        "expired": "Verification expired",
        "meeting_notes": "Notes",
        "meeting_summary": "Summary",
        "meeting_transcript": "Transcript",
        "footnotes": "Footnotes",
        "back_to_reference": "Back to reference {number}",
        "someone": "Someone",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
