"""Filters that every template has and that ask nothing of a theme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup, escape

from notionpress.render.texts import format_list


def isodate(value: date | datetime | None) -> str:
    """A date for machines, "" for none."""
    return "" if value is None else value.isoformat()


@pass_context
def absolute(context: Context, href: str) -> str:
    """An address of the site with scheme and host; others come back as they are."""
    if not href.startswith("/") or href.startswith("//"):
        return href
    scheme, _, rest = str(context["site"]["url"]).partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{href}"


def listed(values: Iterable[object], language: str) -> str:
    """Words as a language lists them: A, B and C. Where one of them is HTML, so is the list."""
    found = list(values)
    if any(isinstance(one, Markup) for one in found):
        return Markup(format_list(tuple(str(escape(one)) for one in found), language))
    return format_list(tuple(map(str, found)), language)
