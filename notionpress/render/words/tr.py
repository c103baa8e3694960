"""The renderer's words in Turkish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "Başlıksız",
        "unpublished_page": "yayımlanmamış sayfa",
        "unpublished_database": "yayımlanmamış veritabanı",
        "unsupported_block": "Bu bölüm, Notion’ın paylaşmadığı bir türden: {type}",
        "missing_file": "{name} kullanılamıyor",
        "table_of_contents": "İçindekiler",
        "breadcrumb": "Gezinti yolu",
        "home": "Ana sayfa",
        "link_to_section": "Bu bölümün bağlantısı",
        "tabs": "Sekmeler",
        "table": "Tablo",
        "database_empty": "Burada henüz bir şey yok",
        "open": "{name} ögesini aç",
        "download": "İndir",
        "play": "Oynat",
        "size": "Boyut",
        "image": "Görsel",
        "video": "Video",
        "audio": "Ses",
        "pdf": "PDF",
        "file": "Dosya",
        "embed": "Gömülü içerik",
        "equation": "Denklem",
        "checked": "Tamamlandı",
        "unchecked": "Tamamlanmadı",
        "yes": "Evet",
        "no": "Hayır",
        "verified": "Doğrulandı",
        "unverified": "Doğrulanmadı",
        "expired": "Doğrulamanın süresi doldu",
        "meeting_notes": "Notlar",
        "meeting_summary": "Özet",
        "meeting_transcript": "Döküm",
        "someone": "Birisi",
        "me": "Ben",
        "today": "Bugün",
        "now": "Şimdi",
        "comment": "Yorum",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
