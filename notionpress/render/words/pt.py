"""The renderer's words in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Sem título",
        "unpublished_page": "página não publicada",
        "unpublished_database": "banco de dados não publicado",
        "unsupported_block": "Esta parte é de um tipo que o Notion não compartilha: {type}",
        "missing_file": "{name} não está disponível",
        "table_of_contents": "Índice",
        "breadcrumb": "Trilha de navegação",
        "home": "Início",
        "link_to_section": "Link para esta seção",
        "tabs": "Abas",
        "table": "Tabela",
        "database_empty": "Ainda não há nada aqui",
        "open": "Abrir {name}",
        "download": "Baixar",
        "play": "Reproduzir",
        "size": "Tamanho",
        "image": "Imagem",
        "video": "Vídeo",
        "audio": "Áudio",
        "pdf": "PDF",
        "file": "Arquivo",
        "embed": "Conteúdo incorporado",
        "equation": "Equação",
        "checked": "Feito",
        "unchecked": "Não feito",
        "yes": "Sim",
        "no": "Não",
        "verified": "Verificado",
        "unverified": "Não verificado",
        "expired": "Verificação expirada",
        "meeting_notes": "Notas",
        "meeting_summary": "Resumo",
        "meeting_transcript": "Transcrição",
        "someone": "Alguém",
        "me": "Eu",
        "today": "Hoje",
        "now": "Agora",
        "comment": "Comentário",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
