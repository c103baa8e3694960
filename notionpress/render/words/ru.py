"""The renderer's words in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Без названия",
        "unpublished_page": "неопубликованная страница",
        "unpublished_database": "неопубликованная база данных",
        "unsupported_block": "Эта часть относится к типу, которым Notion не делится: {type}",
        "missing_file": "{name}: файл недоступен",
        "table_of_contents": "Содержание",
        "breadcrumb": "Навигационная цепочка",
        "home": "Главная",
        "link_to_section": "Ссылка на этот раздел",
        "tabs": "Вкладки",
        "table": "Таблица",
        "database_empty": "Здесь пока ничего нет",
        "open": "Открыть {name}",
        "download": "Скачать",
        "play": "Воспроизвести",
        "size": "Размер",
        "image": "Изображение",
        "video": "Видео",
        "audio": "Аудио",
        "pdf": "PDF",
        "file": "Файл",
        "embed": "Встроенное содержимое",
        "equation": "Уравнение",
        "checked": "Выполнено",
        "unchecked": "Не выполнено",
        "yes": "Да",
        "no": "Нет",
        "verified": "Проверено",
        "unverified": "Не проверено",
        "expired": "Срок проверки истёк",
        "meeting_notes": "Заметки",
        "meeting_summary": "Краткое содержание",
        "meeting_transcript": "Расшифровка",
        "someone": "Кто-то",
        "me": "Я",
        "today": "Сегодня",
        "now": "Сейчас",
        "comment": "Комментарий",
        "kilobyte": "кБ",
        "megabyte": "МБ",
        "gigabyte": "ГБ",
        "terabyte": "ТБ",
    }
)
