"""The renderer's words in Hebrew."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "ללא כותרת",
        "unpublished_page": "דף שלא פורסם",
        "missing_file": "{name} אינו זמין",
        "enlarge": "הגדלת התמונה",
        "only_in_notion": "ניתן לראות חלק זה רק ב-Notion",
        "table_of_contents": "תוכן העניינים",
        "breadcrumb": "נתיב ניווט",
        "link_to_section": "קישור לחלק זה",
        "tabs": "לשוניות",
        "table": "טבלה",
        "database_empty": "אין כאן עדיין דבר",
        "without_value": "ללא {name}",
        "yes": "כן",
        "no": "לא",
        "verified": "מאומת",
        "unverified": "לא מאומת",
        "expired": "תוקף האימות פג",
        "meeting_notes": "הערות",
        "meeting_summary": "סיכום",
        "meeting_transcript": "תמלול",
        "footnotes": "הערות שוליים",
        "back_to_reference": "חזרה להפניה {number}",
        "someone": "מישהו",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
