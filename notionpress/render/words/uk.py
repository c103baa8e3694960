"""The renderer's words in Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Без назви",
        "unpublished_page": "неопублікована сторінка",
        "missing_file": "{name}: файл недоступний",
        "enlarge": "Збільшити зображення",
        "only_in_notion": "Цю частину можна побачити лише в Notion",
        "table_of_contents": "Зміст",
        "breadcrumb": "Навігаційний ланцюжок",
        "link_to_section": "Посилання на цей розділ",
        "tabs": "Вкладки",
        "table": "Таблиця",
        "database_empty": "Тут поки нічого немає",
        "without_value": "Без значення: {name}",
        "yes": "Так",
        "no": "Ні",
        "verified": "Перевірено",
        "unverified": "Не перевірено",
        "expired": "Термін перевірки минув",
        "meeting_notes": "Нотатки",
        "meeting_summary": "Підсумок",
        "meeting_transcript": "Розшифровка",
        "footnotes": "Виноски",
        "back_to_reference": "Повернутися до посилання {number}",
        "someone": "Хтось",
        "kilobyte": "кБ",
        "megabyte": "МБ",
        "gigabyte": "ГБ",
        "terabyte": "ТБ",
    }
)
