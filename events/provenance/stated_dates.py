"""The days that words name: written out, as weekdays, or from the day of publication."""

from collections.abc import Iterator
from datetime import date

from events.coding.phrases.calendar_phrases import read_core, wrapped
from events.coding.phrases.date_grammar import apart, grammar_of
from events.coding.phrases.language import Language
from events.model.dates import Span, parse_edtf


def dates_in(words: str, language: Language, published: date | None = None) -> list[Span]:
    """Find the days that words name.

    Parameters
    ----------
    words
        Of a source.
    language
        Whose phrases of time are read.
    published
        The day of publication, from which a day without a year, a weekday and "yesterday" are
        worked out; without it these are not known.

    Returns
    -------
    list of Span
        In the order of the words. A weekday is the last one up to the day of publication;
        "recently", which has no known beginning, names no day.

    Examples
    --------
    >>> from events.coding.phrases.language import language_of
    >>> english = language_of("en")
    >>> [str(span.first) for span in dates_in("said on Wednesday", english, date(2021, 7, 8))]
    ['2021-07-07']
    >>> [str(span.last) for span in dates_in("between 4–5 July 2021 and today", english)]
    ['2021-07-05']
    """
    return list(_dates(words, language, published))


def _dates(words: str, language: Language, published: date | None) -> Iterator[Span]:
    grammar = grammar_of(language)
    for found in apart(one for pattern in grammar.patterns for one in pattern.finditer(words)):
        core = read_core(grammar, found, published)
        if core is None or core.days.first is None:
            continue
        edtf = wrapped(core, grammar.wrap_of(found))
        if edtf and (span := parse_edtf(edtf)):
            yield span
