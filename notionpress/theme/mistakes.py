"""What is wrong with a theme or a template, said for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import jinja2
from jinja2.utils import missing

from notionpress.errors import ThemeError


class PlacedError(ThemeError):
    """An error in a template that is named in it."""


class Missing(jinja2.StrictUndefined):
    """An undefined name, with a message for people."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return f"“{self._undefined_name}” is not defined."
        names = [str(key) for key in self._undefined_obj] if isinstance(self._undefined_obj, Mapping) else []
        close = did_you_mean(str(self._undefined_name), names)
        return f"There is no “{self._undefined_name}” here.{' ' + close if close else ''}"


def reason(error: Exception, names: Iterable[str]) -> tuple[str, str]:
    """What an error in a template means, and what to do about it."""
    match error:
        case ThemeError():
            return error.message, error.hint
        case jinja2.TemplateSyntaxError():
            return f"{error.message}", "Correct the template there."
        case jinja2.TemplateNotFound():
            return f"There is no template “{error.message}”.", "It belongs into `templates/` of the project or theme."
        case jinja2.UndefinedError():
            message = str(error.message)
            name = re.match(r"“(.+)” is not defined", message)
            hint = did_you_mean(name[1], names) if name else ""
            return message, hint or "docs/themes.md lists what templates are given."
        case RecursionError():
            return "It extends or includes itself.", "Name the theme's own: `{% extends 'journal/post.html' %}`."
    return f"{type(error).__name__}: {error}", "Correct the template there."


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The known name that was meant, as a question; "" where none is close."""
    close = get_close_matches(name, sorted(known), 1)
    return f"Did you mean “{close[0]}”?" if close else ""
