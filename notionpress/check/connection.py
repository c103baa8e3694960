"""Whether Notion answers: whose the token is, whether the version is accepted, what the connection may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, get_args

from notionpress.check.findings import Finding, failed, note, well
from notionpress.check.schema import named_properties
from notionpress.check.tables import Table
from notionpress.config import Config, Version
from notionpress.crawl.changes import page_title
from notionpress.errors import InvalidRequest, NotionError, NotShared
from notionpress.notion.client import NotionClient

Json: TypeAlias = dict[str, Any]

NEWEST: Final = max(get_args(Version))
"""The newest version of Notion's API that notionpress knows."""

_FREE_UPLOAD: Final = 5 * 2**20
"""The largest file in bytes on Notion's free plan, by which that plan is known (API reference: users/me)."""

_USUAL_LIMIT: Final = 180
"""Requests a minute on every plan but Business and Enterprise (API reference: request limits)."""

_PEOPLE: Final = ("people", "created_by", "last_edited_by")
_SEEN: Final = 5


async def check_token(client: NotionClient) -> tuple[Json | None, list[Finding]]:
    """Whose the token is, and whether the version is accepted, in one request; the bot, None when nothing can go on."""
    try:
        bot = await client.me()
    except InvalidRequest as error:
        if error.code == "missing_version":
            return None, [failed("version", error, setting="notion.version")]
        return None, [failed("token", error)]
    except NotionError as error:
        return None, [failed("token", error)]
    facts = _facts(bot)
    workspace = f" in the workspace “{facts['workspace_name']}”" if facts.get("workspace_name") else ""
    name = bot.get("name") or "a connection without a name"
    return bot, [well("token", f"The token is valid: it is that of “{name}”{workspace}."), _version(client)]


def _version(client: NotionClient) -> Finding:
    if not client.has_data_sources:
        return note(
            "version",
            f"Version {client.version} of the API is accepted, but databases with several data sources cannot be read.",
            f"Set `notion: version: {NEWEST}`, the newest that notionpress knows.",
            setting="notion.version",
        )
    newest = "the newest" if client.version == NEWEST else f"{NEWEST} is the newest"
    return well("version", f"Version {client.version} of the API is accepted; {newest} that notionpress knows.")


def check_limits(bot: Mapping[str, Any], config: Config) -> list[Finding]:
    """Whether the settings fit the workspace's plan, as far as Notion tells: by the size that files may have."""
    facts, limit = _facts(bot), config.notion.requests_per_minute
    limits = facts.get("workspace_limits")
    largest = limits.get("max_file_upload_size_in_bytes") if isinstance(limits, dict) else None
    size = f"; files in this workspace have {largest / 2**20:,.0f} MiB at most" if isinstance(largest, int) else ""
    if limit > _USUAL_LIMIT and largest == _FREE_UPLOAD:
        return [
            note(
                "limits",
                f"`requests_per_minute` is {limit}, but the workspace seems to be on the free plan, which allows"
                f" {_USUAL_LIMIT}.",
                f"Set it to {_USUAL_LIMIT}, or leave it out: more only makes Notion refuse.",
                setting="notion.requests_per_minute",
            )
        ]
    if limit > _USUAL_LIMIT:
        message = f"{limit} requests a minute: only Business and Enterprise allow more than {_USUAL_LIMIT}{size}."
    elif largest == _FREE_UPLOAD:
        message = f"{limit} requests a minute, as the plan allows{size}."
    else:
        message = f"{limit} requests a minute; Business and Enterprise allow 600 (`requests_per_minute`){size}."
    return [well("limits", message)]


async def check_capabilities(
    client: NotionClient, config: Config, root_id: str, tables: Sequence[Table]
) -> list[Finding]:
    """Whether the connection may do what the site needs: a request for comments and one for users, if it needs them.

    `root_id` is a page or database that was read: reading content is known to be allowed.
    """
    found = [well("capabilities", "The connection may read content.")]
    if config.comments:
        parameters = {"block_id": root_id, "page_size": "1"}
        found.append(await _may(client, "comments", parameters, "The connection may read comments."))
    if config.comments or _shows_people(config, tables):
        message = "The connection may read user information, for the names of people."
        found.append(await _may(client, "users", {"page_size": "1"}, message))
    return found


async def _may(client: NotionClient, path: str, parameters: Mapping[str, str], message: str) -> Finding:
    try:
        await client.get(path, parameters)
    except (NotShared, InvalidRequest):
        pass  # Capabilities are looked at before objects.
    except NotionError as error:
        return failed("capabilities", error)
    return well("capabilities", message)


def _shows_people(config: Config, tables: Sequence[Table]) -> bool:
    named = {one.name for one in named_properties(config)}
    columns = (column for one in tables for column in one.schema.properties.values())
    return any(column.name in named and column.type in _PEOPLE for column in columns)


async def what_it_sees(client: NotionClient, bot: Mapping[str, Any]) -> str:
    """What the token can see, for somebody whose roots it cannot: a request."""
    titles: list[str] = []
    async for one in client.search():
        titles.append(f"“{page_title(one)}”")
        if len(titles) == _SEEN:
            break
    workspace = _facts(bot).get("workspace_name")
    where = f"the workspace “{workspace}”" if workspace else "its workspace"
    if not titles:
        return f"The token is one of {where}, and nothing at all is shared with it."
    return f"The token is one of {where}, and can see {', '.join(titles)}: `notionpress find` lists it all."


def _facts(bot: Mapping[str, Any]) -> Mapping[str, Any]:
    facts = bot.get("bot")
    return facts if isinstance(facts, dict) else {}
