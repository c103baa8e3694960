"""Reading a workspace folder: one JSON object a file, each checked before it is served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from notionpress.emulator.checks import WorkspaceError, check, check_row
from notionpress.emulator.uuids import dashed, named_id

__all__ = [
    "CAPABILITIES",
    "About",
    "WorkspaceError",
    "check",
    "check_row",
    "hosted_files",
    "read_about",
    "read_objects",
]

Json = dict[str, Any]

CAPABILITIES = (
    *("read_content", "update_content", "insert_content", "read_comments", "insert_comments"),
    *("read_users", "read_user_email"),
)
_FOLDERS = (
    ("user", "users"),
    ("database", "databases"),
    ("data_source", "data_sources"),
    ("view", "views"),
    ("comment", "comments"),
    ("page", "pages"),
)


class Name(msgspec.Struct, frozen=True):
    """A bot or an integration."""

    name: str
    id: str = ""


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `workspace.json` says: names, what the connection may do, and what is not shared with it."""

    name: str = "Workspace"
    id: str = ""
    integration: Name = Name("Emulator")
    bot: Name | None = None
    capabilities: tuple[str, ...] = CAPABILITIES
    unshared: tuple[str, ...] = ()

    @property
    def space_id(self) -> str:
        """The id of the workspace."""
        return self.id or named_id("workspace", self.name)

    @property
    def integration_id(self) -> str:
        """The id of the connection."""
        return self.integration.id or named_id("integration", self.integration.name)

    @property
    def bot_id(self) -> str:
        """The id of the user that the connection is."""
        return (self.bot.id if self.bot else "") or named_id("bot", self.bot_name)

    @property
    def bot_name(self) -> str:
        """The name of that user."""
        return self.bot.name if self.bot else self.integration.name


def read_about(folder: Path) -> About:
    """Read `workspace.json`. Raises WorkspaceError."""
    path = folder / "workspace.json"
    if not folder.is_dir():
        raise WorkspaceError(f"there is no workspace folder {folder}", "Name a folder that holds a workspace.json.")
    try:
        about = msgspec.convert(_read(path), About)
    except msgspec.ValidationError as error:
        raise WorkspaceError(str(error)).within(path) from None
    for name in about.capabilities:
        if name not in CAPABILITIES:
            raise WorkspaceError(f"there is no capability `{name}`: {', '.join(CAPABILITIES)}").within(path)
    for id in about.unshared:
        if dashed(id) != id:
            raise WorkspaceError(f"`unshared` must be ids with dashes, not `{id}`").within(path)
    return about


def read_objects(folder: Path) -> Iterator[tuple[str, Json, Path]]:
    """Kind, object and file of everything in a workspace folder, pages last. Raises WorkspaceError."""
    emojis = folder / "custom_emojis.json"
    if emojis.exists():
        for value in _listed(emojis):
            yield "custom_emoji", _checked("custom_emoji", value, emojis), emojis
    for kind, name in _FOLDERS:
        for path in sorted((folder / name).glob("*.json")):
            for value in _listed(path) if kind == "comment" else [_read(path)]:
                yield kind, _checked(kind, value, path), path


def hosted_files(folder: Path) -> Iterator[Path]:
    """Every file that the workspace hosts."""
    return (path for path in sorted((folder / "files").rglob("*")) if path.is_file())


def _listed(path: Path) -> list[Any]:
    value = _read(path)
    return value if isinstance(value, list) else [value]


def _checked(kind: str, value: Any, path: Path) -> Json:
    if not isinstance(value, dict):
        raise WorkspaceError("must be an object").within(path)
    try:
        check(kind, value)
    except WorkspaceError as error:
        raise error.within(path) from None
    return value


def _read(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"cannot be read: {error.strerror}").within(path) from None
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"is no JSON: {error}").within(path) from None
