"""The renderer's words in Polish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Bez tytułu",
        "unpublished_page": "nieopublikowana strona",
        "unpublished_database": "nieopublikowana baza danych",
        "unsupported_block": "Ta część jest rodzaju, którego Notion nie udostępnia: {type}",
        "missing_file": "{name}: plik niedostępny",
        "table_of_contents": "Spis treści",
        "breadcrumb": "Ścieżka nawigacji",
        "home": "Strona główna",
        "link_to_section": "Link do tej sekcji",
        "tabs": "Karty",
        "table": "Tabela",
        "database_empty": "Na razie nic tu nie ma",
        "open": "Otwórz: {name}",
        "download": "Pobierz",
        "play": "Odtwórz",
        "size": "Rozmiar",
        "image": "Obraz",
        "video": "Wideo",
        "audio": "Dźwięk",
        "pdf": "PDF",
        "file": "Plik",
        "embed": "Osadzona treść",
        "equation": "Równanie",
        "checked": "Zrobione",
        "unchecked": "Niezrobione",
        "yes": "Tak",
        "no": "Nie",
        "verified": "Zweryfikowane",
        "unverified": "Niezweryfikowane",
        "expired": "Weryfikacja wygasła",
        "meeting_notes": "Notatki",
        "meeting_summary": "Podsumowanie",
        "meeting_transcript": "Transkrypcja",
        "someone": "Ktoś",
        "me": "Ja",
        "today": "Dzisiaj",
        "now": "Teraz",
        "comment": "Komentarz",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
