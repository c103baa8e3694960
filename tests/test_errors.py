"""Errors as sentences for people."""

from __future__ import annotations

import pytest

from notionpress.errors import BuildError, explained


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("the cache is damaged", "The cache is damaged."),
        ("The theme has no option.", "The theme has no option."),
        ("templates/post.html, line 3: “x” is not defined", "templates/post.html, line 3: “x” is not defined."),
        ("site.yaml:3:1: there is no such setting", "site.yaml:3:1: there is no such setting."),
    ],
)
def test_a_message_becomes_a_sentence_and_names_of_files_stay(message: str, told: str) -> None:
    assert explained(BuildError(message, "Do this.")) == (told, "Do this.")


def test_of_others_only_the_place_is_told() -> None:
    try:
        raise ValueError("the words of a page")
    except ValueError as error:
        what, hint = explained(error)
    assert what.startswith("ValueError in test_errors.py, line ")
    assert "words of a page" not in what + hint
