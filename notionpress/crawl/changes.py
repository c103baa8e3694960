"""What stands in Notion's JSON that a crawl must follow, and whether an object has changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

import msgspec

from notionpress.ids import file_key, linked_id, split_url
from notionpress.store import Entry, Root

Json: TypeAlias = dict[str, Any]

CUT_AT: Final = 25
_MEETING_PARTS: Final = ("summary_block_id", "notes_block_id", "transcript_block_id")
_LIST_ITEMS: Final = ("title", "rich_text", "people", "relation")


def settled(last_edited_time: str, fetched: str) -> bool:
    """Whether no edit can hide behind this time: Notion floors it to the minute, and a later one looks the same.

    True when the object was read at least one full minute after the end of that minute. Both times are ISO 8601.
    """
    try:
        edited, read = datetime.fromisoformat(last_edited_time), datetime.fromisoformat(fetched)
    except ValueError:
        return False
    return read >= edited.replace(second=0, microsecond=0) + timedelta(minutes=2)


def by_notion(moment: datetime, lag: float) -> str:
    """A moment as ISO time (UTC) by Notion's clock, which is so many seconds behind ours."""
    then = moment.astimezone(UTC) - timedelta(seconds=lag)
    return then.isoformat(timespec="seconds").replace("+00:00", "Z")


def tree_is_current(entry: Entry | None, last_edited_time: str) -> bool:
    """Whether the stored block tree of a page is known to be the one of this time."""
    return (
        entry is not None
        and bool(entry.tree)
        and not entry.incomplete
        and entry.tree_time == last_edited_time
        and settled(entry.tree_time, entry.tree_fetched)
    )


def in_trash(value: Mapping[str, Any]) -> bool:
    """Whether an object is in the trash, or was archived, which is said of pages since 2026.

    Versions before 2026-03-11 say `archived` of what is in the trash.
    """
    return any(value.get(key) is True for key in ("in_trash", "archived", "is_archived"))


def parent(value: Mapping[str, Any]) -> Json:
    """What an object is in: ids by what they name, such as `page_id`."""
    found = value.get("parent")
    return found if isinstance(found, dict) else {}


def parents(page: Mapping[str, Any]) -> frozenset[str]:
    """The ids of what a page is in: of a row, its data source and its database."""
    return frozenset(str(id) for key, id in parent(page).items() if key.endswith("_id"))


def database_of(source: Mapping[str, Any]) -> str:
    """The id of the database that a data source is in, "" where it is not told."""
    return str(parent(source).get("database_id") or "")


def page_title(page: Mapping[str, Any]) -> str:
    """The words of a page's, database's or data source's title, for messages."""
    title = page.get("title")
    if not isinstance(title, list):
        values = [one for one in (page.get("properties") or {}).values() if isinstance(one, dict)]
        title = next((one.get("title") for one in values if one.get("type") == "title"), None)
    words = "".join(str(one.get("plain_text", "")) for one in title) if isinstance(title, list) else ""
    return " ".join(words.split()) or "Untitled"


# Blocks


def source_of_copy(block: Mapping[str, Any]) -> str:
    """The id of the original, if a block is the copy of a synced block; else ""."""
    if block.get("type") != "synced_block":
        return ""
    source = (block.get("synced_block") or {}).get("synced_from")
    return str(source.get("block_id") or "") if isinstance(source, dict) else ""


def meeting_parts(block: Mapping[str, Any]) -> list[str]:
    """The ids of the summary, notes and transcript of meeting notes, in this order."""
    payload = block.get(str(block.get("type"))) if block.get("type") in ("meeting_notes", "transcription") else None
    parts = payload.get("children") if isinstance(payload, dict) else None
    return [str(parts[name]) for name in _MEETING_PARTS if parts.get(name)] if isinstance(parts, dict) else []


def has_own_children(block: Mapping[str, Any]) -> bool:
    """Whether the children of a block belong to its page's tree: those of child pages are documents of their own."""
    return block.get("has_children") is True and block.get("type") not in ("child_page", "child_database")


def child_blocks(blocks: Iterable[Json]) -> Iterator[Json]:
    """The blocks that pages and databases in a tree stand as, in order; not those in copies of synced blocks.

    What stands in a copy belongs to the page of the original.
    """
    for block in blocks:
        if block.get("type") in ("child_page", "child_database"):
            yield block
        elif not source_of_copy(block):
            yield from child_blocks(block.get("children") or ())


def children(blocks: Iterable[Json]) -> Iterator[Root]:
    """The pages and databases that stand in a tree, in order."""
    for block in child_blocks(blocks):
        yield Root(str(block["id"]), "page" if block["type"] == "child_page" else "database")


# Files and users


_WEB: Final = ("https://", "http://")
_FILMS: Final = (".mp4", ".webm", ".ogv", ".mov", ".m4v")


