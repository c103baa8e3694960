"""What each type of event asks for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from notionpress.serve.events import SOMETHING, Event, read_event

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ENTITY, PARENT, ROW, PAGE = (f"{number}d0e5b7c-2f8a-4c1e-9a53-1b5f0a7c2d41" for number in range(4))
BELOW_PAGE = {"parent": {"id": PARENT, "type": "page"}}
IN_DATABASE = {"parent": {"id": PARENT, "type": "database", "data_source_id": ROW}}
ROWS = {**IN_DATABASE, "updated_blocks": [{"id": ROW, "type": "page"}]}
LISTS = ("created", "deleted", "undeleted", "moved")


def envelope(type: str, data: Any = None, entity: str | None = None) -> dict[str, Any]:
    """An event as docs/reference/webhooks shows it."""
    return {
        "id": "367cba44-b6f3-4c92-81e7-6a2e9659efd4",
        "timestamp": "2026-07-04T09:11:43.285Z",
        "workspace_id": "13950b26-c203-4f3b-b97d-93ec06319565",
        "workspace_name": "Quackery",
        "subscription_id": "29d75c0d-5546-4414-8459-7b7a92f1fc4b",
        "integration_id": "0ef2e755-4912-8096-91c1-00376a88a5ca",
        "type": type,
        "authors": [{"id": "c7c11cca-1d73-471d-9b6e-bdef51470190", "type": "person"}],
        "attempt_number": 1,
        "api_version": "2026-03-11",
        "entity": {"id": ENTITY, "type": entity or type.partition(".")[0]},
        **({"data": data} if data is not None else {}),
    }


def read(said: Any) -> Event:
    return read_event(json.dumps(said).encode(), NOW)


@pytest.mark.parametrize(
    ("type", "data", "wanted"),
    [
        ("page.content_updated", {**BELOW_PAGE, "updated_blocks": [{"id": ROW, "type": "block"}]}, {ENTITY}),
        ("page.properties_updated", {**IN_DATABASE, "updated_properties": ["XGe%40"]}, {ENTITY}),
        *((f"page.{verb}", BELOW_PAGE, {ENTITY, PARENT}) for verb in LISTS),
        *((f"page.{verb}", IN_DATABASE, {ENTITY}) for verb in LISTS),
        ("page.locked", BELOW_PAGE, set()),
        ("page.unlocked", BELOW_PAGE, set()),
        (
            "page.transcription_block.transcript_deleted",
            {"target": {"id": ROW, "type": "block"}, "transcript_id": PAGE},
            {ENTITY},
        ),
        *((f"{kind}.{verb}", BELOW_PAGE, {ENTITY, PARENT}) for kind in ("database", "data_source") for verb in LISTS),
        *((f"{kind}.content_updated", ROWS, {ROW}) for kind in ("database", "data_source")),
        *((f"{kind}.content_updated", IN_DATABASE, {ENTITY}) for kind in ("database", "data_source")),
        (
            "data_source.schema_updated",
            {**IN_DATABASE, "updated_properties": [{"id": "a", "name": "A", "action": "created"}]},
            {ENTITY},
        ),
        ("database.schema_updated", {**BELOW_PAGE, "updated_properties": []}, {ENTITY}),
        *((f"comment.{verb}", {**BELOW_PAGE, "page_id": PAGE}, {PAGE}) for verb in ("created", "updated", "deleted")),
        ("comment.created", BELOW_PAGE, {PARENT}),
        ("view.created", {**IN_DATABASE, "view_type": "table"}, {PARENT}),
        ("view.updated", {**IN_DATABASE, "updated_fields": ["filter"]}, {PARENT}),
        ("view.deleted", IN_DATABASE, {PARENT}),
        ("view.deleted", None, {SOMETHING}),
        *((f"file_upload.{verb}", None, set()) for verb in ("created", "completed", "expired", "upload_failed")),
        ("hologram.projected", BELOW_PAGE, {SOMETHING}),
        ("page.teleported", BELOW_PAGE, {ENTITY}),
        ("", None, {SOMETHING}),
    ],
)
def test_what_an_event_asks_for(type: str, data: Any, wanted: set[str]) -> None:
    event = read(envelope(type, data))
    assert event.wanted == wanted
    assert (event.id, event.type) == ("367cba44-b6f3-4c92-81e7-6a2e9659efd4", type)
    assert event.time == datetime(2026, 7, 4, 9, 11, 43, 285_000, tzinfo=UTC)


def test_ids_have_dashes_as_elsewhere() -> None:
    said = envelope("page.content_updated")
    said["entity"]["id"] = ENTITY.replace("-", "").upper()
    assert read(said).wanted == {ENTITY}


def test_what_is_missing_or_of_another_kind_is_made_good() -> None:
    bare = {"type": "page.content_updated", "entity": ["?"], "data": 7, "timestamp": "yesterday"}
    assert read(bare).wanted == {SOMETHING}
    assert read(bare).time == NOW
    assert read(bare).id == read(bare).id != read({**bare, "data": 8}).id
    assert read(envelope("data_source.content_updated", {"updated_blocks": [7, {"id": []}]})).wanted == {SOMETHING}
    assert read({**bare, "timestamp": "2026-07-04T09:11:43"}).time.tzinfo is UTC


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff", b'"page"', b"[" * 100_000])
def test_what_is_no_json_object_is_no_event(body: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON object"):
        read_event(body, NOW)
