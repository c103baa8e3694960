"""Text as Markdown: what would mean something is kept from meaning it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from string import ascii_letters, digits
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from notionpress.render.dialects import Dialect
from notionpress.text import without_controls

Place: TypeAlias = Literal["paragraph", "item", "heading", "cell"]
"""Where inline text stands: in lines of its own, in lines behind a box to tick, in one line, or in a table's cell."""

_EVERYWHERE = r"[\\`*\[<~\u2028\u2029]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)"
_AUTOLINKS = r"(?<=http):(?=//)|(?<=https):(?=//)|(?<=ftp):(?=//)|(?<=www)\.|(?<=mailto):|(?<=\w)@(?=\w)"
_DIRECTIVE = r":(?=[A-Za-z])"
_SHORTCODE = r":(?=[A-Za-z0-9_+-]+:)"
# CommonMark 0.31.2: ATX headings, block quotes, list markers, setext underlines and thematic breaks; GFM: the line
# below a table's head; Markdown Extra: definitions; PyMdown: admonitions, details, tabs; directives; kramdown: ends of
# blocks.
_LINE_STARTS = re.compile(
    r"^(?:(?P<number>\d{1,9})(?P<after>[.)])(?=\s|$)"
    r"|(?P<first>\#(?=\#{0,5}(?:\s|$))|>|[-+](?=\s|$)|[-=+](?=[-=+]*[ \t]*$)|[-|:](?=[-|: \t]*$)|:(?=\s|:)|!(?=!!)"
    r"|\?(?=\?\?)|=(?===)|/(?=//)|\^(?=[ \t]*$)))",
    re.MULTILINE,
)
_HASHES = re.compile("^#", re.MULTILINE)
_LAST_BACKSLASH = re.compile(r"\\\\$", re.MULTILINE)
_WORDS = re.compile(r"[\w .,;()'\"?%/+=–—’‘“”…«»-]+")
_ASCII_WORDS = (ascii_letters + digits + " .,;()'\"?%/+=-").encode()
"""The same characters, as far as they are ASCII and not the low line."""
_RULE = re.compile(r"[-+:= ]+")
_MODULE_LINES = re.compile(r"^(?:import|export)(?=\s|$|\{)", re.MULTILINE)
_EDGES = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_WIDE_EDGES = re.compile(r"^[^\S\n]+|[^\S\n]+$", re.MULTILINE)
_TAGS = re.compile(r"([^<]*)<(/?)[^>]*?(/?)>")
_MARKUP = re.compile(r"[^\w\s.,;()?'%/\u0080-\U0010ffff-]|_")
_REFERENCE = re.compile(r"&#?\w+;")
_ENDS_DESTINATION = re.compile(r"[()\s]")
_RUNS_OF_BACKTICKS = re.compile("`+")
_INDENTED = re.compile(r"^(?=[^\n])", re.MULTILINE)
_QUOTED = re.compile(r"^(?=(.?))", re.MULTILINE)
_SPACE = re.compile(r"[ \t\r\n]+")
_ENTITIES = {"<": "&lt;", "&": "&amp;", ">": "&gt;"}


@lru_cache(maxsize=64)
def active(dialect: Dialect) -> Mapping[Place, re.Pattern[str]]:
    """What is escaped wherever it stands in each place."""
    return MappingProxyType({place: _active(dialect, place) for place in get_args(Place)})


def _active(dialect: Dialect, place: Place) -> re.Pattern[str]:
    more = dialect.active + ("$" if dialect.math else "") + ("|" if place == "cell" else "")
    parts = [_EVERYWHERE]
    if more:
        parts.append(f"[{re.escape(more)}]")
    if dialect.braces or dialect.templates:
        parts.append("[{}]")
    if dialect.autolinks:
        parts.append(_AUTOLINKS)
    if dialect.shortcodes:
        parts.append(_SHORTCODE)
    if dialect.directives:
        parts.append(_DIRECTIVE)
    return re.compile("|".join(parts))


def means_nothing(text: str) -> bool:
    """Whether words hold only what means nothing wherever it stands, but for the start and end of a line."""
    if ":" in text:
        # Before a space it is only punctuation.
        text = text.replace(": ", " ")
    if text.isascii():
        # Twice as fast.
        return bool(text) and not text.encode().translate(None, _ASCII_WORDS) and "www" not in text
    return bool(_WORDS.fullmatch(text)) and "_" not in text and "www" not in text


def is_line(text: str) -> bool:
    """Whether words are a paragraph, as they are, in every dialect."""
    return (
        text[:1].isalpha()
        and means_nothing(text)
        and text[-1] != " "
        and "  " not in text
        and not text.startswith(("import", "export"))
    )


def escape(text: str, dialect: Dialect, meant: re.Pattern[str], place: Place = "paragraph") -> str:
    """Text as Markdown that shows it; line breaks stay as they are. `meant` is the dialect's `active` in its place."""
    if means_nothing(text):
        return text
    text = line_feeds(without_controls(text)).replace("\t", " ")
    words = meant.sub(lambda found: _literal(found[0], dialect), text)
    return _in_cell(words, dialect) if place == "cell" else words


