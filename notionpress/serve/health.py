"""The truth about a site on the air, for those who watch over it: health as JSON, metrics for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

UNHEALTHY_AFTER: Final = timedelta(minutes=15)
"""So long may something fail before the answer is 503: an outage of Notion's that passes is no alarm."""

UNREADABLE: Final = (
    b'{"status":"failing","failing_at":"queue","healthy":false,'
    b'"reason":"What waits, and how things stand, cannot be read from the disk; the log tells more."}\n'
)
"""What is told where nobody knows how things stand, as JSON."""

Kind = Literal["counter", "gauge"]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How things stand.

    `started` and `last_success` (a step that went well, whatever it was) are times; since `failing_since` something has
    been failing, at the stage `failing_at`. `backlog` is how many things wait for being read, `oldest` since when.
    `is_verified` says that webhooks can be proved, None where none are received.
    """

    started: datetime
    last_success: datetime | None = None
    last_deploy: datetime | None = None
    failing_since: datetime | None = None
    failing_at: str = ""
    backlog: int = 0
    oldest: datetime | None = None
    next_change: datetime | None = None
    is_verified: bool | None = None

    def is_well(self, now: datetime) -> bool:
        """Whether nobody has to look."""
        return self.failing_since is None or now - self.failing_since < UNHEALTHY_AFTER

    def answer(self, now: datetime) -> bytes:
        """What is told, as JSON. It holds no message: a message may name pages."""
        facts = {
            "status": "working" if self.failing_since is None else "failing",
            "started": self.started,
            "last_success": self.last_success,
            "last_deploy": self.last_deploy,
            "failing_since": self.failing_since,
            "failing_at": self.failing_at or None,
            "backlog": self.backlog,
            "oldest": self.oldest,
            "next_change": self.next_change,
            "webhook": None if self.is_verified is None else "verified" if self.is_verified else "not verified",
            "healthy": self.is_well(now),
        }
        return msgspec.json.encode(facts) + b"\n"


class Metric(msgspec.Struct, frozen=True):
    """One metric: its name after `notionpress_`, what it means, and its values by those of its `labels`."""

    name: str
    kind: Kind
    help: str
    values: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()


def exposition(metrics: Iterable[Metric]) -> str:
    """Metrics in Prometheus's text format.

    https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
    """
    lines: list[str] = []
    for metric in metrics:
        if not metric.values:
            continue
        name = f"notionpress_{metric.name}"
        lines += [f"# HELP {name} {metric.help}", f"# TYPE {name} {metric.kind}"]
        for values, number in metric.values.items():
            pairs = (f'{label}="{_escaped(value)}"' for label, value in zip(metric.labels, values, strict=True))
            labels = f"{{{','.join(pairs)}}}" if values else ""
            lines.append(f"{name}{labels} {_number(number)}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
