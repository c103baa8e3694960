"""The renderer's words in Hebrew."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "ללא כותרת",
        "unpublished_page": "דף שלא פורסם",
        "unpublished_database": "מסד נתונים שלא פורסם",
        "unsupported_block": "חלק זה הוא מסוג ש\u200e-Notion אינו משתף: {type}",
        "missing_file": "{name} אינו זמין",
        "table_of_contents": "תוכן העניינים",
        "breadcrumb": "נתיב ניווט",
        "home": "דף הבית",
        "link_to_section": "קישור לחלק זה",
        "tabs": "לשוניות",
        "table": "טבלה",
        "database_empty": "אין כאן עדיין דבר",
        "open": "פתיחת {name}",
        "download": "הורדה",
        "play": "ניגון",
        "size": "גודל",
        "image": "תמונה",
        "video": "וידאו",
        "audio": "שמע",
        "pdf": "PDF",
        "file": "קובץ",
        "embed": "תוכן מוטמע",
        "equation": "משוואה",
        "checked": "בוצע",
        "unchecked": "לא בוצע",
        "yes": "כן",
        "no": "לא",
        "verified": "מאומת",
        "unverified": "לא מאומת",
        "expired": "תוקף האימות פג",
        "meeting_notes": "הערות",
        "meeting_summary": "סיכום",
        "meeting_transcript": "תמלול",
        "someone": "מישהו",
        "me": "אני",
        "today": "היום",
        "now": "עכשיו",
        "comment": "תגובה",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
