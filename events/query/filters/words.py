"""The filter by words: each of them in an event's title, place, note, actors or quotes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from events.model.limits import PARAMETER_VALUES
from events.query.filters.declaration import (
    Filter,
    Given,
    Parameter,
    QueryError,
    Term,
    Widget,
)

_WORDS = Parameter(
    "words", form="words", widget=Widget("words", "filters.words", "filters.words_hint")
)


@dataclass(frozen=True)
class WordsChosen:
    """What a selection asks of an event's texts; see `events.query.selection.Selection`."""

    words: str = ""


def searchable(text: str) -> str:
    """Fold text so that a search finds it whatever its case or the make-up of its letters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text in Unicode's form NFC, case folded.

    Examples
    --------
    >>> searchable("Straße")
    'strasse'
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _condition(chosen: WordsChosen) -> nw.Expr | None:
    words = set(searchable(chosen.words).split())
    if not words:
        return None
    found = (nw.col("words").str.contains(word, literal=True) for word in sorted(words))
    return nw.all_horizontal(*found, ignore_nulls=False)


def _read(given: Given) -> dict[str, Any]:
    words = _WORDS.one(given)
    if len(words.split()) > PARAMETER_VALUES:
        raise QueryError("words", words, f"at most {PARAMETER_VALUES} words")
    return {"words": words}


def _written(chosen: WordsChosen) -> Iterator[tuple[str, str]]:
    if chosen.words:
        yield "words", chosen.words


def _terms(chosen: WordsChosen) -> Iterator[Term]:
    if chosen.words:
        yield Term("filter.words", {"words": chosen.words}, {"words": ""})


WORDS = Filter(
    "words", WordsChosen, _condition, (_WORDS,), _read, _written, _terms, asks_texts=True
)
