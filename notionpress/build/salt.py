"""What every output depends on: notionpress and the libraries that it is made with, settings, plugins."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Final

import msgspec

from notionpress.config import Config
from notionpress.sources import digest_of_sources

_LIBRARIES: Final = (
    *("babel", "jinja2", "markdown_it_py", "markupsafe", "math_core", "mdit_py_plugins", "msgspec", "nh3", "pillow"),
    *(
        "pagefind_bin",
        "pagefind_bin_extended",
        "pygments",
        "python_slugify",
        "pyyaml",
        "resvg_py",
        "tomli_w",
        "tzdata",
        "uharfbuzz",
    ),
)
"""Libraries whose other version may make other bytes, as the folders that tell of them are named (PEP 376, 503)."""

_BY_FACT: Final = frozenset(
    (
        *("title", "description", "author", "posts_per_page", "menu", "feed", "machines", "search", "unsupported"),
        *("deploy", "archive", "related_posts", "discussion", "languages"),
    )
)
"""Settings that outputs read one by one, as `setting:<name>` or `own-words:<name>`."""

_BY_SITE: Final = frozenset(
    (
        *("notion", "properties", "publish", "databases", "permalink", "slugs", "comments", "files", "pictures"),
        *("gate", "checks", "removals", "content", "theme", "theme_options", "plugins", "output", "cache"),
        *("static", "templates", "folder", "file", "drafts", "future", "icon", "social", "addresses"),
        *("collections", "taxonomies", "home"),
    )
)
"""Settings that outputs see only by what they make of pages, files and theme, and settings that none sees."""


def parts_of(config: Config, plugins: str, kind: str) -> dict[str, str]:
    """The digests of all that every output depends on, by what it is called to people.

    `plugins` is the digest of the plugins' sources, `kind` what is built: a site, or Markdown for a generator.
    """
    settings = {
        name: getattr(config, name)
        for name in config.__struct_fields__
        if name not in _BY_FACT and name not in _BY_SITE
    }
    return {
        "notionpress": notionpress_digest(),
        "the settings": _digest(msgspec.json.encode(settings)),
        "the plugins": plugins,
        "the kind of files": kind,
    }


@lru_cache(maxsize=1)
def notionpress_digest() -> str:
    """A digest of notionpress's own sources and of the versions of its libraries."""
    return digest_of_sources("**/*.py", more="\n".join((sys.version, *sorted(set(_installed())))))


def _installed() -> Iterator[str]:
    """The libraries with their versions: `jinja2-3.1.4`. To ask importlib.metadata would take longer than to build."""
    for place in sys.path:
        with suppress(OSError):
            for name in os.listdir(place):  # noqa: PTH208  (the names are all that is wanted)
                library, mark, release = name.lower().partition("-")
                if mark and release.endswith(".dist-info") and library in _LIBRARIES:
                    yield f"{library}-{release}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
