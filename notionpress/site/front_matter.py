"""The front matter of a local page: what its author says of it in YAML, as the properties that a Notion page has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
import yaml

from notionpress.config import PropertySettings
from notionpress.config_file import or_meant
from notionpress.content.properties import (
    Checkbox,
    Date,
    MultiSelect,
    Number,
    Option,
    Property,
    RichTextValue,
    Select,
    Url,
)
from notionpress.content.rich_text import DateValue, Text
from notionpress.language_tags import tag_of
from notionpress.site.fields import focus

LOCAL_NAMES: Final = PropertySettings(
    title="title",
    date="date",
    slug="slug",
    tags="tags",
    description="description",
    cover="cover",
    cover_focus="cover_focus",
    authors="authors",
    aliases="aliases",
    noindex="noindex",
    discussion="discussion",
    language="language",
    translation_of="translation_of",
    order="order",
    series="series",
    part="part",
)
"""Which of a local page's properties is what; its metadata is what site.yaml names."""

PUBLISHED: Final = "published"
"""The property that every local page has: false in a draft."""

# Where a draft says that it is one must not hang on an empty line before it.
_OPENING = re.compile(r"\ufeff?\s*---[ \t]*\r?\n")
_A_NAME = re.compile(r"[ \t]*[\"']?[\w-]+[\"']?[ \t]*:(?:\s|$)")
_TOML = re.compile(r"\ufeff?\s*\+\+\+[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_NULL: Final = "tag:yaml.org,2002:null"


class Mistake(msgspec.Struct, frozen=True, order=True):
    """Something wrong in a file's front matter, at a line and column that count from 1."""

    line: int
    column: int
    message: str


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True):
    """What the front matter says. `kind` is "" where it does not; `first_line` is the line that the text begins on."""

    title: str = ""
    kind: str = ""
    cover: str = ""
    updated: date | datetime | None = None
    properties: Mapping[str, Property] = {}
    body: str = ""
    first_line: int = 1


def read_front_matter(text: str) -> tuple[FrontMatter, list[Mistake]]:
    """What stands between `---` and `---` at the head of a file, and the text below it; with all mistakes in it."""
    source, body, first_line = _parted(text)
    reading = _Reading()
    if mistake := _unreadable(text, first_line):
        return FrontMatter(body=body, first_line=first_line), [mistake]
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        return FrontMatter(body=body, first_line=first_line), [_syntax_mistake(error)]
    if node is not None and not _is_null(node):
        reading.read(node)
    published = reading.values.pop("draft", False) is not True and reading.values.pop(PUBLISHED, True) is True
    found = FrontMatter(
        title=reading.values.pop("title", ""),
        kind=reading.values.pop("kind", ""),
        cover=reading.values.pop("cover", ""),
        updated=reading.values.pop("updated", None),
        properties={**reading.further, **reading.values, PUBLISHED: Checkbox(checked=published)},
        body=body,
        first_line=first_line,
    )
    return found, reading.mistakes


