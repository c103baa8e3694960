"""The renderer's words in Korean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "제목 없음",
        "unpublished_page": "게시되지 않은 페이지",
        "unpublished_database": "게시되지 않은 데이터베이스",
        "unsupported_block": "이 부분은 Notion이 공유하지 않는 유형입니다: {type}",
        "missing_file": "{name}: 사용할 수 없음",
        "table_of_contents": "목차",
        "breadcrumb": "현재 위치",
        "home": "홈",
        "link_to_section": "이 섹션 링크",
        "tabs": "탭",
        "table": "표",
        "database_empty": "아직 아무것도 없습니다",
        "open": "{name} 열기",
        "download": "다운로드",
        "play": "재생",
        "size": "크기",
        "image": "이미지",
        "video": "동영상",
        "audio": "오디오",
        "pdf": "PDF",
        "file": "파일",
        "embed": "임베드된 콘텐츠",
        "equation": "수식",
        "checked": "완료",
        "unchecked": "미완료",
        "yes": "예",
        "no": "아니요",
        "verified": "인증됨",
        "unverified": "인증되지 않음",
        "expired": "인증 만료됨",
        "meeting_notes": "노트",
        "meeting_summary": "요약",
        "meeting_transcript": "전사본",
        "someone": "누군가",
        "me": "나",
        "today": "오늘",
        "now": "지금",
        "comment": "댓글",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
