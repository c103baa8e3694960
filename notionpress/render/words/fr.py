"""The renderer's words in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Sans titre",
        "unpublished_page": "page non publiée",
        "unpublished_database": "base de données non publiée",
        "unsupported_block": "Cette partie est d’un type que Notion ne partage pas : {type}",
        "missing_file": "{name} n’est pas disponible",
        "table_of_contents": "Table des matières",
        "breadcrumb": "Fil d’Ariane",
        "home": "Accueil",
        "link_to_section": "Lien vers cette section",
        "tabs": "Onglets",
        "table": "Tableau",
        "database_empty": "Rien ici pour le moment",
        "open": "Ouvrir {name}",
        "download": "Télécharger",
        "play": "Lire",
        "size": "Taille",
        "image": "Image",
        "video": "Vidéo",
        "audio": "Audio",
        "pdf": "PDF",
        "file": "Fichier",
        "embed": "Contenu intégré",
        "equation": "Équation",
        "checked": "Fait",
        "unchecked": "Pas fait",
        "yes": "Oui",
        "no": "Non",
        "verified": "Vérifié",
        "unverified": "Non vérifié",
        "expired": "Vérification expirée",
        "meeting_notes": "Notes",
        "meeting_summary": "Résumé",
        "meeting_transcript": "Transcription",
        "someone": "Quelqu’un",
        "me": "Moi",
        "today": "Aujourd’hui",
        "now": "Maintenant",
        "comment": "Commentaire",
        "kilobyte": "ko",
        "megabyte": "Mo",
        "gigabyte": "Go",
        "terabyte": "To",
    }
)