def _parted(text: str) -> tuple[str, str, int]:
    """Front matter, text, and the line on which the text begins."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return "", text.removeprefix("\ufeff"), 1
    # Line breaks stand for the line of hyphens and those above it, so that marks count the file's lines.
    above = "\n" * text.count("\n", 0, opening.end())
    return above + text[opening.end() : closing.start()], text[closing.end() :], text.count("\n", 0, closing.end()) + 1


def _unreadable(text: str, first_line: int) -> Mistake | None:
    """What would be taken for the text of a page, though it is front matter."""
    if found := _TOML.match(text):
        return Mistake(text.count("\n", 0, found.end()), 1, "this is front matter in TOML: write it in YAML, after ---")
    opening = _OPENING.match(text)
    if opening and first_line == 1 and _A_NAME.match(text, opening.end()):
        return Mistake(
            text.count("\n", 0, opening.end()), 1, "front matter begins here and does not end: add a line ---"
        )
    return None


def _syntax_mistake(error: Exception) -> Mistake:
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        said = " ".join(part for part in (error.context, error.problem) if part)
        return Mistake(mark.line + 1, mark.column + 1, f"this is not YAML: {said}")
    return Mistake(1, 1, "this is not YAML, or holds a character that YAML does not allow")


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and (node.tag == _NULL or not node.value)


class _Reading:
    """Turns nodes into values, and collects what is wrong."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.further: dict[str, Property] = {}
        self.mistakes: list[Mistake] = []
        self._known: Mapping[str, Callable[[yaml.Node], Any]] = {
            "title": self._text,
            "date": lambda node: Date(date=_range(self._moment(node))),
            "updated": self._moment,
            "slug": self._words,
            "description": self._words,
            "tags": self._choices,
            "authors": self._choices,
            "cover": self._text,
            "cover_focus": self._focus,
            "draft": self._flag,
            PUBLISHED: self._flag,
            "kind": self._kind,
            "aliases": self._choices,
            "language": self._language,
            "translation_of": self._words,
            "noindex": lambda node: Checkbox(checked=self._flag(node) is True),
            "discussion": lambda node: Checkbox(checked=self._flag(node) is not False),
        }

    def read(self, node: yaml.Node) -> None:
        """Take all that a mapping says."""
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "front matter is a list of names, each with a colon and its value")
            return
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            # “Draft” keeps a page back as “draft” does.
            name = folded if (folded := name.casefold()) in self._known else name
            if not name:
                self._wrong(key, "this must be a name")
            elif name in lines:
                self._wrong(key, f"“{name}” stands here twice; line {lines[name]} has it already")
            elif name == "properties" and isinstance(value, yaml.MappingNode):
                # Where exports put what a page shows beside its text.
                self._read_further(value)
            elif not _is_null(value):
                lines[name] = key.start_mark.line + 1
                made = self._known.get(name, self._further)(value)
                if made is not None:
                    self.values[name] = made

    def _read_further(self, node: yaml.MappingNode) -> None:
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and not _is_null(value) and (made := self._further(value)):
                self.further.setdefault(str(key.value), made)

    def _wrong(self, node: yaml.Node, message: str) -> None:
        self.mistakes.append(Mistake(node.start_mark.line + 1, node.start_mark.column + 1, message))

    def _text(self, node: yaml.Node) -> str:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self._wrong(node, "this must be text")
        return ""

    def _words(self, node: yaml.Node) -> Property:
        return RichTextValue(rich_text=(Text(self._text(node)),))

    def _texts(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            found = [self._text(one) for one in node.value]
        else:
            found = self._text(node).split(",")
        return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))

    def _choices(self, node: yaml.Node) -> Property:
        return MultiSelect(options=tuple(Option(name) for name in self._texts(node)))

    def _moment(self, node: yaml.Node) -> date | datetime | None:
        value = self._text(node)
        found = moment_of_text(value) if value else None
        if value and found is None:
            self._wrong(node, f"“{value}” is no date such as 2026-03-14 and no time such as 2026-03-14 12:30")
        return found

    def _focus(self, node: yaml.Node) -> Property | None:
        value = self._words(node)
        if value and not focus(value):
            self._wrong(node, "this must be a number from 0 (top) to 100, or two: how far across and how far down")
        return value

    def _language(self, node: yaml.Node) -> Property | None:
        value = self._text(node)
        if tag_of(value):
            return self._words(node)
        if value:
            self._wrong(node, f"this must be a language's tag such as en, de or pt-BR, not “{value}”")
        return None

    def _flag(self, node: yaml.Node) -> bool | None:
        value = self._text(node).lower()
        if value in ("true", "yes", "on"):
            return True
        if value in ("false", "no", "off"):
            return False
        if value:
            self._wrong(node, f"this must be true or false, not “{value}”")
        return None

    def _kind(self, node: yaml.Node) -> str:
        value = self._text(node)
        if value and value not in ("page", "post"):
            self._wrong(node, f"this must be page or post{or_meant(value, ('page', 'post'))}")
        return value

    def _further(self, node: yaml.Node) -> Property | None:
        """A value of a name that notionpress gives no meaning; it is shown if site.yaml says so."""
        if isinstance(node, yaml.SequenceNode):
            texts = [one.value for one in node.value if isinstance(one, yaml.ScalarNode)]
            return MultiSelect(options=tuple(Option(str(text)) for text in dict.fromkeys(texts)))
        return _typed(node) if isinstance(node, yaml.ScalarNode) else None


def _typed(node: yaml.ScalarNode) -> Property:
    """A value as the property that fits how it is written."""
    value, kind = str(node.value), node.tag.rpartition(":")[2]
    if kind == "bool":
        return Checkbox(checked=value.lower() in ("true", "yes", "on"))
    if kind in ("int", "float") and re.fullmatch(r"[-+]?\d{1,15}(?:\.\d{1,15})?", value):
        return Number(number=float(value) if "." in value else int(value))
    if kind == "timestamp" and (moment := moment_of_text(value)):
        return Date(date=DateValue(moment))
    return Url(url=value) if _URL.fullmatch(value) else RichTextValue(rich_text=(Text(value),))


def moment_of_text(value: str) -> date | datetime | None:
    """A date or time as people write it in front matter, None when it is neither."""
    value = _OFFSET.sub("", value.strip())
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else datetime.fromisoformat(value)
    except ValueError:
        return None


def _range(moment: date | datetime | None) -> DateValue | None:
    return DateValue(moment) if moment else None


def renamed(properties: Mapping[str, Property], wanted: Iterable[str], rule: str) -> dict[str, Property]:
    """The properties, with those that site.yaml names under the names that it gives them, whatever their letters' case.

    `rule` is the property of the publish rule: text in it is one of its choices.
    """
    found = dict(properties)
    folded = {name.casefold(): value for name, value in properties.items()}
    for name in wanted:
        if name.casefold() in folded:
            found.setdefault(name, folded[name.casefold()])
    if rule and rule.casefold() in folded:
        value = folded[rule.casefold()]
        found[rule] = _choice(value) if isinstance(value, RichTextValue) else value
    return found


def _choice(value: RichTextValue) -> Property:
    return Select(option=Option("".join(span.text for span in value.rich_text)))
