"""The renderer's words in Polish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Bez tytułu",
        "unpublished_page": "nieopublikowana strona",
        "missing_file": "{name}: plik niedostępny",
        "enlarge": "Powiększ obraz",
        "only_in_notion": "Tę część można zobaczyć tylko w Notion",
        "table_of_contents": "Spis treści",
        "breadcrumb": "Ścieżka nawigacji",
        "link_to_section": "Link do tej sekcji",
        "tabs": "Karty",
        "table": "Tabela",
        "database_empty": "Na razie nic tu nie ma",
        "without_value": "Bez wartości: {name}",
        "yes": "Tak",
        "no": "Nie",
        "verified": "Zweryfikowane",
        "unverified": "Niezweryfikowane",
        "expired": "Weryfikacja wygasła",
        "meeting_notes": "Notatki",
        "meeting_summary": "Podsumowanie",
        "meeting_transcript": "Transkrypcja",
        "footnotes": "Przypisy",
        "back_to_reference": "Wróć do odsyłacza {number}",
        "someone": "Ktoś",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
