"""The names of months and days of the week, in the languages of CLDR.

The names are Unicode's Common Locale Data Repository's, as Babel carries it. A word that names
two different months, as "listopad" does in Croatian and Polish, is no name here.
"""

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError

_LANGUAGES = (
    "en ru uk be de fr es it pt nl pl tr az ar fa ps ur tg uz uz_Cyrl kk ky hy ka he hi id sw "
    "so am ro bg sr hr cs sk hu el sv da nb fi ar_SY ar_MA fa_AF"
)

LANGUAGES = tuple(_LANGUAGES.split())
"""The languages whose names are read."""

SOLAR_MONTHS = (
    "فروردین حمل",
    "اردیبهشت ثور",
    "خرداد جوزا",
    "تیر سرطان",
    "مرداد امرداد اسد",
    "شهریور سنبله",
    "مهر میزان",
    "آبان عقرب",
    "آذر قوس",
    "دی جدی",
    "بهمن دلو",
    "اسفند حوت",
)
"""The months of the Solar Hijri year as Iran and as Afghanistan call them."""

_MORE_ENGLISH = {"sept": 9, "june": 6, "july": 7}


def month_of(word: str) -> int | None:
    """Tell which month of the Gregorian year a word names; None for none, or several.

    Examples
    --------
    >>> month_of("July"), month_of("июля"), month_of("Juli"), month_of("soon")
    (7, 7, 7, None)
    """
    return _months(("en",)).get(_folded(word)) or _months(LANGUAGES).get(_folded(word))


def solar_month_of(word: str) -> int | None:
    """Tell which month of the Solar Hijri year a word names.

    Examples
    --------
    >>> solar_month_of("سرطان"), solar_month_of("July")
    (4, None)
    """
    return _solar_months().get(_folded(word))


def weekday_of(word: str) -> int | None:
    """Tell which day of the week a word names, counted from 0 for Monday.

    Examples
    --------
    >>> weekday_of("Monday"), weekday_of("понедельник"), weekday_of("someday")
    (0, 0, None)
    """
    return _weekdays().get(_folded(word))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold().strip(" .,")
    return plain.translate({ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", 0x200C: None})


@cache
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    return _unambiguous("months", languages) | _MORE_ENGLISH


@cache
def _weekdays() -> dict[str, int]:
    return _unambiguous("days", LANGUAGES)


@cache
def _solar_months() -> dict[str, int]:
    named = enumerate(SOLAR_MONTHS, 1)
    return {_folded(word): number for number, words in named for word in words.split()}


def _unambiguous(what: str, languages: tuple[str, ...]) -> dict[str, int]:
    """Gather the names of all languages; leave out those that mean several."""
    meant: dict[str, set[int]] = {}
    for language in languages:
        try:
            kinds = getattr(Locale.parse(language), what)
        except UnknownLocaleError:
            continue
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in kinds[form].get(width, {}).items():
                    meant.setdefault(_folded(name), set()).add(number)
    return {
        name: next(iter(numbers))
        for name, numbers in meant.items()
        if len(numbers) == 1 and not name[:1].isdigit()
    }
