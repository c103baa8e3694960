"""Commands of the owner's own: how they end, and what is kept of their words."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from notionpress.serve import command as module
from notionpress.serve.command import Ended, masked, own_environment, run_command, secret_values
from tests.commands import is_running
from tests.serve.asynchronous import asynchronous

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")


async def run(line: str, folder: Path, *, seconds: float = 30, **environment: str) -> Ended:
    whole = {"PATH": os.environ["PATH"], **environment}
    return await run_command(
        line, folder=folder, environment=whole, seconds=seconds, secrets=secret_values(environment)
    )


@asynchronous
async def test_a_command_runs_in_the_folder_with_its_variables(tmp_path: Path) -> None:
    assert await run("pwd; echo $PLACE >&2; exit 7", tmp_path, PLACE="here") == Ended(7, f"{tmp_path}\nhere")
    assert await run("true", tmp_path) == Ended(0, "")
    assert (await run("no-such-program", tmp_path)).code == 127


@asynchronous
async def test_only_the_end_of_many_words_is_kept(tmp_path: Path) -> None:
    ended = await run("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done", tmp_path)
    assert ended.code == 0
    assert ended.output.startswith("…")
    assert ended.output.endswith("line 19998\nline 19999")
    assert len(ended.output) == module._KEPT + 1


@asynchronous
async def test_a_command_that_takes_too_long_ends_with_all_that_it_started(tmp_path: Path) -> None:
    line = "echo begun; sleep 600 & echo $! > child; wait"
    ended = await run(line, tmp_path, seconds=0.3)
    assert ended == Ended(None, "begun")
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not is_running(child):
            break
        await asyncio.sleep(0.05)
    assert not is_running(child)


@asynchronous
async def test_a_command_that_does_not_listen_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE", 0.2)
    ended = await run("trap '' TERM; echo deaf; while :; do sleep 0.1; done", tmp_path, seconds=0.3)
    assert ended == Ended(None, "deaf")


@asynchronous
async def test_what_a_command_started_is_ended_also_where_only_that_does_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE", 0.5)
    line = """sh -c 'trap "" TERM; echo $$; while :; do sleep 0.1; done' & wait"""
    ended = await run(line, tmp_path, seconds=1)
    assert ended.code is None
    assert not is_running(int(ended.output.split()[0]))


@asynchronous
async def test_what_stays_in_the_background_does_not_keep_the_command(tmp_path: Path) -> None:
    ended = await run("sleep 60 & echo $! > child; echo done", tmp_path)
    os.kill(int((tmp_path / "child").read_text()), 9)
    assert ended == Ended(0, "done")


@asynchronous
async def test_no_secret_is_in_what_is_kept(tmp_path: Path) -> None:
    ended = await run(
        "env; curl=https://user:pass4word@example.org/; echo $curl; echo secret_fromSomewhereElse1; printf '\\033[31m'",
        tmp_path,
        DEPLOY_KEY="correct-horse",
        NETLIFY_AUTH_TOKEN="nfp_1234567890",
        PLACE="public",
    )
    for secret in ("correct-horse", "nfp_1234567890", "pass4word", "fromSomewhereElse", "\033"):
        assert secret not in ended.output
    assert "PLACE=public" in ended.output
    assert "https://[hidden]@example.org/" in ended.output


@asynchronous
async def test_no_part_of_a_secret_is_kept_where_what_was_said_is_cut(tmp_path: Path) -> None:
    secret = "0123456789" * 5 + "tail-of-the-secret"
    # Of 8000 bytes that are kept, the first 18 are the end of a secret, and the others are few letters of three bytes.
    rest = "€" * 2660 + "xx"
    ended = await run("printf '%s' \"$SECRET$REST\"", tmp_path, SECRET=secret, REST=rest)
    assert "tail-of" not in ended.output
    assert ended.output == rest


def test_secrets_are_known_by_the_names_of_variables() -> None:
    assert secret_values({"A_TOKEN": "12345678", "A_TOKEN_2": "123456789", "TOKEN": "1", "HOME": "/home/me"}) == (
        "123456789",
        "12345678",
    )
    assert masked("?X-Amz-Signature=abc&x=1 12345678", ("12345678",)) == "?[hidden]&x=1 [hidden]"


def test_a_command_is_not_given_the_secrets_of_notion() -> None:
    given = {"NOTION_TOKEN": "a", "NOTION_WEBHOOK_SECRET": "b", "PATH": "/bin", "GITHUB_TOKEN": "c"}
    assert own_environment(given, {"X": "y"}) == {"PATH": "/bin", "GITHUB_TOKEN": "c", "X": "y"}
