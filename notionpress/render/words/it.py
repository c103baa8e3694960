"""The renderer's words in Italian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Senza titolo",
        "unpublished_page": "pagina non pubblicata",
        "unpublished_database": "database non pubblicato",
        "unsupported_block": "Questa parte è di un tipo che Notion non condivide: {type}",
        "missing_file": "{name} non è disponibile",
        "table_of_contents": "Indice",
        "breadcrumb": "Percorso di navigazione",
        "home": "Home",
        "link_to_section": "Link a questa sezione",
        "tabs": "Schede",
        "table": "Tabella",
        "database_empty": "Qui non c’è ancora nulla",
        "open": "Apri {name}",
        "download": "Scarica",
        "play": "Riproduci",
        "size": "Dimensione",
        "image": "Immagine",
        "video": "Video",
        "audio": "Audio",
        "pdf": "PDF",
        "file": "File",
        "embed": "Contenuto incorporato",
        "equation": "Equazione",
        "checked": "Fatto",
        "unchecked": "Non fatto",
        "yes": "Sì",
        "no": "No",
        "verified": "Verificato",
        "unverified": "Non verificato",
        "expired": "Verifica scaduta",
        "meeting_notes": "Note",
        "meeting_summary": "Riepilogo",
        "meeting_transcript": "Trascrizione",
        "someone": "Qualcuno",
        "me": "Io",
        "today": "Oggi",
        "now": "Adesso",
        "comment": "Commento",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
