"""Fault plans as YAML: read, checked, documented, and in force where `emulate` serves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec
import pytest
from msgspec import inspect

from notionpress.commands.fault_plan import (
    ChangeSettings,
    FaultSettings,
    PlanSettings,
    RateLimitSettings,
    WebhookFaultSettings,
    WebhookSettings,
    read_plan,
)
from notionpress.emulator.changes import Action
from notionpress.emulator.faults import (
    Change,
    Fault,
    FaultKind,
    FaultPlan,
    RateLimit,
    WebhookFault,
    WebhookFaultKind,
    WebhookPlan,
)
from notionpress.emulator.workspace import Workspace
from notionpress.errors import ConfigError
from tests.commands import ABOUT, POSTS, notionpress
from tests.conftest import PROJECT
from tests.test_cli import WORKSPACE, emulated

DOCUMENT = (PROJECT / "docs" / "emulator.md").read_text()
SECTIONS: dict[str, type[msgspec.Struct]] = {
    "The whole plan": PlanSettings,
    "`rate_limit`": RateLimitSettings,
    "`faults`": FaultSettings,
    "`changes`": ChangeSettings,
    "`webhook`": WebhookSettings,
    "`faults` of `webhook`": WebhookFaultSettings,
}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.load(WORKSPACE)


def plan(folder: Path, text: str, workspace: Workspace) -> FaultPlan:
    (folder / "plan.yaml").write_text(text)
    return read_plan(folder / "plan.yaml", workspace)


def test_a_plan_with_everything(tmp_path: Path, workspace: Workspace) -> None:
    text = f"""
seed: 7
latency: 0.15
query_cap: 250
part_size: 20
file_lifetime: 60
positional_cursors: true
edits_move_pages: true
rate_limit:
  requests: 30
  seconds: 10
  window: fixed
  others: 5
  others_seconds: 90.5
  retry_after_form: none
faults:
  - kind: 503
    share: 0.05
  - kind: edge
    path: blocks/
    first: 3
    times: 2
  - {{kind: 429, times: all, retry_after: 9, retry_after_form: date}}
  - {{kind: slow, seconds: 2.5, files: true}}
changes:
  - {{do: trash, id: {ABOUT.replace("-", "")}, at: 5, path: /query}}
  - do: edit
    id: {ABOUT}
    object: {{icon: {{emoji: 🌊}}}}
    quiet: true
  - do: revoke
webhook:
  attempts: 3
  backoff: 0.5
  timeout: 2
  signed_handshake: true
  faults:
    - {{kind: drop, event: page., share: 0.1}}
    - {{kind: delay, first: 2, times: all, seconds: 30}}
