"""The sorted rules of Pygments' lexers make the tokens that Pygments makes, whatever the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import Lexer, RegexLexer, bygroups, default
from pygments.lexers import get_lexer_by_name
from pygments.token import Error, Keyword, Name, Punctuation, Text, _TokenType

from notionpress.render.first_characters import first_character
from notionpress.render.highlight import ALIASES, PLAIN
from notionpress.render.lexing import Cut, Lexing
from tests.render.snippets import SNIPPETS
from tests.render.test_highlight import LANGUAGES, SAMPLES

CODE = {**SAMPLES, **SNIPPETS}
COLOURED = [language for language in LANGUAGES if language not in PLAIN]
DIFFERENT = sorted({ALIASES.get(language, language) for language in COLOURED})


class Pair:
    """A lexer as Pygments has it, and one whose rules are sorted from the first character on."""

    def __init__(self, plain: Lexer, lexer: Lexer) -> None:
        self.plain, self.lexer = plain, lexer
        self.lexing = Lexing(lexer, str, plain=-1)
        self.lexing._sort_rules()

    def compare(self, code: str) -> None:
        """Both make the same tokens, or fail with the same error."""
        expected = outcome(self.plain, code)
        assert outcome(self.lexer, code) == expected
        try:
            cuts = self.lexing.cuts(code)
        except Exception as error:
            assert repr(error) == expected[-1]
        else:
            assert cuts == cuts_of(expected)


@cache
def pair(language: str) -> Pair:
    name = ALIASES.get(language, language)
    return Pair(get_lexer_by_name(name), get_lexer_by_name(name))


def outcome(lexer: Lexer, code: str) -> list[tuple[int, _TokenType, str] | str]:
    tokens: list[tuple[int, _TokenType, str] | str] = []
    try:
        tokens.extend(lexer.get_tokens_unprocessed(code if code.endswith("\n") else f"{code}\n"))
    except Exception as error:
        tokens.append(repr(error))
    return tokens


def cuts_of(tokens: list[tuple[int, _TokenType, str] | str]) -> list[Cut]:
    """Where the type changes, if each has a class of its own."""
    cuts, end = [(0, "")], 0
    for token in tokens:
        assert not isinstance(token, str)
        at, kind, value = token
        if not value.isspace() and str(kind) != cuts[-1][1]:
            cuts.append((max(at, end), str(kind)))
        end = max(end, at + len(value))
    return [*cuts, (end, "")]


@pytest.mark.parametrize("language", DIFFERENT)
def test_code_gives_the_tokens_of_pygments(language: str) -> None:
    known = [CODE[language]] if language in CODE else []
    others = list(SNIPPETS.values())
    at = DIFFERENT.index(language)
    for code in [*known, *(others[(at + step) % len(others)] for step in (0, 7, 19))]:
        pair(language).compare(code)


@pytest.mark.slow
@pytest.mark.parametrize("language", DIFFERENT)
def test_code_in_other_languages_gives_the_tokens_of_pygments(language: str) -> None:
    for code in CODE.values():
        pair(language).compare(code)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(DIFFERENT))
def test_any_text_gives_the_tokens_of_pygments(code: str, language: str) -> None:
    pair(language).compare(code)


@st.composite
def torn_code(draw: st.DrawFn) -> tuple[str, str]:
    """Lines of code with pieces cut out and put in, and the language."""
    language = draw(st.sampled_from(DIFFERENT))
    lines = CODE.get(language, draw(st.sampled_from(list(SNIPPETS.values())))).splitlines(keepends=True)
    code = "".join(draw(st.lists(st.sampled_from(lines), max_size=5)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(code)))
        end = draw(st.integers(start, len(code)))
        code = code[:start] + draw(st.sampled_from(["", "\n", " ", '"', "/*", "ſ", "é", "\0", "K", "}"])) + code[end:]
    return language, code


@settings(max_examples=300, deadline=None)
@given(torn_code())
def test_torn_code_gives_the_tokens_of_pygments(torn: tuple[str, str]) -> None:
    language, code = torn
    pair(language).compare(code)


def numbered(lexer: Lexer, match: re.Match[str]) -> Iterator[tuple[int, _TokenType, str]]:
    # More than was matched, as of a lexer that looks ahead.
    yield match.start(), Keyword, f"{match[0]}..."
    if match[0] == "!":
        raise ValueError("no such thing")


class Odd(RegexLexer):
    """Every way to change the state, rules that match nothing, and text that no rule matches."""

    tokens = {  # noqa: RUF012  (as Pygments has it)
        "root": [
            (r"a", Name, ("one", "two")),
            (r"b", Keyword, "#push"),
            (r"c", Keyword, "#pop"),
            (r"(?=d)", Name, "one"),
            (r"(?i)[eſ]", Name),
            (r"(f)?(\s*)(g)", bygroups(Name, None, Keyword)),
            (r"[!h]", numbered),
            (r"é+", Text),
            (r"i", Name, ("#pop", "one")),
        ],
        "one": [(r"d", Name, "two"), (r"x*(?=y)", Punctuation, ("#pop", "#push")), default("#pop")],
        "two": [(r"d", Keyword, "#pop:2"), (r"a", Keyword, ("#pop", "two", "#push")), (r"\Z", Error, "#pop")],
    }


@settings(max_examples=500)
@given(st.text(alphabet="abcdefghixyEGſK!é \n", max_size=20))
def test_every_kind_of_rule_is_followed_as_pygments_does(code: str) -> None:
    odd.compare(code)


odd = Pair(Odd(), Odd())


def test_rules_are_sorted_after_so_much_code() -> None:
    lexing = Lexing(get_lexer_by_name("python"), str, plain=10)
    lexing.cuts("x = 1234\n")
    assert lexing._states is None
    lexing.cuts("x = 1234\n")
    assert lexing._states is not None


def test_few_rules_are_tried() -> None:
    pair("python").compare(CODE["python"])
    states = pair("python").lexing._states
    assert states is not None
    every, some = states["root"]["é"], states["root"]["."]
    assert len(every) > 50
    assert len(some) < 10


@pytest.mark.parametrize(
    "tokens", [None, [], {"root": [("a", Name)]}, {"root": [(1, 2, 3)]}, {"root": [(1, None, 2.5)]}]
)
def test_rules_of_another_shape_are_left_to_pygments(tokens: object) -> None:
    lexer = get_lexer_by_name("css")
    vars(lexer)["_tokens"] = tokens
    lexing = Lexing(lexer, str, plain=-1)
    lexing._sort_rules()
    assert lexing._states is None
    assert vars(lexer)["_tokens"] is tokens


@pytest.mark.parametrize(
    ("expression", "can", "cannot"),
    [
        ("ab", "a", "bA"),
        ("(?i)ab", "aA", "bB"),
        ("a?b", "ab", "c"),
        ("(?:a|b+)c", "ab", "c"),
        ("^(a*)(?:b)", "ab", "c"),
        (r"\b[^\W\d]", "xX", "1 "),
        ("(?=[ab])[bc]", "ab", "c"),
        ("(?!a)[ab]", "ab", "c"),
        ("(?<=a)b", "b", "a"),
        ("(?>a)|b", "ab", "c"),
        ("a*+b", "ab", "c"),
        ("(?s).b", "a\n", ""),
        (".b", "a", "\n"),
    ],
)
def test_what_a_match_begins_with(expression: str, can: str, cannot: str) -> None:
    test = first_character(re.compile(expression))
    assert test is not None
    assert all(test(character) for character in can)
    assert not any(test(character) for character in cannot)


@pytest.mark.parametrize("expression", ["", "a*", "(?=a)?", "(?:a|)", "(?i:a)", r"(a)?(?(1)b|c)", "$", r"(a?)\1b"])
def test_what_cannot_be_told_is_tried_everywhere(expression: str) -> None:
    assert first_character(re.compile(expression)) is None
