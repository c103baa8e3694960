"""The renderer's words in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "无标题",
        "unpublished_page": "未发布的页面",
        "missing_file": "{name}不可用",
        "enlarge": "放大图片",
        "only_in_notion": "此部分仅能在 Notion 中查看",
        "table_of_contents": "目录",
        "breadcrumb": "当前位置",
        "link_to_section": "本节链接",
        "tabs": "标签页",
        "table": "表格",
        "database_empty": "这里还没有内容",
        "without_value": "无{name}",
        "yes": "是",
        "no": "否",
        "verified": "已验证",
        "unverified": "未验证",
        "expired": "验证已过期",
        "meeting_notes": "笔记",
        "meeting_summary": "摘要",
        "meeting_transcript": "文字记录",
        "footnotes": "脚注",
        "back_to_reference": "返回引用处 {number}",
        "someone": "某人",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
