"""The renderer's words in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Без названия",
        "unpublished_page": "неопубликованная страница",
        "missing_file": "{name}: файл недоступен",
        "enlarge": "Увеличить изображение",
        "only_in_notion": "Эту часть можно увидеть только в Notion",
        "table_of_contents": "Содержание",
        "breadcrumb": "Навигационная цепочка",
        "link_to_section": "Ссылка на этот раздел",
        "tabs": "Вкладки",
        "table": "Таблица",
        "database_empty": "Здесь пока ничего нет",
        "without_value": "Без значения: {name}",
        "yes": "Да",
        "no": "Нет",
        "verified": "Проверено",
        "unverified": "Не проверено",
        "expired": "Срок проверки истёк",
        "meeting_notes": "Заметки",
        "meeting_summary": "Краткое содержание",
        "meeting_transcript": "Расшифровка",
        "footnotes": "Сноски",
        "back_to_reference": "Вернуться к ссылке {number}",
        "someone": "Кто-то",
        "kilobyte": "кБ",
        "megabyte": "МБ",
        "gigabyte": "ГБ",
        "terabyte": "ТБ",
    }
)
