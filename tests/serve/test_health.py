"""What is told to those who watch over a site on the air."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from notionpress.serve.health import UNHEALTHY_AFTER, Health, Metric, exposition

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_a_failure_is_told_at_once_and_an_alarm_when_it_stays() -> None:
    failing = Health(started=NOON, failing_since=NOON, failing_at="deploy", backlog=3, oldest=NOON)
    assert json.loads(failing.answer(NOON)) == {
        "status": "failing",
        "started": "2026-11-01T12:00:00Z",
        "last_success": None,
        "last_deploy": None,
        "failing_since": "2026-11-01T12:00:00Z",
        "failing_at": "deploy",
        "backlog": 3,
        "oldest": "2026-11-01T12:00:00Z",
        "next_change": None,
        "webhook": None,
        "healthy": True,
    }
    assert failing.is_well(NOON + UNHEALTHY_AFTER - timedelta(seconds=1))
    assert not failing.is_well(NOON + UNHEALTHY_AFTER)
    assert Health(started=NOON).is_well(NOON + timedelta(days=365))
    assert json.loads(Health(started=NOON, is_verified=False).answer(NOON))["webhook"] == "not verified"


def test_metrics_are_what_prometheus_reads() -> None:
    parser = pytest.importorskip("prometheus_client.parser", reason="prometheus-client is not installed")
    nasty = 'a "quoted" back\\slash\nand line'
    text = exposition(
        [
            Metric("backlog", "gauge", "What waits.", {(): 3}),
            Metric(
                "steps_total", "counter", "Steps.", {("read", nasty): 2.5, ("build", "done"): 7}, ("step", "result")
            ),
            Metric("nothing_total", "counter", "Nothing yet.", {}, ("step",)),
        ]
    )
    families = {family.name: family for family in parser.text_string_to_metric_families(text)}
    assert set(families) == {"notionpress_backlog", "notionpress_steps"}
    backlog, steps = families["notionpress_backlog"], families["notionpress_steps"]
    assert (backlog.type, backlog.documentation) == ("gauge", "What waits.")
    assert steps.type == "counter"
    assert {(one.labels["step"], one.labels["result"]): one.value for one in steps.samples} == {
        ("read", nasty): 2.5,
        ("build", "done"): 7,
    }


def test_metrics_are_lines() -> None:
    text = exposition([Metric("steps_total", "counter", "Steps.", {("read", "done"): 2}, ("step", "result"))])
    assert text == (
        "# HELP notionpress_steps_total Steps.\n"
        "# TYPE notionpress_steps_total counter\n"
        'notionpress_steps_total{step="read",result="done"} 2\n'
    )
