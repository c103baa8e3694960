"""The renderer's words in Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "بلا عنوان",
        "unpublished_page": "صفحة غير منشورة",
        "missing_file": "{name} غير متاح",
        "enlarge": "عرض الصورة بحجم كبير",
        "only_in_notion": "لا يمكن عرض هذا الجزء إلا في Notion",
        "table_of_contents": "جدول المحتويات",
        "breadcrumb": "مسار التنقل",
        "link_to_section": "رابط إلى هذا القسم",
        "tabs": "علامات التبويب",
        "table": "جدول",
        "database_empty": "لا شيء هنا بعد",
        "without_value": "بدون {name}",
        "yes": "نعم",
        "no": "لا",
        "verified": "موثّق",
        "unverified": "غير موثّق",
        "expired": "انتهت صلاحية التوثيق",
        "meeting_notes": "ملاحظات",
        "meeting_summary": "ملخص",
        "meeting_transcript": "نص الاجتماع",
        "footnotes": "الحواشي",
        "back_to_reference": "العودة إلى الإحالة {number}",
        "someone": "شخص ما",
        "kilobyte": "كيلوبايت",
        "megabyte": "ميغابايت",
        "gigabyte": "غيغابايت",
        "terabyte": "تيرابايت",
    }
)
