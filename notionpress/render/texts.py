"""Dates, numbers and words in the site's language, by the Unicode CLDR.

Babel holds the CLDR's data. It is imported at the first date or number, as commands that show none need not wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from notionpress.render.languages import fallbacks
from notionpress.render.words import WORDS
from notionpress.site.publish import aware

if TYPE_CHECKING:
    from babel import Locale

CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "argentine_peso": "ARS",
        "australian_dollar": "AUD",
        "baht": "THB",
        "canadian_dollar": "CAD",
        "chilean_peso": "CLP",
        "colombian_peso": "COP",
        "danish_krone": "DKK",
        "dirham": "AED",
        "dollar": "USD",
        "euro": "EUR",
        "forint": "HUF",
        "franc": "CHF",
        "hong_kong_dollar": "HKD",
        "koruna": "CZK",
        "krona": "SEK",
        "leu": "RON",
        "lira": "TRY",
        "mexican_peso": "MXN",
        "new_taiwan_dollar": "TWD",
        "new_zealand_dollar": "NZD",
        "norwegian_krone": "NOK",
        "peruvian_sol": "PEN",
        "philippine_peso": "PHP",
        "pound": "GBP",
        "rand": "ZAR",
        "real": "BRL",
        "ringgit": "MYR",
        "riyal": "SAR",
        "ruble": "RUB",
        "rupee": "INR",
        "rupiah": "IDR",
        "shekel": "ILS",
        "singapore_dollar": "SGD",
        "uruguayan_peso": "UYU",
        "won": "KRW",
        "yen": "JPY",
        "yuan": "CNY",
        "zloty": "PLN",
    }
)
"""Notion's number formats (API reference: number property) that are currencies, with their ISO 4217 codes."""

_LARGEST = 400  # digits: the largest JSON number that is a double has 309 before the point
_UNITS = ("kilobyte", "megabyte", "gigabyte", "terabyte")


@lru_cache(maxsize=1024)
def word(key: str, language: str) -> str:
    """The renderer's own words for `key`, with `{…}` where names go; in English where the language has none.

    `language` is a BCP 47 tag. Raises KeyError when there is no such key.
    """
    for tag in fallbacks(language):
        if tag in WORDS:
            return WORDS[tag][key]
    return WORDS["en"][key]


@lru_cache(maxsize=16384)
def format_date(value: date | datetime, language: str, time_zone: str) -> str:
    """The day, written out: 14 March 2026.

    Arguments: `language` is a BCP 47 tag; one that the CLDR does not know falls back to its parent, then to English.
    `time_zone` is an IANA name; a moment is shown as the day that it falls on there.
    """
    from babel import dates  # noqa: PLC0415

    return dates.format_date(_local(value, time_zone), "long", _locale(language))


@lru_cache(maxsize=16384)
def format_moment(value: date | datetime, language: str, time_zone: str) -> str:
    """The day and, if the value has one, the time: 14 March 2026, 12:30. Arguments as for `format_date`."""
    day = format_date(value, language, time_zone)
    moment = _local(value, time_zone)
    return _joined(day, _clock(moment, language), language) if isinstance(moment, datetime) else day


@lru_cache(maxsize=16384)
def format_range(start: date | datetime, end: date | datetime, language: str, time_zone: str) -> str:
    """From one date or moment to another, saying once what both share: 12–14 March 2026.

    Arguments as for `format_date`. The patterns are the CLDR's intervals (UTS 35, part 4, 2.6.3).
    """
    first, last = _local(start, time_zone), _local(end, time_zone)
    if isinstance(first, datetime) and isinstance(last, datetime) and first.date() == last.date():
        clocks = _between(_clock(first, language), _clock(last, language), language)
        return _joined(format_date(start, language, time_zone), clocks, language)
    if isinstance(first, datetime) or isinstance(last, datetime):
        from_, to = (format_moment(value, language, time_zone) for value in (start, end))
        return _between(from_, to, language)
    try:
        return _days(first, last, language) or format_date(start, language, time_zone)
    except ValueError:
        # The CLDR's Armenian intervals have a field that no calendar has.
        from_, to = (format_date(value, language, time_zone) for value in (start, end))
        return _between(from_, to, language)


@lru_cache(maxsize=16384)
def language_and_country(language: str) -> str:
    """The language with its most likely country, as Open Graph writes it: `en_US`, `pt_BR`; "" where none is known."""
    from babel.core import get_global  # noqa: PLC0415

    likely: Mapping[str, str] = get_global("likely_subtags")
    own, *further = language.replace("-", "_").split("_")
    found = likely.get(own.lower(), "").split("_")[1:]
    # A country has two letters; a script has four.
    country = next((one for one in (*further, *found) if len(one) == 2), "")
    return f"{own.lower()}_{country.upper()}" if country else ""


