"""The renderer's words in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "无标题",
        "unpublished_page": "未发布的页面",
        "unpublished_database": "未发布的数据库",
        "unsupported_block": "此部分属于 Notion 不共享的类型：{type}",
        "missing_file": "{name}不可用",
        "table_of_contents": "目录",
        "breadcrumb": "当前位置",
        "home": "首页",
        "link_to_section": "本节链接",
        "tabs": "标签页",
        "table": "表格",
        "database_empty": "这里还没有内容",
        "open": "打开 {name}",
        "download": "下载",
        "play": "播放",
        "size": "大小",
        "image": "图片",
        "video": "视频",
        "audio": "音频",
        "pdf": "PDF",
        "file": "文件",
        "embed": "嵌入内容",
        "equation": "公式",
        "checked": "已完成",
        "unchecked": "未完成",
        "yes": "是",
        "no": "否",
        "verified": "已验证",
        "unverified": "未验证",
        "expired": "验证已过期",
        "meeting_notes": "笔记",
        "meeting_summary": "摘要",
        "meeting_transcript": "文字记录",
        "someone": "某人",
        "me": "我",
        "today": "今天",
        "now": "现在",
        "comment": "评论",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
