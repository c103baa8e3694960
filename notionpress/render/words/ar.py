"""The renderer's words in Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "بلا عنوان",
        "unpublished_page": "صفحة غير منشورة",
        "unpublished_database": "قاعدة بيانات غير منشورة",
        "unsupported_block": "هذا الجزء من نوع لا يشاركه Notion:\u200f {type}",
        "missing_file": "{name} غير متاح",
        "table_of_contents": "جدول المحتويات",
        "breadcrumb": "مسار التنقل",
        "home": "الرئيسية",
        "link_to_section": "رابط إلى هذا القسم",
        "tabs": "علامات التبويب",
        "table": "جدول",
        "database_empty": "لا شيء هنا بعد",
        "open": "فتح {name}",
        "download": "تنزيل",
        "play": "تشغيل",
        "size": "الحجم",
        "image": "صورة",
        "video": "فيديو",
        "audio": "صوت",
        "pdf": "PDF",
        "file": "ملف",
        "embed": "محتوى مضمّن",
        "equation": "معادلة",
        "checked": "تم",
        "unchecked": "لم يتم",
        "yes": "نعم",
        "no": "لا",
        "verified": "موثّق",
        "unverified": "غير موثّق",
        "expired": "انتهت صلاحية التوثيق",
        "meeting_notes": "ملاحظات",
        "meeting_summary": "ملخص",
        "meeting_transcript": "نص الاجتماع",
        "someone": "شخص ما",
        "me": "أنا",
        "today": "اليوم",
        "now": "الآن",
        "comment": "تعليق",
        "kilobyte": "كيلوبايت",
        "megabyte": "ميغابايت",
        "gigabyte": "غيغابايت",
        "terabyte": "تيرابايت",
    }
)