@lru_cache(maxsize=256)
def name_of_language(language: str) -> str:
    """A language's name in itself, by its tag, as the CLDR has it: Deutsch, Português (Brasil); else the tag."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        found = Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
    return found[:1].upper() + found[1:]


def format_number(value: float, format: str, language: str) -> str:
    """A number as its property wants it: `format` is one of Notion's number formats; unknown ones show it plain."""
    from babel import numbers  # noqa: PLC0415

    locale = _number_locale(language)
    # Sums such as 0.1 + 0.2 are exact to 15 digits; what follows is noise of the binary fraction.
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    with localcontext(prec=_LARGEST):
        if format in CURRENCIES:
            return numbers.format_currency(exact, CURRENCIES[format], locale=locale)
        if format == "percent":
            return numbers.format_percent(exact, locale=locale, decimal_quantization=False)
        grouped = format == "number_with_commas"
        return str(numbers.format_decimal(exact, locale=locale, decimal_quantization=False, group_separator=grouped))


@lru_cache(maxsize=1024)
def format_month(value: date, language: str) -> str:
    """The month of a day: March 2026. `language` is a BCP 47 tag."""
    from babel import dates  # noqa: PLC0415

    return str(dates.format_skeleton("yMMMM", value, locale=_locale(language)))


def weekdays(language: str) -> list[tuple[int, str, str]]:
    """The days of a week from the one that it begins with: each as `date.weekday` counts it, short, and in full."""
    locale = _locale(language)
    first = locale.first_week_day
    short, full = locale.days["stand-alone"]["abbreviated"], locale.days["stand-alone"]["wide"]
    return [(day, str(short[day]), str(full[day])) for day in ((first + at) % 7 for at in range(7))]


def format_list(words: Sequence[str], language: str) -> str:
    """Words as a language lists them: A, B and C; A、B、C."""
    from babel import lists  # noqa: PLC0415

    return str(lists.format_list(words, locale=_locale(language)))


def format_between(first: str, last: str, language: str) -> str:
    """A range of two things that are in words already: 10–20."""
    return _between(first, last, language)


def day_of(value: date | datetime, time_zone: str) -> date:
    """The day that a date or a moment falls on in a time zone, an IANA name."""
    local = _local(value, time_zone)
    return local.date() if isinstance(local, datetime) else local


@lru_cache(maxsize=4096)
def file_size(size: int, language: str) -> str:
    """A file's size, given in bytes, as people read it: 1.4 MB, with SI prefixes."""
    amount, steps = size / 1000, 0
    while round(amount, 1) >= 1000 and steps < len(_UNITS) - 1:
        amount, steps = amount / 1000, steps + 1
    shown = round(amount, 1) if amount < 100 else round(amount)
    # Few files are empty, and none that is not should look so.
    number = format_number(max(shown, 0.1) if size else 0, "number_with_commas", language)
    return f"{number}\N{NO-BREAK SPACE}{word(_UNITS[steps], language)}"


def _local(value: date | datetime, time_zone: str) -> date | datetime:
    if not isinstance(value, datetime):
        return value
    zone = ZoneInfo(time_zone)
    moment = aware(value, zone)
    try:
        return moment.astimezone(zone)
    except OverflowError:
        # The first and the last day that Python knows have no neighbours.
        return moment


def _clock(moment: datetime, language: str) -> str:
    from babel import dates  # noqa: PLC0415

    return dates.format_time(moment.time(), "short", locale=_locale(language))


def _joined(day: str, clock: str, language: str) -> str:
    """A day and a time, as the language puts them together."""
    pattern = str(_locale(language).datetime_formats["medium"]).replace("'", "")
    return pattern.replace("{0}", clock).replace("{1}", day)


def _between(first: str, last: str, language: str) -> str:
    """A range of two things that share nothing."""
    pattern = str(_locale(language).interval_formats[None])
    return pattern.replace("{0}", first).replace("{1}", last)


def _days(first: date, last: date, language: str) -> str:
    """A range of days by the CLDR's intervals, with long months; "" when it is one day."""
    from babel import dates  # noqa: PLC0415

    locale = _locale(language)
    for field, differs in (
        ("y", first.year != last.year),
        ("M", first.month != last.month),
        ("d", first.day != last.day),
    ):
        if differs:
            from_, to = _interval(language, field)
            return dates.format_date(first, from_, locale) + dates.format_date(last, to, locale)
    return ""


@lru_cache(maxsize=256)
def _interval(language: str, field: str) -> tuple[str, str]:
    """The patterns for the first and the last day of a range whose largest difference is in `field`.

    The CLDR has intervals with short months only; where one holds the whole of a short date, its long form goes
    there, with the prepositions that long dates have.
    """
    locale = _locale(language)
    skeletons = locale.datetime_skeletons
    first, last = (str(part) for part in locale.interval_formats["yMMMd"][field])
    longer = {
        str(skeletons["yMMMd"].pattern): str(locale.date_formats["long"].pattern),
        str(skeletons["MMMd"].pattern): str(skeletons["MMMMd"].pattern),
        "MMM": "MMMM",
        "LLL": "LLLL",
    }
    return _lengthened(first, longer), _lengthened(last, longer)


def _lengthened(pattern: str, longer: Mapping[str, str]) -> str:
    for short, long in longer.items():
        if long in pattern:
            return pattern
        if short in pattern:
            return pattern.replace(short, long)
    return pattern


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    """The locale for dates. Plain `en` writes them as most of the world does, not as the United States do."""
    locale = _number_locale(language)
    return _number_locale("en-150") if str(locale) == "en" else locale


@lru_cache(maxsize=256)
def _number_locale(language: str) -> Locale:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    for tag in fallbacks(language):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
