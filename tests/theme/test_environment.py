"""Templates show the same as in Jinja's own environment, but for the characters that HTML forbids."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import jinja2
import pytest
from markupsafe import Markup, escape

from notionpress.text import without_controls
from notionpress.theme.environment import ThemeEnvironment
from notionpress.theme.mistakes import Missing

TEMPLATES = [
    "{{ words }}",
    "{{ markup }}",
    "{{ number }} {{ none }} {{ values }}",
    "{{ values.title }} {{ values['title'] }} {{ values.items() | list }} {{ values.get('title') }}",
    "{{ values.items }}",
    "{{ named.items }} {{ named['items'] }}",
    "{{ ordered.title }}",
    "{{ html }}",
    "{{ values.none is defined }} {{ values.title is defined }}",
    "{% macro say(word, loud=false) %}<b>{{ word }}{{ '!' if loud }}</b>{% endmacro %}{{ say(words, loud=true) }}",
    "{% macro around() %}[{{ caller(1) }}]{% endmacro %}{% call(at) around() %}{{ at }}{{ words }}{% endcall %}",
    "{% for one in [1, 2] %}{% set at = one %}{{ function(at) }}{{ with_context('words') }}{% endfor %}",
    "{{ method('<') }}{{ type(words) }}",
    "{% autoescape false %}{{ words }}{{ markup }}{% endautoescape %}{{ words }}",
    "{% autoescape values.title == 'a' %}{{ words }}{{ markup }}{% endautoescape %}",
    "{% set block %}{{ words }}{% endset %}{{ block }}{{ block ~ words }}",
    "{{ words | upper }}{{ words | safe }}{{ words | e }}{{ 'a<b' }}",
    "{{ values.missing }}",
    "{{ missing }}",
    "{{ missing() }}",
    "{{ values.missing() }}",
    "{{ stop() }}",
]


class Drawn:
    """Something that is HTML by itself."""

    def __html__(self) -> str:
        return "<i>drawn</i>"

    def method(self, word: str) -> str:
        return f"<{word}>"


@jinja2.pass_context
def with_context(context: jinja2.runtime.Context, name: str) -> Any:
    return context[name]


def stop() -> None:
    raise StopIteration


def shown(environment: jinja2.Environment, template: str) -> str:
    """What a template shows, or what is wrong with it."""
    drawn = Drawn()
    values = {
        "words": "a <b> & \"c\" 'd'",
        "markup": Markup("<b>&amp;</b>"),
        "number": 1.5,
        "none": None,
        "values": {"title": "<t>"},
        "named": {"items": "<its own>"},
        "ordered": OrderedDict(title="<o>"),
        "html": drawn,
        "method": drawn.method,
        "function": lambda value: f"<{value}>",
        "with_context": with_context,
        "type": type,
        "stop": stop,
    }
    try:
        return environment.from_string(template).render(values).replace("ThemeEnvironment", "Environment")
    except jinja2.UndefinedError as error:
        return f"{error}"


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_show_the_same_as_in_jinja(template: str) -> None:
    jinjas = jinja2.Environment(autoescape=True, undefined=Missing)
    assert (
        shown(ThemeEnvironment(undefined=Missing), template).partition(" at 0x")[0]
        == (shown(jinjas, template).partition(" at 0x")[0])
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ words }}", "a&lt;b"),
        ("{% macro say(word) %}{{ word }}{% endmacro %}{{ say(words) }}", "a&lt;b"),
        ("{% autoescape false %}{{ words }}{% endautoescape %}", "a<b"),
        ("{% autoescape on %}{{ words }}{% endautoescape %}", "a&lt;b"),
    ],
)
def test_forbidden_characters_are_left_out(template: str, expected: str) -> None:
    words = "a\x00<\x1b\ufffeb"
    assert ThemeEnvironment().from_string(template).render(words=words, on=True) == expected


def test_every_character_is_escaped_as_by_markupsafe() -> None:
    environment = ThemeEnvironment()
    characters = [chr(code) for code in (*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFDC0, 0x10010), 0x1F30A)]
    assert [environment.shown(f"a{one}b") for one in characters] == [
        str(escape(without_controls(f"a{one}b"))) for one in characters
    ]
