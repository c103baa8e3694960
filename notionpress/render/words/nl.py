"""The renderer's words in Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Naamloos",
        "unpublished_page": "niet-gepubliceerde pagina",
        "unpublished_database": "niet-gepubliceerde database",
        "unsupported_block": "Dit deel is van een soort die Notion niet deelt: {type}",
        "missing_file": "{name} is niet beschikbaar",
        "table_of_contents": "Inhoudsopgave",
        "breadcrumb": "Kruimelpad",
        "home": "Startpagina",
        "link_to_section": "Link naar deze sectie",
        "tabs": "Tabbladen",
        "table": "Tabel",
        "database_empty": "Hier staat nog niets",
        "open": "{name} openen",
        "download": "Downloaden",
        "play": "Afspelen",
        "size": "Grootte",
        "image": "Afbeelding",
        "video": "Video",
        "audio": "Audio",
        "pdf": "Pdf",
        "file": "Bestand",
        "embed": "Ingesloten inhoud",
        "equation": "Vergelijking",
        "checked": "Gedaan",
        "unchecked": "Niet gedaan",
        "yes": "Ja",
        "no": "Nee",
        "verified": "Geverifieerd",
        "unverified": "Niet geverifieerd",
        "expired": "Verificatie verlopen",
        "meeting_notes": "Notities",
        "meeting_summary": "Samenvatting",
        "meeting_transcript": "Transcript",
        "someone": "Iemand",
        "me": "Ik",
        "today": "Vandaag",
        "now": "Nu",
        "comment": "Opmerking",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
