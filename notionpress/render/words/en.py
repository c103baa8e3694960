"""The renderer's words in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Untitled",
        "unpublished_page": "unpublished page",
        "unpublished_database": "unpublished database",
        "unsupported_block": "This part is of a kind that Notion does not share: {type}",
        "missing_file": "{name} is not available",
        "table_of_contents": "Table of contents",
        "breadcrumb": "Breadcrumb",
        "home": "Home",
        "link_to_section": "Link to this section",
        "tabs": "Tabs",
        "table": "Table",
        "database_empty": "Nothing here yet",
        "open": "Open {name}",
        "download": "Download",
        "play": "Play",
        "size": "Size",
        "image": "Image",
        "video": "Video",
        "audio": "Audio",
        "pdf": "PDF",
        "file": "File",
        "embed": "Embedded content",
        "equation": "Equation",
        "checked": "Done",
        "unchecked": "Not done",
        "yes": "Yes",
        "no": "No",
        "verified": "Verified",
        "unverified": "Unverified",
        "expired": "Verification expired",
        "meeting_notes": "Notes",
        "meeting_summary": "Summary",
        "meeting_transcript": "Transcript",
        "someone": "Someone",
        "me": "Me",
        "today": "Today",
        "now": "Now",
        "comment": "Comment",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
