"""Social cards: whether they can be made here."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from msgspec.structs import replace

from notionpress.config import Config
from notionpress.emit.fonts import Fonts, find_fonts, font_folders
from notionpress.report import Problem, Report
from notionpress.site.site import Site

_NEEDED: Final = ("resvg_py", "uharfbuzz")
"""What the extra `og` installs."""


def with_cards(site: Site, report: Report) -> Site:
    """The site with the cards that its settings ask for, if they can be made; else the report says what is missing.

    Raises ConfigError for a font that is named and not there.
    """
    settings = site.config.social
    if settings.cards == "none":
        return site
    if not can_draw():
        report.add(_problem("they need an extra", "Install it: `pip install 'notionpress[og]'`."))
        return site
    named, installed = find_fonts(settings.fonts, site.config.folder)
    if not (named or installed):
        report.add(_problem("there is no font", "Install one, or name one under `social: fonts:` in site.yaml."))
        return site
    return replace(site, social_cards=settings.cards)


def can_draw() -> bool:
    """Whether what draws cards is installed."""
    return all(find_spec(name) for name in _NEEDED)


def places_of_fonts(config: Config) -> tuple[str, ...]:
    """Where the fonts lie that cards may be lettered in."""
    settings = config.social
    return () if settings.cards == "none" else (*settings.fonts, *map(str, font_folders()))


def fonts_of(config: Config) -> Fonts:
    """The fonts that the site's cards are lettered in."""
    return Fonts(*find_fonts(config.social.fonts, config.folder), config.language)


def _problem(why: str, hint: str) -> Problem:
    return Problem("no-social-cards", f"Social cards are not made: {why}.", hint=hint)
