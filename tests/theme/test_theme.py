"""Finding themes, their options, words and static files, and errors in templates."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from notionpress.errors import ThemeError
from notionpress.theme import Theme
from tests.theme.contexts import MINIMAL, page, site

THEME_YAML = """
name: plain
options:
  accent: {type: color, default: "", description: A colour.}
  depth: {type: integer, default: 3, description: A number.}
  layout: {type: choice, choices: [list, cards], default: list, description: A choice.}
  links: {type: links, default: [], description: Links.}
  mark: {type: picture, default: "", description: A picture.}
  measure: {type: length, choices: [normal], default: normal, description: A length.}
  more: {type: list, default: [], description: Words.}
  place: {type: url, default: "", description: An address.}
  wide: {type: boolean, default: false, description: Yes or no.}
texts:
  en: {hello: Hello, bye: "Bye, {name}"}
  pt: {hello: Olá}
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the project."""

    def write(path: str, text: str) -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    return write


@pytest.fixture
def plain(tmp_path: Path, write: Write) -> Callable[..., Theme]:
    """Load a small theme named `plain`."""
    write("themes/plain/theme.yaml", THEME_YAML)
    write("themes/plain/templates/base.html", "<p>{% block main %}base{% endblock %}</p>\n")
    write("themes/plain/templates/post.html", '{% extends "base.html" %}{% block main %}{{ page.title }}{% endblock %}')
    write("themes/plain/templates/lone.html", "alone")
    return lambda name="plain", **settings: Theme.load(name, folder=tmp_path, **settings)


def failure(call: Callable[[], Any]) -> ThemeError:
    with pytest.raises(ThemeError) as caught:
        call()
    return caught.value


def test_the_projects_themes_win_over_those_of_notionpress(plain: Callable[..., Theme], write: Write) -> None:
    assert plain("journal").options["body_font"] == "serif"
    write("themes/journal/theme.yaml", "name: journal")
    assert plain("journal").options == {}


def test_a_theme_can_be_named_by_its_path(plain: Callable[..., Theme]) -> None:
    assert plain("./themes/plain").name == "plain"
    assert "no theme at ./themes/plan" in failure(lambda: plain("./themes/plan")).message


def test_an_unknown_theme_is_named_with_a_guess(plain: Callable[..., Theme]) -> None:
    error = failure(lambda: plain("jurnal"))
    assert error.exit_code == 5
    assert "“jurnal”" in error.message
    assert "Did you mean “journal”?" in error.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: [", "theme.yaml:1:8: this is not YAML"),
        ("name: bad\nopions: {}", "theme.yaml:2:1: there is no setting “opions”; did you mean “options”?"),
        ("name: bad\noptions: 5", "theme.yaml:2:10: this must be a list of names"),
        ("name: bad\noptions:\n  a: {typ: text}", "theme.yaml:3:7: there is no setting “typ” under “options”; did"),
        (
            "name: bad\noptions:\n  a: {type: colour, default: ''}",
            "theme.yaml:3:13: this must be one of boolean, choice, color, integer, length, links, list, picture, text, url;"
            " did you mean “color”?",
        ),
        ("name: bad\noptions:\n  a: {default: 3}", "theme.yaml:3:3: “type” is missing"),
        ("name: bad\noptions:\n  a: {type: text, default: a}", "theme.yaml:3:3: “description” is missing"),
        (
            "name: bad\noptions:\n  depth: {type: integer, default: three, description: x}",
            "theme.yaml:3:26: the default must be a whole number, 0 or more, not “three”",
        ),
        (
            "name: bad\noptions:\n  a: {type: choice, default: a, description: x}",
            "theme.yaml:3:3: “choices” is missing",
        ),
        (
            "name: bad\noptions:\n  a: {type: text, choices: [a], default: a, description: x}",
            "theme.yaml:3:19: “choices” are for the types",
        ),
        ("name: bad\nextends: plain\noptions:\n  layout: {default: crads}", "theme.yaml:4:12: the default must be one"),
    ],
)
def test_mistakes_in_theme_yaml_are_told(plain: Callable[..., Theme], write: Write, text: str, expected: str) -> None:
    write("themes/bad/theme.yaml", text)
    assert expected in failure(lambda: plain("bad")).message


def test_options_have_defaults_and_take_values(plain: Callable[..., Theme]) -> None:
    link = {"label": "Mail", "url": "mailto:a@example.org"}
    theme = plain(options={"depth": 0, "links": [link], "accent": "#0b5d7a"})
    assert theme.options == {
        **{"accent": "#0b5d7a", "depth": 0, "layout": "list", "links": [link], "wide": False},
        **{"mark": None, "measure": "normal", "more": [], "place": ""},
    }
    assert plain(options={"measure": "40.5rem", "depth": None}).options["measure"] == "40.5rem"


def test_a_theme_that_begins_with_another_value_says_only_that(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/child/theme.yaml", "name: child\nextends: plain\noptions: {layout: {default: cards}}")
    assert plain("child").options["layout"] == "cards"
    assert "must be one of list, cards" in failure(lambda: plain("child", options={"layout": "grid"})).message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "red; } body { display: none"),
        ("accent", 5),
        ("depth", True),
        ("depth", -1),
        ("layout", "grid"),
        ("links", [{"label": "x", "url": "javascript:alert(1)"}]),
        ("links", [{"label": "x"}]),
        ("links", [{"label": "", "url": "/"}]),
        ("links", [{"label": "x", "url": "/", "rel": "me"}]),
        ("links", ["https://example.org"]),
        ("links", "https://example.org"),
        ("wide", "yes"),
        ("measure", "huge"),
        ("measure", "0rem"),
        ("measure", "40rem; color: red"),
        ("mark", "../secret.png"),
        ("mark", "logo.txt"),
        ("more", "a"),
        ("more", ["a", 5]),
        ("place", "javascript:alert(1)"),
    ],
)
def test_options_of_a_wrong_type_are_refused(plain: Callable[..., Theme], name: str, value: Any) -> None:
    assert f"“{name}”" in failure(lambda: plain(options={name: value})).message


def test_all_mistaken_options_are_told_at_once(plain: Callable[..., Theme]) -> None:
    error = failure(lambda: plain(options={"layuot": "list", "depth": "deep"}))
    assert "no option “layuot”; did you mean “layout”?" in error.message
    assert "“depth” must be a whole number, 0 or more, not “deep”" in error.message


def test_texts_fall_back_to_english(plain: Callable[..., Theme]) -> None:
    theme = plain(language="pt-BR")
    assert theme.text("hello") == "Olá"
    assert theme.text("bye", name="Ana") == "Bye, Ana"
    assert "Did you mean “hello”?" in failure(lambda: theme.text("helo")).hint


def test_templates_of_the_project_win_over_the_theme_and_its_parents(
    plain: Callable[..., Theme], write: Write, tmp_path: Path
) -> None:
    write("themes/child/theme.yaml", "name: child\nextends: plain\ntexts: {en: {hello: Hi}}")
    write("themes/child/templates/base.html", "<div>{% block main %}{% endblock %}</div>")
    theme = plain("child")
    assert theme.render("post.html", {"page": {"title": "A"}}) == "<div>A</div>"
    assert (theme.text("hello"), theme.text("bye", name="x")) == ("Hi", "Bye, x")
    assert theme.options["depth"] == 3

    write("templates/post.html", '{% extends "plain/post.html" %}{% block main %}*{{ super() }}*{% endblock %}')
    theme = plain("child", templates=tmp_path / "templates")
    assert theme.render("post.html", {"page": {"title": "A"}}) == "<div>*A*</div>"


def test_a_theme_can_extend_one_of_the_same_name(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/journal/theme.yaml", "name: journal\nextends: journal")
    write(
        "themes/journal/templates/404.html",
        '{% extends "journal/404.html" %}{% block main %}Lost. {{ super() }}{% endblock %}',
    )
    assert "Lost." in plain("journal").render("404.html", site())


def test_a_circle_of_themes_is_refused(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/one/theme.yaml", "name: one\nextends: two")
    write("themes/two/theme.yaml", "name: two\nextends: one")
    assert "extends itself" in failure(lambda: plain("one")).message


def test_an_undefined_name_is_an_error_with_template_line_and_page(
    plain: Callable[..., Theme], write: Write, tmp_path: Path
) -> None:
    write("templates/post.html", "<h1>\n\n{{ page.titel }}</h1>")
    theme = plain("journal", templates=tmp_path / "templates")
    error = failure(lambda: theme.render("post.html", {**site(), "page": page()}, page="Fog signals"))
    assert error.message.startswith("templates/post.html, line 3, while rendering “Fog signals”: ")
    assert "“titel”" in error.message
    assert "Did you mean “title”?" in error.message

    write("templates/post.html", "{% if true %}\n{{ pgae.title }}\n{% endif %}")
    theme = plain("journal", templates=tmp_path / "templates")
    error = failure(lambda: theme.render("post.html", {**site(), "page": page()}))
    assert error.message.startswith("templates/post.html, line 2: ")
    assert error.hint == "Did you mean “page”?"


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("one\n{% if %}", 2, "expression"),
        ("one\ntwo\n{{ 1 + 'a' }}", 3, "TypeError"),
        ("{{ page.title | shout }}", 1, "shout"),
        ("\n{% include 'nowhere.html' %}", 2, "nowhere.html"),
        ("\n{{ static('jurnal.css') }}", 2, "jurnal.css"),
        ("\n{{ text('helo') }}", 2, "helo"),
    ],
)
def test_mistakes_in_templates_name_their_place(
    plain: Callable[..., Theme], write: Write, tmp_path: Path, template: str, line: int, words: str
) -> None:
    write("templates/post.html", template)
    theme = plain("journal", templates=tmp_path / "templates")
    error = failure(lambda: theme.render("post.html", {**site(), "page": page()}, page="Fog"))
    assert error.message.startswith(f"templates/post.html, line {line}, while rendering “Fog”: ")
    assert words in error.message
    assert error.hint


def test_a_template_that_extends_itself_is_an_error(plain: Callable[..., Theme], write: Write, tmp_path: Path) -> None:
    write("templates/post.html", '{% extends "post.html" %}')
    error = failure(lambda: plain(templates=tmp_path / "templates").render("post.html", {}))
    assert "itself" in error.message


def test_a_mistake_in_the_theme_names_the_theme(plain: Callable[..., Theme]) -> None:
    error = failure(lambda: plain().render("post.html", {"page": {}}))
    assert error.message.startswith("plain/templates/post.html, line 1: ")


def test_values_are_escaped(plain: Callable[..., Theme]) -> None:
    assert plain().render("post.html", {"page": {"title": "<script>"}}) == "<p>&lt;script&gt;</p>\n"


def test_static_files_carry_the_digest_of_their_bytes(plain: Callable[..., Theme], write: Write) -> None:
    write(
        "themes/plain/static/app/site.css",
        '@import "../_part.css";\n/* @import "x.css"; */ a { b: url("../dot.svg") }\n',
    )
    write("themes/plain/static/_part.css", 'p::before { content: "/* kept */  ;" }')
    write("themes/plain/static/dot.svg", "<svg/>")
    theme = plain(base_path="/journal/")
    files = {file.name: file for file in theme.static_files()}
    assert files.keys() == {"app/site.css", "dot.svg"}
    for file in files.values():
        digest = hashlib.sha256(theme.static_bytes(file.name)).hexdigest()[:8]
        assert file.digest == digest
        assert f".{digest}." in file.path
        assert theme.static(file.name) == f"/journal/{file.path}"
    sheet = theme.static_bytes("app/site.css").decode()
    picture = files["dot.svg"].path.removeprefix("assets/")
    assert sheet == f'p::before{{content:"/* kept */  ;"}}a{{b:url("../{picture}")}}\n'

    write("themes/plain/static/_part.css", "p { color: red }")
    assert plain().static("app/site.css") != theme.static("app/site.css").removeprefix("/journal")


def test_style_sheets_are_served_without_what_is_spare(plain: Callable[..., Theme], write: Write) -> None:
    write(
        "themes/plain/static/site.css",
        "a > b,\n  c   d { margin: 0.5em -0.25em 10.05px 0; width: calc(1px + 0.5em);\n"
        '  content: "0.5 > 1"; background: url(v0.1/0.5.png); }\n@media (width >= 40rem) { e {f: g} }',
    )
    assert plain().static_bytes("site.css").decode() == (
        "a>b,c d{margin:.5em -0.25em 10.05px 0;width:calc(1px + .5em);"
        'content:"0.5 > 1";background:url(v0.1/0.5.png)}@media (width>= 40rem){e{f:g}}\n'
    )


def test_static_files_of_a_child_win_and_can_import_the_parents(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/plain/static/site.css", "a{b:c}")
    write("themes/child/theme.yaml", "name: child\nextends: plain")
    write("themes/child/static/more.css", '@import "site.css";\nd{e:f}')
    assert plain("child").static_bytes("more.css") == b"a{b:c}d{e:f}\n"
    write("themes/child/static/site.css", "x{y:z}")
    assert plain("child").static_bytes("more.css") == b"x{y:z}d{e:f}\n"


def test_the_colours_of_code_can_be_imported(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/plain/static/site.css", '@import "code.css";')
    assert len(plain().static_bytes("site.css")) > 20


def test_imports_that_cannot_be_followed_are_errors(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/plain/static/site.css", '@import "sight.css";')
    assert "sight.css" in failure(lambda: plain().static_files()).message
    write("themes/plain/static/site.css", '@import "site.css";')
    assert "into itself" in failure(lambda: plain().static_files()).message


def test_filters(plain: Callable[..., Theme], write: Write, tmp_path: Path) -> None:
    write(
        "themes/plain/templates/filters.html",
        "{{ day | date }} {{ day | isodate }} {{ none | date }}{{ '/a/x.jpg' | absolute }} {{ far | absolute }}",
    )
    context = {**site(), "day": page()["updated"], "far": "https://elsewhere.example/x"}
    expected = "14 March 2026 2026-03-14T12:00:00+00:00 https://example.org/a/x.jpg https://elsewhere.example/x"
    assert plain().render("filters.html", context) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Ada, Ben & Co and Cy"),
        ("de", "Ada, Ben & Co und Cy"),
        ("ja", "Ada、Ben & Co、Cy"),
        ("zh", "Ada、Ben & Co和Cy"),
    ],
)
def test_words_are_listed_as_the_language_does(
    plain: Callable[..., Theme], write: Write, language: str, words: str
) -> None:
    write("themes/plain/templates/list.html", "{{ names | listed }}")
    context = {"names": ["Ada", "Ben & Co", "Cy"]}
    assert plain(language=language).render("list.html", context) == words.replace("&", "&amp;")


def test_what_is_html_is_listed_as_it_is(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/plain/templates/list.html", "{{ ['<a>' | safe, 'B <b>'] | listed }}|{{ [] | listed }}")
    assert plain().render("list.html", {}) == "<a> and B &lt;b&gt;|"


def test_a_theme_speaks_several_languages(plain: Callable[..., Theme], write: Write) -> None:
    write("themes/plain/templates/parts.html", "{% set bye = text('bye', name='Ada') %}")
    write(
        "themes/plain/templates/all.html",
        "{% import 'parts.html' as parts %}{{ language }} {{ direction }} {{ text('hello') }} {{ day | date }}"
        " {{ ['A', 'B'] | listed }} {{ parts.bye }}",
    )
    theme = plain()
    context = {"day": page()["updated"]}
    said = {"en": "en ltr Hello 14 March 2026 A and B Bye, Ada", "pt": "pt ltr Olá 14 de março de 2026 A e B Bye, Ada"}
    for language in ("en", "pt", "pt", "en"):
        reads: set[str] = set()
        assert theme.in_language(language).render("all.html", context, reads=reads) == said[language]
        mark = "" if language == "en" else "@pt"
        assert {name for name in reads if name.startswith("text:")} == {f"text:hello{mark}", f"text:bye{mark}"}
    assert theme.in_language("ar").render("all.html", context).startswith("ar rtl Hello 14 مارس 2026 A وB")


def test_the_words_of_a_language_are_facts_of_their_own(plain: Callable[..., Theme], write: Write) -> None:
    before = plain()
    assert before.fingerprint("text:hello") != before.fingerprint("text:hello@pt") != ""
    # English words that stand in are marked as such.
    assert before.fingerprint("text:bye") != before.fingerprint("text:bye@pt") == before.fingerprint("text:bye@nl")
    write("themes/plain/theme.yaml", THEME_YAML.replace("Olá", "Oi"))
    after = plain()
    assert after.fingerprint("text:hello") == before.fingerprint("text:hello")
    assert after.fingerprint("text:hello@pt") != before.fingerprint("text:hello@pt")
    assert after.digest() != before.digest()


def test_a_theme_tells_which_words_it_lacks(plain: Callable[..., Theme]) -> None:
    theme = plain()
    assert [theme.in_language(one).missing_texts() for one in ("en", "en-GB", "pt-BR", "nl")] == [
        (),
        (),
        ("bye",),
        ("bye", "hello"),
    ]


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar-EG", "rtl"), ("he", "rtl"), ("az-Arab", "rtl")]
)
def test_the_direction_of_writing(plain: Callable[..., Theme], language: str, direction: str) -> None:
    html = plain("journal", language=language).render("404.html", {**site(language=language), **MINIMAL["404.html"]})
    assert f'lang="{language}" dir="{direction}"' in html
