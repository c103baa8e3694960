"""The languages of a site, and which of them its theme has no words in."""

from __future__ import annotations

from collections.abc import Iterator

from notionpress.report import Problem
from notionpress.site.site import Site
from notionpress.theme import Theme


def languages_of(site: Site) -> tuple[str, ...]:
    """The tags of the languages that the site speaks, its own first."""
    others = {page.language for page in site.pages.values() if page.language}
    return (site.config.language, *sorted(others))


def missing_words(site: Site, theme: Theme) -> Iterator[Problem]:
    """What to tell of each language in which the theme lacks words, and shows English ones."""
    for language in languages_of(site):
        spoken = theme.in_language(language)
        keys, count = spoken.missing_texts(), len(spoken.words())
        if keys:
            # The shortest is easily read, and has no place for a name.
            shown = min((spoken.text(key) for key in keys), key=lambda text: ("{" in text, len(text), text))
            lacks = "no words" if len(keys) == count else f"not all words ({count - len(keys)} of {count})"
            yield Problem(
                "theme-language",
                f"The theme “{theme.name}” has {lacks} in the language “{language}”, and shows English ones, such as "
                f"“{shown}”.",
                hint=f"Write them under `texts: {language}:` in the theme.yaml of a theme that extends “{theme.name}”: "
                "`notionpress theme new NAME` makes one.",
            )
