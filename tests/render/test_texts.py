"""Dates, numbers and words as each language writes them."""

from __future__ import annotations

import string
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.render.texts import (
    CURRENCIES,
    file_size,
    format_date,
    format_moment,
    format_number,
    format_range,
    word,
)
from notionpress.render.words import WORDS

LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "ja", "zh", "ko", "ar", "he", "tr", "ru", "uk"]
DAY = date(2026, 3, 14)
NOON = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)

# API reference: number property.
FORMATS = (
    "number number_with_commas percent dollar australian_dollar canadian_dollar singapore_dollar euro pound yen ruble "
    "rupee won yuan real lira rupiah franc hong_kong_dollar new_zealand_dollar krona norwegian_krone mexican_peso rand "
    "new_taiwan_dollar danish_krone zloty baht forint koruna shekel chilean_peso philippine_peso dirham "
    "colombian_peso riyal ringgit leu argentine_peso uruguayan_peso peruvian_sol"
)


def spaced(text: str) -> str:
    """The text with plain spaces, as the CLDR has several kinds."""
    return text.translate(dict.fromkeys(map(ord, "\xa0\u2009\u202f"), " "))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "14 March 2026"),
        ("en-US", "March 14, 2026"),
        ("en-GB", "14 March 2026"),
        ("de", "14. März 2026"),
        ("de-AT", "14. März 2026"),
        ("fr", "14 mars 2026"),
        ("es", "14 de marzo de 2026"),
        ("pt-BR", "14 de março de 2026"),
        ("ja", "2026年3月14日"),
        ("zh-TW", "2026年3月14日"),
        ("ko", "2026년 3월 14일"),
        ("ru", "14 марта 2026 г."),
        ("PL", "14 marca 2026"),
        ("he", "14 במרץ 2026"),
    ],
)
def test_a_day_is_written_out(language: str, expected: str) -> None:
    assert spaced(format_date(DAY, language, "UTC")) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("tlh", "14 March 2026"),
        ("", "14 March 2026"),
        ("en-x-pirate", "14 March 2026"),
        ("../../etc", "14 March 2026"),
        ("de-XX-1996", "14. März 2026"),
        ("de-u-co-phonebk", "14. März 2026"),
    ],
)
def test_an_unknown_language_falls_back_to_its_parent_then_to_english(language: str, expected: str) -> None:
    assert format_date(DAY, language, "UTC") == expected


def test_a_moment_is_shown_where_the_site_is() -> None:
    late = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
    assert format_date(late, "en", "UTC") == "14 March 2026"
    assert format_date(late, "en", "Asia/Tokyo") == "15 March 2026"
    assert format_moment(late, "en", "America/New_York") == "14 March 2026, 19:30"
    assert (
        format_moment(late.astimezone(timezone(timedelta(hours=-9))), "en", "Europe/Berlin") == "15 March 2026, 00:30"
    )


def test_a_time_without_offset_is_the_sites_own() -> None:
    assert format_moment(datetime(2026, 3, 14, 12, 30), "en", "Asia/Tokyo") == "14 March 2026, 12:30"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "14 March 2026, 12:30"),
        ("en-US", "March 14, 2026, 12:30 PM"),
        ("de", "14. März 2026, 12:30"),
        ("da", "14. marts 2026 12.30"),
        ("ja", "2026年3月14日 12:30"),
    ],
)
def test_a_time_follows_its_day(language: str, expected: str) -> None:
    assert spaced(format_moment(NOON, language, "UTC")) == expected
    assert format_moment(DAY, language, "UTC") == format_date(DAY, language, "UTC")


@pytest.mark.parametrize(
    ("language", "days", "months", "years"),
    [
        ("en", "12–14 March 2026", "12 March – 14 April 2026", "12 March 2026 – 14 March 2027"),
        ("en-US", "March 12 – 14, 2026", "March 12 – April 14, 2026", "March 12, 2026 – March 14, 2027"),
        ("de", "12.–14. März 2026", "12. März – 14. April 2026", "12. März 2026 – 14. März 2027"),
        (
            "es",
            "12–14 de marzo de 2026",
            "12 de marzo – 14 de abril de 2026",
            "12 de marzo de 2026 – 14 de marzo de 2027",
        ),
        ("ja", "2026年3月12日～14日", "2026年3月12日～4月14日", "2026年3月12日～2027年3月14日"),
        ("uk", "12–14 березня 2026 р.", "12 березня – 14 квітня 2026 р.", "12 березня 2026 – 14 березня 2027 рр."),
    ],
)
def test_a_range_says_once_what_its_days_share(language: str, days: str, months: str, years: str) -> None:
    start = date(2026, 3, 12)
    assert spaced(format_range(start, DAY, language, "UTC")) == days
    # Babel 2.19 has another dash for Ukrainian than the versions before.
    assert spaced(format_range(start, date(2026, 4, 14), language, "UTC")).replace("—", "–") == months
    assert spaced(format_range(start, date(2027, 3, 14), language, "UTC")).replace("—", "–") == years


