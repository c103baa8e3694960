"""What the index of the cache knows of each object and each download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["page", "database", "data_source", "user", "view", "comments", "newer"]
Derived: TypeAlias = Literal["parsed.jsonl", "local.jsonl", "links.jsonl", "related.jsonl"]
"""Files of what was made of pages of Notion's, of local ones, and of links to other sites: lost, it is made again."""
RootKind: TypeAlias = Literal["database", "data_source", "page"]

FOLDERS: Final[dict[Kind, str]] = {
    "page": "pages",
    "database": "databases",
    "data_source": "data_sources",
    "user": "users",
    "view": "views",
    "comments": "comments",
    "newer": "newer",
}
"""Where the objects of each kind lie in the cache.

`newer` are pages as they are now whose blocks cannot be read: what is stored of them as a page is older.
"""


class Root(msgspec.Struct, frozen=True):
    """A place in the workspace: an id and what kind of object it names."""

    id: str
    kind: RootKind


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the index knows of one stored object.

    `last_edited_time` is as Notion sent it; `digest` is of the stored object, `listed` of the object before cut values
    were completed ("" when nothing was); `fetched` is the ISO time (UTC) of the reading. For pages: `tree` is the
    digest of the block tree ("" when the body was never read), `tree_time` the page's `last_edited_time` when it was,
    `tree_fetched` the time of that reading, and `children` the pages and databases that stand in it. `rows` are a data
    source's row pages in listing order, or a database's views, which were read at `views_fetched`. `files` are the
    keys of the hosted files that the object and its tree show. `incomplete` says that some of it could not be read: it
    is read again next time. `size` and `tree_size` are the bytes that the files of object and tree have when they are
    whole. `verified` is the number of the crawl that last read all of it, whether it had changed or not. `shape` is, of
    a data source, the digest of the names and types of its rows' properties.
    """

    kind: Kind
    id: str
    last_edited_time: str = ""
    digest: str = ""
    fetched: str = ""
    tree: str = ""
    tree_time: str = ""
    tree_fetched: str = ""
    incomplete: bool = False
    rows: tuple[str, ...] = ()
    views_fetched: str = ""
    children: tuple[Root, ...] = ()
    files: tuple[str, ...] = ()
    listed: str = ""
    size: int = 0
    tree_size: int = 0
    verified: int = 0
    shape: str = ""


class StoredFile(msgspec.Struct, frozen=True):
    """A download: `key` as in `ids.file_key`, SHA-256 `digest` of its bytes, `name` as its author called it."""

    key: str
    digest: str
    extension: str
    name: str
    media_type: str
    size: int


class Looked(msgspec.Struct, frozen=True):
    """A page that was looked at and is not part of the site: its `last_edited_time`, and the ISO time of that look."""

    last_edited_time: str
    fetched: str


class Sync(msgspec.Struct, frozen=True, omit_defaults=True):
    """What crawls remember besides what they read.

    `crawls` is how many there were, of which the rolling verification takes its turns, and `checked` the ISO time when
    a database was last looked at. `listed` is the ISO time when the last crawl began in which everything below the
    roots was listed ("" for none since the roots changed), `selection` the digest of the filter that it had, and
    `outside` are the pages by id that were looked at since, and are not part of the site.
    """

    crawls: int = 0
    checked: str = ""
    listed: str = ""
    selection: str = ""
    outside: Mapping[str, Looked] = {}
