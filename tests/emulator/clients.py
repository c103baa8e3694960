"""Notion's own clients, JavaScript and Python, behind one door: a list of calls in, what became of each out."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import notion_client
import pytest
from notion_client import helpers
from notion_client.errors import HTTPResponseError

Json = dict[str, Any]


def call(name: str, helper: str = "", **args: Any) -> Json:
    """One call of a client, e.g. `call("dataSources.query", "collect", page_size=2, …)`.

    `helper` is `collect` or `iterate` for the clients' paging, `rows` for the one that knows no limit of rows (only
    JavaScript has it), `request` for a path that the client has no method for, `verify` for what JavaScript's thinks
    of a webhook's signature.
    """
    return {"call": name, "helper": helper or None, "args": args}


async def javascript(
    url: str, token: str, calls: list[Json], *, version: str = "2025-09-03", retry: bool = False
) -> Any:
    """What `@notionhq/client` makes of the calls; the test is skipped where Node.js or the client is absent."""
    modules, node = os.environ.get("NOTIONPRESS_NODE_MODULES", ""), shutil.which("node")
    if not modules or not node:
        pytest.skip("NOTIONPRESS_NODE_MODULES names no folder with @notionhq/client, or there is no Node.js")
    asked = {"modules": modules, "url": url, "token": token, "version": version, "retry": retry, "calls": calls}
    process = await asyncio.create_subprocess_exec(
        node,
        str(Path(__file__).with_name("official_client.mjs")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, problems = await process.communicate(json.dumps(asked).encode())
    assert process.returncode == 0, problems.decode()
    return json.loads(out)


async def python(url: str, token: str, calls: list[Json], *, version: str = "2025-09-03", retry: bool = False) -> Any:
    """What `notion-client` makes of the calls."""
    retries = notion_client.RetryOptions(max_retries=3, initial_retry_delay_ms=10)
    options: Json = {"auth": token, "base_url": url, "notion_version": version, "retry": retries if retry else False}
    async with notion_client.AsyncClient(options) as client:
        return [await _outcome(client, one) for one in calls]


async def _outcome(client: Any, one: Json) -> Json:
    method = client
    for name in one["call"].split("."):
        method = getattr(method, re.sub("[A-Z]", lambda letter: f"_{letter.group().lower()}", name), None)
    try:
        if one["helper"] == "collect":
            result: Any = await helpers.async_collect_paginated_api(method, **one["args"])
        elif one["helper"] == "iterate":
            result = [found async for found in helpers.async_iterate_paginated_api(method, **one["args"])]
        elif one["helper"] == "request":
            result = await client.request(**{**one["args"], "method": one["args"]["method"].upper()})
        else:
            result = await method(**one["args"])
    except HTTPResponseError as error:
        return {
            "error": type(error).__name__,
            "code": str(getattr(error.code, "value", error.code)),
            "status": error.status,
            "message": str(error),
            "request_id": error.request_id,
            "additional_data": error.additional_data,
        }
    return {"result": result, "full": _is_full(result)}


def _is_full(result: Any) -> bool:
    tests = {
        "page": helpers.is_full_page,
        "block": helpers.is_full_block,
        "database": helpers.is_full_database,
        "data_source": helpers.is_full_data_source,
        "user": helpers.is_full_user,
        "comment": helpers.is_full_comment,
        "view": helpers.is_full_view,
    }
    found = result if isinstance(result, list) else result.get("results", [result])
    return all(tests[one["object"]](one) for one in found if one.get("object") in tests)
