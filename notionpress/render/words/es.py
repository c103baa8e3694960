"""The renderer's words in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Sin título",
        "unpublished_page": "página no publicada",
        "unpublished_database": "base de datos no publicada",
        "unsupported_block": "Esta parte es de un tipo que Notion no comparte: {type}",
        "missing_file": "{name} no está disponible",
        "table_of_contents": "Índice",
        "breadcrumb": "Ruta de navegación",
        "home": "Inicio",
        "link_to_section": "Enlace a esta sección",
        "tabs": "Pestañas",
        "table": "Tabla",
        "database_empty": "Todavía no hay nada aquí",
        "open": "Abrir {name}",
        "download": "Descargar",
        "play": "Reproducir",
        "size": "Tamaño",
        "image": "Imagen",
        "video": "Vídeo",
        "audio": "Audio",
        "pdf": "PDF",
        "file": "Archivo",
        "embed": "Contenido incrustado",
        "equation": "Ecuación",
        "checked": "Hecho",
        "unchecked": "Sin hacer",
        "yes": "Sí",
        "no": "No",
        "verified": "Verificado",
        "unverified": "Sin verificar",
        "expired": "Verificación caducada",
        "meeting_notes": "Notas",
        "meeting_summary": "Resumen",
        "meeting_transcript": "Transcripción",
        "someone": "Alguien",
        "me": "Yo",
        "today": "Hoy",
        "now": "Ahora",
        "comment": "Comentario",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
