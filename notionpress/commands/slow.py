"""What made a crawl slow, and what would make the next one quicker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from notionpress.crawl.costs import PAGE, PageCost
from notionpress.crawl.options import CrawlResult
from notionpress.ids import notion_url
from notionpress.text import one_line

_SLOW: Final = 60.0
"""Seconds from which a crawl is explained."""

_LARGE: Final = 0.05
"""The share of all requests from which a page is named."""

_SMALL: Final = 0.01
"""The share of all requests below which a purpose is not worth its words."""

_WORDS: Final[Mapping[str, str]] = {
    "bulleted_list_item": "nested lists",
    "numbered_list_item": "nested lists",
    "to_do": "nested lists",
    "column_list": "columns",
    "column": "columns",
    "heading_1": "toggles",
    "heading_2": "toggles",
    "heading_3": "toggles",
    "heading_4": "toggles",
    "meeting_notes": "meeting notes",
    "transcription": "meeting notes",
    "paragraph": "indented text",
    "tab": "tabs",
}
"""What people call the blocks that have others below them; those of other types by their type, in the plural."""

_NEEDED: Final = ("tables", "synced blocks", "meeting notes")
"""Blocks whose content is below them however the page is written."""

_PURPOSES: Final[Mapping[str, str]] = {
    "listings": "for rows",
    "pages": "for properties of pages",
    "properties": "for long properties",
    "databases": "for databases",
    "views": "for views",
    "comments": "for comments",
    "users": "for people",
}


def explanation(result: CrawlResult) -> str:
    """One line about where the requests of a slow crawl went and what would save some, "" where it was not slow."""
    if result.seconds < _SLOW or not result.requests:
        return ""
    said = [_split(result), *_page(result), *_advice(result)]
    return " ".join(said)


def _split(result: CrawlResult) -> str:
    nested = _named(result.by_block)
    inner = ", ".join(f"{name} {count:,}" for name, count in nested.most_common(3))
    own = result.by_block.get(PAGE, 0)
    counts = [
        (own, "for the blocks of pages"),
        (nested.total(), f"for blocks in blocks ({inner})"),
        (result.by_purpose.get("blocks", 0) - own - nested.total(), "to see what changed in pages"),
        *((result.by_purpose.get(purpose, 0), words) for purpose, words in _PURPOSES.items()),
    ]
    counts = sorted((one for one in counts if one[0] >= max(1, _SMALL * result.requests)), key=lambda one: -one[0])
    return f"Of {result.requests:,} requests: {', '.join(f'{count:,} {words}' for count, words in counts)}."


def _page(result: CrawlResult) -> list[str]:
    """The page that took most, if it took much."""
    if not result.costliest or result.costliest[0].requests < _LARGE * result.requests:
        return []
    page = result.costliest[0]
    (name, count), *_ = [*_named(page.by_block).most_common(1), ("", 0)]
    of_it = f", {count:,} of them for its {name}" if count else ""
    title = one_line(page.title) or "a page without a title"
    return [f"“{title}” ({notion_url(page.id)}) took {page.requests:,}{of_it}."]


def _advice(result: CrawlResult) -> list[str]:
    named = sum((_named(page.by_block) for page in result.costliest if _is_large(page, result)), Counter[str]())
    flat = Counter({name: count for name, count in named.items() if name not in _NEEDED})
    said = []
    if flat.total() >= _LARGE * result.requests:
        names = " and ".join(name for name, _ in flat.most_common(2))
        where = "it" if sum(_is_large(page, result) for page in result.costliest) == 1 else "such pages"
        said.append(f"Writing {where} without {names} saves up to {flat.total():,} each time.")
    if 2 * result.pages_fetched >= result.pages:
        said.append("With the cache of this run, the next one reads only what changed: keep the folder, in CI too.")
    return said


def _is_large(page: PageCost, result: CrawlResult) -> bool:
    return page.requests >= _LARGE * result.requests


def _named(by_block: Mapping[str, int]) -> Counter[str]:
    """How many lists were read below blocks, by what people call these."""
    found: Counter[str] = Counter()
    for kind, count in by_block.items():
        if kind != PAGE:
            found[_WORDS.get(kind, f"{kind.replace('_', ' ')}s")] += count
    return found
