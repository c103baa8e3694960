"""The renderer's words in Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Naamloos",
        "unpublished_page": "niet-gepubliceerde pagina",
        "missing_file": "{name} is niet beschikbaar",
        "enlarge": "Afbeelding vergroten",
        "only_in_notion": "Dit deel is alleen in Notion te zien",
        "table_of_contents": "Inhoudsopgave",
        "breadcrumb": "Kruimelpad",
        "link_to_section": "Link naar deze sectie",
        "tabs": "Tabbladen",
        "table": "Tabel",
        "database_empty": "Hier staat nog niets",
        "without_value": "Zonder {name}",
        "yes": "Ja",
        "no": "Nee",
        "verified": "Geverifieerd",
        "unverified": "Niet geverifieerd",
        "expired": "Verificatie verlopen",
        "meeting_notes": "Notities",
        "meeting_summary": "Samenvatting",
        "meeting_transcript": "Transcript",
        "footnotes": "Voetnoten",
        "back_to_reference": "Terug naar verwijzing {number}",
        "someone": "Iemand",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
