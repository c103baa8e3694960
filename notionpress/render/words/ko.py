"""The renderer's words in Korean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "untitled": "제목 없음",
        "unpublished_page": "게시되지 않은 페이지",
        "missing_file": "{name}: 사용할 수 없음",
        "enlarge": "그림 크게 보기",
        "only_in_notion": "이 부분은 Notion에서만 볼 수 있습니다",
        "table_of_contents": "목차",
        "breadcrumb": "현재 위치",
        "link_to_section": "이 섹션 링크",
        "tabs": "탭",
        "table": "표",
        "database_empty": "아직 아무것도 없습니다",
        "without_value": "{name} 없음",
        "yes": "예",
        "no": "아니요",
        "verified": "인증됨",
        "unverified": "인증되지 않음",
        "expired": "인증 만료됨",
        "meeting_notes": "노트",
        "meeting_summary": "요약",
        "meeting_transcript": "전사본",
        "footnotes": "각주",
        "back_to_reference": "본문 {number}(으)로 돌아가기",
        "someone": "누군가",
        "kilobyte": "kB",
        "megabyte": "MB",
        "gigabyte": "GB",
        "terabyte": "TB",
    }
)
