"""The renderer's words in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Sin título",
        "unpublished_page": "página no publicada",
        "missing_file": "{name} no está disponible",
        "enlarge": "Ampliar la imagen",
        "only_in_notion": "Esta parte solo se puede ver en Notion",
        "table_of_contents": "Índice",
        "breadcrumb": "Ruta de navegación",
        "link_to_section": "Enlace a esta sección",
        "tabs": "Pestañas",
        "table": "Tabla",
        "database_empty": "Todavía no hay nada aquí",
        "without_value": "Sin {name}",
        "yes": "Sí",
        "no": "No",
        "verified": "Verificado",
        "unverified": "Sin verificar",
        "expired": "Verificación caducada",
        "meeting_notes": "Notas",
        "meeting_summary": "Resumen",
        "meeting_transcript": "Transcripción",
        "footnotes": "Notas al pie",
        "back_to_reference": "Volver a la referencia {number}",
        "someone": "Alguien",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
