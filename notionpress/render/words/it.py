"""The renderer's words in Italian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Senza titolo",
        "unpublished_page": "pagina non pubblicata",
        "missing_file": "{name} non è disponibile",
        "enlarge": "Ingrandisci l’immagine",
        "only_in_notion": "Questa parte si può vedere solo in Notion",
        "table_of_contents": "Indice",
        "breadcrumb": "Percorso di navigazione",
        "link_to_section": "Link a questa sezione",
        "tabs": "Schede",
        "table": "Tabella",
        "database_empty": "Qui non c’è ancora nulla",
        "without_value": "Senza {name}",
        "yes": "Sì",
        "no": "No",
        "verified": "Verificato",
        "unverified": "Non verificato",
        "expired": "Verifica scaduta",
        "meeting_notes": "Note",
        "meeting_summary": "Riepilogo",
        "meeting_transcript": "Trascrizione",
        "footnotes": "Note a piè di pagina",
        "back_to_reference": "Torna al richiamo {number}",
        "someone": "Qualcuno",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
