"""Runs a command of the owner's own: with a time-out, and with the end of what it said, without secrets."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import msgspec

from notionpress.build.after import group_is_left
from notionpress.environment import WEBHOOK_SECRET
from notionpress.text import inert

_KEPT: Final = 4000
"""So many bytes of what a command said last are kept."""

_GRACE: Final = 10.0
"""The seconds between asking a command to end and ending it."""

_LOOK: Final = 0.05
"""The seconds between two looks at whether all is ended."""

_HIDDEN: Final = "[hidden]"
_SECRET_NAME: Final = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|KEY|CREDENTIAL|AUTH|COOKIE", re.IGNORECASE)
_SHORTEST: Final = 6
"""What is shorter is too likely a part of other words to be hidden."""
_SECRETS: Final = re.compile(
    r"\b(?:ntn|secret)_\w{8,}"  # Notion's tokens
    r"|(?<=://)[^\s/@]+:[^\s/@]+(?=@)"  # user and password in an address
    r"|(?<=[?&])(?:X-Amz-[A-Za-z-]+|[Ss]ignature|[Tt]oken|sig)=[^\s&]+"
)

_CUT_WORD: Final = re.compile(r"\A[!-~]{1,512}")
"""What may be the end of such a one."""


class Ended(msgspec.Struct, frozen=True):
    """How a command ended: its exit code, None where it took too long, and the end of what it said."""

    code: int | None
    output: str


def own_environment(environment: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The environment for a command: this one without the secrets of Notion, and with `own`."""
    kept = {name: value for name, value in environment.items() if name not in ("NOTION_TOKEN", WEBHOOK_SECRET)}
    return {**kept, **own}


def secret_values(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of variables whose names say that they are secret, the longest first."""
    found = {value for name, value in environment.items() if _SECRET_NAME.search(name) and len(value) >= _SHORTEST}
    return tuple(sorted(found, key=lambda one: (-len(one), one)))


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, and without what looks like one."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return _SECRETS.sub(_HIDDEN, text)


async def run_command(
    command: str, *, folder: Path, environment: Mapping[str, str], seconds: float, secrets: Iterable[str]
) -> Ended:
    """Run a line of the shell in a folder, and wait for its end, so many seconds at most; then it is ended.

    Raises OSError where it cannot be started. Where the waiting is cancelled, the command is ended too.
    """
    # A pipe of our own: asyncio takes a process for running while anything holds the end of one that it made.
    output, inlet = os.pipe()
    with os.fdopen(output, "rb", 0) as outlet:
        try:
            process = await asyncio.create_subprocess_shell(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=inlet,
                stderr=inlet,
                # Ctrl-C is for notionpress, which lets a command end; and what it starts ends with it.
                start_new_session=True,
            )
        finally:
            os.close(inlet)
        return await _ended(process, outlet, seconds, secrets)


async def _ended(
    process: asyncio.subprocess.Process, outlet: IO[bytes], seconds: float, secrets: Iterable[str]
) -> Ended:
    said, stream = bytearray(), asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), outlet
    )
    reading = asyncio.create_task(_read(stream, said))
    code: int | None = None
    try:
        async with asyncio.timeout(seconds):
            code = await process.wait()
    except TimeoutError:
        pass
    finally:
        if code is None:
            await _end(process)
        # Something that it left in the background may hold its output open.
        await asyncio.wait((reading,), timeout=1)
        reading.cancel()
        transport.close()
    return Ended(code, inert(_end_of(_without_secrets(bytes(said), tuple(secrets)))))


async def _read(stream: asyncio.StreamReader, said: bytearray) -> None:
    """Collect what comes, of which the end is enough; twice as much, since hiding secrets makes it shorter."""
    while chunk := await stream.read(65536):
        said += chunk
        del said[: -2 * _KEPT]


def _without_secrets(said: bytes, secrets: Iterable[str]) -> str:
    """What was said without secrets, and without what may be the end of one that is cut at the beginning."""
    text = said.decode(errors="replace")
    if len(said) >= 2 * _KEPT:
        ends = (one[at:] for one in secrets for at in range(1, len(one)))
        text = text[max((len(end) for end in ends if text.startswith(end)), default=0) :]
        text = _CUT_WORD.sub("", text)
    return masked(text, secrets)


def _end_of(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _KEPT else f"…{text[-_KEPT:]}"


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a command with all that it started: first politely."""
    for ask in (signal.SIGTERM, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL):
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.send_signal(ask)
            else:
                os.killpg(process.pid, ask)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()
                # What it started may need longer than itself, or not listen.
                while group_is_left(process.pid):  # noqa: ASYNC110  (nothing tells the end of a group)
                    await asyncio.sleep(_LOOK)
            return
