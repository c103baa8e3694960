"""The renderer's words in German."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Ohne Titel",
        "unpublished_page": "unveröffentlichte Seite",
        "missing_file": "{name} ist nicht verfügbar",
        "enlarge": "Bild groß anzeigen",
        "only_in_notion": "Dieser Teil ist nur in Notion zu sehen",
        "table_of_contents": "Inhaltsverzeichnis",
        "breadcrumb": "Navigationspfad",
        "link_to_section": "Link zu diesem Abschnitt",
        "tabs": "Reiter",
        "table": "Tabelle",
        "database_empty": "Hier ist noch nichts",
        "without_value": "Ohne {name}",
        "yes": "Ja",
        "no": "Nein",
        "verified": "Geprüft",
        "unverified": "Nicht geprüft",
        "expired": "Prüfung abgelaufen",
        "meeting_notes": "Notizen",
        "meeting_summary": "Zusammenfassung",
        "meeting_transcript": "Mitschrift",
        "footnotes": "Fußnoten",
        "back_to_reference": "Zurück zur Stelle {number}",
        "someone": "Jemand",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
