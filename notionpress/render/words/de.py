"""The renderer's words in German."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Ohne Titel",
        "unpublished_page": "unveröffentlichte Seite",
        "unpublished_database": "unveröffentlichte Datenbank",
        "unsupported_block": "Dieser Teil ist von einer Art, die Notion nicht weitergibt: {type}",
        "missing_file": "{name} ist nicht verfügbar",
        "table_of_contents": "Inhaltsverzeichnis",
        "breadcrumb": "Navigationspfad",
        "home": "Startseite",
        "link_to_section": "Link zu diesem Abschnitt",
        "tabs": "Reiter",
        "table": "Tabelle",
        "database_empty": "Hier ist noch nichts",
        "open": "{name} öffnen",
        "download": "Herunterladen",
        "play": "Abspielen",
        "size": "Größe",
        "image": "Bild",
        "video": "Video",
        "audio": "Audio",
        "pdf": "PDF",
        "file": "Datei",
        "embed": "Eingebetteter Inhalt",
        "equation": "Gleichung",
        "checked": "Erledigt",
        "unchecked": "Nicht erledigt",
        "yes": "Ja",
        "no": "Nein",
        "verified": "Geprüft",
        "unverified": "Nicht geprüft",
        "expired": "Prüfung abgelaufen",
        "meeting_notes": "Notizen",
        "meeting_summary": "Zusammenfassung",
        "meeting_transcript": "Mitschrift",
        "someone": "Jemand",
        "me": "Ich",
        "today": "Heute",
        "now": "Jetzt",
        "comment": "Kommentar",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
