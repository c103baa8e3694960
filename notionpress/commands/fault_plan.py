"""The fault plan of the embedded server: YAML into what goes wrong, checked against the workspace it is for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

import msgspec

from notionpress.config_file import Check, read_settings
from notionpress.emulator.calls import MOST
from notionpress.emulator.changes import Action, apply
from notionpress.emulator.faults import (
    Change,
    Fault,
    FaultKind,
    FaultPlan,
    RateLimit,
    RetryAfter,
    WebhookFault,
    WebhookFaultKind,
    WebhookPlan,
)
from notionpress.emulator.folder import WorkspaceError
from notionpress.emulator.uuids import dashed
from notionpress.emulator.workspace import Workspace

_HINT: Final = "docs/emulator.md explains every key of a fault plan."
_ALL: Final = "all"


class RateLimitSettings(msgspec.Struct, frozen=True):
    """The keys of `rate_limit`."""

    requests: int = 180
    seconds: str = "60"
    window: Literal["sliding", "fixed"] = "sliding"
    others: int = 0
    others_seconds: str = _ALL
    retry_after_form: RetryAfter = "seconds"


class FaultSettings(msgspec.Struct, frozen=True):
    """The keys of one of the `faults`. `kind` is read as text, whatever stands there."""

    kind: str
    path: str = ""
    first: int = 1
    times: str = "1"
    share: str = "1"
    retry_after: int = 1
    retry_after_form: RetryAfter = "seconds"
    seconds: str = "1"
    files: bool = False


class ChangeSettings(msgspec.Struct, frozen=True):
    """The keys of one of the `changes`."""

    do: Action
    id: str = ""
    at: int = 1
    path: str = ""
    object: dict[str, Any] | None = None
    quiet: bool = False


class WebhookFaultSettings(msgspec.Struct, frozen=True):
    """The keys of one of the `faults` of `webhook`."""

    kind: WebhookFaultKind
    event: str = ""
    first: int = 1
    times: str = "1"
    share: str = "1"
    seconds: str = "1"


class WebhookSettings(msgspec.Struct, frozen=True):
    """The keys of `webhook`."""

    attempts: int = 8
    backoff: str = "16"
    timeout: str = "10"
    signed_handshake: bool = False
    faults: tuple[WebhookFaultSettings, ...] = ()


class PlanSettings(msgspec.Struct, frozen=True):
    """The keys of a fault plan."""

    seed: int = 0
    latency: str = "0"
    query_cap: int = 10_000
    part_size: int = 100
    file_lifetime: str = "3600"
    positional_cursors: bool = False
    edits_move_pages: bool = False
    rate_limit: RateLimitSettings | None = None
    faults: tuple[FaultSettings, ...] = ()
    changes: tuple[ChangeSettings, ...] = ()
    webhook: WebhookSettings | None = None


def read_plan(path: Path, workspace: Workspace) -> FaultPlan:
    """Read a fault plan for a workspace; its changes are tried on it, so it should be one that is not served.

    Raises ConfigError with all mistakes of the file, each with line and column.
    """
    values = read_settings(path, PlanSettings, _checks(workspace), hint=_HINT)
    lists = {name: tuple(values.get(name, ())) for name in ("faults", "changes")}
    return FaultPlan(**{**values, **lists})


def _checks(workspace: Workspace) -> Mapping[str, Check]:
    return {
        "latency": _seconds,
        "query_cap": _from_1,
        "part_size": _part_size,
        "file_lifetime": _seconds,
        "rate_limit.seconds": _some_seconds,
        "rate_limit.requests": _from_0,
        "rate_limit.others": _from_0,
        "rate_limit.others_seconds": lambda value: None if value == _ALL else _seconds(value),
        "rate_limit": lambda values: values if _is_wrong(values) else RateLimit(**values),
        "faults.kind": _kind,
        "faults.first": _from_1,
        "faults.times": _times,
        "faults.share": _share,
        "faults.retry_after": _from_0,
        "faults.seconds": _seconds,
        "faults": _fault,
        "changes.at": _from_1,
        "changes.id": _id,
        "changes": lambda values: _change(values, workspace),
        "webhook.attempts": _from_1,
        "webhook.backoff": _seconds,
        "webhook.timeout": _some_seconds,
        "webhook.faults.first": _from_1,
        "webhook.faults.times": _times,
        "webhook.faults.share": _share,
        "webhook.faults.seconds": _seconds,
        "webhook.faults": _webhook_fault,
        "webhook": _webhook,
    }


def _is_wrong(values: Mapping[str, Any]) -> bool:
    """Whether a value has a mistake, which is told already."""
    return msgspec.UNSET in values.values()


def _fault(values: dict[str, Any]) -> Any:
    return _made(Fault, values)


def _webhook_fault(values: dict[str, Any]) -> Any:
    return _made(WebhookFault, values)


def _made(kind: type[Fault] | type[WebhookFault], values: dict[str, Any]) -> Any:
    """A fault of these values, or the values when there is a mistake among them."""
    if _is_wrong(values) or "kind" not in values:
        return values
    if "share" in values:
        values.setdefault("times", None)
    return kind(**values)


def _webhook(values: dict[str, Any]) -> Any:
    if _is_wrong(values):
        return values
    return WebhookPlan(**{**values, "faults": tuple(values.get("faults", ()))})


def _change(values: dict[str, Any], workspace: Workspace) -> Any:
    if _is_wrong(values) or "do" not in values:
        return values
    change = Change(**values)
    try:
        apply(change, workspace, datetime.now(UTC))
    except KeyError:
        raise ValueError(f"the workspace has no object or block {change.id}") from None
    except WorkspaceError as error:
        raise ValueError(error.message) from None
    return change


def _kind(value: str) -> FaultKind:
    kinds: tuple[FaultKind, ...] = get_args(FaultKind)
    for kind in kinds:
        if str(kind) == value:
            return kind
    raise ValueError(f"this must be one of {', '.join(str(kind) for kind in kinds)}")


def _id(value: str) -> str:
    id = dashed(value)
    if id is None:
        raise ValueError(f"“{value}” is no Notion id")
    return id


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("this must be a whole number, or `all`") from None


def _times(value: str) -> int | None:
    return None if value == _ALL else _from_1(_whole(value))


def _number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("this must be a number")
    return number


def _seconds(value: str) -> float:
    if (seconds := _number(value)) < 0:
        raise ValueError("this must be a number of seconds, 0 or more")
    return seconds


def _some_seconds(value: str) -> float:
    if (seconds := _number(value)) <= 0:
        raise ValueError("this must be a number of seconds, more than 0")
    return seconds


def _share(value: str) -> float:
    if not 0 <= (share := _number(value)) <= 1:
        raise ValueError("this must be a share between 0 and 1, such as 0.05")
    return share


def _part_size(value: int) -> int:
    if not 1 <= value <= MOST:
        raise ValueError(f"this must be a whole number from 1 to {MOST}")
    return value


def _from_0(value: int) -> int:
    if value < 0:
        raise ValueError("this must be a whole number from 0 on")
    return value


def _from_1(value: int) -> int:
    if value < 1:
        raise ValueError("this must be a whole number from 1 on")
    return value
