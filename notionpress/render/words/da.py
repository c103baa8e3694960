"""The renderer's words in Danish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Uden titel",
        "unpublished_page": "ikke-udgivet side",
        "unpublished_database": "ikke-udgivet database",
        "unsupported_block": "Denne del er af en slags, som Notion ikke deler: {type}",
        "missing_file": "{name} er ikke tilgængelig",
        "table_of_contents": "Indholdsfortegnelse",
        "breadcrumb": "Brødkrummesti",
        "home": "Forside",
        "link_to_section": "Link til dette afsnit",
        "tabs": "Faner",
        "table": "Tabel",
        "database_empty": "Her er ikke noget endnu",
        "open": "Åbn {name}",
        "download": "Hent",
        "play": "Afspil",
        "size": "Størrelse",
        "image": "Billede",
        "video": "Video",
        "audio": "Lyd",
        "pdf": "PDF",
        "file": "Fil",
        "embed": "Indlejret indhold",
        "equation": "Ligning",
        "checked": "Udført",
        "unchecked": "Ikke udført",
        "yes": "Ja",
        "no": "Nej",
        "verified": "Bekræftet",
        "unverified": "Ikke bekræftet",
        "expired": "Bekræftelsen er udløbet",
        "meeting_notes": "Noter",
        "meeting_summary": "Resumé",
        "meeting_transcript": "Udskrift",
        "someone": "Nogen",
        "me": "Mig",
        "today": "I dag",
        "now": "Nu",
        "comment": "Kommentar",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
