"""The renderer's words in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Sans titre",
        "unpublished_page": "page non publiée",
        "missing_file": "{name} n’est pas disponible",
        "enlarge": "Agrandir l’image",
        "only_in_notion": "Cette partie n’est visible que dans Notion",
        "table_of_contents": "Table des matières",
        "breadcrumb": "Fil d’Ariane",
        "link_to_section": "Lien vers cette section",
        "tabs": "Onglets",
        "table": "Tableau",
        "database_empty": "Rien ici pour le moment",
        "without_value": "Sans {name}",
        "yes": "Oui",
        "no": "Non",
        "verified": "Vérifié",
        "unverified": "Non vérifié",
        "expired": "Vérification expirée",
        "meeting_notes": "Notes",
        "meeting_summary": "Résumé",
        "meeting_transcript": "Transcription",
        "footnotes": "Notes de bas de page",
        "back_to_reference": "Retour à l’appel de note {number}",
        "someone": "Quelqu’un",
        "kilobyte": "ko",
        "megabyte": "Mo",
        "gigabyte": "Go",
        "terabyte": "To",
    }
)
