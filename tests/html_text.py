"""The text of a page, as a reader can meet it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head"):
            self.hidden += 1
        for name, value in attrs:
            if name in ("alt", "aria-label") and value and not self.hidden:
                self.parts.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def text_of(html: str) -> str:
    """All text of a page that a reader can meet, without any white space."""
    parser = _Text()
    parser.feed(html)
    return squeezed("".join(parser.parts))


def squeezed(text: str) -> str:
    """The text without white space and without characters that HTML forbids."""
    return "".join(character for character in text if character.isprintable() and not character.isspace())
