"""The renderer's words in Turkish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Başlıksız",
        "unpublished_page": "yayımlanmamış sayfa",
        "missing_file": "{name} kullanılamıyor",
        "enlarge": "Görseli büyüt",
        "only_in_notion": "Bu bölüm yalnızca Notion’da görülebilir",
        "table_of_contents": "İçindekiler",
        "breadcrumb": "Gezinti yolu",
        "link_to_section": "Bu bölümün bağlantısı",
        "tabs": "Sekmeler",
        "table": "Tablo",
        "database_empty": "Burada henüz bir şey yok",
        "without_value": "{name} yok",
        "yes": "Evet",
        "no": "Hayır",
        "verified": "Doğrulandı",
        "unverified": "Doğrulanmadı",
        "expired": "Doğrulamanın süresi doldu",
        "meeting_notes": "Notlar",
        "meeting_summary": "Özet",
        "meeting_transcript": "Döküm",
        "footnotes": "Dipnotlar",
        "back_to_reference": "{number} numaralı göndermeye dön",
        "someone": "Birisi",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
