"""The renderer's words in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Sem título",
        "unpublished_page": "página não publicada",
        "missing_file": "{name} não está disponível",
        "enlarge": "Ampliar a imagem",
        "only_in_notion": "Esta parte só pode ser vista no Notion",
        "table_of_contents": "Índice",
        "breadcrumb": "Trilha de navegação",
        "link_to_section": "Link para esta seção",
        "tabs": "Abas",
        "table": "Tabela",
        "database_empty": "Ainda não há nada aqui",
        "without_value": "Sem {name}",
        "yes": "Sim",
        "no": "Não",
        "verified": "Verificado",
        "unverified": "Não verificado",
        "expired": "Verificação expirada",
        "meeting_notes": "Notas",
        "meeting_summary": "Resumo",
        "meeting_transcript": "Transcrição",
        "footnotes": "Notas de rodapé",
        "back_to_reference": "Voltar à referência {number}",
        "someone": "Alguém",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
