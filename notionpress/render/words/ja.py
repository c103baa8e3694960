"""The renderer's words in Japanese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "無題",
        "unpublished_page": "未公開のページ",
        "unpublished_database": "未公開のデータベース",
        "unsupported_block": "この部分はNotionが共有しない種類のものです: {type}",
        "missing_file": "{name}は利用できません",
        "table_of_contents": "目次",
        "breadcrumb": "パンくずリスト",
        "home": "ホーム",
        "link_to_section": "このセクションへのリンク",
        "tabs": "タブ",
        "table": "表",
        "database_empty": "まだ何もありません",
        "open": "{name}を開く",
        "download": "ダウンロード",
        "play": "再生",
        "size": "サイズ",
        "image": "画像",
        "video": "動画",
        "audio": "音声",
        "pdf": "PDF",
        "file": "ファイル",
        "embed": "埋め込みコンテンツ",
        "equation": "数式",
        "checked": "完了",
        "unchecked": "未完了",
        "yes": "はい",
        "no": "いいえ",
        "verified": "確認済み",
        "unverified": "未確認",
        "expired": "確認の期限切れ",
        "meeting_notes": "メモ",
        "meeting_summary": "要約",
        "meeting_transcript": "文字起こし",
        "someone": "誰か",
        "me": "自分",
        "today": "今日",
        "now": "現在",
        "comment": "コメント",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
