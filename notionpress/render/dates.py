"""Dates and ranges as `time` elements and as words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from notionpress.content.rich_text import DateValue
from notionpress.render.markup import Html, element, escape
from notionpress.render.texts import format_moment, format_range

if TYPE_CHECKING:
    from notionpress.render.renderer import Renderer


def date_html(value: DateValue, render: Renderer, *, class_: str | None = None) -> Html:
    """A date, time or range, readable for people and machines."""
    return element("time", escape(date_text(value, render)), class_=class_, datetime=value.start.isoformat())


def date_text(value: DateValue, render: Renderer) -> str:
    """A date, time or range in the site's language and time zone."""
    if value.end is None:
        return format_moment(value.start, render.language, render.time_zone)
    return format_range(value.start, value.end, render.language, render.time_zone)


def moment_html(value: date | datetime, render: Renderer) -> Html:
    """A point in time."""
    return date_html(DateValue(value), render)
