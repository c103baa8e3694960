"""Every module stands on its own, and the command line starts without what only some commands need."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment, notionpress, site_yaml
from tests.conftest import PROJECT

MODULES = sorted(
    ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
    for path in (PROJECT / "notionpress").rglob("*.py")
    if path.stem != "__main__"
)
HEAVY = (
    "aiohttp",
    "jinja2",
    "pygments",
    "rich",
    "yaml",
    "msgspec",
    "asyncio",
    "babel",
    "math_core",
    "markdown_it",
    "sqlite3",
)
NETWORK = ("aiohttp", "asyncio", "ssl", "socket", "email", "urllib.request", "notionpress.notion.client")

# Imports each module in a fork that has imported nothing of notionpress yet, but already what they all share.
ALONE = """
import importlib, json, os, sys
import aiohttp, asyncio, babel.dates, click, jinja2, markdown_it, msgspec, pygments, rich.console, slugify, yaml
failed = []
for name in json.load(sys.stdin):
    child = os.fork()
    if not child:
        try:
            importlib.import_module(name)
        except BaseException as error:
            print(name, repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
assert not any(name.startswith("notionpress") for name in sys.modules)
print(json.dumps(failed))
"""


@pytest.mark.slow
def test_every_module_imports_alone() -> None:
    assert len(MODULES) > 60
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=json.dumps(MODULES),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [], done.stderr


def test_help_loads_nothing_heavy() -> None:
    for arguments in (["--help"], ["--version"], ["build", "--help"]):
        loaded = _loaded(PROJECT, *arguments)
        assert "click" in loaded
        assert loaded & set(HEAVY) == set(), arguments


def test_building_offline_loads_nothing_of_the_network(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    assert notionpress(tmp_path, "crawl").returncode == 0
    loaded = _loaded(tmp_path, "build", "--offline")
    assert "notionpress.build.build" in loaded
    assert loaded & {*NETWORK, "rich", "markdown_it"} == set()
    assert (tmp_path / "public" / "index.html").exists()


def _loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "notionpress", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(re.findall(r"\|\s+([\w.]+)$", done.stderr, re.MULTILINE))


def test_help_is_quick() -> None:
    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "notionpress", "--help"], cwd=PROJECT, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # The processor's time, and the best of several: other work on the machine only ever adds. Twice the aim of 0.1
    # leaves room for slow machines.
    assert min(seconds() for _ in range(5)) < 0.2
