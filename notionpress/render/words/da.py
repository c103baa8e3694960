"""The renderer's words in Danish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Uden titel",
        "unpublished_page": "ikke-udgivet side",
        "missing_file": "{name} er ikke tilgængelig",
        "enlarge": "Vis billedet i stort format",
        "only_in_notion": "Denne del kan kun ses i Notion",
        "table_of_contents": "Indholdsfortegnelse",
        "breadcrumb": "Brødkrummesti",
        "link_to_section": "Link til dette afsnit",
        "tabs": "Faner",
        "table": "Tabel",
        "database_empty": "Her er ikke noget endnu",
        "without_value": "Uden {name}",
        "yes": "Ja",
        "no": "Nej",
        "verified": "Bekræftet",
        "unverified": "Ikke bekræftet",
        "expired": "Bekræftelsen er udløbet",
        "meeting_notes": "Noter",
        "meeting_summary": "Resumé",
        "meeting_transcript": "Udskrift",
        "footnotes": "Fodnoter",
        "back_to_reference": "Tilbage til henvisning {number}",
        "someone": "Nogen",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
