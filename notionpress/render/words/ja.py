"""The renderer's words in Japanese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "無題",
        "unpublished_page": "未公開のページ",
        "missing_file": "{name}は利用できません",
        "enlarge": "画像を拡大する",
        "only_in_notion": "この部分はNotionでのみ表示できます",
        "table_of_contents": "目次",
        "breadcrumb": "パンくずリスト",
        "link_to_section": "このセクションへのリンク",
        "tabs": "タブ",
        "table": "表",
        "database_empty": "まだ何もありません",
        "without_value": "{name}なし",
        "yes": "はい",
        "no": "いいえ",
        "verified": "確認済み",
        "unverified": "未確認",
        "expired": "確認の期限切れ",
        "meeting_notes": "メモ",
        "meeting_summary": "要約",
        "meeting_transcript": "文字起こし",
        "footnotes": "脚注",
        "back_to_reference": "本文の注{number}に戻る",
        "someone": "誰か",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
