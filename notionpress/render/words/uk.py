"""The renderer's words in Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Без назви",
        "unpublished_page": "неопублікована сторінка",
        "unpublished_database": "неопублікована база даних",
        "unsupported_block": "Ця частина належить до типу, яким Notion не ділиться: {type}",
        "missing_file": "{name}: файл недоступний",
        "table_of_contents": "Зміст",
        "breadcrumb": "Навігаційний ланцюжок",
        "home": "Головна",
        "link_to_section": "Посилання на цей розділ",
        "tabs": "Вкладки",
        "table": "Таблиця",
        "database_empty": "Тут поки нічого немає",
        "open": "Відкрити {name}",
        "download": "Завантажити",
        "play": "Відтворити",
        "size": "Розмір",
        "image": "Зображення",
        "video": "Відео",
        "audio": "Аудіо",
        "pdf": "PDF",
        "file": "Файл",
        "embed": "Вбудований вміст",
        "equation": "Рівняння",
        "checked": "Виконано",
        "unchecked": "Не виконано",
        "yes": "Так",
        "no": "Ні",
        "verified": "Перевірено",
        "unverified": "Не перевірено",
        "expired": "Термін перевірки минув",
        "meeting_notes": "Нотатки",
        "meeting_summary": "Підсумок",
        "meeting_transcript": "Розшифровка",
        "someone": "Хтось",
        "me": "Я",
        "today": "Сьогодні",
        "now": "Зараз",
        "comment": "Коментар",
        "kilobyte": "кБ",
        "megabyte": "МБ",
        "gigabyte": "ГБ",
        "terabyte": "ТБ",
    }
)
