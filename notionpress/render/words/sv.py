"""The renderer's words in Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Namnlös",
        "unpublished_page": "opublicerad sida",
        "missing_file": "{name} är inte tillgänglig",
        "enlarge": "Visa bilden i stort format",
        "only_in_notion": "Den här delen kan bara ses i Notion",
        "table_of_contents": "Innehållsförteckning",
        "breadcrumb": "Sökväg",
        "link_to_section": "Länk till det här avsnittet",
        "tabs": "Flikar",
        "table": "Tabell",
        "database_empty": "Här finns inget ännu",
        "without_value": "Utan {name}",
        "yes": "Ja",
        "no": "Nej",
        "verified": "Verifierad",
        "unverified": "Inte verifierad",
        "expired": "Verifieringen har gått ut",
        "meeting_notes": "Anteckningar",
        "meeting_summary": "Sammanfattning",
        "meeting_transcript": "Transkription",
        "footnotes": "Fotnoter",
        "back_to_reference": "Tillbaka till hänvisning {number}",
        "someone": "Någon",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
