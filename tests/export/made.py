"""A page that a generator made: its words, pictures, links, ids and code blocks."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser


class Page(HTMLParser):
    """Words, pictures, links, ids and code blocks of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.code = 0
        self._words: list[str] = []
        self._hidden = 0
        self.feed(html)
        self.words = letters("".join(self._words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._hidden += tag in ("script", "style", "head")
        self.code += tag == "pre"
        self.ids.update(value for name, value in found.items() if name == "id" or (name == "name" and tag == "a"))
        if tag == "img":
            self.pictures.append(found.get("src", ""))
        if tag == "a" and "href" in found:
            self.links.append(found["href"])

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(data)


def letters(text: str) -> str:
    """Letters and digits alone: generators set quotes and dashes as they like."""
    return "".join(character for character in unicodedata.normalize("NFC", text) if character.isalnum())
