"""`notionpress emulate --webhook` as a user runs it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.commands import ABOUT, WORKSPACE, emulated, notionpress
from tests.emulator.receiver import TOKEN, Receiver

OPTIONS = ("--webhook-token", TOKEN, "--webhook-window", "0", "--webhook-version", "2025-09-03")


def test_a_receiver_hears_of_a_change(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(f"changes: [{{do: trash, id: {ABOUT}}}]\nwebhook: {{faults: [{{kind: duplicate, seconds: 0}}]}}\n")

    async def run() -> None:
        async with Receiver() as receiver:
            loop = asyncio.get_running_loop()

            def serve() -> dict[str, str]:
                with emulated("--webhook", receiver.url, *OPTIONS, "--faults", str(plan)) as variables:
                    headers = {"Authorization": f"Bearer {variables['NOTION_TOKEN']}", "Notion-Version": "2026-03-11"}
                    with urlopen(Request(f"{variables['NOTION_BASE_URL']}/v1/users/me", headers=headers)):
                        pass
                    asyncio.run_coroutine_threadsafe(receiver.until(2), loop).result(20)
                return variables

            variables = await asyncio.to_thread(serve)
            assert variables["NOTION_WEBHOOK_SECRET"] == TOKEN
            assert receiver.posts[0].json == {"verification_token": TOKEN}
            assert all(post.is_signed for post in receiver.posts[1:])
            first, second = receiver.events
            assert first == second
            assert (first["type"], first["entity"]["id"]) == ("page.deleted", ABOUT)
            assert first["api_version"] == "2025-09-03"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        (["--webhook-window", "1"], "--webhook-window needs --webhook."),
        (["--webhook", "127.0.0.1:8080"], "--webhook: “127.0.0.1:8080” is no address"),
        (["--webhook", "http://[::1:8080/"], "is no address"),
        (["--webhook", "http://127.0.0.1:99999/"], "is no address"),
        (["--webhook", "http://127.0.0.1:9", "--webhook-version", "2020-01-01"], "must be one of 2022-06-28, "),
        (
            ["--webhook", "http://127.0.0.1:9", "--webhook-window", "nan"],
            "--webhook-window must be a number of seconds.",
        ),
        (["--webhook", "http://127.0.0.1:9", "--webhook-window", "-1"], "-1.0 is not in the range x>=0"),
    ],
)
def test_what_cannot_be_had_is_refused(tmp_path: Path, options: list[Any], mistake: str) -> None:
    done = notionpress(tmp_path, "emulate", str(WORKSPACE), *options)
    assert done.returncode == 2
    assert mistake in done.stderr
