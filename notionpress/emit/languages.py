"""What templates see of languages: translations of a page or list, front pages, and the switch between all of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from notionpress.emit.output import Job
from notionpress.render.languages import direction_of
from notionpress.render.texts import name_of_language
from notionpress.site.fronts import FRONT
from notionpress.site.languages import list_language, spoken
from notionpress.site.site import PageMeta


def language_of(page: PageMeta, job: Job) -> str:
    """The tag of the language that a page is written in."""
    return spoken(page.language, job.config)


def front_of(job: Job) -> tuple[str, str]:
    """The address of the front page in the language of the output, else of the site's, and the key of its list."""
    fronts = job.reader.fact("fronts:")
    return next(((url, key) for own, url, key in fronts if own == job.reader.language), (job.base_path, FRONT))


def own_words(name: str, job: Job) -> str:
    """The site's `title` or `description` in the language of the output, "" where it has none in that."""
    language = job.reader.language
    is_own = not list_language(language, job.config)
    fact = f"setting:{name}" if is_own else f"own-words:{name}/{language}"
    return str(job.reader.fact(fact))


def site_title(job: Job) -> str:
    """The site's title in the language of the output, else in its own."""
    return own_words("title", job) or str(job.reader.fact("setting:title"))


def translations_of_list(key: str, job: Job) -> list[dict[str, Any]]:
    """A list by its key in all its languages, none where there is one alone."""
    found = job.reader.fact(f"translations-of:{key}")
    return [translation(language, url, is_current=language == job.reader.language) for language, url in found]


def translation_of_page(page: PageMeta, current: str, job: Job) -> dict[str, Any]:
    """A page in one of its languages, where the page with the id `current` is shown."""
    language = language_of(page, job)
    return {**translation(language, page.route.url, is_current=page.id == current), "noindex": page.noindex}


def translation(language: str, url: str, *, is_current: bool) -> dict[str, Any]:
    """A page or list in one of its languages, as the switch between them and search engines have it."""
    return {
        "language": language,
        "name": name_of_language(language),
        "direction": direction_of(language),
        "url": url,
        "current": is_current,
        "noindex": False,
    }


def switch(job: Job, url: str, translations: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The languages that a reader can change to from the output at an address, the site's first.

    Each is like one of its translations, and leads there; those that it has none in lead to the front page of the
    language, with `translated` false. None where all is in one language.
    """
    found = {one["language"]: {**one, "translated": True} for one in translations}
    fronts = job.reader.fact("fronts:")
    own = job.reader.language
    met = {list_language(language, job.config) for language in (*found, own)}
    for language, front, _ in fronts:
        if list_language(language, job.config) not in met:
            found[language] = {**translation(language, front, is_current=False), "translated": False}
    if fronts and own not in found:
        found[own] = {**translation(own, url, is_current=True), "translated": True}
    return [found[language] for language in sorted(found, key=lambda tag: (tag != job.config.language, tag))]
