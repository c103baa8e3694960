"""Pygments' lexers, made to try only those of a state's rules that can match where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, _TokenType

from notionpress.render.first_characters import first_character

Token: TypeAlias = tuple[int, _TokenType, str]
"""Where a token begins, its type and its text."""

Cut: TypeAlias = tuple[int, str]
"""Where text of another class begins, and the class."""

Match: TypeAlias = Callable[..., re.Match[str] | None]
Action: TypeAlias = Callable[[Lexer, re.Match[str]], Iterable[Token]]

Change: TypeAlias = Sequence[str] | int | None
"""How a rule changes the stack of states: what to push, with `#pop` and `#push`, or how many to drop (less than 0)."""

PygmentsRule: TypeAlias = tuple[Match, _TokenType | Action | None, Change]

Rule: TypeAlias = tuple[Match, str | None, Action | None, Change]
"""The same, with the class of all that it matches, or what makes tokens of it, or neither."""

PLAIN_LEXING: Final = 10_000
"""Characters that a lexer reads as Pygments has it before its rules are sorted, which takes about as long."""

_AnyRule = TypeVar("_AnyRule", PygmentsRule, Rule)
_Value = TypeVar("_Value")


class Lexing:
    """Reads code in one language; the rules of its lexer are sorted once it has read `plain` characters."""

    def __init__(self, lexer: Lexer, class_of: Callable[[_TokenType], str], *, plain: int = PLAIN_LEXING) -> None:
        self._lexer = lexer
        self._class_of = class_of
        self._plain = plain
        self._states: Mapping[str, _ByCharacter[Rule]] | None = None

    def cuts(self, code: str) -> list[Cut]:
        """Where the class of the text changes, in order, from 0 to where the tokens end.

        White space is of the class before it. Raises whatever the lexer raises.
        """
        # Lexers that go by lines know only those that end.
        text = code if code.endswith("\n") else f"{code}\n"
        cuts: list[Cut] = [(0, "")]
        if self._plain >= 0:
            self._plain -= len(code)
            if self._plain < 0:
                self._sort_rules()
        if self._states is not None:
            end = self._read(text, cuts, self._states)
        else:
            end = self._add(cuts, 0, self._lexer.get_tokens_unprocessed(text))
        cuts.append((end, ""))
        return cuts

    def _sort_rules(self) -> None:
        rules = _rules_of(self._lexer)
        if rules is None:
            return
        test_of = cache(_test_of)
        if type(self._lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed:
            self._states = _Lazily(lambda state: _ByCharacter([self._rule(*rule) for rule in rules[state]], test_of))
        # Other lexers do more with the tokens that Pygments' loop makes, and some actions start it.
        vars(self._lexer)["_tokens"] = _Lazily(lambda state: _narrowing(_ByCharacter(rules[state], test_of)))

    def _rule(self, match: Match, action: _TokenType | Action | None, change: Change) -> Rule:
        if isinstance(action, _TokenType):
            return match, self._class_of(action), None, change
        return match, None, action, change

    def _add(self, cuts: list[Cut], end: int, tokens: Iterable[Token]) -> int:
        """Add the cuts before these tokens; `end` is where those before them ended. Returns where these end."""
        current = cuts[-1][1]
        for at, token, value in tokens:
            name = self._class_of(token)
            if name != current and not value.isspace():
                cuts.append((at if at > end else end, name))
                current = name
            stop = at + len(value)
            end = stop if stop > end else end
        return end

    def _read(self, text: str, cuts: list[Cut], states: Mapping[str, _ByCharacter[Rule]]) -> int:
        """The same for all of a text, with the tokens that `RegexLexer.get_tokens_unprocessed` makes of it."""
        stack = ["root"]
        rules = states["root"]
        current = ""
        at = end = 0
        while True:
            for match, name, action, change in rules[text[at : at + 1]]:
                found = match(text, at)
                if found is None:
                    continue
                start, at = at, found.end()
                if name is not None:
                    # What `_add` does, in place: most tokens come by here.
                    if name != current and not text[start:at].isspace():
                        cuts.append((start if start > end else end, name))
                        current = name
                    end = at if at > end else end
                elif action is not None:
                    end = self._add(cuts, end, action(self._lexer, found))
                    current = cuts[-1][1]
                if change is not None:
                    _follow(stack, change)
                    rules = states[stack[-1]]
                break
            else:
                if at >= len(text):
                    return end
                if text[at] == "\n":
                    stack = ["root"]
                    rules = states["root"]
                end = self._add(cuts, end, ((at, Error, text[at]),))
                current = cuts[-1][1]
                at += 1


def _follow(stack: list[str], change: Sequence[str] | int) -> None:
    """Change the stack of states as a rule says."""
    if isinstance(change, int):
        del stack[1 if abs(change) >= len(stack) else change :]
        return
    for state in (change,) if isinstance(change, str) else change:
        if state == "#pop":
            del stack[max(1, len(stack) - 1) :]
        else:
            stack.append(stack[-1] if state == "#push" else state)


class _Lazily(dict[str, _Value]):
    """What is made of each state of a lexer when it is first entered."""

    def __init__(self, make: Callable[[str], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, state: str) -> _Value:
        made = self[state] = self._make(state)
        return made


class _ByCharacter(dict[str, tuple[_AnyRule, ...]]):
    """The rules of a state, in order, that can match where a character stands; "" is the end of the text."""

    def __init__(self, rules: Iterable[_AnyRule], test_of: Callable[[Match], Callable[[str], object] | None]) -> None:
        super().__init__()
        self._rules: tuple[_AnyRule, ...] = tuple(rules)
        self._tests = [test_of(rule[0]) for rule in self._rules]

    def __missing__(self, character: str) -> tuple[_AnyRule, ...]:
        if character > "\x7f":
            # There are too many of these to keep something for each.
            return self._rules
        found: tuple[_AnyRule, ...] = tuple(
            rule
            for rule, test in zip(self._rules, self._tests, strict=True)
            if test is None or (character and test(character))
        )
        self[character] = found
        return found


def _test_of(match: Match) -> Callable[[str], object] | None:
    pattern = getattr(match, "__self__", None)
    return first_character(pattern) if isinstance(pattern, re.Pattern) else None


def _narrowing(rules: _ByCharacter[PygmentsRule]) -> list[PygmentsRule]:
    """A state for Pygments' loop: its first rule never matches, but puts those behind itself that can match there."""

    def look(text: str, at: int, end: int = 0) -> None:
        state[1:] = rules[text[at : at + 1]]

    state: list[PygmentsRule] = [(look, None, None)]
    return state


def _rules_of(lexer: Lexer) -> dict[str, list[PygmentsRule]] | None:
    """The rules of a lexer's states, which Pygments keeps to itself; None if they are not as we know them."""
    states: Any = getattr(lexer, "_tokens", None)
    if not isinstance(lexer, RegexLexer) or not isinstance(states, dict):
        return None
    return states if all(_is_known(rule) for rules in states.values() for rule in rules) else None


def _is_known(rule: Any) -> bool:
    return (
        isinstance(rule, tuple)
        and len(rule) == 3
        and (rule[1] is None or callable(rule[1]) or isinstance(rule[1], _TokenType))
        and (isinstance(rule[2], tuple | int | None) or rule[2] == "#push")
    )
