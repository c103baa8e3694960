"""Highlighted code: every character stays, every language of Notion's is known, every colour reads well."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers.data import JsonLexer

from notionpress.render.highlight import PLAIN, Highlighter, style_sheet

# API reference: code block. The languages of Notion's menu.
LANGUAGES = [
    "abap",
    "abc",
    "agda",
    "arduino",
    "ascii art",
    "assembly",
    "bash",
    "basic",
    "bnf",
    "c",
    "c#",
    "c++",
    "clojure",
    "coffeescript",
    "coq",
    "css",
    "dart",
    "dhall",
    "diff",
    "docker",
    "ebnf",
    "elixir",
    "elm",
    "erlang",
    "f#",
    "flow",
    "fortran",
    "gherkin",
    "glsl",
    "go",
    "graphql",
    "groovy",
    "haskell",
    "hcl",
    "html",
    "idris",
    "java",
    "javascript",
    "json",
    "julia",
    "kotlin",
    "latex",
    "less",
    "lisp",
    "livescript",
    "llvm ir",
    "lua",
    "makefile",
    "markdown",
    "markup",
    "matlab",
    "mathematica",
    "mermaid",
    "nix",
    "notion formula",
    "objective-c",
    "ocaml",
    "pascal",
    "perl",
    "php",
    "plain text",
    "powershell",
    "prolog",
    "protobuf",
    "purescript",
    "python",
    "r",
    "racket",
    "reason",
    "ruby",
    "rust",
    "sass",
    "scala",
    "scheme",
    "scss",
    "shell",
    "smalltalk",
    "solidity",
    "sql",
    "swift",
    "toml",
    "typescript",
    "vb.net",
    "verilog",
    "vhdl",
    "visual basic",
    "webassembly",
    "xml",
    "yaml",
    "java/c/c++/c#",
]

SAMPLES = {
    "agda": "module Foo where\ndata Nat : Set where",
    "assembly": "mov eax, 1 ; one\nret",
    "bnf": "<digit> ::= '0' | '1'",
    "c#": 'public class Foo { string s = "x"; }',
    "c++": "int main() { return 0; } // c",
    "css": "a { color: red; }",
    "diff": "--- a\n+++ b\n-old\n+new\n",
    "docker": "FROM python\nRUN true # x",
    "ebnf": 'digit = "0" | "1" ;',
    "flow": "type A = {| x: number |}; const f = (a: A): number => 1;",
    "gherkin": "Feature: x\n  Scenario: y\n    Given z",
    "html": '<a href="x">y</a>',
    "java/c/c++/c#": "class Foo { int x = 1; }",
    "json": '{"a": [1, true, null]}',
    "latex": r"\section{Foo} $x$ % note",
    "llvm ir": "define i32 @main() {\n  ret i32 0\n}",
    "makefile": "all: x\n\techo $(X)",
    "markdown": "# Title\n\n**bold** `code`",
    "markup": '<a href="x">y</a>',
    "notion formula": 'if(prop("Done"), 1, 2) /* x */',
    "php": "echo $x; // no opening tag",
    "python": "@cached\ndef f(x: int) -> str:\n    return 'a'  # b",
    "sass": "a\n  color: red",
    "visual basic": "Dim x As Integer = 1 ' note",
    "webassembly": "(module (func $f (param i32)))",
    "xml": '<a b="c"/>',
    "yaml": "a: 1 # b",
}


def without_tags(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.fixture(scope="module")
def highlighter() -> Highlighter:
    return Highlighter()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_coloured_or_plain_on_purpose(language: str, highlighter: Highlighter) -> None:
    code = SAMPLES.get(language, 'if x == 1 then "a" else f(2) end; // while (return class) # "b"')
    html = highlighter.highlight(code, language)
    assert without_tags(html) == code
    assert ("<span" in html) == (language not in PLAIN)


@pytest.mark.parametrize("language", ["plain text", "klingon", "", "mermaid", "../etc", "<b>"])
def test_code_in_no_language_is_only_escaped(language: str, highlighter: Highlighter) -> None:
    assert highlighter.highlight("a < b && c > '\"'\n", language) == "a &lt; b &amp;&amp; c &gt; '\"'\n"


@settings(max_examples=400)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), st.sampled_from(LANGUAGES))
def test_no_character_is_lost(highlighter: Highlighter, code: str, language: str) -> None:
    assert without_tags(highlighter.highlight(code, language)) == code


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from([*"\n\r\t \"'`<>&{}()[]#$@%\\/*-+=.,:;|!?", "\r\n", "if", "x", "0", "\ufeff", "end", "<?"]),
        max_size=40,
    ),
    st.sampled_from(LANGUAGES),
)
def test_no_character_of_anything_like_code_is_lost(highlighter: Highlighter, parts: list[str], language: str) -> None:
    code = "".join(parts)
    assert without_tags(highlighter.highlight(code, language)) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edges_of_code_stay(language: str, highlighter: Highlighter) -> None:
    code = "\n\n\tx = 1\r\n  \n\n"
    assert without_tags(highlighter.highlight(code, language)) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_spans_with_a_class_comes_out(language: str, highlighter: Highlighter) -> None:
    html = highlighter.highlight("".join([SAMPLES.get(language, ""), '<script>alert("x")</script>']), language)
    assert all(re.fullmatch(r'<span class="[a-z]{1,2}">|</span>', tag) for tag in re.findall("<[^>]*>", html))
    assert "&lt;" in html


def test_all_classes_have_a_style(highlighter: Highlighter) -> None:
    used = {
        name for code in SAMPLES for name in re.findall(r'class="(\w+)"', highlighter.highlight(SAMPLES[code], code))
    }
    styled = set(re.findall(r"\.(\w+)", style_sheet())) - {"code"}
    assert used <= styled
    assert len(styled) <= 16


def test_known_constructs_get_their_classes(highlighter: Highlighter) -> None:
    html = highlighter.highlight("@cached\ndef go(x):\n    return 'a' + 1  # b", "python")
    for name, text in [
        ("nd", "@cached"),
        ("k", "def"),
        ("nf", "go"),
        ("k", "return"),
        ("s", "'a'"),
        ("o", "+"),
        ("m", "1"),
        ("c", "# b"),
    ]:
        assert re.search(rf'<span class="{name}">{re.escape(text)}\s*</span>', html), (name, html)
    for end in ("\n", ""):
        diff = highlighter.highlight(f"-old\n+new{end}", "diff")
        assert re.search(r'<span class="gd">-old\s*</span><span class="gi">\+new\s*</span>', diff)


def test_php_needs_no_opening_tag(highlighter: Highlighter) -> None:
    assert '<span class="k">echo' in highlighter.highlight("echo 1;", "php")
    assert '<span class="k">echo' in highlighter.highlight("<?php echo 1;", "php")


def test_a_lexer_that_fails_gives_plain_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JsonLexer, "get_tokens_unprocessed", lambda self, text: 1 / 0)
    assert Highlighter().highlight('{"a": 1}', "json") == '{"a": 1}'


# The cache


class Kept(dict[tuple[str, bytes], bytes]):
    """A cache that counts what was found."""

    found = 0

    def get(self, kind: str, key: bytes) -> bytes | None:  # type: ignore[override]
        data = super().get((kind, key))
        self.found += data is not None
        return data

    def put(self, kind: str, key: bytes, data: bytes) -> None:
        self[kind, key] = data


def test_code_is_highlighted_once_for_each_language_it_is_in() -> None:
    cache, plain = Kept(), Highlighter()
    languages = ["python", "Python", "php", "rust", "markup", "html"]
    codes = ["x = 1 < 2", "x = 1 < 3", "<?php echo 1;", "\ud800"]
    for code in codes:
        for language in languages:
            assert Highlighter(cache).highlight(code, language) == plain.highlight(code, language)
    # The first two are the same lexer, and so are the last two.
    assert len(cache) == 4 * len(codes)
    assert cache.found == 2 * len(codes)


def test_what_needs_no_lexer_or_fails_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Kept()
    monkeypatch.setattr(JsonLexer, "get_tokens_unprocessed", lambda self, text: 1 / 0)
    for code, language in [("x", "plain text"), ("x", "klingon"), ("x" * 200_001, "python"), ("{}", "json")]:
        Highlighter(cache).highlight(code, language)
    assert not cache


# Contrast, as WCAG 2.2 defines it


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_read_well_in_light_and_dark() -> None:
    pairs = re.findall(r"light-dark\((#\w{6}),\s*(#\w{6})\)", style_sheet())
    assert len(pairs) >= 8
    for light, dark in pairs:
        assert contrast(light, "#f5f5f1") >= 4.5, light
        assert contrast(dark, "#202225") >= 4.5, dark


def test_the_style_sheet_is_small_and_touches_only_code() -> None:
    css = style_sheet()
    assert len(css) < 3000
    assert all(line.startswith(".code ") for line in css.splitlines())