class HostedFile(msgspec.Struct, frozen=True):
    """A file that Notion keeps, at a URL that is signed for an hour; `key` stays.

    The key of a file of another server is its URL.
    """

    key: str
    url: str
    name: str


def is_external(key: str) -> bool:
    """Whether a key is that of a file of another server."""
    return key.startswith(_WEB)


def external_file(url: str) -> HostedFile:
    """A file of another server, named as its address is."""
    return HostedFile(url, url, unquote(split_url(url).path).rpartition("/")[2])


class Findings(msgspec.Struct):
    """What was found in a value: hosted files by key, URLs of other servers' files, and users as they stand there."""

    files: dict[str, HostedFile] = {}
    external: set[str] = set()
    users: dict[str, Json] = {}

    def look_at_page(self, page: Mapping[str, Any]) -> None:
        """Look at a page's, database's or data source's own fields and at a page's property values."""
        for name in ("icon", "cover", "title", "description"):
            self._look(page.get(name))
        if page.get("object") == "page":
            for value in (page.get("properties") or {}).values():
                self._look(value)

    def look_at_block(self, block: Mapping[str, Any]) -> None:
        """Look at the payload of one block."""
        kind = block.get("type")
        payload = block.get(str(kind))
        if kind == "video" and isinstance(payload, dict) and not _is_film(payload):
            # The page of a player is no file.
            payload = {**payload, "external": None}
        self._look(payload)

    @property
    def keys(self) -> set[str]:
        """The keys of all files, of Notion's and of others'."""
        return {*self.files, *self.external}

    def add(self, other: Findings) -> None:
        """Take over what others found; a user with a name wins over one without."""
        self.files.update(other.files)
        self.external.update(other.external)
        for user in other.users.values():
            self._add_user(user)

    def _add_user(self, user: Json) -> None:
        if "name" in user or user["id"] not in self.users:
            self.users[user["id"]] = user

    def _look(self, value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                self._look(one)
        elif isinstance(value, dict):
            self._look_at_file(value)
            if value.get("object") == "user" and value.get("id"):
                self._add_user(value)
                return
            for key, one in value.items():
                if key != "annotations" and isinstance(one, dict | list):
                    self._look(one)

    def _look_at_file(self, value: Json) -> None:
        kind = value.get("type", "file")
        if kind not in ("file", "custom_emoji", "external"):
            return
        file = value.get(kind)
        url = file.get("url") if isinstance(file, dict) else None
        if not isinstance(url, str) or not url:
            return
        if kind == "external":
            if _can_be_kept(url):
                self.external.add(url)
        else:
            key = file_key(url)
            name = str(value.get("name") or "") or key.rpartition("/")[2]
            self.files.setdefault(key, HostedFile(key, url, name))


def _is_film(video: Json) -> bool:
    url = (video.get("external") or {}).get("url") if isinstance(video.get("external"), dict) else ""
    return split_url(str(url)).path.lower().endswith(_FILMS)


def _can_be_kept(url: str) -> bool:
    """Whether an address can be that of a file; pages in Notion are none, and signatures must not enter the cache."""
    in_web = url.startswith(_WEB) and bool(split_url(url).hostname)
    return in_web and "X-Amz-" not in url and linked_id(url) is None


# Values that Notion cuts at 25


def cut_properties(page: Mapping[str, Any], wanted: frozenset[str] | None) -> list[str]:
    """The names of a page's properties whose values may be cut (the title always, others if wanted)."""
    properties = page.get("properties")
    if not isinstance(properties, dict):
        return []
    return [
        name
        for name, value in properties.items()
        if isinstance(value, dict) and _is_cut(value) and (wanted is None or name in wanted or value["type"] == "title")
    ]


def _is_cut(value: Mapping[str, Any]) -> bool:
    match value.get("type"):
        case "relation":
            return value.get("has_more") is True
        case "people":
            return len(value.get("people") or ()) >= CUT_AT
        case "rollup":
            return len((value.get("rollup") or {}).get("array") or ()) >= CUT_AT
        case "title" | "rich_text" as kind:
            spans = value.get(kind) or ()
            return len(spans) >= CUT_AT and sum(one.get("type") == "mention" for one in spans) >= CUT_AT
    return False


def completed(value: Json, items: list[Json]) -> Json:
    """A property value with all the items that its own endpoint gave."""
    kind = value["type"]
    if kind != "rollup":
        whole = {**value, kind: [one[kind] for one in items if kind in one]}
        return {**whole, "has_more": False} if kind == "relation" else whole
    # The items of a rollup come one by one; in the page's array, those of list types are lists.
    array = [
        {"type": one["type"], one["type"]: [one[one["type"]]] if one["type"] in _LIST_ITEMS else one[one["type"]]}
        for one in items
        if one.get("type") in one
    ]
    return {**value, "rollup": {**value["rollup"], "array": array}}
