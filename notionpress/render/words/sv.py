"""The renderer's words in Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Namnlös",
        "unpublished_page": "opublicerad sida",
        "unpublished_database": "opublicerad databas",
        "unsupported_block": "Den här delen är av ett slag som Notion inte delar: {type}",
        "missing_file": "{name} är inte tillgänglig",
        "table_of_contents": "Innehållsförteckning",
        "breadcrumb": "Sökväg",
        "home": "Startsida",
        "link_to_section": "Länk till det här avsnittet",
        "tabs": "Flikar",
        "table": "Tabell",
        "database_empty": "Här finns inget ännu",
        "open": "Öppna {name}",
        "download": "Ladda ner",
        "play": "Spela upp",
        "size": "Storlek",
        "image": "Bild",
        "video": "Video",
        "audio": "Ljud",
        "pdf": "PDF",
        "file": "Fil",
        "embed": "Inbäddat innehåll",
        "equation": "Ekvation",
        "checked": "Klart",
        "unchecked": "Inte klart",
        "yes": "Ja",
        "no": "Nej",
        "verified": "Verifierad",
        "unverified": "Inte verifierad",
        "expired": "Verifieringen har gått ut",
        "meeting_notes": "Anteckningar",
        "meeting_summary": "Sammanfattning",
        "meeting_transcript": "Transkription",
        "someone": "Någon",
        "me": "Jag",
        "today": "I dag",
        "now": "Nu",
        "comment": "Kommentar",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
