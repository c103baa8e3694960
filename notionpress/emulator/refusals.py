"""The answers that say no, in Notion's words.

Source: developers.notion.com/reference/status-codes; the texts are those of recorded answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from notionpress.emulator.versions import VERSIONS


class Refusal(Exception):
    """An error answer: HTTP status, code, message, and what `additional_data` holds."""

    def __init__(self, status: int, code: str, message: str, additional_data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.additional_data = additional_data

    def body(self) -> dict[str, Any]:
        """The JSON object, without its request id."""
        body = {"object": "error", "status": self.status, "code": self.code, "message": self.message}
        return {**body, "additional_data": self.additional_data} if self.additional_data else body


def unauthorized() -> Refusal:
    """The token is not the right one."""
    return Refusal(401, "unauthorized", "API token is invalid.")


def restricted() -> Refusal:
    """The connection lacks a capability."""
    return Refusal(403, "restricted_resource", "Insufficient permissions for this endpoint.")


def invalid_url() -> Refusal:
    """There is no such path in this version."""
    return Refusal(400, "invalid_request_url", "Invalid request URL.")


def invalid_json() -> Refusal:
    """The body is no JSON."""
    return Refusal(400, "invalid_json", "Error parsing JSON body.")


def wrong_version(given: str | None) -> Refusal:
    """The `Notion-Version` header is absent, or not one that is served."""
    if given is None:
        wrong = "defined, instead was `undefined`"
    else:
        known = [f'`"{version}"`' for version in VERSIONS]
        wrong = f'{", ".join(known[:-1])}, or {known[-1]}, instead was `"{given}"`'
    message = f"Notion-Version header failed validation: Notion-Version header should be {wrong}."
    return Refusal(400, "missing_version", message)


def invalid(message: str) -> Refusal:
    """Something in the request is not as it should be."""
    return Refusal(400, "validation_error", message)


def no_uuid(name: str, given: str, *, part: str = "path") -> Refusal:
    """An id is malformed; `part` is `path`, `query` or `body`."""
    return invalid(f'{part} failed validation: {part}.{name} should be a valid uuid, instead was `"{given}"`.')


def bad_cursor(cursor: str) -> Refusal:
    """A cursor that leads nowhere."""
    return invalid(f"The start_cursor provided is invalid: {cursor}")


def not_found(kind: str, id: str, integration: Mapping[str, str]) -> Refusal:
    """There is no such object, or it is not shared: Notion does not tell which."""
    message = (
        f"Could not find {kind} with ID: {id}. Make sure the relevant pages and databases are shared with your"
        f' integration "{integration["name"]}".'
    )
    return Refusal(404, "object_not_found", message, {"integration_id": integration["id"]})


def archived() -> Refusal:
    """What is to be edited is itself in the trash."""
    return invalid("Can't edit block that is archived. You must unarchive the block before editing.")


def archived_ancestor() -> Refusal:
    """Something above what is to be edited is in the trash."""
    return invalid(
        "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page."
    )


def no_private_pages() -> Refusal:
    """A connection that nobody owns alone cannot make a page outside of all others."""
    return invalid(
        "Provide a `parent.page_id` or `parent.database_id` parameter to create a page, or use a public integration"
        " with `insert_content` capability. Internal integrations aren't owned by a single user, so creating"
        " workspace-level private pages is not supported."
    )


def no_user(id: str) -> Refusal:
    """There is no such user, as far as one may know."""
    message = (
        f"Could not find user with ID: {id}. Make sure your integration has capabilities to read user information."
        " With those capabilities, only members and guests in the integration's workspace are visible."
    )
    return Refusal(404, "object_not_found", message)


def several_sources(database_id: str, source_ids: Sequence[str]) -> Refusal:
    """An old version cannot show a database of several data sources."""
    data = {
        "error_type": "multiple_data_sources_for_database",
        "database_id": database_id,
        "child_data_source_ids": list(source_ids),
        "minimum_api_version": "2025-09-03",
    }
    message = "Databases with multiple data sources are not supported in this API version."
    return Refusal(400, "validation_error", message, data)


def no_sources(database_id: str) -> Refusal:
    """An old version cannot show a linked database."""
    message = f"Database with ID {database_id} does not contain any data sources accessible by this API bot."
    return invalid(message)