def test_a_range_of_times() -> None:
    assert spaced(format_range(NOON, NOON + timedelta(minutes=90), "en", "UTC")) == "14 March 2026, 12:30 – 14:00"
    assert (
        spaced(format_range(NOON, NOON + timedelta(days=1), "en", "UTC"))
        == "14 March 2026, 12:30 – 15 March 2026, 12:30"
    )
    assert spaced(format_range(date(2026, 3, 12), NOON, "en", "UTC")) == "12 March 2026 – 14 March 2026, 12:30"


def test_a_range_of_one_day_is_that_day() -> None:
    assert format_range(DAY, DAY, "en", "UTC") == "14 March 2026"


MOMENTS = st.one_of(
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])),
)


@given(
    MOMENTS,
    MOMENTS,
    st.sampled_from([*LANGUAGES, "hy", "eu", "zh-Hant", "fa"]),
    st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles"]),
)
def test_every_date_can_be_written(start: date, end: date, language: str, time_zone: str) -> None:
    assert format_moment(start, language, time_zone)
    assert format_range(start, end, language, time_zone)


@pytest.mark.parametrize(
    ("value", "format", "language", "expected"),
    [
        (1234567, "number", "en", "1234567"),
        (1234567, "number_with_commas", "en", "1,234,567"),
        (1234567.5, "number_with_commas", "de", "1.234.567,5"),
        (0.1 + 0.2, "number", "en", "0.3"),
        (3.14159265358979, "number", "en", "3.14159265358979"),
        (-2.5, "number", "fr", "-2,5"),
        (10**21, "number", "en", "1000000000000000000000"),
        (1e-7, "number", "en", "0.0000001"),
        (0.125, "percent", "en", "12.5%"),
        (0.125, "percent", "de", "12,5 %"),
        (1234.5, "dollar", "en", "$1,234.50"),
        (1234.5, "euro", "de", "1.234,50 €"),
        (-3, "pound", "en", "-£3.00"),
        (1234, "yen", "ja", "￥1,234"),
        (1234, "won", "ko", "₩1,234"),
        (12, "real", "pt-BR", "R$ 12,00"),
        (12.5, "furlongs", "en", "12.5"),
        (12.5, "", "en", "12.5"),
    ],
)
def test_a_number_has_its_propertys_format(value: float, format: str, language: str, expected: str) -> None:
    assert spaced(format_number(value, format, language)) == expected


def test_every_format_of_notions_is_known() -> None:
    assert set(FORMATS.split()) - {"number", "number_with_commas", "percent"} == set(CURRENCIES)
    for format in FORMATS.split():
        for language in LANGUAGES:
            assert "1" in format_number(1, format, language)


@given(
    st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(FORMATS.split()),
    st.sampled_from(LANGUAGES),
)
def test_every_number_can_be_written(value: float, format: str, language: str) -> None:
    assert any(character in string.digits for character in format_number(value, format, language))


@pytest.mark.parametrize(
    ("size", "language", "expected"),
    [
        (0, "en", "0 kB"),
        (1, "en", "0.1 kB"),
        (512, "en", "0.5 kB"),
        (1_400_000, "en", "1.4 MB"),
        (1_400_000, "de", "1,4 MB"),
        (1_400_000, "fr", "1,4 Mo"),
        (1_400_000, "ru", "1,4 МБ"),
        (999_949, "en", "1,000 kB"),
        (999_960, "en", "1 MB"),
        (123_456_789, "en", "123 MB"),
        (5_000_000_000, "en", "5 GB"),
        (5 * 10**15, "en", "5,000 TB"),
    ],
)
def test_a_files_size_is_short(size: int, language: str, expected: str) -> None:
    assert spaced(file_size(size, language)) == expected


# Words


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_languages_are_there() -> None:
    assert set(LANGUAGES) == set(WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_each_word_with_its_placeholders(language: str) -> None:
    assert list(WORDS[language]) == list(WORDS["en"])
    for key, text in WORDS[language].items():
        assert text.strip() == text != "", key
        assert placeholders(text) == placeholders(WORDS["en"][key]), key


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_each_language_has_words_of_its_own(language: str) -> None:
    same = [key for key, text in WORDS[language].items() if text == WORDS["en"][key]]
    assert len(same) < len(WORDS["en"]) / 3, same


def test_a_word_falls_back_to_its_parent_then_to_english() -> None:
    assert word("untitled", "de") == word("untitled", "de-AT") == word("untitled", "DE-Latn-AT") == "Ohne Titel"
    assert word("untitled", "tlh") == word("untitled", "") == "Untitled"
    assert word("missing_file", "en").format(name="plan.pdf") == "plan.pdf is not available"
    with pytest.raises(KeyError):
        word("no_such_key", "de")


def test_babel_waits_until_it_is_needed() -> None:
    """It takes as long to import as the rest of a short command."""
    code = "import sys, notionpress.render.texts; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
