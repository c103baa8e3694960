"""Running the command line as a user does: a process of its own, in a project's folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import PROJECT

POSTS = "5ea11947-71de-4a1e-bead-11947ca5cade"
ABOUT = "ab0074be-acde-4fab-9a11-1947cafe5ea5"
WORKSPACE = PROJECT / "example-site" / "workspace"
MOMENT = "1793534400"


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: that of the tests, without what concerns notionpress."""
    ours = ("NOTION", "SOURCE_DATE_EPOCH", "NO_COLOR", "COVERAGE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": MOMENT, **more}


def notionpress(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder to its end; `more` are environment variables."""
    return run_module("notionpress", folder, *arguments, **more)


def run_module(module: str, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a module as a program in a folder to its end; `more` are environment variables."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def site_yaml(folder: Path, **changes: Any) -> None:
    """Write a site.yaml that builds two roots of the example workspace; `changes` are settings, as YAML."""
    settings = {
        "title": "Test",
        "notion": f"{{root: [{ABOUT}], emulator: {WORKSPACE}}}",
        **changes,
    }
    (folder / "site.yaml").write_text("".join(f"{name}: {value}\n" for name, value in settings.items()))


@contextmanager
def emulated(*arguments: str, workspace: Path = WORKSPACE) -> Iterator[dict[str, str]]:
    """`notionpress emulate` as a process; gives the variables that it prints."""
    command = [sys.executable, "-m", "notionpress", "emulate", str(workspace), *arguments]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        variables: dict[str, str] = {}
        while "NOTION_TOKEN" not in variables and (line := server.stdout.readline()):
            if re.match(r"NOTION_\w+=", line):
                name, _, value = line.strip().partition("=")
                variables[name] = value
        try:
            yield variables
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(10) == 0
            assert "Traceback" not in (server.stderr.read() if server.stderr else "")


def is_running(process: int) -> bool:
    """Whether a process does something; one whose end nobody has asked for yet does not."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")