def line_feeds(text: str) -> str:
    """Text whose lines end in line feeds alone: parsers take carriage returns for ends of lines too."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def label(markdown: str, dialect: Dialect) -> str:
    """Escaped words as what stands in a link's brackets, which do not end there."""
    markdown = markdown.replace("]:", f"]{reference(':')}")
    if markdown.startswith("^"):
        markdown = reference("^") + markdown[1:]
    if dialect.by_patterns:
        return markdown.replace("\\[", reference("[")).replace("]", reference("]"))
    return markdown.replace("]", _literal("]", dialect))


def _in_cell(markdown: str, dialect: Dialect) -> str:
    """Escaped words for a cell of a table: what ends it although it is escaped is written as references."""
    for character in dialect.cell_references:
        markdown = markdown.replace(f"\\{character}", reference(character))
    return markdown


def ruled(markdown: str, dialect: Dialect) -> str:
    """A cell that does not look like the line below a table's head."""
    return (
        re.sub("[-=]", lambda found: _literal(found[0], dialect), markdown) if _RULE.fullmatch(markdown) else markdown
    )


def _literal(character: str, dialect: Dialect) -> str:
    if character in _ENTITIES:
        return _ENTITIES[character]
    if character in "{}" and dialect.templates:
        return reference(character)
    return f"\\{character}" if character in dialect.escapable else reference(character)


def html_text(text: str) -> str:
    """Text inside of HTML on one line, whether or not the parser looks for Markdown there."""
    return _MARKUP.sub(lambda found: reference(found[0]), _SPACE.sub(" ", without_controls(text)))


def reference(character: str) -> str:
    """A character by its number, which no Markdown takes for anything else."""
    return f"&#{ord(character)};"


def lines(markdown: str, dialect: Dialect) -> str:
    """Inline Markdown as lines of a paragraph: what would begin a block at a line's start is kept from it."""
    markdown = edged(markdown)
    if "\n" in markdown or not markdown[:1].isalpha():
        markdown = _LINE_STARTS.sub(lambda found: _at_start(found, dialect), markdown)
    # At a line's end two backslashes are a break in kramdown; other parsers do not count those before a third.
    if "\\\\" in markdown:
        markdown = _LAST_BACKSLASH.sub(reference("\\"), markdown)
    if "#" in markdown and dialect.tight_headings:
        markdown = _HASHES.sub(r"\\#", markdown)
    if ("import" in markdown or "export" in markdown) and dialect.mdx:
        return _MODULE_LINES.sub(lambda found: reference(found[0][0]) + found[0][1:], markdown)
    return markdown


def broken(markdown: str, dialect: Dialect) -> str:
    """Lines with the mark of a break between them; an empty line would end the paragraph."""
    if "\n" not in markdown:
        return markdown
    if dialect.hard_break.isspace():
        markdown = re.sub("\n(?=\n)", "<br>", markdown)
    return markdown.replace("\n", dialect.hard_break)


def _at_start(found: re.Match[str], dialect: Dialect) -> str:
    if found["number"]:
        return f"{found['number']}{_literal(found['after'], dialect)}"
    return _literal(found["first"], dialect)


def edged(markdown: str) -> str:
    """Lines without spaces around them; wider spaces, which some parsers drop there, are written as references."""
    if "\n" not in markdown:
        markdown = markdown.strip(" \t")
        if not markdown or not (markdown[0].isspace() or markdown[-1].isspace()):
            return markdown
    markdown = _EDGES.sub("", markdown).strip("\n")
    if markdown.isascii():
        return markdown
    return _WIDE_EDGES.sub(lambda found: "".join(map(reference, found[0])), markdown)


def only_elements(markdown: str) -> bool:
    """Whether there are HTML elements and no words outside of them."""
    if not (markdown.startswith("<") and markdown.endswith(">")):
        return False
    depth = 0
    for text, end, empty in _TAGS.findall(markdown):
        if not depth and text.strip(" "):
            return False
        depth += 0 if empty else -1 if end else 1
    return True


def code_span(code: str) -> str:
    """A code span that holds just this (one line)."""
    fence = "`" * (max((len(run) for run in _RUNS_OF_BACKTICKS.findall(code)), default=0) + 1)
    # A space on both ends is taken away again, and keeps backticks from the fence.
    padded = code[0] in "` " or code[-1] in "` "
    return f"{fence} {code} {fence}" if padded else f"{fence}{code}{fence}"


def destination(url: str) -> str:
    """An address as the target of a link, in a cell of a table too."""
    url = url.replace("|", "%7C").replace("\n", "")
    if "&" in url and _REFERENCE.search(url):
        url = url.replace("&", "&amp;")
    return url if url and not _ENDS_DESTINATION.search(url) else f"<{url}>"


def apart(*parts: str) -> str:
    """Blocks of Markdown that are not empty, with an empty line between."""
    return "\n\n".join(part for part in parts if part)


def indented(markdown: str, by: str) -> str:
    """Markdown set in; empty lines stay empty."""
    return by + markdown if markdown and "\n" not in markdown else _INDENTED.sub(by, markdown)


def quoted(markdown: str) -> str:
    """Markdown as a quotation."""
    if "\n" not in markdown:
        return f"> {markdown}" if markdown else ">"
    return _QUOTED.sub(lambda found: "> " if found[1] else ">", markdown)
