"""What templates read is noted for each output, and told apart from what it was before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from notionpress.errors import ThemeError
from notionpress.theme import Theme

THEME_YAML = """
name: plain
options:
  accent: {type: color, default: "", description: A colour.}
  wide: {type: boolean, default: false, description: Yes or no.}
texts:
  en: {hello: Hello, bye: "Bye, {name}"}
"""

TEMPLATES = {
    "base.html": "<p>{% block main %}base{% endblock %}</p>",
    "post.html": '{% extends "base.html" %}{% block main %}{{ title }}{% endblock %}',
    "lone.html": "alone",
    "macros.html": (
        '{% set hello = text("hello") %}{% set wide = options.wide %}{% include "lone.html" %}'
        '{% macro bye(name) %}{{ text("bye", name=name) }}{% endmacro %}'
    ),
}


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Theme]:
    """Load a small theme, with further templates or other ones."""

    def load(templates: dict[str, str] | None = None, **settings: object) -> Theme:
        files = {f"templates/{name}": text for name, text in {**TEMPLATES, **(templates or {})}.items()}
        for path, text in {"theme.yaml": THEME_YAML, "static/look.css": "a{b:c}", "static/b.js": "1", **files}.items():
            target = tmp_path / "themes/plain" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return Theme.load("plain", folder=tmp_path, **settings)  # type: ignore[arg-type]

    return load


def read(theme: Theme, template: str, **context: object) -> set[str]:
    """What a rendering reads, without the template itself."""
    reads: set[str] = set()
    theme.render(template, context, reads=reads)
    return reads - {f"template:{template}"}


@pytest.mark.parametrize(
    ("template", "reads"),
    [
        ("{{ static('look.css') }}", {"static:look.css"}),
        ("{{ text('hello') }}{{ text('bye', name='A') }}", {"text:hello", "text:bye"}),
        ("{{ options.wide }}{{ options['accent'] }}", {"option:wide", "option:accent"}),
        ("{{ options.get('wide') }}{{ 'accent' in options }}", {"option:wide", "option:accent"}),
        ("{% if other is defined %}{{ options.wide }}{% endif %}", set()),
        ("{{ options }}", {"option:*"}),
        ("{{ options | tojson }}", {"option:*"}),
        ("{{ options | length }}", {"option:*"}),
        ("{{ dict(options).wide }}", {"option:*", "option:wide", "option:accent"}),
        ("{% for name in options %}{% endfor %}", {"option:*"}),
        ("{% for name, value in options.items() %}{% endfor %}", {"option:*"}),
        ("{{ options.keys() | list }}", {"option:*"}),
        ("{{ options.values() | list }}", {"option:*"}),
        ("{{ options == {} }}", {"option:*"}),
        ("{{ options.copy().wide }}", {"option:*", "option:wide", "option:accent"}),
        ("{% include 'lone.html' %}", {"template:lone.html"}),
        ("{% include name %}", {"template:lone.html"}),
        ("{% include 'none.html' ignore missing %}", {"template:none.html"}),
        ("{% include ['none.html', 'lone.html', 'base.html'] %}", {"template:none.html", "template:lone.html"}),
        ("{% include 'plain/lone.html' %}", {"template:plain/lone.html"}),
        ("{% if false %}{% include 'lone.html' %}{% endif %}", set()),
        ("{% extends 'base.html' %}", {"template:base.html"}),
    ],
)
def test_what_a_template_reads_is_noted(load: Callable[..., Theme], template: str, reads: set[str]) -> None:
    theme = load({"it.html": template})
    assert read(theme, "it.html", name="lone.html") == reads
    assert read(theme, "it.html", name="lone.html") == reads


def test_what_an_imported_template_reads_is_noted_for_every_output(load: Callable[..., Theme]) -> None:
    use = "{% import 'macros.html' as macros %}{{ macros.hello }}"
    theme = load(
        {
            "one.html": use,
            "two.html": use + "{{ macros.bye('A') }}",
            "three.html": "{% from 'one.html' import macros %}",
            "four.html": "{% import 'macros.html' as macros with context %}{{ macros.wide }}",
        }
    )
    first = {"template:macros.html", "template:lone.html", "text:hello", "option:wide"}
    assert read(theme, "one.html") == first
    assert read(theme, "two.html") == {*first, "text:bye"}
    assert read(theme, "three.html") == {*first, "template:one.html"}
    assert read(theme, "three.html") == {*first, "template:one.html"}
    assert read(theme, "four.html") == first


def test_an_output_in_another_keeps_its_reads_to_itself(load: Callable[..., Theme]) -> None:
    theme = load(
        {"outer.html": "{{ text('hello') }}{{ inner() }}{{ text('bye') }}", "inner.html": "{{ options.wide }}"}
    )
    inner: set[str] = set()
    outer = read(theme, "outer.html", inner=lambda: theme.render("inner.html", {}, reads=inner))
    assert outer == {"text:hello", "text:bye"}
    assert inner == {"template:inner.html", "option:wide"}


def test_what_was_read_before_a_mistake_is_noted(load: Callable[..., Theme]) -> None:
    theme = load({"it.html": "{{ text('hello') }}{{ static('none.css') }}{{ text('bye') }}"})
    reads: set[str] = set()
    with pytest.raises(ThemeError):
        theme.render("it.html", {}, reads=reads)
    assert reads == {"template:it.html", "text:hello", "static:none.css"}


READS = (
    "template:lone.html",
    "template:plain/lone.html",
    "template:base.html",
    "static:look.css",
    "static:b.js",
    "text:hello",
    "text:bye",
    "option:accent",
    "option:wide",
    "option:*",
    "theme:pictures",
)


@pytest.mark.parametrize(
    ("path", "content", "changed"),
    [
        ("templates/lone.html", "not alone", {"template:lone.html", "template:plain/lone.html"}),
        ("static/look.css", "a{b:d}", {"static:look.css"}),
        ("theme.yaml", THEME_YAML.replace("Hello", "Hallo"), {"text:hello"}),
        ("theme.yaml", THEME_YAML.replace("false", "true"), {"option:wide", "option:*"}),
        ("theme.yaml", THEME_YAML + "pictures: {widths: [400]}", {"theme:pictures"}),
        ("../../templates/lone.html", "the project's", {"template:lone.html"}),
    ],
)
def test_a_fingerprint_follows_what_it_is_of(
    load: Callable[..., Theme], tmp_path: Path, path: str, content: str, changed: set[str]
) -> None:
    before = load()
    again = load()
    assert all(before.fingerprint(name) == again.fingerprint(name) != "" for name in READS)
    target = tmp_path / "themes/plain" / path
    target.parent.mkdir(exist_ok=True)
    target.write_text(content)
    after = Theme.load("plain", folder=tmp_path, templates=tmp_path / "templates")
    assert {name for name in READS if before.fingerprint(name) != after.fingerprint(name)} == changed


@pytest.mark.parametrize("name", ["template:none.html", "static:none.css", "text:none", "option:none"])
def test_what_does_not_exist_has_no_fingerprint(load: Callable[..., Theme], name: str) -> None:
    assert load().fingerprint(name) == ""


def test_options_that_are_printed_are_as_they_were(load: Callable[..., Theme]) -> None:
    theme = load(
        {"it.html": "{{ options | tojson }} {{ options == {'accent': '', 'wide': true} }}"}, options={"wide": True}
    )
    assert theme.render("it.html", {}) == '{"accent": "", "wide": true} True'
