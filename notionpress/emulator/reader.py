"""One reading of the workspace: what a connection sees of it under one version of the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from notionpress.emulator.files import FileLinks, FileRefusal
from notionpress.emulator.plain import plain_text
from notionpress.emulator.rich_text import rich_text
from notionpress.emulator.workspace import Workspace, file_id

Json = dict[str, Any]

_SITE = "https://app.notion.com/p/"
_NOTION_HOSTS = ("amazonaws.com", "notion-static.com")
_UPLOAD_LIMIT = 5 * 1024 * 1024


class Reader:
    """Reads a workspace under a version; `links` makes the addresses of hosted files."""

    def __init__(self, workspace: Workspace, version: str, links: FileLinks) -> None:
        self.workspace = workspace
        self.version = version
        self.links = links

    def can(self, capability: str) -> bool:
        """Whether the connection has a capability."""
        return capability in self.workspace.about.capabilities

    def rich_text(self, value: Any) -> list[Json]:
        """Complete rich text."""
        return rich_text(value, self)

    def title(self, id: str) -> str:
        """The title of a page or database that is shared, else an empty string."""
        workspace = self.workspace
        if not workspace.is_shared(id):
            return ""
        if id in workspace.pages:
            return workspace.pages[id].title
        for kind in ("database", "data_source"):
            if id in workspace.objects(kind):
                return plain_text(workspace.object(kind, id).get("title", ""))
        return ""

    def url(self, id: str) -> str:
        """Where an object opens in Notion."""
        words = ""
        if id in self.workspace.pages:
            words = re.sub(r"[^A-Za-z0-9]+", "-", self.workspace.pages[id].title).strip("-")
        return f"{_SITE}{words}-{id.replace('-', '')}" if words else f"{_SITE}{id.replace('-', '')}"

    # Users

    def bot(self) -> Json:
        """The user that the connection is."""
        about = self.workspace.about
        bot = {
            "owner": {"type": "workspace", "workspace": True},
            "workspace_name": about.name,
            "workspace_id": about.space_id,
            "workspace_limits": {"max_file_upload_size_in_bytes": _UPLOAD_LIMIT},
        }
        return {
            "object": "user",
            "id": about.bot_id,
            "name": about.bot_name,
            "avatar_url": None,
            "type": "bot",
            "bot": bot,
        }

    def users(self) -> list[Json]:
        """Everyone: people and bots."""
        known = [self._whole_user(user) for user in self.workspace.objects("user").values()]
        return known if any(user["id"] == self.bot()["id"] for user in known) else [*known, self.bot()]

    def partial_user(self, value: Any) -> Json:
        """A user with nothing but an id; without a value it is the connection's bot."""
        id = value.get("id") if isinstance(value, dict) else value
        return {"object": "user", "id": id or self.workspace.about.bot_id}

    def user(self, value: Any) -> Json:
        """A user as far as the connection may know; a group stays a group."""
        if isinstance(value, dict) and value.get("object") == "group":
            return value
        partial = self.partial_user(value)
        if not self.can("read_users"):
            return partial
        if partial["id"] in self.workspace.objects("user"):
            return self._whole_user(self.workspace.object("user", partial["id"]))
        if partial["id"] == self.workspace.about.bot_id:
            return self.bot()
        return self._whole_user(value) if isinstance(value, dict) and "type" in value else partial

    def _whole_user(self, raw: Json) -> Json:
        kind = raw.get("type", "person")
        details = dict(raw.get(kind, {}))
        if raw["id"] == self.workspace.about.bot_id:
            details = self.bot()["bot"]
        if not self.can("read_user_email"):
            details.pop("email", None)
        avatar = raw.get("avatar_url")
        return {
            "object": "user",
            "id": raw["id"],
            "name": raw.get("name"),
            "avatar_url": self.public_url(avatar) if avatar else None,
            "type": kind,
            kind: details,
        }

    # Files

    def file(self, raw: Json, extra: Mapping[str, Any] | None = None) -> Json:
        """A file object with its type; a hosted one is signed anew. `extra` are keys before the type."""
        kind = raw.get("type") or ("external" if "external" in raw else "file")
        value = dict(raw[kind])
        if kind == "file":
            path = _path(value["url"])
            signed = self.links.signed(self.workspace.about.space_id, file_id(path), path.rpartition("/")[2])
            value = {"url": signed.url, "expiry_time": signed.expiry_time}
        return {**(extra or {}), "type": kind, kind: value}

    def kept_file(self, url: str) -> Json | None:
        """The hosted file that an address was made for by this server, or None."""
        path = url.removeprefix(self.links.base_url)
        try:
            address = self.workspace.hosted_address(self.links.file_id(path)) if path != url else None
        except FileRefusal:
            address = None
        return {"type": "file", "file": {"url": address}} if address is not None else None

    def public_url(self, url: str) -> str:
        """An address without expiry; what Notion would host is on this server."""
        parts = urlsplit(url)
        if parts.netloc and not any(parts.netloc.endswith(host) for host in _NOTION_HOSTS):
            return url
        path = _path(url)
        return self.links.public(file_id(path), path.rpartition("/")[2])

    def icon(self, raw: Json | None) -> Json | None:
        """An icon or a cover."""
        if raw is None:
            return None
        kind = raw.get("type") or next(iter(raw))
        if kind in ("file", "external"):
            return self.file(raw)
        return {"type": kind, kind: self.custom_emoji(raw[kind]) if kind == "custom_emoji" else raw[kind]}

    def custom_emoji(self, raw: Json) -> Json:
        """A custom emoji; what is left out comes from the workspace's list."""
        known = self.workspace.objects("custom_emoji").get(raw["id"], {})
        whole = {**known, **raw}
        return {"id": whole["id"], "name": whole.get("name", ""), "url": self.public_url(whole.get("url", ""))}


def _path(url: str) -> str:
    """The path that names a file: below the workspace's `files/`, or of a recorded address."""
    return unquote(urlsplit(url).path).lstrip("/").removeprefix("files/") if "//" in url else url.removeprefix("files/")
