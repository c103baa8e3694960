"""Missed, doubled, late, disordered and forged events in any mix, and one look at everything: the site of a clean build."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st

from notionpress.emulator.webhook_faults import WebhookFault, WebhookPlan
from notionpress.emulator.workspace import Workspace
from notionpress.serve.cycle import Ask, Called, Cycle
from notionpress.serve.signature import HEADER, signature
from tests.crawl.workspaces import below, block, row, uid
from tests.serve import on_air as air_module
from tests.serve.on_air import SECRET, Air, on_air, small
from tests.sites import files

FAULTS = st.lists(
    st.builds(
        WebhookFault,
        kind=st.sampled_from(["drop", "delay", "reorder", "duplicate", "lost", "cut", "signature", "unsigned"]),
        event=st.sampled_from(["", "page", "created", "deleted", "content", "properties", "data_source"]),
        times=st.none(),
        share=st.sampled_from([0.3, 0.6, 1.0]),
        seconds=st.sampled_from([0.0, 0.02, 0.1]),
    ),
    max_size=4,
)
CHANGES = st.lists(
    st.sampled_from(
        ["write", "rename", "date", "append", "remove", "trash", "restore", "new row", "new page", "send", "wait"]
    ),
    min_size=1,
    max_size=14,
)


class Author:
    """Somebody who changes things in the workspace, as the seed has it."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace = workspace
        self.random = random.Random(seed)
        self.pages = ["Home", "Below", "First", "Second"]
        self.number = 0

    def do(self, what: str) -> None:
        """Change something."""
        self.number += 1
        name = self.random.choice(self.pages)
        change: dict[str, Callable[[], None]] = {
            "write": lambda: self._edit(name, lambda page: page["children"].insert(0, self._words())),
            "append": lambda: self._edit(name, lambda page: page["children"].append(self._words())),
            "remove": lambda: self._edit(name, _remove),
            "rename": lambda: self._edit(name, self._rename),
            "date": lambda: self._edit(self.random.choice(["First", "Second"]), self._date),
            "trash": lambda: self.workspace.trash(uid(self.random.choice(self.pages[1:]))),
            "restore": lambda: self.workspace.restore(uid(self.random.choice(self.pages[1:]))),
            "new row": self._new_row,
            "new page": self._new_page,
        }
        change[what]()

    def _edit(self, name: str, change: Callable[[dict[str, object]], object]) -> None:
        def do(page: dict[str, object]) -> None:
            change(page)

        self.workspace.edit(uid(name), do, at=datetime.now(UTC))

    def _words(self) -> dict[str, object]:
        return block("paragraph", f"Words {self.number}", id=uid(f"words {self.number}"))

    def _rename(self, page: dict[str, object]) -> None:
        properties = page["properties"]
        assert isinstance(properties, dict)
        properties["Name" if "Name" in properties else "title"] = f"Title {self.number}"

    def _date(self, page: dict[str, object]) -> None:
        properties = page["properties"]
        assert isinstance(properties, dict)
        properties["Date"] = {"start": f"2026-01-{self.number % 28 + 1:02}"}

    def _new_row(self) -> None:
        name = f"Row {self.number}"
        self.workspace.add(row(name, "posts", [self._words()]))
        self.pages.append(name)

    def _new_page(self) -> None:
        name, parent = f"Page {self.number}", self.random.choice(self.pages[:2])
        self.workspace.add(below(name, parent, [self._words()]))
        self._edit(parent, lambda page: page["children"].append({"type": "child_page", "child_page": uid(name)}))
        self.pages.append(name)


def _remove(page: dict[str, object]) -> None:
    children = page["children"]
    assert isinstance(children, list)
    for one in children:
        if one["type"] == "paragraph":
            children.remove(one)
            return


async def _look_at_everything(air: Air) -> None:
    """Let it reconcile, as an event does that nobody knows."""
    body = json.dumps({"id": "new", "type": "future.event"}).encode()
    async with ClientSession() as session:
        answer = await session.post(f"{air.url}/webhook", data=body, headers={HEADER: signature(body, SECRET)})
        assert answer.status == 200
    await air.settled()


async def _clean_build(air: Air, folder: Path) -> dict[str, bytes]:
    air_module.settings(folder)
    environment = {"NOTION_BASE_URL": air.emulator.url, "NOTION_TOKEN": air.emulator.token}
    async with Cycle(folder / "site.yaml", Called(), environment) as cycle:
        done = await cycle.run(Ask())
        assert done.error is None and done.unread is None
    return files(folder / "public")


async def _follow(folder: Path, changes: list[str], faults: list[WebhookFault], seed: int) -> None:
    project = folder / "project"
    air_module.settings(project, removals="{pages: 100}")
    plan = WebhookPlan(faults=tuple(faults), backoff=0.01, attempts=4)
    workspace = small(folder / "workspace")
    async with on_air(project, workspace, plan=plan, seed=seed) as air:
        await air.until_said("Reconciliation")
        author = Author(workspace, seed)
        for what in changes:
            if what == "send":
                await air.webhook.settle()
            elif what == "wait":
                await asyncio.sleep(0.05)
            else:
                author.do(what)
        await air.settled()
        await _look_at_everything(air)
        assert files(project / "public") == await _clean_build(air, folder / "clean"), air.said


def follow(changes: list[str], faults: list[WebhookFault], seed: int) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(asyncio.wait_for(_follow(Path(folder), changes, faults, seed), 120))


ALL = [
    "write",
    "new row",
    "new page",
    "trash",
    "send",
    "rename",
    "append",
    "restore",
    "date",
    "write",
    "trash",
    "remove",
]


@pytest.mark.parametrize(
    "faults",
    [
        [],
        [WebhookFault(kind="drop", times=None)],
        [WebhookFault(kind="duplicate", times=None, seconds=0), WebhookFault(kind="reorder", times=None, seconds=0.05)],
    ],
)
def test_events_end_in_the_site_of_a_clean_build(faults: list[WebhookFault]) -> None:
    follow(ALL, faults, 7)


@pytest.mark.slow
@settings(max_examples=40)
@given(CHANGES, FAULTS, st.integers(0, 9))
def test_any_mix_of_events_ends_in_the_site_of_a_clean_build(
    changes: list[str], faults: list[WebhookFault], seed: int
) -> None:
    follow(changes, faults, seed)
