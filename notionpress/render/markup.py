"""HTML as a type of its own: text becomes it only by being escaped, addresses only by being allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NewType, TypeAlias
from urllib.parse import unquote

from notionpress.text import without_controls

if TYPE_CHECKING:
    Html = NewType("Html", str)
else:
    # A NewType is one more call at run time, and this is called for every piece of every page.
    Html = str
"""Markup that is safe to put into a page. The type checker lets only this module make it out of text."""

Attribute: TypeAlias = str | int | bool | None

NOTHING: Final = Html("")
SCHEMES: Final = frozenset(("http", "https", "mailto", "tel"))
"""What a link may begin with; everything else (`javascript:`, `data:`, …) could act on the reader."""

_ESCAPED: Final = b"&<>\"'"
_AS_IT_IS: Final = bytes(one for one in (*b"\t\n\r", *range(0x20, 0x7F)) if one not in _ESCAPED)
"""The characters of ASCII that are the same in HTML: nearly all texts are told by them in a fifth of the time."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_STRIPPED_BY_BROWSERS: Final = "".join(map(chr, range(0x21)))
_DROPPED_BY_BROWSERS = re.compile(r"[\t\r\n]")
# URL Standard, "URL code points": all else in ASCII has to be percent-encoded; so has a % that begins no escape.
_FORBIDDEN = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\u00a0-\U0010fffd]")


def escape(text: str) -> Html:
    """Text as HTML, in content and in attributes; characters that HTML forbids are left out."""
    if text.isascii():
        left = text.encode().translate(None, _AS_IT_IS)
        if not left:
            return Html(text)
        if left.translate(None, _ESCAPED):
            text = without_controls(text)
    elif not text.isprintable():
        text = without_controls(text)
    # To look for a character costs a third of replacing it, and few texts have any.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    if "'" in text:
        text = text.replace("'", "&#x27;")
    return Html(text)


def join(parts: Iterable[Html], separator: str = "") -> Html:
    """Pieces of HTML as one; `separator` must be white space or punctuation."""
    return Html(separator.join(parts))


def element(name: str, content: Html = NOTHING, /, **attributes: Attribute) -> Html:
    """An element with its attributes: `class_` is class, `data_language` data-language.

    An attribute of None or False is left out, True is written bare; values are escaped.
    """
    return Html(f"<{name}{_attributes(attributes) if attributes else ''}>{content}</{name}>")


def void(name: str, /, **attributes: Attribute) -> Html:
    """An element that cannot have content (`img`, `input`, `hr`)."""
    return Html(f"<{name}{_attributes(attributes)}>")


def opening(name: str, /, **attributes: Attribute) -> Html:
    """A start tag alone; `closing` ends it."""
    return Html(f"<{name}{_attributes(attributes)}>")


def closing(name: str) -> Html:
    """An end tag."""
    return Html(f"</{name}>")


def made_elsewhere(html: str) -> Html:
    """HTML of a library that escapes by itself: the highlighter's and the equations'."""
    return Html(html)


def _attributes(attributes: dict[str, Attribute]) -> str:
    found = ""
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        if value is True:
            found += f" {_attribute_name(name)}"
        else:
            found += f' {_attribute_name(name)}="{escape(value) if isinstance(value, str) else value}"'
    return found


@lru_cache(maxsize=256)
def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


_HOST: Final = re.compile(r"https?:[/\\]*(?:[^/\\?#]*@)?([^/\\?#]*)", re.IGNORECASE)
_IPV6: Final = re.compile(r"https?://\[[0-9a-f:.]{2,45}\](?=[:/?#]|$)", re.IGNORECASE)
"""The beginning of an address whose host is one of IPv6: its brackets stay as they are (RFC 3986, 3.2.2)."""

_FORBIDDEN_IN_HOSTS: Final = re.compile(r"[\x00-\x20\x7f%#/<>?@\\^|]")
"""What a host must not hold once it is decoded, but for brackets and colons: https://url.spec.whatwg.org/#host-miscellaneous"""


@lru_cache(maxsize=4096)
def safe_url(url: str) -> str | None:
    """The address if a page may lead there, in the form that the URL Standard calls valid; else None.

    Allowed are the schemes of `SCHEMES`, paths of the site (`/…`), and places on the page (`#…`), not what browsers
    take for no address at all because of its host.
    """
    url = _DROPPED_BY_BROWSERS.sub("", url.strip(_STRIPPED_BY_BROWSERS))
    if url.startswith(("//", "/\\", "\\")):
        url = "https://" + url.lstrip("/\\")
    scheme = _SCHEME.match(url)
    if scheme is None and not url.startswith(("/", "#")):
        return None
    if scheme is not None and scheme[1].lower() not in SCHEMES:
        return None
    if (host := _HOST.match(url)) and _FORBIDDEN_IN_HOSTS.search(unquote(host[1])):
        return None
    host_of_numbers = _IPV6.match(url)
    start = host_of_numbers[0] if host_of_numbers else ""
    address, mark, place = url.removeprefix(start).partition("#")
    return start + _FORBIDDEN.sub(_percent_encoded, f"{address}{mark}{place.replace('#', '%23')}")


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="ignore"))


def is_picture_url(url: str) -> bool:
    """Whether a picture may be shown from there: only the web's own schemes load without asking."""
    return url.startswith(("https://", "http://", "/"))
