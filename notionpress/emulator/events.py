"""What happened, in the shape of a webhook of a version.

Source: developers.notion.com/reference/webhooks-events-delivery, the pages of the single events beside it, and the
types of webhooks in @notionhq/client.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from notionpress.emulator.happened import Happened, place_of
from notionpress.emulator.times import from_moment
from notionpress.emulator.versions import has_data_sources
from notionpress.emulator.workspace import Workspace

Json = dict[str, Any]


class Event(msgspec.Struct, frozen=True):
    """One event of a webhook, without what its delivery adds.

    `id` and `entity` name what it happened to, `authors` are `{id, type}`, `data` is all of the event's `data`.
    """

    type: str
    id: str
    entity: str
    at: datetime
    authors: tuple[Json, ...]
    data: Json


class Envelope(msgspec.Struct, frozen=True):
    """What every event of a subscription says of it."""

    workspace_id: str
    workspace_name: str
    subscription_id: str
    integration_id: str
    version: str

    def body(self, event: Event, event_id: str, attempt: int) -> Json:
        """The event as it is sent for the `attempt`th time, counted from 1."""
        return {
            "id": event_id,
            "timestamp": from_moment(event.at),
            "workspace_id": self.workspace_id,
            "workspace_name": self.workspace_name,
            "subscription_id": self.subscription_id,
            "integration_id": self.integration_id,
            "authors": list(event.authors),
            "attempt_number": attempt,
            "api_version": self.version,
            "entity": {"id": event.id, "type": event.entity},
            "type": event.type,
            "data": event.data,
        }


def events(happened: Happened, workspace: Workspace, version: str) -> Iterator[Event]:
    """What a connection is told of something that happened: nothing of what it must not see or a version has not."""
    needed = "read_comments" if happened.entity == "comment" else "read_content"
    if needed not in workspace.about.capabilities or not workspace.is_shared(happened.id):
        return
    authors = tuple({"id": id, "type": _kind_of_user(id, workspace)} for id in happened.authors)
    for type, id, parent in _named(happened, workspace, version):
        entity = type.partition(".")[0]
        if entity == "database" and not workspace.sources(id):
            # A linked database is told as the block that it is.
            entity = "block"
        data = {"parent": parent, **happened.data}
        yield Event(type, id, entity, happened.at, authors, data)


def _named(happened: Happened, workspace: Workspace, version: str) -> Iterator[tuple[str, str, Json]]:
    """Type, entity and parent of the events that tell of something that happened."""
    entity, _, what = happened.kind.partition(".")
    moved_over = what in ("content_updated", "schema_updated")
    if has_data_sources(version):
        if entity == "database" and moved_over:
            # In these versions the events of data sources stand for them.
            for source_id in workspace.sources(happened.id):
                yield f"data_source.{what}", source_id, {"id": happened.id, "type": "database"}
        else:
            yield happened.kind, happened.id, happened.parent
    elif entity == "data_source":
        database_id = workspace.parent(happened.id) or ""
        if moved_over and database_id in workspace.objects("database"):
            yield f"database.{what}", database_id, place_of(database_id, "database", workspace)
    elif entity != "view":
        parent = {key: value for key, value in happened.parent.items() if key != "data_source_id"}
        yield happened.kind, happened.id, parent


def _kind_of_user(id: str, workspace: Workspace) -> str:
    if id == workspace.about.bot_id:
        return "bot"
    return str(workspace.objects("user").get(id, {}).get("type", "person"))
