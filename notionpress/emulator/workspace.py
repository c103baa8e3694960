"""A workspace that is served: its objects as they were written, who may see them, and what changes while it runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from notionpress.emulator import folder as folders
from notionpress.emulator import recording
from notionpress.emulator.differences import object_differences, page_differences
from notionpress.emulator.folder import CAPABILITIES, About, WorkspaceError
from notionpress.emulator.happened import (
    Happened,
    News,
    news_of_new,
    news_of_rows,
    news_of_sharing,
    news_of_trash,
    whole,
)
from notionpress.emulator.kept_pages import Page, head_of, kept_page, whole_of
from notionpress.emulator.times import from_moment
from notionpress.emulator.trees import (
    Node,
    change_block,
    fill_ids,
    given_id,
    make_tree,
    original_of,
    stands_for_another,
    walk,
)
from notionpress.emulator.uuids import block_id, named_id, page_part

Json = dict[str, Any]
_Value = TypeVar("_Value")

_TREES_KEPT = 64
_CACHED = 256
_TRASH_FLAGS = ("in_trash", "archived")
_KINDS = ("user", "database", "data_source", "view", "comment", "custom_emoji")


class Workspace:
    """Objects by id, in the shape in which they were written.

    Pages stay on disk but for their properties. `revision` grows with every change, `now` is the clock of what happens.
    """

    def __init__(self, about: About, files: Path | None = None) -> None:
        self.about = about
        self.revision = 0
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.pages: dict[str, Page] = {}
        self._objects: dict[str, dict[str, Json]] = {kind: {} for kind in _KINDS}
        self._files = files
        self._hosted: dict[str, Path] = {}
        self._owners: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self._marks: dict[str, bool] = dict.fromkeys(about.unshared, False)
        self._trashed: set[str] = set()
        self._trees: OrderedDict[str, dict[str, Node]] = OrderedDict()
        self._cache: dict[tuple[Any, ...], Any] = {}
        self._listeners: list[Callable[[Happened], None]] = []

    @classmethod
    def load(cls, folder: Path) -> Workspace:
        """Read a workspace folder. Raises WorkspaceError with file and place of what is wrong in it."""
        workspace = cls(folders.read_about(folder), folder / "files")
        for kind, object, path in folders.read_objects(folder):
            try:
                workspace._put(kind, object, path)
            except WorkspaceError as error:
                raise error.within(path) from None
        for path in folders.hosted_files(folder):
            workspace._hosted[file_id(path.relative_to(folder / "files").as_posix())] = path
        return workspace

    @classmethod
    def from_recording(cls, recorded: Mapping[str, Any]) -> Workspace:
        """Serve recorded answers: `{pages, databases, data_sources, queries, children}`, each by id."""
        about = About(name="Recorded", id=named_id("workspace", "recorded"), capabilities=CAPABILITIES)
        workspace = cls(about)
        for kind, object in recording.objects(recorded):
            workspace._put(kind, object, None)
        return workspace

    # Changes

    def listen(self, hear: Callable[[Happened], None]) -> None:
        """Call a function with everything that happens from now on, right after it has."""
        self._listeners.append(hear)

    def add(self, object: Json, *, by: str = "") -> None:
        """Add an object in the format of a workspace folder; `by` is the user who does it, by default its author.

        Raises WorkspaceError when it is wrong.
        """
        kind = str(object.get("object", ""))
        copy = _copy(object)
        folders.check(kind, copy)
        self._put(kind, copy, None)
        self._changed()
        self._tell(news_of_new(kind, copy["id"], self), by)

    def edit(self, id: str, change: Callable[[Json], None], *, at: datetime | None = None, by: str = "") -> None:
        """Change an object or a block as it was written.

        `at` becomes the `last_edited_time` of the object, of a block's page, and `by` the user who edited it last;
        without `at` both stay, as Notion's do after some edits of nested blocks. Raises KeyError, and WorkspaceError
        when the change is wrong.
        """
        kind = self.kind(id)
        if kind in ("page", "block"):
            news = self._edit_page(id, change, at, by)
        elif kind:
            news = self._edit_object(kind, id, change, at, by)
        else:
            raise KeyError(id)
        self._changed()
        self._tell(news, by, at)

    def trash(self, id: str, *, by: str = "") -> None:
        """Move an object or a block to the trash, with everything below it."""
        self._trashed.add(id)
        self._changed()
        self._tell(news_of_trash(id, "deleted", self), by)

    def restore(self, id: str, *, by: str = "") -> None:
        """Take an object or a block out of the trash."""
        self._trashed.discard(id)
        self._changed()
        self._tell(news_of_trash(id, "undeleted", self), by)

    def unshare(self, id: str) -> None:
        """Hide an object from the connection, with everything below it."""
        self._marks[id] = False
        self._changed()
        self._tell(news_of_sharing(id, self), "")

    def share(self, id: str) -> None:
        """Show an object to the connection, with everything below it."""
        self._marks[id] = True
        self._changed()
        self._tell(news_of_sharing(id, self), "")

    # Reading

    def kind(self, id: str) -> str:
        """What an id names: `page`, `block`, `database`, …; "" when nothing."""
        if id in self.pages:
            return "page"
        for kind, objects in self._objects.items():
            if id in objects:
                return kind
        return "block" if self.node(id) is not None else ""

    def object(self, kind: str, id: str) -> Json:
        """An object that is no page and no block, as it was written. Raises KeyError."""
        return self._objects[kind][id]

    def objects(self, kind: str) -> Mapping[str, Json]:
        """All objects of a kind, by id."""
        return self._objects[kind]

    def head(self, id: str) -> Json:
        """A page as it was written, without its blocks."""
        return head_of(self.pages[id])

    def node(self, id: str) -> Node | None:
        """A block with the ids of its children; a page is the node of its top-level blocks."""
        owner = id if id in self.pages else self.owner(id)
        return None if owner is None else self._tree(owner).get(id)

    def owner(self, id: str) -> str | None:
        """The id of the page that a block is on."""
        return self._owners.get(id) or self._parts.get(page_part(id))

    def children(self, id: str) -> list[Node]:
        """The blocks below a page or block that are not in the trash; a copy shows its original's."""
        node = self.node(id)
        if node is None:
            return []
        original = original_of(node.raw)
        if original is not None and not node.children:
            node = self.node(original) or node
        tree = self._tree(node.page)
        return [tree[child] for child in node.children if not self.in_trash(child)]

    def rows(self, source_id: str) -> list[str]:
        """The ids of all rows of a data source, oldest first."""

        def collect() -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for page in sorted(self.pages.values(), key=lambda page: (page.created, page.id)):
                if (source := self.source_of_row(page.parent)) is not None:
                    found.setdefault(source, []).append(page.id)
            return found

        return self.cached(("rows",), collect).get(source_id, [])

    def source_of_row(self, parent: Mapping[str, Any]) -> str | None:
        """The data source whose row has this parent, or None when it is no row."""
        if "data_source_id" in parent:
            return str(parent["data_source_id"])
        if "database_id" not in parent:
            return None
        sources = self.sources(parent["database_id"])
        return sources[0] if sources else recording.source_id(parent["database_id"])

    def sources(self, database_id: str) -> list[str]:
        """The ids of a database's data sources that are not in the trash."""
        database = self._objects["database"].get(database_id, {})
        listed = [str(one["id"]) for one in database.get("data_sources", [])]
        if "data_sources" not in database:
            listed = [id for id, one in self._objects["data_source"].items() if self.parent(id) == database_id]
        return [id for id in listed if id not in self._trashed]

    def parent(self, id: str) -> str | None:
        """The id of what an object or block is in; None for the workspace itself."""
        if id in self.pages:
            return _named(self.pages[id].parent)
        for kind in ("database", "data_source", "view", "comment"):
            if id in self._objects[kind]:
                return _named(self._objects[kind][id].get("parent") or {})
        node = self.node(id)
        return node.parent or None if node is not None else None

    def above(self, id: str) -> Iterator[str]:
        """An id, and those of all that holds it, nearest first."""
        seen: set[str] = set()
        at: str | None = id
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            at = self.parent(at)

    def is_shared(self, id: str) -> bool:
        """Whether the connection may see an object or block: the nearest mark at it or above it decides."""
        return not self._marks or next((self._marks[one] for one in self.above(id) if one in self._marks), True)

    def in_trash(self, id: str) -> bool:
        """Whether an object or block, or something above it, is in the trash."""
        return bool(self._trashed) and any(one in self._trashed for one in self.above(id))

    def is_trashed(self, id: str) -> bool:
        """Whether an object or block was itself put into the trash."""
        return id in self._trashed

    def has_children(self, id: str) -> bool:
        """Whether a page or block has blocks that are not in the trash."""
        if id in self.pages and (not self.pages[id].has_children or not self._trashed):
            return self.pages[id].has_children
        return bool(self.children(id))

    def hosted(self, file_id: str) -> Path | None:
        """Where a hosted file lies, or None when there is none."""
        path = self._hosted.get(file_id)
        return path if path is not None and path.is_file() else None

    def hosted_address(self, file_id: str) -> str | None:
        """The address under which a workspace folder names a hosted file, or None when there is none."""
        path = self.hosted(file_id)
        return f"files/{path.relative_to(self._files).as_posix()}" if path is not None and self._files else None

    def cached(self, key: tuple[Any, ...], make: Callable[[], _Value]) -> _Value:
        """A value that holds until something changes."""
        if key not in self._cache:
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            self._cache[key] = make()
        return cast(_Value, self._cache[key])

    # Inside

    def _changed(self) -> None:
        self.revision += 1
        self._cache.clear()

    def _tree(self, page_id: str) -> dict[str, Node]:
        if page_id in self._trees:
            self._trees.move_to_end(page_id)
            return self._trees[page_id]
        tree = make_tree(page_id, whole_of(self.pages[page_id]).get("children", []))
        self._trees[page_id] = tree
        if len(self._trees) > _TREES_KEPT:
            self._trees.popitem(last=False)
        return tree

    def _edit_page(self, id: str, change: Callable[[Json], None], at: datetime | None, by: str) -> Sequence[News]:
        page_id = id if id in self.pages else self.owner(id) or ""
        page = whole_of(self.pages[page_id])
        page["id"] = page_id
        fill_ids(page_id, page.setdefault("children", []))
        for written in (page, *walk(page["children"])):
            self._say_whether_trashed(written["id"], written)
        before = _copy(page) if self._listeners else {}
        left = self.source_of_row(self.pages[page_id].parent)
        if id == page_id:
            change(page)
        else:
            change_block(page["children"], id, change)
        fill_ids(page_id, page["children"], f" {self.revision}")
        _mark_edited(page, at, by)
        folders.check("page", page)
        self._put("page", page, None)
        if not self._listeners:
            return ()
        source_id = self.source_of_row(self.pages[page_id].parent)
        schema = self._objects["data_source"].get(source_id or "", {}).get("properties")
        news = [(kind, page_id, data) for kind, data in page_differences(before, page, schema, source_id or "")]
        for one in (left, source_id) if left != source_id else ():
            news += news_of_rows(page_id, one, self)
        return news

    def _edit_object(
        self, kind: str, id: str, change: Callable[[Json], None], at: datetime | None, by: str
    ) -> Sequence[News]:
        before = self.object(kind, id)
        object = _copy(before)
        self._say_whether_trashed(id, object)
        change(object)
        _mark_edited(object, at, by)
        folders.check(kind, object)
        self._put(kind, object, None)
        return [(name, id, data) for name, data in object_differences(kind, before, object)]

    def _tell(self, news: Iterable[News], by: str, at: datetime | None = None) -> None:
        if self._listeners:
            for name, id, data in news:
                happened = whole(name, id, data, self, at or self.now(), by)
                for hear in self._listeners:
                    hear(happened)

    def _put(self, kind: str, object: Json, path: Path | None) -> None:
        if "id" not in object:
            # Files of comments and emojis hold several.
            alone = path is not None and kind not in ("comment", "custom_emoji")
            name = path.stem if path is not None and alone else msgspec.json.encode(object).decode()
            object["id"] = named_id(kind, name)
        id = object["id"]
        self._note_trash(id, object)
        if kind == "page":
            self._put_page(id, object, path)
        else:
            self._objects[kind][id] = object

    def _say_whether_trashed(self, id: str, object: Json) -> None:
        """Let what an object says of the trash be true: it was written before it went there or came back."""
        object.update({name: id in self._trashed for name in _TRASH_FLAGS if name in object})

    def _note_trash(self, id: str, object: Json) -> None:
        said = [object[name] for name in _TRASH_FLAGS if name in object]
        if any(said):
            self._trashed.add(id)
        elif said:
            self._trashed.discard(id)

    def _put_page(self, id: str, page: Json, path: Path | None) -> None:
        self._trees.pop(id, None)
        parent = page.get("parent") or {"type": "workspace", "workspace": True}
        source_id = self.source_of_row(parent)
        schema = self._objects["data_source"].get(source_id or "", {}).get("properties")
        folders.check_row(page, parent, schema, has_source=schema is not None or path is None)
        for block in walk(page.get("children", [])):
            block_given = given_id(block)
            if block_given is not None and not stands_for_another(block):
                self._owners.setdefault(block_given, id)
                self._note_trash(block_given, block)
        self._parts[page_part(block_id(id, ""))] = id
        self.pages[id] = kept_page(page, parent, schema, path, bot_id=self.about.bot_id)


def file_id(path: str) -> str:
    """The id of a hosted file, from its path below the workspace's `files/`."""
    return named_id("file", path)


def _copy(object: Json) -> Json:
    return cast(Json, msgspec.json.decode(msgspec.json.encode(object)))


def _mark_edited(object: Json, at: datetime | None, by: str) -> None:
    if at is not None:
        object["last_edited_time"] = from_moment(at)
        if by:
            object["last_edited_by"] = {"object": "user", "id": by}


def _named(parent: Mapping[str, Any]) -> str | None:
    for key in ("data_source_id", "page_id", "block_id", "database_id"):
        if key in parent:
            return str(parent[key])
    return None
