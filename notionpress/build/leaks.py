"""Looking for what must not be public in the bytes of a file: pure, and in one pass however much is to be hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape, unescape
from typing import Final, TypeAlias

import msgspec
from ahocorasick_rs import BytesAhoCorasick, Implementation

from notionpress.config import GateRule
from notionpress.ids import linked_id, parse_id

_FEW: Final = 400
"""Up to so many patterns the automaton is a table, which is fastest; a larger one would take tens of megabytes."""

_SHORTEST_SECRET: Final = 8

_SIGNATURES: Final = (b"X-Amz-Signature=", b"X-Amz-Credential=", b"expirationTimestamp=")
_FILE_HOSTS: Final = (b"prod-files-secure", b"notion-static.com", b"notionusercontent.com")
_IN_URL: Final = rb"(?:(?!&(?:quot|lt|gt|#34|#39|#x27);)[^\s\"'<>()])*"
_URL_START = re.compile(rb"https?:" + _IN_URL + rb"\Z")
_URL_REST = re.compile(_IN_URL)
_LONGEST_URL: Final = 4000
_FILE = re.compile(r"/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/")

_TOKEN = re.compile(rb"(?:ntn|secret)_[A-Za-z0-9]{20,}|Bearer\s+[A-Za-z0-9._~+/-]{20,}")

_LOCAL = re.compile(rb"[A-Za-z0-9._%+-]+\Z")
_LONGEST_LOCAL: Final = 64
_JSON_SIGN = re.compile(rb"u[0-9a-f]{4}")
_DOMAIN = re.compile(rb"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z]{2,24})(?![A-Za-z0-9-])")
_FILE_ENDINGS: Final = frozenset(
    (b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"avif", b"ico", b"css", b"js", b"mjs", b"html", b"json", b"md")
)
"""`icon@2x.png` is the name of a picture, and no address."""

_LINK_START = re.compile(rb"(?:[\"'(=<]|&#34;|&quot;|&#39;|&#x27;)((?:(?:https?|notion):)?(?:\\?/){2}[a-z.]*)\Z")
_LINK_REST = re.compile(rb"[^\s\"'<>()&]*")
_LONGEST_START: Final = 40

_MARKUP = re.compile(r"[<>&\"'\\]")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_DIGIT = re.compile(r"\d")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]{4}")


class Leak(msgspec.Struct, frozen=True):
    """Something in a file that may have to stay private: the rule, what was found, and at which byte."""

    rule: GateRule
    value: str
    at: int


Look: TypeAlias = Callable[[bytes, int, int], Leak | None]
"""Looks closer at a place, given as the bytes that it begins and ends at, where a pattern was found."""


class Scanner:
    """Knows what must not be public, and looks for it.

    Arguments: `withheld` are titles by id of what is not published; `known` are the ids of the workspace that were
    crawled; `secrets` are tokens; `skip` are the rules that do not apply.
    """

    def __init__(
        self, withheld: Mapping[str, str], known: frozenset[str], secrets: Iterable[str], skip: Iterable[GateRule]
    ) -> None:
        rules: dict[GateRule, Iterable[tuple[bytes, Look]]] = {
            "signed-url": ((sign, _signed_url) for sign in (*_SIGNATURES, *_FILE_HOSTS)),
            "token": _token_patterns(secrets),
            "email": ((b"@", _email),),
            "unpublished-id": (pattern for id in withheld for pattern in _id_patterns(id)),
            "unpublished-title": _title_patterns(withheld.values()),
            "notion-link": ((b"notion.so/", _link_to(known)), (b"notion.com/", _link_to(known))),
        }
        patterns = [pattern for rule, found in rules.items() if rule not in set(skip) for pattern in found]
        self._looks = [look for _, look in patterns]
        table = Implementation.DFA if len(patterns) <= _FEW else Implementation.ContiguousNFA
        self._automaton = BytesAhoCorasick([pattern for pattern, _ in patterns], implementation=table)

    def scan(self, data: bytes) -> list[Leak]:
        """Everything in a file that a rule names, each at its first place."""
        found: dict[tuple[GateRule, str], Leak] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(data, overlapping=True):
            leak = self._looks[number](data, start, end)
            if leak:
                found.setdefault((leak.rule, leak.value), leak)
        return list(found.values())


def _signed_url(data: bytes, start: int, end: int) -> Leak | None:
    before = _URL_START.search(data, max(0, start - _LONGEST_URL), start)
    after = _URL_REST.match(data, start)
    if not before or not after:
        return None
    # A feed holds HTML, which it escapes once more.
    url = unescape(unescape(_without_json(before[0] + after[0])))
    signed = any(sign.decode() in url for sign in _SIGNATURES)
    return Leak("signed-url", url, before.start()) if signed or _FILE.search(url) else None


def _without_json(url: bytes) -> str:
    """An address as it is meant; in the texts of JSON, quotation marks after it and slashes have a backslash."""
    return url.replace(b"\\/", b"/").rstrip(b"\\").decode(errors="replace")


def _token_patterns(secrets: Iterable[str]) -> Iterator[tuple[bytes, Look]]:
    known = {secret.encode() for secret in secrets if len(secret) >= _SHORTEST_SECRET}

    def secret(data: bytes, start: int, end: int) -> Leak | None:
        return Leak("token", data[start:end].decode(), start)

    def token(data: bytes, start: int, end: int) -> Leak | None:
        found = _TOKEN.match(data, start)
        if not found or found[0] in known or _is_word(data[start - 1 : start]):
            return None
        return Leak("token", found[0].decode(), start)

    yield from ((one, secret) for one in sorted(known))
    yield from ((one, token) for one in (b"ntn_", b"secret_", b"Bearer"))


def _email(data: bytes, start: int, end: int) -> Leak | None:
    local, domain = _LOCAL.search(data, max(0, start - _LONGEST_LOCAL), start), _DOMAIN.match(data, end)
    if not local or not domain or domain[1].lower() in _FILE_ENDINGS:
        return None
    # In the texts of JSON a sign may be written as `\u003c`, whose letters are no part of the address.
    sign = _JSON_SIGN.match(data, local.start()) if data[local.start() - 1 : local.start()] == b"\\" else None
    begin = sign.end() if sign else local.start()
    return Leak("email", data[begin : domain.end()].decode(), begin) if begin < start else None


def _id_patterns(id: str) -> Iterator[tuple[bytes, Look]]:
    def whole(data: bytes, start: int, end: int) -> Leak | None:
        # A longer run of digits is a digest.
        inside = _is_word(data[start - 1 : start]) or _is_word(data[end : end + 1])
        return None if inside else Leak("unpublished-id", id, start)

    yield id.encode(), whole
    yield id.replace("-", "").encode(), whole


def _link_to(known: frozenset[str]) -> Look:
    def link(data: bytes, start: int, end: int) -> Leak | None:
        before = _LINK_START.search(data, max(0, start - _LONGEST_START), start)
        after = _LINK_REST.match(data, start)
        if not before or not after:
            return None
        url = _without_json(before[1] + after[0])
        return Leak("notion-link", url, before.start(1)) if _page_of(url) in known else None

    return link


def _page_of(url: str) -> str:
    """The id of the page that a link leads to, "" where it leads to none."""
    if url.startswith("notion:"):
        try:
            return parse_id(url)
        except ValueError:
            return ""
    found = linked_id(url)
    return found[0] if found else ""


def is_distinctive(title: str) -> bool:
    """Whether a title is told from ordinary words.

    It has two words of three letters, or one of eight and no digit (which leaves out dates), or four characters of a
    script without spaces.
    """
    words = _LETTERS.findall(title)
    if len(words) >= 2 or _UNSPACED.search(title):
        return True
    return any(len(word) >= 8 for word in words) and not _DIGIT.search(title)


def _title_patterns(titles: Iterable[str]) -> Iterator[tuple[bytes, Look]]:
    """Each title by its longest part that all markup languages write alike."""
    for title in sorted({title for title in titles if is_distinctive(title)}):
        longest = max((part.strip() for part in _MARKUP.split(title)), key=len)
        if pattern := longest.encode(errors="ignore"):
            yield pattern, _titled(title, title.index(longest))


def _titled(title: str, offset: int) -> Look:
    """Looks whether a whole title stands at a part of it that begins at a character."""
    before, after = title[:offset], title[offset:]
    # As text, as Python's and as Jinja's HTML, and as JSON, also in a script.
    ways = tuple(
        dict.fromkeys(
            (write(before).encode(errors="ignore"), write(after).encode(errors="ignore"))
            for write in (str, escape, _escaped_by_jinja, _in_json, _in_script)
        )
    )

    def look(data: bytes, start: int, end: int) -> Leak | None:
        for head, rest in ways:
            first, last = start - len(head), start + len(rest)
            if first < 0 or not data.startswith(head, first) or not data.startswith(rest, start):
                continue
            if not _is_word(data[first - 1 : first]) and not _is_word(data[last : last + 1]):
                return Leak("unpublished-title", title, first)
        return None

    return look


def _escaped_by_jinja(text: str) -> str:
    return escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def _in_json(text: str) -> str:
    return msgspec.json.encode(text.encode(errors="ignore").decode())[1:-1].decode()


def _in_script(text: str) -> str:
    return _in_json(text).replace("<", "\\u003c")


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_"