"""
    assert plan(tmp_path, text, workspace) == FaultPlan(
        seed=7,
        latency=0.15,
        query_cap=250,
        part_size=20,
        file_lifetime=60,
        positional_cursors=True,
        edits_move_pages=True,
        rate_limit=RateLimit(30, 10, "fixed", 5, 90.5, "none"),
        faults=(
            Fault(503, share=0.05, times=None),
            Fault("edge", path="blocks/", first=3, times=2),
            Fault(429, times=None, retry_after=9, retry_after_form="date"),
            Fault("slow", seconds=2.5, files=True),
        ),
        changes=(
            Change("trash", id=ABOUT, at=5, path="/query"),
            Change("edit", id=ABOUT, object={"icon": {"emoji": "🌊"}}, quiet=True),
            Change("revoke"),
        ),
        webhook=WebhookPlan(
            attempts=3,
            backoff=0.5,
            timeout=2,
            signed_handshake=True,
            faults=(
                WebhookFault("drop", event="page.", share=0.1, times=None),
                WebhookFault("delay", first=2, times=None, seconds=30),
            ),
        ),
    )


def test_a_plan_takes_the_defaults_of_the_server(tmp_path: Path, workspace: Workspace) -> None:
    assert plan(tmp_path, "rate_limit: {}\nfaults: [{kind: 500}]", workspace) == FaultPlan(
        rate_limit=RateLimit(), faults=(Fault(500),)
    )
    assert plan(tmp_path, "webhook: {faults: [{kind: lost}]}", workspace).webhook == WebhookPlan(
        faults=(WebhookFault("lost"),)
    )


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("sed: 1", "1:1: there is no setting “sed”; did you mean “seed”?"),
        ("latency: -1", "1:10: this must be a number of seconds, 0 or more"),
        ("latency: nan", "1:10: this must be a number"),
        ("query_cap: 0", "1:12: this must be a whole number from 1 on"),
        ("part_size: 101", "1:12: this must be a whole number from 1 to 100"),
        ("rate_limit:\n  seconds: 0", "2:12: this must be a number of seconds, more than 0"),
        ("rate_limit:\n  window: moving", "2:11: this must be one of fixed, sliding"),
        ("faults:\n  - kind: 505", "2:11: this must be one of 429, 500, "),
        ("faults:\n  - path: blocks/", "2:5: “kind” is missing"),
        ("faults:\n  - {kind: 500, share: 5}", "2:24: this must be a share between 0 and 1"),
        ("faults:\n  - {kind: 500, times: ever}", "2:24: this must be a whole number, or `all`"),
        ("faults:\n  - {kind: cursor, files: true}", "2:5: `cursor` is for requests of the API"),
        ("changes:\n  - {do: trash}", "2:5: `trash` needs an `id`"),
        ("changes:\n  - {do: add}", "2:5: `add` needs an `object`"),
        ("changes:\n  - {do: trash, id: about}", "2:21: “about” is no Notion id"),
        (
            f"changes:\n  - {{do: trash, id: {ABOUT[:-1]}6}}",
            f"2:5: the workspace has no object or block {ABOUT[:-1]}6",
        ),
        (f"changes:\n  - {{do: edit, id: {ABOUT}, object: {{icon: 5}}}}", "2:5: icon: must have `emoji`"),
        ("webhook:\n  backoff: soon", "2:12: this must be a number"),
        ("webhook:\n  attempts: 0", "2:13: this must be a whole number from 1 on"),
        ("webhook:\n  faults: [{kind: late}]", "2:19: this must be one of cut, delay, "),
        ("webhook:\n  faults: [{kind: lost, share: 2}]", "2:32: this must be a share between 0 and 1"),
        ("", "1:1: this file is empty"),
        ("faults: [", "1:10: this is not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, mistake: str, tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(tmp_path, text, workspace)
    assert f"plan.yaml:{mistake}" in caught.value.message
    assert "docs/emulator.md" in caught.value.hint


def test_all_mistakes_are_told_at_once(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(tmp_path, "seed: x\nfaults: [{kind: 1}, 7]\nchanges: [{do: explode}]", workspace)
    assert len(caught.value.message.splitlines()) == 4


def ask(variables: dict[str, str], path: str) -> int:
    headers = {"Authorization": f"Bearer {variables['NOTION_TOKEN']}", "Notion-Version": "2025-09-03"}
    try:
        with urlopen(Request(f"{variables['NOTION_BASE_URL']}/v1/{path}", headers=headers)) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_the_served_workspace_goes_wrong_as_planned(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        "faults: [{kind: 502, first: 2}]\n"
        f"changes: [{{do: trash, id: {ABOUT}, at: 1}}, {{do: unshare, id: {POSTS}, at: 3}}, {{do: revoke, at: 5}}]\n"
    )
    with emulated("--faults", str(file)) as variables:
        assert [ask(variables, f"databases/{POSTS}") for _ in range(3)] == [200, 502, 404]
        # The plan was tried on a workspace of its own: this one changes only when its time comes.
        assert [ask(variables, f"pages/{ABOUT}") for _ in range(2)] == [200, 401]


def test_emulate_says_which_plan_is_in_force(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("query_cap: x")
    refused = notionpress(WORKSPACE.parent, "emulate", "workspace", "--faults", str(file))
    assert refused.returncode == 2
    assert "plan.yaml:1:12: this must be a whole number" in refused.stderr
    file.write_text(
        "seed: 3\nlatency: 0.5\nrate_limit: {others: 9}\nfaults: [{kind: 500}]\nwebhook: {faults: [{kind: lost}]}"
    )
    # An address that cannot be listened at ends it after it said so.
    with emulated() as variables:
        port = variables["NOTION_BASE_URL"].rpartition(":")[2]
        said = notionpress(WORKSPACE.parent, "emulate", "workspace", "--faults", str(file), "--port", port).stdout
    assert (
        f"Fault plan {file}: 1 fault, 0 changes, 180 requests in 60 s (sliding window, 9 of them by others), "
        "0.5 s more for each answer, 1 fault of webhooks, seed 3." in said
    )


def section(heading: str) -> str:
    found = re.search(rf"(?ms)^###? {re.escape(heading)}\n(.*?)(?=^##|\Z)", DOCUMENT)
    assert found, heading
    return found[1]


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_is_documented_with_its_default(heading: str) -> None:
    text = section(heading).partition("| kind |")[0].partition("| do |")[0]
    rows = dict(re.findall(r"(?m)^\| `([a-z_]+)` \| ?(.*?) ?\| .+ \|$", text))
    info = inspect.type_info(SECTIONS[heading])
    assert isinstance(info, inspect.StructType)
    assert set(rows) == {field.name for field in info.fields}
    for field in info.fields:
        if isinstance(field.default, bool):
            assert rows[field.name] == f"`{str(field.default).lower()}`"
        elif field.default not in ("", (), None, msgspec.NODEFAULT):
            assert rows[field.name] == f"`{field.default}`", field.name


def test_every_kind_and_every_change_is_documented() -> None:
    kinds = re.findall(r"(?m)^\| (`.+?`) \|", section("`faults`").partition("| kind |")[2])
    assert {one.strip("`") for row in kinds for one in row.split(", ")} == {str(kind) for kind in get_args(FaultKind)}
    actions = re.findall(r"(?m)^\| (`.+?`) \|", section("`changes`").partition("| do |")[2])
    assert {one.strip("`") for row in actions for one in row.split(", ")} == set(get_args(Action))
    of_webhooks = re.findall(r"(?m)^\| `(.+?)` \|", section("`faults` of `webhook`").partition("| kind |")[2])
    assert set(of_webhooks) == set(get_args(WebhookFaultKind))


def test_the_plan_in_the_document_is_read(tmp_path: Path, workspace: Workspace) -> None:
    (example,) = re.findall(r"(?ms)^```yaml\n(.*?)^```", DOCUMENT)
    with pytest.raises(ConfigError) as caught:
        plan(tmp_path, example, workspace)
    # All is right with it but for the row, which is of nobody's workspace.
    assert "the workspace has no object or block" in caught.value.message
    assert len(caught.value.message.splitlines()) == 1
    assert plan(tmp_path, re.sub(r"1e55e400\S+(?=,)", POSTS, example), workspace).changes[0].path == "/query"
