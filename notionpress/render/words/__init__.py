"""The renderer's own words, one module for each language; English has every key and is the rule for the others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notionpress.render.words import ar, da, de, en, es, fr, he, it, ja, ko, nl, pl, pt, ru, sv, tr, uk, zh

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ar": ar.WORDS,
        "da": da.WORDS,
        "de": de.WORDS,
        "en": en.WORDS,
        "es": es.WORDS,
        "fr": fr.WORDS,
        "he": he.WORDS,
        "it": it.WORDS,
        "ja": ja.WORDS,
        "ko": ko.WORDS,
        "nl": nl.WORDS,
        "pl": pl.WORDS,
        "pt": pt.WORDS,
        "ru": ru.WORDS,
        "sv": sv.WORDS,
        "tr": tr.WORDS,
        "uk": uk.WORDS,
        "zh": zh.WORDS,
    }
)
"""Words by language (BCP 47) and key; `{…}` stand where names go."""
