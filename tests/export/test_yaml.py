"""Front matter as YAML is what PyYAML writes, and what it reads again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from notionpress.emit.yaml import by_library, yaml_text

PIECES = st.sampled_from(
    (
        *(
            "null",
            "True",
            "yes",
            "on",
            "y",
            "tide",
            "é",
            "潮",
            "😀",
            "½",
            "1",
            "12.5",
            "0x1f",
            "1_000",
            ".inf",
            "2026-01-02",
        ),
        *(
            ":",
            ": ",
            " ",
            " #",
            "#",
            "- ",
            "-",
            "?",
            "'",
            '"',
            "=",
            "<<",
            "{",
            "}",
            "[",
            "]",
            "~",
            "!",
            "&",
            "*",
            "%",
            "@",
        ),
        *("`", "|", ">", "...", "---", "\n", "\t", "\u00a0", "\u2028", "\ufeff", "x" * 60),
    )
)
WORDS = st.one_of(
    st.lists(PIECES, max_size=4).map("".join), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-3, minutes=-30))])
READABLE = st.one_of(
    WORDS,
    WORDS,
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(timezones=ZONES),
)
# Local times before there were time zones have offsets with seconds, which YAML has no notation for.
SCALARS = READABLE | st.datetimes(timezones=st.just(timezone(timedelta(seconds=3208))))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)


@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_every_mapping_is_written_as_pyyaml_writes_it(facts: dict[str, Any]) -> None:
    assert yaml_text(facts) == by_library(facts)


@given(st.dictionaries(WORDS, READABLE | st.lists(READABLE, min_size=1, max_size=3), max_size=4))
def test_every_mapping_is_read_again(facts: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_text(facts)) == facts


def test_what_pages_mostly_have_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {
        "title": "Tides: high & low",
        "url": "/tides/",
        "weight": 3,
        "date": date(2026, 1, 2),
        "lastmod": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        "tags": ["Tides", "2024", "No"],
        "params": {"properties": {"Depth": 12.5, "Seen": True}},
    }
    expected = by_library(facts)
    monkeypatch.setattr("notionpress.emit.yaml.by_library", None)
    assert yaml_text(facts) == expected
