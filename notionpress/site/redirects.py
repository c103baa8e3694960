"""Redirects: which addresses lead on to which page, from where pages were before and from what authors name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from notionpress.config import Config
from notionpress.report import Problem
from notionpress.site import routes
from notionpress.site.addresses import Addresses, address_of, key_of
from notionpress.site.fields import names
from notionpress.site.site import PageMeta
from notionpress.site.tree import Place

_FILE: Final = re.compile(r"[^/]\.[A-Za-z0-9]{1,5}")
"""How the last part of an address ends that is one of a file, and not of a folder."""

_BETWEEN: Final = re.compile(r",|\s+(?=/|https?://)")
"""What stands between two aliases in a text."""


def redirects_of(
    places: Iterable[Place], pages: Mapping[str, PageMeta], addresses: Addresses, config: Config
) -> tuple[dict[str, str], list[Problem]]:
    """The ids of the pages that addresses lead on to, by address from the front page on; and what is wrong.

    `addresses` is where pages were before. An address that a page has leads nowhere else. Where two pages claim one,
    an alias wins over what was once an address, and the first page over the others.
    """
    present = {address_of(page): page for page in pages.values()}
    found: dict[str, str] = {}
    problems = []
    for page, alias in aliases_of(places, pages):
        try:
            address = alias_address(alias, config.base_url)
        except ValueError as error:
            message = f"The alias “{alias}” of this page leads nowhere: {error}."
            problems.append(Problem("alias-refused", message, page.title, page.source, "Write it as /old/address/."))
            continue
        owner = present.get(address) or pages.get(found.get(address, ""))
        if owner is None:
            found[address] = page.id
        elif owner is not page:
            message = f"The alias {address} of this page leads to “{owner.title}” ({owner.source}), which has it too."
            problems.append(Problem("alias-taken", message, page.title, page.source, "Take it out of one of them."))
    for page in pages.values():
        for address in addresses.get(key_of(page), ()):
            if address not in present:
                found.setdefault(address, page.id)
    return dict(sorted(found.items())), problems


def file_of(address: str) -> str:
    """The path of the file that is served at an address from the front page on."""
    return f"{address[1:]}{routes.INDEX}" if address.endswith("/") else address[1:]


def aliases_of(places: Iterable[Place], pages: Mapping[str, PageMeta]) -> Iterator[tuple[PageMeta, str]]:
    """The pages whose authors name further addresses, each with one of them as it stands there."""
    for place in places:
        if name := place.names.aliases:
            for words in names(place.page.properties.get(name), lambda _: "", lambda _: ""):
                for alias in filter(None, map(str.strip, _BETWEEN.split(words))):
                    yield pages[place.page.id], alias


def alias_address(alias: str, base_url: str) -> str:
    """The address from the front page on that an alias means.

    It is one of this site, with or without scheme and host, and with or without a slash at the end: `old-name`,
    `/2019/05/old.html`. Raises ValueError for what is none.
    """
    own, path = routes.origin(base_url), alias.strip()
    if "://" in path or path.startswith("//"):
        base = routes.base_path(base_url)
        parts = urlsplit(path)
        if parts.netloc != urlsplit(own).netloc or not f"{parts.path}/".startswith(base):
            raise ValueError("it is not one of this site")
        path = path.partition("://")[2].partition("/")[2].removeprefix(base[1:])
    if "?" in path or "#" in path:
        raise ValueError("what stands behind “?” or “#” is no part of a file's address")
    segments = [unquote(part) for part in path.split("/") if part]
    if not segments:
        raise ValueError("the front page has it")
    if any(part in (".", "..") or re.search(r"[\s\\/]", part) or not part.isprintable() for part in segments):
        raise ValueError("it holds something that addresses do not")
    is_file = not path.endswith("/") and _FILE.search(segments[-1])
    return f"/{'/'.join(segments)}" if is_file else f"/{'/'.join(segments)}/"
